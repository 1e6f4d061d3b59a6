"""Executed examples of all instructions, kept between two builds by what they depend on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from specgen.api.exhibits.kept import Kept, code_identity
from specgen.model.merge import SECTIONS

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from specgen.machine.examples import Example
    from specgen.model import Spec

#: What no instruction's behaviour depends on.
_APART = frozenset((
    "aliases", "options", "modifiers", "directives", "structures", "errors", "registers", "interrupts", "queues",
    "mailboxes", "traces", "protocols", "executables", "runtimes", "chips", "models", "workloads", "measurements",
    "calibrations", "lowerings", "decisions", "targets", "absent",
))  # fmt: skip
_PROSE = frozenset(
    ("summary", "description", "requirements", "source", "confidence", "since", "status", "group")
)
_ROOMS = (
    "data.py",
    "model",
    "semantics",
    "std",
    "machine",
    "generators/interpreter",
    "generators/docs/isa/samples.py",
)


def executed(spec: Spec, loaded: Iterable[Accelerator]) -> dict[str, Sequence[Example]]:
    """Return the examples of every instruction, each of the first variant that has it."""
    found: dict[str, Sequence[Example]] = {}
    keys = _keys(spec)
    for one in loaded:
        names = [name for name in one.instructions if name not in found]
        found |= _of_variant(one, {name: keys[name] for name in names if name in keys}, keys[""])
    return found


def _of_variant(one: Accelerator, keys: dict[str, str], machine: str) -> dict[str, Sequence[Example]]:
    from specgen.machine.examples import Examples, from_data, to_data

    kept = Kept("examples", f"{machine}-{one.architecture.variant}")
    data = kept.read()
    found: dict[str, Sequence[Example]] = {}
    made: dict[str, Any] = {}
    maker: Examples | None = None
    for name, key in keys.items():
        if key in data:
            made[key] = data[key]
            found[name] = tuple(map(from_data, data[key]))
            continue
        if name not in one.semantics.programs:
            continue
        maker = maker or Examples(one.semantics)
        found[name] = maker.of(one.instructions[name])
        made[key] = [to_data(example) for example in found[name]]
    if made.keys() != data.keys():
        kept.write(made)
    return found


def _keys(spec: Spec) -> dict[str, str]:
    """By instruction, what its examples depend on besides the machine; and by the empty name, the machine and our code."""
    assert spec.merged is not None
    sections = spec.merged.sections
    instructions: dict[str, str] = {}
    machine: dict[str, Any] = {}
    for section in SECTIONS:
        items = getattr(sections, section)
        if section in _APART or not items:
            continue
        written = {name: _without_prose(_written(entry.origin)) for name, entry in items.items()}
        if section == "instructions":
            instructions = {name: _digest([name, item]) for name, item in written.items()}
        else:
            machine[section] = written
    name = spec.merged.header.name
    return instructions | {"": _digest([name, list(sections.variants), machine, code_identity(_ROOMS)])}


def _written(origin: Any) -> Any:
    written = origin.tree.data
    for part in origin.path:
        written = written[part]
    return written


def _without_prose(item: Any) -> Any:
    if isinstance(item, dict):
        return [[key, _without_prose(value)] for key, value in item.items() if key not in _PROSE]
    return [_without_prose(one) for one in item] if isinstance(item, list) else item


def _digest(data: Any) -> str:
    text = json.dumps(data, separators=(",", ":"), default=str)
    return blake2b(text.encode(), digest_size=12).hexdigest()
