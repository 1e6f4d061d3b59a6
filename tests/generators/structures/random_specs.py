"""Random structures, as documents of a spec: every kind of member, condition and policy in any combination."""

from __future__ import annotations

import random
from typing import Any

Fields = dict[str, Any]
_SIZES = {"u8": 1, "s8": 1, "u16": 2, "s16": 2, "u32": 4, "s32": 4, "u64": 8, "s64": 8, "f32": 4, "f64": 8}
_INTEGERS = [name for name in _SIZES if name[0] != "f"]
_SUMS = {"crc32": "u32", "crc32c": "u32", "sum32": "u32", "crc64": "u64", "sha256": "u8"}
ENUMS = {
    "kind": {"values": {"none": 0, "one": 1, "two": 2, "five": 5, "high": 127}},
    "open_kind": {"open": True, "values": {"a": 0, "b": 3}},
}
ERRORS = {"ok": {"code": 0, "when": ["success"]}, "bad": {"code": 7}, "worse": {"code": -3}}


class Draw:
    """One structure as it is drawn: its members, the integers that conditions can name, its size so far."""

    def __init__(self, rng: random.Random, known: dict[str, tuple[int, int]], name: str) -> None:
        self.rng, self.known, self.name = rng, known, name
        self.fields: Fields = {}
        self.integers: list[str] = []
        self.counters: list[str] = []
        self.at, self.align = 0, 1
        self.packed = rng.random() < 0.2
        self.endian = rng.choice(("little", "big"))

    def document(self) -> dict[str, Any]:
        """Return the structure."""
        rng = self.rng
        growth = rng.choice(("fixed", "fixed", "append", "sized"))
        made: dict[str, Any] = {"endian": self.endian, "fields": self.fields, "growth": growth}
        if growth == "sized":
            self.add("size", {"type": rng.choice(("u32", "u16", "u64"))}, 0)
            made["sized_by"] = "size"
        if self.packed:
            made["packed"] = True
        for _ in range(rng.randint(1, 7)):
            self.member()
        if growth != "fixed" and rng.random() < 0.8:
            for _ in range(rng.randint(1, 3)):
                self.member("1.1.0")
        if growth == "fixed" and self.counters and rng.random() < 0.4 and not self.at % 8:
            tail = rng.choice([*[n for n, (size, _) in self.known.items() if size], "u8", "u32", "s64"])
            self.fields["tail"] = {"type": tail, "counted_by": rng.choice(self.counters)}
            self.align = max(self.align, _SIZES.get(tail, 0) or self.known[tail][1])
        if growth == "fixed" and rng.random() < 0.4:
            self.checksum()
        gap = 0 if self.packed else -self.at % self.align
        if gap:
            self.pad(
                gap,
                "1.1.0" if any("since" in f for f in self.fields.values() if isinstance(f, dict)) else None,
            )
        if "tail" in self.fields:
            self.fields["tail"] = self.fields.pop("tail")
            self.known[self.name] = (0, self.align)
        else:
            self.known[self.name] = (self.at, 1 if self.packed else self.align)
        if self.integers and rng.random() < 0.5:
            made["constraints"] = [self.constraint() for _ in range(rng.randint(1, 2))]
        return made

    def add(self, name: str, document: Fields, size: int, since: str | None = None, align: int = 0) -> None:
        kind = document.get("type", "")
        size = size or _SIZES[kind]
        align = align or _SIZES.get(kind, 1)
        if not self.packed:
            if self.at % align:
                self.pad(-self.at % align, since)
            self.align = max(self.align, align)
        self.fields[name] = {**document, **({"since": since} if since else {})}
        self.at += size

    def pad(self, size: int, since: str | None) -> None:
        policy = self.rng.choice(("zero", "zero", "ignored", "preserve"))
        document = {"type": "u8", "count": size, "reserved": policy, **({"since": since} if since else {})}
        self.fields[f"pad_{self.at}"] = document
        self.at += size

    def member(self, since: str | None = None) -> None:
        rng, name = self.rng, f"m{len(self.fields)}"
        kind = rng.choice(
            ("number", "number", "number", "bits", "array", "counted", "inner", "inners", "union", "text")
        )
        inner = [n for n, (size, _) in self.known.items() if 0 < size <= 200]
        if kind == "bits":
            self.bits(name, since)
        elif kind == "array":
            type_, count = rng.choice(list(_SIZES)), rng.randint(1, 5)
            self.add(
                name,
                {"type": type_, "count": count, **self.limits(type_)},
                count * _SIZES[type_],
                since,
                _SIZES[type_],
            )
        elif kind == "counted" and self.counters:
            type_, count = rng.choice((*_SIZES, *inner)), rng.randint(1, 6)
            each = _SIZES.get(type_) or self.known[type_][0]
            align = _SIZES.get(type_) or self.known[type_][1]
            document = {"type": type_, "count": count, "counted_by": rng.choice(self.counters)}
            self.add(name, document, count * each, since, align)
        elif kind in ("inner", "inners") and inner:
            type_ = rng.choice(inner)
            size, align = self.known[type_]
            many = {} if kind == "inner" else {"count": rng.randint(1, 3)}
            self.add(name, {"type": type_, **many, **self.when()}, size * many.get("count", 1), since, align)
        elif kind == "union" and self.integers:
            self.union(name, since)
        elif kind == "text":
            count = rng.randint(1, 9)
            self.add(name, {"type": "text", "count": count}, count, since)
        else:
            type_ = rng.choice(list(_SIZES))
            document = {"type": type_, **self.limits(type_)}
            if not document.keys() - {"type"}:
                document |= self.when()
            self.add(name, document, 0, since)
            if type_ in _INTEGERS:
                self.integers.append(name)
                if document.keys() == {"type"} and rng.random() < 0.5:
                    self.counters.append(name)

    def limits(self, type_: str) -> Fields:
        chance = self.rng.random()
        if type_ not in _INTEGERS or chance < 0.5:
            return {}
        if chance < 0.6:
            return {"enum": self.rng.choice(list(ENUMS))}
        if chance < 0.7 and type_[0] == "s":
            return {"min": -3, "max": self.rng.randint(-2, 100)}
        return {"min": self.rng.randint(0, 3)} if chance < 0.8 else {"max": self.rng.randint(3, 127)}

    def when(self) -> Fields:
        return {"valid_when": self.condition()} if self.integers and self.rng.random() < 0.3 else {}

    def bits(self, name: str, since: str | None) -> None:
        rng, type_ = self.rng, self.rng.choice(("u8", "u16", "u32", "u64", "s16"))
        width, at = 8 * _SIZES[type_], 0
        bits: Fields = {}
        while at < width:
            size = min(rng.choice((1, 2, 3, 5, 8, 13, 40)), width - at)
            key = f"{name}_{at}"
            one: Fields = {"bits": f"{at + size - 1}:{at}"}
            chance = rng.random()
            if chance < 0.2:
                one["reserved"] = rng.choice(("zero", "zero", "ignored", "preserve"))
            else:
                one |= {"signed": True} if rng.random() < 0.3 else {}
                one |= {"enum": rng.choice(list(ENUMS))} if rng.random() < 0.3 and size > 1 else {}
                one |= self.when()
                if "valid_when" not in one:
                    self.integers.append(key)
            bits[key] = one
            at += size
        self.add(name, {"type": type_, "bits": bits}, 0, since)

    def union(self, name: str, since: str | None) -> None:
        rng, arms = self.rng, {}
        size = align = 1
        by = rng.choice(self.integers)
        for i in range(rng.randint(1, 3)):
            type_ = rng.choice((*_SIZES, *(n for n, (s, _) in self.known.items() if 0 < s <= 64)))
            each, place = (_SIZES[type_],) * 2 if type_ in _SIZES else self.known[type_]
            count = rng.choice((None, None, 1, 3))
            arms[f"{name}_arm{i}"] = {
                "type": type_,
                "valid_when": f"{by} == {i}" if rng.random() < 0.7 else self.condition(),
                **({"count": count} if count else {}),
            }
            size, align = max(size, each * (count or 1)), max(align, place)
        size += 0 if self.packed else -size % align
        self.add(name, {"union": arms}, size, since, align)

    def checksum(self) -> None:
        algorithm = self.rng.choice(list(_SUMS))
        first, last = sorted((self.rng.randrange(len(self.fields)), self.rng.randrange(len(self.fields))))
        names = [n for n in self.fields if n != "tail"]
        given = {"algorithm": algorithm, "first": names[min(first, len(names) - 1)]}
        given |= {"last": names[min(last, len(names) - 1)]} if self.rng.random() < 0.5 else {}
        count, size = ({"count": 32}, 32) if algorithm == "sha256" else ({}, 0)
        self.add("sum", {"type": _SUMS[algorithm], **count, "checksum": given}, size)

    def term(self) -> str:
        rng, name = self.rng, self.rng.choice(self.integers)
        number = rng.choice((0, 1, 2, 3, 255, 65536, 1 << 31, (1 << 63) - 1))
        return rng.choice(
            (
                name, name, name, f"({name} + {rng.choice(self.integers)})", f"({name} - {number})", f"{name} % {number + 1}",
                f"{name} * 3", f"({name} & {number})", f"~{name}", f"-{name}", f"({name} >> {rng.randint(0, 40)})",
                f"({name} << {rng.randint(0, 20)})", f"{name} // {number + 1}", f"({name} | {rng.choice(self.integers)})",
                f"({name} ^ {number})",
            )
        )  # fmt: skip

    def condition(self) -> str:
        rng = self.rng
        left = f"{self.term()} {rng.choice(('==', '!=', '<', '<=', '>', '>='))} "
        left += rng.choice((self.term(), str(rng.choice((0, 1, 2, 3, 100)))))
        chance = rng.random()
        if chance < 0.1:
            return f"not {self.term()} == 1 or {left}"
        return f"{left} and {self.term()} != 77" if chance < 0.2 else left

    def constraint(self) -> Any:
        text = self.condition()
        if self.rng.random() < 0.6:
            text = f"{self.term()} != {self.rng.randint(0, 9)}"
        return (
            text if self.rng.random() < 0.5 else {"holds": text, "error": self.rng.choice(("bad", "worse"))}
        )


def spec(rng: random.Random, count: int = 6) -> dict[str, Any]:
    """Return a spec of ``count`` structures that may hold each other."""
    known: dict[str, tuple[int, int]] = {}
    made: dict[str, Any] = {}
    for i in range(count):
        name = f"part{i}"
        made[name] = Draw(rng, known, name).document()
    return {
        "name": "drawn",
        "version": "1.2.0",
        "summary": "Drawn by lot.",
        "enums": ENUMS,
        "errors": ERRORS,
        "structures": made,
    }
