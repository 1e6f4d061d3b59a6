"""One server for all tests: it works on any number of specs at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.model.includes import STANDARD
from tests.lsp.client import Session

EXTRA = """
enums:
  mode: {summary: How to 𝔸dd., values: {wrap: 0, saturate: {value: 1, summary: "Clamp, 🙂 always."}}}
types:
  half_float: {kind: float, exponent: 5, mantissa: 10, summary: "A float 𝕏 of 16 bits."}
registers:
  status:
    base: 0x100
    summary: What it does.
    registers:
      control:
        offset: 4
        summary: Starts it.
        fields:
          enable: {bits: "0", summary: Runs.}
          done: {bits: "3", access: w1c, summary: It is done.}
          mode: {bits: "2:1", enum: mode, reset: saturate, summary: "🙂 How."}
interrupts:
  done: {line: 0, pending: status.control.done, enable: status.control.enable, when: [completion], summary: It is done.}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec that starts from the one that comes with specgen."""
    folder = shutil.copytree(STANDARD / "starter", tmp_path / "spec")
    text = (folder / "spec.yaml").read_text().replace("name: NAME", "name: tiny")
    text = text.replace("include: [isa/*.yaml]", "include: [isa/*.yaml, std:types/ofp8.yaml]")
    (folder / "spec.yaml").write_text(text)
    (folder / "isa" / "extra.yaml").write_text(EXTRA)
    return folder


@pytest.fixture(scope="session")
def session() -> Iterator[Session]:
    """An editor and its server."""
    made = Session()
    yield made
    made.end()
