"""`specgen perf`: a module for each of its commands, imported when that one is called."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "chips": "Accelerators in numbers, each with its source.",
    "coverage": "Which operators the lowerings of a spec do, and which they do not.",
    "gap": "How far the models are from measurements, and what the rest of the time went into.",
    "models": "The models that workloads may name.",
    "roofline": "Peaks and ceilings, of the spec or of chips, and where operators lie under them.",
    "serving": "How long a token takes when a model is served, and how far that is from runs.",
    "sweep": "The front of a design space: chips, workloads and parameters in all combinations.",
    "uncertainty": "How far figures may be believed, and which numbers widen their bands.",
    "tiles": "How long the operators of a workload take in the tiles of a spec's lowerings.",
    "timeline": "What each unit does when while a program runs, what bounds it, and what leads to its end.",
    "workload": "The operators of a model or workload: their work and their bytes.",
    "targets": "Where the targets of a spec stand, and what they rest on.",
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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; suggest the nearest name where it does not exist."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from specgen.source import did_you_mean

            hint = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(f"no command {args[0]!r}." + (f" {hint}" if hint else ""), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("perf", cls=Commands)
def command() -> None:
    """Ask the performance model."""
