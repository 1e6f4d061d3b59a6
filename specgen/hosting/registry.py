"""Whose the rules are that are registered as modules are imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specgen.hosting.installed import Plugin, plugins
from specgen.hosting.loading import PluginError, load
from specgen.source.registry import RuleTaken, withdraw

_every: list[Others] = []
_loading: list[Plugin] = []


class Others:
    """What the plugins of a group add to a room's ``tables``, which are by the id of a rule.

    A plugin that fails while it is imported leaves nothing behind, in no table of any room.
    """

    def __init__(self, group: str, *tables: dict[str, Any]) -> None:
        self.group = group
        self._tables = tables
        self._owners: dict[str, Plugin] = {}
        self._troubles: tuple[PluginError, ...] | None = None
        _every.append(self)

    def claim(self, id: str) -> None:  # noqa: A002
        """Note whose a rule is that is being registered: that of the plugin that is being loaded, if any is."""
        if _loading:
            self._owners[id] = _loading[-1]

    @property
    def owners(self) -> Mapping[str, Plugin]:
        """The plugins by the ids of the rules that they added; the room's own rules are not there."""
        return self._owners

    def load(self) -> tuple[PluginError, ...]:
        """Import the group's plugins, once in a process; return what stands in the way of any."""
        if self._troubles is None:
            self._troubles = tuple(filter(None, map(_imported, plugins(self.group))))
        return self._troubles

    def withdraw(self, plugin: Plugin) -> None:
        """Forget all rules of a plugin, in the room's tables too."""
        for id in [id for id, owner in self._owners.items() if owner == plugin]:  # noqa: A001
            del self._owners[id]
            for table in self._tables:
                table.pop(id, None)
            withdraw(id)


def _imported(plugin: Plugin) -> PluginError | None:
    _loading.append(plugin)
    try:
        load(plugin)
    except PluginError as error:
        for others in _every:
            others.withdraw(plugin)
        return _clash(error) if isinstance(error.__cause__, RuleTaken) else error
    finally:
        _loading.pop()
    return None


def _clash(error: PluginError) -> PluginError:
    """Say whose the rule is that a plugin defines once more."""
    taken = error.__cause__
    assert isinstance(taken, RuleTaken)
    owner = next((others.owners[taken.id] for others in _every if taken.id in others.owners), None)
    message = f"defines the rule {taken.id!r}, which is of {owner or 'specgen itself'}"
    return PluginError(error.plugin, "plugin-name", message, "leave one of the two packages out")
