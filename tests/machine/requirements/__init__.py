"""Requirements and the tests that cover them."""
