"""An ES module that decodes, encodes and assembles, in a browser or in Node: tables of a variant, and code that reads them.

The code is the same for every spec; ``tables.<variant>.json`` is what it goes by. It needs nothing else.
"""

from __future__ import annotations

import json
from importlib.resources import files as resources

from specgen.generators.javascript.tables import tables
from specgen.generators.target import Files, Request


def generate(request: Request) -> Files:
    """Return the modules, their types, a package for Node, and the tables of every variant asked for."""
    modules = sorted((resources(__package__) / "modules").iterdir(), key=lambda one: one.name)
    files: Files = {one.name: one.read_text(encoding="utf-8") for one in modules}
    files["package.json"] = _package(request)
    for architecture in request.architectures:
        files[f"tables.{architecture.variant}.json"] = _lines(tables(architecture))
    return files


def _package(request: Request) -> str:
    default = request.default
    package = {
        "name": f"{default.name.lower()}-codec",
        "version": default.version,
        "description": default.summary,
        "type": "module",
        "exports": {".": {"types": "./codec.d.ts", "default": "./codec.js"}, "./*": "./*"},
    }
    return json.dumps(package, indent=2) + "\n"


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
