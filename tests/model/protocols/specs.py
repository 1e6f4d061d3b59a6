"""Protocols for tests: from text, and changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from specgen.model import load
from specgen.model.interfaces import Protocol, Step

ROOT = Path(__file__).parents[3]


@lru_cache(maxsize=64)
def protocol(text: str) -> Protocol:
    """The protocol of a text that begins below ``protocols:``."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "spec.yaml").write_text(f"name: example\nversion: 1.0.0\nprotocols:\n{text}")
        (found,) = load(folder).architecture().protocols.values()
    return found


def ring(**constants: int) -> Protocol:
    """Basalt's ring, with other constants."""
    text = (ROOT / "spec" / "interfaces" / "protocol.yaml").read_text(encoding="utf-8")
    body = text.partition("protocols:\n")[2].replace("    queue: commands\n", "")
    given = {"SLOTS": 2, "PACKETS": 3, "INDICES": 8}
    stated = "constants: {SLOTS: 2, PACKETS: 3, INDICES: 8}"
    assert stated in body
    items = ", ".join(f"{name}: {value}" for name, value in {**given, **constants}.items())
    return protocol(body.replace(stated, f"constants: {{{items}}}"))


def changed(one: Protocol, agent: str, step: str, change: Callable[[Step], Step]) -> Protocol:
    """A protocol in which one step is another one."""
    found = one.agents[agent]
    steps = tuple(change(s) if s.name == step else s for s in found.steps)
    assert steps != found.steps
    return replace(one, agents={**one.agents, agent: replace(found, steps=steps)})
