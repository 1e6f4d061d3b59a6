"""What the page of editors says can be said: the commands start, the settings are read, the examples are what they claim."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from lsprotocol import types

from specgen.cli.lsp import command
from tests.lsp.client import Editor, Session, at

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def blocks(root: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, text in BLOCK.findall((root / "site" / "pages" / "editor.md").read_text()):
        found.setdefault(language, []).append(text)
    return found


def test_every_editor_is_told_the_command_that_there_is(blocks: dict[str, list[str]]) -> None:
    code, schema = map(json.loads, blocks["json"])
    assert [code["glspc.server.command"], *code["glspc.server.commandArguments"]] == ["specgen", "lsp"]
    assert schema["yaml.schemas"] == {"./spec/.schema/specgen.json": "spec/**/*.yaml"}
    (helix,) = map(tomllib.loads, blocks["toml"])
    server = helix["language-server"][helix["language"][0]["language-servers"][0]]
    assert [server["command"], *server["args"]] == ["specgen", "lsp"]
    assert '{ "specgen", "lsp" }' in blocks["lua"][0]
    assert '("specgen" "lsp")' in blocks["lisp"][0]
    assert blocks["lisp"][0].count("(") == blocks["lisp"][0].count(")")
    assert command.name == "lsp"


def test_the_first_line_is_that_of_the_specs_here(root: Path, blocks: dict[str, list[str]]) -> None:
    assert (root / "spec" / "spec.yaml").read_text().startswith(blocks["yaml"][0])


def test_settings_are_heard(blocks: dict[str, list[str]], spec: Path) -> None:
    options = json.loads(blocks["json"][0])["glspc.server.initializationOptions"]
    assert set(options) == {"renamedFrom"}
    path = spec / "isa" / "state.yaml"
    text = path.read_text()

    async def act(editor: Editor) -> tuple[types.Diagnostic, types.WorkspaceEdit | None]:
        uri = editor.open(path, text.replace("LANES", "LANS"))
        await editor.until(lambda: editor.findings.get(uri))
        found = editor.findings[uri][0]
        editor.type(uri, text)
        edit = await editor.text_document_rename_async(
            types.RenameParams(new_name="vr", **at(uri, text, "  v‸: {type"))
        )
        return found, edit

    session = Session(options={"rules": "https://example.org/rules/", "renamedFrom": False})
    try:
        found, edit = session(act)
    finally:
        session.end()
    assert found.code_description is not None
    assert found.code_description.href == f"https://example.org/rules/#{found.code}"
    assert edit is not None
    assert "renamed_from" not in str(edit)
