"""Every artefact says what binaries it goes with: the binary hash of its variant, as a constant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.api.generating import files_of, request, targets
from specgen.generators import Files, Request
from specgen.model.identity import binary_hash

ENTRIES = {
    "c": ("/params.h",),
    "python": ("/params.py",),
    "numerics": ("_numerics.h", "numerics.py"),
    "layouts": ("_layouts.h", "layouts.py"),
    "structures": ("_structures.h", "uapi/basalt.h", "_structures/__init__.py"),
    "executable": ("_bex.c", "_structures.h"),
    "interpreter": ("_engine.h",),
    "systemverilog": ("_pkg.sv",),
    "rust": ("/params.rs",),
    "errors": ("_errors.h", "_errors.py"),
    "runtime": ("include/basalt.h", "_runtime.py"),
    "tablegen": ("llvm/Basalt.td", "mlir/BasaltDialect.td"),
    "javascript": ("/tables.json",),
    "registers": ("/registers.h", "_registers.py"),
    "systemrdl": (".rdl",),
    "device": ("_engine.h", "_structures.h"),
}
"""The files of each target that are met first."""


@pytest.fixture(scope="module")
def asked(root: Path) -> Iterator[Request]:
    yield request(root / "spec")


def test_every_target_but_the_pages_is_looked_at() -> None:
    assert {one.name for one in targets().values() if one.plugin is None} - {"docs"} == ENTRIES.keys()


@pytest.mark.parametrize("target", ENTRIES)
def test_artefacts_carry_the_hash_of_their_variant(target: str, asked: Request) -> None:
    files = files_of(asked, (target,))[target]
    for architecture in asked.architectures:
        digest = binary_hash(architecture)
        as_bytes = ", ".join(f"0x{byte:02x}" for byte in bytes.fromhex(digest))
        for ending in ENTRIES[target]:
            (text,) = _ending(files, architecture.variant, ending)
            assert digest in text or as_bytes in text, (target, ending)


def _ending(files: Files, variant: str, ending: str) -> list[str]:
    found = [path for path in files if path.startswith(f"{variant}/") and path.endswith(ending)]
    return [str(files[path]) for path in sorted(found, key=len)[:1]]
