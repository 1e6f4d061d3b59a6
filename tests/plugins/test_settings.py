"""``plugins.yaml``: what fits a rule's settings is handed to it, and everything else is told where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from specgen.hosting import FILE, settings_of
from specgen.source import Diagnostics


def rule(
    _subject: object,
    *,
    most: int = 3,
    name: str = "x",
    strict: bool = False,
    words: tuple[str, ...] = (),
    codes: tuple[int, ...] = (1,),
) -> Iterator[Any]:
    """A rule with a setting of each kind."""
    yield most, name, strict, words, codes


def read(folder: Path, text: str) -> tuple[dict[str, dict[str, Any]], list[str]]:
    (folder / FILE).write_text(text, encoding="utf-8")
    found = Diagnostics()
    settings = settings_of(folder, "checks", {"set-rule": rule}, found)
    return settings, [f"{one.at.line}:{one.at.column} {one.rule}: {one.message}" for one in found.sorted()]


@pytest.mark.parametrize("text", ["", "checks:\n", "diff: {other: {}}", "checks: {set-rule: {}}"])
def test_nothing_set(tmp_path: Path, text: str) -> None:
    settings, found = read(tmp_path, text)
    assert not any(settings.values())
    assert not found
    (tmp_path / FILE).unlink()
    assert settings_of(tmp_path, "checks", {}, Diagnostics()) == {}


def test_values_of_every_kind(tmp_path: Path) -> None:
    text = "checks: {set-rule: {most: 0x10, name: no, strict: true, words: [a, b], codes: [2, 3]}}"
    settings, found = read(tmp_path, text)
    assert settings == {
        "set-rule": {"most": 16, "name": "no", "strict": True, "words": ("a", "b"), "codes": (2, 3)}
    }
    assert not found
    assert list(rule(None, **settings["set-rule"])) == [(16, "no", True, ("a", "b"), (2, 3))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("checks: {set-rule: {most: true}}", "1:27 plugin-setting: most of set-rule is a whole number"),
        ("checks: {set-rule: {most: 1.5}}", "1:27 plugin-setting: most of set-rule is a whole number"),
        ("checks: {set-rule: {strict: 1}}", "1:29 plugin-setting: strict of set-rule is true or false"),
        ("checks: {set-rule: {name: [a]}}", "1:27 plugin-setting: name of set-rule is text"),
        ("checks: {set-rule: {words: a}}", "1:28 plugin-setting: words of set-rule is a list"),
        ("checks: {set-rule: {codes: [a]}}", "1:28 plugin-setting: codes of set-rule is a list"),
        ("checks: {set-rule: {mots: 1}}", "1:21 plugin-setting: set-rule has no setting 'mots'"),
        ("checks: {set-rule: 3}", "1:20 plugin-setting: this is to be a mapping"),
        ("checks: [1]", "1:9 plugin-setting: this is to be a mapping"),
        ("[1]", "1:1 plugin-setting: this is to be a mapping"),
        ("chekcs: {}", "1:1 plugin-setting: 'chekcs' is no section"),
        ("checks: {yaml-tab: {}}", "1:10 plugin-setting: no installed package adds the rule 'yaml-tab'"),
        ("checks: &a {}", "1:9 yaml-anchor: "),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, text: str, told: str) -> None:
    settings, found = read(tmp_path, text)
    assert not any(settings.values())
    assert len(found) == 1
    assert found[0].startswith(told)
