"""Rules that other packages add: loaded, set up and asked, so that one that fails is told and stops nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from specgen.hosting import FILE, PluginError, blamed, settings_of
from specgen.review.findings import Finding
from specgen.review.rules.registry import OF_ALL, OF_CHANGE, OTHERS
from specgen.source import Diagnostics, SpecError

if TYPE_CHECKING:
    from specgen.review.subject import Review


def set_up(review: Review) -> None:
    """Load other packages' rules, and what ``plugins.yaml`` beside the new spec sets. Raises SpecError for that file."""
    review.failed = {str(error.plugin): error for error in OTHERS.load()}
    side, found = review.new, Diagnostics()
    folder = side.folder if side.folder.is_dir() else side.folder.parent
    known = {id: OF_CHANGE.get(id) or OF_ALL[id] for id in OTHERS.owners}  # noqa: A001
    review.settings = settings_of(folder, "diff", known, found, shown_as=posixpath.join(side.shown, FILE))
    if found.errors:
        raise SpecError(found)


def asked(id: str, review: Review, *arguments: Any) -> Iterable[Finding]:  # noqa: A002
    """Return what a rule says; one of another package that failed is not asked again."""
    function: Callable[..., Iterable[Finding]] = OF_CHANGE.get(id) or OF_ALL[id]
    if id not in OTHERS.owners:
        return function(*arguments)
    if id in review.failed:
        return ()
    try:
        with blamed(OTHERS.owners[id]):
            return [_checked(one) for one in function(*arguments, **review.settings.get(id, {}))]
    except PluginError as error:
        review.failed[id] = error
        return ()


def _checked(found: object) -> Finding:
    if not isinstance(found, Finding):
        raise TypeError(f"a rule is to yield what found(...) returns; it yields {found!r:.80}")
    return found
