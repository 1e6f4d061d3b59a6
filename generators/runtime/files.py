"""The files of one runtime's interface."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.runtime.ctypes import Names, struct_lines
from specgen.generators.runtime.python import Bindings
from specgen.generators.runtime.reference import reference
from specgen.generators.runtime.words import lifetime, paragraphs, words
from specgen.generators.target import stamp
from specgen.generators.templating import comment, environment
from specgen.model.identity import binary_hash
from specgen.model.interfaces.verbs import error_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from specgen.generators.target import Files
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Runtime
    from specgen.semantics import Semantics

_TEMPLATES = {
    "api.h.j2": "include/{}.h",
    "mock.h.j2": "mock/{}_mock.h",
    "mock.c.j2": "mock/{}_mock.c",
    "bindings.py.j2": "python/{}_runtime.py",
}


def interface(architecture: Architecture, runtime: Runtime, semantics: Semantics) -> Files:
    """Return the files of a runtime in one variant."""
    names, shown = Names(runtime), _shown(architecture, runtime)
    headers: Files = {
        path.format(names.prefix): _environment().get_template(template).render(shown)
        for template, path in _TEMPLATES.items()
    }
    return headers | reference(architecture, semantics, names)


def header(architecture: Architecture, runtime: Runtime) -> str:
    """Return the header for those who call a runtime."""
    return _environment().get_template("api.h.j2").render(_shown(architecture, runtime))


def _shown(architecture: Architecture, runtime: Runtime) -> dict[str, object]:
    names = Names(runtime)
    return {
        "a": architecture,
        "r": runtime,
        "n": names,
        "stamp": stamp(architecture),
        "binary": binary_hash(architecture),
        "version": runtime.version[0] << 16 | runtime.version[1],
        "ok": error_of(architecture.errors.values(), "success"),
        "errors": tuple(architecture.errors.values()),
        "lines": partial(struct_lines, names),
        "lifetime": partial(lifetime, runtime),
        "words": words,
        "b": Bindings(names),
    }


@cache
def _environment() -> Environment:
    filters = {"comment": comment, "paragraphs": paragraphs, "py": repr, "quoted": _quoted}
    return environment(Path(__file__).parent / "templates", filters)


def _quoted(text: str) -> str:
    """One line that can stand in a docstring."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', "'")
