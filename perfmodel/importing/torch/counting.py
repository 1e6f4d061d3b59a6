"""Which operators of ATen become which operators of a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import prod

from specgen.perfmodel.importing.einsum import einsum_sizes
from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.importing.making import (
    attention,
    convolution,
    counted,
    gemm,
    product_sizes,
    rowwise,
)
from specgen.perfmodel.importing.torch.node import Node
from specgen.perfmodel.workloads import Kind, Operator, Role

_ONE = (
    "abs add sub rsub mul div neg exp log sqrt rsqrt reciprocal tanh sin cos erf pow maximum minimum relu eq ne lt le gt ge"
    " logical_and logical_or logical_not bitwise_and bitwise_or bitwise_not where masked_fill floor ceil round sign relu_"
    " add_ mul_ triu tril"
)
ELEMENTWISE = {
    **dict.fromkeys(_ONE.split(), 1),
    **dict.fromkeys(("clamp", "hardtanh", "hardtanh_", "leaky_relu", "addcmul"), 2),
    **dict.fromkeys(("sigmoid", "silu", "silu_"), 4),
    **dict.fromkeys(("hardsigmoid", "elu", "softplus"), 4),
    **dict.fromkeys(("hardswish", "hardswish_", "mish"), 5),
}
_GELU = {"none": 5, "tanh": 8}
_REDUCED = {
    "sum": 1,
    "mean": 1,
    "amax": 1,
    "amin": 1,
    "max": 1,
    "argmax": 1,
    "prod": 1,
    "var": 4,
    "cumsum": 1,
}
_NORMS = {"layer_norm": 7, "native_layer_norm": 7, "rms_norm": 4, "group_norm": 7, "batch_norm": 2}
_ANEW = (
    "view reshape _unsafe_view transpose permute t unsqueeze squeeze expand expand_as flatten unflatten alias detach"
    " dropout dropout_ select slice split split_with_sizes chunk unbind getitem size sym_size movedim swapaxes lift_fresh_copy"
    " narrow view_as diagonal unfold feature_dropout numpy_T lift_fresh _assert_tensor_metadata _assert_async _assert_scalar"
)
FREE = frozenset(_ANEW.split())
_MOVED = "cat stack clone contiguous constant_pad_nd pad repeat repeat_interleave copy roll flip index_select gather arange full"
_MADE = " zeros ones zeros_like ones_like full_like scalar_tensor pixel_shuffle upsample_nearest2d"


def linear(node: Node) -> Iterator[Operator]:
    """X W^T, rows of all leading axes together."""
    x, w = node.shape("input"), node.shape("weight")
    sizes = (1, prod(x[:-1]), prod(w[:-1]), x[-1])
    yield gemm(node.name, node.all_read(), node.all_written(), sizes)


def matmul(node: Node) -> Iterator[Operator]:
    """NumPy's matmul."""
    second = "mat2" if node.has("mat2") else "other"
    yield gemm(
        node.name, node.all_read(), node.all_written(), product_sizes(node.shape("self"), node.shape(second))
    )


def added_product(node: Node) -> Iterator[Operator]:
    """Addmm and baddbmm: what is added is where the sums start."""
    first, second = ("mat1", "mat2") if node.has("mat1") else ("batch1", "batch2")
    a, b = node.shape(first), node.shape(second)
    sizes = (prod(a[:-2]), a[-2], b[-1], a[-1])
    yield gemm(node.name, node.all_read(), node.all_written(), sizes)


def einsum(node: Node) -> Iterator[Operator]:
    """A product of two operands."""
    operands = node.all_read()
    shapes = [tuple(int(extent) for extent in one.shape) for one in operands]
    sizes = einsum_sizes(str(node.plain("equation")), shapes)
    yield gemm(node.name, operands, node.all_written(), sizes)


def convolutions(node: Node) -> Iterator[Operator]:
    """conv1d to conv3d and convolution, transposed too."""
    x, w, y = node.shape("input"), node.shape("weight"), node.result()
    groups = int(node.plain("groups", 1))
    swapped = bool(node.plain("transposed", False)) or node.base.startswith("conv_transpose")
    channels = (w[0], w[1] * groups) if swapped else (w[1] * groups, w[0])
    yield convolution(
        node.name, node.all_read(), node.all_written(), x[2:] if swapped else y[2:], w[2:], channels, groups,
        batch=x[0], algorithm="transposed" * swapped,
    )  # fmt: skip


def dot_product_attention(node: Node) -> Iterator[Operator]:
    """Of [..., heads, tokens, depth]; with ``enable_gqa`` fewer heads of keys and values."""
    query, key, value = node.shape("query"), node.shape("key"), node.shape("value")
    yield attention(
        node.name, node.all_read(), node.all_written(),
        batch=prod(query[:-3]), heads=query[-3], kv_heads=key[-3], queries=query[-2], keys=key[-2],
        head_dim=query[-1], value_dim=value[-1], causal=bool(node.plain("is_causal", False)),
    )  # fmt: skip


