"""`specgen perf`: a module for each of its commands, imported when that one is called."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "roofline": "Peaks and ceilings, of the spec or of chips, and where operators lie under them.",
}


class Commands(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("perf", cls=Commands)
def command() -> None:
    """Ask the performance model."""
