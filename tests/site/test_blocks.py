"""Every block of code on the pages is executed or compiled by a test; here is which, and those that nothing else takes."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from specgen.api import load_spec, request
from specgen.generators import targets
from tests.model.specs import write_files

FENCE = re.compile(r"^( *)(`{3,}|~{3,})([^\n]*)\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)

# By page, or folder of pages, and language: how many blocks there are, and the test that takes all of them. Whoever adds a
# block sees to it that a test takes it, and counts it here.
TAKEN: dict[str, dict[str, tuple[int, str]]] = {
    "accuracy": {
        "csv": (1, "tests/house/test_accuracy_page.py::test_the_console_shows_what_happens"),
        "console": (1, "tests/house/test_accuracy_page.py::test_the_console_shows_what_happens"),
    },
    "bounds": {
        "console": (3, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
    },
    "conformance": {
        "console": (5, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "python": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "text": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
    },
    "device": {
        "python": (4, "tests/machine/device/test_page.py::test_the_python_runs"),
        "console": (1, "tests/machine/device/test_page.py::test_the_commands_say_what_stands_there"),
        "c": (1, "tests/machine/device/test_page.py::test_the_c_program_says_what_stands_there"),
        "text": (1, "tests/machine/device/test_page.py::test_the_c_program_says_what_stands_there"),
    },
    "editor": {
        "sh": (1, "tests/site/test_blocks.py::test_what_is_installed_for_an_editor_can_be"),
        "json": (2, "tests/lsp/test_page.py::test_settings_are_heard"),
        "yaml": (1, "tests/lsp/test_page.py::test_the_first_line_is_that_of_the_specs_here"),
        "lua": (1, "tests/lsp/test_page.py::test_every_editor_is_told_the_command_that_there_is"),
        "lisp": (1, "tests/lsp/test_page.py::test_every_editor_is_told_the_command_that_there_is"),
        "toml": (1, "tests/lsp/test_page.py::test_every_editor_is_told_the_command_that_there_is"),
    },
    "extending": {
        "console": (8, "tests/plugins/test_page.py::test_the_console_shows_what_happens"),
        "yaml": (3, "tests/plugins/test_page.py::desk"),
        "python": (4, "tests/plugins/test_page.py::test_its_files_are_those_of_the_packages"),
        "toml": (3, "tests/plugins/test_page.py::test_its_files_are_those_of_the_packages"),
        "jinja": (3, "tests/plugins/test_page.py::test_its_files_are_those_of_the_packages"),
    },
    "hardware": {
        "console": (4, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
    },
    "language": {
        "yaml": (21, "tests/model/test_language_page.py::variants"),
    },
    "language/chips": {
        "yaml": (1, "tests/model/performance/test_sections.py::page"),
    },
    "language/claims": {
        "claims": (1, "tests/perfmodel/claims/test_page.py::test_claims_of_the_page_hold"),
    },
    "language/decisions": {
        "yaml": (1, "tests/model/performance/test_sections.py::page"),
    },
    "language/files": {
        "yaml": (1, "tests/site/test_blocks.py::test_the_first_file_of_a_spec"),
    },
    "language/lowerings": {
        "yaml": (1, "tests/model/performance/test_sections.py::page"),
    },
    "language/measurements-and-calibrations": {
        "yaml": (1, "tests/model/performance/test_sections.py::page"),
    },
    "language/models-and-workloads": {
        "yaml": (2, "tests/model/performance/test_sections.py::page"),
    },
    "language/structures-and-errors": {
        "c": (1, "tests/generators/structures/test_page.py::test_c"),
        "python": (1, "tests/generators/structures/test_page.py::test_python"),
    },
    "language/targets": {
        "yaml": (1, "tests/model/performance/test_sections.py::page"),
    },
    "language/what-an-instruction-does": {
        "text": (1, "tests/site/test_blocks.py::test_what_a_trap_does_is_a_spec"),
    },
    "layouts": {
        "yaml": (10, "tests/house/test_layouts_page.py::test_the_examples_hold_and_are_all_drawn"),
        "console": (5, "tests/house/test_layouts_page.py::test_the_console_shows_what_happens"),
        "c": (1, "tests/generators/layouts/test_page.py::test_the_example_in_c"),
        "python": (1, "tests/generators/layouts/test_page.py::test_the_example_in_python"),
    },
    "native": {
        "console": (5, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "python": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "text": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "c": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
    },
    "numerics": {
        "console": (7, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "python": (2, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "text": (2, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "c": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "yaml": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
    },
    "order": {
        "asm": (1, "tests/house/test_order_page.py::test_the_console_shows_what_happens"),
        "console": (3, "tests/house/test_order_page.py::test_the_console_shows_what_happens"),
        "python": (1, "tests/house/test_order_page.py::test_python_runs"),
    },
    "other-repositories": {
        "console": (
            10,
            "tests/site/test_other_repositories.py::test_every_file_and_command_does_what_is_shown",
        ),
        "cmake": (1, "tests/site/test_other_repositories.py::test_every_file_and_command_does_what_is_shown"),
        "c": (1, "tests/site/test_other_repositories.py::test_every_file_and_command_does_what_is_shown"),
        "toml": (1, "tests/site/test_other_repositories.py::test_every_file_and_command_does_what_is_shown"),
        "rust": (1, "tests/site/test_other_repositories.py::test_every_file_and_command_does_what_is_shown"),
        "js": (1, "tests/site/test_other_repositories.py::test_every_file_and_command_does_what_is_shown"),
        "systemverilog": (
            1,
            "tests/site/test_other_repositories.py::test_every_file_and_command_does_what_is_shown",
        ),
        "yaml": (3, "tests/action/test_files.py::test_the_workflows_of_the_page_are_of_this_action"),
    },
    "packing": {
        "console": (5, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
        "c": (1, "tests/site/test_blocks.py::test_the_reader_of_executables_in_c"),
    },
    "parts": {
        "yaml": (3, "tests/house/test_parts_page.py::test_the_examples_are_sound"),
        "console": (1, "tests/house/test_parts_page.py::test_the_console_shows_what_happens"),
        "c": (1, "tests/house/test_parts_page.py::test_the_example_in_c"),
        "python": (1, "tests/house/test_parts_page.py::test_the_example_in_python"),
    },
    "reviewing": {
        "console": (12, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "python": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "text": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
        "yaml": (1, "tests/site/test_pages_in_order.py::test_a_page_shows_what_happens"),
    },
    "running": {
        "console": (6, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
        "python": (1, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
        "text": (1, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
        "yaml": (1, "tests/site/test_blocks.py::test_what_names_an_elf_file_is_a_spec"),
    },
    "runtime": {
        "console": (2, "tests/generators/runtime/test_page.py::test_the_commands_do_what_they_show"),
        "c": (2, "tests/generators/runtime/test_page.py::test_programs_and_mock"),
        "python": (1, "tests/generators/runtime/test_page.py::test_programs_and_mock"),
    },
    "serving": {
        "console": (
            1,
            "tests/house/test_serving_page.py::test_the_page_shows_what_happens_and_names_what_there_is",
        ),
    },
    "sweeps": {
        "yaml": (1, "tests/house/test_sweeps_page.py::test_the_console_shows_what_happens"),
        "console": (2, "tests/house/test_sweeps_page.py::test_the_console_shows_what_happens"),
        "python": (1, "tests/house/test_sweeps_page.py::test_python_runs"),
    },
    "timelines": {
        "console": (2, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
        "python": (1, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
        "text": (1, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
    },
    "tour": {
        "console": (6, "tests/site/test_commands.py::test_every_command_shows_what_it_shows"),
    },
    "website": {
        "console": (2, "tests/site/test_website_page.py::test_every_command_shows_what_it_shows"),
        "python": (1, "tests/site/test_website_page.py::test_the_test_says_what_it_covers"),
    },
}


def blocks(text: str) -> list[tuple[str, str]]:
    """The language and the content of every block of code."""
    return [((info.split() or [""])[0], content) for _, _, info, content in FENCE.findall(text)]


def of_page(root: Path, page: str) -> str:
    return (root / "site" / "pages" / f"{page}.md").read_text(encoding="utf-8")


def taker(page: str, language: str) -> tuple[str, tuple[int, str]] | None:
    """The entry that a block falls under: of its page, or of the folder that this is in."""
    for name in (page, page.partition("/")[0]):
        if language in TAKEN.get(name, {}):
            return name, TAKEN[name][language]
    return None


def test_every_block_is_taken_by_a_test(root: Path) -> None:
    folder = root / "site" / "pages"
    found: Counter[tuple[str, str]] = Counter()
    untaken = []
    for path in sorted(folder.rglob("*.md")):
        page = path.relative_to(folder).with_suffix("").as_posix()
        for language, content in blocks(path.read_text(encoding="utf-8")):
            entry = taker(page, language)
            if entry is None:
                untaken.append(f"{page}: {language}: {content.splitlines()[0]}")
            else:
                found[entry[0], language] += 1
    assert not untaken
    counts = {
        (page, language): count for page, known in TAKEN.items() for language, (count, _) in known.items()
    }
    assert found == counts


@pytest.mark.parametrize("name", sorted({name for known in TAKEN.values() for _, name in known.values()}))
def test_the_tests_that_take_blocks_are_there(name: str, root: Path) -> None:
    path, _, function = name.partition("::")
    assert (root / path).is_file()
    module = import_module(path.removesuffix(".py").replace("/", "."))
    assert callable(getattr(module, function))


def test_pages_that_are_generated_show_declarations_that_are_in_headers(root: Path, site: Path) -> None:
    """The only blocks that generated pages have as Markdown are the functions of the runtime."""
    made = targets()["runtime"].load()(request(root / "spec", ["large"]))
    plain = " ".join("".join(str(text) for name, text in made.items() if name.endswith(".h")).split())
    folder, own, count = site.parent / "docs", root / "site" / "pages", 0
    for path in sorted(folder.rglob("*.md")):
        if not (own / path.relative_to(folder)).exists():
            for language, content in blocks(path.read_text(encoding="utf-8")):
                assert (path.relative_to(folder).parts[0], language) == ("runtimes", "c"), path
                assert " ".join(content.split()) in plain, content
                count += 1
    assert count > 20


# -- blocks that no other test takes -------------------------------------------------------------------------------------


def test_what_is_installed_for_an_editor_can_be(root: Path) -> None:
    ((_, line),) = [one for one in blocks(of_page(root, "editor")) if one[0] == "sh"]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.fullmatch(r"pip install '(\w+)\[(\w+)\]'\n", line)
    assert named is not None
    assert named[1] == project["name"]
    assert named[2] in project["optional-dependencies"]


def test_the_reader_of_executables_in_c(root: Path, tmp_path: Path) -> None:
    """The lines compile in a function that has what they use, under all warnings, by both compilers."""
    ((_, lines),) = [one for one in blocks(of_page(root, "packing")) if one[0] == "c"]
    asked = request(root / "spec", ["large"])
    made = {Path(name).name: str(text) for name, text in targets()["executable"].load()(asked).items()}
    write_files(tmp_path, made)
    includes = '#include <stdio.h>\n#include "basalt_bex.h"\n'
    signature = "uint32_t read_it(const void *bytes, size_t size, uint64_t address, void *block)"
    body = lines.replace("sizeof block", "64")
    (tmp_path / "shown.c").write_text(
        f"{includes}{signature};\n{signature}\n{{\n{body}return entry;\n}}\n", encoding="utf-8"
    )
    for compiler in ("gcc", "clang"):
        options = ("-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only")
        subprocess.run([compiler, *options, "shown.c"], cwd=tmp_path, check=True)


REST = """
name: shown
version: 1.0.0
parameters: {XLEN: {type: integer, default: 32}}
extensions: {machine: }
state:
  pc: {type: u32, role: program_counter}
  csr:
    type: u32
    sparse: 4096
    out_of_range: internal
    entries: {mepc: {index: 0x341}, mcause: {index: 0x342}, mtval: {index: 0x343}, mtvec: {index: 0x305}}
