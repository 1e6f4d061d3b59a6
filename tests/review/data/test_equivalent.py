from __future__ import annotations

import json
import random
from collections.abc import Callable

from specgen.review import Evidence, Finding, Level, Review
from tests.review.data.rewriting import Drawn, another, drawn, told_otherwise

Compare = Callable[..., tuple[Review, list[Finding]]]
SPECS, LAYOUTS = 10, 30


def _text(layouts: list[Drawn]) -> str:
    items = {f"layout{at}": one.document() for at, one in enumerate(layouts)}
    return json.dumps({"name": "drawn", "version": "1.0.0", "summary": "Drawn.", "layouts": items})


def test_what_is_told_otherwise_and_is_the_same_breaks_nothing(compare_texts: Compare) -> None:
    draw, changed = random.Random(7), 0
    for _ in range(SPECS):
        old = [drawn(draw) for _ in range(LAYOUTS)]
        _, found = compare_texts(_text(old), _text([told_otherwise(one, draw) for one in old]))
        mine = [one for one in found if one.rule.startswith(("LAY_", "SPEC_CHANGED"))]
        assert all(one.rule == "LAY_EQUIVALENT_REWRITE" for one in mine), [
            (one.rule, one.message, old[int(one.subject.split(".")[1].removeprefix("layout"))].document())
            for one in mine
            if one.rule != "LAY_EQUIVALENT_REWRITE"
        ]
        assert all(one.evidence is Evidence.PROVED for one in mine)
        changed += len({one.subject.split(".")[1] for one in mine})
    assert changed > SPECS * LAYOUTS // 2


def test_another_function_is_found_with_an_element_that_moved(compare_texts: Compare) -> None:
    draw = random.Random(8)
    old = [drawn(draw) for _ in range(LAYOUTS)]
    review, found = compare_texts(_text(old), _text([another(one, draw) for one in old]))
    breaking = {
        one.subject.split(".")[1] for one in found if one.level is Level.BREAKING and one.rule[:3] == "LAY"
    }
    before, after = review.old.main.layouts, review.new.main.layouts
    for name, layout in before.items():
        bounds = layout.bind(), after[name].bind()
        indices = [(0,) * len(layout.dims)]
        for size in bounds[0].shape:
            indices = [(*index[1:], at) for index in indices for at in range(size)]
        differs = any(bounds[0].locate(index) != bounds[1].locate(index) for index in indices)
        assert (name in breaking) == differs, layout
    assert all(one.witness is not None for one in found if one.level is Level.BREAKING)
