"""Asks z3 whether some input tells two bodies apart; cut at loops, whose turns are compared from any state."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import z3

from specgen.data import frozen
from specgen.review.behaviour.forms import Former
from specgen.review.behaviour.situation import Situation
from specgen.review.behaviour.solving.cutting import (
    Piece,
    Statements,
    cut,
    set_and_read,
    structured,
    what_follows,
)
from specgen.review.behaviour.solving.expressions import term
from specgen.review.behaviour.solving.memories import Abstract
from specgen.review.behaviour.solving.running import Run
from specgen.review.behaviour.solving.terms import Term, Untranslatable, fit
from specgen.semantics import ir
from specgen.semantics.walk import inner, own

if TYPE_CHECKING:
    from specgen.model.isa import Instruction
    from specgen.review.behaviour.study import Study

Rest = tuple[Statements, Statements] | tuple[()]
TRUE = z3.BoolVal(True)


@frozen()
class Answer:
    """``proved``: no input tells the sides apart. Else ``situation`` is one to try, where there is one; ``why`` says more."""

    proved: bool
    why: str = ""
    situation: Situation | None = None


def ask_solver(study: Study, name: str, limit: int) -> Answer:
    """Ask whether an instruction does the same on both sides, within ``limit`` of the solver's own units."""
    old, new = study.bodies(name)
    try:
        if [one.when for one in old] != [one.when for one in new]:
            return Answer(False, "other choices of types")
        for a, b in zip(old, new, strict=True):
            answer = _Asked(study, name, a, b, limit).answer()
            if not answer.proved:
                return answer
    except Untranslatable as error:
        return Answer(False, f"no formula: {error}")
    except z3.Z3Exception:
        return Answer(False, "no formula: widths differ")
    except RecursionError:
        return Answer(False, "no formula: it nests too deeply")
    return Answer(True, "z3: no input differs")


