"""The spec as it is written: every file of it on pages, and where on them each thing stands."""
