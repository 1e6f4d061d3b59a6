"""Pages of what the performance model is asked about: workloads, models, chips, targets, decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from specgen.generators.docs.charts import charts_of
from specgen.generators.docs.parts.page import facts, join, life, requirements, table, title
from specgen.generators.docs.parts.quantities import quantity, rests_on
from specgen.generators.docs.parts.text import code, html, plain
from specgen.model.quantity import Quantity

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.item import Item
    from specgen.model.performance import Chip, Decision, Model, Target, Workload

_KINDS = {
    "workloads": ("Workloads", "What is to run on it."),
    "models": ("Models", "Networks that workloads run."),
    "chips": ("Chips", "What the spec says of chips."),
    "targets": ("Targets", "What has to be reached, and by when."),
    "decisions": ("Decisions", "Why it is so."),
}

Pairs = Iterator[tuple[str, str]]


def performance_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield a page for each, with the charts that were handed in for it, and an index where none was."""
    sheets = {sheet.name: sheet for sheet in book.exhibits.sheets}
    for kind, (name, words) in _KINDS.items():
        things: Mapping[str, Any] = book.things(kind)
        if things and kind not in sheets:
            links = book.at(kind)
            rows = ((links.md(kind, one.name), links.inline(one.summary)) for one in things.values())
            yield f"{kind}.md", join([title(name, words), table(("Name", "Meaning"), rows)])
        for one in things.values():
            links = book.at(f"{kind}/{one.name}")
            sheet = sheets.get(links.page)
            charts = charts_of(sheet, links) if sheet else ()
            yield f"{links.page}.md", join([*_page(kind, one, links), *charts, *requirements(one, links)])


def _page(kind: str, one: Item, links: Links) -> Iterator[str]:
    known, more = _SAID[kind]
    yield title(one.name, links.inline(one.summary))
    yield facts([*known(one, links), *life(one, links)])
    yield links.prose(one.description)
    yield from more(one, links)


def _workload(one: Workload, links: Links) -> Pairs:
    yield "Model", links.a("models", one.model)
    yield "Phase", html(one.phase)
    yield "Drafted by", links.a("models", one.draft) if one.draft else ""
    yield "Accepted", quantity(one.acceptance)
    yield "Sparsity", html(one.sparsity)
    yield "Skew", quantity(one.skew)


def _sizes(one: Workload, links: Links) -> Iterator[str]:
    rows = [(code(name), str(value), "") for name, value in one.numbers.items()]
    rows += [
        (code(name), _spread(lengths), "how often there is each length")
        for name, lengths in one.lengths.items()
    ]
    rows += [(code(name), str(value), "chips that share the work") for name, value in one.parallel.items()]
    rows += [(code(name), links.md("types", form), "format") for name, form in one.formats.items()]
    if rows:
        yield "## Sizes and formats"
        yield table(("Name", "Value", "Is"), rows)


def _spread(lengths: Mapping[int, int]) -> str:
    return ", ".join(f"{length} ({count} times)" for length, count in lengths.items())


def _model(one: Model, links: Links) -> Pairs:
    yield "Kind", html(one.kind)
    yield "Format", links.a("types", one.format)
    yield "Source", html(one.source)


def _network(one: Model, _links: Links) -> Iterator[str]:
    rows = list(_numbers(one.network))
    if rows:
        yield "## Network"
        yield table(("Size", "Value"), rows)


def _numbers(network: object, before: str = "") -> Pairs:
    """The sizes of a network, those of its parts with the part's name before them."""
    if is_dataclass(network) and not isinstance(network, type):
        for one in fields(network):
            value = getattr(network, one.name)
            if is_dataclass(value):
                yield from _numbers(value, f"{before}{one.name}.")
            elif value not in (None, "", ()) and one.name != "name":
                yield code(before + one.name), plain(value)


def _chip(one: Chip, _links: Links) -> Pairs:
    yield "Vendor", html(one.vendor)
    yield "Year", str(one.year or "")
    yield "Units", quantity(one.units)
    yield "Clock", quantity(one.clock)
    yield "Power", quantity(one.power)
    yield "Power at rest", quantity(one.idle)
    yield "Cost", quantity(one.cost)


def _parts(one: Chip, links: Links) -> Iterator[str]:
    if one.peaks:
        yield "## Peaks"
        rows = (
            (
                plain(p.unit),
                links.md("types", p.format),
                plain(p.density),
                quantity(p.rate),
                rests_on(p.rate, links),
            )
            for p in one.peaks
        )
        yield table(("Unit", "Format", "Density", "Rate", "Rests on"), rows)
    if one.levels:
        yield "## Memories"
        levels = ((code(v.name), *_each(v.size, v.bandwidth, v.latency), plain(v.per)) for v in one.levels)
        yield table(("Level", "Size", "Bandwidth", "Latency", "For each"), levels)
    if one.networks:
        yield "## Networks"
        networks = ((code(n.name), *_each(n.bandwidth, n.latency), plain(n.topology)) for n in one.networks)
        yield table(("Network", "Bandwidth", "Latency", "Topology"), networks)
    energies = {**one.energy_operations, **one.energy_bytes}
    if energies:
        yield "## Energy"
        rows_of = ((code(name), quantity(value), rests_on(value, links)) for name, value in energies.items())
        yield table(("Of", "Energy", "Rests on"), rows_of)


def _each(*values: Quantity | None) -> Iterator[str]:
    return (quantity(value) for value in values)


def _target(one: Target, _links: Links) -> Pairs:
    yield "Phase", html(one.phase)
    yield "Variant", html(one.variant or "")
    yield "At least", quantity(one.at_least)
    yield "At most", quantity(one.at_most)
    yield "Margin", quantity(one.margin)


def _metric(one: Target, links: Links) -> Iterator[str]:
    yield f"Its value is {code(one.perf)}."
    if one.measured:
        yield "## Measured"
        rows = (
            (plain(phase), quantity(value), rests_on(value, links)) for phase, value in one.measured.items()
        )
        yield table(("Phase", "Value", "Rests on"), rows)


def _decision(one: Decision, _links: Links) -> Pairs:
    yield "State", html(one.state)
    yield "Date", html(one.date or "")


def _rejected(one: Decision, links: Links) -> Iterator[str]:
    if one.alternatives:
        yield "## Rejected"
        rows = (
            (code(a.name), _bound(a.parameters, links), links.inline(a.summary)) for a in one.alternatives
        )
        yield table(("Alternative", "With", "What it is"), rows)


def _bound(parameters: Mapping[str, object], links: Links) -> str:
    return ", ".join(f"{links.md('parameters', name)} = {plain(value)}" for name, value in parameters.items())


_SAID: Mapping[
    str, tuple[Callable[[Any, Links], Iterable[tuple[str, str]]], Callable[[Any, Links], Iterable[str]]]
] = {
    "workloads": (_workload, _sizes),
    "models": (_model, _network),
    "chips": (_chip, _parts),
    "targets": (_target, _metric),
    "decisions": (_decision, _rejected),
}
