"""Decoding arrays of words with NumPy: one look-up a word, then the bits and conditions it did not decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from specgen.model.cubes import bits_of
from specgen.model.decoding import Candidate, candidates_of
from specgen.model.legality import Condition, Same

if TYPE_CHECKING:
    from specgen.model.isa import Field, Instruction

Words = npt.NDArray[np.unsignedinteger]
Indices = npt.NDArray[np.int16]

#: What stands for words that are no instruction, and for first parts of words longer than a granule.
ILLEGAL, LONGER = -1, -2

_KEY_BITS = 16
_CHUNK = 1 << 15


class BatchDecoder:
    """Decodes arrays of ``granule``-bit words; indices count ``instructions``. For ``longer`` see `candidates_of`."""

    def __init__(
        self, instructions: tuple[Instruction, ...], granule: int, longer: tuple[int, int] | None = None
    ) -> None:
        self.instructions = instructions
        self.lane = 32 if granule <= 32 else 64
        self.lanes = -(-granule // self.lane)
        self.dtype = np.dtype(f"u{self.lane // 8}")
        self._candidates = candidates_of(instructions, granule, longer)
        self._key = _key_runs(self._candidates, self.lane)
        self._chains = _Chains(
            self._candidates, [bit for low, bits in self._key for bit in range(low, low + bits)]
        )
        index = {one.name: i for i, one in enumerate(instructions)}
        leaves = [c.leaf.instruction for c in self._candidates]
        codes = [LONGER if one is None else index[one.name] for one in leaves]
        self._codes = np.array([*codes, ILLEGAL], dtype=np.int16)
        decided = sum(((1 << bits) - 1) << low for low, bits in self._key)
        self._tests = [test for i in range(self.lanes) if (test := self._lane_test(i, decided)) is not None]
        self._guarded = np.array([bool(c.conditions) for c in self._candidates] + [False])
        self._conditions = _conditions(self._candidates)

    def decode(self, words: npt.ArrayLike) -> Indices:
        """Index of the instruction, `ILLEGAL` or `LONGER` for each word.

        ``words`` has shape (n,), or (n, lanes) with 64-bit lanes from the least significant on where a
        granule has more than 64 bits.
        """
        array = np.asarray(words).astype(self.dtype, copy=False).reshape(-1, self.lanes)
        found = np.empty(len(array), dtype=np.int16)
        for start in range(0, len(array), _CHUNK):
            stop = min(start + _CHUNK, len(array))
            lanes = [np.ascontiguousarray(array[start:stop, i]) for i in range(self.lanes)]
            found[start:stop] = self._codes[self._settle(lanes, self._chains.start[self._keys(lanes)])]
        return found

    def _keys(self, lanes: Sequence[Words]) -> npt.NDArray[np.intp]:
        """The key bits of each word, gathered."""
        keys, at = np.zeros(len(lanes[0]), dtype=self.dtype), 0
        for low, bits in self._key:
            lane, shift = divmod(low, self.lane)
            keys |= ((lanes[lane] >> shift) & ((1 << bits) - 1)) << at
            at += bits
        return keys.astype(np.intp)

    def _settle(self, lanes: Sequence[Words], chains: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """The candidate that each word is, of those in its chain."""
        candidates = self._chains.candidate[chains]
        wrong = self._unfit(lanes, candidates)
        if wrong.any():
            at = np.flatnonzero(wrong)
            following = self._chains.following[chains[at]]
            candidates[at] = len(self._candidates)
            more = self._chains.candidate[following] != len(self._candidates)
            if more.any():
                at = at[more]
                candidates[at] = self._settle([lane[at] for lane in lanes], following[more])
        return candidates

    def _unfit(self, lanes: Sequence[Words], candidates: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Which words differ in a fixed bit, or break a condition, of their candidates."""
        wrong = np.zeros(len(candidates), dtype=np.bool_)
        for lane, masks, values in self._tests:
            wrong |= (lanes[lane] & masks[candidates]) != values[candidates]
        guarded = np.flatnonzero(self._guarded[candidates])
        own = candidates[guarded]
        for condition, askers in self._conditions:
            at = guarded[askers[own]]
            if at.size:
                wrong[at] |= ~self._holds(condition, [lane[at] for lane in lanes])
        return wrong

    def _holds(self, condition: Condition, lanes: Sequence[Words]) -> npt.NDArray[np.bool_]:
        if isinstance(condition, Same):
            equal = np.equal(self._value(condition.left, lanes), self._value(condition.right, lanes))
            return equal if condition.equal else ~equal
        holds = np.zeros(len(lanes[0]), dtype=np.bool_)
        ones = (1 << self.lane) - 1
        for cube in condition.cubes():
            within = np.ones(len(holds), dtype=np.bool_)
            for i, lane in enumerate(lanes):
                mask = cube.mask >> i * self.lane & ones
                if mask:
                    within &= (lane & self.dtype.type(mask)) == self.dtype.type(
                        cube.value >> i * self.lane & ones
                    )
            holds |= within
        return holds

    def _value(self, field: Field, lanes: Sequence[Words]) -> npt.NDArray[np.int64] | npt.NDArray[np.object_]:
        """The values of a field: in 64 bits where they fit, else as Python's integers."""
        small = max(field.width, abs(field.low).bit_length(), abs(field.high).bit_length()) < 63
        raw = np.zeros(len(lanes[0]), dtype=np.int64 if small else object)
        for piece in field.pieces:
            high = piece.high
            while high >= piece.low:
                low = max(piece.low, high // self.lane * self.lane)
                part = (lanes[high // self.lane] >> low % self.lane) & ((1 << (high - low + 1)) - 1)
                raw = (raw << (high - low + 1)) | part.astype(raw.dtype)
                high = low - 1
        if field.signed:
            raw -= (raw >> (field.width - 1)) << field.width
        return raw * field.scale + field.bias

    def _lane_test(self, lane: int, decided: int) -> tuple[int, Words, Words] | None:
        """What each candidate fixes in a lane besides the key's bits, or None where there is nothing."""
        ones = (1 << self.lane) - 1
        left = [c.mask & ~decided for c in self._candidates]
        masks = [mask >> lane * self.lane & ones for mask in left] + [0]
        values = [
            (c.value & m) >> lane * self.lane & ones for c, m in zip(self._candidates, left, strict=True)
        ]
        if not any(masks):
            return None
        return lane, np.array(masks, dtype=self.dtype), np.array([*values, 0], dtype=self.dtype)


class _Chains:
    """For each key the candidates that agree with it, first to last, as links.

    ``start[key]`` is a link, ``candidate[link]`` a candidate (or their number: none), ``following[link]`` the
    next link.
    """

    def __init__(self, candidates: Sequence[Candidate], bits: Sequence[int]) -> None:
        self._end = len(candidates)
        self._links: dict[tuple[int, ...], int] = {(): 0}
        self._table = np.zeros(1 << len(bits), dtype=np.intp)
        pressed = [(_press(c.mask, bits), _press(c.value, bits), i) for i, c in enumerate(candidates)]
        self._fill(0, len(bits), pressed)
        chains = list(self._links)
        self.start = self._table
        self.candidate = np.array([chain[0] if chain else self._end for chain in chains], dtype=np.intp)
        self.following = np.array([self._links[chain[1:]] for chain in chains], dtype=np.intp)

    def _fill(self, key: int, free: int, items: list[tuple[int, int, int]]) -> None:
        """Enter the candidates that agree with ``key`` above its ``free`` low bits."""
        if all(not mask & ((1 << free) - 1) for mask, _, _ in items):
            self._table[key : key + (1 << free)] = self._link(tuple(number for _, _, number in items))
            return
        bit = 1 << (free - 1)
        for value in (0, bit):
            within = [item for item in items if not item[0] & bit or item[1] & bit == value]
            self._fill(key | value, free - 1, within)

    def _link(self, chain: tuple[int, ...]) -> int:
        for length in range(len(chain) + 1):
            self._links.setdefault(chain[len(chain) - length :], len(self._links))
        return self._links[chain]


def _conditions(candidates: Sequence[Candidate]) -> list[tuple[Condition, npt.NDArray[np.bool_]]]:
    """The different conditions, and for each which candidates ask for it."""
    askers: dict[object, tuple[Condition, npt.NDArray[np.bool_]]] = {}
    for number, candidate in enumerate(candidates):
        for condition in candidate.conditions:
            key = condition if isinstance(condition, Same) else tuple(condition.cubes())
            none = np.zeros(len(candidates) + 1, dtype=np.bool_)
            askers.setdefault(key, (condition, none))[1][number] = True
    return list(askers.values())


def _press(word: int, bits: Sequence[int]) -> int:
    """The given bits of a word, moved together."""
    return sum((word >> bit & 1) << i for i, bit in enumerate(bits))


def _key_runs(candidates: Sequence[Candidate], lane: int) -> list[tuple[int, int]]:
    """The bits to look up by, as (lowest bit, width): those that most candidates fix and differ in."""
    votes: Counter[int] = Counter()
    for mask, count in Counter(c.mask for c in candidates).items():
        votes.update(dict.fromkeys(bits_of(mask), count))
    ones, zeros = 0, 0
    for c in candidates:
        ones |= c.value
        zeros |= c.mask & ~c.value
    telling = sorted((bit for bit in votes if bit & ones & zeros), key=lambda bit: (-votes[bit], bit))
    runs: list[tuple[int, int]] = []
    for bit in sorted(b.bit_length() - 1 for b in telling[:_KEY_BITS]):
        if runs and bit == sum(runs[-1]) and bit % lane:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((bit, 1))
    return runs
