"""Texts that mean harm: every one is refused with a finding, quickly, and nothing of them runs."""

from __future__ import annotations

import time

import pytest

from specgen.semantics.parse import SyntaxProblem, parse_body, parse_expression
from tests.semantics.conftest import Try

HOSTILE = {
    "minus signs": "x[1] = " + "-" * 5000 + "1",
    "not": "if " + "not " * 3000 + "flag == 1:\n    pass",
    "brackets": "x[1] = " + "(" * 3000 + "1" + ")" * 3000,
    "indices": "x[1] = " + "x[" * 300 + "1" + "]" * 300,
    "sum": "x[1] = " + "1 + " * 8000 + "1",
    "attributes": "x[1] = x" + ".y" * 5000,
    "calls": "x[1] = " + "u32(" * 190 + "1" + ")" * 190,
    "blocks": "".join(" " * i + "if flag == 1:\n" for i in range(99)) + " " * 99 + "pass",
    "digits": "x[1] = " + "9" * 6000,
    "hex digits": "x[1] = 0x" + "f" * 60000,
    "shifts": "x[1] = " + "1 << 128 " * 1 + "<< 128 " * 300,
    "products": "x[1] = " + "y[1] * " * 2000 + "1",
    "text": "x[1] = 1\n" * 20000,
    "conditions": "x[1] = " + "1 if flag == 1 else " * 2000 + "2",
    "exponent": "f[1] = 1e99999",
    "long fraction": "f[1] = 0." + "1" * 5000,
    "surrogate": "x[1] = '\\udc80'",
    "walrus": "(x := 3)",
    "async": "async def f():\n    await x",
    "yield": "yield 3",
    "star": "x[*a] = 3",
    "type": "x[1]: int = 3",
    "f-string": "x[1] = f'{x}'",
    "global": "global x",
    "semicolons": "x[1] = 1; x[2] = 2",
    "exec": "exec('raise SystemExit')",
    "unicode": "ｘ[1] = 3",
}


HARMLESS = ("calls", "blocks", "semicolons")


@pytest.mark.parametrize("name", HOSTILE)
def test_is_refused_quickly(tried: Try, name: str) -> None:
    start = time.process_time()
    t = tried(HOSTILE[name])
    assert time.process_time() - start < 2
    assert bool(t.diagnostics.errors) != (name in HARMLESS)


def test_deep_functions_and_timing_are_refused(tried: Try) -> None:
    deep = "-" * 900 + "1"
    functions = {"deep": f"{{arguments: {{value: u32}}, returns: u32, body: 'return {deep}'}}"}
    assert tried("x[1] = deep(3)", functions=functions).rules == ["sem-too-large"]
    assert tried("pass", more=f"timing: {{issue: 1, occupancy: '{deep}', latency: 1}}").rules == [
        "sem-too-large"
    ]


def test_messages_quote_the_beginning_of_what_is_long(tried: Try) -> None:
    found = tried("x[1] = x[2] << (" + "x[1] + " * 50 + "1)").diagnostics.sorted()[0]
    assert found.rule == "sem-shift"
    assert len(found.message) < 200


def test_null_characters_are_refused() -> None:
    found = parse_body("x[1] = 1\0")
    assert isinstance(found, SyntaxProblem)
    assert found.message == "this text holds a null character"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("x[1] = (1", "this bracket has no partner", None),
        ("if x == 1\n    pass", "a `:` is missing here", None),
        ("if x = 1:\n    pass", "`=` assigns", "write `==` to compare"),
        ("x = a && b", "this is not the semantics language", "write `and`"),
        ("if x:\npass", "the indentation of this line does not fit", None),
        ("x++", "this is not the semantics language", "write `n = n + 1`"),
    ],
)
def test_syntax_in_our_words(text: str, message: str, hint: str | None) -> None:
    found = parse_body(text)
    assert isinstance(found, SyntaxProblem)
    assert found.message == message
    if hint is not None:
        assert found.hint == hint


def test_identical_texts_are_parsed_once() -> None:
    assert parse_body("x[1] = 1234") is parse_body("x[1] = 1234")
    assert parse_expression(" 3 + 4") is parse_expression(" 3 + 4")
