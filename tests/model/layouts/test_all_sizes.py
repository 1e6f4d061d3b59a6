"""Layouts whose sizes are given at use."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from specgen.model.layouts import (
    PROVED,
    SAMPLED,
    Injectivity,
    Layout,
    injectivity,
    injectivity_of_all,
    ordered,
)
from tests.model.layouts.brute import meet
from tests.model.layouts.drawn import Notation, resolve

PROVEN: dict[str, Notation] = {
    "rows": {"dims": {"r": "any", "c": "any"}, "place": {"addr": "r c"}},
    "tiles": {
        "dims": {"r": "any", "c": {"multiple": 128, "max": 65536, "example": 256}},
        "split": {"r": ["any", 4, 2], "c": ["any", 128]},
        "pad": "zero",
        "place": {"addr": "r0 c0 r1 c1 r2"},
        "element": "u16",
    },
    "pages": {
        "dims": {"r": "any", "c": "any"},
        "split": {"r": ["any", 32], "c": ["any", 32]},
        "fuse": {"page": "r0 c0"},
        "split2": {"page": ["any", 12]},
        "pad": "any",
        "place": {"bank": "page1", "slot": "page0", "addr": "r1 c1"},
    },
    "over_given_strides": {
        "dims": {"r": "any", "c": {"max": 60}, "k": "any"},
        "split": {"k": ["any", 4]},
        "pad": "any",
        "place": {"addr": [["k0", 256], ["c", 4], ["k1", 1]], "tile": "r"},
    },
    "bytes_of_any_element": {"dims": {"r": "any", "c": "any"}, "unit": 8, "place": {"addr": "c r"}},
    "swizzled": {
        "dims": {"r": "any", "c": 64},
        "element": "u16",
        "unit": 8,
        "place": {"addr": "r c"},
        "xor": [{"dst": [6, 4], "src": [9, 7]}],
    },
}
SAMPLES: dict[str, Notation] = {
    "one_pitch": {
        "dims": {"r": "any", "c": 64},
        "arguments": {"pitch": {"example": 72}},
        "place": {"addr": [["r", "pitch"], ["c", 1]]},
    },
    "interlocked": {"dims": {"r": {"max": 64}, "c": "any"}, "place": {"addr": [["r", 96], ["c", 64]]}},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Layout]:
    return resolve(tmp_path_factory.mktemp("sizes"), PROVEN | SAMPLES)


@pytest.mark.parametrize("name", PROVEN)
def test_dense_layouts_are_proved_for_all_sizes(name: str, made: dict[str, Layout]) -> None:
    layout = made[name]
    assert injectivity_of_all(layout) == Injectivity(None, PROVED)
    random = Random(3)
    for _ in range(20):
        shape = [
            d.size.known
            or layout.multiples[d.name] * random.randint(1, (d.most or 1000) // layout.multiples[d.name])
            for d in layout.dims
        ]
        assert injectivity(layout.bind(shape)).collision is None


def test_orders_are_proved() -> None:
    assert injectivity_of_all(ordered("column_major", name="it")) == Injectivity(None, PROVED)


def test_an_argument_is_looked_at_as_its_example_says(made: dict[str, Layout]) -> None:
    assert injectivity_of_all(made["one_pitch"]) == Injectivity(None, SAMPLED, ((8, 64),))


def test_sizes_at_which_elements_meet_are_found(made: dict[str, Layout]) -> None:
    """96 r + 64 c: (0, 3) and (2, 0) meet as soon as there are as many."""
    found = injectivity_of_all(made["interlocked"])
    assert found.collision is not None and len(found.shapes) == 1
    assert meet(made["interlocked"].bind(found.shapes[0]), *found.collision)


def test_the_greatest_tensor_decides_where_strides_are_known(tmp_path: Path) -> None:
    notation: Notation = {
        "dims": {"r": {"max": 40}, "c": {"max": 40}},
        "place": {"addr": [["r", 41], ["c", 40]]},
    }
    made = resolve(
        tmp_path, {"it": notation, "more": {**notation, "dims": {"r": {"max": 41}, "c": {"max": 42}}}}
    )
    assert injectivity_of_all(made["it"]) == Injectivity(None, PROVED)
    found = injectivity_of_all(made["more"])
    assert (found.collision, found.how, found.shapes) == (((0, 41), (40, 0)), PROVED, ((41, 42),))


def test_elements_of_any_format_that_strides_do_not_know(tmp_path: Path) -> None:
    """Strides in bytes do for bytes, and for no wider element."""
    notation: Notation = {"dims": {"i": "any"}, "unit": 8, "place": {"addr": [["i", 1]]}}
    made = resolve(tmp_path, {"it": notation})["it"]
    assert injectivity_of_all(made).how == SAMPLED
