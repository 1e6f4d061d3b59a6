"""Templates of users: Jinja over plain data, rendered in a process that can open nothing and soon ends.

made = render(read_templates(Path("cheatsheet")), request)     # SpecError says which line of which template is wrong
"""

from specgen.generators.sandbox import rules as rules
from specgen.generators.sandbox.data import DATA, MODEL
from specgen.generators.sandbox.rendering import Limits, render, templates
from specgen.generators.sandbox.sources import NameTaken, Templates, read_templates

__all__ = ["DATA", "MODEL", "Limits", "NameTaken", "Templates", "read_templates", "render", "templates"]
