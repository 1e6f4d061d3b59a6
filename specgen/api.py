"""The facade behind ``import specgen``: load a spec, check it, encode, assemble, run and generate from it.

rv = specgen.load("examples/rv32im")      # SpecError carries .diagnostics
rv.decode(0x00b50533)                     # add a0, a0, a1
sim = specgen.load("spec", variant="large").simulator()
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.source import Diagnostics, SpecError

if TYPE_CHECKING:
    from specgen.generators import Request, Target, Written
    from specgen.machine import Codec, Decoded, Result, Simulator
    from specgen.machine.assembler import Assembler, Program
    from specgen.machine.disassembler import Disassembler
    from specgen.model import Architecture, Spec
    from specgen.model.isa import Instruction
    from specgen.model.memory import Layout, Memory
    from specgen.semantics import Semantics
    from specgen.source import Rule, SourceFile


class Accelerator:
    """One variant of a spec; what is asked of it is made on first use.

    Raises SpecError, from any property, where the spec has errors that stand in the way.
    """

    def __init__(self, spec: Spec, variant: str | None = None) -> None:
        self.spec = spec
        self.architecture: Architecture = spec.architecture(variant)

    @property
    def instructions(self) -> Mapping[str, Instruction]:
        """The instructions by name."""
        return self.architecture.instructions

    @property
    def memories(self) -> Mapping[str, Memory]:
        """The memories by name."""
        return self.architecture.memories

    @property
    def layouts(self) -> Mapping[str, Layout]:
        """The layouts by name."""
        return self.architecture.layouts

    @cached_property
    def semantics(self) -> Semantics:
        """What each instruction does, typed. Raises SpecError where some do not type."""
        from specgen.semantics import analyse

        diagnostics = Diagnostics()
        semantics = analyse(self.architecture, diagnostics)
        if diagnostics.errors:
            raise SpecError(diagnostics)
        return semantics

    @cached_property
    def codec(self) -> Codec:
        """The codec of the first processor."""
        from specgen.machine import Codec

        return Codec(self.architecture)

    @cached_property
    def assembler(self) -> Assembler:
        """The assembler of the first processor."""
        from specgen.machine.assembler import Assembler

        return Assembler(self.codec)

    @cached_property
    def disassembler(self) -> Disassembler:
        """The disassembler of the first processor."""
        from specgen.machine.disassembler import Disassembler

        return Disassembler(self.codec)

    def decode(self, word: int) -> Decoded | None:
        """Return the instruction that a word is, or None where it is illegal."""
        return self.codec.decode(word)

    def encode(self, text: str) -> int:
        """Return the word of one line of assembly. Raises SpecError."""
        return self.assembler.encode(text)

    def assemble(self, source: str | SourceFile) -> Program:
        """Assemble a text, or a file that was read. Raises SpecError with all its faults."""
        return self.assembler.assemble(source)

    def assemble_file(self, path: str | Path) -> Program:
        """Assemble a file. Raises SpecError with all its faults, among them that it cannot be read."""
        from specgen.source import read_source

        diagnostics = Diagnostics()
        source = read_source(path, diagnostics)
        if source is None:
            raise SpecError(diagnostics)
        return self.assemble(source)

    def simulator(self, engine: str = "python") -> Simulator:
        """Return a machine at reset; ``engine`` is ``python``. Raises ValueError for another engine."""
        from specgen.machine import Simulator

        return Simulator(self.architecture, self.semantics, engine=engine)


class Run:
    """A program on a machine, set up and dumped by places as text.

    Raises SpecError where the program has errors, ValueError where it, or a place, does not fit the machine.
    """

    def __init__(self, accelerator: Accelerator, program: str | Path, engine: str = "python") -> None:
        from specgen.machine import read_image

        path = Path(program)
        loaded = accelerator.assemble_file(path) if path.suffix in (".s", ".S", ".asm") else read_image(path)
        self.simulator = accelerator.simulator(engine)
        self.simulator.load(loaded)

    def put(self, assignment: str) -> None:
        """Set ``PLACE=VALUE``."""
        from specgen.machine.places import put

        put(self.simulator, assignment)

    def go(
        self,
        max_steps: int | None = None,
        *,
        trace: Callable[[str], None] | None = None,
        as_json: bool = False,
    ) -> Result:
        """Run until the program ends, or for ``max_steps`` instructions; ``trace`` is given a line for each."""
        from specgen.machine import Tracer

        return self.simulator.run(max_steps, tracer=Tracer(trace, as_json=as_json) if trace else None)

    def dump(self, request: str) -> Iterator[str]:
        """Yield the lines of ``PLACE``, or save it as ``PLACE=FILE.npy``."""
        from specgen.machine.places import dump

        return dump(self.simulator, request)

    @property
    def traced(self) -> list[int]:
        """What the program traced."""
        return self.simulator.traced


def load(path: str | Path = "spec", variant: str | None = None) -> Accelerator:
    """Load one variant of the spec in folder ``path``. Raises SpecError where it cannot be resolved."""
    return Accelerator(load_spec(path), variant)


def load_spec(path: str | Path = "spec") -> Spec:
    """Load a spec with all its variants. Raises SpecError where it cannot be resolved."""
    from specgen.model import load as load_model

    spec = load_model(path)
    if spec.diagnostics.errors:
        raise SpecError(spec.diagnostics)
    return spec


def check(path: str | Path = "spec") -> Diagnostics:
    """Check every variant of a spec by every rule; return all findings."""
    from specgen.checks import check_spec
    from specgen.model import load as load_model

    return check_spec(load_model(path))


def rules() -> dict[str, Rule]:
    """Return the rules of every stage by id."""
    import_module("specgen.checks")
    import_module("specgen.machine.assembler")
    from specgen.source import all_rules

    return {rule.id: rule for rule in all_rules()}


def schema_text() -> str:
    """Return the JSON Schema of a spec's files as text."""
    from specgen.model import json_schema

    return json.dumps(json_schema(), indent=1) + "\n"


