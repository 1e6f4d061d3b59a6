"""`specgen import`: a file of hardware people becomes one of a spec, with a word for what it loses."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import specgen

FILES = Path(__file__).parents[1] / "importers" / "systemrdl" / "files"


def test_file_is_written_and_losses_are_told(tmp_path: Path) -> None:
    target = tmp_path / "registers.yaml"
    done = specgen("import", "rdl", FILES / "uart.rdl", "-o", target)
    assert done.exit_code == 0
    assert "uart.rdl:33:17: warning[rdl-lost]: the field filled loses its 'counter'" in done.stderr
    assert target.read_text().startswith('# From "uart.rdl".\nenums:\n')


def test_it_is_printed_without_a_target() -> None:
    done = specgen("import", "rdl", FILES / "soc.rdl", "--top", "timer")
    assert done.exit_code == 0
    assert "  timer:\n    base: 0\n" in done.stdout


def test_nothing_is_written_where_something_is_wrong(tmp_path: Path) -> None:
    target = tmp_path / "registers.yaml"
    done = specgen("import", "rdl", FILES / "refused.rdl", "-o", target)
    assert done.exit_code == 1
    assert "refused.rdl:2:28: error[rdl-unsupported]" in done.stderr
    assert not target.exists()


def test_how_to_install_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.startswith("systemrdl"):
            raise ImportError(name)
        return original(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    done = specgen("import", "rdl", FILES / "uart.rdl")
    assert done.exit_code == 2
    assert "pip install 'specgen[systemrdl]'" in done.stderr
