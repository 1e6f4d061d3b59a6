"""`specgen explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from specgen.cli._options import Command, require

if TYPE_CHECKING:
    from specgen.review import RuleSheet
    from specgen.source import Rule


@click.command(
    "explain",
    cls=Command,
    examples=("specgen explain isa-encoding-overlap", "specgen explain ISA_OPCODE_CHANGED"),
)
@click.argument("rule", required=False)
def command(rule: str | None) -> None:
    """Say why RULE exists, with a wrong and a right example. Without RULE, list all rules.

    Rules of checks are written like isa-encoding-overlap, those of reviews like ISA_OPCODE_CHANGED.
    """
    from specgen import api

    checks = api.rules()
    for one in api.plugins():
        if one.trouble:
            click.echo(str(one.trouble), err=True)
    if rule is not None and rule.lower() in checks:
        click.echo("\n".join(_check(checks[rule.lower()])))
        return
    reviews = api.review_rules()
    if rule is None:
        width = max(map(len, (*checks, *reviews)))
        for check in checks.values():
            click.echo(f"{check.id:<{width}}  {check.severity.value:<9}  {check.summary}")
        click.echo("\nOf reviews, with the letters of compiler, runtime, firmware, hardware and tools:\n")
        for review in reviews.values():
            click.echo(f"{review.id:<{width}}  {review.row.letters}  {review.summary}")
        return
    if rule.upper() not in reviews:
        require("rule", rule, (*checks, *reviews))
    click.echo("\n".join(_review(api.review_sheet(rule.upper()))))


def _check(rule: Rule) -> Iterator[str]:
    yield from (f"{rule.id} ({rule.severity.value})", "", rule.summary, "", rule.rationale, "")
    for title, text in (("Wrong", rule.wrong), ("Right", rule.right)):
        yield from (f"{title}:", "", *_indented(text.strip("\n")), "")


def _review(sheet: RuleSheet) -> Iterator[str]:
    yield from (f"{sheet.id} ({sheet.level})", "", sheet.summary, "", sheet.rationale, "")
    yield from (f"  {consumer:<9} {effect}" for consumer, effect in sheet.effects)
    if sheet.questions:
        yield from ("", "Answered badly:", "")
        yield from (f"  {question:<5} {told}" for question, told in sheet.questions)
    yield ""
    if sheet.note:
        yield from (sheet.note, "")
    if sheet.change:
        yield from ("Found in this change:", "", *_indented(sheet.change), "")
        for one in sheet.found:
            yield from (f"    {one.message}", *(f"      {line}" for line in one.witness), "")
        yield from ("Not found in this one:", "", *_indented(sheet.near), "")


def _indented(text: str) -> Iterator[str]:
    return (f"    {line}".rstrip() for line in text.splitlines())
