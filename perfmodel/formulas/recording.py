"""Numbers that record what is computed of them, so that the formulas of the model can be read off the code that computes.

Every step is kept once, however often the code takes it: the record is a list of steps, each of which reads earlier ones.
What is computed of known numbers alone is no step. Two sums that add 0 and the like are left out where no number can tell.
"""

from __future__ import annotations

from typing import Any

from specgen.perfmodel.counting import Unknown

KINDS = {
    "neg": 1, "add": 2, "sub": 2, "mul": 2, "div": 2, "floordiv": 2, "pow": 2, "max": 2, "min": 2,
    "lt": 2, "le": 2, "and": 2, "if": 3,
}  # fmt: skip
"""The kinds of steps, and of how many numbers each is: ``floordiv`` rounds down as Python's ``//`` does, conditions are 1
or 0, ``if`` takes one of two by a condition."""

_LEAVES_FIRST = {"add": 0, "sub": 0, "mul": 1, "div": 1, "pow": 1}
_LEAVES_SECOND = {"add": 0, "mul": 1}
_FRACTIONS = ("div", "pow")


class Record:
    """Steps as they were taken: inputs by name, known numbers, and operations on the places of earlier ones.

    ``steps`` are tuples of a kind and what it is of, ``whole`` says which count something.
    """

    def __init__(self) -> None:
        self.steps: list[tuple[Any, ...]] = []
        self.whole: list[bool] = []
        self._made: dict[tuple[Any, ...], Recorded] = {}

    def input(self, name: str, *, whole: bool = False) -> Recorded:
        """Return the input of a name; ``whole`` says that it counts something."""
        return self._kept(("input", name), whole)

    def place(self, value: Any) -> int:
        """Return the place of a number, recorded or known. Raises TypeError where it is neither."""
        if type(value) is Recorded:
            return value.place
        if not isinstance(value, int | float):
            raise TypeError(f"no formula is made of {value!r}")
        return self._kept(("number", float(value)), isinstance(value, int)).place

    def take(self, kind: str, first: Any, second: Any) -> Any:
        """Return what a step of two numbers gives; one of them that no result shows is left out."""
        if type(second) is not Recorded and _LEAVES_FIRST.get(kind) == second:
            return first
        if type(first) is not Recorded and _LEAVES_SECOND.get(kind) == first:
            return second
        return self.kept(kind, self.place(first), self.place(second))

    def kept(self, kind: str, *places: int) -> Recorded:
        """Return the step of a kind, taken now or earlier."""
        made = self._made.get((kind, *places))
        if made is None:
            whole = kind not in _FRACTIONS and all(self.whole[place] for place in places)
            made = self._keep((kind, *places), (kind, *places), whole)
        return made

    def _kept(self, step: tuple[Any, ...], whole: bool) -> Recorded:
        made = self._made.get((*step, whole))
        return self._keep((*step, whole), step, whole) if made is None else made

    def _keep(self, key: tuple[Any, ...], step: tuple[Any, ...], whole: bool) -> Recorded:
        made = self._made[key] = Recorded(self, len(self.steps))
        self.steps.append(step)
        self.whole.append(whole)
        return made


class Recorded(Unknown):
    """A number of a record. It has no truth, and is equal to itself alone: the same step gives the same number."""

    __slots__ = ("place", "record")

    def __init__(self, record: Record, place: int) -> None:
        self.record = record
        self.place = place

    @property
    def whole(self) -> bool:
        """Whether it counts something, made of whole numbers alone."""
        return self.record.whole[self.place]

    def greater(self, other: Any) -> Any:
        """Record the greater of the two."""
        return self.record.take("max", self, other)

    def lesser(self, other: Any) -> Any:
        """Record the lesser of the two."""
        return self.record.take("min", self, other)

    def choice(self, yes: Any, no: Any) -> Any:
        """Record what holds where this does, and elsewhere."""
        if yes is no:
            return yes
        place = self.record.place
        return self.record.kept("if", self.place, place(yes), place(no))

    def __bool__(self) -> bool:
        """Raise TypeError: a formula that asks whether takes one way of two, and the record would not know."""
        raise TypeError("a number that is not known yet is neither true nor false")

    def __neg__(self) -> Any:
        return self.record.kept("neg", self.place)

    def __add__(self, other: Any) -> Any:
        return self.record.take("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self.record.take("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self.record.take("sub", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.record.take("sub", other, self)

    def __mul__(self, other: Any) -> Any:
        return self.record.take("mul", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.record.take("mul", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.record.take("div", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.record.take("div", other, self)

    def __floordiv__(self, other: Any) -> Any:
        return self.record.take("floordiv", self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return self.record.take("floordiv", other, self)

    def __pow__(self, other: Any) -> Any:
        return self.record.take("pow", self, other)

    def __rpow__(self, other: Any) -> Any:
        return self.record.take("pow", other, self)

    def __lt__(self, other: Any) -> Any:
        return self.record.take("lt", self, other)

    def __gt__(self, other: Any) -> Any:
        return self.record.take("lt", other, self)

    def __le__(self, other: Any) -> Any:
        return self.record.take("le", self, other)

    def __ge__(self, other: Any) -> Any:
        return self.record.take("le", other, self)

    def __and__(self, other: Any) -> Any:
        return self.record.take("and", self, other)

    def __rand__(self, other: Any) -> Any:
        return self.record.take("and", other, self)
