"""Types the semantics of every instruction of an architecture."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.semantics import actions, assignment, forms, loops  # each registers the forms that it types
from specgen.semantics.build import MACHINE_BITS
from specgen.semantics.context import Text, Typer
from specgen.semantics.functions import body_text, check_function, trap_text
from specgen.semantics.ir import Body, Costs, Handler, Program, Tile
from specgen.semantics.parse import SyntaxProblem, parse_body
from specgen.semantics.scope import World
from specgen.semantics.specialise import MAX_BODIES, Choice, choices
from specgen.semantics.statements import statements
from specgen.semantics.tiles import type_tile
from specgen.semantics.timing import type_costs
from specgen.semantics.written import check_written
from specgen.source import paused_gc

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Constraint, Instruction
    from specgen.semantics.counts import Counts
    from specgen.semantics.effects import Effects
    from specgen.source import Diagnostics

MAX_ROUNDS = 8
FORMS = (actions, assignment, forms, loops)


@frozen(eq=False)
class Semantics:
    """What the instructions of an architecture do. ``programs`` holds those that typed without an error, by name.

    ``traps`` are the entries of traps in force, by processor; ``devices`` what accesses of registers do, by device,
    register and ``read`` or ``write``: where there is none, a register reads as its constant and drops what is written.
    """

    architecture: Architecture
    programs: dict[str, Program]
    traps: dict[str, Handler] = field(default_factory=dict)
    devices: dict[tuple[str, str, str], Handler] = field(default_factory=dict)
    _effects: dict[str, tuple[Effects, ...]] = field(default_factory=dict, repr=False)
    _counts: dict[tuple[Body, tuple[tuple[str, int], ...]], Counts] = field(default_factory=dict, repr=False)

    def effects(self, instruction: Instruction | str) -> tuple[Effects, ...]:
        """What each body of an instruction reads, writes, waits for and may raise. Raises ``KeyError``."""
        from specgen.semantics.effects import effects_of

        name = instruction if isinstance(instruction, str) else instruction.name
        if name not in self._effects:
            self._effects[name] = tuple(effects_of(body) for body in self.programs[name].bodies)
        return self._effects[name]

    def operation_counts(self, body: Body, fields: Mapping[str, int] | None = None) -> Counts:
        """Operations and bytes of one execution of a body, for operand values by name where they are known."""
        from specgen.semantics.counts import operation_counts

        known = (body, tuple(sorted((fields or {}).items())))
        if known not in self._counts:
            self._counts[known] = operation_counts(body, fields)
        return self._counts[known]


def analyse(architecture: Architecture, diagnostics: Diagnostics) -> Semantics:
    """Type all functions and instructions; findings go to ``diagnostics``, and what typed into the result."""
    with paused_gc():
        world = World(architecture, diagnostics)
        world.writing_functions = loops.written_by_functions(world)
        for function in architecture.functions.values():
            if not function.host and not _shallow(world, body_text(function), check_function, function):
                world.broken_functions.add(function.name)
        programs: dict[str, Program] = {}
        for instruction in architecture.instructions.values():
            text = Text(instruction.semantics, instruction.origin, ("semantics",))
            _shallow(world, text, _type, instruction, text, programs)
        semantics = Semantics(architecture, programs)
        _handlers(world, semantics)
        world.settle()
    return semantics


def _handlers(world: World, semantics: Semantics) -> None:
    """Type the entries of traps, and what accesses of devices' registers do."""
    architecture = semantics.architecture
    for processor in architecture.processors.values():
        if processor.on_raise is not None:
            from specgen.semantics.handlers import type_trap

            _shallow(world, trap_text(processor.on_raise), type_trap, processor, semantics.traps)
    for device in architecture.devices.values():
        for register in device.registers:
            from specgen.semantics.handlers import type_register

            text = Text(register.name, register.origin, ())
            _shallow(world, text, type_register, device, register, semantics.devices)


