"""How rules of queues ask both sides."""

from __future__ import annotations

from typing import Any

from specgen.review.changes import Change
from specgen.review.subject import Review
from specgen.review.witnesses import Witness

SAME = "both sides say the same"
_CALLED = {"queues": "queue", "mailboxes": "mailbox", "traces": "trace"}


def asked(review: Review, change: Change, action: str, text: str, **given: Any) -> Witness | None:
    """Ask an action about the queue, mailbox or trace of a change; ``text`` goes on after what was asked."""
    named = {_CALLED[change.section]: change.name, **given}
    return review.witness(action, change.variants[0], named, f"{text} is {{before}} before, {{after}} after")


def word(section: str) -> str:
    """What an item of a section is called."""
    return _CALLED[section]