class _Asked:
    """One body of an instruction on both sides."""

    def __init__(self, study: Study, name: str, old: ir.Body, new: ir.Body, limit: int) -> None:
        self._name, self._old, self._new, self._limit = name, old, new, limit
        now = {before: after for after, before in study.was.items()}
        self._study = study
        self._names: tuple[dict[str, str], dict[str, str]] = (now, {})
        self._formers = (Former(now), Former({}))
        self._shared: tuple[dict[int, str], dict[int, str]] = ({}, {})
        self._matched: list[tuple[Any, Any]] = []
        self._tiles = tuple({id(tile): at for at, tile in enumerate(body.tiles)} for body in (old, new))
        self._abstract = any(structured(one) for body in (old, new) for one in body.statements)
        self._abstract = self._abstract or bool(old.tiles or new.tiles)

    def answer(self) -> Answer:
        """The answer for this body."""
        forms = [
            (tuple(map(former.of, body.prelude)), tuple(former.tile(tile) for tile in body.tiles))
            for former, body in zip(self._formers, (self._old, self._new), strict=True)
        ]
        if forms[0] != forms[1]:
            return Answer(False, "what it waits for, or its tiles, are others")
        if not self._study.alike_around(self._name):
            return Answer(False, "a trap entry or a device that it reaches is another")
        return self._equal(self._old.statements, self._new.statements, ())

    def _equal(self, old: Statements, new: Statements, after: Rest, *, grid: bool = False) -> Answer:
        """Whether two lists of statements do the same from any state that both share; ``after``: what may run next."""
        pieces = list(zip_longest(cut(old), cut(new)))
        for number, (a, b) in enumerate(pieces):
            if a is None or b is None or (a[1] is None) != (b[1] is None) or type(a[1]) is not type(b[1]):
                return Answer(False, "loops of other kinds")
            later = what_follows(pieces[number:], after)
            answer = self._straight(a, b, later, grid=grid)
            if not answer.proved:
                return answer
            if a[1] is not None and b[1] is not None:
                answer = self._inside(a[1], b[1], later, grid=grid)
                if not answer.proved:
                    return answer
        return Answer(True)

    def _inside(self, a: ir.Stmt, b: ir.Stmt, later: Rest, *, grid: bool) -> Answer:
        """Whether one turn of two loops, or the sides of two branches, are equal."""
        if isinstance(a, ir.Grid) and isinstance(b, ir.Grid):
            alike = (a.conflict, len(a.locals)) == (b.conflict, len(b.locals))
            if (
                not alike
                or (a.conflict is not None and a.conflict_fault is not b.conflict_fault)
                or a.conflict == "add"
            ):
                return Answer(False, "grids of other kinds")
            for x, y in zip(a.locals, b.locals, strict=True):
                self._match(x, y)
        if isinstance(a, ir.Loop) and isinstance(b, ir.Loop):
            self._match(a.local, b.local)
        if isinstance(a, ir.While) and isinstance(b, ir.While) and a.limit != b.limit:
            return Answer(False, "loops of other limits")
        for first, second in zip(inner(a), inner(b), strict=True):
            answer = self._equal(first, second, later, grid=grid or isinstance(a, ir.Grid))
            if not answer.proved:
                return answer
        return Answer(True)

    def _match(self, a: Any, b: Any) -> None:
        """Give a local of either side one symbol."""
        name = f"local {len(self._matched)}"
        self._shared[0][id(a)] = self._shared[1][id(b)] = name
        self._matched.append((a, b))

    def _straight(self, a: Piece, b: Piece, later: tuple[Statements, Statements], *, grid: bool) -> Answer:
        """Whether two pieces without loops leave the same, and the loops behind them have the same bounds."""
        runs = []
        for side, (statements, behind) in enumerate((a, b)):
            run = Run(
                self._formers[side], self._names[side], self._shared[side], abstract=self._abstract, tiles=self._tiles[side],
                mapped=self._study.mapped[side],
                counter=self._study.counters(self._name)[side],
            )  # fmt: skip
            run.encoded_alike = self._study.encoded_alike(self._name)
            if isinstance(run.memory, Abstract):
                run.memory.begin(grid=grid)
            run.block(statements, TRUE)
            heads = [] if behind is None else [term(run, head, TRUE) for head in own(behind)]
            runs.append((run, heads))
        live = list(self._live(a[0], b[0], later))
        differ = [*_differences(*(run for run, _ in runs))]
        for x, y in zip(runs[0][1], runs[1][1], strict=True):
            differ.append(("bounds", _unequal(x, y)))
        for x, y in live:
            values = [_value(run, one) for (run, _), one in zip(runs, (x, y), strict=True)]
            differ.append((x.name, _unequal(*values)))
        answer = self._asked(runs[0][0], runs[1][0], differ)
        for x, y in live if answer.proved else ():
            if id(x) not in self._shared[0]:
                self._match(x, y)
        return answer

    def _live(
        self, a: Statements, b: Statements, later: tuple[Statements, Statements]
    ) -> Iterator[tuple[Any, Any]]:
        """The locals that pieces set, and what is read later, in pairs: by name where names agree, else in order."""
        old, new = (set_and_read(one, rest) for one, rest in zip((a, b), later, strict=True))
        known = {id(x): y for x, y in self._matched}
        yield from ((x, known[id(x)]) for x in old if id(x) in known)
        old = [x for x in old if id(x) not in known]
        new = [y for y in new if id(y) not in self._shared[1]]
        if sorted(x.name for x in old) == sorted(y.name for y in new):
            by_name = {y.name: y for y in new}
            yield from ((x, by_name[x.name]) for x in old)
        elif len(old) == len(new):
            yield from zip(old, new, strict=True)
        else:
            raise Untranslatable("other locals live on")

    def _asked(self, old: Run, new: Run, differ: list[tuple[str, Term]]) -> Answer:
        question = z3.simplify(z3.Or(*(condition for _, condition in differ)))
        if z3.is_false(question):
            return Answer(True)
        solver = z3.Solver()
        solver.set("random_seed", 1)
        solver.set("rlimit", self._limit)
        solver.add(*old.assumed, *new.assumed, question)
        found = solver.check()
        if found == z3.unsat:
            return Answer(True)
        if found != z3.sat:
            return Answer(False, "z3 gave up at its limit")
        if self._abstract:
            return Answer(False, "z3 finds no proof")
        instruction = self._study.new.instructions[self._name]
        if solver.check(*_as_run(instruction, (old, new))) != z3.sat:
            return Answer(False, "z3 finds no input that can be run")
        return Answer(
            False,
            "z3 found an input",
            _situation(self._study, self._name, self._new, (old, new), solver.model()),
        )


