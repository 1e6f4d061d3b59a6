"""Python bindings: enums, instructions as dataclasses, encoding and decoding. They import nothing of specgen.

One package a variant (``python/large/chip``), typed and without dependencies, made to be copied or installed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.python.view import View, docstring
from specgen.generators.target import Files, Request
from specgen.generators.templating import environment

if TYPE_CHECKING:
    from jinja2 import Environment

MODULES = ("__init__", "params", "enums", "machine", "fields")
OF_CODE = ("instructions", "decode")
"""Modules of a spec that has machine code."""


def generate(request: Request) -> Files:
    """Return the package of every variant asked for."""
    files: Files = {}
    for architecture in request.architectures:
        view = View(architecture)
        folder = f"{architecture.variant}/{view.package}"
        for module in (*MODULES, *(OF_CODE if view.streams else ())):
            template = _environment().get_template(f"{module}.py.j2")
            files[f"{folder}/{module}.py"] = template.render(v=view, a=architecture)
        files[f"{folder}/py.typed"] = ""
    return files


@cache
def _environment() -> Environment:
    return environment(Path(__file__).parent / "templates", {"doc": docstring, "repr": repr})
