"""`specgen device`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import (
    FOLDER,
    INPUT,
    OUTPUT,
    Choice,
    Command,
    accelerator,
    findings_shown,
    output_refused,
    spec_option,
    variant_option,
)

_INJECTIONS = ("bus_error", "ecc", "ecc_corrected", "hang", "interrupt_lost", "corrupt_packet")
_RUN = (
    "specgen device run examples/kernels/attention_bf16.yaml --arg q=q.npy --arg k=k.npy --arg v=v.npy --result o=o.npy",
    "specgen device run attention.bex --queues 2 --trace trace.json",
    "specgen device run kernel.s --inject hang --watchdog 100000",
)
_REGISTERS = ("specgen device registers", "specgen device registers --variant large")
_BUILD = ("specgen device build -o device", "specgen device build --variant large -o device")


@click.group("device")
def command() -> None:
    """Run software on a virtual device: registers, queues, copies, interrupts, and processors behind them."""


@command.command("run", cls=Command, examples=_RUN)
@click.argument("program", type=INPUT)
@spec_option
@variant_option
@click.option("--entry", metavar="NAME", help="Which entry point of an executable, or symbol of assembly.")
@click.option("--arg", "arguments", multiple=True, metavar="NAME=FILE", help="An argument: .npy or a number.")
@click.option(
    "--result", "results", multiple=True, metavar="NAME=FILE", help="Save an argument after it, as .npy."
)
@click.option(
    "--queues",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Launch it once from each of N queues.",
)
@click.option("--inject", type=Choice(_INJECTIONS), help="Have something go wrong once.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="When it does, and in which bit.",
)
@click.option(
    "--watchdog",
    type=click.IntRange(min=1),
    metavar="TICKS",
    help="How long a launch or a copy may take; by default 2^32 ticks.",
)
@click.option("--trace", "trace", type=OUTPUT, metavar="FILE", help="Write what happened, for Perfetto.")
@click.option("--quiet", is_flag=True, help="Do not say how long it took.")
def run(
    program: Path,
    spec: Path,
    variant: str | None,
    entry: str | None,
    arguments: tuple[str, ...],
    results: tuple[str, ...],
    queues: int,
    inject: str | None,
    seed: int,
    watchdog: int | None,
    trace: Path | None,
    quiet: bool,
) -> None:
    """Launch PROGRAM, an executable, a manifest (.yaml) or assembly (.s), through the queues of a device.

    What goes wrong is told with the error's code, whom it blames and what to do; the code is then 1.
    """
    from specgen import api
    from specgen.machine.device import DeviceError, NoBinding
    from specgen.machine.native import NoCompiler

    def notice(text: str) -> None:
        if not quiet:
            click.echo(text, err=True)

    with findings_shown(ValueError):
        try:
            made = api.DeviceRun(
                accelerator(spec, variant), program, entry, trace=trace is not None, watchdog=watchdog or 0,
                notice=notice,
            )  # fmt: skip
        except (NoCompiler, NoBinding) as error:
            raise click.ClickException(str(error)) from None
        for one in arguments:
            made.argument(one)
        if inject is not None:
            made.inject(inject, seed)
        failed: DeviceError | None = None
        try:
            made.go(queues)
        except DeviceError as error:
            failed = error
        if trace is not None:
            made.save_trace(trace)
        if failed is not None:
            _tell(failed)
            raise SystemExit(1)
        for one in results:
            click.echo(made.result(one))
    if made.device.last_error is not None:
        _tell(DeviceError(str(made.device.last_error), made.device.last_error), "warning")
    notice(f"done at tick {made.device.time}")


def _tell(failed: Exception, word: str = "error") -> None:
    """Say what went wrong, whom the spec blames for it, and its remedy."""
    click.echo(f"{word}: {failed}", err=True)
    failure = getattr(failed, "failure", None)
    if failure is not None and failure.error is not None:
        for name, text in (("cause", failure.error.cause), ("remedy", failure.error.remedy)):
            if text:
                click.echo(f"  {name}: {text}", err=True)


@command.command("registers", cls=Command, examples=_REGISTERS)
@spec_option
@variant_option
def registers(spec: Path, variant: str | None) -> None:
    """List the registers: address, name, width or access, value after a reset."""
    from specgen import api

    with findings_shown(ValueError):
        rows = list(api.device_registers(accelerator(spec, variant)))
    widths = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, row[-1]]).rstrip())


@command.command("build", cls=Command, examples=_BUILD)
@spec_option
@variant_option
@click.option("-o", "output", type=FOLDER, required=True, metavar="DIR", help="Where to.")
def build(spec: Path, variant: str | None, output: Path) -> None:
    """Write the device as C: header, sources and a Makefile that builds the library."""
    from specgen import api

    with findings_shown(ValueError), output_refused():
        written = api.write_device(accelerator(spec, variant), output)
    click.echo(f"{output}: {written}")