def _as_run(instruction: Instruction, runs: tuple[Run, Run]) -> Iterator[Term]:
    """What holds where an instruction is run: it lies at the reset address, and is not read as data."""
    processor = instruction.processor
    yield z3.BitVec("pc", 66) == processor.reset
    yield z3.BitVec("next_pc", 66) == processor.reset + instruction.format.bytes // processor.unit
    yield z3.Not(z3.Bool("moved"))
    first = processor.reset * processor.unit
    for run in runs:
        for name, at in run.memory.read:
            if name == processor.memory.name:
                yield z3.Or(at < first, at >= first + 16)


def _value(run: Run, one: Any) -> Term:
    return run.array(one) if isinstance(one, ir.LocalArray) else run.local(one)


def _unequal(a: Term, b: Term) -> Term:
    if z3.is_bv(a) and z3.is_bv(b):
        bits = max(a.size(), b.size())
        a, b = fit(a, bits), fit(b, bits)
    if z3.is_array(a):
        at = z3.FreshConst(a.sort().domain(), "place")
        return z3.Select(a, at) != z3.Select(b, at)
    return a != b


def _differences(old: Run, new: Run) -> Iterator[tuple[str, Term]]:
    """What may differ after two runs, each with the condition under which it does."""
    yield (
        "fault",
        z3.Or(
            old.alive != new.alive,
            z3.And(z3.Not(old.alive), z3.Or(old.code != new.code, old.fault != new.fault)),
        ),
    )
    alive = z3.And(old.alive, new.alive)
    yield "pc", z3.And(alive, z3.Or(old.now.moved != new.now.moved, old.now.pc != new.now.pc))
    groups = (
        (old.now.states, new.now.states),
        (old.now.counts, new.now.counts),
        (old.memory.outcome(), new.memory.outcome()),
    )
    for first, second in groups:
        for name in {**first, **second}:
            known = first[name] if name in first else second[name]
            start = {**old.start, **new.start}.get(name, z3.Const(name, known.sort()))
            yield name, z3.And(alive, _unequal(first.get(name, start), second.get(name, start)))


def _situation(study: Study, name: str, body: ir.Body, runs: tuple[Run, Run], model: Any) -> Situation | None:
    """The input that a model tells, as far as a run may be given it."""
    from specgen.review.behaviour.elements import index_of

    instruction = study.new.instructions[name]
    operands = {}
    for field in instruction.operands:
        if field.name in body.when:
            operands[field.name] = field.value(body.when[field.name])
        else:
            value = model.eval(z3.BitVec(f"field {field.name}", 66), model_completion=True).as_signed_long()
            operands[field.name] = value if field.raw(value) is not None else field.value(0)
    state, memory = {}, {}
    for run in runs:
        for key, at in run.read:
            one = study.new.state.get(key)
            place = model.eval(at, model_completion=True).as_long()
            if one is None or place >= _size(one.shape) or (one.shape and place in one.constant):
                continue
            raw = model.eval(z3.Select(run.start[key], at), model_completion=True).as_long()
            state[key, index_of(place, one.shape)] = raw
        for key, at in run.memory.read:
            address = model.eval(at, model_completion=True).as_signed_long()
            held = z3.Array(f"memory {key}", at.sort(), z3.BitVecSort(8))
            memory[key, address] = model.eval(z3.Select(held, at), model_completion=True).as_long()
    return Situation(name, operands, state, memory, {}, study.was)


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for one in shape:
        size *= one
    return size
