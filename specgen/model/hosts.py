"""The functions of the host that every machine knows: what they take, give and see."""

from __future__ import annotations

from specgen.data import frozen


@frozen()
class HostFunction:
    """A function by the position of its integer arguments: as many, or where ``least`` is less at least that many.

    ``returns``: whether it gives an integer; ``memory``: whether it is given one.
    """

    arguments: tuple[str, ...]
    returns: bool = False
    memory: bool = False
    summary: str = ""
    least: int | None = None

    def __str__(self) -> str:
        wanted = f"({', '.join(self.arguments)})"
        given = " and returns an integer" if self.returns else " and returns nothing"
        return f"{wanted}{given}{', and names a memory' if self.memory else ''}"


HOST_FUNCTIONS: dict[str, HostFunction] = {
    "exit": HostFunction(("code",), summary="Ends the program with a code.", least=0),
    "trace": HostFunction(("value",), summary="Shows a number."),
    "putchar": HostFunction(("character",), summary="Writes a byte to standard output."),
    "getchar": HostFunction((), True, summary="A byte of standard input, -1 at its end."),
    "write": HostFunction(
        ("file", "address", "length"),
        True,
        True,
        "Writes bytes of a memory to file 1 or 2: their number, -9 for another file, -14 where they leave the memory.",
    ),
    "steps": HostFunction(
        (), True, summary="How many instructions this processor executed or issued before."
    ),
}
