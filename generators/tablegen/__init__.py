"""TableGen records: the LLVM target of a spec (registers, encodings, assembly, enums), and its dialect of MLIR.

One folder a variant, and in it ``llvm`` and ``mlir``; what LLVM 14 reads is all they use.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.tablegen.dialect import Dialect
from specgen.generators.tablegen.machine import Machine
from specgen.generators.tablegen.text import comment, prose, string
from specgen.generators.target import Files, Request
from specgen.generators.templating import comment as c_comment
from specgen.generators.templating import environment

if TYPE_CHECKING:
    from jinja2 import Environment

LLVM = ("", "Registers", "Operands", "Formats", "Instructions", "Enums")
MLIR = ("Dialect", "Enums", "Ops")


def generate(request: Request) -> Files:
    """Return the records of every variant asked for that has instructions."""
    files: Files = {}
    for architecture in request.architectures:
        if not architecture.processors:
            continue
        semantics = request.semantics.get(architecture.variant)
        machine, dialect = Machine(architecture, semantics), Dialect(architecture, semantics)
        for part in LLVM:
            template = _environment().get_template(f"llvm/{part or 'Target'}.td.j2")
            name = f"{architecture.variant}/llvm/{machine.name}{part}.td"
            files[name] = template.render(v=machine, a=architecture)
        for part in MLIR:
            template = _environment().get_template(f"mlir/{part}.td.j2")
            name = f"{architecture.variant}/mlir/{dialect.name}{part}.td"
            files[name] = template.render(v=dialect, a=architecture)
        header = _environment().get_template("mlir/Resources.h.j2").render(v=dialect, a=architecture)
        files[f"{architecture.variant}/mlir/{dialect.name}Resources.h"] = header
    return files


@cache
def _environment() -> Environment:
    filters = {"comment": comment, "prose": prose, "string": string, "c_comment": c_comment}
    return environment(Path(__file__).parent / "templates", filters)
