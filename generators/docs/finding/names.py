"""The names of everything and the words of instructions, as data for the jump box."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from specgen.generators.docs.book import LISTED, PAGED
from specgen.generators.docs.finding.glossary import terms_of
from specgen.generators.docs.index import SECTIONS
from specgen.generators.docs.parts.page import slug
from specgen.generators.docs.trust.proofs import anchor_of
from specgen.model.isa import Instruction
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book

PATH = "assets/data/names.json"
_PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")

#: What one thing of a kind is called; instructions come first where names fit equally well.
TITLES = {
    "instructions": "Instruction",
    "aliases": "Alias",
    "state": "State",
    "types": "Data type",
    "enums": "Enum",
    "formats": "Format",
    "memories": "Memory",
    "layouts": "Layout",
    "engines": "Engine",
    "processors": "Processor",
    "faults": "Fault",
    "functions": "Function",
    "tables": "Table",
    "parameters": "Parameter",
    "semaphores": "Semaphore",
    "barriers": "Barrier",
    "devices": "Device",
    "links": "Links",
    "paths": "Path",
    "extensions": "Extension",
    "registers": "Register block",
    "interrupts": "Interrupt",
    "structures": "Structure",
    "queues": "Queue",
    "mailboxes": "Mailbox",
    "traces": "Trace",
    "protocols": "Protocol",
    "executables": "Executable",
    "runtimes": "Runtime",
    "errors": "Error code",
    "workloads": "Workload",
    "models": "Model",
    "chips": "Chip",
    "targets": "Target",
    "decisions": "Decision",
}


def name_data(book: Book, made: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the file of names. ``made``: the pages there are.

    ``kinds`` have a title, a page (``*`` is the name's place), what precedes their names, and names, each alone or with others
    that it is found by, in which the values of an operand are between bars; ``places`` are a name, what it is, and its
    address; ``words`` are instructions by their bits: name, width, match, mask and the value of the lowest fixed field, the
    last three in hexadecimal.
    """
    kinds = [*(_things(book, kind) for kind in TITLES), *_parts(book), *_rules(book)]
    data = {
        "kinds": [kind for kind in kinds if kind["names"]],
        "places": [*_requirements(book), *_sections(frozenset(made)), *_terms(frozenset(made))],
        "words": [_word(one) for one, _ in book.instructions.values()],
    }
    yield PATH, json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _kind(title: str, page: str, names: Iterable[str | list[str]], before: str = "") -> dict[str, Any]:
    return {"title": title, "page": page, "before": before, "names": list(names)}


def _things(book: Book, kind: str) -> dict[str, Any]:
    page = f"{kind}/*.html" if kind in PAGED else f"{LISTED[kind]}.html#*"
    return _kind(TITLES[kind], page, (_names(n, t) for n, t in book.things(kind).items()))


def _names(name: str, thing: object) -> str | list[str]:
    """A name, with the mnemonic and the name of old where they differ from it."""
    found = list(dict.fromkeys(filter(None, (name, _mnemonic(thing), getattr(thing, "renamed_from", None)))))
    return found if len(found) > 1 else name


def _mnemonic(thing: object) -> str:
    """The first word of an assembly; an operand in it as its values with bars between them."""
    word = str(getattr(thing, "assembly", "")).partition(" ")[0]
    fields = thing.format.by_name if isinstance(thing, Instruction) else {}

    def values(found: re.Match[str]) -> str:
        field = fields.get(found[1])
        return "|".join(m.name for m in field.enum.members) if field and field.enum else "*"

    return _PLACE.sub(values, word)


def _parts(book: Book) -> Iterator[dict[str, Any]]:
    """Registers of files and blocks, values of enums, functions of runtimes."""
    for file in book.state.values():
        yield _kind(f"Register of {file.name}", f"state/{file.name}.html#*", file.entries)
    for block in book.every(lambda a: a.registers).values():
        names = (register.name for register in block.registers)
        yield _kind("Register", f"registers/{block.name}.html#*", names, f"{block.name}.")
    for enum in book.every(lambda a: a.enums).values():
        yield _kind("Value", f"enums/{enum.name}.html#*", (m.name for m in enum.members), f"{enum.name}.")
    for runtime in book.every(lambda a: a.runtimes).values():
        title, page = f"Function of {runtime.name}", f"runtimes/{runtime.name}/*.html"
        yield _kind(title, page, runtime.functions, f"{runtime.prefix}_")


def _rules(book: Book) -> Iterator[dict[str, Any]]:
    yield _kind("Diagnostic", "rules/*.html", sorted(rule.id for rule in book.exhibits.rules))
    yield _kind("Rule of reviews", "review/*.html", (rule.id for rule in book.exhibits.reviews))


def _requirements(book: Book) -> Iterator[tuple[str, str, str]]:
    for (kind, name), place in book.places.items():
        thing = book.thing(kind, name)
        for one in thing.requirements if isinstance(thing, Item) else ():
            yield one.id, f"Requirement of {name}", f"{place.page}.html#{anchor_of(one.id)}"


def _sections(made: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    for page, name, _ in SECTIONS:
        if f"{page}.md" in made:
            yield name, "Page", f"{page}.html"


def _terms(made: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    if "glossary.md" in made:
        for term in terms_of(made):
            yield term.name, "Term", f"glossary.html#{slug(term.name)}"


def _word(one: Instruction) -> tuple[str, int, str, str, str]:
    fixed = [field for field in one.format.fields if field.name in one.encoding]
    lowest = min(fixed, key=lambda field: field.pieces[-1].low, default=None)
    opcode = f"{one.encoding[lowest.name]:x}" if lowest else ""
    return one.name, one.format.width, f"{one.match:x}", f"{one.mask:x}", opcode
