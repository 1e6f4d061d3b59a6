"""Executed examples of all instructions, kept between two builds by what they depend on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from specgen.api.exhibits.kept import Kept, code_identity, digest
from specgen.api.exhibits.meaning import meanings

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from specgen.machine.examples import Example
    from specgen.model import Spec

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
    keys = meanings(spec)
    machine = digest([keys[""], code_identity(_ROOMS)])
    for one in loaded:
        names = [name for name in one.instructions if name not in found]
        found |= _of_variant(one, {name: keys[name] for name in names if name in keys}, machine)
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
