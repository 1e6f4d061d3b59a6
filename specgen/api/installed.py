"""What other packages add, and what stands in the way of any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.hosting import Others, Plugin, PluginError


@dataclass(frozen=True, slots=True)
class Installed:
    """A plugin: the API that it requires, the target or the rules that it adds, and why it cannot be used."""

    plugin: Plugin
    requires: tuple[int, int] | None
    adds: tuple[str, ...]
    trouble: PluginError | None


def plugins() -> tuple[Installed, ...]:
    """Load every plugin that is installed; return them by kind and name."""
    from specgen.checks import OTHERS as CHECKS
    from specgen.review import OTHERS as RULES
    from specgen.review import all_rules

    all_rules()
    return (*_generators(), *_rules_of(CHECKS), *_rules_of(RULES))


def _generators() -> Iterator[Installed]:
    from specgen.generators import refused, targets
    from specgen.hosting import PluginError, plugins

    known, taken = targets(), {error.plugin: error for error in refused()}
    for plugin in plugins("specgen.generators"):
        trouble = taken.get(plugin)
        if trouble is None:
            try:
                known[plugin.name].load()
            except PluginError as error:
                trouble = error
        yield Installed(plugin, _required(plugin), () if trouble else (plugin.name,), trouble)


def _rules_of(others: Others) -> Iterator[Installed]:
    from specgen.hosting import plugins

    troubles = {error.plugin: error for error in others.load()}
    for plugin in plugins(others.group):
        adds = tuple(sorted(rule for rule, owner in others.owners.items() if owner == plugin))
        yield Installed(plugin, _required(plugin), adds, troubles.get(plugin))


def _required(plugin: Plugin) -> tuple[int, int] | None:
    from specgen.hosting import PluginError, blamed, required_api

    try:
        with blamed(plugin):
            return required_api(plugin)
    except PluginError:
        return None
