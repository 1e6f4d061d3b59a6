"""Rules of references: what one part of a spec names exists, and is of the right kind."""

from specgen.source import Severity, define

define(
    "ref-unknown",
    Severity.ERROR,
    "What is referred to is declared.",
    "A name that nothing has is a misspelling, or something that was renamed or left out.",
    wrong="""
    memories: {mem: {size: 4 KiB, address: u32, out_of_range: bad_adress}}
    """,
    right="""
    memories: {mem: {size: 4 KiB, address: u32, out_of_range: bad_address}}
    """,
)
define(
    "spec-view",
    Severity.ERROR,
    "A view shows all bits of another state: the same dimensions, and as many bits in the last one.",
    """
    A view is the same bits under another type. Elements of another width lie across those of the state, element 0 in
    the low bits; that is plain only where both fill whole bytes, and where no entry is constant.
    """,
    wrong="""
    state:
      v: {type: f32, shape: [8, 4]}
      vh: {type: u16, view_of: v, shape: [8, 4]}
    """,
    right="""
    state:
      v: {type: f32, shape: [8, 4]}
      vh: {type: u16, view_of: v, shape: [8, 8]}
    """,
)
define(
    "spec-role",
    Severity.ERROR,
    "A program counter and an instance index are declared as such, and are single integers.",
    "The machine itself reads and writes them, so that their type and their role must be plain to every reader.",
    wrong="""
    state: {pc: {type: u32}}
    """,
    right="""
    state: {pc: {type: u32, role: program_counter}}
    """,
)
define(
    "spec-processor",
    Severity.ERROR,
    "Every instruction has one processor that fetches it.",
    "The width of the program counter, the memory and the faults of an instruction are those of its processor.",
    wrong="""
    processors:
      second: {program_counter: pc, memory: imem, illegal: illegal, fetch: fetch}
    """,
    right="""
    processors:
      control: {program_counter: pc, memory: imem, illegal: illegal, fetch: fetch}
    """,
)
define(
    "spec-shadows",
    Severity.ERROR,
    "An instruction takes words of other instructions, not its own.",
    "`shadows` says which of two instructions a common word means.",
    wrong="""
    instructions:
      sub:
        {format: r, encoding: {opcode: 9}, assembly: "sub {rd:x}, {rs1:x}, {rs2:x}", shadows: [sub],
         semantics: "x[rd] = x[rs1] - x[rs2]"}
    """,
    right="""
    instructions:
      sub:
        {format: r, encoding: {opcode: 9}, assembly: "sub {rd:x}, {rs1:x}, {rs2:x}",
         semantics: "x[rd] = x[rs1] - x[rs2]"}
    """,
)
