"""Where a rule is explained: on a site, or in a file that is written when a finding names it."""

from __future__ import annotations

from specgen.lsp.protocol.wire import uri_of
from specgen.source import Rule, find_rule
from specgen.source.caching import is_own, user_folder
from specgen.source.writing import write_whole


class Explanations:
    """Links to rules; ``site`` is the address of the page of all rules, if there is one."""

    def __init__(self, site: str | None = None) -> None:
        self._site = site
        self._links: dict[str, str | None] = {}

    def link(self, rule: str) -> str | None:
        """Return the address of what explains a rule; None where nothing can be written."""
        if self._site is not None:
            return f"{self._site}#{rule}"
        if rule not in self._links:
            self._links[rule] = _written(rule)
        return self._links[rule]


def _written(name: str) -> str | None:
    folder, rule = user_folder() / "rules", find_rule(name)
    if rule is None or not is_own(user_folder()) or not is_own(folder):
        return None
    path, text = folder / f"{name}.md", _page(rule).encode()
    try:
        if not path.is_file() or path.read_bytes() != text:
            write_whole(path, text)
    except OSError:
        return None
    return uri_of(str(path))


def _page(rule: Rule) -> str:
    return (
        f"# {rule.id}\n\n{rule.summary} ({rule.severity.value})\n\n{rule.rationale}\n\n"
        f"## Wrong\n\n```yaml\n{rule.wrong}```\n\n## Right\n\n```yaml\n{rule.right}```\n"
    )
