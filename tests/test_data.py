"""Classes made by ``frozen`` behave as the standard frozen, slotted dataclasses."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from functools import cached_property
from typing import Any

import pytest

from specgen.data import frozen


@frozen(kw_only=True)
class Base:
    where: str


@frozen()
class Point(Base):
    x: int
    y: int = 2
    note: str = field(default="", compare=False, repr=False)
    more: list[int] = field(default_factory=list)


@frozen(slots=False)
class Remembering(Point):
    @cached_property
    def far(self) -> bool:
        return self.x > 1000


@frozen(eq=False)
class Node:
    value: int


@frozen(sealed=False)
class Common:
    value: int
    more: list[int] = field(default_factory=list)


@frozen()
class Nothing:
    pass


@frozen()
class Named:
    name: str

    def __repr__(self) -> str:
        return self.name

    def __hash__(self) -> int:
        return 7


def test_fields_are_given_by_place_or_name_and_have_defaults() -> None:
    point = Point(1, where="here")
    assert (point.x, point.y, point.note, point.more, point.where) == (1, 2, "", [], "here")
    assert Point(1, 5, "n", [3], where="here").more == [3]
    assert Point(1, where="here").more is not point.more
    assert [f.name for f in fields(Point)] == ["where", "x", "y", "note", "more"]


@pytest.mark.parametrize("wrong", [{}, {"x": 1}, {"where": "", "z": 3, "x": 1}])
def test_wrong_arguments_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Point(**wrong)


def test_nothing_can_be_set_deleted_or_added() -> None:
    node = Node(1)
    with pytest.raises(FrozenInstanceError):
        node.value = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del node.value
    with pytest.raises(FrozenInstanceError):
        node.other = 2  # type: ignore[attr-defined]
    assert not hasattr(node, "__dict__")


def test_equality_is_of_the_compared_fields_and_of_one_class() -> None:
    a, b = (Point(1, note=note, where="here") for note in "ab")
    assert a == b
    assert a != replace(b, x=2)
    assert Base(where="here") == Base(where="here")
    assert Base(where="here") != a
    assert hash(Base(where="here")) == hash(Base(where="here"))
    assert Node(1) != Node(1)
    assert len({Node(1), Node(1), Nothing(), Nothing()}) == 3


def test_methods_of_the_class_stay() -> None:
    assert repr(Named("n")) == "n"
    assert hash(Named("n")) == 7
    assert Named("n") == Named("n")


def test_what_is_not_sealed_is_like_the_rest() -> None:
    assert Common(1) == Common(1, more=[])
    assert repr(replace(Common(1), value=2)) == "Common(value=2, more=[])"
    assert copy.copy(Common(3)).value == 3
    assert not hasattr(Common(1), "__dict__")


def test_without_slots_properties_are_cached() -> None:
    point = Remembering(2000, where="there")
    assert point.far
    assert vars(point)["far"]
    assert point == Remembering(2000, where="there")
    with pytest.raises(FrozenInstanceError):
        point.x = 3  # type: ignore[misc]


def test_shown_replaced_matched_and_copied() -> None:
    point = Point(1, note="n", where="here")
    assert repr(point) == "Point(where='here', x=1, y=2, more=[])"
    assert replace(point, y=4).y == 4
    match point:
        case Point(x, y):
            assert (x, y) == (1, 2)
    for copied in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert copied == point
        assert copied.note == "n"
