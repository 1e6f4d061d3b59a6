"""Functions called at random: only declared errors, no crash, no leak. The campaign `runtime_misuse` does more of it."""

from __future__ import annotations

from pathlib import Path

from specgen.generators import Request
from specgen.model.architecture import Architecture
from tests.generators.runtime import misuse
from tests.generators.runtime.building import ADDRESS, Made, run
from tests.generators.runtime.conftest import Case, Small


def _calls(
    made: Made, architecture: Architecture, executable: Path, seed: int, calls: int
) -> tuple[int, int]:
    """How many calls were done, and how many refused."""
    source = made.folder / "misuse.c"
    source.write_text(misuse.program(architecture), encoding="utf-8")
    words = run(made.link("clang", source, ADDRESS), str(seed), str(calls), str(executable)).split()
    return int(words[0]), int(words[2])


def test_of_the_small_one(small: Small) -> None:
    done, refused = _calls(small.made, small.request.default, small.executable, 1, 20_000)
    assert done > 1000
    assert refused > 10_000


def test_of_basalt(basalt: Made, case: Case, reference: Request) -> None:
    large = next(a for a in reference.architectures if a.variant == "large")
    done, refused = _calls(basalt, large, case.executable, 2, 10_000)
    assert done > 1000
    assert refused > 2000
