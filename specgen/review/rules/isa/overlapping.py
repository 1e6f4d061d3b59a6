"""Codes that are given away although they were to stay free, and words that two instructions claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.review.changes import Kind
from specgen.review.rules.isa.meetings import ambiguous, common, cubes_of, meeting
from specgen.review.rules.isa.paired import live, renamed, sides
from specgen.review.rules.isa.searching import ask_word, spelled, stream_of
from specgen.review.rules.registry import Found, over_all
from specgen.review.rules.words import WORDS_OF_ITEMS

if TYPE_CHECKING:
    from specgen.model.isa import Instruction
    from specgen.review.changes import Change
    from specgen.review.findings import Finding
    from specgen.review.subject import Review

_ENCODINGS = (
    "instructions.*", "instructions.*.encoding.**", "instructions.*.format", "instructions.*.constraints.**",
    "instructions.*.shadows.**", "instructions.*.retired.**", "instructions.*.extension", "extensions.*.enabled",
)  # fmt: skip
_WIDE = ("formats.*.width", "formats.*.fields.**", "enums.*.members.**", "enums.*.open")


def touched(review: Review) -> dict[str, Change]:
    """The instructions of which the words may be others, by their new names, with a change that makes them so."""
    return review.once("touched", lambda: _touched(review))


def _touched(review: Review) -> dict[str, Change]:
    found: dict[str, Change] = {}
    for change in review.at(*_ENCODINGS, *_WIDE):
        if change.kind is Kind.REWRITTEN or not WORDS_OF_ITEMS.isdisjoint(change.path):
            continue
        if change.section == "instructions":
            found.setdefault(change.name, change)
            continue
        for variant in change.variants:
            for one in review.new.architectures[variant].instructions.values():
                if _concerned(one, change):
                    found.setdefault(one.name, change)
    return found


def _concerned(one: Instruction, change: Change) -> bool:
    """Whether a change of a format, an enum or an extension is one of an instruction's."""
    if change.section == "formats":
        return one.format.name == change.name
    if change.section == "extensions":
        return one.extension is not None and one.extension.name == change.name
    return any(f.enum is not None and f.enum.name == change.name for f in one.format.fields)


@over_all(
    "ISA_OPCODE_REUSED", "B B B B B", "back fwd",
    "A code that was another instruction's, and not free yet, is given to a new one.",
    "An old program runs on, and does something else: worse than a trap. A code may be given away from the version on that "
    "its tombstone names (`retired: {in: 1.4, reuse: 3.0}`), and of an instruction that is simply gone, never.",
)  # fmt: skip
def _reused(review: Review, found: Found) -> Iterable[Finding]:
    takers = touched(review)
    for variant in review.pairs if takers else ():
        new = live(sides(review, variant)[1])
        for one, gone, word in meeting([new[n] for n in takers if n in new], _kept_free(review, variant)):
            change = takers[one.name]
            was = "withdrawn" if gone.retired is not None else "gone"
            finding = found(f"{one.name} has the code of {gone.name}, which is {was} and not free", change)
            stream = stream_of(review, variant, (gone, one))
            if stream is not None and one.name != gone.name:
                asked = next((w for w in _words(gone, one) if stream.differs(w)), word)
                witness = ask_word(review, stream, asked, one.format.width)
                yield finding.seen(witness, "the words that both have are another instruction's")


def _words(gone: Instruction, one: Instruction) -> Iterator[int]:
    from specgen.model.cubes import intersect

    both = (intersect(a, b) for a in cubes_of(gone) for b in cubes_of(one))
    yield from (cube.value for cube in both if cube is not None)


def _kept_free(review: Review, variant: str) -> Iterator[Instruction]:
    """The instructions that were there once, are no more, and of which the code is not free in the new version."""
    old, new = sides(review, variant)
    after, version = live(new), new.version
    came = renamed(review, "instructions")
    for name, one in old.instructions.items():
        now = new.instructions.get(came.get(name, name))
        if now is not None and now.name in after:
            continue
        retired = (now.retired if now is not None else None) or one.retired
        if retired is not None and not retired.reserves(version):
            continue
        yield now if now is not None and now.retired is not None else one


@over_all(
    "ISA_DECODE_AMBIGUITY_NEW", "B B B B B", "back fwd",
    "Two instructions claim one word, and neither says that it shadows the other.",
    "Which of the two a decoder finds depends on the order in which it looks: hardware, simulator and disassembler will differ.",
)  # fmt: skip
def _ambiguity(review: Review, found: Found) -> Iterable[Finding]:
    changed = touched(review)
    for variant in review.pairs if changed else ():
        old, new = sides(review, variant)
        came = renamed(review, "instructions")
        known = {tuple(sorted(came.get(n, n) for n in pair)) for pair in ambiguous(old)}
        by_change: dict[str, list[tuple[str, str]]] = {}
        for first, second in sorted(ambiguous(new) - known):
            named = second if second in changed else first
            if named in changed:
                by_change.setdefault(changed[named].subject, []).append((first, second))
        for pairs in by_change.values():
            yield from _ambiguous(review, found, variant, pairs)


def _ambiguous(review: Review, found: Found, variant: str, pairs: list[tuple[str, str]]) -> Iterator[Finding]:
    """One finding of all pairs that one change made meet, with a word of the first."""
    changed, both = touched(review), live(sides(review, variant)[1])
    first, second = pairs[0]
    change = changed.get(second) or changed[first]
    word = common(both[first], both[second])
    stream = stream_of(review, variant, (both[first], both[second]))
    if word is not None and stream is not None:
        width = max(both[first].format.width, both[second].format.width)
        more = f", and {len(pairs) - 1} pairs more" if len(pairs) > 1 else ""
        told = f"{spelled(word, width)} is {first} and {second}"
        asked = {"word": spelled(word, width), **stream.given}
        witness = review.witness("matches", variant, asked, told)
        yield found(f"a word is both {first} and {second}{more}", change).seen(witness, "it was so before")
