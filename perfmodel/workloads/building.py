"""The graph of any model, and of a workload that a spec declares."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any

from specgen.model.performance.networks import (
    DiffusionTransformer,
    DiffusionUnet,
    EncoderDecoder,
    Network,
    Published,
    Recommender,
    ResidualNetwork,
    Transformer,
    VisionTransformer,
)
from specgen.perfmodel.workloads import speech, transformers
from specgen.perfmodel.workloads.diffusion import diffusion_transformer, diffusion_unet
from specgen.perfmodel.workloads.errors import WorkloadError, unknown
from specgen.perfmodel.workloads.graph import Graph
from specgen.perfmodel.workloads.lengths import Lengths
from specgen.perfmodel.workloads.library import library_model, library_models
from specgen.perfmodel.workloads.recommenders import recommender
from specgen.perfmodel.workloads.sizes import sized
from specgen.perfmodel.workloads.speculative import speculative
from specgen.perfmodel.workloads.vision import residual_network, vision_transformer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from specgen.model.performance import Model, Workload

_FORWARD: dict[type[Network], Callable[..., Graph]] = {
    VisionTransformer: vision_transformer,
    ResidualNetwork: residual_network,
    Recommender: recommender,
    DiffusionUnet: diffusion_unet,
    DiffusionTransformer: diffusion_transformer,
}


def phases(model: Network) -> tuple[str, ...]:
    """Return what steps a model has, the first being that which is meant where none is said."""
    if isinstance(model, Transformer):
        return (*transformers.PHASES, "speculative")
    return speech.PHASES if isinstance(model, EncoderDecoder) else ("forward",)


def build(model: Network, phase: str = "", **how: Any) -> Graph:
    """Return a step of a model; ``how`` are the keywords of the builder of its kind: ``batch``, ``context``, ...

    Raises:
        WorkloadError: there is no such phase or keyword, or a size or format is wrong.
    """
    known = phases(model)
    if phase and phase not in known:
        raise unknown(f"phase of {model.name}", phase, known)
    phase = phase or known[0]
    if isinstance(model, Published):
        return _published(model, **_allowed(_published, how))
    if isinstance(model, Transformer):
        if phase == "speculative":
            return speculative(model, **_allowed(speculative, how))
        return transformers.transformer(model, phase, **_allowed(transformers.transformer, how))
    if isinstance(model, EncoderDecoder):
        return speech.encoder_decoder(model, phase, **_allowed(speech.encoder_decoder, how))
    builder = _FORWARD[type(model)]
    return builder(model, **_allowed(builder, how))


def build_workload(
    workload: Workload, models: Mapping[str, Model] | None = None, phase: str = "", **other: Any
) -> Graph:
    """Return the graph of a workload that a spec declares; its model is one of ``models``, else of the library.

    ``phase`` and ``other`` take the place of what it says.

    Raises:
        WorkloadError: there is no such model, or it has no such phase, sizes or formats.
    """
    stated = "" if workload.phase == "forward" else workload.phase
    how = options(workload, models) | other
    return build(model_called(workload.model, models), phase or stated, **how)


def options(workload: Workload, models: Mapping[str, Model] | None = None) -> dict[str, Any]:
    """Return what a workload that a spec declares asks of its builder beside the phase.

    Raises:
        WorkloadError: its draft is no model of ``models`` or of the library.
    """
    how: dict[str, Any] = dict(workload.numbers)
    how |= {name: Lengths.of(counts) for name, counts in workload.lengths.items()}
    if workload.formats:
        how["formats"] = workload.formats
    if workload.sparsity != "dense":
        how["sparse"] = workload.sparsity
    if not workload.fused:
        how["fused"] = False
    for name, one in (("skew", workload.skew), ("acceptance", workload.acceptance)):
        if one is not None:
            how[name] = float(one.value)
    if workload.draft:
        how["draft"] = model_called(workload.draft, models)
    return how


def model_called(name: str, models: Mapping[str, Model] | None = None) -> Network:
    """Return a model of ``models``, or of the library.

    Raises:
        WorkloadError: neither has one of that name.
    """
    own = {key: one.network for key, one in (models or {}).items() if one.network is not None}
    if name not in own and name not in library_models():
        raise unknown("model", name, (*own, *library_models()))
    return own.get(name) or library_model(name)


def _allowed(builder: Callable[..., Graph], how: Mapping[str, Any]) -> Mapping[str, Any]:
    known = [name for name, one in signature(builder).parameters.items() if one.kind is one.KEYWORD_ONLY]
    for name in how:
        if name not in known:
            raise unknown("option", name, known)
    for name, one in signature(builder).parameters.items():
        if one.kind is one.KEYWORD_ONLY and one.default is one.empty and name not in how:
            raise WorkloadError(f"{name} is missing")
    return how


def _published(model: Published, *, batch: Any = 1) -> Graph:
    """Totals alone: what operators they are made of is not known."""
    count = sized("batch", batch)
    facts = {"batch": count, "tokens": count, "steps": 1, "parameters": model.parameters}
    facts["operations"] = count * model.operations
    return Graph(f"{model.name}.forward", (), ("the operators: only the totals are published",), facts)
