"""Neural networks by their sizes: one class for each kind of model, its fields being the keys of ``sizes``.

``problem`` of a class returns the first size that does not go with the others, as (key, message), or None.
"""

from __future__ import annotations

from typing import TypeAlias

from specgen.data import frozen

Problem: TypeAlias = tuple[str, str] | None

_MOST_EXPERTS, _MOST_BLOCKS = 1 << 16, 1000  # each of them is gone through


@frozen()
class Latent:
    """Multi-latent attention: queries and keys are expanded from low ranks.

    The cache holds the keys' rank and one rotary part for all heads (DeepSeek-V2, arXiv 2405.04434, section 2.1).
    With ``query_rank`` 0 queries are not compressed.
    """

    cache_rank: int
    plain_dim: int
    rope_dim: int
    value_dim: int
    query_rank: int = 0

    @property
    def cached(self) -> int:
        """Elements of a token in the cache of a layer."""
        return self.cache_rank + self.rope_dim

    @property
    def head_dim(self) -> int:
        """Elements of a query and of a key of one head."""
        return self.plain_dim + self.rope_dim


@frozen()
class Experts:
    """A mixture of experts: ``chosen`` of ``count`` per token, beside ``shared`` ones that every token goes through.

    ``layers`` is how many layers have it; the others have the dense ``ffn`` of the model. ``format`` is that of the
    experts' weights where it is not the model's.
    """

    count: int
    chosen: int
    ffn: int
    layers: int
    shared: int = 0
    bias: bool = False
    format: str = ""


@frozen()
class Transformer:
    """A decoder.

    ``ffn`` is of its dense layers; ``gated`` ones have two projections up; ``window`` is of ``windowed_layers``;
    ``bias`` names the projections that have one: qkv, out, ffn; ``sinks`` adds a learned score to each head;
    ``query_norm`` normalises each head of queries and keys (``head``), or all of them together (``all``).
    """

    name: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int
    vocabulary: int
    format: str = "bf16"
    gated: bool = True
    tied: bool = False
    query_norm: str = ""
    bias: tuple[str, ...] = ()
    positions: int = 0
    window: int = 0
    windowed_layers: int = 0
    sinks: bool = False
    experts: Experts | None = None
    latent: Latent | None = None

    @property
    def up(self) -> int:
        """How many projections lead up into the ffn."""
        return 2 if self.gated else 1

    @property
    def dense_layers(self) -> int:
        """Layers whose ffn is dense."""
        return self.layers - (self.experts.layers if self.experts else 0)

    @property
    def cached(self) -> int:
        """Elements that a token has in the cache of one layer."""
        return self.latent.cached if self.latent else 2 * self.kv_heads * self.head_dim

    @property
    def problem(self) -> Problem:
        """What does not go together."""
        if self.heads % self.kv_heads:
            return "kv_heads", f"{self.heads} heads are not shared by {self.kv_heads} of keys and values"
        if self.windowed_layers > self.layers or bool(self.window) != bool(self.windowed_layers):
            return (
                "windowed_layers",
                f"window is of windowed_layers of the {self.layers} layers: say both or none",
            )
        if wrong := [one for one in self.bias if one not in ("qkv", "out", "ffn")]:
            return "bias", f"{wrong[0]!r} is none of qkv, out, ffn"
        if self.query_norm not in ("", "head", "all"):
            return "query_norm", f"{self.query_norm!r} is neither head nor all"
        return self._experts()

    def _experts(self) -> Problem:
        if self.experts is None:
            return None
        if self.experts.count > _MOST_EXPERTS:
            return "experts", f"at most {_MOST_EXPERTS} experts, not {self.experts.count}"
        if self.experts.chosen > self.experts.count:
            return "experts", f"{self.experts.chosen} experts are not chosen of {self.experts.count}"
        if self.experts.layers > self.layers:
            return "experts", f"there are {self.layers} layers, not {self.experts.layers} with experts"
        return None


@frozen()
class EncoderDecoder:
    """An encoder of sound and a decoder with cross-attention (Whisper, arXiv 2212.04356).

    Two convolutions of 3 take ``bins`` channels in, the second halves the frames to ``source`` positions; embedding
    and logits share their weights.
    """

    name: str
    encoder_layers: int
    decoder_layers: int
    hidden: int
    heads: int
    ffn: int
    vocabulary: int
    bins: int
    source: int
    target: int
    format: str = "f16"

    @property
    def problem(self) -> Problem:
        """What does not go together."""
        return _divided(self.hidden, self.heads)


@frozen()
class VisionTransformer:
    """An encoder of image patches with a class token and learned positions (arXiv 2010.11929)."""

    name: str
    layers: int
    hidden: int
    heads: int
    ffn: int
    image: int = 224
    patch: int = 16
    channels: int = 3
    classes: int = 1000
    format: str = "f32"

    @property
    def problem(self) -> Problem:
        """What does not go together."""
        if self.image % self.patch:
            return "patch", f"an image of {self.image} is not cut into patches of {self.patch}"
        return _divided(self.hidden, self.heads)


