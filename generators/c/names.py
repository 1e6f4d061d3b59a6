"""Identifiers that C and C++ accept, one for each name."""

from __future__ import annotations

from collections.abc import Iterable

_RESERVED = frozenset(
    """
    alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case catch
    char char8_t char16_t char32_t class co_await co_return co_yield compl complex concept const const_cast consteval
    constexpr constinit continue decltype default delete do double dynamic_cast else enum explicit export extern false
    float for friend goto if imaginary inline int long mutable namespace new noexcept noreturn not not_eq nullptr
    operator or or_eq private protected public register reinterpret_cast requires restrict return short signed sizeof
    static static_assert static_cast struct switch synchronized template this thread_local throw true try typedef typeid
    typename typeof union unsigned using virtual void volatile wchar_t while xor xor_eq
    """.split()
)


def members(names: Iterable[str]) -> dict[str, str]:
    """Return an identifier for each name, distinct from each other and from the keywords of C and C++."""
    taken: set[str] = set()
    found = {}
    for name in names:
        made = name
        while made in _RESERVED or made in taken:
            made += "_"
        taken.add(made)
        found[name] = made
    return found
