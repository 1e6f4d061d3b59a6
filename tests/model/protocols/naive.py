"""A second exploration, from the definition alone: states are dictionaries, expressions are walked, nothing is reduced."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from specgen.model.expressions.nodes import (
    Binary,
    Call,
    Choice,
    Comparison,
    Constant,
    Index,
    Logic,
    Name,
    Node,
    Unary,
)
from specgen.model.interfaces import Protocol

_UNARY: dict[str, Any] = {"not": operator.not_, "-": operator.neg, "~": operator.invert, "+": operator.pos}
_CALLED: dict[str, Any] = {"min": min, "max": max, "abs": abs}
_BINARY: dict[str, Any] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "%": operator.mod,
    "&": operator.and_, "|": operator.or_, "^": operator.xor, "<<": operator.lshift, ">>": operator.rshift,
}  # fmt: skip
_COMPARED: dict[str, Any] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def value(node: Node, names: dict[str, Any]) -> Any:
    match node:
        case Constant():
            return node.value
        case Name():
            return names[node.name]
        case Index():
            return names[node.name][value(node.index, names)]
        case Unary():
            return _UNARY[node.operator](value(node.operand, names))
        case Binary():
            return _BINARY[node.operator](value(node.left, names), value(node.right, names))
        case Logic():
            left = value(node.left, names)
            stops = left if node.operator == "or" else not left
            return left if stops else value(node.right, names)
        case Comparison():
            given = [value(one, names) for one in node.operands]
            return all(
                _COMPARED[o](a, b) for (o, _), a, b in zip(node.operators, given, given[1:], strict=False)
            )
        case Choice():
            return value(node.then if value(node.condition, names) else node.otherwise, names)
        case Call():
            return _CALLED[node.function](*(value(one, names) for one in node.arguments))


State = dict[str, Any]


def first(protocol: Protocol) -> State:
    memory = {
        name: dict.fromkeys(range(word.count), word.initial) if word.count is not None else word.initial
        for name, word in protocol.shared.items()
    }
    agents = {
        name: {"at": agent.states[0], "own": dict(agent.variables), "view": deepcopy(memory), "buffer": []}
        for name, agent in protocol.agents.items()
    }
    return {"memory": memory, "agents": agents}


def moves(protocol: Protocol, state: State) -> Iterator[State]:
    for name, agent in protocol.agents.items():
        mine = state["agents"][name]
        for step in agent.steps:
            names = {**protocol.constants, **mine["own"], **mine["view"]}
            if step.source != mine["at"] or (step.when is not None and not value(step.when.tree, names)):
                continue
            if step.order == "fence" and mine["buffer"]:
                continue
            yield _stepped(protocol, state, name, step)
        for i, (word, index, given, release) in enumerate(mine["buffer"]):
            before = mine["buffer"][:i]
            if (release and before) or any(other[:2] == (word, index) for other in before):
                continue
            after = deepcopy(state)
            _put(after["memory"], word, index, given)
            del after["agents"][name]["buffer"][i]
            yield after
        yield from _seen(protocol, state, name)


def _seen(protocol: Protocol, state: State, name: str) -> Iterator[State]:
    for word, shared in protocol.shared.items():
        if shared.writer == name:
            continue
        for index in range(shared.count) if shared.count is not None else (None,):
            now = state["memory"][word] if index is None else state["memory"][word][index]
            view = state["agents"][name]["view"]
            if (view[word] if index is None else view[word][index]) != now:
                after = deepcopy(state)
                _put(after["agents"][name]["view"], word, index, now)
                yield after


def _put(words: dict[str, Any], word: str, index: int | None, given: int) -> None:
    if index is None:
        words[word] = given
    else:
        words[word][index] = given


def _stepped(protocol: Protocol, state: State, name: str, step: Any) -> State:
    after = deepcopy(state)
    mine = after["agents"][name]
    mine["at"] = step.target
    if step.order in ("acquire", "fence"):
        for word, shared in protocol.shared.items():
            if shared.writer != name:
                mine["view"][word] = deepcopy(after["memory"][word])
    for target, index, expression in step.assign:
        names = {**protocol.constants, **mine["own"], **mine["view"]}
        given = value(expression.tree, names)
        at = None if index is None else value(index.tree, names)
        if target in mine["own"]:
            mine["own"][target] = given
        else:
            _put(mine["view"], target, at, given)
            mine["buffer"].append((target, at, given, step.order == "release"))
    return after


def frozen(given: Any) -> Any:
    if isinstance(given, dict):
        return tuple((k, frozen(v)) for k, v in given.items())
    return tuple(map(frozen, given)) if isinstance(given, list) else given


def seen(protocol: Protocol, state: State) -> Any:
    """What of a state does not depend on how views are kept: agents, their variables and buffers, memory."""
    agents = [
        (a["at"], tuple(a["own"].values()), tuple((w, i, v, r) for w, i, v, r in a["buffer"]))
        for a in state["agents"].values()
    ]
    return tuple(agents), frozen(state["memory"])


def reachable(protocol: Protocol, limit: int) -> tuple[set[Any], int] | None:
    """What can be seen of all states, and how many states there are; None if they are more than the limit."""
    begin = first(protocol)
    known, waiting, found = {frozen(begin)}, [begin], {seen(protocol, begin)}
    while waiting:
        for after in moves(protocol, waiting.pop()):
            key = frozen(after)
            if key not in known:
                known.add(key)
                found.add(seen(protocol, after))
                waiting.append(after)
        if len(known) > limit:
            return None
    return found, len(known)
