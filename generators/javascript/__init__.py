"""ES modules that decode, encode and assemble, in a browser or in Node: code that reads tables, and the tables of a variant.

One folder a variant (``javascript/large``). The code is the same for every spec, needs nothing else, and never asks a network.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files as resources
from typing import TYPE_CHECKING

from specgen.generators.javascript.tables import tables
from specgen.generators.target import Files, Request

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture


def generate(request: Request) -> Files:
    """Return the modules, their types, the tables and a package for Node of every variant that executes anything."""
    modules = sorted((resources(__package__) / "modules").iterdir(), key=lambda one: one.name)
    files: Files = {}
    for architecture in request.architectures:
        if architecture.processors:
            folder = architecture.variant
            files |= {f"{folder}/{one.name}": one.read_text(encoding="utf-8") for one in modules}
            files[f"{folder}/tables.json"] = _lines(tables(architecture))
            files[f"{folder}/package.json"] = _package(architecture)
    return files


def _package(architecture: Architecture) -> str:
    package = {
        "name": f"{architecture.name.lower()}-codec",
        "version": _semantic(architecture.version),
        "description": architecture.summary,
        "type": "module",
        "exports": {
            ".": {"types": "./codec.d.ts", "default": "./codec.js"},
            "./tables.json": "./tables.json",
        },
    }
    return json.dumps(package, indent=2) + "\n"


def _semantic(version: str) -> str:
    """A version of three numbers, as packages have it."""
    numbers = [part.lstrip("0") or "0" for part in re.findall(r"[0-9]+", version.partition("-")[0])[:3]]
    return ".".join([*numbers, "0", "0", "0"][:3])


def _lines(data: dict[str, object]) -> str:
    """JSON with a line for each thing, so that a change of one shows as one."""
    parts = []
    for key, value in data.items():
        if isinstance(value, dict) and any(isinstance(one, dict | list) for one in value.values()):
            rows = ",\n".join(f"  {json.dumps(name)}: {_compact(one)}" for name, one in value.items())
            parts.append(f" {json.dumps(key)}: {{\n{rows}\n }}")
        else:
            parts.append(f" {json.dumps(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
