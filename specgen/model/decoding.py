"""The decode partition: every word is exactly one instruction, the first part of a longer one, or illegal.

`decode_tree` says it as a decision tree that decoders walk and generators render; `partition` as cubes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.cubes import Cube, cells, intersect
from specgen.model.legality import Condition, Same, decoded_words, first_parts

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.isa import Instruction


@frozen(eq=False)
class Leaf:
    """The word is ``instruction``; where that is None, the first part of a ``longer`` one, else illegal."""

    instruction: Instruction | None
    longer: bool = False


@frozen(eq=False)
class Switch:
    """Go by ``width`` bits from bit ``low`` on, read as a number; all in one 32-bit lane of the word."""

    low: int
    width: int
    cases: dict[int, Node]
    default: Node


@frozen(eq=False)
class Test:
    """``then`` where the bits under ``mask`` are ``value``; a mask may span lanes."""

    mask: int
    value: int
    then: Node
    otherwise: Node


@frozen(eq=False)
class Guard:
    """``then`` where the word satisfies ``condition``: a closed enum's codes or a constraint."""

    condition: Condition
    then: Node
    otherwise: Node


Node = Leaf | Switch | Test | Guard

ILLEGAL = Leaf(None)
LONGER = Leaf(None, longer=True)


def find(node: Node, word: int) -> Leaf:
    """The leaf of a word."""
    while not isinstance(node, Leaf):
        if isinstance(node, Switch):
            node = node.cases.get(word >> node.low & ((1 << node.width) - 1), node.default)
        elif isinstance(node, Test):
            node = node.then if word & node.mask == node.value else node.otherwise
        else:
            node = node.then if node.condition.holds(word) else node.otherwise
    return node


def instructions_of(
    architecture: Architecture, processor: Processor | None = None, *, reserved: bool = False
) -> dict[str, Instruction]:
    """The instructions in the stream of ``processor``, by default of the only (or first) one.

    Those that were withdrawn are left out; with ``reserved``, only those of them whose words others may take again.
    """
    chosen = processor or next(iter(architecture.processors.values()), None)
    version = architecture.version
    return {
        name: one
        for name, one in architecture.instructions.items()
        if one.processor is chosen
        and (
            one.retired is None
            or not one.retired.holds(version)
            or (reserved and one.retired.reserves(version))
        )
    }


def decode_tree(
    architecture: Architecture, processor: Processor | None = None, *, bits: int | None = None
) -> Node:
    """The decision tree over whole words, whose missing high bits are zero.

    With ``bits`` (say, the processor's granule), over that many low bits alone: instructions that are longer
    end in a leaf that says so, and so do words of which the processor says that they go on.
    """
    chosen = processor or next(iter(architecture.processors.values()), None)
    instructions = instructions_of(architecture, chosen).values()
    candidates = candidates_of(instructions, bits, chosen.longer if chosen else None)
    return _build(candidates, 0)


def in_order(instructions: Iterable[Instruction]) -> list[Instruction]:
    """The instructions in the order that decides where words overlap: those that shadow others come first."""
    every = list(instructions)
    above: dict[str, list[Instruction]] = {}
    for one in every:
        for other in one.shadows:
            above.setdefault(other, []).append(one)
    ordered: list[Instruction] = []
    seen: set[str] = set()
    for first in every:
        waiting = [] if first.name in seen else [(first, iter(above.get(first.name, ())))]
        seen.add(first.name)
        while waiting:
            one, shadowers = waiting[-1]
            next_ = next((other for other in shadowers if other.name not in seen), None)
            if next_ is None:
                ordered.append(one)
                waiting.pop()
            else:
                seen.add(next_.name)
                waiting.append((next_, iter(above.get(next_.name, ()))))
    return ordered


@frozen()
class Cell:
    """Words that decode alike: as ``instruction``, as the first part of one of ``longer``, or not at all."""

    cube: Cube
    instruction: Instruction | None
    longer: tuple[Instruction, ...] = ()

    @property
    def illegal(self) -> bool:
        """Whether no instruction begins so."""
        return self.instruction is None and not self.longer


def partition(
    architecture: Architecture, processor: Processor | None = None, *, bits: int | None = None
) -> tuple[Cell, ...]:
    """Disjoint cells that cover all words of ``bits`` bits (by default the processor's granule).

    Expects a spec without overlaps other than declared ones. Raises TooManyCubes (see `words_of`).
    """
    chosen = processor or next(iter(architecture.processors.values()))
    instructions = instructions_of(architecture, chosen)
    width = bits or chosen.granule
    every = list(instructions.values())
    words = decoded_words(instructions)
    items = ((cube, owner) for owner, one in enumerate(every) for cube in words[one.name])
    return tuple(_cell(cube, [every[o] for o in owners], width) for cube, owners in cells(items, width))


