"""Records of what was checked: one JSON file each in the folder ``evidence/`` of a spec."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.machine.fidelity.digests import ASPECTS, digest
from specgen.source.writing import write_whole

if TYPE_CHECKING:
    from specgen.semantics import Semantics

FOLDER = "evidence"
MOST_BYTES = 16 << 20
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class RecordError(ValueError):
    """A record that cannot be read; the message names the file and what is wrong with it."""


@frozen()
class Checked:
    """How often one instruction was checked without a difference, and its digest, by aspect, as it was then."""

    cases: int
    digests: dict[str, str]


@frozen()
class Record:
    """One check of many instructions.

    ``against`` names what they were compared with, ``aspects`` (of `ASPECTS`) what of them, ``command`` what repeats it.
    """

    name: str
    against: str
    aspects: tuple[str, ...]
    variant: str
    command: str
    instructions: dict[str, Checked]


def write_record(
    folder: Path, semantics: Semantics, name: str, *, against: str, aspects: tuple[str, ...], command: str,
    cases: Mapping[str, int],
) -> Path:  # fmt: skip
    """Write ``evidence/NAME.json`` into a spec's ``folder``: ``cases`` without a difference by instruction; return its path.

    Raises:
        ValueError: no such aspect, or a name that is not lower case letters, digits and ``_``.
        KeyError: an instruction that the spec does not have, or whose semantics have errors.
    """
    if _NAME.fullmatch(name) is None or not set(aspects) <= set(ASPECTS):
        raise ValueError(f"no record {name!r} of {', '.join(aspects)}: aspects are {', '.join(ASPECTS)}")
    architecture = semantics.architecture
    head = {"against": against, "aspects": list(aspects), "variant": architecture.variant, "command": command}
    rows = [
        f"  {json.dumps(one)}: "
        + json.dumps(
            {"cases": cases[one]} | {a: digest(semantics, architecture.instructions[one], a) for a in aspects}
        )
        for one in sorted(cases)
    ]
    text = json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")
    text += ',\n "instructions": {\n' + ",\n".join(rows) + "\n }\n}\n"
    path = folder / FOLDER / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    write_whole(path, text.encode())
    return path


def read_records(folder: Path) -> tuple[Record, ...]:
    """All records of a spec, by name. Raises RecordError."""
    return tuple(_read(path) for path in sorted((folder / FOLDER).glob("*.json")))


def _read(path: Path) -> Record:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RecordError(f"{path}: larger than {MOST_BYTES} bytes")
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}: no JSON: {error}") from None
    wrong = next(_wrong(data), None)
    if wrong is not None:
        raise RecordError(f"{path}: {wrong}")
    aspects = tuple(data["aspects"])
    instructions = {
        name: Checked(one["cases"], {a: one[a] for a in aspects})
        for name, one in data["instructions"].items()
    }
    return Record(path.stem, data["against"], aspects, data["variant"], data["command"], instructions)


def _wrong(data: Any) -> Iterator[str]:
    """What is wrong with a record, if anything."""
    if not isinstance(data, dict) or not isinstance(data.get("instructions"), dict):
        yield "a record is a mapping with instructions"
        return
    yield from (
        f"{key} is not a text"
        for key in ("against", "variant", "command")
        if not isinstance(data.get(key), str)
    )
    aspects = data.get("aspects")
    if not isinstance(aspects, list) or not all(a in ASPECTS for a in aspects):
        yield f"aspects is not a list of {', '.join(ASPECTS)}"
        return
    for name, one in data["instructions"].items():
        cases = one.get("cases") if isinstance(one, dict) else None
        if not isinstance(cases, int) or isinstance(cases, bool) or cases < 1:
            yield f"{name} has no number of cases"
        elif not all(isinstance(one.get(a), str) for a in aspects):
            yield f"{name} has no digest of {' or '.join(aspects)}"
