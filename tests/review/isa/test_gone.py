from __future__ import annotations

from collections.abc import Callable

from specgen.review import Finding, Level, Review
from specgen.review.examples import example_of

Compare = Callable[..., tuple[Review, list[Finding]]]
UNIT = """enums:
  unit: {values: {left: 1, right: 3}}
"""


def test_an_instruction_that_no_longer_resolves_is_gone_and_nothing_gates_it(compare_texts: Compare) -> None:
    """An enum's value that its field cannot hold any more: what `check` refuses, a review does not call an extension."""
    old = (
        example_of("SPEC_VERSION").old.replace('d: "11:8"', 'd: {bits: "11:10", enum: unit}, e: "9:8"', 1)
        + UNIT
    )
    old = old.replace("opcode: 0x12}", "opcode: 0x12, d: right, e: 0}").replace(
        "add {d:x}, {a:x}", "add {a:x}", 1
    )
    old = old.replace("x[d] = x[a] + x[b]", "x[a] = x[a] + x[b]")
    old = (
        old.replace("vadd {d:v}, {a:v}", "vadd {e:v}, {a:v}")
        .replace('"d < 8", ', "")
        .replace("v[d, i]", "v[e, i]")
    )
    _, found = compare_texts(old, old.replace("enum: unit}, e:", "enum: unit, signed: true}, e:"))
    assert not [one.rule for one in found if one.rule.startswith("ISA_FEATURE_GATE")]
    gone = [one for one in found if one.rule == "ISA_INSTR_REMOVED"]
    assert [one.level for one in gone] == [Level.BREAKING]
    assert gone[0].witness is not None
