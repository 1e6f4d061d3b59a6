"""Settings of rules that other packages add: ``plugins.yaml`` beside ``spec.yaml``, by section and rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.source import Diagnostics, did_you_mean, load_yaml, read_source

if TYPE_CHECKING:
    from specgen.source import Tree

FILE = "plugins.yaml"
_SECTIONS = ("checks", "diff")
_WORDS = {bool: "true or false", int: "a whole number", str: "text", tuple: "a list"}


def settings_of(
    folder: Path,
    section: str,
    rules: Mapping[str, Callable[..., Any]],
    found: Diagnostics,
    *,
    shown_as: str | None = None,
) -> dict[str, dict[str, Any]]:
    """Return what a spec's ``plugins.yaml`` sets in a section, by rule and then setting.

    A rule's settings are the keyword-only arguments of its function; each has a default, and takes values of its type: a
    number, a text, a truth, or a tuple of these. What fits none is reported to ``found`` and left out.
    """
    if not (folder / FILE).is_file():
        return {}
    file = read_source(folder / FILE, found, shown_as=shown_as)
    tree = load_yaml(file, found) if file else None
    if tree is None or tree.data is None:
        return {}
    sections = dict(_items(tree, (), found))
    for name in sections.keys() - {*_SECTIONS}:
        hint = did_you_mean(name, _SECTIONS) or f"its sections: {', '.join(_SECTIONS)}"
        found.error("plugin-setting", f"{name!r} is no section", tree.key_location((name,)), hint=hint)
    chosen: dict[str, dict[str, Any]] = {}
    for rule, _ in _items(tree, (section,), found) if section in sections else ():
        if rule not in rules:
            hint = did_you_mean(rule, rules) or "install the package that adds it"
            place = tree.key_location((section, rule))
            found.error("plugin-setting", f"no installed package adds the rule {rule!r}", place, hint=hint)
            continue
        defaults = getattr(rules[rule], "__kwdefaults__", None) or {}
        chosen[rule] = dict(_settings(tree, (section, rule), defaults, found))
    return chosen


def _settings(
    tree: Tree, path: tuple[str, ...], defaults: Mapping[str, Any], found: Diagnostics
) -> Iterator[tuple[str, Any]]:
    for name, value in _items(tree, path, found):
        if name not in defaults:
            hint = did_you_mean(name, defaults) or f"its settings: {', '.join(defaults) or 'none'}"
            message = f"{path[-1]} has no setting {name!r}"
            found.error("plugin-setting", message, tree.key_location((*path, name)), hint=hint)
            continue
        taken = _taken(value, defaults[name])
        if taken is not None:
            yield name, taken
        elif not tree.refused((*path, name)):
            words = _WORDS.get(type(defaults[name]), type(defaults[name]).__name__)
            message = f"{name} of {path[-1]} is {words}"
            found.error("plugin-setting", message, tree.value_location((*path, name)))


def _taken(value: Any, default: Any) -> Any:
    """A value as a setting of the default's type; None: it is of another one."""
    if isinstance(default, tuple):
        kind = type(default[0]) if default else str
        items = [_plain(one, kind) for one in value] if isinstance(value, list) else [None]
        return None if None in items else tuple(items)
    return _plain(value, type(default))


def _plain(value: Any, kind: Any) -> Any:
    if kind is bool or isinstance(value, bool):
        return value if kind is bool and isinstance(value, bool) else None
    return kind(value) if isinstance(value, kind) and kind in (int, str) else None


def _items(tree: Tree, path: tuple[str, ...], found: Diagnostics) -> Iterator[tuple[str, Any]]:
    value = tree.value(path)
    if isinstance(value, dict):
        yield from value.items()
    elif value is not None:
        found.error("plugin-setting", "this is to be a mapping", tree.value_location(path))
