"""What an editor shows beside a name: its words, and what it resolved to in each variant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.lsp.hover.facts import facts, fenced, register
from specgen.lsp.hover.finding import of_variants, resolved
from specgen.lsp.hover.values import parameter, shown_value
from specgen.lsp.index.index import Index, Symbol
from specgen.lsp.index.scopes import LOCAL
from specgen.lsp.schema import branches, walk

if TYPE_CHECKING:
    from specgen.model import Architecture

__all__ = ["card", "key_card", "shown_value"]

_WORDS = {
    "values": "value", "fields": "field", "operands": "operand", "arguments": "argument", "entries": "entry",
    "registers": "register", "dims": "dimension", "bits": "bit field", "functions": "function", "handles": "handle",
    "parameters": "parameter",
}  # fmt: skip


def card(index: Index, architectures: Mapping[str, Architecture], symbol: Symbol) -> str:
    """Return what is known of a thing, in Markdown."""
    return "\n\n".join(part for part in _parts(index, architectures, symbol) if part)


def _parts(index: Index, architectures: Mapping[str, Architecture], symbol: Symbol) -> Iterator[str]:
    yield _title(index, symbol)
    if LOCAL in symbol:
        yield _local(index, symbol)
        return
    given = index.value(symbol)
    if isinstance(given, dict):
        yield str(given.get("summary") or "")
    if symbol[0] == "parameters" and len(symbol) == 2:
        yield from parameter(architectures, str(symbol[1]))
    yield from _resolved(architectures, symbol)
    if isinstance(given, dict):
        yield from _life(given)
        yield str(given.get("description") or "")


def _title(index: Index, symbol: Symbol) -> str:
    """The name of a thing and what it is, with where it belongs."""
    from specgen.model.names import SHARED

    if LOCAL in symbol:
        return f"**{symbol[-1]}** · local"
    section = str(symbol[0])
    if len(symbol) == 2:
        file = index.items.get((section, str(symbol[1])))
        origin = f" · {file.tree.file.path}" if file and file.tree.file.path.startswith("std:") else ""
        singular = SHARED.get(section) or (
            section[:-3] + "y" if section.endswith("ies") else section.removesuffix("s")
        )
        return f"**{symbol[1]}** · {singular}{origin}"
    inside = ".".join(str(part) for part in symbol[1:-2:2])
    return f"**{symbol[-1]}** · {_WORDS.get(str(symbol[-2]), str(symbol[-2]))} of {inside}"


def _local(index: Index, symbol: Symbol) -> str:
    """Where a text first sets a name of its own."""
    text = str(index.value(symbol[: symbol.index(LOCAL)]) or "")
    name = str(symbol[-1])
    lines = (line.strip() for line in text.splitlines())
    first = next(
        (
            line
            for line in lines
            if name in line.replace("[", " ").replace(",", " ").replace(":", " ").split()
        ),
        "",
    )
    return fenced(first, "python") if first else ""


def _resolved(architectures: Mapping[str, Architecture], symbol: Symbol) -> Iterator[str]:
    """What a thing resolved to; where variants differ, of each."""
    found: dict[str, list[str]] = {}
    for variant, one in of_variants(architectures, symbol).items():
        if symbol[0] == "registers" and len(symbol) == 4:
            said = list(register(resolved(architectures[variant], symbol[:2]), one))
        else:
            said = list(facts(one))
        found.setdefault("\n\n".join(said), []).append(variant)
    for said_, variants in found.items():
        if said_:
            yield f"*{', '.join(variants)}*\n\n{said_}" if len(found) > 1 else said_


def _life(given: Mapping[str, object]) -> Iterator[str]:
    """Since when there is a thing, how far one may rely on it, and what is required of it."""
    told = [
        f"{key.replace('_', ' ')} {given[key]}"
        for key in ("since", "status", "renamed_from")
        if given.get(key)
    ]
    retired = given.get("retired")
    if isinstance(retired, dict):
        told.append(f"retired in {retired.get('in')}")
    yield ", ".join(told)
    requirements = given.get("requirements")
    if isinstance(requirements, dict):
        yield "\n".join(f"* {name}: {text}" for name, text in requirements.items())


def key_card(path: Symbol) -> str:
    """Return what the schema says of a key."""
    for node in walk(path) if path else ():
        said = node.get("description") or next(
            (b["description"] for b in branches(node) if "description" in b), ""
        )
        if said:
            choices = [str(one) for b in branches(node) for one in b.get("enum", ())]
            return f"**{path[-1]}** · {said}" + (
                f"\n\none of {', '.join(f'`{c}`' for c in choices)}" if choices else ""
            )
    return ""
