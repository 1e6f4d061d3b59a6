"""Checks of encodings against each other: overlaps, shadows, words that nothing or two things decode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check, listable
from specgen.model.cubes import TooManyCubes, intersect
from specgen.model.decoding import illegal_witness
from specgen.model.legality import decoded_words, words_of
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.isa import Instruction

_TINY = """
    formats: {tiny: {width: 16, fields: {opcode: "6:0", a: "11:7", reserved: "15:12"}}}
"""


def _word(value: int, width: int) -> str:
    return f"{value:#0{width // 4 + 2}x}"


def _common(a: Instruction, b: Instruction) -> int:
    """A word of two instructions that are known to meet."""
    return next(c.value for x in words_of(a) for y in words_of(b) if (c := intersect(x, y)) is not None)


@check(
    "isa-encoding-overlap",
    Severity.ERROR,
    "No word is two instructions, unless one says that it shadows the other.",
    """A word with two meanings decodes as whichever the decoder tries first, and no two decoders try in the same
    order. The finding names a word that is both.""",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}", summary: One., semantics: "pass"}}
      two: {{format: tiny, encoding: {{opcode: 0x70, a: 3}}, assembly: "two", summary: Two., semantics: "pass"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}", summary: One., semantics: "pass"}}
      two: {{format: tiny, encoding: {{opcode: 0x70, a: 3}}, assembly: "two", summary: Two., shadows: [one], semantics: "pass"}}
    """,
)
def encoding_overlap(subject: Subject) -> Iterator[Finding]:
    """Pairs of instructions of one length with a word in common that no shadow explains."""
    for first, second in subject.meeting:
        if first.format.width != second.format.width:
            continue
        if first.name in second.shadows or second.name in first.shadows:
            continue
        word = _common(first, second)
        yield Finding(
            f"{second.name} and {first.name} share words: {_word(word, first.format.width)} is both",
            second.origin.at("encoding"),
            (Related(first.origin.at("encoding"), f"{first.name} is encoded here"),),
            hint=f"if {second.name} is meant to take words of {first.name}, say shadows: [{first.name}]",
        )


@check(
    "isa-prefix-clash",
    Severity.ERROR,
    "No longer instruction begins with the word of a shorter one.",
    """The length of an instruction is told from its first bits. Where a short word is also the beginning of a long
    one, a fetch unit cannot tell where the next instruction starts.""",
    wrong="""
    formats:
      short: {width: 16, fields: {opcode: "6:0", a: "15:7"}}
      long: {width: 32, fields: {opcode: "6:0", a: "31:7"}}
    instructions:
      near: {format: short, encoding: {opcode: 0x70}, assembly: "near {a}", summary: Near., semantics: "pass"}
      far: {format: long, encoding: {opcode: 0x70}, assembly: "far {a}", summary: Far., semantics: "pass"}
    """,
    right="""
    formats:
      short: {width: 16, fields: {opcode: "6:0", a: "15:7"}}
      long: {width: 32, fields: {opcode: "6:0", a: "31:7"}}
    instructions:
      near: {format: short, encoding: {opcode: 0x70}, assembly: "near {a}", summary: Near., semantics: "pass"}
      far: {format: long, encoding: {opcode: 0x71}, assembly: "far {a}", summary: Far., semantics: "pass"}
    """,
)
def prefix_clash(subject: Subject) -> Iterator[Finding]:
    """Pairs of instructions of different lengths of which one's word begins the other's."""
    for first, second in subject.meeting:
        if first.format.width == second.format.width:
            continue
        short, long = sorted((first, second), key=lambda one: one.format.width)
        word = _common(short, long) & ((1 << short.format.width) - 1)
        yield Finding(
            f"{long.name} begins with a word of {short.name}: {_word(word, short.format.width)}",
            long.origin.at("encoding"),
            (Related(short.origin.at("encoding"), f"{short.name} is encoded here"),),
        )


