"""Engines under sanitizers: what is outside is never computed with, and a misstep is told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.machine.native.sanitizing.answers import Answers, answers, difference, failure, run
from tests.machine.native.sanitizing.compiling import COMPILERS, HERE, SANITIZERS, forms, sanitized
from tests.machine.native.sanitizing.rounds import Order, Rounds
from tests.machine.simulated import spec

GUARDS = """
#include <stdlib.h>
#include <sys/mman.h>
int main(int argc, char **argv)
{
    volatile char *bytes = mmap(NULL, 5000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bytes[argc == 2 ? atoi(argv[1]) : 0] = 1;
    return munmap((void *)bytes, 5000);
}
"""


@pytest.fixture(scope="module", params=COMPILERS)
def guarded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that writes one byte of 5,000 that it maps."""
    folder = tmp_path_factory.mktemp("guards")
    (folder / "main.c").write_text("#define mmap guarded_map\n#define munmap guarded_unmap\n" + GUARDS)
    command = [request.param, *SANITIZERS, "-o", "main", "main.c", str(HERE / "guards.c")]
    subprocess.run(command, cwd=folder, check=True)
    return folder / "main"


@pytest.mark.parametrize("place", [0, 4999])
def test_what_is_mapped_can_be_written(guarded: Path, place: int) -> None:
    assert failure(run([str(guarded), str(place)])) is None


@pytest.mark.parametrize("place", [-1, 5000, 8191, 8192, 100_000])
def test_what_is_around_it_cannot(guarded: Path, place: int) -> None:
    assert "ERROR: AddressSanitizer" in (failure(run([str(guarded), str(place)])) or "")


@pytest.mark.parametrize("compiler", COMPILERS)
def test_program_counters_before_and_behind_the_memory(compiler: str) -> None:
    architecture, semantics = spec("elf")
    orders = Rounds(architecture, semantics).begin()
    for number, processor in enumerate(architecture.processors.values()):
        memory = processor.memory
        for pc in (
            0,
            memory.base // processor.unit - 1,
            (memory.base + memory.size) // processor.unit,
            1 << 31,
        ):
            orders.ask(f"{processor.name} at {pc:#x}", Order.EXECUTE, number, pc)
    told = answers(sanitized(architecture, semantics, compiler, forms()[0]), orders)
    assert (told.error, len(told.values)) == (None, len(orders.asked))


def test_the_first_difference_is_told() -> None:
    orders = Rounds(*spec("scalar")).begin()
    for about in ("one", "two", "three"):
        orders.ask(about, Order.LOOK)
    right = Answers((1, 2, 3), b"", None)
    assert difference(orders, right, right) is None
    assert difference(orders, right, Answers((1, 5, 3), b"", None)) == "two: differs"
    assert difference(orders, right, Answers((1,), b"", "overflow")) == "two: overflow"
    assert difference(orders, right, Answers((1, 2, 3), b"x", None)) == "it printed something else"
    assert difference(orders, right, Answers((1, 2), b"", None)) == "2 answers to 3 questions"
