"""What a change of a spec breaks, for whom, and what it costs."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.review import Outcome, Search


def diff(old: str, new: str, *, spec: str | Path = "spec", search: Search | None = None) -> Outcome:
    """Compare two specs: folders, archives of ``specgen bundle``, or revisions of git.

    ``spec`` is the folder of the spec in the repository, for revisions. Raises SideError where a side cannot be had, SpecError
    where one has errors in it.
    """
    from specgen.review import conclude, judge, load_side, prepare

    with ExitStack() as stack:
        first, second = load_side(old, Path(spec), stack), load_side(new, Path(spec), stack)
        review = prepare(first, second, search)
        return conclude(review, judge(review))
