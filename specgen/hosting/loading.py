"""One plugin imported, if it may be; and what it raises, told as its own."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import reduce
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.source import Diagnostic, Severity

if TYPE_CHECKING:
    from types import TracebackType

    from specgen.hosting.installed import Plugin
    from specgen.source import Location

API_VERSION = (1, 0)
"""What ``specgen.plugin`` offers: (major, minor). Whatever is added raises the minor, what is removed or changed the major."""

_DECLARED = re.compile(r"^requires_api\s*(?::[^=\n]*)?=\s*\(\s*(\d{1,6})\s*,\s*(\d{1,6})\s*\)", re.MULTILINE)


class PluginError(Exception):
    """What stands in the way of a plugin, or went wrong in it; ``rule`` is of ``plugin-...``."""

    def __init__(self, plugin: Plugin, rule: str, message: str, hint: str | None = None) -> None:
        super().__init__(plugin, rule, message, hint)
        self.plugin = plugin
        self.rule = rule
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        told = f"error[{self.rule}]: {self.plugin}: {self.message}"
        return f"{told}\n  hint: {self.hint}" if self.hint else told

    def diagnostic(self, at: Location) -> Diagnostic:
        """Return it as a finding about the spec that the plugin was to look at."""
        return Diagnostic(self.rule, Severity.ERROR, f"{self.plugin}: {self.message}", at, hint=self.hint)


@contextmanager
def blamed(plugin: Plugin) -> Iterator[None]:
    """Turn what a plugin's code raises, an attempt to leave the process too, into a PluginError.

    With SPECGEN_DEBUG set, it is raised as it is. What the plugin prints goes to standard error: the output is ours.
    """
    try:
        with redirect_stdout(sys.stderr):
            yield
    except PluginError:
        raise
    except (Exception, SystemExit) as error:
        if os.environ.get("SPECGEN_DEBUG"):
            raise
        words = " ".join(str(error).split())[:500]
        message = f"{type(error).__name__}{': ' * bool(words)}{words}{_place(plugin, error.__traceback__)}"
        hint = "tell its authors; SPECGEN_DEBUG=1 shows where it happened"
        raise PluginError(plugin, "plugin-failed", message, hint) from error


def _place(plugin: Plugin, trace: TracebackType | None) -> str:
    """The last line of the plugin's own package that the error went through."""
    package, found = plugin.module.partition(".")[0], ""
    while trace is not None:
        if str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0] == package:
            found = f" ({Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return found


def load(plugin: Plugin) -> Any:
    """Import what an entry point names. Raises PluginError where it requires another API, or cannot be imported."""
    with blamed(plugin):
        _admit(plugin)
        parts = plugin.attribute.split(".") if plugin.attribute else []
        return reduce(getattr, parts, import_module(plugin.module))


def required_api(plugin: Plugin) -> tuple[int, int] | None:
    """Return the API that a plugin's module says it requires, without running it; None where it says nothing.

    Raises what importing the package around the module does.
    """
    spec = find_spec(plugin.module)
    if spec is None:
        raise ModuleNotFoundError(f"no module named {plugin.module!r}")
    get_source = getattr(spec.loader, "get_source", None)
    declared = _DECLARED.search((get_source and get_source(plugin.module)) or "")
    return (int(declared[1]), int(declared[2])) if declared else None


def _admit(plugin: Plugin) -> None:
    wanted, has = required_api(plugin), f"this specgen has {'.'.join(map(str, API_VERSION))}"
    if wanted is None:
        hint = f"write requires_api = {API_VERSION} into the module {plugin.module}"
        raise PluginError(plugin, "plugin-version", "does not say which plugin API it requires", hint)
    if wanted[0] != API_VERSION[0] or wanted > API_VERSION:
        older = "a newer" if wanted < API_VERSION else "an older"
        ours = "an older" if wanted < API_VERSION else "a newer"
        message = f"requires plugin API {wanted[0]}.{wanted[1]}; {has}"
        raise PluginError(
            plugin, "plugin-version", message, f"install {ours} specgen, or {older} {plugin.package}"
        )
