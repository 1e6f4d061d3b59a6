"""Networks of images, sound and recommendations: operators derived by hand."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.perfmodel.workloads import Graph, Kind, Role, build, library_model, phases
from tests.perfmodel.workloads.reading import matrix, of, read


def built(name: str, phase: str = "", **how: object) -> Graph:
    return build(library_model(name), phase, **how)


def test_convolutions_of_resnet() -> None:
    graph = built("resnet_50", batch=8, formats="f16")
    stem = of(graph, "stem")
    assert stem.dims == {
        "batch": 8, "channels_in": 3, "channels_out": 64, "groups": 1, "height": 112, "width": 112,
        "kernel_height": 7, "kernel_width": 7,
    }  # fmt: skip
    assert stem.operations == 2 * 8 * 112 * 112 * 64 * 3 * 7 * 7
    weights = 7 * 7 * 3 * 64 * 2
    assert stem.bytes_read == 8 * 224 * 224 * 3 * 2 + weights + 64 * 2  # with a shift for each channel
    middle = of(graph, "stage1.middle")
    assert middle.operations == 2 * 8 * 56 * 56 * 64 * 64 * 9
    assert middle.times == 3  # that of every block of the stage
    assert [of(graph, f"stage2.middle{n}").times for n in ("", ".2")] == [
        1,
        3,
    ]  # the first one halves the image
    assert of(graph, "stage1.expand").times == 3 + 1  # the shortcut is alike
    assert of(graph, "stage3.reduce").operations == 2 * 8 * 28 * 28 * 512 * 256
    strided = of(graph, "stage2.shortcut")
    assert strided.inputs[0].bytes == 8 * 28 * 28 * 256 * 2  # of four places one is read
    assert of(graph, "classes").dims == {"groups": 1, "m": 8, "k": 2048, "n": 1000}
    assert of(graph, "stage4.add").operations == 8 * 7 * 7 * 2048 * 2
    assert of(graph, "pool").kind is Kind.POOLING


def test_weights_of_resnet_are_read_once() -> None:
    graph = built("resnet_50", batch=1)
    folded = (
        2 * 26560 - 26560
    )  # of the two parameters of each of 26,560 channels that are normalised, the shift is left
    assert read(graph, Role.WEIGHT) == 4 * (25_557_032 - 2 * 26560 + folded)


def test_vision_transformers() -> None:
    graph = built("vit_l_16", batch=2)
    seen = of(graph, "attention")
    assert (seen.dims["queries"], seen.dims["keys"], seen.dims["causal"]) == (197, 197, 0)
    assert seen.operations == 2 * 16 * 197 * 197 * 4 * 64
    assert seen.times == of(graph, "up").times == 24
    assert of(graph, "patches").operations == 2 * 2 * 14 * 14 * 1024 * 3 * 16 * 16
    assert of(graph, "qkv").operations == 2 * 2 * 197 * 1024 * 3072


def test_look_ups_of_a_recommender() -> None:
    graph = built("dlrm_dcnv2", batch=2048)
    seen = of(graph, "embedding")
    assert seen.dims == {"rows": 2048 * 214, "columns": 128}
    assert seen.bytes_read == 2048 * 214 * (4 + 128 * 4)
    assert seen.bytes_written == 2048 * 26 * 128 * 4
    assert seen.operations == 2048 * (214 - 26) * 128
    low = of(graph, "cross.low")
    assert low.operations == 2 * 2048 * (27 * 128) * 512 and low.times == 3
    dense = 13 * 512 + 512 * 256 + 256 * 128
    top = 3456 * 1024 + 1024 * 1024 + 1024 * 512 + 512 * 256 + 256
    assert matrix(graph) == 2 * 2048 * (dense + 3 * 2 * 3456 * 512 + top)
    assert graph.facts["weight_bytes"] == pytest.approx(104.6e9, rel=1e-3)


def test_levels_of_a_unet() -> None:
    graph = built("sdxl", batch=2)
    # two transformers of depth 2 on the way down and three on the way up, at 64 x 64 with ten heads
    shallow = next(
        one for one in graph.operators if one.kind is Kind.ATTENTION and one.dims["queries"] == 4096
    )
    assert shallow.times == 2 * (2 + 3)
    assert shallow.operations == 2 * 10 * 4096 * 4096 * 4 * 64
    deep = [one for one in graph.of_kind(Kind.ATTENTION) if one.dims["queries"] == 1024]
    assert [one.times for one in deep] == [10 * (2 + 1 + 3)] * 2
    assert sorted(one.dims["keys"] for one in deep) == [77, 1024]
    assert of(graph, "in").operations == 2 * 2 * 128 * 128 * 4 * 320 * 9


def test_tokens_of_image_and_text() -> None:
    graph = built("flux_1_dev", batch=1)
    seen = of(graph, "attention")
    assert seen.times == 19 + 38
    assert seen.operations == 24 * 4608 * 4608 * 4 * 128
    assert of(graph, "single.in").operations == 2 * 4608 * 3072 * (3 * 3072 + 12288)
    assert of(graph, "qkv").operations == 2 * 4096 * 3072 * 9216
    assert of(graph, "qkv.2").operations == 2 * 512 * 3072 * 9216


def test_sound_in_and_text_out() -> None:
    heard = built("whisper_large_v3", "encode", batch=2)
    assert of(heard, "sound1").operations == 2 * 2 * 1500 * 1280 * 1280 * 3
    assert of(heard, "sound0").dims["height"] == 3000 and of(heard, "sound0").dims["width"] == 1
    assert of(heard, "attention").operations == 2 * 20 * 1500 * 1500 * 4 * 64
    stored = of(heard, "cross.cache")
    assert stored.bytes_written * stored.times == 2 * 32 * 1500 * 2 * 1280 * 2
    said = built("whisper_large_v3", "decode", batch=2, context=100)
    assert read(said, Role.CACHE) == 2 * 32 * (1500 + 100) * 2 * 1280 * 2 == said.facts["cache_bytes"]
    assert of(said, "logits").operations == 2 * 2 * 1280 * 51866
    assert of(said, "attention").dims["keys"] == 100


@pytest.mark.parametrize(
    "name", ["resnet_50", "vit_b_16", "dlrm_dcnv2", "sdxl", "flux_1_dev", "whisper_large_v3"]
)
def test_arrays_give_what_points_give(name: str) -> None:
    for phase in phases(library_model(name)):
        how = {"context": np.array([1, 30, 448])} if phase == "decode" else {}
        swept = built(name, phase, batch=np.array([1, 3, 1000]), **how)
        for n, batch in enumerate((1, 3, 1000)):
            point = built(name, phase, batch=batch, **{key: int(value[n]) for key, value in how.items()})
            assert np.broadcast_to(swept.operations, 3)[n] == pytest.approx(point.operations, rel=1e-12)
            assert np.broadcast_to(swept.bytes, 3)[n] == pytest.approx(point.bytes, rel=1e-12)
