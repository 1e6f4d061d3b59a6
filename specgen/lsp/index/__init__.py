"""Names and where they stand, without an editor: what a place means, and all places that mean it."""
