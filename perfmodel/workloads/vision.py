"""Networks of images: residual networks and vision transformers."""

from __future__ import annotations

from specgen.model.performance.networks import ResidualNetwork, VisionTransformer
from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.assembly import Assembly, assembly
from specgen.perfmodel.workloads.formats import Formats
from specgen.perfmodel.workloads.graph import Graph
from specgen.perfmodel.workloads.operators import GELU, STANDARDISE


def residual_network(model: ResidualNetwork, *, batch: Count = 1, formats: Formats | dict[str, str] | str | None = None,
                     sparse: str = "dense") -> Graph:  # fmt: skip
    """Return a residual network on ``batch`` images.

    Batch normalisations are folded into the convolutions, and where no addition lies between so are the ReLUs.

    Raises:
        WorkloadError: the batch is not positive, or there is no such format or sparsity.
    """
    made = assembly(model.name, model.format, batch, formats, sparse)
    size, channels = model.image // 2, model.width
    made.convolution("stem", size, 7, (model.channels, channels), stride=2, bias=False, scaled=True)
    made.pooling("pool", channels * size**2, channels * (size // 2) ** 2, 9)
    size //= 2
    for stage, blocks in enumerate(model.blocks):
        width, stride = model.width << stage, 2 if stage else 1
        size //= stride
        for block in range(blocks):
            _bottleneck(
                made, f"stage{stage + 1}", size, (channels, width), model.expansion, 1 if block else stride
            )
            channels = width * model.expansion
    made.pooling("mean", channels * size**2, channels, size**2)
    made.linear("classes", 1, channels, model.classes)
    return made.graph()


def _bottleneck(
    made: Assembly, name: str, size: int, channels: tuple[int, int], expansion: int, stride: int
) -> None:
    entering, width = channels
    leaving = width * expansion
    made.convolution(f"{name}.reduce", size * stride, 1, (entering, width), bias=False, scaled=True)
    made.convolution(f"{name}.middle", size, 3, (width, width), stride=stride, bias=False, scaled=True)
    made.convolution(f"{name}.expand", size, 1, (width, leaving), bias=False, scaled=True)
    if entering != leaving or stride > 1:
        made.convolution(
            f"{name}.shortcut", size, 1, (entering, leaving), stride=stride, bias=False, scaled=True
        )
    made.pointwise(f"{name}.add", leaving * size**2, 2, operands=2)


def vision_transformer(model: VisionTransformer, *, batch: Count = 1, formats: Formats | dict[str, str] | str | None = None,
                       sparse: str = "dense") -> Graph:  # fmt: skip
    """Return a vision transformer on ``batch`` images: patches, a class token, layers, a linear classifier.

    Raises:
        WorkloadError: the batch is not positive, or there is no such format or sparsity.
    """
    made = assembly(model.name, model.format, batch, formats, sparse)
    side, hidden, layers = model.image // model.patch, model.hidden, model.layers
    made.convolution("patches", side, model.patch, (model.channels, hidden), stride=model.patch)
    tokens = side * side + 1
    made.weights(hidden + tokens * hidden)
    made.pointwise("positions", tokens * hidden, 1)
    encoder_layers(made, layers, tokens, hidden, model.heads, model.ffn)
    made.linear("classes", 1, hidden, model.classes)
    return made.graph()


def encoder_layers(
    made: Assembly, layers: int, tokens: int, hidden: int, heads: int, ffn: int, key_bias: bool = True
) -> None:
    """Add layers that normalise first, and the normalisation after the last of them; all projections have a bias."""
    made.normalisation("norm", tokens, hidden, STANDARDISE, times=2 * layers + 1)
    made.linear("qkv", tokens, hidden, 3 * hidden, times=layers)
    if not key_bias:
        made.weights(-hidden * layers)
    made.attention("attention", tokens, tokens, heads, hidden // heads, times=layers)
    made.linear("out", tokens, hidden, hidden, times=layers)
    made.linear("up", tokens, hidden, ffn, times=layers)
    made.pointwise("activation", tokens * ffn, GELU, times=layers)
    made.linear("down", tokens, ffn, hidden, times=layers)
    made.pointwise("residual", tokens * hidden, 1, operands=2, times=2 * layers)
