"""Identifiers of generated code: one for each name, none of them a word of the language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable

_WORDS = """
    alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case catch
    char char8_t char16_t char32_t class co_await co_return co_yield compl complex concept const const_cast consteval
    constexpr constinit continue decltype default delete do double dynamic_cast else enum explicit export extern false
    float for friend goto if imaginary inline int long mutable namespace new noexcept noreturn not not_eq nullptr
    operator or or_eq private protected public register reinterpret_cast requires restrict return short signed sizeof
    static static_assert static_cast struct switch synchronized template this thread_local throw true try typedef typeid
    typename typeof union unsigned using virtual void volatile wchar_t while xor xor_eq
"""
C_WORDS = frozenset(_WORDS.split())
"""The keywords of C11 and C++20, the operators among them included."""


class Scope:
    """A scope of a language: the first to ask for an identifier has it, others get underscores at its end.

    So does what the language keeps for itself, its ``words``.
    """

    def __init__(self, words: Collection[str], taken: Iterable[str] = ()) -> None:
        self._words = words
        self._taken = set(taken)
        self._given: dict[Hashable, str] = {}

    def give(self, key: Hashable, wanted: str) -> str:
        """Return the identifier of ``key``, which is ``wanted`` where that is free."""
        if key not in self._given:
            while wanted in self._taken or wanted in self._words:
                wanted += "_"
            self._taken.add(wanted)
            self._given[key] = wanted
        return self._given[key]

    def all(self, names: Iterable[str], style: Callable[[str], str] = str) -> dict[str, str]:
        """Return the identifiers of several names, in their order."""
        return {name: self.give(name, style(name)) for name in names}


def camel(name: str) -> str:
    """Return ``vadd_f32`` as ``VaddF32``."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_")) or name
