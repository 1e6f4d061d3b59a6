"""Whole programs on the commands of engines under sanitizers: compiled C and assembly, and the attention kernels in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from examples.kernels import inputs
from specgen.api import Accelerator, load
from specgen.machine import Simulator
from specgen.machine.elf import read_elf
from specgen.machine.result import Result
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.examples.test_attention import MAILBOX, PLACES, SHAPE, TILES
from tests.examples.test_attention_order import ROOT, data, lines
from tests.examples.test_attention_order import run as run_kernel
from tests.machine.native.sanitizing.answers import finding, run
from tests.machine.native.sanitizing.compiling import COMPILERS, Form, forms, sanitized
from tests.programs.building import LEVELS, TARGETS, Target, compiled, sources

MOST_STEPS = 50_000_000
PIECE = 1024  # bytes of an argument


@dataclass(frozen=True, slots=True)
class Task:
    """An image, where it goes and starts, options of the command; and how it ends on the plain native engine."""

    accelerator: Accelerator
    image: bytes
    at: int
    entry: int
    options: tuple[str, ...]
    code: int
    output: bytes


def check(chunk: Chunk, report: Report) -> None:
    """Each case is one program on one command."""
    for case in chunk.cases():
        program, compiler, form = CASES[case]
        label = f"{program} by {compiler}, {form.name}"
        wrong = _wrong(_task(program), compiler, form)
        if wrong is None:
            report.count(f"{program.kind}, {compiler}")
        else:
            report.wrong(f"{label}: {wrong}")


def _wrong(task: Task, compiler: str, form: Form) -> str | None:
    both = task.accelerator.architecture, task.accelerator.semantics
    made = sanitized(*both, compiler, form)
    place = ("--at", hex(task.at), "--entry", hex(task.entry), "--max-steps", str(MOST_STEPS))
    with TemporaryDirectory() as folder:
        image = Path(folder) / "image"
        image.write_bytes(task.image)
        done = run([str(made.command), str(image), *place, *task.options])
    found = finding(done)
    if found is not None:
        return found
    if done.returncode != task.code:
        return f"ended with {done.returncode}, not {task.code}: {done.stderr[:400].decode(errors='replace')}"
    return None if done.stdout == task.output else "what it printed or left differs"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A program of ``examples/programs``."""

    source: Path
    target: Target
    level: str
    kind = "compiled"

    def __str__(self) -> str:
        return f"{self.source.name} {self.target.spec} {self.level}"

    def task(self) -> Task:
        """It ends as on the native engine, with the same registers and memory."""
        variant = self.source.parent.name
        accelerator = self.target.accelerator(variant)
        file = compiled(self.source, self.target, self.level)
        machine = accelerator.simulator("native")
        machine.load(file)
        result = machine.run(MOST_STEPS)
        assert result.reason == "exited", str(result)
        elf = read_elf(file.read_bytes(), file.name)
        low, high = min(p.address for p in elf.pieces), max(p.end for p in elf.pieces)
        image = bytearray(high - low)
        for piece in elf.pieces:
            image[piece.address - low : piece.address - low + len(piece.data)] = piece.data
        options = ("--dump", "x", "--dump", f"ram@{low:#x}:{high - low}")
        registers = machine.state["x"].tobytes()
        ram = machine.memory["ram"].read(low, "u8", high - low).tobytes()
        output = machine.output + f"x {registers.hex()}\nram {ram.hex()}\n".encode()
        return Task(accelerator, bytes(image), low, elf.entry, options, _code(result), output)


@dataclass(frozen=True, slots=True)
class Kernel:
    """An attention kernel on all tiles; in program order where the seed is 0."""

    name: str
    seed: int
    kind = "attention"

    def __str__(self) -> str:
        return f"attention {self.name}, seed {self.seed}"

    def task(self) -> Task:
        """It leaves what it leaves on the native engine in program order."""
        large, machine = _large()
        text = "\n".join(lines(self.name))
        result = run_kernel(machine, large, self.name, text, tiles=TILES)
        assert result.reason == "exited", str(result)
        program, hbm = large.assemble(text), machine.memory["hbm"]
        order = ("--order", "adversarial", "--seed", str(self.seed)) if self.seed else ()
        size = 2 * SHAPE[0] * SHAPE[1] * SHAPE[2]
        dumps = [option for o in ("o", "o8") for option in ("--dump", f"hbm@{PLACES[o]:#x}:{size}")]
        results = [hbm.read(PLACES[o], "u8", size).tobytes().hex() for o in ("o", "o8")]
        output = "".join(f"hbm {result}\n" for result in results).encode()
        unit = large.codec.processor.unit
        options = (*_given(self.name), *order, *dumps)
        return Task(large, program.image, program.base, program.entry // unit, options, _code(result), output)


def _given(name: str) -> Iterator[str]:
    """Options that put a kernel's inputs and its mailbox where they belong."""
    places = [("hbm", PLACES[m], codes.tobytes()) for m, codes in data(name).items()]
    places.append(("mmio", MAILBOX, inputs.mailbox(PLACES, 16.0, False).tobytes()))
    for memory, address, held in places:
        for at in range(0, len(held), PIECE):
            yield "--set"
            yield f"{memory}@{address + at:#x}={held[at : at + PIECE].hex()}"


@cache
def _large() -> tuple[Accelerator, Simulator]:
    large = load(ROOT / "spec", "large")
    return large, large.simulator("native")


@cache
def _task(program: Compiled | Kernel) -> Task:
    return program.task()


def _code(result: Result) -> int:
    assert result.exit_code is not None
    return result.exit_code & 0xFF


PROGRAMS: list[Compiled | Kernel] = [
    *(Compiled(*one) for one in product([*sources("user"), *sources("machine")], TARGETS, LEVELS)),
    *(Kernel(name, seed) for name, seed in product(("fp8", "bf16"), range(6))),
]
CASES = list(product(PROGRAMS, COMPILERS, forms()))
CAMPAIGN = Campaign(
    "programs and the attention kernels on commands under the sanitizers of gcc and clang: the plain engine's end, no finding",
    check,
    count=len(CASES),
    sample=1,
    chunk=len(COMPILERS) * len(forms()),
)
