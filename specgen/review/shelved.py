"""The sheets of all rules without comparing their examples again, where nothing changed that they are made from."""

from __future__ import annotations

from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

from specgen.review.rules import all_rules
from specgen.review.sheets import Found, RuleSheet, rule_sheets
from specgen.review.subject import Search
from specgen.source.shelf import Shelf, code_of, digest_of

_SHELF = Shelf("reviews", most=8)
_ROOMS = (
    "checks",
    "generators",
    "hosting",
    "machine",
    "model",
    "perfmodel",
    "review",
    "semantics",
    "source",
    "std",
)
_TUPLES = ("effects", "questions")


def shelved_sheets(search: Search) -> tuple[RuleSheet, ...]:
    """Return the sheets as `rule_sheets` makes them, from the user's own folder where they are there."""
    key = digest_of(repr(search), f"{find_spec('z3') is None}", *all_rules(), *code_of(_ROOMS))
    kept = _SHELF.read(key)
    try:
        return tuple(_sheet(one) for one in kept)
    except (TypeError, KeyError, AttributeError):
        made = rule_sheets(search)
        _SHELF.write(key, [asdict(one) for one in made])
        return made


def _sheet(values: dict[str, Any]) -> RuleSheet:
    found = tuple(Found(one["message"], tuple(one["witness"])) for one in values["found"])
    pairs = {name: tuple((first, second) for first, second in values[name]) for name in _TUPLES}
    return RuleSheet(**{**values, **pairs, "found": found})
