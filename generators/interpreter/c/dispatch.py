"""``dispatch_<processor>.c``: the text of simple instructions one after the other, calls of the functions of others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.core import lanes
from specgen.generators.interpreter.c.ctype import unsigned
from specgen.generators.interpreter.c.decode import emit_decoder
from specgen.generators.interpreter.c.functions import inline_body
from specgen.generators.interpreter.c.functions.context import Context
from specgen.generators.interpreter.c.text import fill, indented
from specgen.model.decoding import instructions_of
from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.generators.interpreter.c.functions.code import Code
    from specgen.generators.interpreter.c.plan import Plan, Routine
    from specgen.model.execution import Fault, Processor

OWN_NAMES = frozenset(
    {
        "c",
        "d",
        "s",
        "pc",
        "next_pc",
        "next",
        "jumped",
        "left",
        "asked",
        "code",
        "stream",
        "labels",
        "end",
        "place",
    }
)


@dataclass(frozen=True, slots=True)
class Stream:
    """Where a processor's instructions lie: entries of a granule each, from the first aligned address on."""

    processor: Processor
    most_bytes: int

    @property
    def granule(self) -> int:
        """Bytes of a granule."""
        return max(self.processor.granule // 8, 1)

    @property
    def first(self) -> int:
        """The least aligned address of the memory."""
        return -(-self.processor.memory.base // self.granule) * self.granule

    @property
    def entries(self) -> int:
        """Whole granules in the memory."""
        memory = self.processor.memory
        return max((memory.base + memory.size - self.first) // self.granule, 0)

    @property
    def pc_type(self) -> IntegerType:
        """The type of the program counter."""
        kind = self.processor.program_counter.type
        assert isinstance(kind, IntegerType)
        return kind

    @property
    def mask(self) -> int:
        """The bits of the program counter."""
        return (1 << self.pc_type.width) - 1

    def after(self, length: int) -> int | None:
        """How many entries further the next instruction is; None where it has none."""
        moved = length // self.processor.unit * self.processor.unit
        return moved // self.granule if moved % self.granule == 0 else None


def stream_of(plan: Plan, processor: Processor) -> Stream:
    """The stream of a processor."""
    every = instructions_of(plan.architecture, processor).values()
    return Stream(processor, max((i.format.bytes for i in every), default=1))


def emit_dispatch(plan: Plan, processor: Processor) -> str:
    """The file of one processor."""
    stream = stream_of(plan, processor)
    routines = [r for r in plan.routines if r.program.instruction.processor is processor]
    faults = list(plan.architecture.faults)
    operations = [line for r in routines for line in _operation(plan, stream, r)]
    return fill(
        "dispatch.c",
        name=processor.name,
        granule=str(stream.granule),
        most=str(stream.most_bytes),
        decoder=emit_decoder(plan, processor),
        address="\n".join(_address(stream)),
        place="i" if processor.endianness != "big" else "N_swapped(i, count, N_GRANULE)",
        fetch=f"{faults.index(processor.fetch.name)}, {_carries(processor.fetch)}",
        illegal=f"{faults.index(processor.illegal.name)}, {_carries(processor.illegal)}",
        high="w[1]" if lanes(plan.architecture) > 1 else "0",
        labels=indented(_labels(routines), 0),
        operations=indented(operations),
        faulted=_faulted(operations),
        trap=_trap(plan, processor),
        ordered=_left("ordered", "N_ORDERED", operations),
        exited=_left("exited", None, operations),
    )


def _carries(fault: Fault) -> str:
    return "true" if fault.value is not None else "false"


def _left(label: str, end: str | None, operations: list[str]) -> str:
    """A way out of the function, where something goes there."""
    if not any(f"goto {label};" in line for line in operations):
        return ""
    if end is None:
        return f"{label}: /* the pc is known */\n    goto leave;"
    return f"{label}:\n    end = {end};\n    stream->decoded = true;\n    goto spent;"


def _faulted(operations: list[str]) -> str:
    """Where an instruction raised a fault, of a processor some of whose instructions may."""
    if not any("goto faulted;" in line for line in operations):
        return ""
    return "    goto raised;\nfaulted:\n    stream->pc = N_PC();\n    stream->decoded = true;\nraised:"


def _trap(plan: Plan, processor: Processor) -> str:
    """What enters a trap, as one step more, unless the fault stops the machine."""
    return fill("trap.c").rstrip("\n") if processor.name in plan.semantics.traps else ""


def _address(stream: Stream) -> Iterator[str]:
    processor, width = stream.processor, stream.pc_type.width
    unit, first = processor.unit, stream.first
    half = unsigned(1 << (width - 1))
    value = f"(N_s128)(int64_t)((pc ^ {half}) - {half})" if stream.pc_type.signed else "(N_s128)pc"
    yield "/* The address in memory that a pc means. */"
    yield "static N_s128 N_address(uint64_t pc)"
    yield "{"
    yield f"    return {value}{f' * {unit}' if unit != 1 else ''};"
    yield "}"
    yield ""
    scaled = f"(to) * {unit}" if unit != 1 else "(to)"
    yield "/* Bytes from the first entry on, whether they are outside, and the pc of an entry. */"
    yield (
        f"#define N_ENTRY(to) ({scaled} - {unsigned(first)})" if first else f"#define N_ENTRY(to) ({scaled})"
    )
    tests = [f"(place) >= {unsigned(stream.entries * stream.granule)}"]
    if stream.granule > 1 and unit % stream.granule:
        tests.append("(place) % N_GRANULE != 0")
    if stream.pc_type.signed:
        tests.append(f"(to) > {unsigned(stream.mask >> 1)}")
    if unit > 1 and width + (unit - 1).bit_length() > 64:
        tests.append(f"(to) > UINT64_MAX / {unit}")
    yield f"#define N_OUTSIDE(to, place) ({' || '.join(tests)})"
    place = f"(n) * N_GRANULE + {unsigned(first)}"
    whole = f"({place}) / {unit}" if unit != 1 else place
    yield f"#define N_PC_OF(n) (({whole}) & {unsigned(stream.mask)})"


def _labels(routines: list[Routine]) -> Iterator[str]:
    yield "#if defined(__GNUC__) && !defined(N_PORTABLE)"
    yield "    static const void *const labels[] = {"
    numbers = [0, *(r.number for r in routines)]
    for start in range(0, len(numbers), 6):
        yield "        " + " ".join(f"[{n}] = &&op_{n}," for n in numbers[start : start + 6])
    yield "    };"
    yield "#endif"


# -- one instruction ---------------------------------------------------------------------------------------------------


def _operation(plan: Plan, stream: Stream, routine: Routine) -> Iterator[str]:
    yield f"N_OP({routine.number}) /* {routine.name} */"
    yield "{"
    if routine.ordered:
        yield "    goto ordered;"
    elif routine.inline:
        yield from (f"    {line}" if line else "" for line in _inlined(plan, stream, routine))
    else:
        yield from (f"    {line}" for line in _called(stream, routine))
    yield "}"


def _inlined(plan: Plan, stream: Stream, routine: Routine) -> Iterator[str]:
    body, length = routine.body, routine.program.instruction.format.bytes
    text = inline_body(routine.program, body, _context(plan, routine))
    if routine.uses(ir.Word):
        yield f"s->word = {_word(stream, length)};"
    code = re.sub(r"/\*.*?\*/", "", text)
    if re.search(r"\bpc\b", code):
        yield "const uint64_t pc = N_PC();"
    if re.search(r"\bnext_pc\b", code):
        yield f"const uint64_t next_pc = (N_PC() + {length // stream.processor.unit}) & {unsigned(stream.mask)};"
    if body.writes_pc:
        yield "uint64_t next = 0;"
        yield "bool jumped = false;"
    if routine.calls:
        yield "c->steps = stream->steps + (asked - left);"
    yield from text.splitlines()
    if routine.calls:
        yield "if (c->halted) {"
        following = f"(N_PC() + {length // stream.processor.unit}) & {unsigned(stream.mask)}"
        yield f"    stream->pc = {f'jumped ? next : {following}' if body.writes_pc else following};"
        yield "    left--;"
        yield "    goto exited;"
        yield "}"
    if body.writes_pc:
        yield "if (jumped)"
        yield "    N_GO(next);"
    yield _following(stream, length)


def _following(stream: Stream, length: int) -> str:
    after = stream.after(length)
    if after is not None:
        return f"N_NEXT({after});"
    return f"N_GO((N_PC() + {length // stream.processor.unit}) & {unsigned(stream.mask)});"


def _writes_code(body: ir.Body, stream: Stream) -> bool:
    """Whether a body may write over instructions of its own stream, itself among them."""
    written = {s.memory.home for s in statements(body.statements) if isinstance(s, ir.Store)}
    written |= {tile.operand.memory.home for tile in body.tiles if tile.writes}
    return stream.processor.memory in written


def _called(stream: Stream, routine: Routine) -> Iterator[str]:
    body, length = routine.body, routine.program.instruction.format.bytes
    addressed = routine.calls or body.writes_pc or routine.uses(ir.Pc, ir.NextPc)
    if addressed:
        yield "s->pc = N_PC();"
        yield f"s->next_pc = s->next = (s->pc + {length // stream.processor.unit}) & {unsigned(stream.mask)};"
    if routine.uses(ir.Word):
        yield f"s->word = {_word(stream, length)};"
    if routine.calls:
        yield "c->steps = stream->steps + (asked - left);"
    if body.may_fault and _writes_code(body, stream):
        yield f"stream->kept = {routine.number};"
        yield f"N_copy_word(stream, N_PC(), {length}, stream->word);"
    yield f"if (N_run_{routine.name}(c, d, s) != 0)"
    yield "    goto faulted;"
    if routine.calls:
        yield "if (c->halted) {"
        yield "    stream->pc = s->next;"
        yield "    left--;"
        yield "    goto exited;"
        yield "}"
    yield "N_GO(s->next);" if body.writes_pc else _following(stream, length)


def _word(stream: Stream, length: int) -> str:
    """The word of the instruction that is executed: as long as it counts as decoded, it is still there."""
    order = "be" if stream.processor.endianness == "big" else "le"
    skipped = stream.first - stream.processor.memory.base
    place = f"stream->memory->bytes + (uint64_t)(d - code) * N_GRANULE{f' + {skipped}' if skipped else ''}"
    whole = min(length, 16)
    step = min(whole, stream.granule) if order == "be" else whole
    parts = [
        _read(f"{place}{f' + {at}' if at else ''}", min(step, whole - at), order)
        for at in range(0, whole, step)
    ]
    return " | ".join(f"{part} << {8 * step * i}" if i else part for i, part in enumerate(parts))


def _read(place: str, length: int, order: str) -> str:
    return (
        f"(N_word)N_get{length}{order}({place})"
        if length in (2, 4, 8)
        else f"(N_word)N_get{order}({place}, {length})"
    )


@dataclass(frozen=True, kw_only=True)
class _Inside(Context):
    """What stands for things in the dispatcher."""

    def pc(self) -> Code:
        return replace(super().pc(), text="pc")

    def next_pc(self) -> Code:
        return replace(super().next_pc(), text="next_pc")

    def set_pc(self, value: Code) -> str:
        return f"next = {value.text}; jumped = true;"

    def fault(self, fault: Fault, low: str, high: str, operand: int, line: int) -> str:
        raised = super().fault(fault, low, high, operand, line).removeprefix("return ")
        return f"{{ {raised} {self.leave} }}"

    @property
    def leave(self) -> str:
        return "goto faulted;"


def _context(plan: Plan, routine: Routine) -> Context:
    return _Inside(
        architecture=plan.architecture,
        instruction=routine.program.instruction,
        routine=routine.name,
        reserved=OWN_NAMES,
        checked=plan.checked,
    )
