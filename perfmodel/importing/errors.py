"""What keeps a file of others from becoming a graph, and what keeps a node of it from becoming an operator."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that is no graph, or one that is asked for what it has not."""


class MissingReader(Exception):
    """A package that reads the file is not installed."""

    def __init__(self, what: str, package: str, remedy: str) -> None:
        super().__init__(f"reading {what} needs {package}: {remedy}")


class Unsupported(Exception):
    """A node whose work cannot be told; the text says why."""