def start(folder: str | Path, name: str) -> list[Path]:
    """Write a small, complete spec called ``name`` into a new or empty folder; return the files.

    Raises ValueError where the folder has files in it or the name is no identifier.
    """
    target = Path(folder)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(f"{name!r} is no name for a spec: use letters, digits and _, a letter first")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ValueError(f"{target} is not an empty folder")
    starter = Path(__file__).parent / "std" / "starter"
    written = []
    for source in sorted(p for p in starter.rglob("*") if p.is_file()):
        place = target / source.relative_to(starter)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(source.read_text(encoding="utf-8").replace("NAME", name), encoding="utf-8")
        written.append(place)
    schema = target / ".schema" / "specgen.json"
    schema.parent.mkdir()
    schema.write_text(schema_text(), encoding="utf-8")
    return [*written, schema]


def targets() -> dict[str, Target]:
    """Return the generators by name. Raises ValueError where two packages claim one name."""
    from specgen.generators import targets as known

    return known()


def request(path: str | Path = "spec", variants: Iterable[str] | None = None) -> Request:
    """Return what generators are given: the variants named, by default all. Raises SpecError."""
    from specgen.generators import Request

    spec = load_spec(path)
    loaded = [Accelerator(spec, name) for name in variants or spec.variants]
    return Request(
        tuple(one.architecture for one in loaded),
        {one.architecture.variant: one.semantics for one in loaded},
    )


def generate(
    path: str | Path = "spec",
    names: Iterable[str] | None = None,
    output: str | Path = "build/generated",
    *,
    variants: Iterable[str] | None = None,
    force: bool = False,
) -> dict[str, Written]:
    """Write targets, each into its folder below ``output``; return what was done for each.

    Raises SpecError for the spec, OutputError where a file may not be written, KeyError for an unknown target.
    """
    from specgen.generators import stamp, write

    asked = request(path, variants)
    made = files_of(asked, names)
    mark = stamp(asked.default)
    return {name: write(Path(output) / name, files, mark, force=force) for name, files in made.items()}


def files_of(asked: Request, names: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
    """Return the files of each target, by default of all. Raises KeyError for an unknown target."""
    from specgen.generators import targets as known

    every = known()
    return {name: every[name].load()(asked) for name in names or every}


def compare(
    path: str | Path = "spec",
    names: Iterable[str] | None = None,
    output: str | Path = "build/generated",
    *,
    variants: Iterable[str] | None = None,
) -> list[str]:
    """Return how the files below ``output`` differ from what ``generate`` would leave, one line a file.

    Raises SpecError for the spec, KeyError for an unknown target.
    """
    from specgen import generators

    asked = request(path, variants)
    mark = generators.stamp(asked.default)
    made = files_of(asked, names)
    return [
        line for name, files in made.items() for line in generators.compare(Path(output) / name, files, mark)
    ]
