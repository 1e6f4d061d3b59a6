"""Other architectures, small but real, held to the language as its pages describe it."""
