"""A review as the data of a page of a site: what differs thing by thing, with links to either version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from specgen.generators.docs.versions.data import VERDICTS, Comparison, Difference, Key, Site, Thing
from specgen.review.findings import Evidence, Finding
from specgen.review.outcome import Outcome
from specgen.review.reports.costs import factor, moves_shown, title
from specgen.review.reports.json import render
from specgen.review.reports.report import Entry, Report
from specgen.review.reports.svg import svg_drawing
from specgen.review.verdicts import CONSUMERS, QUESTIONS, Effect, Level
from specgen.review.witnesses import shown

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.review.subject import Review

_EFFECTS = {
    Effect.BREAKS: "breaks",
    Effect.SOURCE: "edits",
    Effect.RISK: "risk",
    Effect.COMPATIBLE: "ok",
    Effect.NOTHING: "none",
}
_MEETS = (Effect.BREAKS, Effect.SOURCE, Effect.RISK)
_WORDS = frozenset({"DOC_ONLY", "DOC_CARRIED", "SPEC_REORDERED", "SPEC_REWRITTEN", "SPEC_VERSION"})
_SECTIONS = {"fixed_types": "types", "block_types": "types", "composites": "layouts"}
"""Sections of an architecture whose things are written in another one of the spec."""
_PARTS = {"registers": ("registers", "by_name"), "runtimes": ("functions", "functions")}
"""Sections whose things have parts with a place of their own on a page: how a path leads to them, and where they are kept."""


def comparison(report: Report, review: Review, other: str, old_site: Site, new_site: Site) -> Comparison:
    """Return what a review found as a page tells it. ``other`` is the version whose site it is not."""
    outcome = report.outcome
    things = tuple(_things(report, review))
    effects = {
        name: tuple(
            _EFFECTS[one] for one in (report.of(name), *(report.of(name, asked) for asked in QUESTIONS))
        )
        for name in CONSUMERS
    }
    return Comparison(
        outcome.old.version,
        outcome.new.version,
        other,
        _counts(things),
        _rise(outcome),
        things,
        QUESTIONS,
        effects,
        tuple(
            (f"{one.kind} {one.name}", one.variant, one.before, one.after, factor(one).strip(" ()"))
            for one in moves_shown(outcome.cost)
        ),
        title(outcome.cost),
        old_site,
        new_site,
        render(report),
    )


def _rise(outcome: Outcome) -> str:
    """How far the version has to rise, and did: ``none``, ``patch``, ``minor`` or ``major``."""
    given = f"rose by {outcome.given}" if outcome.given else "did not rise"
    if not outcome.needed:
        return f"The version need not rise, and {given}"
    return f"The version has to rise by {outcome.needed}, and {given}"


def _counts(things: Iterable[Thing]) -> str:
    """How many differences there are of which verdict: ``2 breaking, 1 additive``."""
    found = [one.verdict for thing in things for one in thing.differences]
    return ", ".join(f"{found.count(one)} {one}" for one in VERDICTS if one in found) or "Nothing differs"


def _things(report: Report, review: Review) -> Iterator[Thing]:
    """Group what was found by the thing that it is about: the worst first, as reports have it."""
    by_key: dict[Key, list[Entry]] = {}
    for one in report.entries:
        by_key.setdefault(key_of(one.finding.subject, review), []).append(one)
    versions = report.outcome.old.version, report.outcome.new.version
    for key, entries in by_key.items():
        drawing = next((one.drawing for one in entries if one.drawing is not None), None)
        drawn = dict(svg_drawing(drawing)) if drawing is not None else {}
        old, new = _names(key, review)
        yield Thing(
            key,
            old,
            new,
            tuple(_distinct(_difference(one, versions) for one in entries)),
            ((drawn.get("before", ""), drawn.get("after", "")),) if drawn else (),
            _texts(key, old, new, review),
        )


def key_of(subject: str, review: Review) -> Key:
    """Return where the thing of a change is written: section and name, and what leads to a part that has its own place."""
    section, _, rest = subject.partition(".")
    written = _SECTIONS.get(section, section)
    for side in (review.new, review.old):
        for architecture in side.architectures.values():
            things = getattr(architecture, section, None)
            if isinstance(things, dict) and (name := _longest(rest, things)):
                return (written, name, *_part(section, rest[len(name) + 1 :], things[name]))
    return (written, rest.partition(".")[0]) if rest else (written,)


def _longest(rest: str, names: dict[str, object]) -> str | None:
    """The longest beginning of a path that is a name."""
    while rest and rest not in names:
        rest = rest.rpartition(".")[0]
    return rest or None


def _part(section: str, rest: str, thing: object) -> Key:
    if section not in _PARTS:
        return ()
    word, kept = _PARTS[section]
    name = rest.removeprefix(f"{word}.").partition(".")[0]
    return (word, name) if rest.startswith(f"{word}.") and name in getattr(thing, kept) else ()


def _names(key: Key, review: Review) -> tuple[str, str]:
    """What the thing, of a part the whole, is called on either side; empty where it is not."""
    if len(key) < 2:
        return "", ""
    old, new = (_found(key, side.architectures.values()) for side in (review.old, review.new))
    was = getattr(new, "renamed_from", None)
    if old is None and was and _found((key[0], was), review.old.architectures.values()) is not None:
        return str(was), key[1]
    return key[1] if old is not None else "", key[1] if new is not None else ""


def _found(key: Key, architectures: Iterable[Architecture]) -> object:
    sections = [key[0], *(own for own, written in _SECTIONS.items() if written == key[0])]
    for one in architectures:
        for section in sections:
            things = getattr(one, section, None)
            if isinstance(things, dict) and key[1] in things:
                return things[key[1]]
    return None


def _texts(key: Key, old: str, new: str, review: Review) -> tuple[str, str]:
    """What an instruction or function does on either side; nothing where that is the same."""
    told = tuple(
        _text(key[0], name, side.architectures.values())
        for name, side in ((old, review.old), (new, review.new))
    )
    return (told[0], told[1]) if told[0] != told[1] else ("", "")


def _text(section: str, name: str, architectures: Iterable[Architecture]) -> str:
    found = _found((section, name), architectures) if name else None
    text = getattr(found, {"instructions": "semantics", "functions": "body"}.get(section, ""), "")
    return str(text).strip("\n")


def _distinct(differences: Iterator[Difference]) -> Iterator[Difference]:
    """Leave no two with one id: an anchor leads to one place."""
    seen: set[str] = set()
    for one in differences:
        more = sha256(one.message.encode()).hexdigest()[:6]
        told = replace(one, id=f"{one.id}-{more}") if one.id in seen else one
        seen.add(told.id)
        yield told


def _difference(one: Entry, versions: tuple[str, str]) -> Difference:
    found = one.finding
    effects = {name: found.verdict.of(name) for name in CONSUMERS}
    weighed = found.unweighed
    return Difference(
        found.fingerprint,
        found.rule,
        found.subject,
        _verdict(found),
        found.message,
        {name: _EFFECTS[effect] for name, effect in effects.items()},
        tuple(name for name, effect in effects.items() if effect in _MEETS),
        found.verdict.questions,
        _evidence(found),
        tuple(_witness(found)),
        f"{found.status}: counts as {one.level}, not as {weighed.level}" if weighed is not None else "",
        found.hint or "",
        tuple(
            (version, f"{place.path}:{place.line}", place.line_text.strip())
            for version, place in zip(versions, (one.was_at, one.at), strict=True)
            if place is not None
        ),
    )


def _verdict(found: Finding) -> str:
    """One word for a finding: that it breaks something, else whether something was added or words alone differ, else how bad."""
    if found.level is Level.BREAKING:
        return "breaking"
    if found.rule in _WORDS:
        return "words"
    if found.after and not found.before:
        return "additive"
    return "risk" if found.level is Level.RISK else "compatible"


def _evidence(found: Finding) -> str:
    if found.witness is not None:
        return found.witness.told or "On one input the sides differ."
    names = {Evidence.PROVED: "Proved: ", Evidence.SEARCHED: "Searched: "}
    return f"{names.get(found.evidence, '')}{found.why}" if found.why else ""


def _witness(found: Finding) -> Iterator[tuple[str, str]]:
    one = found.witness
    if one is not None:
        yield "asked", f"{one.action} {shown(one.input)}"
        yield "in", one.variant
        yield "before", shown(one.before)
        yield "after", shown(one.after)
