"""One C function per body: what runs it, what samples state at issue, what it waits for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions import hazards, memories, statements, tiles
from specgen.generators.interpreter.c.functions.code import operand
from specgen.generators.interpreter.c.functions.context import Context
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.homes import Homes
from specgen.generators.interpreter.c.functions.lower import integer, value
from specgen.generators.interpreter.c.functions.machine_types import U64
from specgen.generators.interpreter.c.functions.names import state_type
from specgen.generators.interpreter.c.functions.reads import checked_index, outside
from specgen.generators.numerics import Numerics
from specgen.semantics import ir
from specgen.semantics.walk import every, own
from specgen.semantics.walk import statements as every_statement

if TYPE_CHECKING:
    from specgen.generators.interpreter.c.plan import Plan, Routine
    from specgen.model.architecture import Architecture


@dataclass(frozen=True, slots=True)
class FunctionText:
    """The functions of one routine, their prototypes, and the members of ``N_captured`` that they use."""

    text: str
    prototypes: tuple[str, ...]
    captured: tuple[str, ...] = ()


def emit_function(plan: Plan, routine: Routine, numerics: Numerics) -> FunctionText:
    """``N_run_x`` of a routine, with ``N_issue_x`` and ``N_wait_x`` where something is sampled or waited for."""
    e = _emitter(_context(plan, routine), numerics, routine.body)
    e.bound = {}
    run = f"int N_run_{routine.name}(N_core *c, const N_decoded *d, N_step *s)"
    body = _body(e, routine)
    lines = [*e.helpers, _summary(routine), run, "{", *body, "}", ""]
    prototypes = [f"{run};"]
    members: tuple[str, ...] = ()
    if e.captured:
        head, issue, members = _issue(plan, routine, numerics, e.captured)
        prototypes.append(f"{head};")
        lines += ["", *issue]
    if routine.body.prelude:
        head, wait = _wait(plan, routine, numerics)
        prototypes.append(f"{head};")
        lines += ["", *wait]
    return FunctionText("\n".join(lines), tuple(prototypes), members)


def inline_body(program: ir.Program, body: ir.Body, context: Context) -> str:
    """The statements of a simple body for the dispatcher, which ``context`` knows: of integers, undoing nothing."""
    e = _emitter(context, Numerics(), body)
    e.depth = 0
    statements.body(e, body.statements, _comments(context.architecture, program))
    return "\n".join(swept(e.lines))


def _context(plan: Plan, routine: Routine) -> Context:
    return Context(
        architecture=plan.architecture,
        instruction=routine.program.instruction,
        routine=routine.name,
        checked=plan.checked,
    )


def _emitter(context: Context, numerics: Numerics, body: ir.Body) -> Emitter:
    e = Emitter(context, numerics, Homes(body.statements))
    e.taken |= {"c", "d", "s"}
    return e


def _summary(routine: Routine) -> str:
    chosen = ", ".join(f"{n} = {raw}" for n, raw in routine.body.when.items())
    instruction = routine.program.instruction
    summary = " ".join((instruction.summary or instruction.name).rstrip(".").split())
    return f"/* {_plain(summary)}{f'; {chosen}' if chosen else ''}. */"


def _plain(text: str) -> str:
    """A text that is safe in a comment."""
    return text.replace("*/", "* /").replace("/*", "/ *").replace("\\", "/")


def _body(e: Emitter, routine: Routine) -> list[str]:
    """The lines between a function's braces."""
    body = routine.body
    checked = e.context.checked
    e.journal = checked or hazards.needs_journal(body.statements)
    calls = any(_waits(e, s) for s in every_statement(body.statements))
    e.later = calls and (checked or hazards.needs_journal(body.statements, calls=True))
    for number, tile in enumerate(body.tiles):
        e.tiles[tile] = tiles.check(e, tile, _operand_number(routine, tile, number))
    start(e, body)
    statements.body(e, body.statements, _comments(e.context.architecture, routine.program))
    e.commit()
    if not (body.statements and isinstance(body.statements[-1], ir.Raise)):
        e.line("return 0;")
    e.lines = swept(e.lines)
    assert e.bound is not None
    words = {word for line in code_of(e.lines) for word in re.findall(r"\w+", line)}
    bound = [f"    const N_bytes {name} = {text};" for text, name in e.bound.items() if name in words]
    return [*unused(("c", "d", "s"), e.lines + bound), *bound, *e.lines]


def _waits(e: Emitter, s: ir.Stmt) -> bool:
    """Whether a statement does what cannot be undone, and needs no answer."""
    if isinstance(s, ir.Store):
        return memories.has_devices(e, s.memory)
    return isinstance(s, ir.Host) and s.result is None


_DECLARED = re.compile(r"\s*(?:const )?(?!return|goto)\w+ (\w+)(?:\[\w+\])*(?: = .*)?;")
_ASSIGNED = re.compile(r"\s*(\w+) = ")


def code_of(lines: list[str]) -> list[str]:
    """The lines that are no comments."""
    return [line for line in lines if not line.lstrip().startswith("/*")]


def swept(lines: list[str]) -> list[str]:
    """Lines without values that were named and are not used: what they may raise stands in lines of its own."""
    while True:
        code = code_of(lines)
        counts = Counter(word for line in code for word in re.findall(r"\w+", line))
        counts.subtract(found[1] for line in code if (found := _ASSIGNED.match(line)))
        declared = (found for line in code if (found := _DECLARED.match(line)))
        names = {f[1] for f in declared if counts[f[1]] == 1 and "N_host(" not in f[0]}
        kept = [x for x in lines if not _names(x, names)]
        if len(kept) == len(lines):
            return lines
        lines = kept


