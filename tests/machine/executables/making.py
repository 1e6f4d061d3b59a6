"""Random executables of any format that are right, and what is made of them that is not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import specgen
from specgen.machine.executables import Bytes, Contents, Opened, plans, write
from specgen.machine.executables.signing import total
from specgen.model import Architecture
from specgen.model.interfaces import Executable, place_of

PETREL = Path(__file__).parent / "petrel"
SPECS = {"basalt": Path("spec"), "petrel": PETREL}
_WORDS = ("alpha", "beta", "gamma", "delta", "eps", "zeta", "eta", "theta", "iota", "kappa")


@cache
def architecture(name: str) -> Architecture:
    """One of the two specs whose formats are looked at."""
    root = Path(__file__).parents[3]
    return specgen.load(root / SPECS[name]).architecture


def form(name: str) -> Executable:
    """Its format."""
    return next(iter(architecture(name).executables.values()))


def contents(rng: Random, name: str) -> Contents:
    """What a file may hold: all kinds of sections, each sometimes."""
    spec, made = architecture(name), Contents()
    processors = list(spec.processors.values())
    for processor in processors[: rng.randint(1, 2)]:
        size = 4 * rng.randint(2, 24)
        base = processor.reset * processor.unit
        made.sections.append(
            Bytes(
                f"c{processor.name[:4]}",
                "code",
                rng.randbytes(size),
                processor.memory.name,
                base,
                4,
                processor.name,
            )
        )
    for i in range(rng.randint(0, 3)):
        made.sections.append(Bytes(f"d{i}", "data", rng.randbytes(rng.randint(0, 40))))
    names = rng.sample(_WORDS, 6)
    codes = [s for s in made.sections if s.does == "code"]
    for each in names[: rng.randint(0, 4)]:
        section = rng.choice([*made.sections, None])
        values = {"name": each, "section": section.name if section else None, "size": 0}
        made.symbols.append(
            values | {"value": rng.randint(0, len(section.data)) if section else rng.randint(0, 200)}
        )
    _relocations(rng, name, made)
    made.buffers += _buffers(rng, name, made)
    for i in range(rng.randint(1, 3)):
        code = rng.choice(codes)
        arguments = _arguments(rng, name, made)
        made.entries.append(
            {"name": f"e{i}", "section": code.name, "offset": 4 * rng.randint(0, len(code.data) // 4 - 1)}
            | {"processor": code.processor, "arguments": arguments}
        )
    targets = [f"{e['name']}.{a['name']}" for e in made.entries for a in e["arguments"]]
    if targets and rng.random() < 0.5:
        made.quantisation.append({"argument": targets[0], "format": "u8", "scale": rng.random()})
    for each in names[: rng.randint(0, 2)]:
        code = rng.choice(codes)
        kind = {"basalt": "begin", "petrel": "here"}[name]
        made.hooks.append(
            {"name": each, "section": code.name, "offset": rng.randrange(len(code.data)), "kind": kind}
        )
    made.features += [{"name": f, "required": 1} for f in form(name).features if rng.random() < 0.5]
    made.signatures += ["sha256"] * rng.randint(0, 1)
    if name == "basalt" and rng.random() < 0.5:
        made.sections.append(Bytes("notes", "notes", b"made at random"))
    return made


def _relocations(rng: Random, name: str, made: Contents) -> None:
    kinds = list(form(name).relocations.values())
    for section in made.sections if made.symbols else ():
        at = 0
        while rng.random() < 0.5:
            kind = rng.choice(kinds)
            at += rng.randint(0, 3)
            if at + kind.size > len(section.data):
                break
            values = {"section": section.name, "offset": at, "kind": kind.name, "addend": rng.randint(-2, 40)}
            made.relocations.append(values | {"symbol": rng.choice(made.symbols)["name"]})
            at += kind.size


def _buffers(rng: Random, name: str, made: Contents) -> list[dict[str, object]]:
    memory = {"basalt": "hbm", "petrel": "store"}[name]
    needs = [
        plans.Need(
            f"b{i}", memory, rng.randint(1, 60), 1 << rng.randint(0, 4), *sorted(rng.choices(range(6), k=2))
        )
        for i in range(rng.randint(0, 6))
    ]
    offsets = plans.place(needs)
    found: list[dict[str, object]] = [
        {
            "name": n.name,
            "memory": memory,
            "size": n.size,
            "offset": offsets[n.name],
            "alignment": n.alignment,
        }
        | {"first_use": n.first, "last_use": n.last}
        for n in needs
    ]
    data = [s for s in made.sections if s.does == "data" and needs and len(s.data) <= needs[0].size]
    if data and rng.random() < 0.7:
        found[0]["section"] = data[0].name
    if needs and rng.random() < 0.3:
        one = needs[-1]
        part = rng.randint(1, one.size)
        found.append(
            {
                "name": "x",
                "memory": memory,
                "size": part,
                "offset": offsets[one.name] + one.size - part,
                "alignment": 1,
            }
            | {"first_use": one.first, "last_use": one.last, "alias_of": one.name}
        )
    return found


def _arguments(rng: Random, name: str, made: Contents) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for i in range(rng.randint(0, 3)):
        shape = [rng.randint(1, 4) for _ in range(rng.randint(0, 3))]
        values: dict[str, object] = {
            "name": f"a{i}",
            "element": rng.choice(["u8", "u16", "f32"] if name == "basalt" else ["u8", "u16"]),
        }
        values |= {
            "rank": len(shape),
            "extents": shape + [0] * (3 - len(shape)) if name == "petrel" else shape,
        }
        layout = (
            {"basalt": "row_major", "petrel": "by_columns"}[name]
            if len(shape) == 2 and rng.random() < 0.5
            else ""
        )
        values |= {
            "layout": layout,
            "offset": 8 * i,
            "size": rng.choice([2, 4, 8] if name == "petrel" else [4, 8]),
        }
        values |= {"alignment": 1 << rng.randint(0, 3), "direction": "in"}
        large = [b["name"] for b in made.buffers if isinstance(b["size"], int) and b["size"] >= 60]
        found.append(values | {"buffer": large[0] if large and layout else None})
    return found


def executable(rng: Random, name: str) -> bytes:
    """A file that is right."""
    return write(architecture(name), form(name), contents(rng, name))


def damaged(rng: Random, name: str, data: bytes) -> bytes:
    """The file with a few changes, most of them where they hurt; half of the time its checksum is made right again."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if made:
            _change(rng, name, made)
    if rng.random() < 0.5 and len(made) >= form(name).header.size:
        opened = Opened(architecture(name), form(name), bytes(made))
        at = opened.header.place("checksum")
        made[at : at + 4] = total(opened)
    return bytes(made)


