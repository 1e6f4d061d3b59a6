"""The reference interpreters that are generated: an engine a folder."""
