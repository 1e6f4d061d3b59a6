"""Functions of the host: output, input, memory and counts, from one instruction and from hot loops."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from specgen.machine import MemoryAccess, Simulator, assemble
from specgen.model.spec import load
from tests.machine.simulated import NEVER, spec

ECHO = """
        addi x2, x0, -1
loop:   get x1
        put x1
        bne x1, x2, loop
        exit x0
"""
SAY = """
        write x1, x2, x3
        exit x0
        .org 0x100
        .ascii "hello"
"""


def machine(text: str, *, variant: str | None = None, **options: object) -> Simulator:
    architecture, semantics = spec("system", variant)
    made = Simulator(architecture, semantics, **options)  # type: ignore[arg-type]
    made.load(assemble(architecture, text))
    return made


@pytest.mark.parametrize("hot", [1, NEVER])
def test_bytes_pass_through(hot: int) -> None:
    made = machine(ECHO, stdin=b"ab\xff", hot=hot)
    assert made.run(1000).exit_code == 0
    assert made.output == b"ab\xff\xff"
    made.reset()
    assert made.output == b""


def test_files_may_be_given() -> None:
    written: list[bytes] = []
    made = machine(ECHO, stdin=BytesIO(b"x"), stdout=written.append)
    made.run(100)
    assert (written, made.output) == ([b"x", b"\xff"], b"")


@pytest.mark.parametrize(
    ("file", "address", "length", "result", "out", "err"),
    [
        (1, 0x100, 5, 5, b"hello", b""),
        (2, 0x101, 2, 2, b"", b"el"),
        (1, 0x100, 0, 0, b"", b""),
        (1, 0x7FFFFFFF, 0, 0, b"", b""),
        (0, 0x100, 5, -9, b"", b""),
        (3, 0x7FFFFFFF, 5, -9, b"", b""),
        (1, 0xFFFF, 1, 1, b"\0", b""),
        (1, 0xFFFF, 2, -14, b"", b""),
        (1, 0x100, 0xFFFFFFFF, -14, b"", b""),
    ],
)
def test_write(file: int, address: int, length: int, result: int, out: bytes, err: bytes) -> None:
    outs, errs = bytearray(), bytearray()
    made = machine(SAY, stdout=outs.extend, stderr=errs.extend)
    for name, value in (("x1", file), ("x2", address), ("x3", length)):
        made.state[name] = value
    made.run(10)
    assert (made.state["x1"], bytes(outs), bytes(errs)) == (result & 0xFFFFFFFF, out, err)


@pytest.mark.parametrize("hot", [1, NEVER])
def test_steps_count_what_was_executed_before(hot: int) -> None:
    text = "addi x1, x0, 50\nloop: addi x1, x1, -1\nbne x1, x0, loop\nsteps x2\nsteps x3\nexit x0"
    made = machine(text, hot=hot)
    made.run(1000)
    assert (made.state["x2"], made.state["x3"]) == (101, 102)


def test_a_function_that_is_given_comes_first_and_sees_its_memory() -> None:
    seen: list[object] = []

    def write(memory: MemoryAccess, file: int, address: int, length: int) -> int:
        seen.append((file, length))
        return int(memory.read(address, "u8", length).sum())

    made = machine(SAY, hosts={"write": write})
    for name, value in (("x1", 9), ("x2", 0x100), ("x3", 2)):
        made.state[name] = value
    made.run(10)
    assert (made.state["x1"], seen) == (ord("h") + ord("e"), [(9, 2)])


@pytest.mark.parametrize(
    "declared",
    [
        "putchar: {host: true}",
        "putchar: {host: true, arguments: {a: u8, b: u8}}",
        "putchar: {host: true, arguments: {a: f32}}",
        "putchar: {host: true, arguments: {a: u8}, returns: u8}",
        "getchar: {host: true}",
        "exit: {host: true, arguments: {a: u8, b: u8}}",
        "write: {host: true, arguments: {a: u8, b: u8, c: u8}, returns: s8}",
        "steps: {host: true, returns: u8, memory: mem}",
    ],
)
def test_known_functions_are_declared_as_they_are(declared: str, tmp_path: Path) -> None:
    from specgen.api import check
    from specgen.checks.examples import write_example

    found = check(write_example(f"functions:\n  {declared}\n", tmp_path))
    assert {one.rule for one in found} >= {"host-signature"}


def test_a_memory_is_for_functions_of_the_host(tmp_path: Path) -> None:
    from specgen.checks.examples import write_example

    folder = write_example("functions: {g: {body: pass, memory: mem}}\n", tmp_path)
    _, found = load(folder).check()
    assert [one.rule for one in found] == ["spec-function"]
