"""Witnesses: an input on which the two sides differ, found by asking both, so that nobody has to believe a verdict."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from specgen.data import frozen
from specgen.review.sides import Side

Action = Callable[[Side, str, Mapping[str, Any]], Any]
"""What a side says to an input: (side, variant, input) -> plain JSON. What it refuses is an answer, too: ``{"refused": why}``."""

_ACTIONS: dict[str, Action] = {}
_HOMES = ("codes", "behaviour", "bytes", "interfaces", "figures")


@frozen()
class Witness:
    """An ``action`` of which the two sides give different answers to one ``input``. All of it is plain JSON.

    ``variant`` is asked, called ``was`` on the old side. ``told`` is a sentence for people: ``the word 0x13 is addi before,
    and illegal after``.
    """

    action: str
    variant: str
    was: str
    input: dict[str, Any]
    before: Any
    after: Any
    told: str = ""


def action(name: str) -> Callable[[Action], Action]:
    """Register the function below as what the witnesses of one ``action`` ask a side."""

    def register(function: Action) -> Action:
        _ACTIONS[name] = function
        return function

    return register


def ask(side: Side, name: str, variant: str, given: Mapping[str, Any]) -> Any:
    """Return what a side says to the input of an action, as plain JSON. Raises KeyError where there is no such action."""
    for home in _HOMES:
        import_module(f"specgen.review.actions.{home}")
    return json.loads(json.dumps(_ACTIONS[name](side, variant, given)))


def witness(
    old: Side,
    new: Side,
    name: str,
    variant: str,
    given: Mapping[str, Any],
    *,
    was: str | None = None,
    told: str = "",
) -> Witness | None:
    """Ask both sides; return a witness where they differ, None where they agree.

    ``was`` is the old name of a renamed variant. In ``told``, ``{before}`` and ``{after}`` stand for the answers.
    """
    given = json.loads(json.dumps(given))
    was = was or variant
    before, after = ask(old, name, was, given), ask(new, name, variant, given)
    if before == after:
        return None
    first, second = apart(before, after)
    told = told.replace("{before}", worded(first)).replace("{after}", worded(second))
    return Witness(name, variant, was, dict(given), before, after, told)


def apart(before: Any, after: Any) -> tuple[Any, Any]:
    """Return two answers without the parts that are the same in both."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return before, after
    same = {key for key, value in before.items() if key in after and after[key] == value}
    if not same and not {*before, *after} & {"refused"}:
        return before, after
    return tuple({k: v for k, v in one.items() if k not in same} for one in (before, after))  # type: ignore[return-value]


def shown(answer: Any) -> str:
    """Return an answer as one short text, whole."""
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def worded(answer: Any) -> str:
    """Return an answer as a part of a sentence: ``mask 255``, ``refused (there is no such register)``."""
    if isinstance(answer, dict):
        if answer.keys() == {"refused"}:
            return f"refused ({answer['refused']})"
        told = {key: value for key, value in answer.items() if value not in ("", None, [], {})}
        if told:
            return ", ".join(f"{key} {worded(value)}" for key, value in told.items())
    return shown(answer)
