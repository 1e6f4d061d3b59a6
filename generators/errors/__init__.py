"""Error codes with what they mean: a C11 and C++17 header without dependencies, and a Python module.

One folder a variant: ``large/chip_errors.h`` and ``large/chip_errors.py``. Both hold for every error its name, summary, cause,
blame and remedy, so that software shows them without a page to look them up on.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.errors.view import View, c_string, python_text
from specgen.generators.target import Files, Request
from specgen.generators.templating import comment, environment

if TYPE_CHECKING:
    from jinja2 import Environment


def generate(request: Request) -> Files:
    """Return the header and the module of every variant asked for: none of a spec without error codes."""
    files: Files = {}
    for architecture in request.architectures:
        if not architecture.errors:
            continue
        view = View(architecture)
        for suffix in ("h", "py"):
            template = _environment().get_template(f"errors.{suffix}.j2")
            files[f"{architecture.variant}/{view.prefix}_errors.{suffix}"] = template.render(v=view)
    return files


@cache
def _environment() -> Environment:
    filters = {"comment": comment, "c": c_string, "py": python_text}
    return environment(Path(__file__).parent / "templates", filters)
