"""Protocols explored: every interleaving of their agents, and every order in which what they write becomes visible.

    found = explore(architecture.protocols["ring"])
    found.failure                 # None, or what goes wrong and the shortest way there

The memory between agents. An agent writes into a buffer of its own, in order, and sees at once what it wrote. An entry of
the buffer becomes visible, that is, reaches memory, at any later time: entries of one word in order, others in any order,
except that one written by a step of order ``release`` waits for all before it. An agent reads words of others from a view of
its own, which is refreshed word by word at any time, so that it may be old; after its condition was read, a step of order
``acquire`` refreshes all of it. A step of order ``fence`` happens when the agent's buffer is empty, and refreshes as well. A
step reads its condition and makes its assignments at once. Memory is one for all: what one agent can see, all can.
"""

from __future__ import annotations

from specgen.model.protocols.events import Event, events
from specgen.model.protocols.exploring import MAX_STATES, Exploration, Failure, explore

__all__ = ["MAX_STATES", "Event", "Exploration", "Failure", "events", "explore"]
