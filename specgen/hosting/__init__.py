"""Plugins of other packages: found by entry point, admitted by version, blamed by name.

A room that others may add to keeps an `Others`, which knows whose each rule is that is registered, or asks `plugins` for the
entry points of its group and has them loaded one by one. Whatever a plugin raises becomes a `PluginError`, which names the
package, so that the others go on.
"""

from specgen.hosting import rules as rules
from specgen.hosting.installed import GROUPS, Plugin, plugins
from specgen.hosting.loading import API_VERSION, PluginError, blamed, load, required_api
from specgen.hosting.registry import Others
from specgen.hosting.settings import FILE, settings_of

__all__ = [
    "API_VERSION",
    "FILE",
    "GROUPS",
    "Others",
    "Plugin",
    "PluginError",
    "blamed",
    "load",
    "plugins",
    "required_api",
    "settings_of",
]
