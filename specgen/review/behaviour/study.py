"""What became of the behaviour of each instruction that a review touches: proved the same, seen to differ, or searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.types import IntegerType
from specgen.review.behaviour.affected import Dependencies, touches_behaviour
from specgen.review.behaviour.bench import Bench, Bulk, reduced
from specgen.review.behaviour.forms import Former, around, whole_form
from specgen.review.behaviour.pair import Pair

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.review.behaviour.searching import Case
    from specgen.review.subject import Review
    from specgen.semantics import Semantics
    from specgen.semantics.ir import Body

SECTIONS = (
    "instructions",
    "state",
    "memories",
    "functions",
    "tables",
    "semaphores",
    "barriers",
    "engines",
    "faults",
    "formats",
)


FIRST = 32
"""Trials before a solver is asked: most differences are found in fewer."""

MANY, FEW = 4, 3
"""Instructions after which those that share what changed are tried less, and how often these are."""


class Kind(Enum):
    """How surely it is known what became of a behaviour."""

    PROVED = "proved"
    DIFFERS = "differs"
    SEARCHED = "searched"
    UNKNOWN = "unknown"


@frozen()
class Behaviour:
    """What is known of an instruction, in one variant. ``how`` says how; a ``case`` shows that it differs."""

    instruction: str
    variant: str
    kind: Kind
    how: str = ""
    trials: int = 0
    case: Case | None = None


class Study:
    """One variant of both sides; instructions are typed when the first is asked for, those that may differ and no others."""

    def __init__(self, review: Review, variant: str) -> None:
        self._review = review
        self.variant = variant
        self.old = review.old.architectures[review.pairs[variant]]
        self.new = review.new.architectures[variant]
        self.was = _was(self.old, self.new)
        self._known: dict[str, Behaviour] = {}
        self._searched: set[str] = set()

    @cached_property
    def _changed(self) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
        """What changed, by section and name, old and new."""
        new = frozenset(
            (c.section, c.name)
            for c in self._review.changes
            if self.variant in c.variants and touches_behaviour(c)
        )
        return frozenset((section, self.was.get(name, name)) for section, name in new) | new, new

    @cached_property
    def dependencies(
        self,
    ) -> tuple[dict[str, frozenset[tuple[str, str]]], dict[str, frozenset[tuple[str, str]]]]:
        """What instructions of both sides depend on, by their new names."""
        now = {old: new for new, old in self.was.items()}
        old, new = Dependencies(self.old), Dependencies(self.new)
        return (
            {now.get(name, name): old.of(one) for name, one in self.old.instructions.items()},
            {name: new.of(one) for name, one in self.new.instructions.items()},
        )

    @cached_property
    def affected(self) -> tuple[str, ...]:
        """The instructions of both sides that may behave differently, by their new names."""
        old, new = self._changed
        before, after = self.dependencies
        return tuple(
            name
            for name in self.new.instructions
            if name in before and (before[name] & old or after[name] & new)
        )

    def depending(self, section: str, name: str) -> tuple[str, ...]:
        """The affected instructions that depend on a thing, by its new name."""
        was = section, self.was.get(name, name)
        before, after = self.dependencies
        return tuple(one for one in self.affected if (section, name) in after[one] or was in before[one])

    @cached_property
    def pair(self) -> Pair:
        """Machines of all affected instructions that type on both sides."""
        names = [n for n in self.affected if n in self._typed]
        old = Bench(_only(self._semantics[0], [self.was.get(n, n) for n in names]), self.was)
        new = Bench(_only(self._semantics[1], names), {})
        return Pair(old, new, self.was)

    @cached_property
    def _semantics(self) -> tuple[Semantics, Semantics]:
        old = _analysed(reduced(self.old, (self.was.get(name, name) for name in self.affected)))
        return old, _analysed(reduced(self.new, self.affected))

    @cached_property
    def _typed(self) -> frozenset[str]:
        old, new = self._semantics
        return frozenset(n for n in self.affected if n in new.programs and self.was.get(n, n) in old.programs)

    def behaviour(self, name: str, *, deep: bool = True) -> Behaviour:
        """What became of an instruction, by its new name; where not ``deep``, a few trials and less of the solver."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._first(name, deep=deep)
        if deep and known.kind is Kind.SEARCHED and name not in self._searched:
            known = self._known[name] = self._searched_long(name, known)
        return known

    @property
    def searched(self) -> int:
        """How many instructions were searched long."""
        return len(self._searched)

    def _first(self, name: str, *, deep: bool) -> Behaviour:
        if name not in self.affected:
            return Behaviour(name, self.variant, Kind.PROVED, "nothing that it depends on has changed")
        if name not in self._typed:
            return Behaviour(name, self.variant, Kind.UNKNOWN, "its semantics do not type on both sides")
        if self.same(name):
            return Behaviour(name, self.variant, Kind.PROVED, "identical typed form")
        limits = self._review.search
        if not limits.trials:
            self._searched.add(name)
            return Behaviour(name, self.variant, Kind.SEARCHED, "behaviour was not searched")
        from specgen.review.behaviour.searching import search

        most = FIRST if deep or len(self._known) < MANY else FEW
        case, trials = search(self.pair, name, min(limits.trials, most), limits.seed)
        if case is not None:
            return Behaviour(name, self.variant, Kind.DIFFERS, f"found in trial {trials}", trials, case)
        return self._asked(name, limits.solver if deep else limits.solver // 4, trials)

    def _asked(self, name: str, limit: int, trials: int) -> Behaviour:
        """What a solver says of an instruction in which a few trials showed no difference."""
        why = "z3 is not installed (pip install 'specgen[review]')"
        reshaped = {
            ("state", c.name) for c in self._review.changes if c.section == "state" and "shape" in c.path
        }
        if self.dependencies[1][name] & reshaped:
            why = "its state has another shape"
        elif find_spec("z3") is not None and limit:
            from specgen.review.behaviour.searching import settled
            from specgen.review.behaviour.solving import ask_solver

            answer = ask_solver(self, name, limit)
            if answer.proved:
                return Behaviour(name, self.variant, Kind.PROVED, answer.why)
            case = None if answer.situation is None else settled(self.pair, answer.situation, Bulk())
            if case is not None:
                return Behaviour(name, self.variant, Kind.DIFFERS, answer.why, 0, case)
            why = answer.why
        how = f"directed random operands and state; {why}"
        return Behaviour(name, self.variant, Kind.SEARCHED, how, trials)

    def _searched_long(self, name: str, known: Behaviour) -> Behaviour:
        """What all trials show that are allowed."""
        from specgen.review.behaviour.searching import search

        self._searched.add(name)
        limits = self._review.search
        if limits.trials <= FIRST:
            return known
        case, trials = search(self.pair, name, limits.trials, limits.seed)
        if case is not None:
            return Behaviour(name, self.variant, Kind.DIFFERS, f"found in trial {trials}", trials, case)
        return replace(known, trials=trials)

    def bodies(self, name: str) -> tuple[tuple[Body, ...], tuple[Body, ...]]:
        """The typed bodies of an instruction on both sides."""
        old, new = self._semantics
        return old.programs[self.was.get(name, name)].bodies, new.programs[name].bodies

    @cached_property
    def mapped(self) -> tuple[frozenset[str], frozenset[str]]:
        """The memories of both sides in whose address space devices lie."""
        sides = (self.old, self.new)
        old, new = (frozenset(device.memory.name for device in a.devices.values()) for a in sides)
        return old, new

    def encoded_alike(self, name: str) -> bool:
        """Whether both sides have the same words of an instruction for the same operands."""
        old, new = self.old.instructions[self.was.get(name, name)], self.new.instructions[name]
        places = ([(f.name, f.pieces, f.scale, f.bias, f.signed) for f in one.operands] for one in (old, new))
        return (old.match, old.format.width) == (new.match, new.format.width) and next(places) == next(places)

    def counters(self, name: str) -> tuple[IntegerType, IntegerType]:
        """The types of the program counters of an instruction on both sides."""
        old = self.old.instructions[self.was.get(name, name)].processor.program_counter.type
        new = self.new.instructions[name].processor.program_counter.type
        assert isinstance(old, IntegerType)
        assert isinstance(new, IntegerType)
        return old, new

    def alike_around(self, name: str) -> bool:
        """Whether what runs because of an instruction, a trap entry or a device, is the same on both sides."""
        now = {old: new for new, old in self.was.items()}
        old, new = self._semantics
        return around(Former(now), old, self.was.get(name, name)) == around(Former({}), new, name)

    def same(self, name: str, blind: str = "") -> bool:
        """Whether both sides have one normal form, blind to what BLIND lists."""
        now = {old: new for new, old in self.was.items()}
        old, new = self._semantics
        first = whole_form(Former(now, blind), old, self.was.get(name, name))
        return first == whole_form(Former({}, blind), new, name)


def study(review: Review, variant: str) -> Study:
    """The study of a variant, made once a review."""
    return review.once(("behaviour", variant), lambda: Study(review, variant))


def _was(old: Architecture, new: Architecture) -> Mapping[str, str]:
    """The old names of renamed things by the new ones."""
    from specgen.review.comparing import renames

    return {
        now: was
        for section in SECTIONS
        for was, now in renames(getattr(old, section), getattr(new, section)).items()
    }


def _analysed(architecture: Architecture) -> Semantics:
    from specgen.semantics import analyse
    from specgen.source import Diagnostics, SpecError

    found = Diagnostics()
    typed = analyse(architecture, found)
    if found.errors:
        raise SpecError(found)
    return typed


def _only(semantics: Semantics, names: list[str]) -> Semantics:
    return replace(semantics, architecture=reduced(semantics.architecture, names))
