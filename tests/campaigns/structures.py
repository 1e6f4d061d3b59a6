"""Random structures: places by ctypes and compilers, values and refusals in C and Python beside the model's.

A case is a spec of several structures that hold each other. Compilers and levels of optimisation take turns.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from tests.campaigns.harness import Campaign, Chunk, Report

CHUNK = 4
SANITIZED = ("-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
BUILDS = (
    ("gcc", *SANITIZED),
    ("clang", *SANITIZED),
    ("gcc", "-O3"),
    ("clang", "-O3"),
    ("g++", "-O2"),
    ("clang++", "-O2"),
)
MUTATIONS = 100
VALUES = 20


def check(chunk: Chunk, report: Report) -> None:
    """One spec after the other."""
    for case in chunk.cases():
        with tempfile.TemporaryDirectory() as name:
            _spec(case, random.Random(f"{chunk.seed}/{case}"), Path(name), report)


def _spec(case: int, rng: random.Random, folder: Path, report: Report) -> None:
    from tests.generators.structures import agreeing, test_places, test_python
    from tests.generators.structures.compiled import Reader
    from tests.generators.structures.packages import package
    from tests.generators.structures.random_values import mutated, sound

    compiler, *options = BUILDS[case % len(BUILDS)]
    architecture = agreeing.drawn(rng, folder)
    reader = Reader(architecture, folder)
    try:
        test_places.agree(architecture, ("gcc", "clang")[case % 2], folder)
        reader.build(compiler, *options)
        given = agreeing.cases(rng, architecture, MUTATIONS)
        report.count("structures", len(reader.structures))
        report.count("byte strings", len(given))
        wrong = [*agreeing.readers(reader, given), *agreeing.writers(reader, rng, compiler, VALUES)]
        with package(architecture, folder) as made:
            for structure in reader.structures:
                data = sound(rng, structure, 20)
                if data is not None:
                    test_python.agrees(made, structure, data)
                    test_python.refuses_alike(made, structure, mutated(rng, data))
    except AssertionError as error:
        wrong = [str(error)[:2000] or "generated Python and the model differ"]
    for one in wrong:
        report.wrong(f"spec {case}, {compiler}: {one}")


CAMPAIGN = Campaign(
    "Generated structures lie, read and write in C and Python as the model says",
    check,
    count=CHUNK * 100,
    sample=1,
    chunk=CHUNK,
)
