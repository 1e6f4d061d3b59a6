"""Functions of C that begin to write a structure, and finish it: constants, sizes, checksums."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from specgen.generators.structures.c import types as c
from specgen.generators.structures.c.checking import Checker
from specgen.generators.structures.c.statements import block, unused
from specgen.generators.structures.order import values, values_of
from specgen.model.interfaces import Structure
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.model.interfaces import Member, Value


@lru_cache(maxsize=1024)
def begins(structure: Structure) -> bool:
    """Whether a structure has bytes that are the same whatever its values are."""
    return bool(structure.sized_by) or any(
        m.constant or (m.value and isinstance(m.value.type, Structure) and begins(m.value.type))
        for m in structure.members
    )


@lru_cache(maxsize=1024)
def finishes(structure: Structure) -> bool:
    """Whether a structure has bytes that follow from its values."""
    if any(m.checksum or (m.constant and m.value and m.value.valid_when) for m in structure.members):
        return True
    return any(isinstance(v.type, Structure) and finishes(v.type) for v in values(structure))


def begin(checker: Checker) -> Iterator[str]:
    """Yield the function that fills in what is the same for all values."""
    structure = checker.structure
    if not begins(structure):
        return
    body: list[str] = []
    for member in structure.members:
        one = member.value
        if one is None or one.valid_when is not None:
            continue
        if member.name == structure.sized_by:
            body.append(_store(checker, member, "n"))
        elif member.constant is not None:
            body.append(_store(checker, member, c.constant(member.constant)))
        elif isinstance(one.type, Structure) and begins(one.type) and one.counted_by is None:
            body += _each(checker, member, one, one.type, "begin", str(one.count))
    yield from _function(f"begin_{checker.names.tag(structure)}", body)


def finish(checker: Checker) -> Iterator[str]:
    """Yield the function that computes what follows from the values: the inner ones first."""
    structure = checker.structure
    if not finishes(structure):
        return
    body: list[str] = []
    for member in structure.members:
        for one in values_of(member):
            inner = list(_finished(checker, member, one))
            if inner and one.valid_when is not None:
                inner = list(block(f"if ({checker.chosen(member, one)})", inner))
            body += inner
    sums = [m for m in structure.members if m.checksum is not None]
    passes: list[str] = []
    for member in sums:
        passes += checker.if_summed(member, list(_summed(checker, member)))
    if len(sums) > 1:  # one that covers another is right once that one is
        passes = list(block(f"for (int pass = 0; pass < {len(sums)}; pass++)", passes))
    yield from _function(f"finish_{checker.names.tag(structure)}", body + passes)


def _function(name: str, body: list[str]) -> Iterator[str]:
    yield ""
    yield f"static void {name}(uint8_t *p, size_t n)"
    yield "{"
    yield from unused(body, "p", "n")
    yield from (f"    {line}" for line in body)
    yield "}"


def _store(checker: Checker, member: Member, value: str) -> str:
    assert member.value is not None
    assert isinstance(member.value.type, IntegerType)
    width = member.value.type.width
    at = f"p + {member.offset}"
    return c.store(checker.names.prefix, checker.order, width, at, f"(uint{width}_t){value}")


def _finished(checker: Checker, member: Member, one: Value) -> Iterator[str]:
    if member.constant is not None and one.valid_when is not None:
        yield _store(checker, member, c.constant(member.constant))
    if not isinstance(one.type, Structure) or not finishes(one.type):
        return
    count = str(one.count)
    if one.flexible:
        count = f"(n - {checker.structure.size}) / {one.element_size}"
    elif one.counted_by is not None:
        number = checker.number(one.counted_by)
        yield f"const uint64_t count = (uint64_t){number};"
        yield from _each(checker, member, one, one.type, "finish", f"(count < {one.count} ? count : 0)")
        return
    yield from _each(checker, member, one, one.type, "finish", count)


def _each(
    checker: Checker, member: Member, one: Value, inner: Structure, verb: str, count: str
) -> Iterator[str]:
    name = f"{verb}_{checker.names.tag(inner)}"
    if one.count is None:
        yield f"{name}(p + {member.offset}, {inner.size});"
        return
    yield f"for (size_t i = 0; i < {count}; i++)"
    yield f"    {name}(p + {member.offset} + i * {inner.size}, {inner.size});"


def _summed(checker: Checker, member: Member) -> Iterator[str]:
    assert member.checksum is not None
    yield checker.covered(member)
    if member.checksum.algorithm == "sha256":
        yield "uint8_t sum[32];"
        yield "sum_sha256(&of, sum);"
        yield f"memcpy(p + {member.offset}, sum, 32);"
    else:
        yield _store(checker, member, f"sum_{member.checksum.algorithm}(&of)")
