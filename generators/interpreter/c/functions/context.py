"""What stands for operands, state, memories and faults in the text that is emitted: the engine's side of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions.code import Code
from specgen.generators.interpreter.c.functions.machine_types import U32, U64, UNSIGNED, CType, holder
from specgen.generators.interpreter.c.functions.names import field_type, mangled, state_type

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Fault, Function, Processor, Semaphore, State, Table
    from specgen.model.isa import Field, Instruction
    from specgen.model.memory import Memory
    from specgen.model.types import NumberType
    from specgen.semantics import ir


@dataclass(frozen=True, kw_only=True)
class Context:
    """The names by which ``int N_run_x(N_core *c, const N_decoded *d, N_step *s)`` knows things.

    ``prefix`` stands before all names of the engine, ``routine`` is the x of this one. ``instruction`` is None in what the
    machine itself runs. ``reserved``: names that locals may not take. ``checked``: reads look whether what they read was
    ever written. Whoever emits into another place overrides what is otherwise there.
    """

    prefix: str = "N_"
    architecture: Architecture
    instruction: Instruction | None = None
    processor: Processor | None = None
    routine: str = ""
    reserved: frozenset[str] = field(default=frozenset())
    checked: bool = False

    def operand(self, of: Field) -> Code:
        """The value of an operand."""
        assert self.instruction is not None
        place = f"d->i_{mangled(self.instruction.name)}.f_{mangled(of.name)}"
        return Code(place, field_type(of), of.low, of.high)

    def state(self, state: State) -> Code:
        """A state: a scalar, or an array to be indexed."""
        return Code(f"c->s_{mangled(state.name)}", state_type(state), state.low, state.high)

    def memory(self, memory: Memory) -> str:
        """A pointer to a memory."""
        return f"c->m_{mangled(memory.name)}"

    def bytes(self, memory: Memory) -> str:
        """A pointer to its first byte."""
        return f"c->b_{mangled(memory.name)}"

    def table(self, table: Table) -> str:
        """A constant table."""
        return f"{self.prefix}t_{mangled(table.name)}"

    def pc(self) -> Code:
        """The address of this instruction."""
        return Code("s->pc", U64, 0, self._last_address)

    def next_pc(self) -> Code:
        """The address after it."""
        return Code("s->next_pc", U64, 0, self._last_address)

    def set_pc(self, value: Code) -> str:
        """The statement that moves the program counter to a value that fits it."""
        return f"s->next = {value.text};"

    @property
    def pc_type(self) -> CType:
        """The C type of what `set_pc` is given."""
        return U64

    def word(self) -> Code:
        """The instruction word."""
        longest = min(max(self.architecture.max_width, 8), 128)
        bits = max(8, 1 << (longest - 1).bit_length())
        width = self.instruction.format.width if self.instruction is not None else longest
        return Code("s->word", UNSIGNED[bits], 0, (1 << width) - 1)

    def captured(self, number: int, read: ir.StateRead) -> Code:
        """A value that was sampled when the instruction was issued."""
        state = read.state
        return Code(f"s->captured->i_{self.routine}.v{number}", state_type(state), state.low, state.high)

    def fault_code(self, high: int) -> Code:
        """In a trap entry: the code of the fault."""
        return Code("s->code", U32, 0, high)

    def fault_value(self, high: int) -> Code:
        """In a trap entry: what the fault carries."""
        if high >> 64:
            return Code(
                f"(({UNSIGNED[128].name})s->value.high << 64 | s->value.low)", holder(0, high, 128), 0, high
            )
        return Code("s->value.low", U64, 0, high)

    def fault(self, fault: Fault, low: str, high: str, operand: int, line: int) -> str:
        """The statement that raises a fault with the low and high 64 bits of what it carries, and leaves."""
        carries = "true" if fault.value is not None else "false"
        number = self.fault_number(fault)
        return f"return {self.prefix}raise(&s->fault, {number}, {carries}, {low}, {high}, {operand}, {line});"

    @property
    def raised(self) -> str:
        """The fault that a called function fills in."""
        return "&s->fault"

    @property
    def leave(self) -> str:
        """The statement that leaves after a called function raised."""
        return "return 1;"

    def fault_number(self, fault: Fault) -> int:
        """The place of a fault among those declared."""
        return list(self.architecture.faults).index(fault.name)

    def semaphore_number(self, semaphore: Semaphore) -> int:
        """The place of a semaphore among those declared."""
        return list(self.architecture.semaphores).index(semaphore.name)

    def function_number(self, function: Function) -> int:
        """The place of a host function among all functions declared."""
        return list(self.architecture.functions).index(function.name)

    def is_code(self, memory: Memory) -> bool:
        """Whether instructions are fetched from a memory, so that writes to it may change them."""
        return any(p.memory is memory.home for p in self.architecture.processors.values())

    def watches(self, memory: Memory) -> bool:
        """Whether reads of a memory look whether what they read was ever written."""
        return self.checked and memory.uninitialised is not None

    @property
    def program_counter(self) -> NumberType:
        """The type of the program counter."""
        processor = self.instruction.processor if self.instruction is not None else self.processor
        assert processor is not None
        return processor.program_counter.type

    @property
    def _last_address(self) -> int:
        return (1 << self.program_counter.width) - 1
