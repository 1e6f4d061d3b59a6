"""Validation errors in the words of the spec, with places; Pydantic's own wording never reaches a user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.source.diagnostics import Diagnostics, Problem
from specgen.source.files import Location
from specgen.source.pydantic_keys import KnownKeys, known_keys_of
from specgen.source.pydantic_words import (
    LACKS_KEY,
    SHALLOW,
    UNKNOWN_KEY,
    Failure,
    Said,
    missing_key,
    said,
    said_of_union,
    unknown_key,
)
from specgen.source.suggest import suggest
from specgen.source.tree import Tree

if TYPE_CHECKING:
    from pydantic import ValidationError

__all__ = ["KnownKeys", "known_keys_of", "translate"]


def translate(
    error: ValidationError,
    tree: Tree,
    base_path: Sequence[str | int],
    diagnostics: Diagnostics,
    known_keys: KnownKeys | None = None,
) -> None:
    """Report every error of a failed validation of `tree`'s value at `base_path`.

    `known_keys` (`known_keys_of(Model)`) gives hints for misspelt keys. Errors of a union's branches become
    one finding. A validator of ours raises `Problem` (or ValueError) and is reported in its own words. Values
    that the loader refused already are passed over.
    """
    failures = list(_failures(error, (), tree, tuple(base_path)))
    misspelt: set[tuple[tuple[str | int, ...], str]] = set()
    left: list[Failure] = []
    for failure in _one_per_union(failures, 0):
        if failure.kind in UNKNOWN_KEY:
            _report_unknown_key(failure, tree, diagnostics, known_keys, misspelt)
        else:
            left.append(failure)
    for failure in left:
        if failure.kind in LACKS_KEY and (failure.path, str(failure.loc[-1])) in misspelt:
            continue
        if not tree.refused(failure.path):
            _report(failure, tree, diagnostics)


def _failures(
    error: ValidationError, prefix: tuple[str | int, ...], tree: Tree, base: tuple[str | int, ...]
) -> Iterator[Failure]:
    """Yield the errors; those of a validation inside a validator stand in place of its own."""
    from pydantic import ValidationError

    for detail in error.errors(include_url=False):
        loc, context = (*prefix, *detail["loc"]), detail.get("ctx", {})
        cause = context.get("error")
        if isinstance(cause, ValidationError):
            yield from _failures(cause, loc, tree, base)
            continue
        kind = detail["type"]
        own = loc[:-1] if kind in LACKS_KEY else loc
        path = tree.resolve((*base, *own))
        inside = tree.inside((*base, *own))[len(base) :]
        if kind in LACKS_KEY and inside and inside[-1] and not isinstance(tree.value(path), dict):
            path, inside = path[:-1], (*inside[:-1], False)  # a branch that is called like a key
        yield Failure(kind, loc, path, inside, tree.value(path), context, detail["msg"])


def _one_per_union(failures: Iterable[Failure], position: int) -> Iterator[Failure]:
    """Yield the failures; of a union's branches, only those of the branch that was most likely meant."""
    groups: dict[tuple[str | int, ...], list[Failure]] = {}
    for number, failure in enumerate(failures):
        branch = failure.branch(position)
        where = (f"alone {number}",) if branch is None else ("union", *failure.loc[:branch])
        groups.setdefault(where, []).append(failure)
    for where, group in groups.items():
        if where[0] != "union":
            yield from group
            continue
        at = len(where) - 1
        branches: dict[str | int, list[Failure]] = {}
        for failure in group:
            branches.setdefault(failure.loc[at], []).append(failure)
        meant = _meant(list(branches.values()), group[0].path[: _depth(group[0], at)])
        if meant is None:
            yield Failure.of_union(group)
        else:
            yield from _one_per_union(meant, at + 1)


def _depth(failure: Failure, at: int) -> int:
    """Return the length of the path to the union whose branch part `at` of the failure's location names."""
    return len(failure.path) - sum(failure.inside[at:])


def _meant(branches: list[list[Failure]], path: tuple[str | int, ...]) -> list[Failure] | None:
    """Return the failures of the branch that fits best, or None where none fits even in kind."""
    if len(branches) == 1:
        return branches[0]
    fitting = [
        branch for branch in branches if any(one.kind not in SHALLOW or one.path != path for one in branch)
    ]
    return min(fitting, key=len) if fitting else None


def _report_unknown_key(
    failure: Failure,
    tree: Tree,
    diagnostics: Diagnostics,
    known_keys: KnownKeys | None,
    misspelt: set[tuple[tuple[str | int, ...], str]],
) -> None:
    parent, key = failure.path[:-1], str(failure.loc[-1])
    known = known_keys(failure.loc[:-1]) if known_keys is not None else ()
    present = tree.value(parent)
    free = [name for name in known if name not in present] if isinstance(present, dict) else list(known)
    near = suggest(key, free)
    if near is not None:
        misspelt.add((parent, near))
    _say(unknown_key(parent, key, near, free), tree.key_location(failure.path), diagnostics)


def _report(failure: Failure, tree: Tree, diagnostics: Diagnostics) -> None:
    path = failure.path
    if failure.kind in LACKS_KEY:
        _say(missing_key(path, str(failure.loc[-1])), tree.key_location(path), diagnostics)
    elif isinstance(problem := failure.context.get("error"), Problem):
        path = (*path, *problem.path)
        at = tree.scalar_location(path, *problem.span) if problem.span else _spot(tree, path)
        diagnostics.error(problem.rule, problem.message, at, hint=problem.hint)
    elif failure.loc[-1:] == ("[key]",):
        _say(said(failure, key=True), tree.key_location(path), diagnostics)
    elif failure.kind == "union":
        _say(said_of_union(failure), _spot(tree, path), diagnostics)
    else:
        tag = failure.discriminator
        at = tree.value_location((*path, tag)) if tag else _spot(tree, path)
        _say(said(failure), at, diagnostics)


def _spot(tree: Tree, path: tuple[str | int, ...]) -> Location:
    """Return where to point at a value: of what is written over several lines, at its key."""
    at = tree.value_location(path)
    first = at.file.line(at.line)[at.column - 1 : at.column]
    several = isinstance(tree.value(path), dict | list) and first not in "[{"
    return tree.key_location(path) if several else at


def _say(words: Said, at: Location, diagnostics: Diagnostics) -> None:
    diagnostics.error(words.rule, words.message, at, hint=words.hint)
