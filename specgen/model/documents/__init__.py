"""What the YAML of a spec may say: one model per kind of thing."""
