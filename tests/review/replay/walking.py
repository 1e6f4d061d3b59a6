"""A protocol walked by its texts: each agent has a view of the words, and a buffer of what it wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import specgen
from specgen.model.interfaces import Protocol


class Walk:
    """Memory, and of each agent its state, its variables, what it sees, what it wrote and nobody sees yet."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.memory = {n: [w.initial] * (w.count or 1) for n, w in protocol.shared.items()}
        self.state = {n: a.states[0] for n, a in protocol.agents.items()}
        self.own = {n: dict(a.variables) for n, a in protocol.agents.items()}
        self.views = {n: {w: list(v) for w, v in self.memory.items()} for n in protocol.agents}
        self.buffers: dict[str, list[tuple[str, int, int, bool]]] = {n: [] for n in protocol.agents}

    def move(self, text: str) -> bool:
        """Make a move; whether it may happen."""
        agent, _, what = text.partition(": ")
        if agent not in self.state:
            return False
        if what.startswith("sees "):
            name, index = _place(what.removeprefix("sees "))
            if name in self.memory:
                self.views[agent][name][index] = self.memory[name][index]
            return True
        if what.endswith(" arrives"):
            return self._arrive(agent, *_place(what.removesuffix(" arrives")))
        return self._step(agent, what)

    def _arrive(self, agent: str, name: str, index: int) -> bool:
        for position, (word, at, value, release) in enumerate(self.buffers[agent]):
            if (word, at) == (name, index):
                if release and position:
                    return False
                del self.buffers[agent][position]
                self.memory[name][index] = value
                return True
        return False

    def _step(self, agent: str, name: str) -> bool:
        step = next((s for s in self.protocol.agents[agent].steps if s.name == name), None)
        if step is None or step.source != self.state[agent]:
            return False
        if step.order == "fence" and self.buffers[agent]:
            return False
        if step.when is not None and not self._value(agent, step.when.text):
            return False
        self.state[agent] = step.target
        if step.order in ("acquire", "fence"):
            for word, shared in self.protocol.shared.items():
                if shared.writer != agent:
                    self.views[agent][word] = list(self.memory[word])
        for target, index, value in step.assign:
            found = int(self._value(agent, value.text))
            if target in self.own[agent]:
                self.own[agent][target] = found
                continue
            at = 0 if index is None else int(self._value(agent, index.text))
            self.views[agent][target][at] = found
            self.buffers[agent].append((target, at, found, step.order == "release"))
        return True

    def _value(self, agent: str, text: str) -> Any:
        seen = {
            n: v if self.protocol.shared[n].count is not None else v[0] for n, v in self.views[agent].items()
        }
        names = {**self.protocol.constants, **seen, **self.own[agent]}
        return eval(text, {"__builtins__": {"min": min, "max": max, "abs": abs}}, names)  # noqa: S307

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = dict(self.state)
        for name, values in self.memory.items():
            single = self.protocol.shared[name].count is None
            found |= {name: values[0]} if single else {f"{name}[{i}]": v for i, v in enumerate(values)}
        return found | {f"{agent}.{n}": v for agent, own in self.own.items() for n, v in own.items()}


def walked(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    protocol = accelerator.architecture.protocols.get(given["protocol"])
    if protocol is None:
        return {"refused": "there is no such protocol"}
    walk = Walk(protocol)
    for number, move in enumerate(given["moves"]):
        try:
            taken = walk.move(move)
        except IndexError:
            return {"refused": f"{move} means nothing", "after": number}
        if not taken:
            return {"refused": f"{move} may not happen", "after": number}
    shown = walk.shown()
    return (
        {name: shown.get(name, "nothing") for name in given["shown"]} if given["shown"] else "it may happen"
    )


def _place(label: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", label)
    assert found is not None
    return found[1], int(found[2] or 0)
