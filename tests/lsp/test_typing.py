"""What an editor offers to type, and mends that a hint proposes."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.client import Editor, Session, place


def offered(session: Session, path: Path, text: str) -> tuple[types.CompletionList, str]:
    """Open a file with a text, and return what may be typed at ``‸``, and the text as it is then."""
    plain = text.replace("‸", "")

    async def act(editor: Editor) -> types.CompletionList | None:
        uri = editor.open(path, plain)
        params = types.CompletionParams(types.TextDocumentIdentifier(uri), place(plain, text))
        found = await editor.text_document_completion_async(params)
        editor.close(uri)
        assert isinstance(found, types.CompletionList)
        return found

    found = session(act)
    assert found is not None
    return found, plain


@pytest.mark.parametrize(
    ("text", "there", "not_there"),
    [
        ("‸", {"instructions", "state", "include"}, {"format"}),
        ("instructions:\n  new:\n    ‸", {"format", "semantics", "renamed_from"}, {"instructions"}),
        ("instructions:\n  vadd:\n    format: ‸", {"r", "i", "vector"}, {"x", "vadd"}),
        ("instructions:\n  vadd:\n    encoding: {‸", {"d", "a", "b"}, {"reserved", "imm", "opcode"}),
        ('instructions:\n  vadd:\n    assembly: "vadd {‸', {"d", "a", "b"}, {"LANES", "v"}),
        ('instructions:\n  vadd:\n    assembly: "vadd {d:‸', {"v", "x", "hex", "label"}, {"d"}),
        ("instructions:\n  vadd:\n    semantics: |\n      for i in grid(LANES):\n          v[‸", {"d", "LANES", "i"}, {"imm"}),
        ("instructions:\n  vadd:\n    status: ‸", {"draft", "stable"}, {"add"}),
        ("types:\n  t: {kind: ‸", {"float", "block"}, {"e4m3"}),
        ("tables:\n  t: {type: ‸", {"e4m3", "half_float", "u8"}, {"LANES"}),
        ("memories:\n  m: {size: 4 * ‸", {"LANES", "ceildiv"}, {"x"}),
        ("memories:\n  m:\n    reachable_by: [‸", {"control"}, {"sram"}),
        ("registers:\n  status:\n    registers:\n      control:\n        fields:\n          a: {enum: ‸", {"mode"}, {"status"}),
        ("interrupts:\n  done: {enable: status.control.‸", {"enable", "mode"}, {"status", "control"}),
        ("include: [std:types/‸", {"std:types/mx.yaml"}, {"std:starter/spec.yaml"}),
        ("variants:\n  small: {parameters: {‸", {"CLOCK"}, {"clock"}),
    ],
)  # fmt: skip
def test_names_keys_and_choices_are_offered_where_they_may_stand(
    session: Session, spec: Path, text: str, there: set[str], not_there: set[str]
) -> None:
    found, _ = offered(session, spec / "isa" / "new.yaml", text)
    labels = {one.label for one in found.items}
    assert there <= labels, labels
    assert not not_there & labels


def test_what_is_offered_replaces_the_word_that_was_begun(session: Session, spec: Path) -> None:
    text = 'types:\n  𝕏: {kind: float, summary: "🙂", rounding: near‸}\n'
    found, plain = offered(session, spec / "isa" / "new.yaml", text.replace("𝕏", "a").replace("🙂", "b"))
    (nearest,) = (one for one in found.items if one.label == "nearest_even")
    assert isinstance(nearest.text_edit, types.TextEdit)
    line = plain.split("\n")[1]
    span = nearest.text_edit.range
    assert line[span.start.character : span.end.character] == "near"
    assert nearest.documentation == "How conversions round."


def test_a_name_that_is_offered_is_told_about_when_it_is_looked_at(session: Session, spec: Path) -> None:
    async def act(editor: Editor) -> types.CompletionItem:
        text = "instructions:\n  vadd:\n    format: "
        uri = editor.open(spec / "isa" / "extra.yaml", text)
        params = types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(2, 12))
        found = await editor.text_document_completion_async(params)
        assert isinstance(found, types.CompletionList)
        one = next(item for item in found.items if item.label == "branch")
        told = await editor.completion_item_resolve_async(one)
        editor.close(uri)
        return told

    told = session(act)
    assert isinstance(told.documentation, types.MarkupContent)
    assert "**branch** · format" in told.documentation.value


def test_a_name_that_is_nearly_right_is_mended(session: Session, spec: Path) -> None:
    path = spec / "isa" / "instructions.yaml"
    text = path.read_text().replace("x[d] = x[a] + imm", "x[d] = x[a] + im")

    async def act(editor: Editor) -> list[types.CodeAction]:
        uri = editor.open(path, text)
        await editor.until(lambda: editor.findings.get(uri))
        found = [one for one in editor.findings[uri] if "did you mean" in one.message]
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), found[0].range, types.CodeActionContext(found)
        )
        actions = await editor.text_document_code_action_async(params)
        editor.close(uri)
        return [one for one in actions or () if isinstance(one, types.CodeAction)]

    (action,) = session(act)
    assert action.title == "Write imm"
    assert action.edit is not None
    assert action.edit.changes is not None
    ((edit,),) = action.edit.changes.values()
    line = text.split("\n")[edit.range.start.line]
    assert line[edit.range.start.character : edit.range.end.character] == "im"
    assert edit.new_text == "imm"
