"""What the pages show beyond the spec's own words, made where a generator asks for it."""
