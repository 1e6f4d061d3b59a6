"""Rules of structures and of error codes."""

from specgen.source import Severity, define

define(
    "struct-type",
    Severity.ERROR,
    "A member has a type that C has at every place, or a union.",
    """
    Structures are read by other languages, by hardware and by people with a hex dump. Integers of 8, 16, 32 and 64 bits, f32
    and f64 mean the same to all of them; everything narrower is a bit field of one of these.
    """,
    wrong="structures: {packet: {endian: little, fields: {length: u24}}}",
    right='structures: {packet: {endian: little, fields: {a: {type: u32, bits: {length: "23:0", kind: "31:24"}}}}}',
)
define(
    "struct-padding",
    Severity.ERROR,
    "Every byte of a structure is named.",
    """
    Compilers put bytes between members so that each is aligned, as many as the machine wants: 32-bit and 64-bit ones
    differ, and what lies in them is whatever was there. Padding is a member like any other, with a stated policy.
    """,
    wrong="structures: {packet: {endian: little, fields: {kind: u8, address: u64}}}",
    right="""
    structures:
      packet: {endian: little, fields: {kind: u8, pad_1: {type: u8, count: 7, reserved: zero}, address: u64}}
    """,
)
define(
    "struct-endian",
    Severity.ERROR,
    "A structure with values of several bytes says in which order they lie.",
    "The two sides may be different machines; what the order is cannot be left to either.",
    wrong="structures: {packet: {fields: {length: u32}}}",
    right="structures: {packet: {endian: little, fields: {length: u32}}}",
)
define(
    "struct-bits",
    Severity.ERROR,
    "Bit fields divide one integer, and name each of its bits once.",
    "A bit that nobody named is one that a later version cannot use: readers would not have refused it, nor writers cleared it.",
    wrong='structures: {packet: {endian: little, fields: {flags: {type: u8, bits: {busy: "0"}}}}}',
    right='structures: {packet: {endian: little, fields: {flags: {type: u8, bits: {busy: "0", reserved: "7:1"}}}}}',
)
define(
    "struct-offset",
    Severity.ERROR,
    "A stated offset is the one that the members before give.",
    "Offsets follow from the order of members. One that is written down is there to be checked: hardware has it too.",
    wrong="structures: {packet: {endian: little, fields: {kind: u32, length: {type: u32, offset: 8}}}}",
    right="structures: {packet: {endian: little, fields: {kind: u32, length: {type: u32, offset: 4}}}}",
)
define(
    "struct-size",
    Severity.ERROR,
    "A stated size is that of the members, and an alignment is a power of two.",
    "Queues count in packets of one size: who adds a member must see that it no longer fits.",
    wrong="structures: {packet: {endian: little, size: 64, fields: {kind: u32}}}",
    right="structures: {packet: {endian: little, size: 4, fields: {kind: u32}}}",
)
define(
    "struct-cycle",
    Severity.ERROR,
    "A structure does not hold itself.",
    "It would have no size. What points to another one of its kind holds an address.",
    wrong="structures: {node: {endian: little, fields: {next: node}}}",
    right="structures: {node: {endian: little, fields: {next: u64}}}",
)
define(
    "struct-count",
    Severity.ERROR,
    "An array says how many there are: a count, or a member that tells, and then it is the last one.",
    "A reader finds what follows an array only if it knows where that ends.",
    wrong="structures: {list: {endian: little, fields: {count: u32, items: {type: u32, counted_by: many}}}}",
    right="structures: {list: {endian: little, fields: {count: u32, items: {type: u32, counted_by: count}}}}",
)
define(
    "struct-union",
    Severity.ERROR,
    "Each arm of a union says when it is the one that is there.",
    "Without a condition every reader guesses, and each in its own way.",
    wrong="structures: {packet: {endian: little, fields: {kind: u32, body: {union: {a: {type: u32}}}}}}",
    right="""
    structures:
      packet: {endian: little, fields: {kind: u32, body: {union: {a: {type: u32, valid_when: kind == 1}}}}}
    """,
)
define(
    "struct-condition",
    Severity.ERROR,
    "Conditions between members are made of operators that no value can break.",
    "They are emitted in several languages, for input that anybody may have made: nothing in them divides by what it finds.",
    wrong="structures: {packet: {endian: little, fields: {a: u32, b: u32}, constraints: [a / b == 2]}}",
    right="structures: {packet: {endian: little, fields: {a: u32, b: u32}, constraints: [a == 2 * b]}}",
)
define(
    "struct-checksum",
    Severity.ERROR,
    "A checksum has the size of its algorithm, and covers members from a first to a last one.",
    "A checksum that does not fit is cut in one place and not in another.",
    wrong="structures: {packet: {endian: little, fields: {a: u32, sum: {type: u32, checksum: {algorithm: crc64}}}}}",
    right="structures: {packet: {endian: little, fields: {a: u32, sum: {type: u32, checksum: {algorithm: crc32}}}}}",
)
define(
    "struct-growth",
    Severity.ERROR,
    "What a later version adds, it adds at the end; a structure that is sized names the member with the size.",
    "Old readers know the beginning alone. A member in the middle moves all that follows.",
    wrong="structures: {info: {endian: little, growth: sized, fields: {size: u32, a: u32}}}",
    right="structures: {info: {endian: little, growth: sized, sized_by: size, fields: {size: u32, a: u32}}}",
)
define(
    "error-condition",
    Severity.ERROR,
    "An error stands for things that happen in devices and runtimes.",
    "A device reports what happened by the error that names it; a name that nothing happens by is never reported.",
    wrong="errors: {ok: {code: 0, when: [success]}, lost: {code: 1, when: [bus_eror]}}",
    right="errors: {ok: {code: 0, when: [success]}, lost: {code: 1, when: [bus_error]}}",
)
define(
    "error-twice",
    Severity.ERROR,
    "A code, a condition and a fault belong to one error.",
    "Who meets a code looks up one cause; who meets a fault reports one code.",
    wrong="errors: {ok: {code: 0, when: [success]}, lost: {code: 1}, late: {code: 1}}",
    right="errors: {ok: {code: 0, when: [success]}, lost: {code: 1}, late: {code: 2}}",
)
define(
    "error-success",
    Severity.ERROR,
    "Code 0 means success.",
    "Every C programmer tests a status by zero.",
    wrong="errors: {lost: {code: 1, when: [bus_error]}}",
    right="errors: {ok: {code: 0, when: [success]}, lost: {code: 1, when: [bus_error]}}",
)
