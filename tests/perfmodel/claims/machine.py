"""A small machine of two variants whose claims tests change."""

from __future__ import annotations

from pathlib import Path

from specgen.model import Spec, load

MACHINE = Path(__file__).with_name("machine.yaml").read_text(encoding="utf-8")


def machine(folder: Path, more: str = "") -> Spec:
    """The machine with further sections, loaded."""
    folder.mkdir(exist_ok=True)
    (folder / "spec.yaml").write_text(MACHINE + more, encoding="utf-8")
    return load(folder)
