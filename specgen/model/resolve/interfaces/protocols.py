"""Protocols: names and kinds of everything in their expressions, and who may write what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from specgen.model.expressions import Expression, ExpressionError, parse_expression
from specgen.model.interfaces import Agent, Protocol, Shared, Step
from specgen.model.protocols.emitting import CONDITION, NUMBER, check
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import evaluated, whole
from specgen.source import Location, Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.queues import AgentDocument, ProtocolDocument, StepDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_WORDS, MAX_AGENTS, MAX_STEPS = 64, 8, 64
_HIGHEST = (1 << 63) - 1
_ASSIGNMENT = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:\[(.*?)\]\s*)?=(?!=)\s*(.*)", re.DOTALL | re.ASCII)


def protocol(ctx: Context, name: str, document: ProtocolDocument, origin: Origin) -> Protocol | None:
    """Resolve a protocol."""
    before = ctx.failures
    _limit(ctx, len(document.agents), MAX_AGENTS, "agents", origin.child("agents"))
    for key, agent in document.agents.items():
        _limit(ctx, len(agent.steps), MAX_STEPS, "steps", origin.child("agents", key, "steps"))
    constants = {
        key: whole(ctx, number, origin, "constants", key, high=_HIGHEST)
        for key, number in (document.constants or {}).items()
    }
    shared = {key: _shared(ctx, key, document, constants, origin) for key in document.shared}
    taken: dict[str, Origin] = {key: origin.child("constants", key) for key in constants}
    for key in (*shared, *document.agents):
        part = "shared" if key in shared else "agents"
        _once(ctx, taken, key, origin.child(part, key))
    agents = {}
    for key, given in document.agents.items():
        scope = _Inside(key, constants, shared, given)
        agents[key] = _Builder(ctx, scope, origin.child("agents", key)).agent(key, given, dict(taken))
    if ctx.failures > before:
        return None
    outside = _Outside(constants, shared, agents)
    invariants = [
        (key, outside.read(ctx, text, CONDITION, origin, "invariants", key))
        for key, text in (document.invariants or {}).items()
    ]
    ends = outside.read(ctx, document.ends, CONDITION, origin, "ends")
    if ends is None:
        return None
    return Protocol(
        **common(name, document, origin),
        constants=constants,
        shared=shared,
        agents=agents,
        invariants=tuple((key, holds) for key, holds in invariants if holds is not None),
        ends=ends,
        queue=ctx.find(ctx.queues, document.queue, origin, "queue"),
    )


def _limit(ctx: Context, count: int, most: int, what: str, origin: Origin) -> None:
    if count > most:
        message = f"{count} {what} are more than the {most} that are explored"
        ctx.report("protocol-limit", message, origin.key())
    elif not count and what == "agents":
        ctx.report("spec-empty", "a protocol has at least one agent", origin.key())


def _shared(
    ctx: Context, name: str, document: ProtocolDocument, constants: dict[str, int], origin: Origin
) -> Shared:
    given, where = document.shared[name], origin.child("shared", name)
    if given.writer not in document.agents:
        hint = did_you_mean(given.writer, document.agents) or f"agents: {', '.join(document.agents)}"
        ctx.report("protocol-writer", f"no agent is called {given.writer!r}", where.at("writer"), hint=hint)
    count = None
    if given.count is not None:
        count = _number(ctx, given.count, constants, where, "count", low=1, high=MAX_WORDS)
    initial = _number(ctx, given.initial, constants, where, "initial", low=-_HIGHEST, high=_HIGHEST)
    return Shared(**common(name, given, where), writer=given.writer, initial=initial, count=count)


def _number(
    ctx: Context,
    number: object,
    constants: dict[str, int],
    origin: Origin,
    *path: str | int,
    low: int,
    high: int,
) -> int:
    """Return a whole number, which may be told in the protocol's constants."""
    found = number
    if isinstance(number, str):
        found = evaluated(ctx, number, {**ctx.values, **constants}, origin, path)
    return low if found is None else whole(ctx, found, origin, *path, low=low, high=high)


def _once(ctx: Context, taken: dict[str, Origin], name: str, origin: Origin) -> None:
    first = taken.setdefault(name, origin)
    if first is not origin:
        related = [Related(first.key(), "the first one")]
        ctx.report(
            "name-clash", f"two things of the protocol are called {name!r}", origin.key(), related=related
        )


class _Scope:
    """What expressions may name: numbers and conditions, those with several words, constants."""

    def __init__(self, constants: dict[str, int], shared: dict[str, Shared]) -> None:
        self.constants = constants
        self.kinds = dict.fromkeys((*constants, *shared), NUMBER)
        self.lists = frozenset(name for name, word in shared.items() if word.count is not None)

    def read(
        self, ctx: Context, text: object, wanted: str, origin: Origin, *path: str | int, offset: int = 0
    ) -> Expression | None:
        """Return an expression, or None: what is wrong is reported, ``offset`` characters into the text at ``path``."""
        try:
            found = parse_expression(str(text).lower() if isinstance(text, bool) else str(text))
            for name in found.names:
                self._known(str(text), name)
            check(found.tree, wanted, self.kinds, self.lists, self.constants)
        except ExpressionError as error:
            at = origin.tree.scalar_location(origin.path + path, offset + error.offset, error.length)
            ctx.report(error.rule, error.message, at, hint=error.hint)
            return None
        return found

    def _known(self, text: str, name: str) -> None:
        if name not in self.kinds:
            hint = did_you_mean(name, self.kinds)
            raise ExpressionError(
                "expr-unknown-name", f"nothing is called {name!r} here", text.index(name), len(name), hint
            )