def illegal_witness(architecture: Architecture, processor: Processor | None = None) -> int | None:
    """A word of the processor's granule that begins no instruction, or None where there is none."""
    cells_ = partition(architecture, processor)
    return next((cell.cube.value for cell in cells_ if cell.illegal), None)


def _cell(cube: Cube, owners: Sequence[Instruction], width: int) -> Cell:
    whole = next((one for one in owners if one.format.width <= width), None)
    return Cell(cube, whole, () if whole else tuple(owners))


@frozen()
class Candidate:
    """The words that have ``value`` under ``mask`` and satisfy ``conditions``, and what they are."""

    mask: int
    value: int
    conditions: tuple[Condition, ...]
    leaf: Leaf


def candidates_of(
    instructions: Collection[Instruction], bits: int | None = None, longer: tuple[int, int] | None = None
) -> list[Candidate]:
    """What a word may be; the first that fits is it. With ``bits``: of its low bits (see `decode_tree`).

    Those that have the value ``longer[1]`` under the mask ``longer[0]`` go on, where any instruction does.
    """
    made = [_candidate(one, bits or one.format.width) for one in in_order(instructions)]
    if bits is not None and longer is not None and any(one.format.width > bits for one in instructions):
        made.append(Candidate(*longer, (), LONGER))
    return [candidate for candidate in made if candidate is not None]


def _candidate(one: Instruction, bits: int) -> Candidate | None:
    """An instruction's low ``bits``; conditions that fix bits are fixed bits. None where it has no words."""
    low = (1 << bits) - 1
    cube, left = Cube(one.mask & low, one.match & low), []
    for condition in first_parts(one, bits):
        within = [] if isinstance(condition, Same) else condition.cubes()
        if len(within) == 1:
            both = intersect(cube, within[0])
            if both is None:
                return None
            cube = both
        else:
            left.append(condition)
    return Candidate(*cube, tuple(left), Leaf(one) if one.format.width <= bits else LONGER)


def _build(candidates: Sequence[Candidate], known: int) -> Node:
    """The tree for candidates that agree with the ``known`` bits; the first that fits a word is it."""
    if not candidates:
        return ILLEGAL
    first = candidates[0]
    rest = first.mask & ~known
    if not rest:
        return _settle(first, candidates[1:], known)
    run = _best_run(candidates, known)
    if run is not None:
        return _switch(candidates, run, known)
    then = _build([c for c in candidates if not (c.value ^ first.value) & c.mask & rest], known | rest)
    return Test(rest, first.value & rest, then, _build(candidates[1:], known))


def _settle(first: Candidate, others: Sequence[Candidate], known: int) -> Node:
    """All fixed bits of ``first`` are known: its conditions decide; where they fail, the others."""
    if not first.conditions:
        return first.leaf
    otherwise = _build([c for c in others if not (c.leaf is LONGER and c == first)], known)
    node: Node = first.leaf
    for condition in reversed(first.conditions):
        node = Guard(condition, node, otherwise)
    return node


def _switch(candidates: Sequence[Candidate], run: int, known: int) -> Node:
    low = (run & -run).bit_length() - 1
    values = sorted({c.value & run for c in candidates if c.mask & run == run})
    cases = {}
    for value in values:
        within = [c for c in candidates if not (c.value ^ value) & c.mask & run]
        cases[value >> low] = _build(within, known | run)
    default = _build([c for c in candidates if c.mask & run != run], known)
    if len(cases) == 1 << run.bit_count():
        default = cases[values[0] >> low]
    cases = {value: node for value, node in cases.items() if node is not default}
    return Switch(low, run.bit_count(), cases, default) if cases else default


def _best_run(candidates: Sequence[Candidate], known: int) -> int | None:
    """The adjacent bits to switch on: fixed by all candidates if such bits differ, else by most of them.

    None where a plain test does better: few candidates, or bits on which they do not differ.
    """
    common = ~known
    for one in candidates:
        common &= one.mask
    masks = {c.mask & ~known for c in candidates} if len(candidates) > 3 else set()
    for runs in (_runs(common), {run for mask in masks for run in _runs(mask)}):
        best, most = None, (0, 1)
        for run in sorted(runs):
            values = [c.value & run for c in candidates if c.mask & run == run]
            if len(set(values)) > 1 and (len(values), len(set(values))) > most:
                best, most = run, (len(values), len(set(values)))
        if best is not None:
            return best
    return None


def _runs(mask: int) -> list[int]:
    """The runs of adjacent bits in a mask, at most 16 bits each and each within a 32-bit lane."""
    runs = []
    while mask:
        low = (mask & -mask).bit_length() - 1
        width = 1
        while mask >> (low + width) & 1 and (low + width) % 32 and width < 16:
            width += 1
        runs.append(((1 << width) - 1) << low)
        mask &= ~runs[-1]
    return runs
