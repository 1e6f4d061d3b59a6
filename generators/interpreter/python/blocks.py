"""Regions: the loops around an entry, compiled to one Python function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.operations import Needs
from specgen.generators.interpreter.python.region import Region
from specgen.generators.interpreter.python.traces import Trace

if TYPE_CHECKING:
    from specgen.generators.interpreter.python.region import Fetch, Target

MOST_TRACES = 8
MOST_INSTRUCTIONS = 256


def compile_region(entry: int, fetch: Fetch, target: Target) -> Region | None:
    """The region at ``entry``: its trace, and all that form loops with it. None where nothing there is simple."""
    if fetch(entry) is None:
        return None
    found = _explore(entry, fetch, target)
    heads = tuple(_around(entry, {head: trace.targets for head, (_, trace) in found.items()}))
    indexed = {name for head in heads for name in found[head][0].indexed}
    needs, first = found[entry]
    traces = [first]
    if len(heads) > 1 or indexed:
        needs = Needs(indexed=indexed)
        labels = {head: k for k, head in enumerate(heads)}
        traces = [_trace(head, fetch, target, needs, labels) for head in heads]
    source = _function(needs, traces)
    code = compile(source, f"<region {entry:#x}>", "exec")
    operations = tuple(needs.operations[pc] for pc in sorted(needs.operations))
    return Region(heads, code, source, tuple(needs.parameters), tuple(needs.sites), operations)


def _trace(head: int, fetch: Fetch, target: Target, needs: Needs, labels: dict[int, int]) -> Trace:
    trace = Trace(target, needs, head, labels)
    trace.run(fetch)
    return trace


def _explore(entry: int, fetch: Fetch, target: Target) -> dict[int, tuple[Needs, Trace]]:
    """The traces that constant targets lead to from ``entry``, each as if it were alone."""
    found: dict[int, tuple[Needs, Trace]] = {}
    waiting, instructions = [entry], 0
    while waiting and len(found) < MOST_TRACES and instructions < MOST_INSTRUCTIONS:
        head = waiting.pop(0)
        if head in found or fetch(head) is None:
            continue
        needs = Needs()
        trace = _trace(head, fetch, target, needs, {})
        found[head] = (needs, trace)
        instructions += trace.longest
        waiting += trace.targets
    return found


def _around(entry: int, edges: dict[int, list[int]]) -> list[int]:
    """The heads on cycles through ``entry``."""
    onward = _reach(entry, edges)
    before: dict[int, list[int]] = {head: [] for head in edges}
    for head, targets in edges.items():
        for to in targets:
            if to in before:
                before[to].append(head)
    back = _reach(entry, before)
    return [entry, *(h for h in edges if h != entry and h in onward and h in back)]


def _reach(entry: int, edges: dict[int, list[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [entry]
    while waiting:
        head = waiting.pop()
        if head in edges and head not in found:
            found.add(head)
            waiting += edges[head]
    return found


def _function(needs: Needs, traces: list[Trace]) -> str:
    """The text of ``make``."""
    left = needs.parameters.setdefault(("left",), f"p{len(needs.parameters)}")
    lists = {
        name: needs.parameters.setdefault(("state", name), f"p{len(needs.parameters)}")
        for name, _ in needs.registers
    }
    homes = {variable: f"{lists[name]}[{place}]" for (name, place), variable in needs.registers.items()}
    written = [needs.registers[register] for register in sorted(needs.written)]
    lines = [
        f"def make({', '.join(needs.parameters.values())}):",
        " def run(k, left):",
        *(f"  {variable} = {home}" for variable, home in homes.items()),
        "  touched = False",
        "  try:",
        "   while True:",
    ]
    for k, trace in enumerate(traces):
        lines.append(f"    {'if' if k == 0 else 'elif'} k == {k}:")
        lines.append(f"     while left >= {trace.longest}:")
        lines += _indented(trace.lines)
        lines.append(f"     else: pc = {trace.head}; break")
    lines += [
        "    else: break",
        "  finally:",
        *(f"   {homes[variable]} = {variable}" for variable in written),
        f"   {left}[0] = left",
        "  return pc",
        " return run",
        "",
    ]
    return "\n".join(lines)


def _indented(lines: list[str]) -> list[str]:
    """Lines of a trace below its loop, which stands five deep; deeper ones by a space for every level."""
    levels = ((line, (len(line) - len(line.lstrip(" "))) // 4) for line in lines)
    return [" " * (6 + level) + line.lstrip(" ") for line, level in levels]
