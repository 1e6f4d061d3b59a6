"""The parser of YAML events: libyaml's, or PyYAML's own where that is missing."""

from __future__ import annotations

from typing import Any, Protocol

from yaml.error import MarkedYAMLError, YAMLError
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

__all__ = ["Event", "EventSource", "MarkedYAMLError", "YAMLError", "make_parser"]


Event = Any
"""An event of `yaml.events`; their attributes are not typed well enough to be of use."""


class EventSource(Protocol):
    """Yields the events of a YAML stream, one a call; raises YAMLError."""

    def get_event(self) -> Event: ...  # noqa: D102


class PureParser(Reader, Scanner, Parser):
    """PyYAML's parser in Python: thirty times slower than libyaml, the same events."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def make_parser(text: str) -> EventSource:
    """Return a parser of `text`."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return PureParser(text)
    return CParser(text)
