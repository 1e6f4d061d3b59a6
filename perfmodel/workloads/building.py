"""The graph of any model, and of a workload that a spec declares."""

from __future__ import annotations

from functools import partial
from inspect import Parameter, signature
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
    maker = _maker(model, phase or known[0])
    return maker(model, **_allowed(maker, how))


def keywords(model: Network, phase: str = "") -> dict[str, Any]:
    """Return what the builder of a step takes, by name, and what it takes where nothing is said."""
    taken = _keywords(_maker(model, phase or phases(model)[0]))
    return {name: None if one.default is one.empty else one.default for name, one in taken.items()}


def _maker(model: Network, phase: str) -> Callable[..., Graph]:
    """What builds a step of a model, as a function of the model and of keywords."""
    if isinstance(model, Published):
        return _published
    if isinstance(model, Transformer):
        return speculative if phase == "speculative" else partial(transformers.transformer, phase=phase)
    if isinstance(model, EncoderDecoder):
        return partial(speech.encoder_decoder, phase=phase)
    return _FORWARD[type(model)]


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
    taken = _keywords(builder)
    for name in how:
        if name not in taken:
            raise unknown("option", name, list(taken))
    for name, one in taken.items():
        if one.default is one.empty and name not in how:
            raise WorkloadError(f"{name} is missing")
    return how


def _keywords(builder: Callable[..., Graph]) -> dict[str, Parameter]:
    found = signature(builder).parameters.items()
    return {name: one for name, one in found if one.kind is one.KEYWORD_ONLY and name != "phase"}


def _published(model: Published, *, batch: Any = 1) -> Graph:
    """Totals alone: what operators they are made of is not known."""
    count = sized("batch", batch)
    facts = {"batch": count, "tokens": count, "steps": 1, "parameters": model.parameters}
    facts["operations"] = count * model.operations
    return Graph(f"{model.name}.forward", (), ("the operators: only the totals are published",), facts)