def _names(line: str, names: set[str]) -> bool:
    """Whether a line declares or assigns one of these."""
    declared, assigned = _DECLARED.match(line), _ASSIGNED.match(line)
    return bool((declared and declared[1] in names) or (assigned and assigned[1] in names))


def unused(names: tuple[str, ...], lines: list[str]) -> list[str]:
    """What tells compilers that arguments are not used on purpose."""
    text = "\n".join(code_of(lines))
    return [f"    (void){name};" for name in names if not re.search(rf"\b{name}\b", text)]


def _operand_number(routine: Routine, tile: ir.Tile, number: int) -> int:
    operands = routine.program.instruction.tiles
    return next((n for n, one in enumerate(operands) if one is tile.operand), number)


def start(e: Emitter, body: ir.Body) -> None:
    """The program counter gets a name where it is read after it was set."""
    if not body.writes_pc or not _reads_moved(body.statements):
        return
    code = e.context.pc()
    name = e.fresh("address")
    e.line(f"{code.type.name} {name} = {code.text};")
    e.moving, e.moving_type = name, code.type


def _reads_moved(body: tuple[ir.Stmt, ...]) -> bool:
    """Whether the program counter may be read after a statement set it."""
    moved = False
    for s in every_statement(body):
        if moved and any(isinstance(x, ir.Pc) for part in own(s) for x in every(part)):
            return True
        if isinstance(s, ir.Loop | ir.While):  # what a turn sets the next one reads
            moved = moved or any(isinstance(x, ir.SetPc) for x in every_statement(s.body))
        moved = moved or isinstance(s, ir.SetPc)
    return False


def _comments(architecture: Architecture, program: ir.Program) -> Callable[[ir.Stmt], str | None]:
    """The line of the spec that a statement comes from, unless the one before came from it too."""
    text = program.instruction.semantics
    lines = text.splitlines()
    inlines = any(
        re.search(rf"\b{re.escape(f.name)}\s*\(", text) for f in architecture.functions.values() if not f.host
    )
    last = 0

    def comment(s: ir.Stmt) -> str | None:
        nonlocal last
        before, last = last, s.span.line
        if inlines or last == before or not 0 < last <= len(lines):
            return None
        return f"{last}: {_plain(lines[last - 1].strip())}"

    return comment


# -- at issue ----------------------------------------------------------------------------------------------------------


def _issue(
    plan: Plan, routine: Routine, numerics: Numerics, reads: list[ir.StateRead]
) -> tuple[str, list[str], tuple[str, ...]]:
    """What samples the state that an engine's instruction reads when it is issued."""
    e = Emitter(_context(plan, routine), numerics, Homes(()), issuing=True)
    e.taken.add("captured")
    head = f"void N_issue_{routine.name}(N_core *c, const N_decoded *d, N_captured *captured)"
    members = []
    for number, read in enumerate(reads):
        members.append(f"{state_type(read.state).name} v{number};")
        _sample(e, read, f"captured->i_{routine.name}.v{number}")
    lines = [
        "/* What it reads when it is issued. */",
        head,
        "{",
        *unused(("c", "d"), e.lines),
        *e.lines,
        "}",
        "",
    ]
    return head, lines, (f"struct {{ {' '.join(members)} }} i_{routine.name};",)


def _sample(e: Emitter, read: ir.StateRead, target: str) -> None:
    """One value; where its index is out of range, the fault waits until the instruction runs."""
    tests = []
    for index in read.index:
        code = integer(e, index.value)
        if index.fault is not None and not code.within(0, index.extent - 1):
            tests.append(outside(e.named(code, "index"), 0, index.extent - 1).text)
    if tests:
        e.line(f"if ({' || '.join(tests)})")
        e.line(f"    {target} = 0;")
        e.line("else")
        e.depth += 1
    code = value(e, read)
    e.line(f"{target} = {e.put(code, state_type(read.state))};")
    if tests:
        e.depth -= 1


# -- what it waits for -------------------------------------------------------------------------------------------------


def _wait(plan: Plan, routine: Routine, numerics: Numerics) -> tuple[str, list[str]]:
    """What gives (index, amount) for every wait, (index, 0) for every barrier, and (0, 0) for every drain."""
    e = Emitter(_context(plan, routine), numerics, Homes(()), gridded=True)  # no device is asked
    e.taken.add("conditions")
    head = f"int N_wait_{routine.name}(N_core *c, const N_decoded *d, N_step *s, N_condition *conditions)"
    for number, one in enumerate(routine.body.prelude):
        index, amount = _condition(e, one)
        e.line(f"conditions[{number}] = (N_condition){{{index}, {amount}}};")
    e.line("return 0;")
    names = unused(("c", "d", "s"), e.lines)
    return head, ["/* What it waits for. */", head, "{", *names, *e.lines, "}", ""]


def _condition(e: Emitter, one: ir.Prelude) -> tuple[str, str]:
    if isinstance(one, ir.Drain):
        return "0", "0"
    index = operand(checked_index(e, one.index, one.index.value.span.line), U64).text
    amount = operand(integer(e, one.amount), U64).text if isinstance(one, ir.Wait) else "0"
    return index, amount
