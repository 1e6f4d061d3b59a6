"""What makes the pages worth relying on: sentences with the tests that cover them, and addresses that stay."""
