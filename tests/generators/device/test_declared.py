"""What Python declares to cffi is what the header of the device declares."""

from __future__ import annotations

import re
from pathlib import Path

from specgen.machine.device.library import _DECLARED, INJECTIONS


def plain(text: str) -> str:
    """C without comments, its white space as single spaces."""
    return " ".join(re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL).split())


def test_each_declaration_stands_in_the_header(root: Path) -> None:
    header = plain((root / "generators/device/templates/public.h").read_text())
    declared = re.findall(r"typedef struct \w+ \{.*?\} \w+;|[^;{}]+;", plain(_DECLARED))
    assert len(declared) > 25
    # Members on lines of their own mean what several names of one line mean.
    joined = re.sub(r"; uint64_t (?=answer|interrupt_wait|trace_bytes)", ", ", header)
    assert [one for one in declared if one.strip() not in joined] == []
    enumerators = re.findall(r"N_DEV_INJECT_(\w+),", header)
    assert tuple(name.lower() for name in enumerators) == INJECTIONS
