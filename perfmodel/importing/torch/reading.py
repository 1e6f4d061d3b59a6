"""Facts of an exported program as a graph, and .pt2 files by way of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from specgen.perfmodel.importing.errors import Unreadable, Unsupported
from specgen.perfmodel.importing.torch.counting import COUNTINGS, unknown
from specgen.perfmodel.importing.torch.exporting import facts_of, load_program
from specgen.perfmodel.importing.torch.node import Node
from specgen.perfmodel.workloads import Graph, Operator


def read_program(path: Path | str, dims: Mapping[str, int] | None = None) -> Graph:
    """Read a .pt2 file; ``dims`` are the extents that it leaves open, by their names.

    Raises Unreadable where it is none, MissingReader without torch, OSError.
    """
    path = Path(path)
    return graph_of_facts(facts_of(load_program(path)), path.stem, dims)


def graph_of_facts(facts: Mapping[str, Any], name: str, dims: Mapping[str, int] | None = None) -> Graph:
    """Return the operators of a program's facts. Raises Unreadable where an extent is given that it has not."""
    _refuse_others(facts, dims or {})
    operators: list[Operator] = []
    unsupported = []
    for one in facts["nodes"]:
        node = Node(
            one["op"], one["name"], one["arguments"], tuple(one["outputs"]), facts["tensors"], dims or {}
        )
        if node.op.startswith("<built-in function getitem"):
            continue
        try:
            operators += COUNTINGS.get(node.base, unknown)(node)
        except Unsupported as reason:
            unsupported.append(f"{node.name} ({node.op}): {reason}")
        except (ArithmeticError, IndexError, KeyError, TypeError, ValueError):
            unsupported.append(f"{node.name} ({node.op}): its arguments and shapes do not go together")
    return Graph(name, tuple(operators), tuple(unsupported))


def _refuse_others(facts: Mapping[str, Any], dims: Mapping[str, int]) -> None:
    known = {
        extent for one in facts["tensors"].values() for extent in one["shape"] if isinstance(extent, str)
    }
    for name in dims:
        if name not in known:
            there = f"there are {', '.join(sorted(known))}" if known else "all its extents are numbers"
            raise Unreadable(f"{name!r} is no open extent of the program; {there}")
