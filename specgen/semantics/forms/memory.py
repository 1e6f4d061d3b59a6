"""Memories read and written by type."""

from __future__ import annotations

import ast

from specgen.model.memory import Memory
from specgen.model.types import NumberType
from specgen.semantics import ir
from specgen.semantics.build import ints
from specgen.semantics.context import Typer, Wrong, quoted
from specgen.semantics.dispatch import integer
from specgen.semantics.forms.calls import arguments
from specgen.semantics.scope import need_type
from specgen.semantics.types import place_value
from specgen.semantics.types.values import bounds


def read(t: Typer, node: ast.Call, memory: Memory) -> ir.Expr:
    """``sram.read(bf16, address)``."""
    kind_node, address_node = arguments(t, node, 2)
    assert kind_node is not None
    assert address_node is not None
    kind = need_type(t, kind_node)
    at = address(t, address_node, memory, kind)
    _forget(t, memory)
    return ir.Load(memory, kind, at, type=place_value(kind), span=t.span(node))


def write(t: Typer, node: ast.Call, memory: Memory) -> None:
    """``sram.write(bf16, address, v)``."""
    from specgen.semantics.assignment import value_for

    kind_node, address_node, value_node = arguments(t, node, 3)
    assert kind_node is not None
    assert address_node is not None
    assert value_node is not None
    kind = need_type(t, kind_node)
    at = address(t, address_node, memory, kind, writes=True)
    value = value_for(t, value_node, kind)
    t.out.append(ir.Store(memory, kind, at, value, span=t.span(node)))
    _forget(t, memory)


def _forget(t: Typer, memory: Memory) -> None:
    """Drop what is known of the state that devices beside a memory write."""
    for name in t.world.beside.get(memory.name, ()):
        for thing in t.world.writing_functions.get(name, ()):
            t.flow.forget(thing)


def address(t: Typer, node: ast.expr, memory: Memory, kind: NumberType, *, writes: bool = False) -> ir.Expr:
    """An address for an access of ``kind``: inside the memory's address type, and inside the memory or faulting."""
    if t.is_instruction and memory.reachable_by and t.runs_on not in memory.reachable_by:
        message = f"{memory.name} cannot be reached from {t.runs_on}"
        raise Wrong(
            "sem-unreachable-memory", node, message, f"it is reachable by {', '.join(memory.reachable_by)}"
        )
    value = integer(t, node, None)
    held = ints(value)
    if held.low < 0 or held.high > memory.address.high:
        message = f"this address lies in {bounds(held)}, outside of {memory.address.name}, which {memory.name} takes"
        hint = f"say what happens there: {memory.address.name}({quoted(node)}) wraps"
        raise Wrong("sem-address", node, message, hint)
    outside, misaligned = memory.faults(writes=writes)
    if outside is not None:
        t.faults[outside] = None
    elif memory.has_gaps or held.low < memory.base or held.high > memory.base + memory.size - kind.bytes:
        message = f"this address lies in {bounds(held)}, which leaves {memory.name}, and {memory.name} names no fault for it"
        raise Wrong(
            "sem-address",
            node,
            message,
            f"declare {memory.name}'s out_of_range:, or check the address before",
        )
    if misaligned is not None and kind.bytes > 1:
        t.faults[misaligned] = None
    return value
