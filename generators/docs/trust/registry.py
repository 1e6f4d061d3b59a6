"""The addresses that a site has had: none of them is ever lost, each is there or leads to where it went."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from specgen.generators.docs.trust import rules as rules
from specgen.generators.docs.trust.addresses import Anchors, is_address, parted
from specgen.generators.docs.trust.redirects import Moves, follow
from specgen.source import Diagnostics, SourceFile, Tree, load_yaml, suggest

REGISTRY, MOVED = "anchors.json", "moved.yaml"
"""The files beside the pages written by hand: what was recorded, and what people say has moved."""

Registry = Mapping[str, frozenset[str]]
"""The anchors of each page."""


def read_registry(file: SourceFile | None, found: Diagnostics) -> tuple[Registry, Tree | None]:
    """Return what is recorded, and where; what is wrong with it is told to ``found``."""
    tree = load_yaml(file, found) if file is not None else None
    data = tree.data if tree is not None else {}
    if tree is not None and not _texts(data):
        found.report("site-anchors", "the registry maps pages to their anchors", tree.value_location(()))
        return {}, None
    return {page: frozenset(names.split()) for page, names in data.items()}, tree


def written(registry: Registry) -> str:
    """Return a registry as text: a line a page."""
    lines = (
        f" {json.dumps(page)}: {json.dumps(' '.join(sorted(registry[page])))}" for page in sorted(registry)
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def grown(registry: Registry, found: Anchors, moves: Moves) -> dict[str, frozenset[str]]:
    """Return a registry with what a site has now; nothing is taken from it."""
    merged = dict(registry)
    for page, names in found.items():
        own = {name for name, count in names.items() if count > (f"{page}#{name}" in moves)}
        merged[page] = merged.get(page, frozenset()) | own
    return merged


@dataclass(frozen=True, slots=True)
class Said:
    """What people say has moved, and where each of it is said: ``keys`` are those of ``tree``, the file."""

    moves: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    tree: Tree | None = None


def read_moves(file: SourceFile | None, registry: Registry, found: Diagnostics) -> Said:
    """Return what people say has moved; what cannot be an address is told to ``found``.

    A star in a page's name stands for any name within a folder, and for the same one in the new address: all registered
    addresses that fit have moved.
    """
    tree = load_yaml(file, found) if file is not None else None
    if tree is None or tree.data is None:
        return Said()
    if not _texts(tree.data):
        found.report("site-moved", "this file maps old addresses to new ones", tree.value_location(()))
        return Said()
    said = Said(tree=tree)
    for key, new in sorted(
        tree.data.items(), key=lambda one: "*" not in one[0]
    ):  # what names no star says it better
        at = tree.key_location((key,))
        for address, place in ((key, at), (new, tree.value_location((key,)))):
            if not is_address(address.replace("*", "x") if "*" in key else address):
                message, hint = (
                    f"{address!r} is no address within the site",
                    "write page.html or page.html#anchor",
                )
                found.report("site-moved", message, place, hint=hint)
        meant = dict(_meant(key, new, registry))
        if not meant:
            found.report("site-moved", f"no address that is recorded is one of {key}", at)
        said.moves.update(meant)
        said.keys.update(dict.fromkeys(meant, key))
    for old, key in said.keys.items():
        if follow(old, said.moves) is None:
            found.report("site-moved", f"{old} leads back to itself", tree.key_location((key,)))
    return said


def _meant(key: str, new: str, registry: Registry) -> Iterator[tuple[str, str]]:
    """The moves that a line says."""
    if "*" not in key:
        yield key, new
        return
    page, anchor = parted(key)
    pattern = re.compile(re.escape(page).replace(r"\*", "([^/]+)"))
    for known, names in registry.items():
        fits = pattern.fullmatch(known)
        if fits and (not anchor or anchor in names):
            yield f"{known}#{anchor}" if anchor else known, new.replace("*", fits[1])


def _texts(data: Any) -> bool:
    return isinstance(data, dict) and all(isinstance(value, str) for value in data.values())


def check(
    registry: Registry, recorded: Tree | None, moves: Moves, said: Said, site: Anchors, found: Diagnostics
) -> None:
    """Tell ``found`` which registered addresses a built site has lost, and which moves lead nowhere or are none.

    ``recorded`` is the file that the registry comes from; ``moves`` are those that people say, and others.
    """
    _check_moves(moves, said, site, found)
    if recorded is not None:
        for page, names in registry.items():
            for address, hint in _lost(page, names, moves, site):
                message = f"{address} is gone from the site, and nothing says where it went"
                found.report("site-anchor-lost", message, recorded.key_location((page,)), hint=hint)


def _check_moves(moves: Moves, said: Said, site: Anchors, found: Diagnostics) -> None:
    for old, key in said.keys.items():
        assert said.tree is not None
        page, anchor = parted(old)
        if (page in site and not anchor) or site.get(page, Counter())[anchor] > 1:
            found.report("site-moved", f"{old} has not moved: it is there", said.tree.key_location((key,)))
        elif (end := follow(old, moves)) is not None and not _there(end, site):
            message = f"{end}, to which {old} leads, is not there"
            near = suggest(end, _addresses(site))
            hint = f"did you mean {near!r}?" if near else None
            found.report("site-moved", message, said.tree.value_location((key,)), hint=hint)


def _there(address: str, site: Anchors) -> bool:
    page, anchor = parted(address)
    return page in site and (not anchor or anchor in site[page])


def _addresses(site: Anchors) -> Iterator[str]:
    for page, names in site.items():
        yield page
        yield from (f"{page}#{name}" for name in names)


def _lost(page: str, names: Iterable[str], moves: Moves, site: Anchors) -> Iterator[tuple[str, str]]:
    """The addresses of a page that lead nowhere any more, each with the hint of how to say where it went."""
    if page not in site and page not in moves:
        yield page, _hint(page, site)
        return
    for address in sorted(f"{page}#{name}" for name in names):
        end = follow(address, moves)
        if end is None or not _there(end, site):
            yield address, _hint(address, site)


def _hint(address: str, site: Anchors) -> str:
    """The line to write, with the likely new address."""
    page, anchor = parted(address)
    others = [one for one in site if anchor in site[one]] if anchor else []
    if len(others) == 1:
        new = f"{others[0]}#{anchor}"
    elif anchor:
        here = site.get(page, Counter())
        near = min((one for one in here if anchor in one), key=len, default=None) or suggest(anchor, here)
        new = f"{page}#{near}" if near else "PAGE.html#ANCHOR"
    else:
        new = suggest(page, site) or "PAGE.html"
    return f"bring it back, or write into site/{MOVED}: `{address}: {new}`"
