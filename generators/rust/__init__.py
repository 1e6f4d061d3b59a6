"""A Rust crate without dependencies, ``no_std`` and without ``unsafe``: constants, enums, an encoder and a decoder.

One folder a variant: a crate that Cargo builds, or ``rustc`` from ``src/lib.rs``; 1.63 and later.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.rust.text import doc, number
from specgen.generators.rust.view import View
from specgen.generators.target import Files, Request
from specgen.generators.templating import environment

if TYPE_CHECKING:
    from jinja2 import Environment


def generate(request: Request) -> Files:
    """Return the crate of every variant asked for."""
    files: Files = {}
    for architecture in request.architectures:
        view = View(architecture)
        folder = f"{architecture.variant}/{view.crate}"
        for path in view.files:
            template = _environment().get_template(f"{path.rpartition('/')[2]}.j2")
            files[f"{folder}/{path}"] = template.render(v=view, a=architecture)
    return files


@cache
def _environment() -> Environment:
    return environment(Path(__file__).parent / "templates", {"doc": doc, "number": number})
