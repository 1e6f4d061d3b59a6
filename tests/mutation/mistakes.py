"""The mistakes: each a function from a spec's files and a random source to a broken file, or None where it does not apply."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.mutation.spec import Broken, Files, Place

Mistake = Callable[[Files, random.Random], Broken | None]
MISTAKES: dict[str, Mistake] = {}

_WORDS = "format engine memory layout extension out_of_range misaligned view_of illegal fetch program_counter enum overflow"
_REFERENCES = frozenset(_WORDS.split())
_REQUIRED = frozenset({"format", "assembly", "program_counter", "illegal", "code", "size"})


def mistake(function: Mistake) -> Mistake:
    MISTAKES[function.__name__] = function
    return function


def _pick(places: list[Place], rng: random.Random) -> Place | None:
    return rng.choice(places) if places else None


def _attributes(files: Files) -> list[Place]:
    """The attributes of items: `instructions.add.format`."""
    return [
        p for p in files.places if len(p.path) == 3 and p.path[0] != "absent" and p.path[1] != "parameters"
    ]


def _scalars(files: Files, keys: frozenset[str]) -> list[Place]:
    return [
        p for p in files.places if p.key in keys and isinstance(p.value, str | int) and p.path[0] != "absent"
    ]


def _broken(kind: str, place: Place, text: str | None, what: str, *more: int) -> Broken | None:
    lines = frozenset({place.key_at[0], place.value_at[0], *more})
    return Broken(kind, place.file, text, lines, what) if text is not None else None


@mistake
def misspelt_attribute(files: Files, rng: random.Random) -> Broken | None:
    place = _pick(_attributes(files), rng)
    if place is None:
        return None
    return _broken(
        "key", place, files.replace(place.file, place.key_at, place.key, place.key + "x"), place.key
    )


@mistake
def misspelt_section(files: Files, rng: random.Random) -> Broken | None:
    place = _pick([p for p in files.places if len(p.path) == 1], rng)
    if place is None:
        return None
    return _broken(
        "section", place, files.replace(place.file, place.key_at, place.key, place.key + "z"), place.key
    )


@mistake
def wrong_type(files: Files, rng: random.Random) -> Broken | None:
    plain = [p for p in _attributes(files) if isinstance(p.value, str | int) and "\n" not in str(p.value)]
    place = _pick(
        [p for p in plain if files.line(p.file, p.value_at[0])[p.value_at[1] - 1 :].startswith(str(p.value))],
        rng,
    )
    if place is None:
        return None
    return _broken(
        "type", place, files.replace(place.file, place.value_at, str(place.value), "[[oops]]"), place.key
    )


@mistake
def unknown_reference(files: Files, rng: random.Random) -> Broken | None:
    place = _pick([p for p in _scalars(files, _REFERENCES) if isinstance(p.value, str)], rng)
    if place is None:
        return None
    return _broken(
        "reference",
        place,
        files.replace(place.file, place.value_at, place.value, f"{place.value}_zz"),
        place.key,
    )


@mistake
def item_twice(files: Files, rng: random.Random) -> Broken | None:
    place = _pick(
        [p for p in files.places if len(p.path) == 2 and p.path[0] not in ("include", "absent")], rng
    )
    if place is None or not files.line(place.file, place.key_at[0]).lstrip().startswith(place.key):
        return None
    line = " " * (place.key_at[1] - 1) + f"{place.key}: {{summary: Again.}}"
    return _broken(
        "twice", place, files.insert(place.file, place.key_at[0], line), place.key, place.key_at[0] + 1
    )


@mistake
def bits_out_of_format(files: Files, rng: random.Random) -> Broken | None:
    fields = [
        p
        for p in files.places
        if p.path[0] == "formats" and isinstance(p.value, str) and re.fullmatch(r"\d+:\d+", p.value)
    ]
    place = _pick(fields, rng)
    if place is None:
        return None
    return _broken(
        "bits",
        place,
        files.replace(place.file, place.value_at, f'"{place.value}"', '"999:990"'),
        str(place.path),
    )


@mistake
def overlapping_fields(files: Files, rng: random.Random) -> Broken | None:
    fields = [
        p
        for p in files.places
        if p.path[0] == "formats" and isinstance(p.value, str) and re.fullmatch(r"\d+:\d+", p.value)
    ]
    place = _pick(fields, rng)
    if place is None:
        return None
    siblings = [p for p in fields if p.path[:3] == place.path[:3] and p.value != place.value]
    other = _pick(siblings, rng)
    if other is None:
        return None
    text = files.replace(place.file, place.value_at, f'"{place.value}"', f'"{other.value}"')
    owner = next(p for p in files.places if p.path == place.path[:3] and p.file == place.file)
    return _broken(
        "overlap", place, text, str(place.path), other.value_at[0], owner.key_at[0], owner.value_at[0]
    )


@mistake
def number_too_large(files: Files, rng: random.Random) -> Broken | None:
    opcodes = [
        p for p in files.places if len(p.path) == 4 and p.path[2] == "encoding" and isinstance(p.value, int)
    ]
    place = _pick(opcodes, rng)
    if place is None:
        return None
    spelled = re.match(r"[0-9a-zA-Z_]+", files.line(place.file, place.value_at[0])[place.value_at[1] - 1 :])
    old = spelled[0] if spelled else ""
    return _broken(
        "range", place, files.replace(place.file, place.value_at, old, "0x7fffffffff"), str(place.path)
    )


@mistake
def unknown_name_in_semantics(files: Files, rng: random.Random) -> Broken | None:
    names = {
        str(p.path[1])
        for p in files.places
        if len(p.path) == 2 and p.path[0] in ("state", "memories", "functions")
    }
    return _in_semantics(files, rng, "name", names, lambda name: f"{name}_zz")


@mistake
def unbalanced_semantics(files: Files, rng: random.Random) -> Broken | None:
    names = {str(p.path[1]) for p in files.places if len(p.path) == 2 and p.path[0] in ("state", "memories")}
    return _in_semantics(files, rng, "syntax", names, lambda name: f")({name}")


def _in_semantics(
    files: Files, rng: random.Random, kind: str, names: set[str], change: Callable[[str], str]
) -> Broken | None:
    """Change one of ``names`` in the semantics of an instruction, on a line of its own."""
    place = _pick([p for p in files.places if len(p.path) == 3 and p.key == "semantics" and p.value], rng)
    if place is None:
        return None
    last = max(
        (p.key_at[0] for p in files.places if p.file == place.file and p.path[:2] == place.path[:2]),
        default=0,
    )
    following = [
        p.key_at[0] for p in files.places if p.file == place.file and p.key_at[0] > place.value_at[0]
    ]
    end = min(following, default=last + 1)
    for number in rng.sample(
        range(place.value_at[0], max(end, place.value_at[0] + 1)), max(end - place.value_at[0], 1)
    ):
        line = files.line(place.file, number)
        start = line.index("semantics:") + 10 if "semantics:" in line else 0
        words = re.finditer(r"[A-Za-z_]\w*(?!\w| *=[^=])", line)  # what is assigned to would be a new local
        found = [m for m in words if m[0] in names and m.start() >= start]
        if found and "#" not in line:
            match = rng.choice(found)
            text = files.replace(place.file, (number, match.start() + 1), match[0], change(match[0]))
            return Broken(kind, place.file, text, frozenset({number}), match[0]) if text is not None else None
    return None


@mistake
def required_key_missing(files: Files, rng: random.Random) -> Broken | None:
    place = _pick([p for p in _attributes(files) if p.key in _REQUIRED], rng)
    if place is None or not files.line(place.file, place.key_at[0]).lstrip().startswith(place.key + ":"):
        return None
    lines = files.texts[place.file].split("\n")
    owner = next(p for p in files.places if p.path == place.path[:2] and p.file == place.file)
    text = "\n".join(lines[: place.key_at[0] - 1] + lines[place.key_at[0] :])
    return Broken(
        "missing", place.file, text, frozenset({owner.key_at[0], owner.value_at[0]}), str(place.path)
    )


@mistake
def unknown_place_in_assembly(files: Files, rng: random.Random) -> Broken | None:
    texts = [p for p in files.places if len(p.path) == 3 and p.key == "assembly" and "{" in str(p.value)]
    place = _pick([p for p in texts if p.path[0] == "instructions"], rng)
    if place is None:
        return None
    line = files.line(place.file, place.value_at[0])
    column = line.find("{", place.value_at[1])
    if column < 0:
        return None
    return _broken(
        "template",
        place,
        files.replace(place.file, (place.value_at[0], column + 1), "{", "{zz_"),
        str(place.path),
    )


@mistake
def hostile_yaml(files: Files, rng: random.Random) -> Broken | None:
    plain = [
        p
        for p in _attributes(files)
        if isinstance(p.value, str) and p.key in ("format", "summary", "engine", "group")
    ]
    place = _pick(
        [p for p in plain if files.line(p.file, p.value_at[0])[p.value_at[1] - 1 :].startswith(p.value)], rng
    )
    if place is None:
        return None
    new = rng.choice(
        ["&anchor {}", "*alias", "!!python/object:os.system {}", "!tag {}", "\t{}", "{}\t"]
    ).format(place.value)
    return _broken("yaml", place, files.replace(place.file, place.value_at, place.value, new), new)


@mistake
def octal_number(files: Files, rng: random.Random) -> Broken | None:
    place = _pick([p for p in files.places if type(p.value) is int and p.value > 0], rng)
    if place is None:
        return None
    return _broken(
        "octal",
        place,
        files.replace(place.file, place.value_at, str(place.value), f"0{place.value}1"),
        str(place.path),
    )


@mistake
def unknown_unit(files: Files, rng: random.Random) -> Broken | None:
    place = _pick(
        [
            p
            for p in _attributes(files)
            if p.key in ("size", "latency", "bandwidth") and isinstance(p.value, str)
        ],
        rng,
    )
    if place is None:
        return None
    return _broken(
        "unit", place, files.replace(place.file, place.value_at, place.value, "3 parsecs"), str(place.path)
    )


@mistake
def unknown_name_in_timing(files: Files, rng: random.Random) -> Broken | None:
    timings = [
        p
        for p in files.places
        if len(p.path) == 4 and p.path[2] == "timing" and isinstance(p.value, int | str)
    ]
    place = _pick(timings, rng)
    if place is None:
        return None
    return _broken(
        "timing",
        place,
        files.replace(place.file, place.value_at, str(place.value), "zz_cycles"),
        str(place.path),
    )


@mistake
def unknown_name_in_constraint(files: Files, rng: random.Random) -> Broken | None:
    place = _pick([p for p in files.places if len(p.path) == 4 and p.path[2] == "constraints"], rng)
    if place is None:
        return None
    quoted = f'"{place.value}"'
    return _broken(
        "constraint", place, files.replace(place.file, place.value_at, quoted, '"zz != 1"'), str(place.path)
    )
