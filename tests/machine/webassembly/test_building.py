"""How engines of pages are made: the same bytes wherever, nothing asked of the page but what is declared, or a word why not."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import specgen
from specgen.api.playground import stepping
from specgen.machine.native.cache import Cache
from specgen.machine.webassembly import NoWebAssembly, build_module, manifest
from specgen.machine.webassembly.compiler import find_compiler
from specgen.semantics import Semantics
from tests.machine.webassembly.engines import PageEngine

_PART = "tests/machine/spec/engines"


def test_the_same_bytes_in_any_folder(waiting: PageEngine, tmp_path: Path) -> None:
    architecture, semantics = waiting.accelerator.architecture, waiting.accelerator.semantics
    cache = Cache(tmp_path / "a" / "much longer" / "name", ".wasm")
    made = build_module(architecture, lambda: semantics, identity=architecture.content_hash, cache=cache)
    assert made == (waiting.folder / "engine.wasm").read_bytes()
    assert str(tmp_path).encode() not in made
    assert build_module(architecture, _never, identity=architecture.content_hash, cache=cache) == made


def _never() -> Semantics:
    raise AssertionError("it is in the cache")


def test_a_module_asks_for_the_page_s_part_alone(hart: PageEngine, waiting: PageEngine) -> None:
    script = "say(WebAssembly.Module.imports(module).map((one) => `${one.module}.${one.name}`).sort());"
    assert waiting.ask(script) == ["host.call"]
    assert hart.ask(script) == ["host.call", "host.write"]


def test_a_module_is_small(hart: PageEngine, waiting: PageEngine) -> None:
    sizes = [(one.folder / "engine.wasm").stat().st_size for one in (hart, waiting)]
    assert max(sizes) < 100_000


def test_without_a_compiler_a_line_says_so(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accelerator = specgen.load(root / _PART)
    monkeypatch.setenv("PATH", str(tmp_path))
    made = stepping([accelerator])
    assert not made.engines
    assert made.left_out.startswith("clang is not there; Debian's clang, lld, wasi-libc")
    assert "\n" not in made.left_out


def test_what_does_not_compile_is_told_in_the_compiler_s_words(tmp_path: Path) -> None:
    with pytest.raises(NoWebAssembly, match="nowhere"):
        find_compiler().compile({"page.c": '#include "nowhere.h"\n'}, tmp_path, [])


def test_kernels_lie_beside_the_spec_and_assemble(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own" / "spec"
    shutil.copytree(root / _PART, folder)
    for place, text in (
        ("first.s", "# Ends at once. More of it.\n# And on.\n\nexit x1\n"),
        ("../kernels/deep/second.s", "exit x1\n"),
        ("../kernels/wrong.s", "no such thing\n"),
        ("../kernels/bytes.s", "\udcff"),
    ):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    made = stepping([specgen.load(folder)])
    assert [(one.name, one.summary) for one in made.kernels] == [
        ("first", "Ends at once."),
        ("deep/second", ""),
    ]
    assert {one.variants for one in made.kernels} == {tuple(made.engines)}


def test_the_manifest_numbers_what_there_is(waiting: PageEngine) -> None:
    architecture = waiting.accelerator.architecture
    told = json.loads(manifest(architecture))
    assert [one["name"] for one in told["states"]] == list(architecture.state)
    assert [one["name"] for one in told["memories"]] == list(architecture.memories)
    assert [one["name"] for one in told["faults"]] == list(architecture.faults)
    assert told["instances"] == 2
    assert told["semaphores"][0] == {"name": "full", "count": 2, "most": "3"}


def test_hostile_words_of_a_spec_stay_text(waiting: PageEngine) -> None:
    architecture = waiting.accelerator.architecture
    fault = replace(architecture.faults["range"], summary="</script><script>alert(1)</script>")
    told = manifest(replace(architecture, faults={**architecture.faults, "range": fault}))
    assert json.loads(told)["faults"][2]["summary"] == fault.summary
