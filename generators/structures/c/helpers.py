"""What the readers' source needs besides its structures: those functions alone that it calls."""

from __future__ import annotations

import re
from importlib.resources import files

_NAME = re.compile(r"^(?:static[^(\n]*?\b(\w+)\(|struct (\w+) \{)", re.MULTILINE)
# Reflected: CRC-32 (zlib), CRC-32C (Castagnoli), CRC-64/XZ (ECMA-182).
_POLYNOMIALS = {"CRC32": 0xEDB88320, "CRC32C": 0x82F63B78, "CRC64": 0xC96C5795D7870F42}


def helpers(prefix: str, code: str) -> str:
    """Return the functions that ``code`` calls, and those that they call, each before its callers."""
    text = "".join(_text(name) for name in ("refusing.c", "floor.c", "wide.c"))
    for name, polynomial in _POLYNOMIALS.items():
        text = text.replace(f"@{name}@", _remainders(polynomial))
    text = text.replace("@ROUNDS@", _rounds()).replace("@P@", prefix).replace("@U@", prefix.upper())
    chosen: list[str] = []
    for block in reversed(text.strip("\n").split("\n\n")):
        found = _NAME.search(block)
        assert found is not None, block
        used = rf"\b{found[1]}\(" if found[1] else rf"\bstruct {found[2]}\b"
        if any(re.search(used, part) for part in (code, *chosen)):
            chosen.append(block)
    return "".join(f"\n{block}\n" for block in reversed(chosen))


def _remainders(polynomial: int) -> str:
    table = []
    for value in range(16):
        for _ in range(4):
            value = (value >> 1) ^ (polynomial if value & 1 else 0)
        table.append(f"UINT64_C({value:#x}),")
    return "\n".join("        " + " ".join(table[i : i + 4]) for i in range(0, 16, 4))


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _rounds() -> str:
    """The constants of SHA-256: fractions of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2)."""
    primes = [n for n in range(2, 312) if all(n % d for d in range(2, int(n**0.5) + 1))][:64]
    roots = [_cube_root(prime << 96) & 0xFFFFFFFF for prime in primes]
    rows = [roots[i : i + 8] for i in range(0, 64, 8)]
    return "\n".join("        " + " ".join(f"{root:#010x}," for root in row) for row in rows)


def _cube_root(value: int) -> int:
    low, high = 0, 1 << (value.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= value else (low, middle - 1)
    return low
