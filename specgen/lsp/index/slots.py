"""Which texts of a spec hold names, and of what: one line a place, by the path that leads there.

``*`` is any key, ``#`` any item of a list, ``@`` the key itself. What stands behind is the kind of the place: a
section (several: the first that has the name), or a word that ``scopes`` knows. Numbers are not listed: they are
expressions wherever the schema has one. ``TEXTS`` are the places whose text names nothing of the spec.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

_REFERENCES = """
variants.*.parameters.@ parameters
variants.*.extensions.# extensions
types.*.element types
types.*.scale types
types.*.tensor_scale types
enums.*.values.* expression
enums.*.values.*.type types
tables.*.type types
memories.*.address types
memories.*.space memories
memories.*.window memories
memories.*.backing memories
memories.*.out_of_range faults
memories.*.misaligned faults
memories.*.writes.out_of_range faults
memories.*.writes.misaligned faults
memories.*.uninitialised faults
memories.*.reachable_by.# engines processors
devices.*.memory memories
devices.*.extension extensions
devices.*.registers.*.type types
devices.*.registers.*.read functions
devices.*.registers.*.write functions
links.*.between instances
paths.*.from memories
paths.*.to memories
paths.*.by engines processors
paths.*.over links
layouts.*.split.@ dimension
layouts.*.fuse.* digits
layouts.*.fuse.*.# digits
layouts.*.split2.@ dimension
layouts.*.place.@ axis
layouts.*.place.* digits
layouts.*.place.*.#.# digits
layouts.*.broadcast digits
layouts.*.broadcast.# digits
layouts.*.replicate.@ axis
layouts.*.xor.#.axis axis
layouts.*.element types
layouts.*.capacity.@ axis
layouts.*.banks.axis axis
layouts.*.banks.memory memories
layouts.*.of types
layouts.*.axis dimension
layouts.*.sparse.axis dimension
layouts.*.blocks.@ dimension
layouts.*.parts.*.layout layouts
layouts.*.accesses.*.index.@ dimension
state.*.type types
state.*.engine engines
state.*.view_of state
state.*.out_of_range faults
state.*.entries.*.read functions
state.*.entries.*.write functions
state.*.entries.*.extension extensions
processors.*.program_counter state
processors.*.memory memories
processors.*.illegal faults
processors.*.fetch faults
processors.*.on_raise body
processors.*.on_raise.body body
processors.*.on_raise.extension extensions
processors.*.padding.# instructions
instances.*.index state
semaphores.*.producers.# engines processors
semaphores.*.consumer engines processors
semaphores.*.overflow faults
semaphores.*.underflow faults
faults.*.value types
formats.*.fields.* expression
formats.*.fields.*.bits expression
formats.*.fields.*.enum enums
extensions.*.requires.# extensions
instructions.*.format formats
instructions.*.encoding.@ field
instructions.*.encoding.* encoding
instructions.*.assembly template
instructions.*.constraints.# constraint
instructions.*.extension extensions
instructions.*.shadows.# instructions
instructions.*.operands.*.memory memories
instructions.*.operands.*.base body
instructions.*.operands.*.layout layouts
instructions.*.operands.*.shape.# body
instructions.*.operands.*.shape.@ tile_dimension
instructions.*.operands.*.shape.* body
instructions.*.operands.*.element element
instructions.*.operands.*.pitch body
instructions.*.operands.*.arguments.@ tile_argument
instructions.*.operands.*.arguments.* body
instructions.*.semantics body
instructions.*.timing.issue body
instructions.*.timing.occupancy body
instructions.*.timing.latency body
instructions.*.engine engines
instructions.*.processor processors
aliases.*.assembly template
aliases.*.expands line
aliases.*.expands.# line
aliases.*.expands.#.lines.# line
aliases.*.expands.#.when expression
aliases.*.option options
modifiers.*.value expression
modifiers.*.of modifiers
functions.*.arguments.* types
functions.*.returns types
functions.*.body body
functions.*.memory memories
structures.*.sized_by member
structures.*.fields.* types structures
structures.*.fields.*.counted_by member
structures.*.fields.*.enum enums
structures.*.fields.*.address_of memories
structures.*.fields.*.valid_when condition
structures.*.fields.*.type types structures
structures.*.fields.*.bits.* expression
structures.*.fields.*.bits.*.bits expression
structures.*.fields.*.bits.*.enum enums
structures.*.fields.*.bits.*.valid_when condition
structures.*.fields.*.union.*.counted_by member
structures.*.fields.*.union.*.enum enums
structures.*.fields.*.union.*.address_of memories
structures.*.fields.*.union.*.valid_when condition
structures.*.fields.*.union.*.type types structures
structures.*.fields.*.checksum.first member
structures.*.fields.*.checksum.last member
structures.*.constraints.# condition
structures.*.constraints.#.holds condition
structures.*.constraints.#.error errors
errors.*.faults.# faults
registers.*.registers.*.reset reset
registers.*.registers.*.enum enums
registers.*.registers.*.locked_by register
registers.*.registers.*.fields.* expression
registers.*.registers.*.fields.*.bits expression
registers.*.registers.*.fields.*.reset reset
registers.*.registers.*.fields.*.enum enums
registers.*.registers.*.fields.*.locked_by register
interrupts.*.pending register
interrupts.*.enable register
interrupts.*.force register
queues.*.header structures
queues.*.type member_of.header
queues.*.empty value_of.header.type
queues.*.index types
queues.*.indices.structure structures
queues.*.indices.with.* member_of.indices.structure
queues.*.ring memories
queues.*.block registers
queues.*.registers.* register_of.block
queues.*.packets.@ value_of.header.type
queues.*.packets.*.structure structures
queues.*.packets.*.with.* member_of.packets.*.structure
queues.*.packets.*.program structures
queues.*.packets.*.program_with.* member_of.packets.*.program
queues.*.packets.*.arguments.memory memories
mailboxes.*.block registers
mailboxes.*.registers.* register_of.block
mailboxes.*.states.* state_of_mailbox
mailboxes.*.messages.*.request structures
mailboxes.*.messages.*.response structures
traces.*.header structures
traces.*.type member_of.header
traces.*.records.@ value_of.header.type
traces.*.records.*.structure structures
traces.*.records.*.with.* member_of.records.*.structure
protocols.*.queue queues
protocols.*.shared.*.writer agent
protocols.*.agents.*.steps.*.from agent_state
protocols.*.agents.*.steps.*.to agent_state
protocols.*.agents.*.steps.*.when protocol
protocols.*.agents.*.steps.*.do protocol
protocols.*.agents.*.steps.*.do.# protocol
protocols.*.invariants.* protocol
protocols.*.ends protocol
executables.*.header structures
executables.*.header_with.* member_of.header
executables.*.table structures
executables.*.table_with.* member_of.table
executables.*.sections.@ section_kind
executables.*.sections.*.entry structures
executables.*.sections.*.with.* member_of.sections.*.entry
executables.*.relocations.@ relocation_kind
executables.*.relocations.*.type types
executables.*.relocations.*.format formats
executables.*.relocations.*.field relocation_field
executables.*.arguments.memory memories
runtimes.*.handles.*.parent handle
runtimes.*.functions.*.parameters.* call_type
runtimes.*.functions.*.parameters.*.type call_type
runtimes.*.functions.*.parameters.*.counted_by parameter_of_call
runtimes.*.functions.*.with.* role_of_call
runtimes.*.functions.*.errors.# errors
chips.*.peaks.#.format types
chips.*.peaks.#.accumulate types
chips.*.energy.operations.@ types
models.*.format types
workloads.*.model models
workloads.*.formats.* types
workloads.*.draft models
measurements.*.chip chips
measurements.*.format types
calibrations.*.chip chips
calibrations.*.format types
lowerings.*.formats.# types
lowerings.*.results.# types
lowerings.*.where.# lowering
lowerings.*.instructions.# instructions
lowerings.*.tile.* lowering
lowerings.*.steps.#.path paths
lowerings.*.steps.#.bytes lowering
lowerings.*.steps.#.instruction instructions
lowerings.*.steps.#.operands.@ step_operand
lowerings.*.steps.#.operands.* step_value
lowerings.*.steps.#.count lowering
lowerings.*.steps.#.each lowering
decisions.*.claims.#.perf performance
decisions.*.claims.#.variant variants
decisions.*.alternatives.*.parameters.@ parameters
decisions.*.alternatives.*.claims.#.perf performance
decisions.*.alternatives.*.claims.#.variant variants
targets.*.variant variants
targets.*.perf performance
"""

_DEFINITIONS = """
enums.*.values
formats.*.fields
instructions.*.operands
functions.*.arguments
state.*.entries
structures.*.fields
structures.*.fields.*.bits
structures.*.fields.*.union
devices.*.registers
registers.*.registers
registers.*.registers.*.fields
layouts.*.dims
layouts.*.arguments
layouts.*.fuse
layouts.*.accesses
layouts.*.accesses.*.repeat
mailboxes.*.messages
protocols.*.constants
protocols.*.shared
protocols.*.agents
protocols.*.agents.*.variables
protocols.*.agents.*.steps
protocols.*.invariants
executables.*.features
runtimes.*.handles
runtimes.*.functions
runtimes.*.functions.*.parameters
chips.*.levels
chips.*.networks
lowerings.*.tile
decisions.*.alternatives
"""

_TEXTS = """
name version include.#
parameters.*.source memories.*.kind state.*.names state.*.names.# state.*.aliases.@ state.*.constant.@
layouts.*.parts.@ instructions.*.group aliases.*.group
directives.@ directives.*
structures.*.fields.*.unit structures.*.fields.*.union.*.unit
errors.*.cause errors.*.remedy errors.*.when.# registers.*.registers.*.when.# registers.*.registers.*.fields.*.when.#
queues.*.atomic.@ queues.*.indices.with.@ queues.*.registers.@ queues.*.packets.*.with.@ queues.*.packets.*.program_with.@
mailboxes.*.registers.@ mailboxes.*.states.@ traces.*.records.*.category traces.*.records.*.with.@
protocols.*.agents.*.states.#
executables.*.magic executables.*.suffix executables.*.version executables.*.header_with.@ executables.*.table_with.@
executables.*.sections.*.with.@ executables.*.relocations.*.value executables.*.features.*
runtimes.*.prefix runtimes.*.version runtimes.*.functions.*.does runtimes.*.functions.*.with.@
chips.*.vendor chips.*.source chips.*.energy.bytes.@ models.*.kind models.*.source
workloads.*.phase workloads.*.numbers.@ workloads.*.lengths.@ workloads.*.lengths.*.@ workloads.*.formats.@
workloads.*.sparsity workloads.*.parallel.@
measurements.*.operator measurements.*.backend measurements.*.scheme measurements.*.protocol measurements.*.source
measurements.*.file
calibrations.*.operator calibrations.*.backend calibrations.*.scheme calibrations.*.protocol calibrations.*.parameters.@
calibrations.*.source
lowerings.*.algorithms.# lowerings.*.kernel
decisions.*.date decisions.*.claims.#.because decisions.*.alternatives.*.claims.#.because targets.*.measured.@
absent.@ absent.*
"""
TEXTS: Final = frozenset(_TEXTS.split())
"""Places whose text names nothing of the spec."""

DEFINE = "define"
EXPRESSION = "expression"


class Slot:
    """A place in the shape of a spec: its kind, the kind of its keys, and what it holds."""

    __slots__ = ("inner", "keys", "kind")

    def __init__(self) -> None:
        self.kind = ""
        self.keys = ""
        self.inner: dict[str, Slot] = {}

    def child(self, key: str | int) -> Slot | None:
        """Return the place of what stands under a key, or None where nothing there is a name."""
        if isinstance(key, int):
            return self.inner.get("#")
        return self.inner.get(key) or self.inner.get("*")

    def make(self, path: str) -> Slot:
        """Return the place at a path below this one."""
        here = self
        for part in filter(None, path.split(".")):
            here = here.inner.setdefault(part, Slot())
        return here


@cache
def shape() -> Slot:
    """Return the place of a whole file, and with it all others."""
    from specgen.lsp.schema import leaves
    from specgen.model.merge import SECTIONS

    root = Slot()
    for path, kind in leaves():
        if kind == "number":
            root.make(path).kind = EXPRESSION
            root.make(f"{path}.value").kind = EXPRESSION
    for line in _REFERENCES.strip().splitlines():
        path, _, kind = line.partition(" ")
        if path.endswith(".@"):
            root.make(path[:-2]).keys = kind
        else:
            root.make(path).kind = kind
    nested = set(_DEFINITIONS.split())
    for path in nested | (set(SECTIONS) - {"absent", "directives"}):
        root.make(path).keys = DEFINE
    return root


def known_places() -> frozenset[str]:
    """Return all places that are listed, for a test to see that every text of the schema is among them."""
    listed = {line.split(" ")[0] for line in _REFERENCES.strip().splitlines()}
    keys = {f"{path}.@" for path in _DEFINITIONS.split()}
    return frozenset(listed | keys | TEXTS)


def at(path: tuple[Any, ...]) -> Slot | None:
    """Return the place that a path of a file leads to."""
    here: Slot | None = shape()
    for part in path:
        here = here.child(part) if here else None
    return here
