"""Sentences with proofs, and addresses that stay."""