@frozen()
class ResidualNetwork:
    """A convolutional network of bottleneck blocks, the stride on the 3 x 3 convolution (arXiv 1512.03385, v1.5)."""

    name: str
    blocks: tuple[int, ...]
    width: int = 64
    expansion: int = 4
    image: int = 224
    channels: int = 3
    classes: int = 1000
    format: str = "f32"

    @property
    def problem(self) -> Problem:
        """What does not go together."""
        if sum(self.blocks) > _MOST_BLOCKS:
            return "blocks", f"at most {_MOST_BLOCKS} blocks, not {sum(self.blocks)}"
        least = 2 ** (len(self.blocks) + 1)
        if self.image % least:
            return "image", f"an image of {self.image} is not halved {len(self.blocks) + 1} times"
        return None


@frozen()
class Recommender:
    """Embeddings of categories, a network of dense features, a low-rank cross network, a top network (DLRM-DCNv2).

    ``tables`` are the rows of each table, ``looked_up`` how many rows of it a sample adds up; ``bottom`` and ``top``
    are the widths of the layers; a cross layer is x0 * (V (U x) + b) + x with U of ``cross_rank`` (arXiv 2008.13535).
    """

    name: str
    dense: int
    bottom: tuple[int, ...]
    embedding: int
    tables: tuple[int, ...]
    looked_up: tuple[int, ...]
    cross_layers: int
    cross_rank: int
    top: tuple[int, ...]
    format: str = "f32"

    @property
    def problem(self) -> Problem:
        """What does not go together."""
        if len(self.tables) != len(self.looked_up):
            return "looked_up", f"{len(self.tables)} tables have {len(self.looked_up)} numbers of look-ups"
        if self.bottom[-1:] != (self.embedding,):
            return "bottom", f"its last layer is as wide as an embedding, {self.embedding}"
        return None


@frozen()
class DiffusionUnet:
    """A U-Net of latent images with transformers on its lower levels (SDXL, arXiv 2307.01952).

    ``multipliers`` of ``channels`` and ``depths`` of transformers are by level, ``blocks`` residual blocks each;
    ``middle`` is the depth in the middle; ``context`` is the width of ``tokens`` of text, ``vector`` that of the
    pooled conditions, 0 where there are none.
    """

    name: str
    channels: int
    multipliers: tuple[int, ...]
    depths: tuple[int, ...]
    middle: int
    blocks: int
    head_dim: int
    context: int
    tokens: int
    vector: int
    latent: int = 4
    image: int = 128
    format: str = "f16"

    @property
    def problem(self) -> Problem:
        """What does not go together."""
        if self.blocks > _MOST_BLOCKS:
            return "blocks", f"at most {_MOST_BLOCKS} blocks, not {self.blocks}"
        if len(self.multipliers) != len(self.depths):
            return "depths", f"there are {len(self.multipliers)} levels, and {len(self.depths)} depths"
        if self.image % 2 ** (len(self.multipliers) - 1):
            return "image", f"a latent image of {self.image} is not halved {len(self.multipliers) - 1} times"
        return None


@frozen()
class DiffusionTransformer:
    """A transformer of image and text tokens (FLUX.1).

    ``double`` blocks have weights for each of the two, ``single`` ones common weights and their MLP beside the
    attention; ``guided`` ones embed the guidance too. ``image`` and ``text`` are numbers of tokens, ``context`` and
    ``vector`` the widths of the text's tokens and of its pooled vector.
    """

    name: str
    double: int
    single: int
    hidden: int
    heads: int
    ffn: int
    channels: int
    context: int
    vector: int
    image: int
    text: int
    guided: bool = True
    format: str = "bf16"

    @property
    def problem(self) -> Problem:
        """What does not go together."""
        return _divided(self.hidden, self.heads)


@frozen()
class Published:
    """A model of which totals alone are known: operations of one input, and parameters."""

    name: str
    operations: int
    parameters: int
    format: str = "f32"

    @property
    def problem(self) -> Problem:
        """Nothing: there is no more than totals."""
        return None


Network: TypeAlias = (
    Transformer
    | EncoderDecoder
    | VisionTransformer
    | ResidualNetwork
    | Recommender
    | DiffusionUnet
    | DiffusionTransformer
    | Published
)

NETWORKS: dict[str, type[Network]] = {
    "transformer": Transformer,
    "encoder_decoder": EncoderDecoder,
    "vision_transformer": VisionTransformer,
    "residual_network": ResidualNetwork,
    "recommender": Recommender,
    "diffusion_unet": DiffusionUnet,
    "diffusion_transformer": DiffusionTransformer,
    "published": Published,
}
"""The kinds of models by name."""


def _divided(hidden: int, heads: int) -> Problem:
    return ("heads", f"{hidden} is not divided among {heads} heads") if hidden % heads else None
