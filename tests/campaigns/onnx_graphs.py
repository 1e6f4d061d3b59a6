"""ONNX: the graphs that the package carries or makes for its own tests, and such graphs changed at random."""

from __future__ import annotations

import random
import time
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import onnx

from specgen.perfmodel.importing import Unreadable, graph_of
from specgen.perfmodel.workloads import Graph
from tests.campaigns.harness import Campaign, Chunk, Report

_MOST_BYTES, _MOST_SECONDS = 40_000, 60.0
_NUMBERS = (-(2**62), -7, -1, 0, 1, 2, 3, 2**31, 2**40, 2**62)


@cache
def _files() -> tuple[Path, ...]:
    folder = Path(onnx.__file__).parent / "backend" / "test" / "data"
    return tuple(path for path in sorted(folder.glob("**/*.onnx")) if path.stat().st_size < _MOST_BYTES)


@cache
def _made() -> tuple[tuple[str, Any], ...]:
    """The graphs that the package makes to test backends: one for each use of each operator."""
    from onnx.backend.test.loader import load_model_tests

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it computes what its graphs should give, infinities included
        cases = load_model_tests(kind="node")
    return tuple((case.name, case.model) for case in cases if case.model is not None)


def check(chunk: Chunk, report: Report) -> None:
    """Every graph is counted or says which node is not, whatever is done to it; only files that are none are refused."""
    draw = chunk.random()
    for case in chunk.cases():
        if not chunk.sampled and case < len(_made()):
            name, model = _made()[case]
            _look(name, model, report)
        path = _files()[draw.randrange(len(_files()))]
        data = bytearray(path.read_bytes())
        bytewise = draw.random() < 0.3
        if bytewise:
            _spoil_bytes(data, draw)
        model = onnx.ModelProto()
        try:
            model.ParseFromString(bytes(data))
        except Exception:  # what protobuf refuses, the reader refuses too: a test of its own has that
            report.count("no protobuf")
            continue
        if not bytewise:
            _spoil(model.graph, draw)
        _look(f"{path.parent.name} case {case}", model, report)


def _look(name: str, model: Any, report: Report) -> None:
    began = time.process_time()
    try:
        found: Graph | None = graph_of(model, name)
    except Unreadable:
        found = None
    except Exception as error:
        report.wrong(f"{name}: {type(error).__name__}: {error}")
        return
    if time.process_time() - began > _MOST_SECONDS:
        report.wrong(f"{name}: took {time.process_time() - began:.0f} s")
    if found is None:
        report.count("refused")
        return
    report.count("listed" if found.unsupported else "counted")
    if any(one.operations < 0 or one.times < 0 or one.bytes < 0 for one in found.operators):
        report.wrong(f"{name}: less than nothing")


def _spoil_bytes(data: bytearray, draw: random.Random) -> None:
    for _ in range(draw.randint(1, 4)):
        if data:
            data[draw.randrange(len(data))] = draw.randrange(256)
    if draw.random() < 0.2:
        del data[draw.randrange(len(data)) :]


def _spoil(graph: Any, draw: random.Random) -> None:
    """Change a few nodes, attributes, shapes and constants."""
    for _ in range(draw.randint(1, 5)):
        if graph.node:
            _spoil_node(draw.choice(graph.node), draw)
        given = [*graph.input, *graph.output, *graph.value_info]
        if given and draw.random() < 0.4:
            extents = draw.choice(given).type.tensor_type.shape.dim
            if extents:
                draw.choice(extents).dim_value = draw.choice(_NUMBERS)
        if graph.initializer and draw.random() < 0.4:
            one = draw.choice(graph.initializer)
            if one.dims:
                one.dims[draw.randrange(len(one.dims))] = draw.choice(_NUMBERS)


def _spoil_node(node: Any, draw: random.Random) -> None:
    kinds = sorted({one.name for one in onnx.defs.get_all_schemas()}) if draw.random() < 0.3 else ()
    if kinds:
        node.op_type = draw.choice(kinds)
    for one in node.attribute:
        if draw.random() < 0.5:
            one.i = draw.choice(_NUMBERS)
            for place in range(len(one.ints)):
                one.ints[place] = draw.choice(_NUMBERS)
    if node.input and draw.random() < 0.3:
        del node.input[draw.randrange(len(node.input))]
    if node.input and draw.random() < 0.3:
        node.input.append(draw.choice(node.input))


CAMPAIGN = Campaign(
    "graphs of ONNX, also such as no tool writes, are counted or say which node is not",
    check,
    count=20_000,
    sample=30,
    chunk=500,
)
