"""Changes of encodings, fields, operands and the text of assembly."""
