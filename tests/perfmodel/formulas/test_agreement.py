"""What the page's scripts compute is what Python computes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from specgen.perfmodel.counting import ceil_div, maximum, minimum, where
from specgen.perfmodel.formulas import Offered, Record, Use, page, written
from tests.perfmodel.formulas.agreement import State, by_node, by_scripts, data_of, differing, drawn, use_of


def test_scripts_agree_with_python_all_over_the_page(
    data: Mapping[str, Any], offered: tuple[Offered, ...], uses: dict[str, Use], tmp_path: Path
) -> None:
    states = list(drawn(data, offered, uses, 60, seed=1))
    states = [replace(one, bands=number < 6) for number, one in enumerate(states)]
    found = by_scripts(tmp_path, data, states)
    assert [differing(*pair, offered, uses) for pair in zip(states, found, strict=True)] == [[]] * len(states)


def test_another_formula_is_told(
    data: Mapping[str, Any], offered: tuple[Offered, ...], uses: dict[str, Use], tmp_path: Path
) -> None:
    states = list(drawn(data, offered, uses, 6, seed=2))
    changed = {
        path: one | {"steps": [["max", *step[1:]] if step[0] == "min" else step for step in one["steps"]]}
        for path, one in data.items()
        if path != "index"
    }
    found = by_scripts(tmp_path, {**data, **changed}, states)
    assert any(differing(*pair, offered, uses) for pair in zip(states, found, strict=True))


def test_models_of_every_kind_have_formulas(
    offered: tuple[Offered, ...], uses: dict[str, Use], tmp_path: Path
) -> None:
    like = next(iter(uses.values())).workload
    several = {
        "deepseek_v3": ("prefill", "serving"), "gpt_oss_20b": ("decode",), "resnet_50": ("forward",),
        "whisper_large_v3": ("encode", "decode"), "dlrm_dcnv2": ("forward",), "sdxl": ("forward",),
    }  # fmt: skip
    kinds = {f"{n}_{p}": use_of(like, n, p) for n, phases in several.items() for p in phases}
    asked = page(offered, kinds, (), ("e4m3",))
    states = list(drawn(data_of(asked), offered, kinds, 16, seed=3))
    states = [replace(one, sizes=_possible(one.workload, one.sizes)) for one in states]
    found = by_scripts(tmp_path, data_of(asked), states)
    assert [differing(*pair, offered, kinds) for pair in zip(states, found, strict=True)] == [[]] * len(
        states
    )


def _possible(workload: str, sizes: Mapping[str, int]) -> dict[str, int]:
    """Sizes that there are: a text of speech has 448 positions."""
    return {name: min(size, 448) if workload.startswith("whisper") else size for name, size in sizes.items()}


def test_divided_work_is_rounded_up_in_formulas_too(
    offered: tuple[Offered, ...], uses: dict[str, Use], tmp_path: Path
) -> None:
    like = next(iter(uses.values())).workload
    use = use_of(like, "llama_3_1_8b", "decode", parallel={"tensor": 3, "data": 2})
    joined = [one for one in offered if one.chip.networks]
    asked = page(joined, {"divided": use})
    assert asked.rates
    states = [
        State("divided", one.chip.name, sizes={"batch": batch, "context": 1000})
        for one in joined
        for batch in (1, 5, 64)
    ]
    found = by_scripts(tmp_path, data_of(asked), states)
    assert [differing(*pair, joined, {"divided": use}) for pair in zip(states, found, strict=True)] == [
        []
    ] * len(states)


def test_every_kind_of_step_is_pythons(tmp_path: Path) -> None:
    record = Record()
    a, b = record.input("a"), record.input("b")

    def formulas(x: Any, y: Any) -> list[Any]:
        return [
            -x, x + y, x - y, x * y, x / y, x // y, maximum(x, y), minimum(x, y), where(x < y, x, y), where(x <= y, 1, y),
            where((x < 2) & (y < 2), x, -1), ceil_div(x, y), 7 // y, x // 3,
        ]  # fmt: skip

    def powers(x: Any, y: Any) -> list[Any]:  # libraries of mathematics differ in their last digit
        return [(x * x) ** 0.5, 2 ** minimum(x, 9), 0.875 ** (y * y)]

    chance = random.Random(5)
    values = [
        1.0,
        -1.0,
        0.1,
        -0.3,
        3.0,
        7.0,
        1e15,
        0.9999999999999999,
        *(chance.uniform(-9, 9) for _ in range(9)),
    ]
    inputs = [{"a": x, "b": y} for x in (0.0, *values) for y in values]
    data = written(record, [record.place(one) for one in (*formulas(a, b), *powers(a, b))])
    found = by_node(tmp_path, "steps.mjs", {"data": data, "inputs": inputs})
    exact = [formulas(one["a"], one["b"]) for one in inputs]
    close = [powers(one["a"], one["b"]) for one in inputs]
    for several in (found["single"], list(map(list, zip(*found["several"], strict=True)))):
        assert [one[: len(exact[0])] for one in several] == exact
        assert [one[len(exact[0]) :] for one in several] == [pytest.approx(one, rel=1e-14) for one in close]
