"""What witnesses ask of error codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.review.actions.bytes.finding import Absent, item, refused
from specgen.review.witnesses import action

if TYPE_CHECKING:
    from specgen.review.sides import Side


@action("error_code")
def code(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The number of an error, or the error that a ``code`` is, or as which a ``condition`` or a ``fault`` surfaces."""
    errors = side.architectures[variant].errors
    if "error" in given:
        try:
            return item(errors, "error", given).code
        except Absent as error:
            return refused(error)
    for one in errors.values():
        faults = {fault.name for fault in one.faults}
        if (
            one.code == given.get("code")
            or given.get("condition") in one.conditions
            or given.get("fault") in faults
        ):
            return one.name
    return refused("no error")
