"""How long a site takes, generation included: of the reference spec, and of specs of a thousand and three thousand pages.

Each is built three times: with nothing kept from before, again after one word of one instruction changed, and by plain MkDocs
from the pages that were assembled. What is kept in the user's own folder is in one of the benchmark's meanwhile.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from benchmarks import _synthetic
from benchmarks._measure import ENVIRONMENT, PYTHON, ROOT, SPECGEN, Seconds, once, show

#: Instructions and files of the specs: so many give about the pages that the name says.
_SIZES = {"1,000 pages": (150, 210), "3,000 pages": (620, 1320)}


def main() -> None:
    """Build all, and print what it took."""
    with tempfile.TemporaryDirectory(prefix="specgen-site-") as made:
        folder = Path(made)
        ENVIRONMENT["XDG_CACHE_HOME"] = str(folder / "cache")
        shutil.copytree(ROOT / "spec", folder / "reference" / "spec")
        # Without the registry: programs and releases do not lie beside this copy, and their addresses are not there.
        without = shutil.ignore_patterns("anchors.json", "moved.yaml")
        shutil.copytree(ROOT / "site", folder / "reference" / "site", ignore=without)
        _measure("the reference spec", folder / "reference", folder / "reference/spec/isa/vector.yaml")
        for name, (instructions, files) in _SIZES.items():
            there = folder / name.split(",")[0]
            _synthetic.write(there / "spec", instructions, files)
            _measure(f"a spec of {name}", there, there / "spec/instructions/op7.yaml")


def _measure(what: str, there: Path, changed: Path) -> None:
    build = (SPECGEN, "docs", "build", "--spec", str(there / "spec"), "-o", str(there / "build"))
    first = once(*build)
    pages = sum(1 for _ in (there / "build" / "site").rglob("*.html"))
    size = sum(path.stat().st_size for path in (there / "build" / "site").rglob("*") if path.is_file())
    show(f"docs build, {what}", first, f"{pages} pages, {size / 1e6:.0f} MB")
    text = changed.read_text(encoding="utf-8")
    changed.write_text(re.sub(r"summary: (\w+)", r"summary: \1s", text, count=1), encoding="utf-8")
    show("- after a word of an instruction changed", once(*build))
    show("- the pages alone, by mkdocs build", _plainly(there / "build"))


def _plainly(build: Path) -> Seconds:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    settings = str(build / "mkdocs" / "mkdocs.yml")
    return once(
        PYTHON, "-m", "mkdocs", "build", "--strict", "-f", settings, "--site-dir", str(build / "plain")
    )


if __name__ == "__main__":
    main()
