"""The instruction set: words, fields, enums, what assembles to what, registers, extensions, and what is touched unsaid."""

from specgen.review.rules.isa import (  # noqa: F401  (each registers its rules)
    assembly,
    effects,
    enums,
    fields,
    gating,
    masks,
    opcodes,
    overlapping,
    registers,
    spellings,
)
