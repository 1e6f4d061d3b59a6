"""Why a chip cannot be made."""


class ChipError(ValueError):
    """A spec says too little of its clocks, timings or memories for numbers to follow; the text says what is missing."""
