"""Examples of rules: a few lines of semantics as an instruction, and how a rule is defined by them."""

from __future__ import annotations

from textwrap import dedent, indent

from specgen.source import Severity, define

_INSTRUCTION = """instructions:
  example:
    format: r
    encoding: {opcode: 9}
    assembly: "example {rd:x}, {rs1:x}, {rs2:x}"
    summary: An example.
    timing: {issue: 1, occupancy: 1, latency: 1}
"""


def instruction(semantics: str, more: str = "") -> str:
    """An instruction that does this, after other sections of a spec (``more``)."""
    lines = indent(_plain(semantics), "      ")
    before = _plain(more) + "\n" if more else ""
    return f"{before}{_INSTRUCTION}    semantics: |\n{lines}\n"


def error(id: str, summary: str, rationale: str, wrong: str, right: str) -> None:  # noqa: A002
    """Define an error by two bodies of an instruction, or two fragments that have sections."""
    define(id, Severity.ERROR, summary, rationale, wrong=_fragment(wrong), right=_fragment(right))


def warning(id: str, summary: str, rationale: str, wrong: str, right: str) -> None:  # noqa: A002
    """Define a warning likewise."""
    define(id, Severity.WARNING, summary, rationale, wrong=_fragment(wrong), right=_fragment(right))


def _fragment(text: str) -> str:
    text = _plain(text)
    return "\n" + (text if "instructions:" in text else instruction(text))


def _plain(text: str) -> str:
    return dedent(text).strip("\n ")
