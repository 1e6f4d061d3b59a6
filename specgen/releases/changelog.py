"""The changelog of a spec as Markdown: each release, what it brought, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from specgen.releases.notes import READERS, Notes, Step
from specgen.releases.table import Release
from specgen.review.findings import Finding
from specgen.review.verdicts import CONSUMERS, Effect

MOST = 12
"""Findings of one rule that are told one by one."""
_WORDS = {Effect.BREAKS: "Must", Effect.SOURCE: "On the next build", Effect.RISK: "Look at"}


def markdown(name: str, releases: Sequence[Release], notes: Iterable[Notes]) -> str:
    """Return the changelog, newest first: ``notes`` are of successive releases, oldest first; what is last may be unreleased."""
    known = {one.version for one in releases}
    lines = [
        f"# Changelog of {name}",
        "",
        "Made from the specifications of successive releases. After each line stand the rule that",
    ]
    lines += [
        "found it and whom it meets: compiler (C), runtime (R), firmware (F), hardware (H), tools (T).",
        "",
    ]
    for one in reversed(list(notes)):
        lines += _release(one, released=one.new in known)
    if releases:
        first = releases[0]
        lines += [f"## {first.version}{_on(first.date)}", "", "The first release that is recorded.", ""]
    return "\n".join([*lines, *_table(releases)]) + "\n"


def _release(one: Notes, *, released: bool) -> Iterator[str]:
    yield f"## {one.new}{_on(one.date)}" if released else f"## Unreleased: {one.new}"
    yield ""
    if not one.groups:
        yield from (f"Nothing that {one.old} says was changed.", "")
    for name, found in one.groups.items():
        yield from (f"### {name}", "")
        yield from _findings(found)
        yield ""
    if one.steps:
        yield from (f"### From {one.old} to {one.new}", "")
        for consumer, steps in one.steps.items():
            yield from (f"#### {READERS[consumer]}", "", *_steps(steps), "")


def _findings(found: Iterable[Finding]) -> Iterator[str]:
    by_rule: dict[str, list[Finding]] = {}
    for one in found:
        by_rule.setdefault(one.rule, []).append(one)
    for rule, every in by_rule.items():
        for one in every[:MOST]:
            yield f"- {escaped(one.message)} (`{rule}` at `{one.subject}`{_marks(one)})"
        if len(every) > MOST:
            yield f"- and {len(every) - MOST} more of `{rule}`"


def _marks(one: Finding) -> str:
    """The letters of the consumers that it meets, those that it breaks in bold."""
    marks = {
        consumer: f"**{consumer[0].upper()}**"
        if one.verdict.of(consumer) is Effect.BREAKS
        else consumer[0].upper()
        for consumer in CONSUMERS
        if one.verdict.of(consumer) in (Effect.BREAKS, Effect.SOURCE, Effect.RISK)
    }
    return f"; {' '.join(marks.values())}" if marks else ""


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    by_effect: dict[Effect, list[Step]] = {}
    for one in steps:
        by_effect.setdefault(one.effect, []).append(one)
    for effect, every in by_effect.items():
        for one in every[:MOST]:
            yield f"- {_WORDS[effect]}: {escaped(one.what)}: {escaped(one.todo)}."
            if one.seen:
                yield f"  Seen: {escaped(one.seen)}."
        if len(every) > MOST:
            yield f"- {_WORDS[effect]}: {len(every) - MOST} more, of {_rules(every[MOST:])}"


def _rules(steps: Iterable[Step]) -> str:
    return ", ".join(f"`{rule}`" for rule in dict.fromkeys(one.rule for one in steps))


def _table(releases: Sequence[Release]) -> Iterator[str]:
    """Which binaries are of which release."""
    if not releases:
        return
    yield from ("## Hashes", "", "| release | variant | binaries |", "|---|---|---|")
    for one in reversed(releases):
        for variant, digest in one.binary.items():
            yield f"| {one.version} | {variant} | `{digest}` |"


def _on(date: str | None) -> str:
    return f" ({date})" if date else ""


def escaped(text: str) -> str:
    """Return a text of a spec that Markdown leaves as it is, but for code between backquotes."""
    parts = " ".join(text.split()).rstrip(".").split("`")
    if len(parts) % 2 == 0:
        parts = ["'".join(parts)]
    plain = [_plain(part) if n % 2 == 0 else part for n, part in enumerate(parts)]
    return "`".join(plain)


def _plain(text: str) -> str:
    for sign in "\\*_[]<>#|":
        text = text.replace(sign, f"\\{sign}")
    return text
