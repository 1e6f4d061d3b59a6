"""Generated packages, imported."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from specgen.generators.structures import python_files
from specgen.model import Architecture


@contextmanager
def package(architecture: Architecture, folder: Path) -> Iterator[ModuleType]:
    """Write the package of a spec's structures, import it, and forget it afterwards."""
    for path, text in python_files(architecture).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    name = f"{architecture.name}_structures"
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for known in [one for one in sys.modules if one.split(".")[0] == name]:
            del sys.modules[known]
