"""Loads and stores of integers in a stated order, and the types that stand for them in structs."""

from __future__ import annotations

from importlib.resources import files

_NAMES = {"u": "uint{}_t", "s": "int{}_t", "f": "float"}


def orders(prefix: str) -> str:
    """Return the types of values in either order, for a machine of either order."""
    text = files(__package__).joinpath("orders.h").read_text(encoding="utf-8")
    for order in ("le", "be"):
        kinds = [(kind, width) for kind in "us" for width in (16, 32, 64)] + [("f", 32), ("f", 64)]
        plain = [f"typedef {_plain(k, w)} {prefix}_{order}_{k}{w};" for k, w in kinds]
        opaque = [f"typedef struct {{ uint8_t bytes[{w // 8}]; }} {prefix}_{order}_{k}{w};" for k, w in kinds]
        text = text.replace(f"@PLAIN_{order.upper()}@", "\n".join(plain))
        text = text.replace(f"@OPAQUE_{order.upper()}@", "\n".join(opaque))
    return text.replace("@U@", prefix.upper())


def _plain(kind: str, width: int) -> str:
    return "double" if (kind, width) == ("f", 64) else _NAMES[kind].format(width)


def loads(prefix: str) -> list[str]:
    """Return the functions that load and store integers byte by byte: compilers make one instruction of each."""
    lines: list[str] = []
    for order in ("le", "be"):
        for width in (16, 32, 64):
            size = width // 8
            shifts = [8 * (i if order == "le" else size - 1 - i) for i in range(size)]
            lines += _load(f"{prefix}_load_{order}{width}", width, shifts)
            lines += _store(f"{prefix}_store_{order}{width}", width, shifts)
    return lines


def _load(name: str, width: int, shifts: list[int]) -> list[str]:
    wide = "uint64_t" if width == 64 else "uint32_t"
    terms = [f"(({wide})b[{i}] << {shift})" if shift else f"({wide})b[{i}]" for i, shift in enumerate(shifts)]
    return [
        "",
        f"static inline uint{width}_t {name}(const void *from)",
        "{",
        "    const uint8_t *b = (const uint8_t *)from;",
        f"    return (uint{width}_t)({' | '.join(terms)});",
        "}",
    ]


def _store(name: str, width: int, shifts: list[int]) -> list[str]:
    lines = [f"    b[{i}] = (uint8_t)(value >> {shift});" for i, shift in enumerate(shifts)]
    return [
        "",
        f"static inline void {name}(void *to, uint{width}_t value)",
        "{",
        "    uint8_t *b = (uint8_t *)to;",
        *lines,
        "}",
    ]
