"""The generated modules in Node, and whether they say what specgen's own codec and assembler say."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.generators import Request, javascript
from specgen.machine import Codec
from specgen.machine.assembler import Assembler
from specgen.model import load_architecture
from specgen.source import SourceFile, SpecError
from tests.machine.roundtrip import words

if TYPE_CHECKING:
    from specgen.machine.codec import Decoded
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor

_DRIVER = Path(__file__).with_name("driver.mjs")


@dataclass(frozen=True)
class Pair:
    """A processor of a variant, and the folder with its modules and tables."""

    architecture: Architecture
    processor: Processor
    folder: Path

    @cached_property
    def codec(self) -> Codec:
        return Codec(self.architecture, self.processor)

    @cached_property
    def assembler(self) -> Assembler:
        return Assembler(self.codec)

    def ask(self, **questions: object) -> dict[str, Any]:
        """What the modules answer; see the driver."""
        node = shutil.which("node")
        assert node is not None, "node is missing: scripts/setup installs it"
        command = [node, str(_DRIVER), str(self.folder), self.processor.name]
        done = subprocess.run(
            command, input=json.dumps(questions), capture_output=True, text=True, check=False
        )
        assert not done.returncode, done.stderr
        answers: dict[str, Any] = json.loads(done.stdout)
        return answers

    def differences(
        self, codes: Sequence[int], sources: Sequence[str], bases: Sequence[int] = (4096,)
    ) -> Iterator[str]:
        """What differs for words (alone, and at the beginning of bytes), for lines made of them, and for source texts."""
        codec = self.codec
        decoded = [codec.decode(word) for word in codes]
        lines = [(str(one), base) for one in decoded if one is not None for base in bases]
        stored = [
            codec.to_memory(word, codec.max_bytes) for word in codes if word >> 8 * codec.max_bytes == 0
        ]
        cut = [data[: 1 + n % codec.max_bytes] for n, data in enumerate(stored)]
        answers = self.ask(
            decode=[hex(word) for word in codes],
            bytes=[data.hex() for data in (*stored, *cut)],
            encode=lines,
            operands=[
                (one.instruction.name, {n: str(v) for n, v in one.operands.items()}) for one in decoded if one
            ],
            assemble=[(source, None) for source in sources],
        )
        yield from _unlike("decode", map(hex, codes), map(_told, decoded), map(_theirs, answers["decode"]))
        both = (*stored, *cut)
        found = (_told(codec.decode_bytes(data)) for data in both)
        yield from _unlike("decode bytes", both, found, map(_theirs, answers["bytes"]))
        encoded = (self._encoded(*line) for line in lines)
        yield from _unlike("encode", lines, encoded, map(_outcome, answers["encode"]))
        legal = [one for one in decoded if one is not None]
        kept = [str(one.word & ~one.coder.ignored) for one in legal]
        yield from _unlike("encode operands", map(str, legal), kept, answers["operands"])
        programs = (self._assembled(source) for source in sources)
        yield from _unlike("assemble", sources, programs, map(_outcome, answers["assemble"]))

    def _encoded(self, line: str, base: int) -> object:
        try:
            return str(self.assembler.encode(line, base))
        except SpecError as error:
            return _findings(error)

    def _assembled(self, source: str) -> object:
        try:
            made = self.assembler.assemble(SourceFile("a.s", source))
        except SpecError as error:
            return _findings(error)
        return {
            "base": str(made.base),
            "entry": str(made.entry),
            "lines": [
                {"address": str(one.address), "length": len(one.data), "line": one.line, "text": one.text}
                for one in made.lines
            ],
            "labels": list(made.labels),
            "bytes": made.image.hex(),
            "symbols": {name: str(value) for name, value in made.symbols.items()},
        }


def pairs(spec: Path, folder: Path) -> Iterator[Pair]:
    """Every processor of every variant of a spec, with what is generated for it written into a folder."""
    default = load_architecture(spec)
    variants = tuple(load_architecture(spec, name) for name in default.variants)
    for name, content in javascript.generate(Request(variants, {})).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(str(content), encoding="utf-8")
    for one in variants:
        for processor in one.processors.values():
            yield Pair(one, processor, folder / one.variant)


def some_words(codec: Codec, draw: random.Random, each: int) -> Iterator[int]:
    """Words of every instruction, the same with a bit turned, and any words of that length."""
    for coder in codec.coders.values():
        bits = 8 * coder.length_bytes
        for word in words(codec, coder.instruction, draw, each):
            yield word
            yield word ^ 1 << draw.randrange(bits)
            yield draw.getrandbits(bits)


def _unlike(
    what: str, asked: Iterable[object], ours: Iterable[object], theirs: Iterable[object]
) -> Iterator[str]:
    for question, own, other in zip(asked, ours, theirs, strict=True):
        if own != other:
            yield f"{what} {question!r}: {own!r}, in JavaScript {other!r}"


def _told(one: Decoded | None) -> object:
    if one is None:
        return None
    fields = [
        (f.name, str(f.extract(one.word)), str(f.value(f.extract(one.word))))
        for f in one.instruction.format.fields
    ]
    return (
        one.instruction.name,
        {n: str(v) for n, v in one.operands.items()},
        str(one),
        one.length_bytes,
        str(one.word),
        fields,
    )


def _theirs(one: dict[str, Any] | None) -> object:
    if one is None:
        return None
    fields = [(field["name"], field["raw"], field["value"]) for field in one["fields"]]
    return one["name"], one["operands"], one["text"], one["length"], one["word"], fields


def _findings(error: SpecError) -> list[object]:
    return [
        (one.at.line, one.at.column, one.rule, one.message, one.hint) for one in error.diagnostics.sorted()
    ]


def _outcome(answer: Any) -> object:
    """A word or a program, or where there are errors these alone."""
    if not isinstance(answer, dict) or not answer["errors"]:
        return {k: v for k, v in answer.items() if k != "errors"} if isinstance(answer, dict) else answer
    return [
        tuple(one[key] for key in ("line", "column", "rule", "message", "hint")) for one in answer["errors"]
    ]
