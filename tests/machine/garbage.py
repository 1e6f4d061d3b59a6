"""Assembly text that is nearly right, or not at all."""

from __future__ import annotations

import random
from collections.abc import Sequence

SIGNS = "(){}[]<>+-*/%&|^~!?:;,.#@$\\'\"=_ \t\0é\u2028 0129abfxX"


def garbage(draw: random.Random, lines: Sequence[str]) -> str:
    """A dozen of ``lines``, some with a few characters added, cut or replaced; sometimes signs alone."""
    if draw.random() < 0.1:
        return "".join(draw.choices(SIGNS, k=200))
    some = draw.choices(lines, k=draw.randrange(1, 12))
    return "\n".join(_spoilt(draw, line) if draw.random() < 0.2 else line for line in some)


def _spoilt(draw: random.Random, line: str) -> str:
    text = list(line)
    for _ in range(draw.randrange(4)):
        at = draw.randrange(len(text) + 1)
        text[at : at + draw.randrange(3)] = draw.choices(SIGNS, k=draw.randrange(3))
    return "".join(text)
