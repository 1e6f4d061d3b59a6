"""Protocols: state machines, what was tried, a run, and what each order is there for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.generators.docs.interfaces.sequence import sequence_diagram
from specgen.generators.docs.interfaces.statemachine import state_machine
from specgen.generators.docs.parts.page import facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import code, html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.interfaces import Agent, Protocol, Shared, Step
    from specgen.model.protocols import Failure

_MOST = 20_000


def protocol_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of protocols and a page for each."""
    protocols = book.every(lambda a: a.protocols)
    if not protocols:
        return
    links = book.at("protocols")
    words = "State machines of agents that share words: all orders of their steps, and of what they see, were tried."
    rows = ((links.md("protocols", p.name), links.inline(p.summary)) for p in protocols.values())
    yield "protocols.md", join([title("Protocols", words), table(("Protocol", "Meaning"), rows)])
    for name, one in protocols.items():
        yield f"protocols/{name}.md", join(_page(one, book.at(f"protocols/{name}")))


def _page(one: Protocol, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(_facts(one, links))
    yield links.prose(one.description)
    if one.constants:
        yield "## Constants"
        yield table(
            ("Constant", "Value"), ((code(name), str(value)) for name, value in one.constants.items())
        )
    yield "## Shared words"
    heads = ("Word", "Written by", "How many", "At first", "Meaning")
    yield table(heads, (_word(word, links) for word in one.shared.values()))
    for agent in one.agents.values():
        yield from _agent(agent, links)
    yield from _proof(one, links)
    yield from requirements(one, links)


def _facts(one: Protocol, links: Links) -> Iterator[tuple[str, str]]:
    yield "Agents", ", ".join(f'<a href="#{html(name)}">{html(name)}</a>' for name in one.agents)
    yield "Queue", links.a("queues", one.queue.name) if one.queue is not None else ""
    yield from life(one, links)


def _word(one: Shared, links: Links) -> tuple[str, ...]:
    count = "" if one.count is None else str(one.count)
    return code(one.name), plain(one.writer), count, str(one.initial), links.inline(one.summary)


def _agent(one: Agent, links: Links) -> Iterator[str]:
    yield f"## {plain(one.name)} {{: #{one.name} }}"
    yield links.inline(one.summary)
    if one.variables:
        told = (f"{code(name)}, at first {value}" for name, value in one.variables.items())
        yield f"Variables of its own: {'; '.join(told)}."
    yield state_machine(one)
    if one.steps:
        heads = ("Step", "Leads from", "When", "Does", "Order", "Meaning")
        yield table(heads, (_step(s, links) for s in one.steps))


def _step(one: Step, links: Links) -> tuple[str, ...]:
    when = _wrapped(one.when.text) if one.when is not None else ""
    done = "; ".join(_wrapped(_assignment(one, index)) for index in range(len(one.assign)))
    order = "" if one.order == "relaxed" else one.order
    return (
        code(one.name),
        f"{code(one.source)} to {code(one.target)}",
        when,
        done,
        order,
        links.inline(one.summary),
    )


def _wrapped(text: str) -> str:
    return f"{code(text)}{{: .sg-wrap }}"


def _assignment(one: Step, index: int) -> str:
    name, at, value = one.assign[index]
    return f"{name} = {value.text.strip()}" if at is None else f"{name}[{at.text}] = {value.text.strip()}"


def _proof(one: Protocol, links: Links) -> Iterator[str]:
    """What was tried, what holds, a run, and what goes wrong without each order."""
    from specgen.model.protocols import events, explore

    found = explore(one, _MOST)
    yield "## What holds"
    if found.failure is not None and found.failure.kind == "limit":
        yield f"There are more than {_MOST} states, which were not all looked at."
    elif found.failure is not None:
        yield f"It goes wrong: {_said(found.failure)}."
        told = events(found.machine, found.failure.way)
        yield sequence_diagram(f"How {one.name} goes wrong", one, told)
    else:
        yield (
            f"In all {found.states:,} states that can be reached, by {found.transitions:,} transitions: every order of the "
            "agents' steps, and every order in which what they write becomes visible and what they read is refreshed."
        )
    yield "\n".join(f"- {plain(name)}: {code(holds.text)}" for name, holds in one.invariants)
    yield f"- In the end, and nowhere else does it stop: {code(one.ends.text)}"
    if found.failure is None:
        yield "## A run"
        yield "Above is first. Boxes are steps; arrows to memory, what becomes visible; arrows from it, what is seen."
        yield sequence_diagram(f"A run of {one.name}", one, events(found.machine, found.run))
        yield from _orders(one)


def _orders(one: Protocol) -> Iterator[str]:
    from specgen.model.protocols import events, explore

    ordered = [(a, s) for a in one.agents.values() for s in a.steps if s.order != "relaxed"]
    if not ordered:
        return
    yield "## What each order is for"
    yield "Without it, this is what can happen, in as few moves as possible."
    for agent, step in ordered:
        found = explore(_without(one, agent, step), _MOST)
        yield f"### {plain(agent.name)} {plain(step.name)}: {step.order}"
        if found.failure is None or found.failure.kind == "limit":
            yield "Nothing goes wrong without it in what was tried."
            continue
        yield f"Else {_said(found.failure)}:"
        told = events(found.machine, found.failure.way)
        name = f"{one.name} without the {step.order} of {agent.name} {step.name}"
        yield sequence_diagram(name, _without(one, agent, step), told)


def _without(one: Protocol, agent: Agent, step: Step) -> Protocol:
    steps = tuple(replace(s, order="relaxed") if s is step else s for s in agent.steps)
    return replace(one, agents={**one.agents, agent.name: replace(agent, steps=steps)})


def _said(failure: Failure) -> str:
    if failure.kind == "invariant":
        return f"this does not hold: {plain(failure.name)}"
    return {
        "deadlock": "nothing can happen any more, and it has not ended",
        "stuck": "the end can no longer be reached",
    }.get(failure.kind, f"a step has no meaning: {plain(failure.name)}")
