"""User templates: what they see, what they write, and how mistakes in them are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Request
from specgen.generators.sandbox import DATA, MODEL, NameTaken, read_templates, render, templates
from specgen.source import SpecError
from tests.model.specs import write_files
from tests.plugins.conftest import SPEC


@pytest.fixture(name="asked", scope="module")
def _asked(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Request:
    return api.request(write_files(tmp_path_factory.mktemp("spec"), {"spec.yaml": SPEC}))


def made(asked: Request, folder: Path, **files: str) -> dict[str, str]:
    """What templates make; the names of their files are without ``.j2``."""
    write_files(folder, {f"{name}.j2": text for name, text in files.items()})
    return {path: str(text) for path, text in render(read_templates(folder), asked).items()}


def refused(asked: Request, folder: Path, **files: str) -> list[str]:
    """How templates are refused: rule, place below the folder, message."""
    with pytest.raises(SpecError) as error:
        made(asked, folder, **files)
    return [
        f"{Path(one.at.file.path).relative_to(folder)}:{one.at.line}:{one.at.column} {one.rule}: {one.message}"
        for one in error.value.diagnostics.sorted()
    ]


def test_every_part_of_every_thing_is_plain_data(root: Path, tmp_path: Path) -> None:
    """All of three specs goes through JSON and into a template, and every kind of thing is among it."""
    seen: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, dict):
            assert {name for name in value if name} == {part.name for part in DATA[value[""]]}
            seen.add(value[""])
            for part in value.values():
                look(part)
        elif isinstance(value, list):
            for one in value:
                look(one)
        else:
            assert value is None or isinstance(value, str | int | float)

    from specgen.generators.sandbox.data import views

    for path in (root / "spec", root / "examples/rv32imc", root / "examples/foreign"):
        data = views(api.request(path).architectures, "stamp")
        look(json.loads(json.dumps(data))["spec"])
        look(data["variants"])
        assert data["model"] == MODEL
    assert seen == {*DATA}


def test_a_file_for_each_variant(asked: Request, tmp_path: Path) -> None:
    files = made(
        asked,
        tmp_path,
        **{
            "{variant}/lanes.h": "{{ variant.name }} {{ variant.parameters.LANES.value }}\n",
            "all.txt": "{% for one in variants %}{{ one.name }} {% endfor %}of {{ stamp }}",
            "_part": "never written",
        },
    )
    assert files["large/lanes.h"] == "large 8\n"
    assert files["small/lanes.h"] == "small 4\n"
    assert files["all.txt"] == f"large small of chip 1.0.0, content {asked.default.content_hash[:16]}"
    assert len(files) == 3


EXPRESSIONS = {
    "{{ 64|hex }} {{ 64|hex(8) }} {{ -1|hex(2, prefix='') }} {{ 5|bin(4) }}": "0x40 0x00000040 -01 0b0101",
    "{{ 'VaddF32'|snake }} {{ 'vadd_f32'|camel }} {{ 'vadd'|upper }}": "vadd_f32 VaddF32 VADD",
    "{{ 'a-b'|c_identifier }} {{ 'int'|c_identifier }} {{ '2d'|c_identifier }}": "a_b int_ _2d",
    "{{ 'one\ntwo'|comment }}": "// one\n// two",
    "{{ 'one */ two'|comment('/*') }}": "/* one * / two */",
    "{{ variant.registers.dma.registers[0].fields|map('bits')|join(' ') }}": "0 7:4",
    "{{ variant.registers.dma.registers.status.fields.level|tojson }}": '{"name": "level", "summary": "How full.", ',
    "{{ 'dma' in variant.registers }} {{ 'uart' in variant.registers }}": "True False",
    "{{ variant.registers.uart is defined }} {{ variant.instructions|length }}": "False 0",
    "{% for r in variant.registers.dma.registers|sort(attribute='name') %}{{ r.name[:3] }} {% endfor %}": "sou sta tmp ",
    "{{ variant.parameters|map(attribute='text')|join }}": "8",
    "{{ namespace(a=1).a }} {{ range(3)|sum }} {{ '%04d'|format(7) }} {{ 'a b'|wordwrap(1) }}": "1 3 0007 a\nb",
}


def test_expressions(asked: Request, tmp_path: Path) -> None:
    files = made(asked, tmp_path, **{f"{n:02}.txt": text for n, text in enumerate(EXPRESSIONS)})
    for written, (text, means) in zip(files.values(), EXPRESSIONS.items(), strict=True):
        assert written.startswith(means), text
        assert written == means or "tojson" in text


def test_templates_of_a_folder_include_each_other(asked: Request, tmp_path: Path) -> None:
    files = made(
        asked,
        tmp_path,
        **{
            "page.md": "{% extends '_base.md.j2' %}{% block body %}{% include 'sub/_part.j2' %}{% endblock %}",
            "_base.md": "# {{ spec.name }}\n{% block body %}{% endblock %}\n",
            "sub/_part": "{% from '_macros.j2' import shout %}{{ shout('x') }}",
            "_macros": "{% macro shout(text) %}{{ text|upper }}!{% endmacro %}",
        },
    )
    assert files == {"page.md": "# chip\nX!"}


MISTAKES = {
    "a\n{{ spec.nmae }}": "2:9 jinja-undefined: a spec has no 'nmae'; did you mean 'name'?",
    "{{ sepc }}": "1:4 jinja-undefined: 'sepc' is undefined; did you mean 'spec'?",
    "{{ variant.parameters.LANSE }}": "1:23 jinja-undefined: a table has no 'LANSE'; did you mean 'LANES'?",
    "{% for x in %}": "1:1 jinja-syntax: Expected an expression, got 'end of statement block'",
    "\n\n{% if x %}": "3:4 jinja-syntax: Unexpected end of template.",
    "{{ 1|hexx }}": "1:6 jinja-syntax: No filter named 'hexx'.",
    "{{ 1 // 0 }}": "1:1 jinja-failed: integer division or modulo by zero",
    "{{ variant.registers }}": "1:1 jinja-failed: a table is no text; write what is in it",
    "{{ spec }}": "1:1 jinja-failed: spec is no text; write one of its parts, such as its name",
    "{{ spec ~ 'x' }}": "1:1 jinja-failed: spec is no text; write one of its parts, such as its name",
    "{{ none }}": "1:1 jinja-failed: none is no text; use a filter such as default, join or tojson",
    "{{ [1, 2] }}": "1:1 jinja-failed: a list is no text",
    "{{ range }}": "1:1 jinja-failed: a function is no text",
    "{% include 'none.j2' %}": "1:13 jinja-missing: there is no template 'none.j2' here",
    "{{ 'x'|comment('?') }}": "1:1 jinja-failed: '?' begins no comment that is known",
}


def test_mistakes_are_told_where_they_are(asked: Request, tmp_path: Path) -> None:
    found = refused(asked, tmp_path, **{f"{n:02}": text for n, text in enumerate(MISTAKES)})
    for n, (line, told) in enumerate(zip(found, MISTAKES.values(), strict=True)):
        assert line.startswith(f"{n:02}.j2:{told}")


def test_all_templates_are_told_and_a_mistake_in_a_part_is_in_the_part(
    asked: Request, tmp_path: Path
) -> None:
    found = refused(
        asked,
        tmp_path,
        **{"{variant}.txt": "{% include '_part.j2' %}", "_part": "ok\n{{ 1 / 0 }}", "other": "{{ nothing }}"},
    )
    assert [line.split(" ")[:2] for line in found] == [
        ["_part.j2:2:1", "jinja-failed:"],
        ["other.j2:1:4", "jinja-undefined:"],
    ]


def test_what_cannot_be_read_is_told(asked: Request, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="there is no template here"):
        read_templates(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(SpecError, match=r"a template's name ends in \.j2"):
        read_templates(tmp_path / "notes.txt")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.j2").write_text("key")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.j2").symlink_to(tmp_path / "secret" / "key.j2")
    with pytest.raises(SpecError, match="a link that leads out of the folder"):
        read_templates(tmp_path / "site")
    (tmp_path / "secret" / "key.j2").write_bytes(b"\xff")
    with pytest.raises(SpecError, match="it is not UTF-8"):
        templates(tmp_path / "secret")(asked)
    (tmp_path / "secret" / "key.j2").write_bytes(b" " * (1 << 20) + b" ")
    with pytest.raises(SpecError, match="more than 1 MiB"):
        read_templates(tmp_path / "secret")


def test_no_two_templates_make_one_file(asked: Request, tmp_path: Path) -> None:
    (found,) = refused(asked, tmp_path, **{"large.txt": "a", "{variant}.txt": "b"})
    assert "large.txt.j2 makes large.txt, too" in found or "{variant}.txt.j2 makes large.txt, too" in found


def test_templates_are_targets(asked: Request, root: Path, tmp_path: Path) -> None:
    spec = write_files(tmp_path / "spec", {"spec.yaml": SPEC})
    page = tmp_path / "page.md.j2"
    page.write_text("{{ spec.name }}\n")
    done = api.generate(spec, output=tmp_path / "out", templates=[page])
    assert {name: str(one) for name, one in done.items()} == {"page": "1 written, 0 unchanged"}
    assert (tmp_path / "out/page/page.md").read_text() == "chip\n"
    assert "chip 1.0.0, content" in (tmp_path / "out/page/.specgen-manifest.json").read_text()
    assert api.compare(spec, output=tmp_path / "out", templates=[page]) == []
    page.write_text("{{ spec.version }}\n")
    assert api.compare(spec, output=tmp_path / "out", templates=[page]) == [
        f"{tmp_path}/out/page/page.md: out of date"
    ]
    with pytest.raises(NameTaken, match="'page' is another target"):
        api.generate(spec, output=tmp_path / "out", templates=[page, page])
    page.rename(tmp_path / "rust.j2")
    with pytest.raises(NameTaken, match="'rust' is another target"):
        api.generate(spec, output=tmp_path / "out", templates=[tmp_path / "rust.j2"])
