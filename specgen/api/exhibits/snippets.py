"""Pieces of C and Python that encode and decode an instruction with what is generated for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from specgen.api.exhibits.kept import Kept, code_identity, digest
from specgen.api.exhibits.meaning import meanings

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from specgen.machine.examples import Example
    from specgen.model import Spec

_ROOMS = ("model", "generators/c", "generators/python", "generators/naming.py", "generators/templating.py")
_Line = tuple[str, str, int, tuple[tuple[str, int], ...]]

Snippets = dict[str, list[tuple[str, str]]]
"""By instruction: languages and texts."""


def snippets(
    spec: Spec, loaded: Iterable[Accelerator], executed: Mapping[str, Sequence[Example]]
) -> Snippets:
    """Return the pieces for the first executed example of every instruction, each of the variant that it was run on.

    They are kept between two builds.
    """
    lines = {
        name: (one[0].variant, one[0].text, one[0].word, one[0].operands)
        for name, one in executed.items()
        if one
    }
    kept = Kept("snippets", digest([meanings(spec), list(lines.items()), code_identity(_ROOMS)]))
    found = kept.read()
    if not found and lines:
        found = _made(loaded, lines)
        kept.write(found)
    return found


def _made(loaded: Iterable[Accelerator], lines: Mapping[str, _Line]) -> Snippets:
    from specgen.generators.c.snippets import snippets as in_c
    from specgen.generators.python.snippets import snippets as in_python

    found: Snippets = {}
    for one in loaded:
        mine = {
            name: (text, word, dict(operands))
            for name, (variant, text, word, operands) in lines.items()
            if variant == one.architecture.variant
        }
        for language, made in (("C", in_c), ("Python", in_python)):
            for name, text in made(one.architecture, mine).items() if mine else ():
                found.setdefault(name, []).append((language, text))
    return found
