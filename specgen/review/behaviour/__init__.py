"""Whether instructions behave as before: equal typed forms, proofs, and the search for a situation in which they do not."""
