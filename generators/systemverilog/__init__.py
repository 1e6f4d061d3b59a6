"""A SystemVerilog package: parameters, enums, formats as packed structs, fields, and a decoder.

One folder a variant, so that the package's name stays the same. What Icarus Verilog 11 reads is all it uses.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.systemverilog.text import comment
from specgen.generators.systemverilog.view import View
from specgen.generators.target import Files, Request
from specgen.generators.templating import environment

if TYPE_CHECKING:
    from jinja2 import Environment


def generate(request: Request) -> Files:
    """Return the package of every variant asked for."""
    files: Files = {}
    for architecture in request.architectures:
        view = View(architecture)
        text = _environment().get_template("package.sv.j2").render(v=view, a=architecture)
        files[f"{architecture.variant}/{view.package}.sv"] = text
    return files


@cache
def _environment() -> Environment:
    return environment(Path(__file__).parent / "templates", {"comment": comment})
