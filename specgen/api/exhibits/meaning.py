"""What the behaviour of instructions depends on, as short names: of a thing that was not changed they are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.api.exhibits.kept import digest, without_prose, written
from specgen.model.merge import SECTIONS

if TYPE_CHECKING:
    from specgen.model import Spec

#: What no instruction's behaviour depends on.
_APART = frozenset((
    "aliases", "options", "modifiers", "directives", "structures", "errors", "registers", "interrupts", "queues",
    "mailboxes", "traces", "protocols", "executables", "runtimes", "chips", "models", "workloads", "measurements",
    "calibrations", "lowerings", "decisions", "targets", "absent",
))  # fmt: skip


def meanings(spec: Spec) -> dict[str, str]:
    """Return a name for what each instruction says, without prose; and by the empty name, of all that they share."""
    assert spec.merged is not None
    sections = spec.merged.sections
    instructions: dict[str, str] = {}
    machine: dict[str, Any] = {}
    for section in SECTIONS:
        items = getattr(sections, section)
        if section in _APART or not items:
            continue
        meant = {name: without_prose(written(entry.origin)) for name, entry in items.items()}
        if section == "instructions":
            instructions = {name: digest([name, item]) for name, item in meant.items()}
        else:
            machine[section] = meant
    name = spec.merged.header.name
    return instructions | {"": digest([name, list(sections.variants), machine])}
