"""What an editor is told while somebody types."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.client import Editor, Session, place, shown


def test_findings_come_as_one_types_and_go_when_they_are_mended(session: Session, spec: Path) -> None:
    path = next(one for one in (spec / "isa").glob("*.yaml") if "  vadd:" in one.read_text())
    text = path.read_text()

    async def act(editor: Editor) -> types.Diagnostic:
        uri = editor.open(path, text.replace("format: vector", "format: vectr", 1))
        await editor.until(lambda: editor.findings.get(uri))
        found = editor.findings[uri]
        editor.type(uri, text)
        await editor.until(lambda: not editor.findings[uri])
        editor.close(uri)
        return found[0]

    found = session(act)
    assert (found.code, found.severity) == ("ref-unknown", types.DiagnosticSeverity.Error)
    assert "did you mean 'vector'?" in found.message
    assert found.code_description is not None
    explained = Path(found.code_description.href.removeprefix("file://"))
    assert explained.read_text().startswith("# ref-unknown\n")


def test_broken_yaml_is_a_finding_and_the_rest_of_the_spec_is_still_known(
    session: Session, spec: Path
) -> None:
    path = spec / "isa" / "extra.yaml"
    text = path.read_text()

    async def act(editor: Editor) -> tuple[types.Diagnostic, types.Hover | None]:
        broken = text.replace("    base: 0x100", "    base: 0x100\n    foo: [1, 2")
        uri = editor.open(path, broken)
        await editor.until(lambda: editor.findings.get(uri))
        hover = await editor.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(uri), place(broken, "half‸_float"))
        )
        found = editor.findings[uri]
        editor.close(uri)
        await editor.until(lambda: not editor.findings[uri])
        return found[0], hover

    found, hover = session(act)
    assert found.code == "yaml-syntax"
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "A float 𝕏 of 16 bits." in hover.contents.value


def test_both_places_of_a_collision_are_told(session: Session, spec: Path) -> None:
    path = spec / "isa" / "extra.yaml"
    other = spec / "spec.yaml"

    async def act(editor: Editor) -> types.Diagnostic:
        text = path.read_text() + "memories:\n  sram: {size: 4, address: u32, out_of_range: bad_address}\n"
        uri = editor.open(path, text)
        await editor.until(lambda: editor.findings.get(uri))
        found = editor.findings[uri]
        editor.close(uri)
        return next(one for one in found if one.code == "spec-duplicate-name")

    found = session(act)
    assert found.related_information is not None
    (first,) = found.related_information
    assert first.location.uri == other.as_uri()
    assert shown(other.read_text(), first.location.range) == "sram"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_count_what_was_agreed_on(encoding: str, spec: Path) -> None:
    path = spec / "isa" / "extra.yaml"
    text = path.read_text().replace('summary: "🙂 How."}', 'summary: "🙂 How.", reserved: maybe}')

    async def act(editor: Editor) -> types.Range:
        uri = editor.open(path, text)
        await editor.until(lambda: editor.findings.get(uri))
        return editor.findings[uri][0].range

    session = Session(encodings=(encoding,))
    try:
        span = session(act)
    finally:
        session.end()
    codec, size = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[encoding]
    line = text.split("\n")[span.start.line].encode(codec)
    assert line[size * span.start.character : size * span.end.character].decode(codec) == "maybe"


def test_findings_in_a_file_that_is_not_open_are_told_too(session: Session, spec: Path) -> None:
    path = spec / "spec.yaml"
    text = path.read_text()
    victim = next(one for one in (spec / "isa").glob("*.yaml") if "  vadd:" in one.read_text()).as_uri()

    async def act(editor: Editor) -> list[types.Diagnostic]:
        uri = editor.open(path, text.replace("  sram:", "  srm:"))
        await editor.until(lambda: editor.findings.get(victim))
        found = editor.findings[victim]
        editor.type(uri, text)
        await editor.until(lambda: not editor.findings[victim])
        editor.close(uri)
        return found

    assert any("sram" in one.message for one in session(act))


def test_claims_of_decisions_are_looked_at_when_a_file_is_opened_and_saved(
    session: Session, spec: Path
) -> None:
    path = spec / "why.yaml"
    path.write_text("""decisions:
  lanes:
    summary: Sixteen lanes.
    claims: [{perf: chip.bandwidth(sram) >= 1 EB/s, because: it is a lot}]
""")
    (spec / "spec.yaml").write_text(
        (spec / "spec.yaml").read_text().replace("include: [", "include: [why.yaml, ")
    )

    async def act(editor: Editor) -> list[types.Diagnostic]:
        uri = editor.open(path)
        await editor.until(lambda: any("claim" in str(one.code) for one in editor.findings.get(uri, ())))
        found = editor.findings[uri]
        editor.close(uri)
        return found

    (found,) = session(act)
    assert found.range.start.line == 3
