"""Models, workloads, lowerings, measurements and calibrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.performance import Calibration, Lowering, LoweringStep, Measurements, Model, Workload
from specgen.model.quantity import Dimension
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.model.resolve.performance.networks import network
from specgen.model.resolve.quantities import quantity
from specgen.source import nearest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specgen.model.documents.performance import (
        CalibrationDocument,
        LoweringDocument,
        LoweringStepDocument,
        MeasurementsDocument,
        ModelDocument,
        WorkloadDocument,
    )
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_WAYS = ("tensor", "data", "pipeline", "expert")
_PARAMETERS = tuple(Dimension)


def model(ctx: Context, name: str, document: ModelDocument, origin: Origin) -> Model:
    """Resolve a model."""
    return Model(
        **common(name, document, origin),
        kind=document.kind,
        source=document.source,
        format=document.format,
        network=network(ctx, name, document, origin),
    )


def workload(ctx: Context, name: str, document: WorkloadDocument, origin: Origin) -> Workload:
    """Resolve a workload."""
    lengths = document.lengths or {}
    for way in document.parallel or {}:
        if way not in _WAYS:
            message, hint = f"no way of dividing work is called {way!r}", nearest_of(way, _WAYS)
            ctx.report("ref-unknown", message, origin.key("parallel", way), hint=hint)
    return Workload(
        **common(name, document, origin),
        model=document.model,
        phase=document.phase,
        numbers=_counts(ctx, document.numbers or {}, origin, "numbers"),
        lengths={key: _lengths(ctx, one, origin.child("lengths", key)) for key, one in lengths.items()},
        formats=document.formats or {},
        sparsity=document.sparsity,
        fused=document.fused,
        skew=quantity(ctx, document.skew, origin, "skew", dimensions=(Dimension.NUMBER,)),
        draft=document.draft,
        acceptance=quantity(ctx, document.acceptance, origin, "acceptance", dimensions=(Dimension.NUMBER,)),
        parallel=_counts(ctx, document.parallel or {}, origin, "parallel"),
    )


def _lengths(ctx: Context, given: Mapping[str, object], origin: Origin) -> dict[int, int]:
    return {
        whole(ctx, length, origin, length, low=1): whole(ctx, often, origin, length, low=1)
        for length, often in given.items()
    }


def _counts(ctx: Context, given: Mapping[str, object], origin: Origin, key: str) -> dict[str, int]:
    return {name: whole(ctx, one, origin, key, name, low=1) for name, one in given.items()}


def measurements(ctx: Context, name: str, document: MeasurementsDocument, origin: Origin) -> Measurements:
    """Resolve measurements."""
    return Measurements(
        **common(name, document, origin),
        chip=document.chip,
        operator=document.operator,
        format=document.format,
        backend=document.backend,
        scheme=document.scheme,
        protocol=document.protocol,
        source=document.source,
        file=document.file,
    )


def calibration(ctx: Context, name: str, document: CalibrationDocument, origin: Origin) -> Calibration:
    """Resolve a calibration."""
    found = {
        key: quantity(ctx, one, origin, "parameters", key, dimensions=_PARAMETERS)
        for key, one in document.parameters.items()
    }
    return Calibration(
        **common(name, document, origin),
        chip=document.chip,
        operator=document.operator,
        format=document.format,
        backend=document.backend,
        scheme=document.scheme,
        protocol=document.protocol,
        parameters={key: one for key, one in found.items() if one is not None},
        rows=0 if document.rows is None else whole(ctx, document.rows, origin, "rows"),
        source=document.source,
    )


def lowering(ctx: Context, name: str, document: LoweringDocument, origin: Origin) -> Lowering:
    """Resolve a lowering; its expressions stay texts, since they are over the sizes of operators."""
    return Lowering(
        **common(name, document, origin),
        operator=document.operator,
        algorithms=tuple(document.algorithms or ()),
        formats=tuple(document.formats),
        results=tuple(document.results or ()),
        where=tuple(document.where or ()),
        kernel=document.kernel,
        instructions=tuple(document.instructions or ()),
        tile={key: str(one) for key, one in (document.tile or {}).items()},
        steps=tuple(map(_step, document.steps or ())),
    )


def _step(document: LoweringStepDocument) -> LoweringStep:
    return LoweringStep(
        document.path,
        "0" if document.bytes is None else str(document.bytes),
        document.instruction,
        {key: str(one) for key, one in (document.operands or {}).items()},
        str(document.count),
        str(document.each),
    )
