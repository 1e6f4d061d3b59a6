"""Names, through an editor: what they mean, where they are given and used, and another one for them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.client import Editor, Session, at, shown


def asked(session: Session, path: Path, ask: Callable[[Editor, str, str], Coroutine[Any, Any, Any]]) -> Any:
    """Open a file, wait until its spec was checked, ask, and close it."""
    text = path.read_text()

    async def act(editor: Editor) -> Any:
        uri = editor.open(path, text + "chips: 1\n")
        await editor.until(lambda: editor.findings.get(uri))
        editor.type(uri, text)
        error = types.DiagnosticSeverity.Error
        await editor.until(lambda: all(one.severity != error for one in editor.findings[uri]))
        try:
            return await ask(editor, uri, text)
        finally:
            editor.close(uri)

    return session(act)


def hovered(session: Session, path: Path, marked: str) -> str:
    async def ask(editor: Editor, uri: str, text: str) -> types.Hover | None:
        return await editor.text_document_hover_async(types.HoverParams(**at(uri, text, marked)))

    found = asked(session, path, ask)
    assert found is not None, marked
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


@pytest.mark.parametrize(
    ("file", "marked", "told"),
    [
        (
            "isa/instructions.yaml",
            "  blt‸:",
            [
                "Branch if less than, signed.",
                "| offset | b | a | opcode |",
                "00000100",
                "    pc = pc + offset",
            ],
        ),
        ("isa/instructions.yaml", "format: bra‸nch", ["offset", "31:16", "32 bits"]),
        ("isa/instructions.yaml", "< s32(x‸[b]", ["Scalar registers; x0 is 0.", "u32[16]"]),
        ("isa/instructions.yaml", "pc + off‸set", ["bits 31:16: `s16`, times 4, from -131072 to 131068"]),
        ("isa/instructions.yaml", "ex‸it(x[a])", ["Ends the program.", "exit(code: u32)"]),
        ("isa/instructions.yaml", "u32(ba‸se + 4", ["local", "base = u32(x[a] + imm)"]),
        ("isa/instructions.yaml", "latency: sram‸.latency", ["16 KiB, addresses `0x0` to `0x3fff`"]),
        ("isa/instructions.yaml", "{d:v‸}, {a:v}", ["Vector registers."]),
        ("isa/state.yaml", "8, LAN‸ES", ["| small | 4 |", "| large | 16 |"]),
        ("spec.yaml", "width: 4 * LAN‸ES", ["`4 * LANES` = 16 (small), 64 (large)"]),
        ("spec.yaml", "  LANES‸:", ["integer, by default 8, one of 4, 8, 16"]),
        ("spec.yaml", "bandwid‸th: 32", ["Bytes per second or per cycle"]),
        ("isa/extra.yaml", "enum: mo‸de", ["| `saturate` | 1 | Clamp, 🙂 always. |"]),
        ("isa/extra.yaml", "reset: satu‸rate", ["code 1 (0x1)"]),
        (
            "isa/extra.yaml",
            "      contr‸ol:",
            ["address `0x104` (status + 0x4), 32 bits, after a reset `0x2`"],
        ),
        ("isa/extra.yaml", "half_fl‸oat", ["16 bits: 1 + 5 + 10", "greatest 65504"]),
        ("isa/extra.yaml", "status.control.done‸, enable", ["field of status.control", "w1c"]),
    ],
)
def test_hover_tells_what_a_name_resolved_to(
    session: Session, spec: Path, file: str, marked: str, told: list[str]
) -> None:
    found = hovered(session, spec / file, marked)
    squeezed = " ".join(found.split(" ")).replace("  ", " ")
    for one in told:
        assert one in found or one in " ".join(found.split()), (one, found, squeezed)


def test_definition_leads_to_another_file_and_into_the_package(session: Session, spec: Path) -> None:
    async def ask(editor: Editor, uri: str, text: str) -> list[list[types.Location]]:
        found = []
        for marked in ("{d:x‸}, {a:x}, {imm}", "format: vec‸tor", "sra‸m.latency"):
            given = await editor.text_document_definition_async(
                types.DefinitionParams(**at(uri, text, marked))
            )
            assert isinstance(given, list)
            found.append([one for one in given if isinstance(one, types.Location)])
        return found

    state, form, memory = asked(session, spec / "isa" / "instructions.yaml", ask)
    assert [one.uri for one in state] == [(spec / "isa" / "state.yaml").as_uri()]
    assert shown((spec / "isa" / "state.yaml").read_text(), state[0].range) == "x"
    assert form[0].range.start.line < 10
    assert shown((spec / "spec.yaml").read_text(), memory[0].range) == "sram"

    path = spec / "isa" / "extra.yaml"
    path.write_text(path.read_text() + "tables:\n  t: {type: e4m3, values: [1]}\n")

    async def ask_std(editor: Editor, uri: str, text: str) -> Any:
        return await editor.text_document_definition_async(types.DefinitionParams(**at(uri, text, "e4‸m3")))

    (std,) = asked(session, path, ask_std)
    assert std.uri.endswith("/std/types/ofp8.yaml")


def test_references_are_found_across_files(session: Session, spec: Path) -> None:
    async def ask(editor: Editor, uri: str, text: str) -> list[types.Location]:
        context = types.ReferenceContext(include_declaration=True)
        params = types.ReferenceParams(context=context, **at(uri, text, "  LANES‸:"))
        return list(await editor.text_document_references_async(params) or ())

    found = asked(session, spec / "spec.yaml", ask)
    files = {path.as_uri(): path.read_text() for path in spec.rglob("*.yaml")}
    assert all(shown(files[one.uri], one.range) == "LANES" for one in found)
    assert len(found) == sum(text.count("LANES") for text in files.values())


def test_a_file_has_an_outline_and_a_spec_is_searched(session: Session, spec: Path) -> None:
    async def ask(editor: Editor, uri: str, text: str) -> Any:
        document = types.TextDocumentIdentifier(uri)
        inside = await editor.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        search = await editor.workspace_symbol_async(types.WorkspaceSymbolParams("satur"))
        marks = await editor.text_document_document_highlight_async(
            types.DocumentHighlightParams(**at(uri, text, "enum: mo‸de"))
        )
        return inside, search, marks

    inside, search, marks = asked(session, spec / "isa" / "extra.yaml", ask)
    assert [one.name for one in inside] == ["enums", "types", "registers", "interrupts"]
    (mode,) = inside[0].children
    assert (mode.name, mode.detail) == ("mode", "How to 𝔸dd.")
    assert [one.name for one in mode.children] == ["wrap", "saturate"]
    assert (spec / "isa" / "extra.yaml").as_uri() in [one.location.uri for one in search]
    assert {one.name for one in search} == {"saturate"}
    assert len(marks) == 2


def renamed(session: Session, path: Path, marked: str, name: str) -> dict[Path, str]:
    """Rename, and return what the files are then."""

    async def ask(editor: Editor, uri: str, text: str) -> types.WorkspaceEdit | None:
        position = at(uri, text, marked)
        ready = await editor.text_document_prepare_rename_async(types.PrepareRenameParams(**position))
        assert isinstance(ready, types.PrepareRenamePlaceholder)
        return await editor.text_document_rename_async(types.RenameParams(new_name=name, **position))

    edit = asked(session, path, ask)
    assert edit is not None
    assert edit.document_changes is not None
    made: dict[Path, str] = {}
    for document in edit.document_changes:
        assert isinstance(document, types.TextDocumentEdit)
        file = Path(document.text_document.uri.removeprefix("file://"))
        lines = file.read_text().split("\n")
        for one in sorted(
            document.edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True
        ):
            assert not isinstance(one, types.SnippetTextEdit)
            assert one.range.start.line == one.range.end.line
            line = lines[one.range.start.line].encode("utf-16-le")
            before, after = line[: 2 * one.range.start.character], line[2 * one.range.end.character :]
            lines[one.range.start.line] = (
                before.decode("utf-16-le") + one.new_text + after.decode("utf-16-le")
            )
        made[file] = "\n".join(lines)
    return made


def test_rename_changes_keys_values_semantics_and_templates_in_all_files(
    session: Session, spec: Path
) -> None:
    made = renamed(session, spec / "isa" / "state.yaml", "  v‸: {type", "vr")
    assert "  vr: {renamed_from: v, type: f32" in made[spec / "isa" / "state.yaml"]
    text = made[spec / "isa" / "instructions.yaml"]
    assert "vadd {d:vr}, {a:vr}, {b:vr}" in text
    assert "vr[d, i] = vr[a, i] + vr[b, i]" in text


def test_rename_counts_characters_as_the_editor_does(session: Session, spec: Path) -> None:
    path = spec / "isa" / "extra.yaml"
    made = renamed(session, path, "reset: satu‸rate", "clamp")
    text = made[path]
    assert 'clamp: {renamed_from: saturate, value: 1, summary: "Clamp, 🙂 always."}' in text
    assert "reset: clamp" in text


@pytest.mark.parametrize(
    ("file", "marked", "name", "why"),
    [
        ("isa/state.yaml", "  v‸: {type", "x", "x is taken"),
        ("isa/state.yaml", "  v‸: {type", "two words", "is no name"),
        ("isa/state.yaml", "  v‸: {type", "range", "nothing can be called range"),
        ("isa/state.yaml", "  v‸: {type", "imm", "the field and the state 'imm' have one name"),
        ("isa/state.yaml", "  pc‸: {type", "counter", "pc is a name of the language"),
        ("isa/instructions.yaml", "  vadd‸:", "add", "add is taken"),
    ],
)
def test_rename_refuses_with_a_reason(
    session: Session, spec: Path, file: str, marked: str, name: str, why: str
) -> None:
    async def ask(editor: Editor, uri: str, text: str) -> str:
        params = types.RenameParams(new_name=name, **at(uri, text, marked))
        with pytest.raises(JsonRpcException) as refused:
            await editor.text_document_rename_async(params)
        return str(refused.value)

    assert why in asked(session, spec / file, ask)


def test_rename_leaves_what_comes_with_specgen_alone(session: Session, spec: Path) -> None:
    path = spec / "isa" / "extra.yaml"
    path.write_text(path.read_text() + "tables:\n  t: {type: e4m3, values: [1]}\n")

    async def ask(editor: Editor, uri: str, text: str) -> str:
        with pytest.raises(JsonRpcException) as refused:
            await editor.text_document_prepare_rename_async(
                types.PrepareRenameParams(**at(uri, text, "e4‸m3"))
            )
        return str(refused.value)

    assert "std:types/ofp8.yaml, which comes with specgen" in asked(session, path, ask)
