"""`specgen explain`."""

from __future__ import annotations

import click

from specgen.cli._options import Command, require


@click.command("explain", cls=Command, examples=("specgen explain isa-encoding-overlap",))
@click.argument("rule", required=False)
def command(rule: str | None) -> None:
    """Say why RULE exists, with a wrong and a right example. Without RULE, list all rules."""
    from specgen import api

    rules = api.rules()
    for one in api.plugins():
        if one.trouble:
            click.echo(str(one.trouble), err=True)
    if rule is None:
        width = max(map(len, rules))
        for each in rules.values():
            click.echo(f"{each.id:<{width}}  {each.severity.value:<7}  {each.summary}")
        return
    require("rule", rule, rules)
    found = rules[rule]
    click.echo(f"{found.id} ({found.severity.value})\n\n{found.summary}\n\n{found.rationale}\n")
    for title, text in (("Wrong", found.wrong), ("Right", found.right)):
        body = "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())
        click.echo(f"{title}:\n\n{body}\n")