def elementwise(node: Node) -> Iterator[Operator]:
    """As many operations a result's element as the table says."""
    each = _GELU[node.plain("approximate", "none")] if node.base == "gelu" else ELEMENTWISE[node.base]
    size = prod(node.result())
    yield counted(
        Kind.ELEMENTWISE, node.name, node.all_read(), node.all_written(), each * size,
        elements=size, algorithm=node.base.rstrip("_"),
    )  # fmt: skip


def reduction(node: Node) -> Iterator[Operator]:
    """So many operations an element that is read."""
    size = prod(node.shape("self"))
    yield counted(
        Kind.REDUCTION, node.name, node.all_read(), node.all_written(), _REDUCED[node.base] * size,
        elements=size, algorithm=node.base,
    )  # fmt: skip


def softmax(node: Node) -> Iterator[Operator]:
    """Five operations an element."""
    shape = node.shape("self")
    columns = shape[int(node.plain("dim", -1))]
    yield rowwise(
        Kind.SOFTMAX, node.name, node.all_read(), node.all_written(), 5 * prod(shape),
        rows=prod(shape) // max(columns, 1), columns=columns, algorithm="softmax",
    )  # fmt: skip


def normalisation(node: Node) -> Iterator[Operator]:
    """Rows are what one mean is of; a batch norm's factors are known beforehand."""
    shape = node.shape("input")
    columns = prod(shape[1:])
    if node.plain("normalized_shape"):
        columns = prod(node.plain("normalized_shape"))
    elif node.base == "group_norm":
        columns //= int(node.plain("num_groups", 1))
    elif node.base == "batch_norm":
        columns = prod(shape[:1] + shape[2:])
    yield rowwise(
        Kind.NORMALISATION, node.name, node.all_read(), node.all_written(), _NORMS[node.base] * prod(shape),
        rows=prod(shape) // max(columns, 1), columns=columns, algorithm=f"{node.base.replace('_', '')}alization",
    )  # fmt: skip


def pooling(node: Node) -> Iterator[Operator]:
    """As many operations a result as its window has elements."""
    before, after = node.shape("self"), node.result()
    kernel = node.plain("kernel_size")
    if kernel is None:
        window = prod(before[2:]) // max(prod(after[2:]), 1)
    else:
        kernel = kernel if isinstance(kernel, list) else [kernel]
        window = prod(kernel) if len(kernel) > 1 else kernel[0] ** (len(before) - 2)
    yield counted(
        Kind.POOLING, node.name, node.all_read(), node.all_written(), window * prod(after),
        elements=prod(after), algorithm=node.base,
    )  # fmt: skip


def embedding(node: Node) -> Iterator[Operator]:
    """Rows of a table: those that are asked for are read, not the table."""
    table, index, result = node.read("weight"), node.read("indices"), node.written()
    rows, columns = int(index.elements), int(table.shape[1])
    yield rowwise(
        Kind.GATHER, node.name, (replace(table, shape=(rows, columns)), replace(index, role=Role.INDEX)), (result,), 0,
        rows=rows, columns=columns, algorithm="gather",
    )  # fmt: skip


def move(node: Node) -> Iterator[Operator]:
    """Each element of the results once."""
    results = node.all_written()
    moved = sum(int(one.elements) for one in results)
    kind = {"cat": "concat", "stack": "concat"}.get(node.base, node.base)
    yield counted(
        Kind.MOVE, node.name, node.all_read() or results, results, 0, elements=moved, algorithm=kind
    )


def conversion(node: Node) -> Iterator[Operator]:
    """One operation an element, where the format changes."""
    source, result = node.all_read()[0], node.written()
    if source.format != result.format:
        size = int(result.elements)
        yield counted(Kind.CONVERT, node.name, (source,), (result,), size, elements=size, algorithm="cast")


def unknown(node: Node) -> Iterable[Operator]:
    """Refuse a node that nothing counts."""
    raise Unsupported("nothing here counts this operator")


COUNTINGS: dict[str, Callable[[Node], Iterable[Operator]]] = {
    "linear": linear,
    "einsum": einsum,
    "embedding": embedding,
    **dict.fromkeys(("mm", "bmm", "matmul"), matmul),
    **dict.fromkeys(("addmm", "baddbmm"), added_product),
    **dict.fromkeys(
        (
            "conv1d",
            "conv2d",
            "conv3d",
            "convolution",
            "conv_transpose1d",
            "conv_transpose2d",
            "conv_transpose3d",
        ),
        convolutions,
    ),
    "scaled_dot_product_attention": dot_product_attention,
    **dict.fromkeys((*ELEMENTWISE, "gelu"), elementwise),
    **dict.fromkeys(_REDUCED, reduction),
    **dict.fromkeys(("softmax", "_softmax", "log_softmax", "_log_softmax"), softmax),
    **dict.fromkeys(_NORMS, normalisation),
    **dict.fromkeys(
        ("max_pool2d", "avg_pool2d", "adaptive_avg_pool2d", "_adaptive_avg_pool2d", "max_pool1d"), pooling
    ),
    **dict.fromkeys((_MOVED + _MADE).split(), move),
    **dict.fromkeys(("to", "_to_copy", "type_as", "float", "half", "bfloat16"), conversion),
    **dict.fromkeys(FREE, lambda node: ()),
}
"""By the name of the operator without its overload."""
