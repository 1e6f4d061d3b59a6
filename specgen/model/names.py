"""What names may be: identifiers, none of them reserved, and no two things of one name where names are shared."""

from __future__ import annotations

import keyword
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from specgen.model.resolve.context import integer_type
from specgen.model.types import PREDEFINED_FLOATS
from specgen.source import Diagnostics, Related

if TYPE_CHECKING:
    from specgen.model.documents.isa import InstructionDocument
    from specgen.model.merge import Entry, Merged
    from specgen.model.origin import Origin

MAX_LENGTH = 64
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_VERSION = re.compile(r"\d{1,9}(\.\d{1,9}){0,2}([-+][0-9A-Za-z.+-]{1,64})?")

SHARED = {
    "parameters": "parameter",
    "types": "type",
    "enums": "enum",
    "tables": "table",
    "memories": "memory",
    "links": "link",
    "paths": "path",
    "state": "state",
    "semaphores": "semaphore",
    "barriers": "barrier",
    "functions": "function",
}
"""Sections whose names share one name space with each other and with the operands of instructions."""

PLAIN = (
    "variants",
    "layouts",
    "devices",
    "engines",
    "processors",
    "instances",
    "faults",
    "formats",
    "extensions",
    "instructions",
    "aliases",
    "options",
    "modifiers",
    "directives",
    "structures",
    "errors",
    "registers",
    "interrupts",
    "queues",
    "mailboxes",
    "traces",
    "protocols",
    "executables",
    "runtimes",
    "chips",
    "models",
    "workloads",
    "measurements",
    "calibrations",
    "lowerings",
    "decisions",
    "targets",
)

BUILTINS = frozenset({
    "pc", "next_pc", "instruction", "fault", "true", "false", "range", "grid", "limit", "wait", "signal", "barrier", "drain",
    "commit", "return", "cat", "quot", "rem", "floordiv", "mod", "saturate", "min", "max", "abs", "add", "sub", "mul",
    "div", "sqrt", "fma", "convert", "to_int", "bits", "from_bits", "ldexp", "minimum", "maximum", "minimum_number",
    "maximum_number", "is_nan", "is_infinite", "is_float", "is_signed", "size", "width", "ceildiv", "log2", "align",
})  # fmt: skip
"""Names that the languages of a spec use themselves."""

_OWN_VALUES = frozenset({"pc", "next_pc", "instruction", "fault", "true", "false"})


def reserved(name: str) -> str | None:
    """Return why nothing may have this name, or None where it may."""
    if keyword.iskeyword(name):
        return "it is a word of the semantics language"
    if name in BUILTINS:
        return "the semantics language has something of that name"
    if name in PREDEFINED_FLOATS or integer_type(name) is not None:
        return "it is a predefined type"
    return None


@lru_cache(maxsize=4096)
def well_formed(name: str) -> bool:
    """Whether a name is a letter, then letters, digits and ``_``, and not too long."""
    return len(name) <= MAX_LENGTH and _IDENTIFIER.fullmatch(name) is not None


def check_names(merged: Merged, diagnostics: Diagnostics) -> None:
    """Report names that are malformed, reserved or given to two things."""
    _check_header(merged, diagnostics)
    checker = _Checker(diagnostics)
    for section, word in SHARED.items():
        for name, entry in getattr(merged.sections, section).items():
            own = section == "state" and name == "pc"
            checker.shared(name, word, entry.origin, own)
    for section in PLAIN:
        checker.plain(getattr(merged.sections, section))
    for entry in merged.sections.enums.values():
        for name in entry.document.values:
            checker.well_formed(name, entry.origin.child("values", name))
    for form in merged.sections.formats.values():
        for name, field in form.document.fields.items():
            checker.field(name, getattr(field, "enum", None), form.origin.child("fields", name))
    for function in merged.sections.functions.values():
        for name in function.document.arguments or ():
            checker.operand(name, "argument", function.origin.child("arguments", name))
    for instruction in merged.sections.instructions.values():
        if instruction.document.operands:
            _check_tiles(merged, instruction, checker)


def _check_tiles(merged: Merged, instruction: Entry[InstructionDocument], checker: _Checker) -> None:
    form = merged.sections.formats.get(instruction.document.format)
    for name in instruction.document.operands or ():
        origin = instruction.origin.child("operands", name)
        checker.operand(name, "tile operand", origin)
        if form is not None and name in form.document.fields:
            related = [Related(form.origin.key("fields", name), "the field is declared here")]
            message = f"the tile operand and the field {name!r} have one name"
            checker.diagnostics.report(
                "name-clash", message, origin.key(), related=related, hint="rename one of them"
            )


class _Checker:
    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics
        self.taken: dict[str, tuple[str, Origin]] = {}

    def well_formed(self, name: str, origin: Origin) -> bool:
        if well_formed(name):
            return True
        hint = f"a letter, then letters, digits and _; at most {MAX_LENGTH} of them"
        self.diagnostics.report("name-invalid", f"{name!r} is no name", origin.key(), hint=hint)
        return False

    def plain(self, entries: dict[str, Entry[object]]) -> None:
        for name, entry in entries.items():
            self.well_formed(name, entry.origin)

    def free(self, name: str, origin: Origin) -> bool:
        if not self.well_formed(name, origin):
            return False
        why = reserved(name)
        if why is not None:
            self.diagnostics.report("name-reserved", f"nothing can be called {name!r}: {why}", origin.key())
        return why is None

    def shared(self, name: str, word: str, origin: Origin, own: bool) -> None:
        if name in self.taken:
            self.clash(name, word, origin)
        elif own or self.free(name, origin):
            self.taken[name] = word, origin

    def field(self, name: str, enum: str | None, origin: Origin) -> None:
        """A field may be called like its enum, of which only members are named, or like a function, which is called."""
        if name == enum or (name in BUILTINS - _OWN_VALUES and name not in self.taken):
            self.well_formed(name, origin)
        else:
            self.operand(name, "field", origin)

    def operand(self, name: str, word: str, origin: Origin) -> None:
        if name in self.taken:
            self.clash(name, word, origin)
        else:
            self.free(name, origin)

    def clash(self, name: str, word: str, origin: Origin) -> None:
        other, first = self.taken[name]
        related = [Related(first.key(), f"the {other} is declared here")]
        message = f"the {word} and the {other} {name!r} have one name"
        self.diagnostics.report(
            "name-clash", message, origin.key(), related=related, hint="rename one of them"
        )


def _check_header(merged: Merged, diagnostics: Diagnostics) -> None:
    header, origin = merged.header, merged.origin
    for key in ("name", "version"):
        if getattr(header, key) is None and key not in merged.broken_header:
            diagnostics.report("spec-header", f"spec.yaml lacks the key {key!r}", origin.key())
    if header.name is not None and not _IDENTIFIER.fullmatch(header.name):
        hint = "a letter, then letters, digits and _"
        diagnostics.report("name-invalid", f"{header.name!r} is no name", origin.at("name"), hint=hint)
    if header.version is not None and not _VERSION.fullmatch(header.version):
        diagnostics.report(
            "spec-version", f"{header.version!r} is no version", origin.at("version"), hint="such as 0.1.0"
        )
