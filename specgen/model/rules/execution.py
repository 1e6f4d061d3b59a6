"""Rules of what executes."""

from specgen.source import Severity, define

define(
    "spec-instances",
    Severity.ERROR,
    "Instances are declared once.",
    "They are copies of the whole machine; copies of copies have no numbering that everybody would guess.",
    wrong="instances: {tile: {count: 4}, chip: {count: 2}}",
    right="instances: {tile: {count: 8}}",
)
define(
    "spec-semaphore",
    Severity.ERROR,
    "A semaphore that faults when it is full says which fault.",
    "Every way in which a program can go wrong has a name and a code.",
    wrong="semaphores: {ready: {max: 3, producers: [control], consumer: control, on_full: fault}}",
    right="""
    semaphores:
      ready: {max: 3, producers: [control], consumer: control, on_full: fault, overflow: bad_address}
    """,
)
define(
    "spec-function",
    Severity.ERROR,
    "A function has a body, or is one of the host.",
    "A function without a body does nothing; one of the host is written elsewhere.",
    wrong="functions: {relu: {arguments: {value: f32}, returns: f32}}",
    right="""
    functions: {relu: {arguments: {value: f32}, returns: f32, body: "return maximum_number(value, 0.0)"}}
    """,
)
define(
    "spec-template",
    Severity.ERROR,
    "The template of an alias, and its lines, are literal text and places in braces.",
    "A brace without its partner would be read as text, and the operand would be lost.",
    wrong="""
    aliases: {mv: {assembly: "mv {rd:x}, {rs1:x", expands: "addi {rd}, {rs1}, 0"}}
    """,
    right="""
    aliases: {mv: {assembly: "mv {rd:x}, {rs1:x}", expands: "addi {rd}, {rs1}, 0"}}
    """,
)
define(
    "spec-alias",
    Severity.ERROR,
    "An alias turns into lines, or into cases of which one without `when` comes last.",
    "A case after one that always holds is never taken.",
    wrong="""
    aliases:
      li:
        assembly: "li {rd:x}, {imm}"
        expands:
          - {lines: ["addi {rd}, x0, {imm}"]}
          - {when: "imm == 0", lines: ["add {rd}, x0, x0"]}
    """,
    right="""
    aliases:
      li:
        assembly: "li {rd:x}, {imm}"
        expands:
          - {when: "imm == 0", lines: ["add {rd}, x0, x0"]}
          - {lines: ["addi {rd}, x0, {imm}"]}
    """,
)
define(
    "spec-sparse",
    Severity.ERROR,
    "A sparse file is its named entries; what is said of all elements of a file is said of none here.",
    "Only what is named exists. A read-only entry that had a mask or a function for writes would contradict itself.",
    wrong="""
    state:
      csr: {type: u32, sparse: 4096, count: 4096, out_of_range: bad_address, entries: {status: {index: 0x300}}}
    """,
    right="""
    state:
      csr: {type: u32, sparse: 4096, out_of_range: bad_address, entries: {status: {index: 0x300}}}
    """,
)
define(
    "spec-accessor",
    Severity.ERROR,
    "What reads a register takes nothing and returns its type; what writes it takes that and returns nothing.",
    "The function stands for the register: another width would cut or extend what every other access sees.",
    wrong="""
    state:
      csr: {type: u32, sparse: 16, out_of_range: bad_address, entries: {status: {index: 3, read: half}}}
    functions: {half: {returns: u16, body: "return 1"}}
    """,
    right="""
    state:
      csr: {type: u32, sparse: 16, out_of_range: bad_address, entries: {status: {index: 3, read: whole}}}
    functions: {whole: {returns: u32, body: "return 1"}}
    """,
)
define(
    "spec-device",
    Severity.ERROR,
    "A device lies outside of its memory and of other devices, and its registers, whole bytes, inside of it.",
    "An access reaches a byte of the memory, or one register, or nothing: it must be plain which of them.",
    wrong="devices: {uart: {memory: mem, base: 0x800, size: 0x100, registers: {data: {offset: 0, type: u8}}}}",
    right="devices: {uart: {memory: mem, base: 0x8000, size: 0x100, registers: {data: {offset: 0, type: u8}}}}",
)