memories: {imem: {size: 4 KiB, address: u32, out_of_range: fetch_fault}}
faults: {illegal_instruction: {code: 1, value: u32}, fetch_fault: {code: 2, value: u32}}
"""
HART = "program_counter: pc, memory: imem, illegal: illegal_instruction, fetch: fetch_fault"


def loaded(folder: Path, *parts: str) -> None:
    """Resolve every variant of a spec of these parts."""
    files = {f"part{number}.yaml": text for number, text in enumerate(parts)}
    write_files(folder, {"spec.yaml": f"include: [part*.yaml]{REST}", **files})
    spec = load_spec(folder)
    for name in spec.variants:
        spec.architecture(name)


def test_what_a_trap_does_is_a_spec(root: Path, tmp_path: Path) -> None:
    page = of_page(root, "language/what-an-instruction-does")
    ((_, text),) = [one for one in blocks(page) if one[0] == "text"]
    loaded(tmp_path, text)


def test_what_names_an_elf_file_is_a_spec(root: Path, tmp_path: Path) -> None:
    ((_, text),) = [one for one in blocks(of_page(root, "running")) if one[0] == "yaml"]
    internal = "faults: {internal: {code: 99, stops: true}}\n"
    loaded(
        tmp_path,
        text.replace("  hart:\n", f"  hart:\n    {HART.replace(', ', chr(10) + '    ')}\n"),
        internal,
    )


def test_the_first_file_of_a_spec(root: Path, tmp_path: Path) -> None:
    ((_, text),) = blocks(of_page(root, "language/files"))
    (tmp_path / "isa").mkdir()
    (tmp_path / "isa" / "base.yaml").write_text("extensions: {base: }\n", encoding="utf-8")
    (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
    assert load_spec(tmp_path).variants == ("small", "large")