def _shallow(world: World, text: Text, work: Callable[..., None], *arguments: object) -> bool:
    """Do some typing; whether the text did not nest too deeply for that."""
    try:
        work(world, *arguments)
    except RecursionError:
        world.report("sem-too-large", "this text nests too deeply", text, None, "name parts of it")
        return False
    return True


def _type(world: World, instruction: Instruction, text: Text, programs: dict[str, Program]) -> None:
    """Type one instruction, and add it to ``programs`` if nothing is wrong with it."""
    tree = parse_body(instruction.semantics)
    if isinstance(tree, SyntaxProblem):
        world.syntax_error(tree, text)
        return
    made = choices(instruction)
    if isinstance(made, int):
        message = f"this has {made} choices of number formats, more than {MAX_BODIES}"
        world.report("sem-too-large", message, text, None, "split the instruction")
        return
    program = _specialised(world, instruction, text, tree, made)
    if program is not None:
        programs[instruction.name] = program


def _specialised(
    world: World, instruction: Instruction, text: Text, tree: list[ast.stmt], made: list[Choice]
) -> Program | None:
    bodies: list[Body] = []
    costs: list[Costs | None] = []
    failed, unused = False, None
    for choice in made:
        t, body = _narrowed(world, instruction, text, tree, choice, several=len(made) > 1)
        bodies.append(body)
        costs.append(type_costs(t, instruction) if instruction.timing is not None else None)
        failed = failed or t.failed
        left = {name: node for name, node in t.first_set.items() if name not in t.used}
        unused = left if unused is None else {name: node for name, node in unused.items() if name in left}
    if failed:
        return None
    for name, node in (unused or {}).items():
        world.report("sem-unused", f"{name} is never used", text, node, "leave it out")
    return Program(instruction, tuple(bodies), tuple(costs))


def _narrowed(
    world: World, instruction: Instruction, text: Text, tree: list[ast.stmt], choice: Choice, several: bool
) -> tuple[Typer, Body]:
    """Type a body, and again while exact locals turn out to be wider than their uses need."""
    t = _typer(world, instruction, text, choice, several)
    body = _body(t, instruction, tree, choice)
    for _ in range(MAX_ROUNDS):
        narrow = {place: bits for place, bits in t.demands.items() if bits <= MACHINE_BITS}
        if not narrow:
            break
        known, t = t.narrow, _typer(world, instruction, text, choice, several)
        t.narrow = {**known, **narrow}
        body = _body(t, instruction, tree, choice)
    return t, body


def _typer(world: World, instruction: Instruction, text: Text, choice: Choice, several: bool) -> Typer:
    t = Typer(
        world,
        text,
        world.names_of(instruction),
        choices=choice.types,
        fixed=choice.fixed,
        processor=instruction.processor,
        engine=instruction.engine,
        word_bits=instruction.format.width,
        several=str(choice) if several else "",
    )
    for constraint in instruction.constraints:
        _assume(t, constraint)
    return t


def _assume(t: Typer, constraint: Constraint) -> None:
    """What an operand's constraint proves."""
    from specgen.semantics.constraints import condition_of
    from specgen.semantics.facts import assume

    for condition in condition_of(t, constraint):
        assume(t.flow, condition, True)


def _body(t: Typer, instruction: Instruction, tree: list[ast.stmt], choice: Choice) -> Body:
    for operand in instruction.tiles:
        type_tile(t, operand)
    statements(t, tree)
    return Body(
        when=choice.when,
        prelude=tuple(t.prelude),
        tiles=tuple(_used(t, tile) for tile in t.tiles),
        statements=tuple(t.out),
        writes_pc=t.writes_pc,
        may_fault=bool(t.faults),
        faults=tuple(t.faults),
    )


def _used(t: Typer, tile: Tile) -> Tile:
    """Note on a tile, whose node is not handed out yet, how it is used."""
    how = t.touched.get(tile.operand.name, ())
    object.__setattr__(tile, "reads", "read" in how)
    object.__setattr__(tile, "writes", "write" in how)
    if tile.writes:
        check_written(t, tile)
    return tile
