"""Help, and how the command answers what it does not know."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import numpy as np
import onnx
import onnx.parser
import pytest

from specgen import api
from specgen.cli._options import Command
from specgen.cli.main import SECTIONS, module_of
from tests.cli.running import specgen

NAMES = [name for section in SECTIONS.values() for name in section]


def _commands(name: str) -> Iterator[tuple[str, click.Command]]:
    """A command, or those of a group, by the words that call it."""
    command: click.Command = import_module(module_of(name)).command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            one = command.get_command(context, inner)
            assert one is not None
            yield f"{name} {inner}", one
    else:
        yield name, command


COMMANDS = dict(pair for name in NAMES for pair in _commands(name))
EXAMPLES = [
    (words, line)
    for words, command in COMMANDS.items()
    if isinstance(command, Command)
    for line in command.examples
]


def test_every_command_is_listed_and_is_a_module(root: Path) -> None:
    folder = root / "specgen" / "cli"
    modules = {path.stem for path in folder.glob("[a-z]*.py")} - {"main"}
    modules |= {path.parent.name for path in folder.glob("[a-z]*/__init__.py")}
    assert modules == {module_of(name).rpartition(".")[2] for name in NAMES}
    shown = specgen("--help").stdout
    assert all(text in shown for section in SECTIONS.values() for text in section.values())


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_explains_itself_and_every_option(words: str) -> None:
    result = specgen(*words.split(), "--help")
    assert result.exit_code == 0
    assert f"Usage: specgen {words}" in result.stdout
    assert "Examples:" in result.stdout
    options = [one for one in COMMANDS[words].params if isinstance(one, click.Option)]
    assert not [one.name for one in options if not one.help]


@pytest.mark.parametrize("words", ["docs", "perf", *COMMANDS])
def test_a_misspelt_option_is_told_the_nearest(words: str) -> None:
    result = specgen(*words.split(), "--hlep")
    assert result.exit_code == 2
    assert "--help" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["chekc"], "did you mean 'check'?"),
        (["check", "--format", "jsno"], "did you mean 'json'?"),
        (["explain", "isa-encoding-overlp"], "did you mean 'isa-encoding-overlap'?"),
        (["explain", "isa-overlap"], "isa-encoding-overlap, isa-field-overlap"),
        (["generate", "pyhton"], "did you mean 'python'?"),
        (["generate", "--variant", "lrage"], "did you mean 'large'?"),
        (["perf", "roofline", "--variant", "lrage"], "did you mean 'large'?"),
        (["perf", "roofline", "--format", "svgg"], "did you mean 'svg'?"),
        (["decode", "1", "--variant", "lrage"], "did you mean 'large'?"),
        (["run", "square.s", "--engine", "pyton"], "did you mean 'python'?"),
        (["run", "square.s", "--max-steps", "0"], "--max-steps"),
        (["perf", "rooflin"], "roofline"),
    ],
)
def test_misspelt_words_are_told_the_nearest(
    slate: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str
) -> None:
    monkeypatch.chdir(slate)
    spec = [] if words[0] in ("chekc", "explain") or words == ["perf", "rooflin"] else ["--spec", "."]
    result = specgen(*words, *spec)
    assert result.exit_code == 2, result.output
    assert says in result.stderr


TILES = """layouts:
  rows: {dims: {n: any}, place: {addr: n}}
  tiles: {dims: {r: any, c: any}, split: {r: [any, 8], c: [any, 16]}, place: {addr: r0 c0 r1 c1}}
  matrix: {dims: {r: any, c: any}, place: {addr: r c}}
