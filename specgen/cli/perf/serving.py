"""`specgen perf serving`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import INPUT, OUTPUT, Command, findings_shown, format_option, save, wrong_use
from specgen.cli._words import NUMBER

if TYPE_CHECKING:
    from specgen.api.serving import Serving
    from specgen.perfmodel.serving import Judged, Line

_EXAMPLES = (
    "specgen perf serving llama_3_1_8b --chip h100_sxm --server trtllm --prompt 1024 --answer 256 --concurrency 64",
    "specgen perf serving qwen3_32b --chip h100_sxm --server vllm --tensor 2 --weights bf16",
    "specgen perf serving --measured runs.csv",
)


@click.command("serving", cls=Command, examples=_EXAMPLES)
@click.argument("model", required=False)
@click.option("--chip", default="h100_sxm", show_default=True, metavar="NAME", help="The chips that serve.")
@click.option("--server", default="vllm", show_default=True, metavar="NAME", help="Whose server.")
@click.option("--prompt", type=NUMBER, default=1024, show_default=True, help="Tokens of a prompt.")
@click.option("--answer", type=NUMBER, default=256, show_default=True, help="Tokens of an answer.")
@click.option("--concurrency", type=NUMBER, default=16, show_default=True, help="Requests in flight.")
@click.option("--tensor", type=NUMBER, default=1, show_default=True, help="Chips that divide each product.")
@click.option("--data", type=NUMBER, default=1, show_default=True, help="Groups that divide the sequences.")
@click.option(
    "--expert", type=NUMBER, default=1, show_default=True, help="Chips among which experts are told apart."
)
@click.option(
    "--weights", default="", metavar="FORMAT", help="Format of the weights; the model's own by default."
)
@click.option(
    "--measured", type=INPUT, metavar="FILE", help="Calibrate on a table of runs, and show the errors."
)
@click.option(
    "--calibrations", type=OUTPUT, metavar="FILE", help="Write what was calibrated as a file of a spec."
)
@click.option("--source", default="", metavar="TEXT", help="Where the table was published.")
@format_option("text", "json", told="How it is shown.")
def command(
    model: str | None, chip: str, server: str, prompt: int, answer: int, concurrency: int, tensor: int, data: int,
    expert: int, weights: str, measured: Path | None, calibrations: Path | None, source: str, style: str,
) -> None:  # fmt: skip
    """Say how long a token takes when MODEL is served, of what that is made, and how sure it is.

    Servers were calibrated on published runs; --measured does so again with another table, and judges the model on a
    fifth of its rows that it was not fitted on. Calibrating needs SciPy, the extra "performance".
    """
    if measured is not None:
        _measured(measured, calibrations, source, style)
        return
    if model is None:
        wrong_use("a model is needed, or --measured FILE; `specgen perf models` lists models")
    from specgen.api.serving import serving
    from specgen.model.performance.networks import Transformer
    from specgen.perfmodel.parallel import ParallelError
    from specgen.perfmodel.serving import Service, ServiceError, served_formats
    from specgen.perfmodel.workloads import library_model

    if not all((prompt, answer, concurrency, tensor, data, expert)):
        wrong_use("prompt, answer, concurrency, tensor, data and expert are at least 1")
    with findings_shown(ValueError, ServiceError, ParallelError):
        network = library_model(model)
        if not isinstance(network, Transformer):
            wrong_use(f"{model} generates no tokens one by one")
        formats = served_formats(weights, network)
        service = Service(model, prompt, answer, concurrency, tensor, data, expert, formats)
        found = serving(service, chip, server)
    click.echo(_json(found) if style == "json" else _text(found), nl=False)


def _text(found: Serving) -> str:
    service, time = found.service, found.prediction
    band = f"({1e3 * time.low:.3f} to {1e3 * time.high:.3f} in nine runs of ten)"
    lines = [
        f"{service.model} on {service.ranks} x {found.chip} by {found.server}: {service.concurrency} requests in flight,",
        f"prompts of {service.prompt} tokens, answers of {service.answer}",
        "",
        f"  time per output token  {1e3 * time.seconds:9.3f} ms   {band}",
        f"  tokens per second      {found.tokens_per_second:9.0f}",
        f"  ideal roofline         {1e3 * found.ideal:9.3f} ms",
        "",
    ]
    for name, part in time.parts.items():
        share = 100 * part / time.seconds
        lines.append(f"  {name:22} {1e3 * part:9.3f} ms {share:5.1f} %  {'#' * round(share / 2.5)}".rstrip())
    if found.sequences < service.concurrency:
        lines += ["", f"Memory holds {found.sequences:.1f} sequences; the other requests wait."]
    return "\n".join(lines) + "\n"


def _json(found: Serving) -> str:
    time = found.prediction
    told = {
        "model": found.service.model,
        "chip": found.chip,
        "server": found.server,
        "seconds_per_token": time.seconds,
        "low": time.low,
        "high": time.high,
        "ideal": found.ideal,
        "sequences": found.sequences,
        "tokens_per_second": found.tokens_per_second,
        "parts": time.parts,
    }
    return json.dumps(told, indent=1) + "\n"


def _measured(path: Path, calibrations: Path | None, source: str, style: str) -> None:
    from specgen.api.serving import measured_serving
    from specgen.perfmodel.measured import MissingExtraError, as_yaml
    from specgen.perfmodel.serving import by_concurrency, by_model, entries, overall

    with findings_shown(ValueError, MissingExtraError):
        judged, left = measured_serving(path)
    if not judged:
        wrong_use(f"{path}: no row can be used; {_reasons(left)}")
    tables = {
        "server": overall(judged),
        "model": by_model(judged),
        "requests in flight": by_concurrency(judged),
    }
    shown = {name: list(lines) for name, lines in tables.items()}
    click.echo(_errors_json(shown, left) if style == "json" else _errors_text(shown, judged, left), nl=False)
    if calibrations is not None:
        save(calibrations, as_yaml(entries(judged, json.dumps(source or path.name))))


def _errors_text(shown: dict[str, list[Line]], judged: Sequence[Judged], left: Counter[str]) -> str:
    lines = []
    for name, rows in shown.items():
        lines += [
            f"By {name}: mean error of the runs fitted on, and of those held out",
            f"  {'chip':10} {'server':8} {'':18} {'fitted':>14} {'held out':>14} {'median':>8} {'bias':>8} {'in band':>8}",
        ]
        for row in rows:
            fitted, held = _error(row.fitted.mape, row.fitted.count), _error(row.held.mape, row.held.count)
            median, bias = f"{100 * row.held.median:.1f} %", f"{100 * row.held.bias:+.1f} %"
            lines.append(
                f"  {row.chip:10} {row.backend:8} {row.group:18} {fitted:>14} {held:>14} {median:>8} {bias:>8} "
                f"{100 * row.within:>6.0f} %"
            )
        lines.append("")
    lines += ["Parameters"]
    for one in judged:
        values = ", ".join(f"{name} {value:.3g}" for name, value in one.calibrated.values.items())
        lines.append(f"  {one.calibrated.chip} {one.calibrated.backend}: {values}")
    return "\n".join([*lines, "", f"Left out: {_reasons(left)}"]) + "\n"


def _error(mape: float, count: int) -> str:
    return f"{100 * mape:.1f} % ({count})" if count else "-"


def _reasons(left: Counter[str]) -> str:
    return "; ".join(f"{count} {reason}" for reason, count in left.most_common()) or "no rows"


def _errors_json(shown: dict[str, list[Line]], left: Counter[str]) -> str:
    from dataclasses import asdict

    told = {name: [asdict(row) for row in rows] for name, rows in shown.items()}
    return json.dumps(told | {"left out": dict(left)}, indent=1) + "\n"