class _Inside(_Scope):
    """As an agent sees it."""

    def __init__(
        self, agent: str, constants: dict[str, int], shared: dict[str, Shared], document: AgentDocument
    ) -> None:
        super().__init__(constants, shared)
        self.agent, self.shared, self.own = agent, shared, frozenset(document.variables or {})
        self.kinds |= dict.fromkeys(self.own, NUMBER)


class _Outside(_Scope):
    """As invariants see it: memory, and the variables and states of all agents."""

    def __init__(
        self, constants: dict[str, int], shared: dict[str, Shared], agents: dict[str, Agent]
    ) -> None:
        super().__init__(constants, shared)
        for agent in agents.values():
            self.kinds |= {f"{agent.name}.{name}": NUMBER for name in agent.variables}
            self.kinds |= {f"{agent.name}.{name}": CONDITION for name in agent.states}


class _Builder:
    """An agent of a protocol."""

    def __init__(self, ctx: Context, scope: _Inside, origin: Origin) -> None:
        self.ctx, self.scope, self.origin = ctx, scope, origin

    def agent(self, name: str, document: AgentDocument, taken: dict[str, Origin]) -> Agent:
        ctx, origin = self.ctx, self.origin
        variables = {}
        for key, number in (document.variables or {}).items():
            _once(ctx, taken, key, origin.child("variables", key))
            variables[key] = _number(
                ctx, number, self.scope.constants, origin, "variables", key, low=-_HIGHEST, high=_HIGHEST
            )
        for index, state in enumerate(document.states):
            if state in variables or state in document.states[:index]:
                at = origin.at("states", index)
                ctx.report("name-clash", f"two things of {name} are called {state!r}", at)
        if not document.states:
            ctx.report("spec-empty", "an agent has at least one state", origin.at("states"))
        steps = [
            self._step(key, given, document, origin.child("steps", key))
            for key, given in document.steps.items()
        ]
        return Agent(
            **common(name, document, origin),
            states=tuple(document.states),
            variables=variables,
            steps=tuple(steps),
        )

    def _step(self, name: str, document: StepDocument, agent: AgentDocument, origin: Origin) -> Step:
        for end, state in (("from", document.source), ("to", document.target)):
            if state not in agent.states:
                hint = did_you_mean(state, agent.states) or f"states: {', '.join(agent.states)}"
                self.ctx.report("protocol-state", f"no state is called {state!r}", origin.at(end), hint=hint)
        when = None
        if document.when is not None:
            when = self.scope.read(self.ctx, document.when, CONDITION, origin, "when")
        given: list[tuple[tuple[str | int, ...], str]] = []
        if isinstance(document.do, str):
            given = [(("do",), document.do)]
        elif document.do is not None:
            given = [(("do", index), text) for index, text in enumerate(document.do)]
        read = [self._assignment(text, origin, path) for path, text in given]
        return Step(
            name=name,
            source=document.source,
            target=document.target,
            when=when,
            assign=tuple(one for one in read if one is not None),
            order=document.order,
            summary=document.summary,
            origin=origin,
        )

    def _assignment(
        self, text: str, origin: Origin, path: tuple[str | int, ...]
    ) -> tuple[str, Expression | None, Expression] | None:
        ctx, scope = self.ctx, self.scope
        found = _ASSIGNMENT.fullmatch(text)
        if found is None:
            hint = "write name = value, or name[index] = value"
            ctx.report("protocol-assignment", "this is no assignment", origin.at(*path), hint=hint)
            return None
        name, index = found[1], None
        at = origin.tree.scalar_location(origin.path + path, found.start(1), len(name))
        if not self._writes(name, found[2] is not None, at):
            return None
        if found[2] is not None:
            index = scope.read(ctx, found[2], NUMBER, origin, *path, offset=found.start(2))
        value = scope.read(ctx, found[3], NUMBER, origin, *path, offset=found.start(3))
        return None if value is None or (found[2] is not None and index is None) else (name, index, value)

    def _writes(self, name: str, indexed: bool, at: Location) -> bool:
        """Whether the agent may assign to a name so."""
        ctx, scope = self.ctx, self.scope
        word = scope.shared.get(name)
        if word is None and name not in scope.own:
            hint = did_you_mean(name, (*scope.own, *scope.shared))
            ctx.report("expr-unknown-name", f"nothing is called {name!r} here", at, hint=hint)
            return False
        if word is not None and word.writer != scope.agent:
            related = [Related(word.origin.key(), "it is here")]
            message = f"{name} is written by {word.writer} alone, not by {scope.agent}"
            ctx.report("protocol-writer", message, at, related=related)
            return False
        if (word is not None and word.count is not None) != indexed:
            message = f"{name} is one word" if indexed else f"{name} has several words"
            hint = f"{name} = ..." if indexed else f"{name}[0] = ..."
            ctx.report("protocol-assignment", message, at, hint=hint)
            return False
        return True
