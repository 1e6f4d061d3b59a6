"""Graphs written as text: what each operator counts, functions, control flow, open extents, and files that are none."""

from __future__ import annotations

import sys
from pathlib import Path

import onnx
import onnx.parser
import pytest

from specgen.perfmodel.importing import MissingReader, Unreadable, graph_of, read_graph, retyped
from specgen.perfmodel.importing.onnx import walking
from specgen.perfmodel.workloads import Graph, Kind, Operator, Role

HEAD = '<ir_version: 10, opset_import: ["" : 23]>\n'


def graph(text: str, head: str = HEAD, **dims: int) -> Graph:
    return graph_of(onnx.parser.parse_model(head + text), "test", dims)


def only(text: str) -> Operator:
    found = graph(text)
    assert found.unsupported == ()
    (one,) = found.operators
    return one


def convolved(*sizes: int) -> dict[str, int]:
    names = "batch channels_in channels_out groups height width kernel_height kernel_width"
    return dict(zip(names.split(), sizes, strict=True))


@pytest.mark.parametrize(
    ("text", "kind", "dims", "operations"),
    [
        (
            "g (float16[5, 7] a, float16[9, 7] b, float16[9] c) => (float16[5, 9] y) { y = Gemm <transB = 1> (a, b, c) }",
            Kind.GEMM, {"groups": 1, "m": 5, "n": 9, "k": 7}, 2 * 5 * 9 * 7,
        ),
        (
            "g (float[4, 1, 5, 7] a, float[3, 7, 9] b) => (float[4, 3, 5, 9] y) { y = MatMul(a, b) }",
            Kind.GEMM, {"groups": 12, "m": 5, "n": 9, "k": 7}, 2 * 12 * 5 * 9 * 7,
        ),
        (
            "g (float[4, 3, 5, 7] a, float[7, 9] b) => (float[4, 3, 5, 9] y) { y = MatMul(a, b) }",
            Kind.GEMM, {"groups": 1, "m": 60, "n": 9, "k": 7}, 2 * 60 * 9 * 7,
        ),
        (
            "g (float[7] a, float[7] b) => (float y) { y = MatMul(a, b) }",
            Kind.GEMM, {"groups": 1, "m": 1, "n": 1, "k": 7}, 14,
        ),
        (
            ('g (float[2, 5, 3, 4] a, float[2, 6, 3, 4] b) => (float[2, 3, 5, 6] y)'
             ' { y = Einsum <equation = "bihd,bjhd->bhij"> (a, b) }'),
            Kind.GEMM, {"groups": 6, "m": 5, "n": 6, "k": 4}, 2 * 6 * 5 * 6 * 4,
        ),
        (
            'g (float[2, 3, 4] a, float[4, 5] b) => (float[2, 3, 5] y) { y = Einsum <equation = "...k,kn"> (a, b) }',
            Kind.GEMM, {"groups": 1, "m": 6, "n": 5, "k": 4}, 2 * 6 * 5 * 4,
        ),
        (
            ("g (float[2, 8, 9, 9] x, float[6, 4, 3, 3] w) => (float[2, 6, 4, 4] y)"
             " { y = Conv <group = 2, strides = [2, 2]> (x, w) }"),
            Kind.CONVOLUTION,
            convolved(2, 8, 6, 2, 4, 4, 3, 3),
            2 * 2 * 6 * 4 * 4 * (8 // 2) * 9,
        ),
        (
            ("g (float[1, 8, 5, 5] x, float[8, 3, 2, 2] w) => (float[1, 3, 10, 10] y)"
             " { y = ConvTranspose <strides = [2, 2]> (x, w) }"),
            Kind.CONVOLUTION,
            convolved(1, 8, 3, 1, 5, 5, 2, 2),
            2 * 5 * 5 * 8 * 3 * 4,
        ),
        (
            "g (float[1, 2, 4, 4, 4] x, float[3, 2, 2, 2, 2] w) => (float[1, 3, 3, 3, 3] y) { y = Conv(x, w) }",
            Kind.CONVOLUTION,
            convolved(3, 4, 3, 1, 3, 3, 2, 2),
            2 * 27 * 3 * 2 * 8,
        ),
        (
            "g (float[3, 4, 5] x) => (float[3, 4, 5] y) { y = Softmax(x) }",
            Kind.SOFTMAX, {"rows": 12, "columns": 5}, 5 * 60,
        ),
        (
            "g (float[3, 4, 5] x, float[5] s) => (float[3, 4, 5] y) { y = LayerNormalization(x, s) }",
            Kind.NORMALISATION, {"rows": 12, "columns": 5}, 7 * 60,
        ),
        (
            "g (float[3, 4] x, float[3, 4] z, float[3, 4] w) => (float[3, 4] y) { y = Max(x, z, w) }",
            Kind.ELEMENTWISE, {"elements": 12}, 24,
        ),
        (
            "g (float[1, 2, 6, 6] x) => (float[1, 2, 3, 3] y) { y = MaxPool <kernel_shape = [2, 2], strides = [2, 2]> (x) }",
            Kind.POOLING, {"elements": 18}, 18 * 4,
        ),
        (
            ("g (float[1, 2, 3, 3] x, float[4] scales) => (float[1, 2, 6, 6] y) <float[4] scales = {1, 1, 2, 2}>"
             ' { y = Resize <mode = "linear"> (x, , scales) }'),
            Kind.ELEMENTWISE, {"elements": 72}, 72 * 2 * 4,
        ),
    ],
)  # fmt: skip
def test_sizes_and_work(text: str, kind: Kind, dims: dict[str, int], operations: int) -> None:
    one = only(text)
    assert (one.kind, one.dims, one.operations) == (kind, dims, operations)


def test_attention_with_a_cache_and_a_mask() -> None:
    one = only(
        "g (float16[2, 3, 32] q, float16[2, 3, 16] k, float16[2, 3, 16] v, float16[2, 2, 5, 8] a, float16[2, 2, 5, 8] b)"
        " => (float16[2, 3, 32] y, float16[2, 2, 8, 8] c, float16[2, 2, 8, 8] d)"
        " { y, c, d = Attention <q_num_heads = 4, kv_num_heads = 2, is_causal = 1> (q, k, v, , a, b) }"
    )
    assert (one.dims["keys"], one.dims["kv_heads"], one.dims["causal"]) == (8, 2, 1)
    assert one.operations == 2 * 2 * 4 * (6 + 7 + 8) * (8 + 8)  # the last query sees all keys


def test_what_is_gathered_is_read_and_the_table_is_not() -> None:
    one = only("g (int64[2, 3] i, float[1000, 64] table) => (float[2, 3, 64] y) { y = Gather(table, i) }")
    assert (one.kind, one.dims) == (Kind.GATHER, {"rows": 6, "columns": 64})
    assert one.bytes_read == 6 * 64 * 4 + 6 * 8
    assert one.inputs[1].role is Role.INDEX


def test_a_recurrence_is_two_products_and_a_cell() -> None:
    found = graph(
        "g (float[7, 2, 5] x, float[1, 16, 5] w, float[1, 16, 4] r) => (float[7, 1, 2, 4] y)"
        " { y = LSTM <hidden_size = 4> (x, w, r) }"
    )
    first, again, cell = found.operators
    assert (first.operations, first.times) == (2 * 14 * 16 * 5, 1)
    assert (again.operations, again.times) == (2 * 2 * 16 * 4, 7)
    assert (cell.operations, cell.times) == (22 * 8, 7)


def test_shapes_are_computed_and_constants_are_weights() -> None:
    """A view whose shape is read from another tensor, as exporters write it; what is constant is computed beforehand."""
    found = graph(
        """g (float[batch, 6, 4] x) => (float[batch, 24] y, float[batch, 24] z)
        <int64[2] square = {24, 24}, int64[1] zero = {0}, int64[1] rest = {-1}, int64[1] one = {1}>
        {
            s = Shape(x)
            b = Slice(s, zero, one)
            both = Concat <axis = 0> (b, rest)
            flat = Reshape(x, both)
            w = ConstantOfShape(square)
            t = Transpose(w)
            y = MatMul(flat, t)
            z = Relu(y)
        }""",
        batch=3,
    )
    assert found.unsupported == ()
    product, relu = found.operators
    assert product.dims == {"groups": 1, "m": 3, "n": 24, "k": 24}
    assert [one.role for one in product.inputs] == [Role.ACTIVATION, Role.WEIGHT]
    assert relu.bytes == 2 * 3 * 24 * 4


FUNCTION = """
<ir_version: 10, opset_import: ["" : 23, "own" : 1]>
g (float[4, 8] x, float[8, 8] w) => (float[4, 8] z) { y = own.twice <slope: float = 0.1> (x, w)  z = own.twice (y, w) }
<domain: "own", opset_import: ["" : 23, "own" : 1]>
twice <slope> (a, b) => (c) { d = MatMul(a, b)  c = LeakyRelu <alpha: float = @slope> (d) }
"""


def test_functions_are_walked_into() -> None:
    found = graph(FUNCTION, "")
    assert [one.where for one in found.operators] == ["MatMul", "LeakyRelu"] * 2
    assert [one.name for one in found.operators] == ["y/d", "y/c", "z/d", "z/c"]


def test_functions_without_an_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that calls itself, and forty that each call the next twice."""
    endless = FUNCTION.replace("d = MatMul(a, b)", "d = own.twice(a, b)")
    with pytest.raises(Unreadable, match="nested more than 50 deep"):
        graph(endless, "")
    head = '<ir_version: 10, opset_import: ["" : 23, "own" : 1]> g (float[4] x) => (float[4] y) { y = own.f0(x) }\n'
    bodies = [
        f'<domain: "own", opset_import: ["" : 23, "own" : 1]> f{n} (a) => (c)'
        f" {{ b = own.f{n + 1}(a)  c = own.f{n + 1}(b) }}\n"
        for n in range(40)
    ]
    last = '<domain: "own", opset_import: ["" : 23]> f40 (a) => (c) { c = Abs(a) }'
    monkeypatch.setattr(walking, "_MOST_NODES", 2000)
    with pytest.raises(Unreadable, match="unfold into more than 2000 nodes"):
        graph(head + "".join(bodies) + last, "")


LOOP = """g (float[4, 4] x) => (float[4, 4] y, float[10, 4, 4] all) <int64 trips = {10}, bool go = {1}> {
    y, all = Loop (trips, go, x) <body = inside (int64 i, bool c, float[4, 4] a) => (bool d, float[4, 4] b, float[4, 4] e)
        { d = Identity(c)  b = MatMul(a, a)  e = Relu(b) }>
}"""


def test_a_loop_is_done_as_often_as_its_constant_says() -> None:
    found = graph(LOOP)
    assert [(one.where, one.times) for one in found.operators] == [("MatMul", 10), ("Relu", 10)]
    assert found.operations == 10 * (2 * 64 + 16)
    open_count = LOOP.replace("int64 trips = {10}, ", "").replace(
        "(float[4, 4] x)", "(float[4, 4] x, int64 trips)"
    )
    assert graph(open_count).unsupported == ("y (Loop): its trip count is no constant",)


def test_of_two_branches_the_costlier_counts() -> None:
    text = """g (float[4, 4] x, bool c) => (float[4, 4] y) {
        y = If (c) <then_branch = t () => (float[4, 4] a) { a = MatMul(x, x) },
                    else_branch = e () => (float[4, 4] b) { b = Neg(x) }>
    }"""
    assert [one.where for one in graph(text).operators] == ["MatMul"]
    known = text.replace("(float[4, 4] x, bool c)", "(float[4, 4] x)").replace(
        "y) {", "y) <bool c = {0}> {", 1
    )
    assert [one.where for one in graph(known).operators] == ["Neg"]


def test_a_scan_is_done_for_each_slice() -> None:
    text = """g (float[4] s, float[9, 4] x) => (float[4] t, float[9, 4] y) {
        t, y = Scan <num_scan_inputs = 1, body = step (float[4] a, float[4] b) => (float[4] c, float[4] d)
            { c = Add(a, b)  d = Exp(c) }> (s, x)
    }"""
    found = graph(text)
    assert [(one.where, one.times, one.dims["elements"]) for one in found.operators] == [
        ("Add", 9, 4),
        ("Exp", 9, 4),
    ]


OPEN = "g (float[batch, 8] x, float[8, 4] w) => (float[batch, 4] y) { y = MatMul(x, w) }"


def test_open_extents_are_asked_for() -> None:
    assert graph(OPEN).unsupported == (
        "y (MatMul): the shape of 'x' is not known; --dim batch=NUMBER gives one of its extents",
    )
    assert graph(OPEN, batch=3).operators[0].dims["m"] == 3
    with pytest.raises(Unreadable, match="'bach' is no open extent of an input; did you mean 'batch'"):
        graph(OPEN, bach=3)
    with pytest.raises(Unreadable, match="all extents of the inputs are numbers"):
        graph(OPEN.replace("batch", "3"), batch=3)


def test_what_has_no_count_is_told_with_its_node() -> None:
    text = """g (float[4] x, int64[1] three) => (int64[1, n] y, float[4] z, float[3] k, int64[3] i)
        { y = NonZero(x)  z = other.Thing(x)  k, i = TopK(x, three) }"""
    found = graph(text, '<ir_version: 10, opset_import: ["" : 23, "other" : 1]>')
    assert found.operators == ()
    assert found.unsupported == (
        "y (NonZero): how much comes out depends on the numbers that go in",
        "z (other.Thing): nothing here counts this operator",
        "k (TopK): how many comparisons a selection takes is the implementation's choice",
    )


def test_shapes_that_contradict_each_other_are_told() -> None:
    (told,) = graph("g (float[2, 3] x, float[4, 5] w) => (float[2, 5] y) { y = MatMul(x, w) }").unsupported
    assert told.startswith("y (MatMul): its shapes do not go together: ") and "ncompatible dimensions" in told


def test_weights_in_files_that_are_missing(tmp_path: Path) -> None:
    """The numbers of weights are never read, so that they need not be there."""
    model = onnx.parser.parse_model(HEAD + OPEN.replace("batch", "3"))
    del model.graph.input[1]
    outside = model.graph.initializer.add()
    outside.name, outside.data_type = "w", onnx.TensorProto.FLOAT
    outside.dims.extend([8, 4])
    outside.data_location = onnx.TensorProto.EXTERNAL
    outside.external_data.add(key="location", value="gone.bin")
    (tmp_path / "outside.onnx").write_bytes(model.SerializeToString())
    (one,) = read_graph(tmp_path / "outside.onnx").operators
    assert one.inputs[1].role is Role.WEIGHT and one.dims["n"] == 4


def test_sparse_weights_take_what_they_hold() -> None:
    model = onnx.parser.parse_model(HEAD + OPEN.replace("batch", "3"))
    del model.graph.input[1]
    sparse = model.graph.sparse_initializer.add()
    sparse.dims.extend([8, 4])
    sparse.values.name, sparse.values.data_type = "w", onnx.TensorProto.FLOAT
    sparse.values.dims.append(8)
    (one,) = graph_of(model, "sparse").operators
    assert one.inputs[1].density == 0.25 and one.inputs[1].bytes == 8 * 4


def test_files_that_are_no_graphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (
        ("text", b"hello, world" * 40),
        ("empty", b""),
        ("cut", b"\x08\x0a\x3a\xff\x7f\x0a"),
    ):
        path = tmp_path / f"{name}.onnx"
        path.write_bytes(content)
        with pytest.raises(Unreadable, match="is no ONNX file"):
            read_graph(path)
    with pytest.raises(Unreadable, match=r"graphs are read from files that end in \.onnx or \.pt2"):
        read_graph(tmp_path / "graph.tflite")
    with pytest.raises(FileNotFoundError):
        read_graph(tmp_path / "none.onnx")
    huge = tmp_path / "huge.onnx"
    with huge.open("wb") as file:
        file.truncate(2**31)
    with pytest.raises(Unreadable, match="ONNX allows 2 GiB: save its weights beside it"):
        read_graph(huge)
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(
        MissingReader, match=r"reading an ONNX file needs onnx: pip install 'specgen\[onnx\]'"
    ):
        read_graph(huge)


def test_a_graph_in_another_format() -> None:
    taken = retyped(graph(OPEN, batch=3), "bf16")
    (one,) = taken.operators
    assert one.format == "bf16" and one.bytes == (3 * 8 + 8 * 4 + 3 * 4) * 2
