"""The models of `std:models`, and those that a spec declares."""

from __future__ import annotations

from functools import cache

from specgen.model import load_fragment
from specgen.model.performance import Model
from specgen.model.performance.networks import Network
from specgen.perfmodel.workloads.errors import unknown
from specgen.source import SourceFile


@cache
def declared_models() -> dict[str, Model]:
    """Return the models that come with specgen as they are declared, by name."""
    fragment = load_fragment(SourceFile("models.yaml", "include: [std:models/*.yaml]\n"))
    return fragment.architecture().models


def library_models() -> tuple[str, ...]:
    """Return the names of the models that come with specgen."""
    return tuple(declared_models())


def library_model(name: str) -> Network:
    """Return a model that comes with specgen.

    Raises:
        WorkloadError: there is none of that name.
    """
    found = declared_models().get(name)
    if found is None or found.network is None:
        raise unknown("model", name, library_models())
    return found.network
