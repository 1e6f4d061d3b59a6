"""Small architectures built by hand, for tests of what works on a resolved one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from specgen.model.architecture import Architecture
from specgen.model.execution import Fault, Processor, State
from specgen.model.isa import Alias, BitRange, Constraint, Enum, EnumMember, Field, Format, Instruction
from specgen.model.memory import Memory
from specgen.model.origin import Origin
from specgen.model.types import IntegerType
from specgen.source import Diagnostics, SourceFile, load_yaml


def _origin() -> Origin:
    tree = load_yaml(SourceFile("hand.yaml", "{}\n"), Diagnostics())
    assert tree is not None
    return Origin(tree, ())


ORIGIN = _origin()
U32 = IntegerType(32, signed=False)


def field(name: str, bits: str, **more: Any) -> Field:
    """A field whose ``bits`` are written as in a spec: ``"31 7 30:25"``."""
    ends = [[int(end) for end in piece.split(":")] for piece in bits.split()]
    pieces = tuple(BitRange(e[0], e[-1]) for e in ends)
    if name.startswith("reserved"):
        more.setdefault("reserved", "zero")
    return Field(name=name, pieces=pieces, origin=ORIGIN, **more)


def form(name: str, width: int, *fields: Field) -> Format:
    """A format."""
    return Format(name=name, width=width, fields=fields, origin=ORIGIN)


def enum(name: str, *, open: bool = False, **values: int) -> Enum:  # noqa: A002
    """An enum."""
    members = tuple(EnumMember(name=n, value=v, origin=ORIGIN) for n, v in values.items())
    return Enum(name=name, members=members, open=open, origin=ORIGIN)


def constraint(format: Format, text: str) -> Constraint:  # noqa: A002
    """A constraint written ``left op right``, ``right`` a field, a number or ``1,2,4``."""
    left, op, right = text.split()
    fields = format.by_name
    value = fields[right] if right in fields else tuple(int(part) for part in right.split(","))
    return Constraint(text, fields[left], op, value)


def registers(name: str, count: int, **aliases: int) -> State:
    """A register file with names like ``x0``."""
    names = tuple(f"{name}{i}" for i in range(count))
    return State(
        name=name, type=U32, shape=(count,), names=names, aliases=aliases, constant={}, origin=ORIGIN
    )


def processor(granule: int = 32) -> Processor:
    """A processor without anything around it."""
    pc = State(name="pc", type=U32, role="program_counter", aliases={}, constant={}, origin=ORIGIN)
    return Processor(
        name="control",
        program_counter=pc,
        memory=Memory(name="imem", size=1 << 20, address=U32, origin=ORIGIN),
        reset=0,
        unit=1,
        granule=granule,
        endianness="little",
        illegal=Fault(name="illegal", code=1, origin=ORIGIN),
        fetch=Fault(name="fetch", code=2, origin=ORIGIN),
        origin=ORIGIN,
    )


def instruction(
    name: str,
    format: Format,  # noqa: A002
    encoding: Mapping[str, int],
    assembly: str,
    on: Processor,
    *,
    constraints: Iterable[str] = (),
    shadows: Iterable[str] = (),
) -> Instruction:
    """An instruction that does nothing."""
    return Instruction(
        name=name,
        format=format,
        encoding=dict(encoding),
        assembly=assembly,
        semantics="",
        processor=on,
        constraints=tuple(constraint(format, text) for text in constraints),
        shadows=tuple(shadows),
        origin=ORIGIN,
    )


def architecture(
    on: Processor,
    instructions: Iterable[Instruction],
    state: Iterable[State] = (),
    aliases: Iterable[Alias] = (),
) -> Architecture:
    """An architecture of one processor."""
    empty: dict[str, Any] = {}
    return Architecture(
        name="hand",
        version="1.0.0",
        summary="",
        description="",
        variant="default",
        content_hash="0" * 64,
        parameters=empty,
        variants=empty,
        types=empty,
        fixed_types=empty,
        block_types=empty,
        integer_types=empty,
        options=empty,
        modifiers=empty,
        directives=empty,
        enums=empty,
        formats=empty,
        extensions=empty,
        faults=empty,
        memories={on.memory.name: on.memory},
        layouts=empty,
        state={one.name: one for one in state},
        engines=empty,
        processors={on.name: on},
        instances=None,
        semaphores=empty,
        barriers=empty,
        functions=empty,
        tables=empty,
        instructions={one.name: one for one in instructions},
        aliases={one.name: one for one in aliases},
        absent=empty,
        origin=ORIGIN,
    )
