"""Instructions as Python text: registers in local variables, operands as literals, memories through typed views."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.code import Code, cut, literal
from specgen.generators.interpreter.python.region import Site
from specgen.generators.interpreter.python.simple import Statements, must_hold_back
from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from specgen.generators.interpreter.python.region import Operation, Target
    from specgen.model.execution import Fault, Function, State, Table
    from specgen.model.isa import Field
    from specgen.model.memory import Memory

_CALL = re.compile(r"\bp\d+\(")  # of something bound
_FORMATS = {1: "Bb", 2: "Hh", 4: "Ii", 8: "Qq"}

Register = tuple[str, int]  # a state's name and the place in its list


@dataclass(slots=True)
class Needs:
    """What the traces of a region share: registers held in variables, states that cannot be, bindings, fault sites."""

    registers: dict[Register, str] = field(default_factory=dict)
    written: set[Register] = field(default_factory=set)
    indexed: set[str] = field(default_factory=set)
    parameters: dict[tuple[str, ...], str] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)
    operations: dict[int, Operation] = field(default_factory=dict)
    temporaries: int = 0


class Operations(Statements):
    """Emits the statements of one instruction after the other, under what is known of the registers so far."""

    def __init__(self, target: Target, needs: Needs) -> None:
        super().__init__()
        self._target = target
        self._needs = needs
        self._numbers = {name: i for i, name in enumerate(target.architecture.state)}
        self._known: dict[Register, int] = {}
        self._held: dict[Register, str] = {}
        self._moving: list[str] | None = None
        self._done = 0
        self._may_touch = False
        self._operation: Operation

    # -- registers ---------------------------------------------------------------------------------------------------

    def _hold(self, body: ir.Body) -> None:
        """Copies of the registers that this instruction writes before it is past all faults."""
        if not must_hold_back(body):
            return
        for statement in statements(body.statements):
            if isinstance(statement, ir.SetState):
                place = self.flat(statement.index, statement.state.shape)
                register = self._register(statement.state, place)
                constant = register is not None and register[1] in statement.state.constant
                if register is not None and register not in self._held and not constant:
                    held = self.fresh()
                    self.line(f"{held} = {self._variable(register)}")
                    self._held[register] = held

    def _release(self) -> None:
        for register, held in self._held.items():
            self.line(f"{self._variable(register)} = {held}")
            self._written(register)

    def _register(self, state: State, index: Code | None) -> Register | None:
        """The variable that holds an element, where its place is known."""
        place = 0 if index is None else index.constant
        if place is None or not 0 <= place < (state.shape or (1,))[0]:
            self._needs.indexed.add(state.name)
            return None
        return state.name, place

    def _variable(self, register: Register) -> str:
        name, place = register
        if name in self._needs.indexed:
            return f"{self._bind('state', name)}[{place}]"
        return self._needs.registers.setdefault(register, f"s{self._numbers[name]}_{place}")

    def _written(self, register: Register) -> None:
        if register[0] not in self._needs.indexed:
            self._needs.written.add(register)

    def state(self, state: State, index: Code | None) -> Code:
        """A register in its variable, a constant, or an element of a list."""
        low, high = _integer(state).low, _integer(state).high
        register = self._register(state, index)
        if register is None:
            assert index is not None
            return Code(f"{self._bind('state', state.name)}[{index.text}]", low, high)
        if state.shape and register[1] in state.constant:
            return literal(state.constant[register[1]])
        if register in self._held:
            return Code(self._held[register], low, high, atom=True)
        if register in self._known:
            return literal(self._known[register])
        return Code(self._variable(register), low, high, atom=register[0] not in self._needs.indexed)

    def set_state(self, state: State, index: Code | None, value: Code) -> None:
        """Assigns a register, or an element of a list."""
        register = self._register(state, index)
        if register is None:
            assert index is not None
            self._set_indexed(state, index, value)
            return
        if state.shape and register[1] in state.constant:
            if _CALL.search(value.text):
                self.line(value.text)  # it may raise
            return
        self._known.pop(register, None)
        if register in self._held:
            self.line(f"{self._held[register]} = {value.text}")
            return
        variable = self._variable(register)
        if value.text != variable:
            self.line(f"{variable} = {value.text}")
        self._written(register)
        if value.constant is not None and not self.nesting and register[0] not in self._needs.indexed:
            self._known[register] = value.constant

    def _set_indexed(self, state: State, index: Code, value: Code) -> None:
        value, index = self._settled(value), self._settled(index)
        guard = f"if {index} not in {tuple(state.constant)}: " if state.constant else ""
        self.line(f"{guard}{self._bind('state', state.name)}[{index}] = {value}")

    def forget(self, state: State, index: Code | None) -> None:
        """Drops what is known of registers."""
        for register in [r for r in self._known if r[0] == state.name]:
            if index is None or index.constant in (None, register[1]):
                del self._known[register]

    # -- values ------------------------------------------------------------------------------------------------------

    def field(self, field: Field) -> Code:
        """The value that was decoded."""
        return literal(self._operation.values[self._operation.program.instruction.operands.index(field)])

    def known(self, expr: ir.Word | ir.Pc | ir.NextPc) -> Code:
        """A literal, except for a pc that was assigned already."""
        if isinstance(expr, ir.Word):
            return literal(self._operation.word)
        if isinstance(expr, ir.NextPc):
            return literal(self._operation.next_pc)
        if self._moving is not None:
            return Code(self._moving[0], self._pc_type.low, self._pc_type.high, atom=True)
        return literal(self._operation.pc)

    def table(self, table: Table, index: Code) -> Code:
        """A literal, or an element of the table's values."""
        if index.constant is not None:
            return literal(table.values[index.constant])
        return Code(f"{self._bind('table', table.name)}[{index.text}]", min(table.values), max(table.values))

    def guard(self, index: ir.Index, value: Code) -> Code:
        """The index if it is in range, else a call that raises."""
        first, again = self.name(value)
        test = f"0 <= {first} < {index.extent}"
        assert index.fault is not None
        raising = f"{self._bind('fault')}({self._fault_number(index.fault)}, {again}, {self._site(index.value.span)})"
        return Code(f"{again} if {test} else {raising}", 0, index.extent - 1)

    def fault(self, fault: Fault, value: Code | None, span: ir.Span) -> None:
        """A call that raises."""
        text = value.text if value is not None else "None"
        self.line(f"{self._bind('fault')}({self._fault_number(fault)}, {text}, {self._site(span)})")

    def host(self, function: Function, arguments: str) -> str:
        """A call of a host function by its number."""
        number = list(self._target.architecture.functions).index(function.name)
        return f"{self._bind('host')}({number}, ({arguments}))"

    @property
    def _pc_type(self) -> IntegerType:
        return _integer(self._operation.program.instruction.processor.program_counter)

    def fresh(self) -> str:
        """A name that no other trace of the region has."""
        self._needs.temporaries += 1
        return f"t{self._needs.temporaries}"

    def _fault_number(self, fault: Fault) -> int:
        return list(self._target.architecture.faults).index(fault.name)

    def _site(self, span: ir.Span) -> int:
        self._needs.sites.append(Site(self._operation, self._done, span.line))
        return len(self._needs.sites) - 1

    def _bind(self, *what: str) -> str:
        return self._needs.parameters.setdefault(what, f"p{len(self._needs.parameters)}")

    # -- memory ------------------------------------------------------------------------------------------------------

    def load(self, memory: Memory, element: IntegerType, address: Code, span: ir.Span) -> Code:
        """An element of a typed view where the address is good, else a call that reads or raises."""
        first, again = self.name(address)
        slow = self._bind("load", memory.name)
        arguments = f"{element.width}, {element.signed}, {self._site(span)}"
        if not _viewable(memory, element):
            return Code(f"{slow}({address.text}, {arguments})", element.low, element.high)
        view = self._bind("view", memory.name, _FORMATS[element.bytes][element.signed])
        test = _outside(memory, element.bytes, address, first, again)
        place = _place(memory, element.bytes, again if test else first)
        if not test:
            return Code(f"{view}[{place}]", element.low, element.high)
        return Code(f"{view}[{place}] if {test} else {slow}({again}, {arguments})", element.low, element.high)

    def store(self, memory: Memory, element: IntegerType, address: Code, value: Code, span: ir.Span) -> None:
        """An assignment to a typed view where the address is good, else a call that writes or raises."""
        value, address = self._settled(value), self._settled(address)
        watched = memory.name in self._target.code_memories
        self._may_touch |= watched
        slow = f"{self._bind('store', memory.name)}({address.text}, {element.bytes}, {value.text}, {self._site(span)})"
        slow = f"touched |= {slow}" if watched else slow
        if not _viewable(memory, element) or (watched and memory.window is not None):
            self.line(slow)
            return
        signed = not value.within(0, (1 << element.width) - 1)
        if signed and not value.within(-(1 << (element.width - 1)), (1 << (element.width - 1)) - 1):
            value = cut(value, IntegerType(element.width, signed=False))
            signed = False
        view = self._bind("view", memory.name, _FORMATS[element.bytes][signed])
        test = _outside(memory, element.bytes, address, address.text, address.text)
        if test:
            self.line(f"if {test}:")
            self._fast_store(memory, element, view, address, value, 1)
            self.line(f"else: {slow}")
        else:
            self._fast_store(memory, element, view, address, value, 0)

    def _fast_store(
        self, memory: Memory, element: IntegerType, view: str, address: Code, value: Code, deeper: int
    ) -> None:
        self.depth += deeper
        self.line(f"{view}[{_place(memory, element.bytes, address.text)}] = {value.text}")
        if memory.name in self._target.code_memories:
            offset = f"{address.text} - {memory.base}" if memory.base else address.text
            line = f"{self._bind('lines', memory.name)}[({offset}) >> {self._target.line_shift[memory.name]}]"
            self.line(f"if {line}: touched = {self._bind('touch', memory.name)}()")
        self.depth -= deeper

    def _settled(self, code: Code) -> Code:
        """``code``, evaluated."""
        if code.atom:
            return code
        name = self.fresh()
        self.line(f"{name} = {code.text}")
        return Code(name, code.low, code.high, atom=True)


