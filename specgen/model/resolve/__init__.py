"""From documents to one variant's architecture: numbers evaluated, names looked up, everything reported at once."""
