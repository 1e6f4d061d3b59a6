"""Engines of pages, run by node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.machine.vectors import as_json
from specgen.machine.webassembly import build_module, manifest

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from specgen.machine.vectors import VectorFile

HERE = Path(__file__).parent
ASSETS = HERE.parents[2] / "generators" / "docs" / "assets"
_SCRIPTS = ("machine.js", "setup.js", "values.js")


@dataclass(frozen=True, slots=True)
class PageEngine:
    """A folder with the scripts of a page, an engine and its manifest."""

    accelerator: Accelerator
    folder: Path

    def replay(self, files: Iterable[VectorFile]) -> list[str]:
        """What differs from the vectors in files, a line each, and last how many vectors there were."""
        architecture, paths = self.accelerator.architecture, []
        for file in files:
            processor = list(architecture.processors).index(
                architecture.instructions[file.instruction].processor.name
            )
            data = {"processor": processor, **json.loads(as_json(file))}
            paths.append(self.folder / f"{file.instruction}.vectors.json")
            paths[-1].write_text(json.dumps(data), encoding="utf-8")
        return node(HERE / "replay.mjs", self.folder, *paths).splitlines()

    def ask(self, script: str) -> Any:
        """What a script says as JSON by ``say(value)``: ``machine``, a fresh one, and ``values``, ``setup`` are there."""
        path = self.folder / "asked.mjs"
        path.write_text(_ASKED + script, encoding="utf-8")
        return json.loads(node(path))


_ASKED = """\
import { readFile } from "node:fs/promises";
import { instantiate } from "./machine.js";
import * as setup from "./setup.js";
import * as values from "./values.js";
const here = (name) => new URL(name, import.meta.url);
const manifest = JSON.parse(await readFile(here("engine.json"), "utf8"));
const module = await WebAssembly.compile(await readFile(here("engine.wasm")));
const machine = await instantiate(module, manifest);
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const say = (value) => console.log(JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one)));
"""


def page_engine(accelerator: Accelerator, folder: Path) -> PageEngine:
    """The engine of a spec in a folder, compiled unless it was before."""
    architecture = accelerator.architecture
    module = build_module(architecture, lambda: accelerator.semantics, identity=architecture.content_hash)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "engine.wasm").write_bytes(module)
    (folder / "engine.json").write_text(manifest(architecture), encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    for name in _SCRIPTS:
        shutil.copyfile(ASSETS / name, folder / name)
    return PageEngine(accelerator, folder)


def node(script: Path, *arguments: Path) -> str:
    """What a script prints. Raises AssertionError where it fails."""
    done = subprocess.run(
        ["node", str(script), *map(str, arguments)], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
