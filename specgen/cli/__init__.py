"""The `specgen` command: one module per command, each a thin skin over `specgen.api`."""
