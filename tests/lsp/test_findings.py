"""What an editor is told while somebody types."""

from __future__ import annotations

import shutil
from pathlib import Path

from lsprotocol import types

from tests.lsp.client import Editor, with_editor


def test_findings_come_as_one_types_and_go_when_they_are_mended(root: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(root / "examples" / "riscv", tmp_path / "riscv")
    folder = shutil.copytree(root / "examples" / "rv64im", tmp_path / "rv64im")
    path = folder / "isa" / "words.yaml"
    text = path.read_text()

    async def act(editor: Editor) -> None:
        uri = editor.open(path, text.replace("format: r", "format: rr", 1))
        await editor.until(lambda: editor.findings.get(uri))
        found = editor.findings[uri][0]
        assert found.code == "ref-unknown"
        assert found.severity == types.DiagnosticSeverity.Error
        assert "did you mean 'r'?" in found.message
        editor.type(uri, text)
        await editor.until(lambda: not editor.findings[uri])

    with_editor(act)
