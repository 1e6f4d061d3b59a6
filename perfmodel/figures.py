"""How figures are written: three digits with metric prefixes, and rows of them under each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence

_PREFIXES = (
    (1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"),
    (1e-9, "n"), (1e-12, "p"), (1e-15, "f"),
)  # fmt: skip


def figure_text(value: float, unit: str = "") -> str:
    """Return a quantity with its unit and the prefix that brings it above one, plainly where it has no unit."""
    if not unit or unit == "%" or value == 0:
        return f"{plain(value)} {unit}".rstrip()
    factor, prefix = next((one for one in _PREFIXES if abs(value) >= one[0]), _PREFIXES[-1])
    return f"{plain(value / factor)} {prefix}{unit}"


def rate(value: float, unit: str) -> str:
    """Return a count or a rate, of which there is no milli: ``1.05 Pop/s``, ``0.5 op``; the unit may be empty."""
    factor, prefix = next((one for one in _PREFIXES if value >= one[0] >= 1), (1.0, ""))
    return f"{plain(value / factor)} {prefix}{unit}".rstrip()


def plain(value: float) -> str:
    """Return a figure to three digits, without an exponent where it is not far from one."""
    short = f"{value:.3g}"
    if 1e5 <= abs(value) < 1e9:
        return f"{float(short):.0f}"
    return f"{float(short):g}" if 1e-4 <= abs(value) < 1e6 else short


def aligned(rows: Sequence[Sequence[str]], *, right: Collection[int] = (), indent: str = "  ") -> list[str]:
    """Return rows as lines whose columns are aligned, to the right those whose numbers are in ``right``."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        (
            indent
            + "  ".join(f"{cell:{'>' if n in right else '<'}{widths[n]}}" for n, cell in enumerate(row))
        ).rstrip()
        for row in rows
    ]
