"""A spec cut down to what some names need: small enough for a report, whole enough to be loaded and asked again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from specgen.model.merge import SECTIONS, Merged
from specgen.review.changes import Kind
from specgen.source import spelling_of

if TYPE_CHECKING:
    from specgen.review.findings import Finding
    from specgen.review.subject import Review

_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS = frozenset(
    {"summary", "description", "requirements", "since", "source", "confidence", "remedy", "cause"}
)
_ASKED_FOR = frozenset(
    {"instructions", "aliases", "chips", "models", "workloads", "measurements", "calibrations", "lowerings"}
    | {"decisions", "targets", "variants", "absent", "directives"}
)
"""Sections of which only what a seed or a whole value names is taken: their names are words that stand in many texts."""
_CALLED = frozenset(
    {"structures", "errors", "registers", "interrupts", "queues", "mailboxes", "traces", "protocols"}
    | {"executables", "runtimes"}
)
"""What software outside sees: nothing of the machine itself refers to it."""
_TOGETHER = {
    "instructions": ("processors", "instances"),
    "errors": ("errors",),
    "runtimes": ("errors", "executables", "queues", "traces", "mailboxes", "registers", "interrupts"),
}
"""Sections of which all is taken where anything of another one is."""
_HEADER = ("name", "version", "summary")
_VERSIONS = frozenset({"version", "since", "in", "reuse"})


def slices(review: Review, found: Iterable[Finding]) -> dict[str, dict[str, Any]]:
    """Return what the witnesses of findings need of either side, ``old`` and ``new``: enough to ask both again.

    Without witnesses there is nothing.
    """
    names: set[str] = set()
    for one in found:
        if one.witness is not None:
            w = one.witness
            names |= {w.variant, *one.subject.split("."), *_strings((w.input, w.before, w.after))}
    if not names:
        return {}
    for change in review.changes:
        if change.kind is Kind.RENAMED and not names.isdisjoint((change.before, change.after)):
            names |= {change.before, change.after}
    sides = {"old": review.old.spec.merged, "new": review.new.spec.merged}
    return {label: cut(merged, names) for label, merged in sides.items() if merged is not None}


def cut(merged: Merged, names: Iterable[str]) -> dict[str, Any]:
    """Return a spec, as the plain data of one `spec.yaml`, that has all items with these names and all that they refer to.

    What refers to what is read off the texts: every identifier in an item that is the name of another one counts, but for
    those in its words. All variants are there, without the parameters and extensions that nothing needs.
    """
    return _whole(merged, _Cut(merged, set(names)).taken)


def whole(merged: Merged) -> dict[str, Any]:
    """Return all of a spec as the plain data of one `spec.yaml`."""
    sections = {section: getattr(merged.sections, section) for section in SECTIONS}
    taken = {
        section: {name: versions_as_text(written_of(entry.origin)) for name, entry in items.items()}
        for section, items in sections.items()
    }
    about = {"description": merged.header.description} if merged.header.description else {}
    return about | _whole(merged, taken)


class _Cut:
    """What is taken, by section and name."""

    def __init__(self, merged: Merged, seeds: set[str]) -> None:
        self._sections = {section: getattr(merged.sections, section) for section in SECTIONS}
        self._homes: dict[str, list[str]] = {}
        for section, items in self._sections.items():
            for name in items:
                self._homes.setdefault(name, []).append(section)
        self.taken: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
        self._waiting = [(section, name) for name in sorted(seeds) for section in self._homes.get(name, ())]
        while self._waiting:
            self._take(*self._waiting.pop())

    def _take(self, section: str, name: str) -> None:
        if name in self.taken[section]:
            return
        written = written_of(self._sections[section][name].origin)
        self.taken[section][name] = versions_as_text(written)
        for other in _TOGETHER.get(section, ()):
            self._waiting += ((other, each) for each in self._sections[other])
        for text in dict.fromkeys(_strings(written)):
            if text in self._sections["instructions"]:  # a whole value: one that it shadows
                self._waiting.append(("instructions", text))
            for token in _TOKEN.findall(text):
                for home in self._homes.get(token, ()):
                    if home not in _ASKED_FOR and (
                        home not in _CALLED or section in _CALLED | _ASKED_FOR - {"instructions"}
                    ):
                        self._waiting.append((home, token))


def _whole(merged: Merged, taken: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The header, the sections that have anything in them, in the order of the files, and the variants."""
    made: dict[str, Any] = {
        name: getattr(merged.header, name) for name in _HEADER if getattr(merged.header, name)
    }
    for section in SECTIONS:
        order = [name for name in getattr(merged.sections, section) if name in taken[section]]
        if order and section != "variants":
            made[section] = {name: taken[section][name] for name in order}
    variants = {
        name: _variant(written_of(entry.origin) or {}, taken)
        for name, entry in merged.sections.variants.items()
    }
    return {**made, **({"variants": variants} if variants else {})}


def _variant(written: dict[str, Any], taken: dict[str, dict[str, Any]]) -> dict[str, Any]:
    kept = dict(written)
    if "parameters" in kept:
        kept["parameters"] = {n: v for n, v in (kept["parameters"] or {}).items() if n in taken["parameters"]}
    if "extensions" in kept:
        kept["extensions"] = [n for n in kept["extensions"] or () if n in taken["extensions"]]
    return kept


def written_of(origin: Any) -> Any:
    """Return an item as it stands in its file."""
    written = origin.tree.data
    for part in origin.path:
        written = written[part]
    return written


def versions_as_text(value: Any, key: str = "") -> Any:
    """Plain data in which a version such as 1.0, which reads as a number, is text: JSON keeps no spelling."""
    if isinstance(value, dict):
        return {each: versions_as_text(of, each) for each, of in value.items()}
    if isinstance(value, list):
        return [versions_as_text(each) for each in value]
    if key in _VERSIONS and isinstance(value, int | float) and not isinstance(value, bool):
        return spelling_of(value)
    return value


def _strings(value: Any) -> Iterator[str]:
    """All texts in plain data, the keys too; no words."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            if key not in _WORDS:
                yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str):
        yield value
