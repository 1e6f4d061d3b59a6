"""Rules about places: indices, addresses, who may touch what."""

from specgen.semantics.rules.examples import error, instruction, warning

error(
    "sem-index",
    "Every index is proven to be in range, or its state names the fault that it raises.",
    "There is no undefined behaviour: what an index beyond the end does is part of the instruction.",
    "x[rd] = x[x[rs1]]",
    "x[rd] = x[x[rs1][4:0]]",
)
error(
    "sem-index-count",
    "Arrays take as many indices as they have dimensions; bits of scalars are slices.",
    "v[7] could be the bit 7 or the element 7; v[7:7] is the bit.",
    "x[rd] = x[rs1, 7]",
    "x[rd] = x[rs1][7:7]",
)
error(
    "sem-address",
    "An address fits the memory's address type, and what leaves the memory raises a declared fault.",
    "Whether an address wraps or faults is decided by who designs, not by who implements.",
    "x[rd] = mem.read(u32, x[rs1] + x[rs2])",
    "x[rd] = mem.read(u32, u32(x[rs1] + x[rs2]))",
)
error(
    "sem-not-a-place",
    "Only what holds values is assigned to.",
    "Operands and parameters never change; arrays are assigned element by element.",
    "rs1 = x[rs2]",
    "x[rd] = x[rs2]",
)
warning(
    "sem-alias",
    "A write does not come before a read of what may be the same register.",
    "Statements are sequential: where both operands name one register, the read sees the new value.",
    """
    x[rd] = x[rs1] + 1
    x[0] = x[rs2]
    """,
    """
    other = x[rs2]
    x[rd] = x[rs1] + 1
    x[0] = other
    """,
)
_ENGINE = """
    engines:
      vector: {queue: 4, summary: Adds vectors.}
    state:
      v: {type: u32, count: 8, engine: vector, names: "v{i}", summary: Vector registers.}
    """


def _on_vector(semantics: str) -> str:
    made = instruction(semantics, _ENGINE)
    return made.replace("    format: r\n", "    format: r\n    engine: vector\n")


error(
    "sem-engine-write",
    "State is written by those who own it.",
    "An engine runs behind its processor: when it wrote a register, the processor could not know before or after what.",
    _on_vector("x[rd] = v[0]"),
    _on_vector("v[0] = x[rs1]"),
)
error(
    "sem-foreign-state",
    "An instruction reads the processor's state and its own engine's.",
    "What another engine holds changes while this one runs, in an order that nothing declares.",
    instruction("x[rd] = v[0]", _ENGINE),
    _on_vector("v[1] = v[0]"),
)
error(
    "sem-at-issue",
    "Processor state that an engine's instruction reads is known when it is issued.",
    "It is sampled once, then; an index that the engine computes later would come too late.",
    _on_vector("v[0] = x[v[1][4:0]]"),
    _on_vector("v[0] = x[rs1]"),
)
_REACH = """
    engines:
      vector: {queue: 4, summary: Adds vectors.}
    state:
      v: {type: u32, count: 8, engine: vector, names: "v{i}", summary: Vector registers.}
    memories:
      far: {size: 4 KiB, address: u32, out_of_range: bad_address, reachable_by: [USER], summary: Far away.}
    """


def _reading(user: str) -> str:
    made = instruction("v[0] = far.read(u32, x[rs1])", _REACH.replace("USER", user))
    return made.replace("    format: r\n", "    format: r\n    engine: vector\n")


error(
    "sem-unreachable-memory",
    "A memory is accessed by those who can reach it.",
    "A wire that is not there cannot be added by an instruction.",
    _reading("control"),
    _reading("vector"),
)
