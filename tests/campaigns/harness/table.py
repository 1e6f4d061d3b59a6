"""The committed table of results."""

from __future__ import annotations

from pathlib import Path

from tests.campaigns.harness import registry
from tests.campaigns.harness.result import TABLE, Result

_HEAD = """# What the campaigns found

Full counts, by `make test-long`; each row quotes the result file of one run (`RECORD=1` writes it here).

| campaign | what is checked | cases | seed | commit | time | wrong | counted |
|---|---|---:|---:|---|---:|---:|---|
"""


def record(result: Result, path: Path = TABLE) -> None:
    """Puts the result into its campaign's row and keeps the other rows, in the order of their names."""
    rows = _rows(path) | {result.campaign: _row(result)}
    body = "".join(f"{rows[name]}\n" for name in sorted(rows))
    path.write_text(_HEAD + body, encoding="utf-8")


def _rows(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {line.split("`")[1]: line for line in lines if line.startswith("| `")}


def _row(result: Result) -> str:
    campaign = registry.load(result.campaign)
    evidence = tuple(one.key("") for one in campaign.evidence)
    tally = {what: number for what, number in sorted(result.tally.items()) if not what.startswith(evidence)}
    counted = ", ".join(f"{what}: {number:,}" for what, number in tally.items())
    cells = (
        f"`{result.campaign}`",
        campaign.summary,
        f"{result.count:,}",
        str(result.seed),
        f"`{result.commit}`",
        duration(result.seconds),
        f"{result.wrong:,}",
        counted,
    )
    return f"| {' | '.join(cells)} |"


def duration(seconds: float) -> str:
    """Seconds as people say them: ``42 s``, ``7 min``, ``3 h 5 min``."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
