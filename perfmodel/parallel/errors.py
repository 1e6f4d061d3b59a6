"""Why work cannot be divided as asked."""


class ParallelError(ValueError):
    """Ranks that do not fit a workload; the text says which, and what would fit."""
