"""Words on which two sides disagree, made from the encodings of both: no word is tried that neither has a reason for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from specgen.machine.codec import Codec
from specgen.model.legality import Condition, FieldIn, Same, conditions_of
from specgen.review.actions.codes import codec_of, decoded
from specgen.review.rules.isa.paired import Pair, renamed, sides

if TYPE_CHECKING:
    from specgen.machine.codec import Decoded
    from specgen.model.isa import Field, Instruction
    from specgen.review.findings import Finding
    from specgen.review.subject import Review
    from specgen.review.witnesses import Witness

MOST_PAIRS = 24
MOST_WORDS = 2000


@dataclass(eq=False)
class Stream:
    """Both sides of what one processor of a variant fetches, and the names that only changed."""

    variant: str
    old: Codec
    new: Codec
    given: dict[str, str]
    renamed: dict[str, str]

    def differs(self, word: int, *, names: bool = True) -> frozenset[str]:
        """In what the two sides decode a word differently: operands by their new names, or ``""`` for more than that.

        Without ``names``, values of enums are compared as numbers.
        """
        a, b = self.old.decode(word), self.new.decode(word)
        if a is None or b is None:
            return frozenset() if a is b else frozenset({""})
        if (
            self.renamed.get(a.instruction.name, a.instruction.name) != b.instruction.name
            or a.length_bytes != b.length_bytes
        ):
            return frozenset({""})
        came = names_before(a.instruction, b.instruction)
        found = set(a.operands.keys() ^ came.values())
        for now, was in came.items():
            if was in a.operands and now in b.operands:
                same = _means(a, was) == _means(b, now) if names else a.operands[was] == b.operands[now]
                found |= set() if same else {now}
        return frozenset(found)

    def told(self, word: int, width: int) -> str:
        """A sentence of what a word was and is."""
        before, after = (shown(decoded(codec, word)) for codec in (self.old, self.new))
        return f"the word {spelled(word, width)} is {before} before, {after} after"


def _means(one: Decoded, operand: str) -> int | str:
    """What an operand's value is called, under the old name where it was renamed, or the value."""
    value, enum = one.operands[operand], one.instruction.format.by_name[operand].enum
    member = enum.by_value.get(value) if enum is not None else None
    return value if member is None else member.renamed_from or member.name


def names_before(old: Instruction, new: Instruction) -> dict[str, str]:
    """The old names of an instruction's operands by the new ones."""
    known = {one.name for one in old.operands}
    return {f.name: _before(f.name, f.renamed_from, known) for f in new.operands}


def _before(name: str, renamed_from: str | None, known: set[str]) -> str:
    return renamed_from if name not in known and renamed_from in known else name


def spelled(word: int, width: int) -> str:
    """A word in hexadecimal, all its digits."""
    return f"{word:#0{2 + (width + 3) // 4}x}"


def shown(answer: Any) -> str:
    """What a word decodes to, for people: ``add d=1 a=2``."""
    if "refused" in answer:
        return str(answer["refused"])
    operands = "".join(f" {name}={value}" for name, value in answer["operands"].items())
    return f"{answer['instruction']}{operands}"


def stream_of(review: Review, variant: str, pair: Pair) -> Stream | None:
    """The stream that the instructions of a pair are in, on both sides; None where a side has no such processor."""
    one = pair[0] or pair[1]
    assert one is not None
    return review.once(
        ("stream", variant, one.processor.name), lambda: _stream(review, variant, one.processor.name)
    )


def _stream(review: Review, variant: str, processor: str) -> Stream | None:
    before, after = sides(review, variant)
    named = processor if processor in before.processors and processor in after.processors else None
    if named is None and max(len(before.processors), len(after.processors)) > 1:
        return None
    old, new = codec_of(before, named), codec_of(after, named)
    if old is None or new is None:
        return None
    return Stream(variant, old, new, {"processor": named} if named else {}, renamed(review, "instructions"))


def find_word(
    stream: Stream, pairs: Iterable[Pair], prefer: str = "", *, names: bool = True
) -> tuple[int, int] | None:
    """A word that the sides decode differently, and its width; if there is one, a word that differs in ``prefer``."""
    found: tuple[int, int] | None = None
    for pair in islice(pairs, MOST_PAIRS):
        width = max(one.format.width for one in pair if one is not None)
        for word in islice(candidates(pair), MOST_WORDS):
            different = stream.differs(word, names=names)
            if prefer in different:
                return word, width
            if different and found is None:
                found = word, width
    return found


def word_witness(
    review: Review, variant: str, pairs: Sequence[Pair], prefer: str = "", *, names: bool = True
) -> Witness | None:
    """A word of some of these instructions that is decoded differently; one that differs in ``prefer`` where there is one."""
    for processor in dict.fromkeys((p[0] or p[1]).processor.name for p in pairs):  # type: ignore[union-attr]
        own = [p for p in pairs if (p[0] or p[1]).processor.name == processor]  # type: ignore[union-attr]
        stream = stream_of(review, variant, own[0])
        found = find_word(stream, own, prefer, names=names) if stream is not None else None
        if found is not None and stream is not None:
            return ask_word(review, stream, *found)
    return None


def ask_word(review: Review, stream: Stream, word: int, width: int) -> Witness | None:
    """Ask both sides about a word."""
    given = {"word": spelled(word, width), **stream.given}
    return review.witness("decode", stream.variant, given, stream.told(word, width))


