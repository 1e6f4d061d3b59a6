"""Rules of number formats."""

from specgen.source import Severity, define

define(
    "type-infinities",
    Severity.ERROR,
    "A format with IEEE's NaNs has infinities.",
    """
    IEEE's NaNs are the codes with all exponent bits set and some mantissa bit: without infinities, nothing would say
    what the code with no mantissa bit means. Every other choice of NaNs goes with infinities and without.
    """,
    wrong="types: {e4m3: {kind: float, exponent: 4, mantissa: 3, infinities: false}}",
    right="types: {e4m3: {kind: float, exponent: 4, mantissa: 3, nans: all_ones, infinities: false}}",
)
define(
    "type-width",
    Severity.ERROR,
    "A float format has at most 64 bits.",
    "Codes, and significands with the bits that rounding looks at, are kept in machine words by every engine.",
    wrong="types: {wide: {kind: float, exponent: 15, mantissa: 60}}",
    right="types: {wide: {kind: float, exponent: 15, mantissa: 48}}",
)
define(
    "type-codes",
    Severity.ERROR,
    "A format has a finite value besides zero.",
    "NaN, infinity and zero may take up all codes of a format of few bits, and then it holds no numbers.",
    wrong="types: {tiny: {kind: float, exponent: 1, mantissa: 0, nans: all_ones}}",
    right="types: {tiny: {kind: float, exponent: 1, mantissa: 1, nans: all_ones}}",
)
define(
    "type-nans",
    Severity.ERROR,
    "A format has the codes that it says are NaN.",
    "IEEE's NaNs differ from infinity in the mantissa, and -0 exists only with a sign.",
    wrong="types: {scale: {kind: float, exponent: 8, mantissa: 0, signed: false}}",
    right="types: {scale: {kind: float, exponent: 8, mantissa: 0, signed: false, nans: all_ones}}",
)
define(
    "type-zero",
    Severity.ERROR,
    "A signed format has a zero.",
    "Between the least value and its negative lies what rounds to zero. Only scales, which are positive, do without.",
    wrong="types: {power: {kind: float, exponent: 4, mantissa: 0, nans: none, subnormals: false}}",
    right="types: {power: {kind: float, exponent: 4, mantissa: 0, nans: none, subnormals: false, signed: false}}",
)
define(
    "type-overflow",
    Severity.ERROR,
    "Conversions overflow to something that the format has.",
    "A format without infinities or NaN can only saturate.",
    wrong="types: {e2m1: {kind: float, exponent: 2, mantissa: 1, nans: none, overflow: nan}}",
    right="types: {e2m1: {kind: float, exponent: 2, mantissa: 1, nans: none, overflow: saturate}}",
)
define(
    "type-canonical-nan",
    Severity.ERROR,
    "The canonical NaN is a NaN.",
    "It is what arithmetic yields where there is no number; the code of a number would be taken for one.",
    wrong="types: {bf16: {kind: float, exponent: 8, mantissa: 7, canonical_nan: 0x7f80}}",
    right="types: {bf16: {kind: float, exponent: 8, mantissa: 7, canonical_nan: 0x7fc0}}",
)
define(
    "type-fixed",
    Severity.ERROR,
    "State, operands and tables are integers or floats, not fixed-point numbers.",
    """
    A fixed-point number is an integer in a unit that the format names, and every step of a computation chooses where
    the point is: a spec says so with integers and shifts. As the element of a block format the unit is all there is.
    """,
    wrong="""
    types: {q7: {kind: fixed, width: 8, fraction: 7}}
    state: {gain: {type: q7, count: 4}}
    """,
    right="""
    types: {q7: {kind: fixed, width: 8, fraction: 7}}
    state: {gain: {type: s8, count: 4}}  # in units of 2^-7
    """,
)
define(
    "type-symmetric",
    Severity.ERROR,
    "A symmetric format is signed.",
    "It leaves out the code whose negative it does not have, and an unsigned format has no negatives at all.",
    wrong="types: {level: {kind: fixed, width: 8, fraction: 8, signed: false, symmetric: true}}",
    right="types: {level: {kind: fixed, width: 8, fraction: 7, symmetric: true}}",
)
define(
    "type-scale-rounding",
    Severity.ERROR,
    "A scale is rounded where it need not be a power of two.",
    "The rules floor, ceil and nearest give powers of two, which the scale's format has; what rounds is their rule.",
    wrong="""
    include: [std:types/mx.yaml]
    types: {blocks: {kind: block, element: e4m3, scale: e8m0, block: 32, scale_rule: ceil, scale_rounding: up}}
    """,
    right="""
    include: [std:types/mx.yaml]
    types: {blocks: {kind: block, element: e4m3, scale: e8m0, block: 32, scale_rule: amax, scale_rounding: up}}
    """,
)
define(
    "type-scale",
    Severity.ERROR,
    "The scale of a block format is a float format.",
    "A block's value is scale times element, and an integer scale says nothing about its range.",
    wrong="types: {blocks: {kind: block, element: s8, scale: u8, block: 32}}",
    right="""
    include: [std:types/mx.yaml]
    types: {blocks: {kind: block, element: s8, scale: e8m0, block: 32}}
    """,
)
define(
    "type-block",
    Severity.ERROR,
    "A single value is not of a block format.",
    "A block is several elements and their scale, which are read, written and computed with by themselves.",
    wrong="""
    include: [std:types/mx.yaml]
    state: {v: {type: mxfp8_e4m3, count: 8}}
    """,
    right="""
    include: [std:types/mx.yaml, std:types/ofp8.yaml]
    state: {v: {type: e4m3, count: 8}}
    """,
)
define(
    "type-integer",
    Severity.ERROR,
    "Addresses, values of faults, and state with a least and greatest value are integers.",
    "There is no agreed meaning of the bounds of a float that may be NaN.",
    wrong="state: {gain: {type: f32, max: 16}}",
    right="state: {gain: {type: u8, max: 16}}",
)
define(
    "type-unsigned",
    Severity.ERROR,
    "An address is unsigned.",
    "A negative address means nothing, and half of the range would be lost.",
    wrong="memories: {mem: {size: 4 KiB, address: s32, out_of_range: bad_address}}",
    right="memories: {mem: {size: 4 KiB, address: u32, out_of_range: bad_address}}",
)
define(
    "type-choice",
    Severity.ERROR,
    "Where a field chooses a type, all values of its enum name one.",
    "For a value without a type the instruction would have no meaning.",
    wrong="enums: {kind: {values: {single: {value: 0, type: f32}, half: 1}}}",
    right="enums: {kind: {values: {single: {value: 0, type: f32}, half: {value: 1, type: f16}}}}",
)
