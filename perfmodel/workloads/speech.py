"""Encoders of sound with decoders of text."""

from __future__ import annotations

from typing import Any

from specgen.model.performance.networks import EncoderDecoder
from specgen.perfmodel.counting import Count, Unknown
from specgen.perfmodel.workloads.assembly import Assembly, assembly
from specgen.perfmodel.workloads.errors import WorkloadError, unknown
from specgen.perfmodel.workloads.formats import Formats, bits
from specgen.perfmodel.workloads.graph import Graph, Kind
from specgen.perfmodel.workloads.operators import GELU, SOFTMAX, STANDARDISE
from specgen.perfmodel.workloads.sizes import sized
from specgen.perfmodel.workloads.vision import encoder_layers

PHASES = ("encode", "decode")
"""A segment of sound in, with the keys and values that the decoder asks for; or one more token of its text."""


def encoder_decoder(model: EncoderDecoder, phase: str = "encode", *, batch: Count = 1, context: Count | None = None,
                    formats: Formats | dict[str, str] | str | None = None, sparse: str = "dense") -> Graph:  # fmt: skip
    """Return ``encode`` of a segment of each of ``batch`` recordings, or ``decode``: one more token of each text.

    ``context`` are the keys of the text, the token's own among them; the greatest number that there are unless given.

    Raises:
        WorkloadError: there is no such phase, format or sparsity, or a size is out of range.
    """
    if phase not in PHASES:
        raise unknown("phase", phase, PHASES)
    keys = sized("context", model.target if context is None else context)
    if _exceeds(keys, model.target):
        raise WorkloadError(f"{model.name} has {model.target} positions of text: context is too great")
    encoder, decoder = (assembly(model.name, model.format, batch, formats, sparse) for _ in PHASES)
    _encode(model, encoder)
    _decode(model, decoder, keys)
    made = encoder if phase == "encode" else decoder
    made.parameters = encoder.parameters + decoder.parameters
    each = 2 * model.hidden * model.decoder_layers * bits(made.recipe.formats.cache) / 8
    return made.graph(phase, context=keys, cache_bytes=made.batch * ((model.source + keys) * each))


def _exceeds(keys: Any, most: int) -> bool:
    if isinstance(keys, Unknown):
        return False
    return bool(keys > most) if isinstance(keys, int | float) else bool((keys > most).any())


def _encode(model: EncoderDecoder, made: Assembly) -> None:
    hidden, source = model.hidden, model.source
    made.convolution("sound0", 2 * source, 3, (model.bins, hidden), width=1, across=1)
    made.pointwise("activation", 2 * source * hidden, GELU)
    made.convolution("sound1", source, 3, (hidden, hidden), stride=2, width=1, across=1)
    made.pointwise("activation", source * hidden, GELU)
    made.weights(source * hidden)
    made.pointwise("positions", source * hidden, 1)
    encoder_layers(made, model.encoder_layers, source, hidden, model.heads, model.ffn, key_bias=False)
    made.linear("cross.key_value", source, hidden, 2 * hidden, times=model.decoder_layers)
    made.weights(-hidden * model.decoder_layers)
    made.store("cross.cache", source, 2 * hidden, model.decoder_layers)


def _decode(model: EncoderDecoder, made: Assembly, keys: Any) -> None:
    hidden, layers, head = model.hidden, model.decoder_layers, model.hidden // model.heads
    made.gather("embedding", 1, hidden)
    made.weights(model.target * hidden)
    made.normalisation("norm", 1, hidden, STANDARDISE, times=3 * layers + 1)
    made.linear("qkv", 1, hidden, 3 * hidden, times=layers)
    made.weights(-hidden * layers)
    made.store("cache", 1, 2 * hidden, layers)
    made.attention("attention", 1, keys, model.heads, head, times=layers, cached=True)
    made.linear("out", 1, hidden, hidden, times=layers)
    made.linear("cross.query", 1, hidden, hidden, times=layers)
    made.attention("cross.attention", 1, model.source, model.heads, head, times=layers, cached=True)
    made.linear("cross.out", 1, hidden, hidden, times=layers)
    made.linear("up", 1, hidden, model.ffn, times=layers)
    made.pointwise("activation", model.ffn, GELU, times=layers)
    made.linear("down", 1, model.ffn, hidden, times=layers)
    made.pointwise("residual", hidden, 1, operands=2, times=3 * layers)
    made.linear("logits", 1, hidden, model.vocabulary, bias=False)
    made.normalisation("sample", 1, model.vocabulary, SOFTMAX, weights=0, kind=Kind.SOFTMAX)