"""

SPACE = """chip: h100_sxm
workloads: {decode: {model: llama_3_1_8b, phase: decode}}
axes: {batch: [1, 16], hbm.bandwidth: [2 TB/s, 4 TB/s]}
minimise: [time]
"""


@pytest.fixture(scope="module")
def bundled(slate: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundled") / "demo.tar.gz"
    specgen("bundle", "--spec", slate, "--variant", "small", "--vectors", "0", "-o", path)
    return path


@pytest.fixture(scope="module")
def furnished(slate: Path, bundled: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where every example can be followed: specs, and programs by the names that examples use."""
    desk = tmp_path_factory.mktemp("desk")
    shutil.copytree(slate, desk / "spec")
    shutil.copytree(slate, desk / "slate")
    shutil.copytree(slate, desk / "examples" / "rv32imc")
    shutil.copy(slate / "square.s", desk / "kernel.s")
    shutil.copy(bundled, desk)
    (desk / "space.yaml").write_text(SPACE, encoding="utf-8")
    (desk / "cheatsheet.md.j2").write_text("# {{ spec.name }}\n", encoding="utf-8")
    specgen("asm", slate / "square.s", "--spec", slate, "-o", desk / "kernel.bin")
    np.save(desk / "input.npy", np.zeros(4, np.float32))
    (desk / "input.bin").write_bytes(bytes(16))
    (desk / "tiles.yaml").write_text(TILES, encoding="utf-8")
    for name in ("uart", "soc"):
        shutil.copy(root / "tests" / "importers" / "systemrdl" / "files" / f"{name}.rdl", desk)
    runs = root / "spec" / "performance" / "measurements" / "serving.csv"
    shutil.copy(runs, desk / "runs.csv")
    shutil.copy(runs.with_name("h100_sxm_gemm_bf16_trtllm.csv"), desk / "latencies.csv")
    onnx.save(onnx.parser.parse_model(GRAPH), desk / "resnet50.onnx")
    _executables(root / "tests" / "machine" / "executables" / "petrel", desk)
    specgen("vectors", "add", "--spec", slate, "-o", desk / "build" / "vectors", "--count", "1")
    (desk / "build" / "tests.xml").write_text("<testsuites/>", encoding="utf-8")
    release = ("--date", "2027-03-31", "--no-search", "--folder", desk / "releases")
    assert specgen("releases", "add", "--spec", slate, *release).exit_code == 0
    # Last: pages tell of programs and releases that lie beside a spec.
    specgen("generate", "--spec", desk / "spec", "-o", desk / "build" / "generated")
    return desk


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one example."""
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    return tmp_path


def _history(desk: Path) -> None:
    """The revisions that examples name: what is there, three times."""
    author = ("-c", "user.name=me", "-c", "user.email=me@example.org")
    for words in (
        ("init", "-q", "-b", "main"), ("add", "spec"), (*author, "commit", "-q", "-m", "First"), ("tag", "v1.2"), ("tag", "v1.3"),
    ):  # fmt: skip
        subprocess.run(["git", *words], cwd=desk, check=True)


def _executables(spec: Path, desk: Path) -> None:
    """A spec that describes executables, and some of them."""
    shutil.copytree(spec, desk / "petrel")
    (desk / "petrel.s").write_text("set r1, 5\nstop\n", encoding="utf-8")
    (desk / "attention.yaml").write_text(MANIFEST, encoding="utf-8")
    np.save(desk / "q.npy", np.zeros(4, np.uint8))
    for source, made in (("petrel.s", "kernel.bex"), ("attention.yaml", "attention.bex")):
        specgen("pack", desk / source, "-o", desk / made, "--spec", desk / "petrel")


GRAPH = """
<ir_version: 8, opset_import: ["" : 17]>
small (float[batch, 8] x, float[8, 4] w) => (float[batch, 4] y) { y = MatMul(x, w) }
"""
MANIFEST = """
code: {main: {file: petrel.s}}
buffers: {q: {memory: store, size: 4, last_use: 0}, o: {memory: store, size: 4, last_use: 0}}
entries:
  go: {code: main, arguments: {q: {element: u8, shape: [4], buffer: q}, o: {element: u8, shape: [4], buffer: o}}}
"""
QUICK = [
    (words, line)
    for words, line in EXAMPLES
    if words
    not in ("build", "docs build", "docs deploy", "docs pdf", "docs serve", "lsp", "new", "device run")
]


#: What an example names that the spec in hand does not have: memories, programs with symbols, where code may lie.
ELSEWHERE = (
    ("hbm@0:bf16[128,64]", "sram@0:f32[128]"),
    ("program.elf --entry test_main --dump results:u32[8]", "kernel.bin --entry 0 --dump sram@0:u32[8]"),
    ("program.elf", "kernel.bin"),
    ("--base 0x1000", "--base 0"),
)


@pytest.mark.parametrize(("words", "line"), QUICK)
def test_every_example_can_be_followed(
    desk: Path, monkeypatch: pytest.MonkeyPatch, words: str, line: str
) -> None:
    """What differs from machine to machine (memories' and words' names) is what the example's own spec has."""
    monkeypatch.chdir(desk)
    if line.startswith("#"):
        assert (desk / "spec" / "spec.yaml").read_text(encoding="utf-8").startswith(line)
        return
    for theirs, here in ELSEWHERE:
        line = line.replace(theirs, here)
    if ".bex" in line:
        line = (
            line.replace("kernel.s ", "petrel.s ").replace("--variant large", "--variant grey")
            + " --spec petrel"
        )
    if words == "diff":
        _history(desk)
    if words == "docs anchors":
        (desk / "build" / "site").mkdir(parents=True)
        (desk / "build" / "site" / "index.html").write_text('<h1 id="slate">slate</h1>', encoding="utf-8")
    if words == "releases list":
        line = line.replace("3f9a01bc", api.releases(Path("releases"))[0].binary["large"][:8])
    arguments = shlex.split(line.split(" > ")[0])
    assert arguments[: 1 + len(words.split())] == ["specgen", *words.split()]
    result = specgen(*arguments[1:])
    if words in ("decode", "fidelity", "layout convert"):
        assert result.exit_code in (0, 1)
    else:
        assert result.exit_code == 0, result.output


def test_the_version_is_told() -> None:
    from specgen import __version__

    assert specgen("--version").stdout == f"specgen {__version__}\n"