@check(
    "isa-shadow-needless",
    Severity.WARNING,
    "An instruction shadows another only where they share words.",
    "A declared exclusion that excludes nothing hides a real overlap when one of the two encodings changes.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}", summary: One., semantics: "pass"}}
      two: {{format: tiny, encoding: {{opcode: 0x71, a: 3}}, assembly: "two", summary: Two., shadows: [one], semantics: "pass"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}", summary: One., semantics: "pass"}}
      two: {{format: tiny, encoding: {{opcode: 0x71, a: 3}}, assembly: "two", summary: Two., semantics: "pass"}}
    """,
)
def shadow_needless(subject: Subject) -> Iterator[Finding]:
    """Declared shadows of instructions with no word in common."""
    for stream in subject.streams:
        for one in stream.values():
            own = words_of(one) if one.shadows else ()
            for index, name in enumerate(one.shadows):
                other = stream.get(name)
                theirs = words_of(other) if other else ()
                if not any(intersect(a, b) for a in own for b in theirs):
                    yield Finding(
                        f"{one.name} has no word in common with {name}", one.origin.at("shadows", index)
                    )


@check(
    "isa-unreachable",
    Severity.ERROR,
    "Every instruction has a word that decodes as it.",
    """An instruction whose constraints exclude each other, or whose words are all taken by those that shadow it, can
    be written in the manual and never executed.""",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}", summary: One., semantics: "pass",
            constraints: ["a > 3", "a < 2"]}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}", summary: One., semantics: "pass",
            constraints: ["a > 3", "a < 20"]}}
    """,
)
def unreachable(subject: Subject) -> Iterator[Finding]:
    """Instructions that no word decodes as."""
    for stream in subject.streams:
        for name, words in decoded_words(stream).items():
            if words:
                continue
            one = stream[name]
            takers = [other for other in stream.values() if name in other.shadows]
            empty = not words_of(one)
            why = (
                "its constraints exclude every word"
                if empty
                else "all its words are taken by instructions that shadow it"
            )
            yield Finding(
                f"no word decodes as {name}: {why}",
                one.origin.at("constraints" if empty else "encoding"),
                tuple(Related(t.origin.at("shadows"), f"{t.name} shadows it") for t in takers),
            )


@check(
    "isa-decode-incomplete",
    Severity.ERROR,
    "Where a processor says that its decoding is complete, every word is an instruction.",
    """A processor without an illegal-instruction trap must give every word a meaning. The finding names a word that
    has none, found by algebra on the encodings and not by trying words.""",
    wrong="""
    processors:
      control: {program_counter: pc, memory: imem, granule: 16, illegal: illegal, fetch: fetch, complete: true}
    """,
    right="""
    processors:
      control: {program_counter: pc, memory: imem, granule: 16, illegal: illegal, fetch: fetch, complete: false}
    """,
)
def decode_incomplete(subject: Subject) -> Iterator[Finding]:
    """Processors that claim completeness and have an illegal word."""
    for processor in subject.architecture.processors.values():
        if not processor.complete:
            continue
        try:
            word = illegal_witness(subject.architecture, processor)
        except TooManyCubes:
            continue
        if word is not None:
            yield Finding(
                f"{_word(word, processor.granule)} is no instruction of {processor.name}, whose decoding is complete",
                processor.origin.at("complete"),
            )


@check(
    "isa-constraint-wide",
    Severity.ERROR,
    "Two fields that a constraint compares are at most 12 bits wide.",
    "The words that such a constraint allows could not be listed, so no overlap of them could be seen.",
    wrong="""
    formats: {wide: {width: 64, fields: {opcode: "6:0", a: "31:7", b: "63:32"}}}
    instructions:
      one: {format: wide, encoding: {opcode: 0x70}, assembly: "one {a}, {b}", summary: One., semantics: "pass",
            constraints: ["a != b"]}
    """,
    right="""
    formats: {wide: {width: 64, fields: {opcode: "6:0", a: "31:7", b: "63:32"}}}
    instructions:
      one: {format: wide, encoding: {opcode: 0x70}, assembly: "one {a}, {b}", summary: One., semantics: "pass",
            constraints: ["a != 4"]}
    """,
)
def constraint_wide(subject: Subject) -> Iterator[Finding]:
    """Instructions whose words take too many cubes."""
    for one in subject.architecture.instructions.values():
        if one.constraints and not listable(one):
            yield Finding(f"the words that {one.name} allows cannot be listed", one.origin.at("constraints"))
