"""Pages of what host and device agree on."""
