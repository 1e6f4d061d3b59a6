"""A small spec with one of everything, to try a few lines of semantics in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

import pytest

from specgen.model.architecture import Architecture
from specgen.model.spec import load
from specgen.semantics import Semantics, analyse, ir
from specgen.source import Diagnostics, render

SPEC = Path(__file__).with_name("spec.yaml").read_text(encoding="utf-8")

EXAMPLE = """
instructions:
  example:
    format: {format}
    encoding: {{opcode: 1}}
    {engine}
    assembly: "{assembly}"
    summary: An example.
{more}
    semantics: |
{semantics}
"""

ASSEMBLY = {
    "r": "example {rd:x}, {rs1:x}, {rs2:x}, {imm}",
    "t": "example {dtype}, {slot}, {base}, {pitch}",
    "m": "example {mode}",
}


@dataclass(frozen=True)
class Tried:
    """What became of the example: findings by rule in order, and its program if it typed."""

    architecture: Architecture
    semantics: Semantics
    diagnostics: Diagnostics

    @property
    def program(self) -> ir.Program:
        assert "example" in self.semantics.programs, render(self.diagnostics, "text")
        return self.semantics.programs["example"]

    @property
    def body(self) -> ir.Body:
        return self.program.bodies[0]

    @property
    def rules(self) -> list[str]:
        return [found.rule for found in self.diagnostics.sorted()]


Try = Callable[..., Tried]


@pytest.fixture(name="tried")
def _tried(tmp_path: Path) -> Try:
    """Analyse the base spec with one more instruction (and functions, by name to their YAML)."""

    def run(
        semantics: str,
        *,
        format: str = "r",  # noqa: A002
        engine: str = "",
        more: str = "",
        functions: Mapping[str, str] | None = None,
    ) -> Tried:
        text = SPEC + EXAMPLE.format(
            format=format,
            assembly=ASSEMBLY[format],
            engine=f"engine: {engine}" if engine else "",
            more=indent(more, "    "),
            semantics=indent(semantics, "      "),
        )
        if functions:
            text += "functions:\n" + "".join(f"  {name}: {what}\n" for name, what in functions.items())
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        diagnostics = Diagnostics()
        architecture = load(tmp_path).architecture()
        return Tried(architecture, analyse(architecture, diagnostics), diagnostics)

    return run
