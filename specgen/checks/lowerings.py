"""Checks of lowerings: what they name is there, and their expressions have values that instructions can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.expressions import ExpressionError, Names, parse_expression
from specgen.model.performance.tiling import SIZES, amount, names_of, operand, tile_size
from specgen.source import Severity, did_you_mean

if TYPE_CHECKING:
    from specgen.model import Architecture, Instruction, Origin
    from specgen.model.performance import Lowering, LoweringStep

_LOWERING = """
    lowerings:
      sum:
        operator: elementwise
        algorithms: [add]
        formats: [f32]
        where: [operands == 2]
        tile: {elements: 31}
        steps:
          - {instruction: fadd, operands: {rd: 1, rs1: 2}, count: elements}
"""


@check(
    "lowering-unknown",
    Severity.ERROR,
    "A lowering names instructions, operands, paths and sizes that there are.",
    "What an operator costs is computed from the timing of the instructions and the bandwidth of the paths that are named.",
    wrong=_LOWERING.replace("fadd", "vadd"),
    right=_LOWERING,
)
def unknown(subject: Subject) -> Iterator[Finding]:
    """Names of nothing; where something was refused, nobody knows."""
    if subject.resolved:
        for one in subject.architecture.lowerings.values():
            yield from _misnamed(one, subject.architecture)


def _misnamed(one: Lowering, a: Architecture) -> Iterator[Finding]:
    for size in one.tile:
        if size not in SIZES[one.operator]:
            message = f"an operator of kind {one.operator} has no size {size!r}"
            yield Finding(message, one.origin.key("tile", size), hint=did_you_mean(size, SIZES[one.operator]))
    for place, name in enumerate(one.instructions):
        if name not in a.instructions:
            yield _missing("instruction", name, a.instructions, one.origin.child("instructions", place))
    for place, step in enumerate(one.steps):
        yield from _misnamed_step(step, one.origin.child("steps", place), a)


def _misnamed_step(step: LoweringStep, origin: Origin, a: Architecture) -> Iterator[Finding]:
    if (step.path is None) == (step.instruction is None):
        yield Finding("a step is bytes over a path, or an instruction", origin.at())
    elif step.path is not None:
        if step.path not in a.paths:
            yield _missing("path", step.path, a.paths, origin.child("path"))
    elif step.instruction not in a.instructions:
        yield _missing("instruction", str(step.instruction), a.instructions, origin.child("instruction"))
    else:
        own = [field.name for field in a.instructions[step.instruction].operands]
        for name in step.operands:
            if name not in own:
                message = f"{step.instruction} has no operand {name!r}"
                yield Finding(message, origin.key("operands", name), hint=did_you_mean(name, own))


def _missing(kind: str, name: str, known: Iterable[str], origin: Origin) -> Finding:
    return Finding(f"there is no {kind} {name!r}", origin.at(), hint=did_you_mean(name, known))


@check(
    "lowering-value",
    Severity.ERROR,
    "The expressions of a lowering have values, and instructions can hold those of their operands.",
    """
    They are tried on a great operator that meets the lowering's conditions: a tile of more rows than the instruction can
    count would be a word that no assembler makes.
    """,
    wrong=_LOWERING.replace("rs1: 2", "rs1: elements + 1"),
    right=_LOWERING,
)
def values(subject: Subject) -> Iterator[Finding]:
    """Expressions without a value, and operands that cannot be encoded or break a constraint."""
    for one in _named(subject):
        found: list[Finding] = []
        names = _example(one, subject.architecture, found)
        if names is not None:
            _try(one, subject.architecture, names, found)
        yield from found


@check(
    "lowering-never",
    Severity.WARNING,
    "Some operator meets the conditions of a lowering.",
    "A lowering that fits nothing has a condition mistaken, such as a number of elements compared with one of bytes.",
    wrong=_LOWERING.replace("operands == 2", "operator.elements < 1"),
    right=_LOWERING,
)
def never(subject: Subject) -> Iterator[Finding]:
    """Conditions that nothing meets of what is tried."""
    for one in _named(subject):
        found: list[Finding] = []
        if _example(one, subject.architecture, found) is None and not found:
            yield Finding(f"no operator meets the conditions of {one.name}", one.origin.at("where"))


def _named(subject: Subject) -> Iterator[Lowering]:
    """The lowerings whose names are all there."""
    if subject.resolved:
        for one in subject.architecture.lowerings.values():
            if next(_misnamed(one, subject.architecture), None) is None:
                yield one


_GREAT = 1 << 16
_EACH, _DENSITY, _OPERANDS = (1, 5, 4, 7, 2, 3, 8, 0), (Fraction(1), Fraction(1, 2)), (2, 1, 3)


def _example(one: Lowering, a: Architecture, found: list[Finding]) -> Names | None:
    """Return names with values that meet the conditions, the sizes as great as may be; None where there are none.

    A condition without a value is told in ``found``.
    """
    for each, density, operands in product(_EACH, _DENSITY, _OPERANDS):
        facts: dict[str, int | Fraction] = {
            "size": 2,
            "results": _GREAT,
            "each": each,
            "density": density,
            "operands": operands,
        }
        sizes = dict.fromkeys(SIZES[one.operator], _GREAT)
        while True:
            names = names_of(a, sizes, facts)
            broken = _broken(one, names, found)
            if broken is None or found:
                return names if broken is None else None
            asked = [name.removeprefix("operator.") for name in parse_expression(broken).names]
            shrunk = [name for name in asked if sizes.get(name, 1) > 1]
            if not shrunk:
                break
            for name in shrunk:
                sizes[name] //= 2
    return None


def _broken(one: Lowering, names: Names, found: list[Finding]) -> str | None:
    """Return the first condition that does not hold."""
    for place, condition in enumerate(one.where):
        held = False
        with _told(found, one.origin, "where", place):
            held = parse_expression(condition).holds(names)
        if not held:
            return condition
    return None


def _try(one: Lowering, a: Architecture, names: Names, found: list[Finding]) -> None:
    tile: dict[str, int] = {}
    for name, text in one.tile.items():
        with _told(found, one.origin, "tile", name):
            tile[name] = tile_size(text, _GREAT, names)
    if found:
        return
    inner = {**names, **tile}
    for place, step in enumerate(one.steps):
        origin = one.origin.child("steps", place)
        for key, text in (("bytes", step.bytes), ("count", step.count), ("each", step.each)):
            with _told(found, origin, key):
                amount(text, inner)
        if step.instruction is not None:
            _try_operands(a.instructions[step.instruction], step, origin, inner, found)


def _try_operands(
    used: Instruction, step: LoweringStep, origin: Origin, names: Names, found: list[Finding]
) -> None:
    given: dict[str, int] = {}
    for name, text in step.operands.items():
        with _told(found, origin, "operands", name):
            given[name] = operand(used, name, text, names)
            field = used.format.by_name[name]
            if field.raw(given[name]) is None:
                message = f"{name} of {used.name} is {field.low} to {field.high}, and {given[name]} here"
                raise ExpressionError("expr-domain", message, 0, len(text))
    for one in used.constraints:
        right = given.get(one.right.name) if not isinstance(one.right, tuple) else None
        known = isinstance(one.right, tuple) or right is not None
        if one.left.name in given and known and not one.holds(given[one.left.name], right):
            message = f"{used.name} asks for {one.text}, and {one.left.name} is {given[one.left.name]} here"
            found.append(Finding(message, origin.at("operands", one.left.name)))


@contextmanager
def _told(found: list[Finding], origin: Origin, *path: str | int) -> Iterator[None]:
    """Add what is wrong with an expression to ``found``, with its place in the text at ``path``."""
    try:
        yield
    except ExpressionError as error:
        at = origin.tree.scalar_location(origin.path + path, error.offset, error.length)
        found.append(Finding(error.message, at, hint=error.hint))
