"""The rules of this stage: what YAML may say, and what a value may be."""
