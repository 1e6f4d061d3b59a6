"""What there is to say of a rule, for people: its row, its example as a change of a small spec, and what is found in it, live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory

from specgen.data import frozen
from specgen.model import load
from specgen.review.examples import Example, example_of
from specgen.review.findings import Finding
from specgen.review.reviewing import judge, prepare
from specgen.review.rules import Rule, all_rules
from specgen.review.sides import Side
from specgen.review.subject import Search
from specgen.review.verdicts import CONSUMERS, QUESTIONS, Effect
from specgen.review.witnesses import shown
from specgen.source import SpecError

_WORDS = {
    Effect.BREAKS: "breaks",
    Effect.SOURCE: "needs edits on the next build",
    Effect.RISK: "a risk",
    Effect.COMPATIBLE: "compatible",
    Effect.NOTHING: "not concerned",
}
FAMILIES: Mapping[str, str] = {
    "ISA": "Instruction set",
    "SEM": "What instructions do",
    "LAY": "Layouts",
    "MEM": "Memories",
    "ART": "Artefacts",
    "REG": "Registers",
    "Q": "Queues",
    "IRQ": "Interrupts",
    "API": "Runtime interface",
    "UAPI": "Kernel interface",
    "PERF": "Performance",
}
"""What the rules' first words stand for; the others are about the spec as a whole."""


@frozen()
class Found:
    """What a rule says of its example: the sentence, and its witness (empty without one) as lines."""

    message: str
    witness: tuple[str, ...]


@frozen()
class RuleSheet:
    """A rule for people. ``change`` and ``near`` are unified diffs; ``near`` is the most similar one that it does not report."""

    id: str
    family: str
    level: str
    letters: str
    summary: str
    rationale: str
    effects: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]
    change: str = ""
    near: str = ""
    note: str = ""
    found: tuple[Found, ...] = ()


def rule_sheet(rule: Rule, search: Search | None = None) -> RuleSheet:
    """Return the sheet of a rule; the example is compared now, so that what is shown is what is found."""
    row = rule.row
    base = RuleSheet(
        rule.id, FAMILIES.get(rule.family, "The spec as a whole"), str(row.level), row.letters, rule.summary, rule.rationale,
        tuple((consumer, _WORDS[row.of(consumer)]) for consumer in CONSUMERS),
        tuple((question, QUESTIONS[question]) for question in row.questions),
    )  # fmt: skip
    try:
        example = example_of(rule.id)
    except FileNotFoundError:
        return base
    return _with(base, example, search or Search())


def rule_sheets(search: Search | None = None) -> tuple[RuleSheet, ...]:
    """Return the sheets of all rules, by family and id."""
    order = [*FAMILIES.values(), "The spec as a whole"]
    made = [rule_sheet(rule, search) for rule in all_rules().values()]
    return tuple(sorted(made, key=lambda one: (order.index(one.family), one.id)))


def _with(base: RuleSheet, example: Example, search: Search) -> RuleSheet:
    return replace(
        base,
        change=_diff(example.old, example.breaking),
        near=_diff(example.old, example.near),
        note=example.note,
        found=tuple(_told(one) for one in _findings(example, search) if one.rule == base.id),
    )


def _findings(example: Example, search: Search) -> list[Finding]:
    with TemporaryDirectory(prefix="specgen-") as folder:
        old = _side("before", example.old, Path(folder))
        new = _side("after", example.breaking, Path(folder))
        return judge(prepare(old, new, search))


def _side(label: str, text: str, folder: Path) -> Side:
    there = folder / label
    there.mkdir()
    (there / "spec.yaml").write_text(text, encoding="utf-8")
    spec = load(there)
    if spec.diagnostics.errors:
        raise SpecError(spec.diagnostics)
    return Side(label, spec, there, label)


def _told(one: Finding) -> Found:
    if one.witness is None:
        return Found(one.message, ())
    w = one.witness
    lines = (
        f"{w.action} {shown(w.input)}",
        f"before  {shown(w.before)}",
        f"after   {shown(w.after)}",
    )
    return Found(one.message, (*((w.told,) if w.told else ()), *lines))


def _diff(before: str, after: str) -> str:
    lines = unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=2)
    return "\n".join(line.rstrip() for line in lines)
