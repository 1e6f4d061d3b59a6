"""Which model a measured library's operator has: what its kernels fix, by backend and format.

The fixed numbers are the libraries' own (tile sizes, least parts of a split cache, limits of workspaces), or were chosen
among few by cross-validation inside the rows to calibrate on.
"""

from __future__ import annotations

from specgen.perfmodel.physical.collective import Library, collective
from specgen.perfmodel.physical.decode import DecodeKernel, decode
from specgen.perfmodel.physical.experts import ExpertKernel, experts
from specgen.perfmodel.physical.latent import latent_decode, latent_prefill
from specgen.perfmodel.physical.model import Model
from specgen.perfmodel.physical.prefill import FlashKernel, prefill
from specgen.perfmodel.physical.streaming import streaming

_MIB = 1 << 20
_WHOLE = 1 << 40  # longer than any cache


def attention_model(operator: str, backend: str, cache: str) -> Model:
    """Return the model of ``prefill`` or ``decode`` in a backend (``vllm``, else TensorRT-LLM's), by the cache's format."""
    other = backend.startswith("vllm")
    if operator == "prefill":
        # Its paged kernel has tiles of 64 queries; a prompt of one token takes the path of decoding.
        return prefill(FlashKernel(cache, 64, 64, 64, single=True) if other else FlashKernel(cache))
    if other:
        return decode(DecodeKernel(cache, part=128, waves=1, vector=False, copies=True))
    if cache == "e4m3":
        # Kernels of eight rows of heads, two on a unit, which convert as they load.
        return decode(DecodeKernel(cache, resident=2, rows=8, pass_cost=0.5, fallback=False))
    return decode(DecodeKernel(cache))


def collective_model(algorithm: str, backend: str, chip: str) -> Model:
    """Return the model of a collective by its name in the measurements, which may end in that of a library's kernel."""
    for plain in ("all_gather", "reduce_scatter", "alltoall"):
        if algorithm.startswith(plain):
            return collective(Library(plain))
    if "custom" in algorithm:
        return collective(Library("all_reduce", one_shot=True, limit=8 * _MIB))
    if backend.startswith("trtllm"):
        # Without multicast in the network's switches, large buffers are left to NCCL.
        limits = (2 * _MIB, _MIB) if chip == "a100_sxm" else (None, None)
        return collective(Library("all_reduce", True, *limits))
    return collective(Library("all_reduce"))


def latent_model(operator: str, backend: str, cache: str, chip: str) -> Model:
    """Return the model of ``mla_prefill`` or ``mla_decode`` in a backend, by the cache's format.

    Its tasks have 64 heads, or 16 in the other backend; its kernels for the older chip split no cache.
    """
    if operator == "mla_prefill":
        return latent_prefill(FlashKernel(cache))
    other = backend.startswith("vllm")
    part = _WHOLE if chip == "a100_sxm" and not other else 128
    return latent_decode(DecodeKernel(cache, part=part, waves=2, vector=False, block=16 if other else 64))


def expert_model(form: str, scheme: str) -> Model:
    """Return the model of layers of experts by the format and what tells the kernel apart: ``nongated``, or weights'."""
    weights = "mxfp4" if scheme.startswith("mxfp4") else form
    return experts(ExpertKernel(weights, form, 2 if "nongated" in scheme else 3))


def streaming_model(operator: str, scheme: str) -> Model:
    """Return the model of an operator on rows: a conversion writes bytes, unless only its scale is sought."""
    if operator == "quantise":
        return streaming(operator, 0.0 if scheme == "compute_scale" else 1.0, "e4m3")
    return streaming(operator)
