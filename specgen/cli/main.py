"""The entry point: finds the command's module when it is called, and turns every failure into words and a code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import NoReturn

import click

SECTIONS: dict[str, dict[str, str]] = {
    "Spec": {
        "new": "Start a small, complete spec.",
        "check": "Check a spec; print all findings.",
        "requirements": "Say which test covers each normative sentence.",
        "explain": "Say why a rule exists, with a wrong and a right example.",
        "schema": "Write the JSON Schema that editors complete from.",
        "plugins": "List what other packages add.",
        "import": "Turn a SystemRDL file into registers of a spec.",
        "lsp": "Serve an editor.",
    },
    "Review": {
        "diff": "Say what a change breaks, for whom, with a witness.",
        "releases": "Record releases, read old artefacts again, write a changelog.",
    },
    "Generate": {
        "generate": "Write headers, bindings, pages and more.",
        "build": "Check, generate all, and build the site.",
        "docs": "Build or serve the website.",
        "bundle": "Put all that another repository takes into one archive.",
    },
    "Machine code": {
        "asm": "Assemble a file.",
        "disasm": "Disassemble a raw image.",
        "encode": "Encode one line of assembly.",
        "decode": "Decode instruction words.",
        "run": "Run a program on the reference interpreter.",
        "pack": "Make an executable from a manifest.",
        "inspect": "Look into an executable, or say what is wrong with it.",
        "device": "Run software on a virtual device.",
        "vectors": "Make conformance vectors, or run them again.",
        "fidelity": "Say what each instruction was checked against.",
    },
    "Data": {
        "layout": "Draw, prove and use tensor layouts.",
        "numerics": "List, convert and compare number formats.",
    },
    "Performance": {
        "decisions": "Say why the spec is as it is, in claims that are computed.",
        "perf": "How long workloads take, here and on other chips, and how surely.",
    },
}
_COMMANDS = {name: text for section in SECTIONS.values() for name, text in section.items()}
INTERNAL_ERROR = 70
INTERRUPTED = 130


def module_of(name: str) -> str:
    """Return the module of a command: of its name, but for words of Python, which get an underscore."""
    return f"specgen.cli.{name}_" if iskeyword(name) else f"specgen.cli.{name}"


class Commands(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, or None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(module_of(cmd_name)).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; suggest the nearest name where it does not exist."""
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            from specgen.source import did_you_mean

            hint = did_you_mean(args[0], _COMMANDS)
            raise click.UsageError(f"no command {args[0]!r}." + (f" {hint}" if hint else ""), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; that whoever read its output has seen enough is no failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            ctx.exit(0)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section without importing any of them."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(list(commands.items()))


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        from specgen import __version__

        click.echo(f"specgen {__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version)
def cli() -> None:
    """Describe an AI accelerator once, in YAML; generate everything that must agree with it.

    A spec is a folder that holds a spec.yaml: --spec names it, ./spec is the default. Codes of return: 0 no
    errors, 1 findings, 2 wrong use, and for "run" the program's own.
    """


def main() -> NoReturn:
    """Run the command line and leave with its code, without taking apart what the process made."""
    try:
        code = _run()
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        code = 0
    except OSError as error:  # a full disk, say, under what is printed
        click.echo(f"specgen: {error.strerror or error}", err=True)
        code = 1
    except Exception as error:
        if os.environ.get("SPECGEN_DEBUG"):
            raise
        click.echo(f"specgen: internal error: {type(error).__name__}: {error}", err=True)
        click.echo("This is a defect of specgen. SPECGEN_DEBUG=1 shows where it happened.", err=True)
        code = INTERNAL_ERROR
    os._exit(code)


def _run() -> int:
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # looking for them would take longer than most specs
    try:
        cli.main(prog_name="specgen", standalone_mode=False)
    except click.ClickException as refusal:
        refusal.show()
        return refusal.exit_code
    except click.Abort:
        click.echo("specgen: interrupted", err=True)
        return INTERRUPTED
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return 0
