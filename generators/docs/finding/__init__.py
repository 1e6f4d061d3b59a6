"""How things are found: by name, by opcode, by what uses them, by facets, in the words of the field."""
