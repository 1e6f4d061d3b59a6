"""Peaks: how fast each engine can compute on each data type, from what its instructions do and how long they occupy it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.model.corners import greatest_operands
from specgen.model.types import IntegerType
from specgen.perfmodel.chips.basis import Basis, basis_of
from specgen.perfmodel.chips.skipping import stands_for
from specgen.semantics import ir
from specgen.semantics.counts import Counts, known_value, operation_counts
from specgen.semantics.walk import inner

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Instruction
    from specgen.model.types import NumberType
    from specgen.semantics import Semantics
    from specgen.semantics.ir import Body, Costs

_INTEGER_WORK = ("add", "sub", "mul")
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Peak:
    """The most that an engine computes on a data type, all instances together.

    ``operations`` of one ``instruction`` with these ``operands``, which occupies the engine for ``cycles``;
    ``rate`` is in operations per second. ``products``: it sums products of matrices, where others go element by element.
    ``stands_for``: times so many, counting the zeros that it leaves out.
    """

    engine: str
    data_type: str
    instruction: str
    operands: dict[str, int]
    operations: int
    cycles: int
    rate: Fraction
    basis: Basis
    products: bool = False
    stands_for: Fraction = Fraction(1)


def all_peaks(architecture: Architecture, semantics: Semantics) -> Iterator[Peak]:
    """Yield the rate of every instruction that computes and whose engine has a clock, for each choice of its types."""
    instances = architecture.instances.count if architecture.instances else 1
    for one in architecture.instructions.values():
        yield from _peaks(one, architecture, semantics, instances)


def _peaks(
    one: Instruction, architecture: Architecture, semantics: Semantics, instances: int
) -> Iterator[Peak]:
    """The rate of an instruction for each choice of its types; only engines compute, where there are any.

    An instruction that approximates is left out, and one whose count depends on what only a run knows.
    """
    unit = one.engine if architecture.engines else one.processor
    program = semantics.programs.get(one.name)
    if unit is None or unit.clock is None or program is None or approximates(one, architecture):
        return
    greatest = greatest_operands(one)
    for body, costs in zip(program.bodies, program.costs, strict=False):
        chosen = {name: one.format.by_name[name].value(raw) for name, raw in body.when.items()}
        operands = greatest | chosen
        counts = operation_counts(body, operands)
        data_type, cycles = _data_type(one, body, architecture, counts), _cycles(costs, operands)
        operations = _operations(counts, data_type)
        if operations and cycles and counts.exact and data_type is not None:
            rate = Fraction(operations, cycles) * unit.clock.value * instances
            basis = basis_of([unit.clock])
            products = _sums_products(body, body.statements, 0)
            yield Peak(
                unit.name, data_type.name, one.name, operands, operations, cycles, rate, basis, products,
                stands_for(body, operands) if products else Fraction(1),
            )  # fmt: skip


def approximates(one: Instruction, architecture: Architecture) -> bool:
    """Return whether an instruction calls functions of the spec: then its arithmetic is no work that a kernel asks for.

    The steps of an approximation are how one result is defined.
    """
    return bool(architecture.functions.keys() & set(_NAME.findall(one.semantics)))


def _sums_products(whole: Body, statements: tuple[ir.Stmt, ...], depth: int) -> bool:
    """Whether a loop within two others multiplies: rows, columns, and what is summed over."""
    for stmt in statements:
        deeper = depth
        if isinstance(stmt, ir.Grid):
            deeper += len(stmt.extents)
        elif isinstance(stmt, ir.Loop):
            deeper += 1
            done = operation_counts(replace(whole, statements=stmt.body)).operations
            if deeper > 2 and any(kind in ("fma", "mul") for kind, _ in done):
                return True
        if any(_sums_products(whole, part, deeper) for part in inner(stmt)):
            return True
    return False


def _cycles(costs: Costs | None, operands: dict[str, int]) -> int | None:
    return known_value(costs.occupancy, operands) if costs is not None else None


def _operations(counts: Counts, data_type: NumberType | None) -> int:
    """Arithmetic on floats, or on signed integers where the operands are such; conversions are not counted.

    Arithmetic on unsigned integers is of addresses and codes.
    """
    if counts.float_operations:
        return counts.float_operations
    if isinstance(data_type, IntegerType) and data_type.signed:
        return sum(
            n for (kind, form), n in counts.operations.items() if form == "int" and kind in _INTEGER_WORK
        )
    return 0


def _data_type(one: Instruction, body: Body, architecture: Architecture, counts: Counts) -> NumberType | None:
    """The operands' type: the one that a field chooses, else that of the tiles read, else that of the arithmetic."""
    for name, raw in body.when.items():
        field = one.format.by_name[name]
        member = field.enum.by_value.get(field.value(raw)) if field.enum else None
        if member is not None and member.type is not None:
            return member.type
    read = [tile.element for tile in body.tiles if tile.reads]
    used = [architecture.types.get(form) for kind, form in counts.operations if kind != "convert"]
    return next(iter([*read, *(kind for kind in used if kind is not None)]), None)
