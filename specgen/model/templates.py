"""Assembly templates (``vadd.{dtype} {d:v}, {a:v}``) taken apart, and texts that fit two of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.execution import State
    from specgen.model.isa import Alias, Field, Instruction
    from specgen.model.isa import Enum as Enumeration


class TemplateError(ValueError):
    """A template that cannot be read; ``offset`` and ``length`` give the wrong characters."""

    def __init__(self, message: str, offset: int, length: int = 1) -> None:
        super().__init__(message)
        self.offset = offset
        self.length = length


class Kind(Enum):
    """What may stand at a place."""

    NUMBER = "number"
    HEX = "hex"
    ENUM = "enum"
    REGISTER = "register"
    LABEL = "label"
    ADDRESS = "address"


@frozen()
class Literal:
    """Text that stands as it is: one word, one other character, or nothing; with spaces ``before``, ``after``.

    A register has other names, which may stand there as well: ``same``.
    """

    text: str
    before: bool = False
    after: bool = False
    same: tuple[str, ...] = ()

    def spaced(self) -> str:
        """The text with its spaces."""
        return " " * self.before + self.text + " " * self.after


@frozen(eq=False)
class Place:
    """Where the operand ``name`` stands.

    ``names`` are the texts of an enum or a register file and their values, ``shown`` the name to print for
    each value, ``longest`` the length of the longest. Values without a name (of an open enum, or beyond a
    file's last name) are written as numbers and as ``file[i]``. ``field`` is None in an alias.
    """

    name: str
    kind: Kind
    field: Field | None
    file: str
    names: Mapping[str, int]
    shown: Mapping[int, str]
    longest: int


Token = Literal | Place


@frozen(eq=False, slots=False)
class Template:
    """A template taken apart: the tokens of the mnemonic (glued together) and those of the operands."""

    text: str
    mnemonic: tuple[Token, ...]
    operands: tuple[Token, ...]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """All places, in the order written."""
        return tuple(t for t in self.mnemonic + self.operands if isinstance(t, Place))

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What the whole mnemonic matches, a group a place; None where it has no place."""
        if all(isinstance(t, Literal) for t in self.mnemonic):
            return None
        return re.compile("".join(_pattern(t) for t in self.mnemonic))

    @property
    def head(self) -> str:
        """The mnemonic, with its places as they are written in the template."""
        return self.text.split(None, 1)[0]

    def spellings(self, most: int = 4096) -> list[str]:
        """The texts of the mnemonic, numbers by 0 alone; empty where there are more than ``most``."""
        choices, count = [], 1
        for token in self.mnemonic:
            names = [token.text] if isinstance(token, Literal) else list(token.names) or ["0"]
            choices.append(names)
            count *= len(names)
        return ["".join(parts) for parts in product(*choices)] if count <= most else []


#: A number as assembly writes it.
NUMBER = r"-?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9][0-9_]*)"

_PLACE = re.compile(r"\{([A-Za-z_]\w*)(?::([A-Za-z_]\w*))?\}")
_LEXEME = re.compile(r"(\w+|[^\w\s])(\s*)")


@frozen()
class Part:
    """A stretch of a template's text: literal, or a place (``name`` not empty) with its ``style``."""

    offset: int
    text: str
    name: str = ""
    style: str = ""


@lru_cache(maxsize=1 << 13)
def parse_template(text: str) -> tuple[Part, ...]:
    """Take the text of a template apart. Raises TemplateError."""
    parts: list[Part] = []
    at = 0
    while at < len(text):
        opening = text.find("{", at)
        literal = text[at:] if opening < 0 else text[at:opening]
        if "}" in literal:
            raise TemplateError("this } closes nothing", at + literal.index("}"))
        if literal:
            parts.append(Part(at, literal))
        if opening < 0:
            break
        place = _PLACE.match(text, opening)
        if place is None:
            length = max(text.find("}", opening) + 1 - opening, 1)
            raise TemplateError("a place is {field} or {field:style}, without spaces", opening, length)
        parts.append(Part(opening, place[0], place[1], place[2] or ""))
        at = place.end()
    if not text or text != text.strip():
        raise TemplateError(
            "a template begins with a mnemonic and has no spaces around it", 0, max(len(text), 1)
        )
    return tuple(parts)


def template_of(instruction: Instruction, state: Mapping[str, State]) -> Template:
    """The template of an instruction. Raises TemplateError where it names what is not there."""
    bases = {t.name: t.base.strip() for t in instruction.tiles}
    fields = instruction.format.by_name

    def place(part: Part) -> Place:
        found = fields.get(part.name) or fields.get(bases.get(part.name, ""))
        if found is None:
            message = f"{part.name!r} is no field of format {instruction.format.name!r}"
            raise TemplateError(message, part.offset + 1, len(part.name))
        return _place(part, found.name, found, state)

    return _template(instruction.assembly, place, state)


def template_of_alias(alias: Alias, state: Mapping[str, State]) -> Template:
    """The template of an alias, whose places are its own. Raises TemplateError."""
    return _template(alias.assembly, lambda part: _place(part, part.name, None, state), state)


def register_names(state: State) -> dict[str, int]:
    """The names of a register file's entries and their indices, aliases included; empty where there are none."""
    named = {name: one.index for name, one in state.entries.items()}
    return {**{name: i for i, name in enumerate(state.names)}, **state.aliases, **named}


def ambiguous(first: Template, second: Template) -> str | None:
    """A text that fits both templates, or None.

    A literal word and a number's place do not collide, although a symbol might have that name: the word wins.
    """
    head = _common_mnemonic(first, second)
    if head is None or len(first.operands) != len(second.operands):
        return None
    texts = [head + " "] if first.operands else [head]
    for a, b in zip(first.operands, second.operands, strict=True):
        common = _common_text(a, b)
        if common is None:
            return None
        texts.append(a.spaced() if isinstance(a, Literal) and isinstance(b, Literal) else common)
    return "".join(texts).rstrip()


def _template(text: str, place: Callable[[Part], Place], state: Mapping[str, State]) -> Template:
    mnemonic: list[Token] = []
    operands: list[Token] = []
    end = len(text.split(None, 1)[0]) if text.strip() else 0
    for part in parse_template(text):
        if part.name:
            (mnemonic if part.offset < end else operands).append(place(part))
            continue
        cut = max(end - part.offset, 0)
        mnemonic += [Literal(part.text[:cut])] if part.text[:cut] else []
        for literal in _literals(part.text[cut:], first=not operands):
            same = _synonyms(literal.text, state) if literal.text[:1].isalpha() else ()
            operands.append(replace(literal, same=same) if same else literal)
    return Template(text, tuple(mnemonic), tuple(operands))


@lru_cache(maxsize=1 << 10)
def _literals(text: str, *, first: bool) -> tuple[Literal, ...]:
    """The words and characters of a text; the space that sets the mnemonic off belongs to none."""
    before = text[:1].isspace() and not first
    found = [Literal(m[1], after=bool(m[2])) for m in _LEXEME.finditer(text)]
    if found:
        return (replace(found[0], before=before), *found[1:])
    return (Literal("", before=True),) if before else ()


def _synonyms(name: str, state: Mapping[str, State]) -> tuple[str, ...]:
    """The other names of the register of this name."""
    for file in state.values():
        if file.names or file.aliases:
            names = _register_texts(file)[0]
            if name in names:
                return tuple(other for other, i in names.items() if i == names[name] and other != name)
    return ()


_PLAIN = {"": Kind.NUMBER, "hex": Kind.HEX, "label": Kind.LABEL, "address": Kind.ADDRESS}


def _place(part: Part, name: str, field: Field | None, state: Mapping[str, State]) -> Place:
    if part.style in state:
        file = state[part.style]
        if file.sparse:  # what has no name is a number like any other
            return Place(name, Kind.HEX, field, "", *_register_texts(file))
        return Place(name, Kind.REGISTER, field, part.style, *_register_texts(file))
    if part.style not in _PLAIN:
        message = f"{part.style!r} is neither hex, label, address nor a register file"
        raise TemplateError(message, part.offset + 2 + len(part.name), len(part.style))
    if field is None or field.enum is None or part.style:
        return Place(name, _PLAIN[part.style], field, "", {}, {}, 0)
    return Place(name, Kind.ENUM, field, "", *_enum_texts(field.enum))


_Texts = tuple[dict[str, int], dict[int, str], int]


@lru_cache(maxsize=64)
def _register_texts(state: State) -> _Texts:
    names = register_names(state)
    preferred = [*state.aliases.items(), *names.items()]
    return names, {i: name for name, i in reversed(preferred)}, max(map(len, names), default=0)


@lru_cache(maxsize=64)
def _enum_texts(enum: Enumeration) -> _Texts:
    names = {member.name: member.value for member in enum.members}
    return names, {value: name for name, value in reversed(names.items())}, max(map(len, names), default=0)


def _pattern(token: Token) -> str:
    if isinstance(token, Literal):
        return re.escape(token.text)
    names = "|".join(re.escape(name) for name in sorted(token.names, key=len, reverse=True))
    return f"({'|'.join(filter(None, (names, NUMBER if _numeric(token) else '')))})"


def _common_mnemonic(first: Template, second: Template) -> str | None:
    one, other = first.pattern, second.pattern
    if one is None and other is None:
        return first.head if first.head == second.head else None
    for texts, template in ((first.spellings(), second), (second.spellings(), first)):
        pattern = template.pattern or re.compile(re.escape(template.head))
        common = next((text for text in texts if pattern.fullmatch(text)), None)
        if common is not None:
            return common
    return None


def _common_text(a: Token, b: Token) -> str | None:
    if isinstance(b, Literal):
        a, b = b, a
    if isinstance(b, Literal):
        return b.text if isinstance(a, Literal) and b.text in (a.text, *a.same) else None
    if isinstance(a, Literal):
        number = _numeric(b) and re.fullmatch(NUMBER, a.text) is not None
        return a.text if a.text in b.names or (number and _takes(b, int(a.text, 0))) else None
    named = next((name for name in a.names if name in b.names), None)
    if named is not None or not (_numeric(a) and _numeric(b)):
        return named
    fields = [place.field for place in (a, b) if place.field is not None]
    corners = (v for f in fields for v in (f.low, f.high, f.value(1), f.bias))
    return next((str(v) for v in (0, 1, *corners) if _takes(a, v) and _takes(b, v)), None)


def _numeric(place: Place) -> bool:
    if place.kind is Kind.ENUM:
        return place.field is not None and place.field.enum is not None and place.field.enum.open
    return place.kind is not Kind.REGISTER


def _takes(place: Place, value: int) -> bool:
    if place.field is None or place.kind in (Kind.LABEL, Kind.ADDRESS):
        return True
    return place.field.raw(value) is not None and value not in place.shown
