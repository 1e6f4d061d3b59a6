"""C headers: parameters, enums, the machine's figures, fields, and inline encoders and decoders.

One folder a variant, so that ``-I c/large`` chooses it and ``#include <chip/isa.h>`` stays the same.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.c.view import View
from specgen.generators.target import Files, Request
from specgen.generators.templating import comment, environment

if TYPE_CHECKING:
    from jinja2 import Environment

HEADERS = ("params", "enums", "machine", "isa", "fields", "encode", "decode")


def generate(request: Request) -> Files:
    """Return the headers of every variant asked for."""
    files: Files = {}
    for architecture in request.architectures:
        view = View(architecture)
        folder = f"{architecture.variant}/{architecture.name}"
        for header in HEADERS:
            template = _environment().get_template(f"{header}.h.j2")
            files[f"{folder}/{header}.h"] = template.render(
                v=view, a=architecture, p=view.prefix, u=view.upper
            )
    return files


@cache
def _environment() -> Environment:
    return environment(Path(__file__).parent / "templates", {"comment": comment})
