"""Approvals written into the policy's file: text is added at its end, so that comments and order stay."""

from __future__ import annotations

import json
from pathlib import Path

from specgen.review.findings import Finding
from specgen.source import SpecError


class ApprovalError(ValueError):
    """An approval that cannot be written; the message has it as text, to be put in by hand."""


def entry(found: Finding, owner: str, reason: str, expires: str) -> str:
    """Return an approval as an item of the list in the file."""
    said = {
        "fingerprint": found.fingerprint,
        "rule": found.rule,
        "subject": found.subject,
        "owner": owner,
        "reason": reason,
        "expires": expires,
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()]
    return "  - " + "\n    ".join(lines) + "\n"


def approve(path: Path, found: Finding, owner: str, reason: str, expires: str) -> None:
    """Add an approval to a policy's file, which is made where it is not there.

    Raises SpecError where the file is wrong, or what is to be written would be; ApprovalError where the list is not the last
    thing in it; OSError.
    """
    from specgen.review.policy_file import read_policy, read_text
    from specgen.source.writing import write_whole

    before = path.read_text(encoding="utf-8") if path.exists() else ""
    known = read_policy(path).approvals if before else ()
    if before and not before.endswith("\n"):
        before += "\n"
    item = entry(found, owner, reason, expires)
    for head in ("", "approvals:\n"):
        text = before + head + item
        try:
            made = read_text(text, str(path)).approvals
        except SpecError as error:
            if any(one.rule.startswith("review-") for one in error.diagnostics):
                raise
            continue
        if [one.fingerprint for one in made] == [*(one.fingerprint for one in known), found.fingerprint]:
            write_whole(path, text.encode())
            return
    raise ApprovalError(f"{path} does not end in the list of its approvals: add there\n\n{item.rstrip()}")