def settled(
    finding: Finding,
    review: Review,
    variant: str,
    pairs: Sequence[Pair],
    prefer: str = "",
    *,
    names: bool = True,
) -> Finding:
    """The finding with a word, or proved harmless where the encodings on both sides are the same."""
    if not pairs:
        return finding.proved("no instruction is encoded with it")
    if all(same_words(a, b) for a, b in pairs):
        many = "of the one instruction" if len(pairs) == 1 else f"of all {len(pairs)} instructions"
        return finding.proved(
            f"every word {many} decodes as before: fixed bits, conditions and operands are the same"
        )
    witness = word_witness(review, variant, pairs, prefer, names=names)
    return finding.seen(witness, "none of the words made from both encodings is decoded differently")


def same_words(old: Instruction | None, new: Instruction | None) -> bool:
    """Whether two encodings were proved the same: fixed bits, conditions, and every operand bit by bit."""
    if old is None or new is None:
        return False
    if (old.format.width, old.mask, old.match) != (new.format.width, new.mask, new.match):
        return False
    came = names_before(old, new)
    mine = {one.name: one for one in old.operands}
    if len(mine) != len(came) or any(was not in mine for was in came.values()):
        return False
    return all(same_field(mine[came[one.name]], one) for one in new.operands) and {
        _plain(c) for c in conditions_of(old)
    } == {_plain(c) for c in conditions_of(new)}


def same_field(a: Field, b: Field) -> bool:
    """Whether two fields are the same bits with the same meaning."""
    if (a.pieces, a.signed, a.scale, a.bias, a.reserved) != (b.pieces, b.signed, b.scale, b.bias, b.reserved):
        return False
    if a.enum is None or b.enum is None:
        return a.enum is b.enum
    return {m.value: m.name for m in a.enum.members} == {
        m.value: m.renamed_from or m.name for m in b.enum.members
    } and a.enum.open is b.enum.open


def _plain(condition: Condition) -> tuple[Any, ...]:
    match condition:
        case FieldIn(field=field, ranges=ranges):
            return field.pieces, ranges
        case Same(left=left, right=right, equal=equal):
            return left.pieces, right.pieces, equal
    return (condition.within,)


def candidates(pair: Pair) -> Iterator[int]:
    """Words that either encoding has a reason for: its own, with each bit turned, and the edges of what it allows."""
    seen: set[int] = set()
    for one, other in (pair, pair[::-1]):
        if one is None:
            continue
        for word in _around(one, other):
            if word not in seen:
                seen.add(word)
                yield word


def _around(one: Instruction, other: Instruction | None) -> Iterator[int]:
    width = max(one.format.width, other.format.width if other is not None else 0)
    word = legal_word(one)
    if word is not None:
        yield word
        yield word | (sum(f.mask for f in one.operands))
        yield from (word ^ 1 << bit for bit in range(width))
        yield from _edges(one, other, word)


def _edges(one: Instruction, other: Instruction | None, word: int) -> Iterator[int]:
    """A word with each field at the edges of what both sides allow, and with compared fields equal and not."""
    fields = {f.name: f for f in one.format.fields}
    conditions = [c for side in (one, other) if side is not None for c in conditions_of(side)]
    for condition in conditions:
        if isinstance(condition, FieldIn) and condition.field.name in fields:
            field = fields[condition.field.name]
            for edge in {
                e for r in condition.ranges for low_high in r for e in (low_high - 1, low_high, low_high + 1)
            }:
                if 0 <= edge < 1 << field.width:
                    yield word & ~field.mask | field.place(edge)
        elif isinstance(condition, Same) and {condition.left.name, condition.right.name} <= fields.keys():
            left, right = fields[condition.left.name], fields[condition.right.name]
            for a, b in ((0, 0), (1, 1), (0, 1), (1, 0), (2, 2)):
                yield word & ~left.mask & ~right.mask | left.place(a) | right.place(b)


def legal_word(one: Instruction) -> int | None:
    """The first word of an instruction with distinct small operands, or else the first one that its conditions allow."""
    conditions = conditions_of(one)
    ranges = {c.field.name: c.ranges for c in conditions if isinstance(c, FieldIn)}
    for step in (0, 1, 2, 3, -1):
        word = one.match
        for number, field in enumerate(one.operands):
            allowed = [
                v for low, high in ranges.get(field.name, ((0, (1 << field.width) - 1),)) for v in (low, high)
            ]
            word |= field.place(_choice(allowed, number * step, ranges.get(field.name)))
        if all(c.holds(word) for c in conditions):
            return word
    return _repaired(one, conditions)


def _choice(edges: list[int], wanted: int, ranges: Any) -> int:
    if ranges is None:
        return wanted & edges[-1]
    inside = any(low <= wanted <= high for low, high in ranges)
    return wanted if inside else edges[0] if edges else 0


def _repaired(one: Instruction, conditions: tuple[Condition, ...]) -> int | None:
    """A word where fields that are compared with each other are made to hold one by one."""
    word = one.match
    for condition in conditions:
        if isinstance(condition, FieldIn) and condition.ranges:
            word |= condition.field.place(condition.ranges[0][0])
    for condition in conditions:
        if isinstance(condition, Same):
            for raw in range(min(1 << condition.left.width, 64)):
                tried = word & ~condition.left.mask | condition.left.place(raw)
                if all(c.holds(tried) for c in conditions if c.mask & condition.left.mask):
                    word = tried
                    break
    return word if all(c.holds(word) for c in conditions) else None
