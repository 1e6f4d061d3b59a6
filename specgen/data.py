"""Frozen, slotted classes of data that cost little to define: a command that checks a spec ends in half a second.

The standard decorator compiles up to seven methods of every class when a module is imported. Here one is compiled, when
the first instance is made; the others are shared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")

_UNSET: Any = object()


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(
    *, eq: bool = True, kw_only: bool = False, slots: bool = True, sealed: bool = True
) -> Callable[[type[T]], type[T]]:
    """Make of a class what ``dataclass(frozen=True, slots=True)`` makes; ``fields`` and ``replace`` work on it.

    Methods that the class has itself stay. Cached properties need ``slots=False``. What is not ``sealed`` is frozen to
    the type checker alone, and made in half the time: for what there are ten thousands of.
    """

    def define(cls: type[T]) -> type[T]:
        own = {name for name in ("__eq__", "__hash__", "__repr__") if vars(cls).get(name) is not None}
        made = dataclass(cls, init=False, repr=False, eq=False, kw_only=kw_only, slots=slots)
        methods: dict[str, Any] = {
            "__init__": _late_init(made, "_set(_self, {!r}, {})" if sealed else "_self.{} = {}"),
            "__setattr__": _refuse if sealed else object.__setattr__,
            "__delattr__": _refuse if sealed else object.__delattr__,
            "__getstate__": _state,
            "__setstate__": _restore,
            "__repr__": _shown,
            **(_compared(made) if eq else {}),
        }
        for name in methods.keys() - own:
            setattr(made, name, methods[name])
        return made

    return define


def _late_init(made: Any, setting: str) -> Callable[..., None]:
    def __init__(self: Any, *values: Any, **named: Any) -> None:  # noqa: N807
        made.__init__ = _init(made, setting)
        made.__init__(self, *values, **named)

    return __init__


def _init(made: Any, setting: str) -> Callable[..., None]:
    """The method that sets the fields."""
    names: dict[str, Any] = {"_UNSET": _UNSET, "_set": object.__setattr__}
    arguments: dict[bool, list[str]] = {False: [], True: []}
    lines = []
    for f in fields(made):
        argument, value = f.name, f.name
        if f.default_factory is not MISSING:
            names[f"_make_{f.name}"] = f.default_factory
            argument, value = f"{f.name}=_UNSET", f"_make_{f.name}() if {f.name} is _UNSET else {f.name}"
        elif f.default is not MISSING:
            names[f"_default_{f.name}"] = f.default
            argument = f"{f.name}=_default_{f.name}"
        arguments[bool(f.kw_only)].append(argument)
        lines.append(f"    {setting.format(f.name, value)}\n")
    named = ["*", *arguments[True]] if arguments[True] else []
    head = f"def __init__({', '.join(['_self', *arguments[False], *named])}):\n"
    exec(head + ("".join(lines) or "    pass\n"), names)  # noqa: S102  # the names of our own fields
    init: Callable[..., None] = names["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


def _compared(made: Any) -> dict[str, Any]:
    """Equality and hash by the fields that are compared."""
    names = [f.name for f in fields(made) if f.compare]
    key: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        if self is other:
            return True
        return bool(key(self) == key(other)) if other.__class__ is made else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(key(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot set or delete {name!r} of a {type(self).__name__}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, f.name) for f in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for f, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, f.name, value)


def _shown(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
