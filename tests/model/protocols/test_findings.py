"""What is wrong with protocols is said where it stands; no protocol hangs."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from specgen import api
from specgen.model.protocols import explore
from specgen.source import Severity
from tests.model.protocols.specs import protocol
from tests.model.specs import findings, write_files

BASE = """name: example
version: 1.0.0
protocols:
  p:
    constants: {N: 2, ZERO: 0}
    shared:
      w: {writer: one, count: N}
      x: {writer: two}
    agents:
      one:
        states: [a, b]
        variables: {v: 1}
        steps:
          go: {from: a, to: b, when: x == 0, do: "w[0] = v + 1"}
      two: {states: [c], steps: {}}
    ends: one.b
"""

WRONG = {
    "unknown name": ("x == 0", "y == 0", "expr-unknown-name", "y"),
    "number for a condition": ("when: x == 0", "when: x", "expr-type", "x"),
    "condition for a number": ("v + 1", "v == 1", "expr-type", "v"),
    "condition in a sum": ("v + 1", "v + (x == 1)", "expr-type", "+"),
    "no index": ("x == 0", "w == 0", "expr-syntax", "w"),
    "an index of one word": ("when: x == 0", "when: 'x[0] == 0'", "expr-syntax", "x[0]"),
    "divided by what varies": ("v + 1", "2 // v", "expr-domain", "//"),
    "divided by a constant of zero": ("v + 1", "2 // ZERO", "expr-domain", "//"),
    "divided exactly": ("v + 1", "v / 2", "expr-syntax", "/"),
    "shifted far": ("v + 1", "v << 64", "expr-domain", "<<"),
    "a power": ("v + 1", "v ** 2", "expr-syntax", "**"),
    "a function of parameters": ("v + 1", "log2(v)", "expr-syntax", "log2"),
    "written by another one": ("w[0] = v + 1", "x = 1", "protocol-writer", "x"),
    "a constant written": ("w[0] = v + 1", "N = 1", "expr-unknown-name", "N"),
    "compared, not assigned": ("w[0] = v + 1", "w[0] == v", "protocol-assignment", '"'),
    "an index missing": ("w[0] = v + 1", "w = 1", "protocol-assignment", "w"),
    "not closed": ("w[0] = v + 1", "w[(0] = 1", "expr-syntax", "]"),
    "the other's variable": ("ends: one.b", "ends: v == 1", "expr-unknown-name", "v"),
    "a state of nobody": ("ends: one.b", "ends: one.c", "expr-unknown-name", "one.c"),
    "a name twice": ("variables: {v: 1}", "variables: {v: 1, w: 1}", "name-clash", "w"),
    "a state twice": ("[a, b]", "[a, a, b]", "name-clash", "a"),
    "a fraction": ("v + 1", "v + 0.5", "expr-not-whole", "v"),
    "a negative count": ("count: N", "count: 0 - N", "spec-number-range", "0 - N"),
}


@pytest.mark.parametrize("name", WRONG)
def test_said_where_it_stands(name: str, tmp_path: Path) -> None:
    old, new, rule, at = WRONG[name]
    assert BASE.count(old) == 1
    text = BASE.replace(old, new)
    found = findings(write_files(tmp_path, {"spec.yaml": text}))
    assert [one.rule for one in found] == [rule], [str(one.message) for one in found]
    line = text.splitlines()[found[0].at.line - 1]
    assert line[found[0].at.column - 1 :].startswith(at), line


def test_sound(tmp_path: Path) -> None:
    assert findings(write_files(tmp_path, {"spec.yaml": BASE})) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("w[0] = v + 1", "w[v + 1] = 1", "undefined"),
        ("v + 1", "v * 9223372036854775807 * 2", "undefined"),
        ("ends: one.b", "ends: one.b and w[N] == 0", "undefined"),
        ("ends: one.b", "ends: one.b and x == 1", "deadlock"),
        ("to: b", "to: a", "stuck"),
    ],
)
def test_kinds(old: str, new: str, kind: str) -> None:
    text = BASE.replace(old, new).partition("protocols:\n")[2]
    if kind == "stuck":
        text = text.replace('do: "w[0] = v + 1"', "do: v = 1 - v")
    failure = explore(protocol(text)).failure
    assert failure is not None
    assert failure.kind == kind


def test_an_index_of_the_first_invariant(tmp_path: Path) -> None:
    text = BASE.replace("    ends:", "    invariants: {there: 'w[N] == 0'}\n    ends:")
    (finding,) = [
        one for one in api.check(write_files(tmp_path, {"spec.yaml": text})) if one.severity is Severity.ERROR
    ]
    assert finding.rule == "explore-failure"
    assert "the index 2 of 2 words" in finding.message


def _writer(i: int) -> str:
    """An agent with a step for each word of the next one's."""
    steps = (
        f"          s{j}: {{from: s, to: s, do: ['n = n + 1', 'w{i}[n % 8] = w{(i + 1) % 8}[{j % 8}]']}}\n"
        for j in range(64)
    )
    return f"      a{i}:\n        states: [s]\n        variables: {{n: 0}}\n        steps:\n{''.join(steps)}"


def test_nothing_hangs() -> None:
    """Eight agents that write in any order have more states than anybody counts."""
    words = "".join(f"      w{i}: {{writer: a{i}, count: 8}}\n" for i in range(8))
    agents = "".join(map(_writer, range(8)))
    one = protocol(f"  p:\n    shared:\n{words}    agents:\n{agents}    ends: true\n")
    begun = perf_counter()
    failure = explore(one, 2_000).failure
    assert failure is not None
    assert failure.kind == "limit"
    assert perf_counter() - begun < 10
