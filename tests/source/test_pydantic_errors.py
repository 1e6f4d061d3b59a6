"""Every validation error in our words, at its place, once; Pydantic's wording nowhere."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

import pytest
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from specgen.source import Diagnostics, Problem, SourceFile, known_keys_of, load_yaml, translate


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Bits(Strict):
    bits: str
    signed: bool = False
    scale: int = 1


class Load(Strict):
    kind: Literal["load"]
    size: int


class Store(Strict):
    kind: Literal["store"]
    to: str


class Range(Strict):
    low: int
    high: int

    @model_validator(mode="after")
    def ordered(self) -> Self:
        if self.low > self.high:
            raise Problem("low is above high", rule="schema-choice", path=("high",))
        return self


def shape(value: object) -> str | None:
    return "many" if isinstance(value, list) else "one" if isinstance(value, str) else None


class Format(Strict):
    width: Annotated[int, Field(ge=1, le=128, multiple_of=2)] = 2
    fields: dict[str, str | Bits] = {}
    status: Literal["draft", "beta", "stable"] = "draft"
    items: list[Annotated[Load | Store, Field(discriminator="kind")]] = []
    depth: int | Literal["auto", "none"] = 0
    mixed: int | list[int] | Bits = 0
    range: Range | None = None
    flag: bool = False
    name: Annotated[str, Field(max_length=8, pattern="^[a-z]*$")] = ""
    text: str = ""
    rate: float = 0.0
    pair: Annotated[list[int], Field(min_length=2, max_length=2)] = [1, 2]
    by_number: dict[int, str] = {}
    shaped: Annotated[
        Annotated[str, Tag("one")] | Annotated[list[int], Tag("many")], Discriminator(shape)
    ] = ""

    @field_validator("text")
    @classmethod
    def check_text(cls, text: str) -> str:
        if "!" in text:
            raise Problem("no '!' here", hint="be calm", span=(text.index("!"), 1))
        if "?" in text:
            raise ValueError("no questions")
        if "," in text:
            raise PydanticCustomError("comma", "commas {what}", {"what": "confuse"})
        if text == "nested":
            Bits.model_validate({"bits": 1})
        return text


class Spec(Strict):
    formats: dict[str, Format]
    title: str = ""


def translated(body: str) -> list[str]:
    """Return findings as `line:column-end rule: message | hint` of a spec with one format `f`."""
    text = f"formats:\n  f: {body}\n"
    return validated(text, Spec)


def validated(text: str, model: type[BaseModel]) -> list[str]:
    diagnostics = Diagnostics()
    tree = load_yaml(SourceFile("a.yaml", text), diagnostics)
    assert tree is not None
    with pytest.raises(ValidationError) as failure:
        model.model_validate(tree.data)
    translate(failure.value, tree, (), diagnostics, known_keys_of(model))
    return [
        f"{found.at.line}:{found.at.column}-{found.at.end_column} {found.rule}: {found.message}"
        + (f" | {found.hint}" if found.hint else "")
        for found in diagnostics.sorted()
    ]


CASES = {
    "{widht: 4}": "2:7-12 schema-unknown-key: unknown key 'widht' in 'f' | did you mean 'width'?",
    "{fields: {a: {}}}": "2:16-17 schema-missing-key: 'a' lacks the key 'bits'",
    "{fields: {a: {bit: '3'}}}": (
        "2:20-23 schema-unknown-key: unknown key 'bit' in 'a' | did you mean 'bits'?"
    ),
    "{fields: {a: {bits: '3', sgined: 1}}}": (
        "2:31-37 schema-unknown-key: unknown key 'sgined' in 'a' | did you mean 'signed'?"
    ),
    "{fields: {a: {bits: 3}}}": "2:26-27 schema-type: 'bits': expected text, found 3 | quote it: \"3\"",
    "{fields: {a: 0x10}}": "2:19-23 schema-type: 'a': expected text or a mapping, found 0x10",
    "{width: wide}": "2:14-18 schema-type: 'width': expected a whole number, found 'wide'",
    "{width: '4'}": (
        "2:14-17 schema-type: 'width': expected a whole number, found '4' | write it without quotes"
    ),
    "{width: 1.5}": "2:14-17 schema-type: 'width': expected a whole number, found 1.5",
    "{width: true}": "2:14-18 schema-type: 'width': expected a whole number, found true",
    "{width: 0}": "2:14-15 schema-value: 'width': must be at least 1, not 0",
    "{width: 0x100}": "2:14-19 schema-value: 'width': must be at most 128, not 0x100",
    "{width: 3}": "2:14-15 schema-value: 'width': must be a multiple of 2, not 3",
    "{status: stabel}": (
        "2:15-21 schema-choice: 'status': 'stabel' is not one of draft, beta, stable | did you mean 'stable'?"
    ),
    "{status: [a]}": "2:15-16 schema-choice: 'status': a list is not one of draft, beta, stable",
    "{items: [{kind: laod, size: 1}]}": (
        "2:22-26 schema-choice: 'items[0]': 'laod' is not one of load, store | did you mean 'load'?"
    ),
    "{items: [{size: 1}]}": "2:15-16 schema-missing-key: 'items[0]' lacks the key 'kind'",
    "{items: [{kind: load, siez: 1}]}": (
        "2:28-32 schema-unknown-key: unknown key 'siez' in 'items[0]' | did you mean 'size'?"
    ),
    "{items: {}}": "2:14-15 schema-type: 'items': expected a list, found a mapping",
    "{items: 3}": "2:14-15 schema-type: 'items': expected a list, found 3 | write [3]",
    "{depth: atuo}": (
        "2:14-18 schema-choice: 'depth': 'atuo' is not one of auto, none, nor a whole number"
        " | did you mean 'auto'?"
    ),
    "{depth: [1]}": (
        "2:14-15 schema-type: 'depth': expected a whole number or one of auto, none, found a list"
    ),
    "{mixed: [1, a]}": "2:18-19 schema-type: 'mixed[1]': expected a whole number, found 'a'",
    "{mixed: text}": (
        "2:14-18 schema-type: 'mixed': expected a whole number, a list or a mapping, found 'text'"
    ),
    "{range: {low: 2, high: 1}}": "2:29-30 schema-choice: low is above high",
    "{flag: yes}": "2:13-16 schema-type: 'flag': expected true or false, found 'yes' | write true",
    "{flag: Off}": "2:13-16 schema-type: 'flag': expected true or false, found 'Off' | write false",
    "{flag: 1}": "2:13-14 schema-type: 'flag': expected true or false, found 1",
    "{name: [a]}": "2:13-14 schema-type: 'name': expected text, found a list",
    "{name: 1.10}": "2:13-17 schema-type: 'name': expected text, found 1.10 | quote it: \"1.10\"",
    "{name: }": "2:13-13 schema-type: 'name': expected text, found nothing",
    "{name: abcdefghi}": "2:13-22 schema-value: 'name': must have at most 8 characters",
    "{name: A}": "2:13-14 schema-value: 'name': 'A' does not match the pattern ^[a-z]*$",
    "{text: 'oh! no'}": "2:16-17 schema-value: no '!' here | be calm",
    "{text: why?}": "2:13-17 schema-value: no questions",
    "{text: 'a, b'}": "2:13-19 schema-value: commas confuse",
    "{text: nested}": "2:13-19 schema-type: 'text': expected text, found 'nested'",
    "{rate: fast}": "2:13-17 schema-type: 'rate': expected a number, found 'fast'",
    "{pair: [1]}": "2:13-14 schema-value: 'pair': must have at least 2 items, not 1",
    "{pair: [1, 2, 3]}": "2:13-14 schema-value: 'pair': must have at most 2 items, not 3",
    "{by_number: {a: b}}": "2:19-20 schema-type: expected a whole number, found 'a'",
    "{shaped: 3}": "2:15-16 schema-value: 'shaped': 3 does not fit here",
    "[1]": "2:6-7 schema-type: 'f': expected a mapping, found a list",
    "\n    width:\n      a: 1": "3:5-10 schema-type: 'width': expected a whole number, found a mapping",
}


@pytest.mark.parametrize("body", CASES)
def test_words_and_places(body: str) -> None:
    assert translated(body) == [CASES[body]]


@pytest.mark.parametrize("body", CASES)
def test_pydantics_words_are_never_shown(body: str) -> None:
    (said,) = translated(body)
    assert not re.search(r"[Ii]nput|[Vv]alid|should|permitted|discriminator|type=", said.split(": ", 1)[1])


def test_all_findings_of_a_run() -> None:
    text = "formats:\n  f: {width: a, nmae: b}\n  g: 3\ntitel: x\n"
    assert [found.split(":")[0] for found in validated(text, Spec)] == ["2", "2", "3", "4"]


def test_unknown_key_lists_the_others_where_none_is_near() -> None:
    (said,) = translated("{fields: {a: {bits: '1', zzz: 2}}}")
    assert said.endswith("| keys that could stand here: scale, signed")


def test_missing_key_at_the_root() -> None:
    assert validated("title: a", Spec) == ["1:1-6 schema-missing-key: the key 'formats' is missing"]


def test_what_the_loader_refused_is_reported_once() -> None:
    text = "formats:\n  f: {width: 010, name: *x}\n  g: {width: a}\n"
    assert [said.split()[1] for said in validated(text, Spec)] == [
        "yaml-leading-zero:",
        "yaml-alias:",
        "schema-type:",
    ]


def test_part_of_a_tree() -> None:
    diagnostics = Diagnostics()
    tree = load_yaml(SourceFile("a.yaml", "x:\n  - bits: 3\n"), diagnostics)
    assert tree is not None
    with pytest.raises(ValidationError) as failure:
        Bits.model_validate(tree.data["x"][0])
    translate(failure.value, tree, ("x", 0), diagnostics)
    (found,) = diagnostics
    assert str(found.at) == "a.yaml:2:11"
    assert found.message == "'bits': expected text, found 3"
