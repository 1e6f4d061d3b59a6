"""Rules of registers and of interrupts."""

from specgen.source import Severity, define

define(
    "reg-width",
    Severity.ERROR,
    "An access has 8, 16, 32 or 64 bits, and a register one or several of them.",
    "A bus carries powers of two. A register that is narrower than an access would be written together with its neighbour.",
    wrong="registers: {uart: {base: 0, width: 32, registers: {status: {offset: 0, width: 24}}}}",
    right="registers: {uart: {base: 0, width: 32, registers: {status: {offset: 0, width: 64}}}}",
)
define(
    "reg-aligned",
    Severity.ERROR,
    "Blocks, registers and strides lie on multiples of an access.",
    "A bus has no address for what begins in the middle of a word: two accesses would each reach half of it.",
    wrong="registers: {uart: {base: 0, registers: {status: {offset: 2}}}}",
    right="registers: {uart: {base: 0, registers: {status: {offset: 4}}}}",
)
define(
    "reg-size",
    Severity.ERROR,
    "Registers lie within their block.",
    "The size of a block is what a driver maps; what lies behind it faults.",
    wrong="registers: {uart: {base: 0, size: 4, registers: {status: {offset: 0}, data: {offset: 4}}}}",
    right="registers: {uart: {base: 0, size: 8, registers: {status: {offset: 0}, data: {offset: 4}}}}",
)
define(
    "reg-overlap",
    Severity.ERROR,
    "No byte belongs to two registers, nor to two blocks.",
    "Which of them would answer? What reads one way and writes another is one register whose fields say so.",
    wrong="registers: {uart: {base: 0, registers: {status: {offset: 0, width: 64}, data: {offset: 4}}}}",
    right="registers: {uart: {base: 0, registers: {status: {offset: 0, width: 64}, data: {offset: 8}}}}",
)
define(
    "reg-stride",
    Severity.ERROR,
    "A stride belongs to an array, and is no less than one element.",
    "Elements that lie upon each other are one; where there is one, nothing is a stride away.",
    wrong="registers: {uart: {base: 0, registers: {data: {offset: 0, width: 64, count: 4, stride: 4}}}}",
    right="registers: {uart: {base: 0, registers: {data: {offset: 0, width: 64, count: 4, stride: 8}}}}",
)
define(
    "reg-bits",
    Severity.ERROR,
    "Fields of a register have no bits in common.",
    "A write of one would change the other. Bits that no field names are reserved, and zero.",
    wrong='registers: {uart: {base: 0, registers: {status: {offset: 0, fields: {busy: "3:0", full: "3"}}}}}',
    right='registers: {uart: {base: 0, registers: {status: {offset: 0, fields: {busy: "2:0", full: "3"}}}}}',
)
define(
    "reg-fields",
    Severity.ERROR,
    "A register with fields leaves to each what it is after a reset, what it means and how it acts.",
    "A value for the whole would be a second place for the same numbers. Access, hardware and lock are defaults for all fields.",
    wrong='registers: {uart: {base: 0, registers: {mode: {offset: 0, reset: 1, fields: {on: "0"}}}}}',
    right='registers: {uart: {base: 0, registers: {mode: {offset: 0, fields: {on: {bits: "0", reset: 1}}}}}}',
)
define(
    "reg-reset",
    Severity.ERROR,
    "What a field is after a reset fits in its bits, and is a value of its enum.",
    "Software reads it before anybody wrote one. What nobody knows is `none`.",
    wrong="registers: {uart: {base: 0, width: 8, registers: {divisor: {offset: 0, reset: 256}}}}",
    right="registers: {uart: {base: 0, width: 8, registers: {divisor: {offset: 0, reset: none}}}}",
)
define(
    "reg-enum",
    Severity.ERROR,
    "A field has bits for all values of its enum.",
    "A value that is cut off when it is written is another value.",
    wrong="""
    enums: {parity: {values: {off: 0, even: 2, odd: 3}}}
    registers: {uart: {base: 0, registers: {mode: {offset: 0, fields: {parity: {bits: "0", enum: parity}}}}}}
    """,
    right="""
    enums: {parity: {values: {off: 0, even: 2, odd: 3}}}
    registers: {uart: {base: 0, registers: {mode: {offset: 0, fields: {parity: {bits: "1:0", enum: parity}}}}}}
    """,
)
define(
    "reg-access",
    Severity.ERROR,
    "A pulse is written and zero after a reset, a lock is one bit, and what is reserved does nothing.",
    "A pulse that cannot be written never acts; a lock of two bits might be half closed.",
    wrong='registers: {uart: {base: 0, registers: {reset: {offset: 0, fields: {now: {bits: "0", access: ro, pulse: true}}}}}}',
    right='registers: {uart: {base: 0, registers: {reset: {offset: 0, fields: {now: {bits: "0", access: wo, pulse: true}}}}}}',
)
define(
    "reg-lock",
    Severity.ERROR,
    "What locks is a field of the access `lock`, for all elements of an array or in the same one.",
    "A lock stays closed until a reset. A bit that software can clear again protects nothing from it.",
    wrong="registers: {uart: {base: 0, registers: {guard: {offset: 0}, mode: {offset: 4, locked_by: uart.guard.guard}}}}",
    right="""
    registers:
      uart:
        base: 0
        registers:
          guard: {offset: 0, fields: {closed: {bits: "0", access: lock}}}
          mode: {offset: 4, locked_by: uart.guard.closed}
    """,
)
define(
    "irq-line",
    Severity.ERROR,
    "Each interrupt has a line of its own.",
    "The handler of a line would not know which of them came. Several reasons of one line are bits of a pending register.",
    wrong="interrupts: {done: {line: 0, when: [completion]}, failed: {line: 0, when: [error]}}",
    right="interrupts: {done: {line: 0, when: [completion]}, failed: {line: 1, when: [error]}}",
)
define(
    "irq-field",
    Severity.ERROR,
    "An interrupt shows in one bit of its own that can be read, and is masked by another that can be written.",
    "A handler that clears a bit for two reasons loses one of them.",
    wrong="""
    registers: {uart: {base: 0, registers: {pending: {offset: 0}, enable: {offset: 4}}}}
    interrupts: {done: {line: 0, pending: uart.pending, enable: uart.enable, when: [completion]}}
    """,
    right="""
    registers:
      uart:
        base: 0
        registers:
          pending: {offset: 0, access: w1c, fields: {done: "0"}}
          enable: {offset: 4, fields: {done: "0"}}
    interrupts: {done: {line: 0, pending: uart.pending.done, enable: uart.enable.done, when: [completion]}}
    """,
)
