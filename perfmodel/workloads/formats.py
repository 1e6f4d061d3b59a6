"""Number formats as memory sees them: bits per element with the shared scales, and which of two is the wider."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache

from specgen.perfmodel.workloads.errors import unknown

_ELEMENTS = {
    "f64": 64, "f32": 32, "tf32": 32, "f16": 16, "bf16": 16,
    "e4m3": 8, "e5m2": 8, "e3m4": 8, "e4m3_ieee": 8, "e4m3fnuz": 8, "e5m2fnuz": 8, "e4m3b11fnuz": 8, "e8m0": 8,
    "e3m2": 6, "e2m3": 6, "e2m1": 4,
    "s64": 64, "s32": 32, "s16": 16, "s8": 8, "s4": 4, "s2": 2,
    "u64": 64, "u32": 32, "u16": 16, "u8": 8, "u4": 4, "u2": 2, "u1": 1,
}  # fmt: skip

# Element, scale, elements that share it: the MX formats by OCP's specification 1.0, NVFP4 by NVIDIA's.
_BLOCKS = {
    "mxfp8_e4m3": ("e4m3", "e8m0", 32),
    "mxfp8_e5m2": ("e5m2", "e8m0", 32),
    "mxfp6_e3m2": ("e3m2", "e8m0", 32),
    "mxfp6_e2m3": ("e2m3", "e8m0", 32),
    "mxfp4": ("e2m1", "e8m0", 32),
    "mxint8": ("s8", "e8m0", 32),
    "nvfp4": ("e2m1", "e4m3", 16),
}

FORMATS = (*_ELEMENTS, *_BLOCKS)
"""The usual formats by name; others are integers (``s3``), those of IEEE P3109 (``binary8p4se``) and blocks."""

_PLAIN = re.compile(r"[su](\d{1,3})|binary(\d{1,2})p\d+[su][ef]")
_GROUPS = re.compile(r"(\w+)/(\d{1,6}):(\w+)")


def element(name: str) -> str:
    """Return the format of an element: a block format's own, else the format itself."""
    return _block(name)[0]


@cache
def bits(name: str) -> float:
    """Return how many bits an element takes in memory, a block format's share of its scale included.

    A block format without a name is written ``s4/32:bf16``: 32 elements of s4 share a bf16.

    Raises:
        WorkloadError: there is no such format.
    """
    inner, scale, size = _block(name)
    return _width(inner, name) + (_width(scale, name) / size if scale else 0)


def _block(name: str) -> tuple[str, str, int]:
    """The element, the scale and how many share it; no scale for what is no block format."""
    if name in _BLOCKS:
        return _BLOCKS[name]
    found = _GROUPS.fullmatch(name)
    return (found[1], found[3], int(found[2]) or 1) if found else (name, "", 1)


def _width(plain: str, name: str) -> int:
    if plain in _ELEMENTS:
        return _ELEMENTS[plain]
    found = _PLAIN.fullmatch(plain)
    width = int(found[1] or found[2]) if found else 0
    if not 1 <= width <= 128:
        raise unknown("format", name, FORMATS)
    return width


def wider(first: str, second: str) -> str:
    """Return the format on which a product of the two is computed: the wider one, ``first`` where they are alike."""
    return second if bits(element(second)) > bits(element(first)) else first


@dataclass(frozen=True, slots=True)
class Formats:
    """In which formats a model is kept and computed; an empty name takes what its line says.

    weights: of the layers; the model's own. activations: between operators; the weights' where they have 16 bits or
    more, else the model's own where that has, else bf16. inputs: what the layers' weights are multiplied by; as the
    weights where these have 8 bits (both are quantised), else as activations (narrower weights are widened). cache:
    keys and values; as activations. embedding: the embedding and the logits' weights; the weights' where they have 16
    bits or more, else activations. experts: the experts' weights; the model's own for them, unless weights are given.
    """

    weights: str = ""
    activations: str = ""
    inputs: str = ""
    cache: str = ""
    embedding: str = ""
    experts: str = ""

    def completed(self, own: str, experts: str = "") -> Formats:
        """Return all six names for a model that is published in format ``own``, its experts perhaps in another.

        Raises:
            WorkloadError: a name is not that of a format.
        """
        weights = self.weights or own
        wide = [one for one in (weights, own) if bits(one) >= 16]
        activations = self.activations or (wide[0] if wide else "bf16")
        made = Formats(
            weights,
            activations,
            self.inputs or (weights if bits(element(weights)) == 8 else activations),
            self.cache or activations,
            self.embedding or (weights if bits(weights) >= 16 else activations),
            self.experts or self.weights or experts or own,
        )
        for one in fields(made):
            bits(getattr(made, one.name))
        return made

    @classmethod
    def of(cls, given: Formats | dict[str, str] | str | None) -> Formats:
        """Return ``given`` as formats: a mapping from roles to names, or one name, which is the weights'.

        Raises:
            WorkloadError: there is no such role.
        """
        if isinstance(given, Formats):
            return given
        if isinstance(given, str):
            return cls(weights=given)
        roles = [one.name for one in fields(cls)]
        for role in given or {}:
            if role not in roles:
                raise unknown("role of formats", role, roles)
        return cls(**(given or {}))
