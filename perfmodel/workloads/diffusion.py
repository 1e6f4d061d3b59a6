"""Networks that denoise images: U-Nets with transformers, and transformers of image and text tokens."""

from __future__ import annotations

from specgen.model.performance.networks import DiffusionTransformer, DiffusionUnet
from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.assembly import Assembly, assembly
from specgen.perfmodel.workloads.formats import Formats
from specgen.perfmodel.workloads.graph import Graph
from specgen.perfmodel.workloads.operators import GELU, NORMALISE, ROTATE, SILU, STANDARDISE

WAVES = 256
"""Sines and cosines that a time step is written as."""


def diffusion_unet(model: DiffusionUnet, *, batch: Count = 1, formats: Formats | dict[str, str] | str | None = None,
                   sparse: str = "dense") -> Graph:  # fmt: skip
    """Return one step of denoising ``batch`` latent images (guidance takes two for each picture).

    Raises:
        WorkloadError: the batch is not positive, or there is no such format or sparsity.
    """
    unet = _Unet(model, assembly(model.name, model.format, batch, formats, sparse))
    unet.conditions()
    unet.whole()
    return unet.made.graph()


class _Unet:
    """The blocks of a U-Net, and the channels that each leaves for the way up."""

    def __init__(self, model: DiffusionUnet, made: Assembly) -> None:
        self.model, self.made = model, made
        self.embedded = 4 * model.channels
        self.channels, self.size = model.channels, model.image

    def conditions(self) -> None:
        made, model, wide = self.made, self.model, self.embedded
        made.linear("time0", 1, model.channels, wide)
        made.linear("time1", 1, wide, wide)
        if model.vector:
            made.linear("vector0", 1, model.vector, wide)
            made.linear("vector1", 1, wide, wide)

    def whole(self) -> None:
        made, model = self.made, self.model
        last = len(model.multipliers) - 1
        made.convolution("in", self.size, 3, (model.latent, self.channels))
        left = [self.channels]
        for level, (multiplier, depth) in enumerate(zip(model.multipliers, model.depths, strict=True)):
            for _ in range(model.blocks):
                self.residual(self.channels, multiplier * model.channels)
                self.transformer(depth)
                left.append(self.channels)
            if level < last:
                self.size //= 2
                made.convolution("shrink", self.size, 3, (self.channels, self.channels), stride=2)
                left.append(self.channels)
        self.residual(self.channels, self.channels)
        self.transformer(model.middle)
        self.residual(self.channels, self.channels)
        for level in range(last, -1, -1):
            for _ in range(model.blocks + 1):
                self.residual(self.channels + left.pop(), model.multipliers[level] * model.channels)
                self.transformer(model.depths[level])
            if level:
                self.size *= 2
                made.convolution("grow", self.size, 3, (self.channels, self.channels))
        self.normalisation("out.norm", self.channels)
        made.convolution("out", self.size, 3, (self.channels, model.latent))

    def normalisation(self, name: str, channels: int) -> None:
        """In 32 groups of channels, and a SiLU."""
        elements = channels * self.size**2
        self.made.normalisation(name, 32, elements // 32, STANDARDISE + SILU, own=channels)

    def residual(self, entering: int, leaving: int) -> None:
        made, size = self.made, self.size
        self.normalisation("residual.norm", entering)
        made.convolution("residual.first", size, 3, (entering, leaving))
        made.linear("residual.time", 1, self.embedded, leaving)
        made.pointwise("residual.shift", leaving * size**2, 1)
        self.normalisation("residual.norm", leaving)
        made.convolution("residual.second", size, 3, (leaving, leaving))
        if entering != leaving:
            made.convolution("residual.shortcut", size, 1, (entering, leaving))
        made.pointwise("residual.add", leaving * size**2, 1, operands=2)
        self.channels = leaving

    def transformer(self, depth: int) -> None:
        if not depth:
            return
        made, model, wide, tokens = self.made, self.model, self.channels, self.size**2
        heads = wide // model.head_dim
        made.normalisation("transformer.norm", 32, wide * tokens // 32, STANDARDISE, own=wide)
        made.linear("transformer.in", tokens, wide, wide)
        made.normalisation("norm", tokens, wide, STANDARDISE, times=3 * depth)
        made.linear("self.qkv", tokens, wide, 3 * wide, bias=False, times=depth)
        made.attention("self.attention", tokens, tokens, heads, model.head_dim, times=depth)
        made.linear("self.out", tokens, wide, wide, times=depth)
        made.linear("cross.query", tokens, wide, wide, bias=False, times=depth)
        made.linear("cross.key_value", model.tokens, model.context, 2 * wide, bias=False, times=depth)
        made.attention("cross.attention", tokens, model.tokens, heads, model.head_dim, times=depth)
        made.linear("cross.out", tokens, wide, wide, times=depth)
        made.linear("up", tokens, wide, 8 * wide, times=depth)
        made.pointwise("activation", tokens * 4 * wide, GELU + 1, operands=2, times=depth)
        made.linear("down", tokens, 4 * wide, wide, times=depth)
        made.pointwise("residual", tokens * wide, 1, operands=2, times=3 * depth)
        made.linear("transformer.out", tokens, wide, wide)


def diffusion_transformer(model: DiffusionTransformer, *, batch: Count = 1,
                          formats: Formats | dict[str, str] | str | None = None, sparse: str = "dense") -> Graph:  # fmt: skip
    """Return one step of denoising ``batch`` images.

    Raises:
        WorkloadError: the batch is not positive, or there is no such format or sparsity.
    """
    made = assembly(model.name, model.format, batch, formats, sparse)
    wide, both = model.hidden, model.image + model.text
    made.linear("image.in", model.image, model.channels, wide)
    made.linear("text.in", model.text, model.context, wide)
    for name, entering in (
        ("time", WAVES),
        ("vector", model.vector),
        *((("guidance", WAVES),) if model.guided else ()),
    ):
        made.linear(f"{name}0", 1, entering, wide)
        made.linear(f"{name}1", 1, wide, wide)
    for tokens in (model.image, model.text):
        _double(made, model, tokens)
    _attended(made, model, both, model.double, separate=2)
    _single(made, model, both)
    made.linear("final.modulation", 1, wide, 2 * wide)
    made.normalisation("final.norm", model.image, wide, STANDARDISE + 2, weights=0)
    made.linear("final", model.image, wide, model.channels)
    return made.graph()


def _attended(made: Assembly, model: DiffusionTransformer, both: int, times: int, separate: int) -> None:
    """Normalised and rotated queries and keys of both kinds of tokens, and their attention."""
    head = model.hidden // model.heads
    made.normalisation("query_norm", both * model.heads * 2, head, NORMALISE, weights=0, times=times)
    made.weights(2 * head * separate * times)
    made.pointwise("rope", both * model.hidden * 2, ROTATE, times=times)
    made.attention("attention", both, both, model.heads, head, times=times)


def _double(made: Assembly, model: DiffusionTransformer, tokens: int) -> None:
    wide, times = model.hidden, model.double
    made.linear("modulation", 1, wide, 6 * wide, times=times)
    made.normalisation("norm", tokens, wide, STANDARDISE + 2, weights=0, times=2 * times)
    made.linear("qkv", tokens, wide, 3 * wide, times=times)
    made.linear("out", tokens, wide, wide, times=times)
    made.linear("up", tokens, wide, model.ffn, times=times)
    made.pointwise("activation", tokens * model.ffn, GELU, times=times)
    made.linear("down", tokens, model.ffn, wide, times=times)
    made.pointwise("residual", tokens * wide, 2, operands=2, times=2 * times)


def _single(made: Assembly, model: DiffusionTransformer, both: int) -> None:
    wide, times = model.hidden, model.single
    made.linear("single.modulation", 1, wide, 3 * wide, times=times)
    made.normalisation("norm", both, wide, STANDARDISE + 2, weights=0, times=times)
    made.linear("single.in", both, wide, 3 * wide + model.ffn, times=times)
    _attended(made, model, both, times, separate=1)
    made.pointwise("activation", both * model.ffn, GELU, times=times)
    made.linear("single.out", both, wide + model.ffn, wide, times=times)
    made.pointwise("residual", both * wide, 2, operands=2, times=times)
