"""Gaps as text, JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from specgen.perfmodel.figures import aligned
from specgen.perfmodel.measured.errors import Errors
from specgen.perfmodel.measured.gap import Gap, Stage

STAGES = {
    "roofline": "plain roofline",
    "before": "model before",
    "library": "std:calibrations",
    "spec": "the spec's own",
    "calibrated": "calibrated",
    "utilisation": "with utilisation",
    "energy": "energy",
    "energy_utilisation": "energy, with table",
}
_COLUMNS = ("rows", "MAPE", "median", "p90", "bias")
_GREAT = 100  # from which on a share is told by its power of ten
_SMALLEST = 0.0005  # a share that would be shown as 0.0 %


def as_text(gaps: Sequence[Gap]) -> str:
    """Return a section for each table: errors by stage and size, what the time is made of, the parameters."""
    return "\n".join(_section(one) for one in gaps)


def as_json(gaps: Sequence[Gap]) -> str:
    """Return everything as JSON, errors and shares as fractions."""
    return json.dumps({"gaps": [_told(one) for one in gaps]}, indent=1) + "\n"


def as_csv(gaps: Sequence[Gap]) -> str:
    """Return a line for each table, stage and size."""
    lines = ["name,chip,backend,operator,format,scheme,protocol,stage,size,rows,mape,median,p90,bias"]
    for one in gaps:
        labels = (one.name, one.chip, one.backend, one.operator, one.format, one.scheme, one.protocol)
        for stage in (*one.stages, *one.energy):
            for size, found in (("all", stage.errors), *stage.by_size):
                numbers = (f"{value:.6f}" for value in (found.mape, found.median, found.p90, found.bias))
                lines.append(",".join((*labels, stage.name, size, str(found.count), *numbers)))
    return "\n".join(lines) + "\n"


def _told(one: Gap) -> dict[str, Any]:
    plain = (
        "name",
        "chip",
        "backend",
        "operator",
        "format",
        "scheme",
        "protocol",
        "source",
        "model",
        "judged",
        "fitted",
    )
    stages = {
        stage.name: {"all": asdict(stage.errors), **{size: asdict(found) for size, found in stage.by_size}}
        for stage in (*one.stages, *one.energy)
    }
    parameters = [{**asdict(parameter), "value": value} for parameter, value in one.parameters]
    return {
        **{name: getattr(one, name) for name in plain},
        "stages": stages,
        "causes": one.causes,
        "parameters": parameters,
    }


def _section(one: Gap) -> str:
    rows = (
        f"fitted on {one.fitted} rows, judged on {one.judged} others" if one.fitted else f"{one.judged} rows"
    )
    about = ", ".join(part for part in (one.backend, one.protocol, one.source) if part)
    lines = [f"{one.name}: model {one.model}, {rows}"]
    if about:
        lines.append(f"  {about}")
    lines += [
        "",
        *aligned([("", *_COLUMNS), *(row for stage in (*one.stages, *one.energy) for row in _rows(stage))]),
    ]
    lines += ["", "  of the measured time, on average"]
    lines += aligned(
        [("cause", "share"), *((n, _percent(s)) for n, s in one.causes.items() if abs(s) >= _SMALLEST)]
    )
    lines += [
        "",
        *aligned([("parameter", "value", "meaning"), *(_parameter(p, v) for p, v in one.parameters)]),
        "",
    ]
    return "\n".join(lines)


def _rows(stage: Stage) -> list[tuple[str, ...]]:
    whole = (STAGES[stage.name], *_numbers(stage.errors))
    return [whole, *((f"  {size}", *_numbers(found)) for size, found in stage.by_size)]


def _numbers(found: Errors) -> tuple[str, ...]:
    shares = (found.mape, found.median, found.p90)
    return (str(found.count), *map(_percent, shares), ("+" if found.bias >= 0 else "") + _percent(found.bias))


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if abs(share) < _GREAT else f"{100 * share:.1e} %"


def _parameter(parameter: Any, value: float) -> tuple[str, str, str]:
    unit = "" if parameter.unit == "1" else f" {parameter.unit}"
    return parameter.name, f"{value:.3g}{unit}", parameter.meaning