def _change(rng: Random, name: str, made: bytearray) -> None:
    kind = rng.random()
    if kind < 0.06:
        del made[rng.randrange(len(made)) :]
    elif kind < 0.1:
        made += rng.randbytes(rng.randint(1, 40))
    elif kind < 0.6:
        at, size = _member(rng, name, made)
        value = rng.choice((0, 1, 2, 3, 7, 8, 64, 255, 1 << 15, (1 << 32) - 1, (1 << 63), (1 << 64) - 1))
        value = value if rng.random() < 0.6 else rng.getrandbits(64)
        old = int.from_bytes(made[at : at + size], form(name).endian)  # type: ignore[arg-type]
        value = rng.choice((value, old + 1, old - 1, old * 2)) % (1 << (8 * size))
        if at + size <= len(made):
            made[at : at + size] = value.to_bytes(size, form(name).endian)  # type: ignore[arg-type]
    else:
        made[rng.randrange(len(made))] = rng.choice((0, 1, 0x7F, 0x80, 0xC3, 0xFF, rng.getrandbits(8)))


def _member(rng: Random, name: str, made: bytearray) -> tuple[int, int]:
    """A member of the header, the table, or an entry."""
    one = form(name)
    begin = one.header.size + -one.header.size % one.alignment
    choices = [(0, one.header), *((begin + i * one.table.size, one.table) for i in range(12))]
    opened = Opened(architecture(name), one, bytes(made))
    if len(made) >= begin and rng.random() < 0.7 and opened.header["section_count"] < 100:
        for i in range(opened.header["section_count"]):
            at = begin + i * one.table.size
            if at + one.table.size <= len(made):
                section = opened.section(i)
                if section.kind is not None and section.kind.entry is not None:
                    count = min(section.size // section.kind.entry.size, 8)
                    choices += [
                        (section.offset + k * section.kind.entry.size, section.kind.entry)
                        for k in range(count)
                    ]
    at, structure = rng.choice(choices)
    place = place_of(structure, rng.choice(structure.members).name)
    assert place is not None
    size = min(place.member.size, 8)
    return at + place.offset, size