def _integer(state: State) -> IntegerType:
    """The type of a state that is integers, as all are here."""
    assert isinstance(state.type, IntegerType)
    return state.type


def _viewable(memory: Memory, element: IntegerType) -> bool:
    """Whether a typed view of the memory shows values of ``element``."""
    whole = element.width == 8 * element.bytes and element.bytes in _FORMATS
    one = (
        not memory.has_gaps and memory.stride % element.bytes == 0
    )  # what is aligned lies in one part of a window
    return whole and one and memory.endianness == "little" and memory.base % element.bytes == 0


def _place(memory: Memory, size: int, address: str) -> str:
    offset = f"({address} - {memory.base})" if memory.base else address
    return f"{offset} >> {size.bit_length() - 1}" if size > 1 else offset


def _outside(memory: Memory, size: int, address: Code, first: str, again: str) -> str:
    """A test that an aligned access lies inside (empty: it always does)."""
    last = memory.base + memory.size - size
    if memory.size & (memory.size - 1) == 0 and memory.base % memory.size == 0 and memory.size >= size:
        above = 0 if address.within(memory.base, last + size - 1) else -memory.size
        if above and address.low >= 0:
            above &= (1 << max(address.high, memory.base + memory.size).bit_length()) - 1
        mask = above | (size - 1)
        offset = f"({first} ^ {memory.base})" if memory.base else first
        return f"not {offset} & {mask}" if mask else ""
    inside = f"{memory.base} <= {first} <= {last}"
    return f"{inside} and not {again} & {size - 1}" if size > 1 else inside
