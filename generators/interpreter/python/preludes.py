"""What an instruction waits for, evaluated when it is issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.code import Code, literal
from specgen.generators.interpreter.python.expressions import Expressions
from specgen.model.types import IntegerType
from specgen.semantics import ir

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specgen.generators.interpreter.python.storage import Storage
    from specgen.model.execution import State, Table
    from specgen.model.isa import Field
    from specgen.model.memory import Memory


def emit_prelude(
    program: ir.Program, body: ir.Body, storage: Mapping[str, Storage]
) -> tuple[str, tuple[str, ...]]:
    """The text of ``prelude(m, pc, next_pc, word, f)`` and the names that it refers to as ``N``.

    It returns (index, amount) for every wait, (index, 0) for every barrier and (0, 0) for every drain.
    """
    emitter = _Prelude(program, storage)
    parts = [emitter.condition(one) for one in body.prelude]
    text = f"def prelude(m, pc, next_pc, word, f):\n return ({', '.join(parts)},)\n"
    return text, tuple(emitter.names)


class _Prelude(Expressions):
    """Expressions over operands that are not known yet."""

    def __init__(self, program: ir.Program, storage: Mapping[str, Storage]) -> None:
        self._program = program
        self._storage = storage
        self._temporaries = 0
        self.names: list[str] = []

    def condition(self, one: ir.Prelude) -> str:
        """The pair of one condition."""
        if isinstance(one, ir.Drain):
            return "(0, 0)"
        index = self.flat((one.index,), (one.index.extent,)) or literal(0)
        amount = self.emit(one.amount) if isinstance(one, ir.Wait) else literal(0)
        return f"({index.text}, {amount.text})"

    def fresh(self) -> str:
        """A name for a temporary."""
        self._temporaries += 1
        return f"t{self._temporaries}"

    def field(self, field: Field) -> Code:
        """An operand by its place."""
        return Code(f"f[{self._program.instruction.operands.index(field)}]", field.low, field.high, atom=True)

    def known(self, expr: ir.Word | ir.Pc | ir.NextPc) -> Code:
        """An argument of the function."""
        name = {ir.Word: "word", ir.Pc: "pc", ir.NextPc: "next_pc"}[type(expr)]
        assert isinstance(expr.type, ir.IntValue)
        return Code(name, expr.type.low, expr.type.high, atom=True)

    def local(self, local: ir.Local) -> Code:
        """There are none."""
        raise AssertionError(f"{local.name}: a prelude has no locals")

    def state(self, state: State, index: Code | None) -> Code:
        """An element of a list or array."""
        assert isinstance(state.type, IntegerType)
        place = index.text if index is not None else "0"
        element = f"m.state[{self._name(state.name)}]"
        if self._storage[state.name].kind == "array":
            return Code(f"int({element}.flat[{place}])", state.type.low, state.type.high)
        return Code(f"{element}[{place}]", state.type.low, state.type.high)

    def table(self, table: Table, index: Code) -> Code:
        """An element of the table, written out."""
        return Code(f"{table.values}[{index.text}]", min(table.values), max(table.values))

    def load(self, memory: Memory, element: IntegerType, address: Code, span: ir.Span) -> Code:
        """A checked read."""
        given = f"{address.text}, {element.width}, {element.signed}, {span.line}"
        text = f"m.memory[{self._name(memory.name)}].load({given})"
        return Code(text, element.low, element.high)

    def guard(self, index: ir.Index, value: Code) -> Code:
        """A checked index."""
        assert index.fault is not None
        line = index.value.span.line
        carried = index.fault.value
        width, signed = (carried.width, carried.signed) if carried is not None else (0, False)
        fault = f"Kind({self._name(index.fault.name)}, {width}, {signed})"
        text = f"index({value.text}, {index.extent}, {fault}, {line})"
        return Code(text, 0, index.extent - 1)

    def _name(self, name: str) -> str:
        if name not in self.names:
            self.names.append(name)
        return f"N[{self.names.index(name)}]"
