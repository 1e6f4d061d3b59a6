"""Functions called at random: only declared errors, no crash, no leak. The campaign `runtime_misuse` has a small device."""

from __future__ import annotations

from specgen.generators import Request
from tests.generators.runtime import misuse
from tests.generators.runtime.building import ADDRESS, Made, run
from tests.generators.runtime.conftest import Case


def test_of_basalt(basalt: Made, case: Case, reference: Request) -> None:
    large = next(a for a in reference.architectures if a.variant == "large")
    source = basalt.folder / "misuse.c"
    source.write_text(misuse.program(large), encoding="utf-8")
    words = run(basalt.link("clang", source, ADDRESS), "2", "10000", str(case.executable)).split()
    done, refused = int(words[0]), int(words[2])
    assert done + refused == 10_000
    assert done > 1000
    assert refused > 2000
