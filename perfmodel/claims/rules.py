"""The rules of claims and targets; importing this registers them."""

from specgen.source import Severity, define

_RIGHT = """
decisions:
  small_memory:
    summary: The data memory is small.
    claims: [{perf: memories.mem.size <= 8 KiB}]
"""

define(
    "claim-syntax",
    Severity.ERROR,
    "A claim compares two expressions, once.",
    "A claim that cannot be read is never computed, so the decision that rests on it rests on nothing.",
    wrong=_RIGHT.replace("<= 8 KiB", "is small"),
    right=_RIGHT,
)
define(
    "claim-unknown",
    Severity.ERROR,
    "Every name in a claim is one of the design, of the library of chips and models, or of the language.",
    "A name that nothing has is a misspelling, or of something that was removed since.",
    wrong=_RIGHT.replace("mem.size", "men.size"),
    right=_RIGHT,
)
define(
    "claim-units",
    Severity.ERROR,
    "Both sides of a claim measure the same, and every argument is what its function takes.",
    "A time compared with a plain number says nothing: 2 may be milliseconds to one reader and seconds to another.",
    wrong=_RIGHT.replace("8 KiB", "8"),
    right=_RIGHT,
)
define(
    "claim-value",
    Severity.ERROR,
    "What a claim asks for can be computed.",
    "A division by zero, an argument out of range, or a number that the spec does not give leaves nothing to compare.",
    wrong=_RIGHT.replace("8 KiB", "8 KiB / 0"),
    right=_RIGHT,
)
define(
    "decision-claim",
    Severity.ERROR,
    "The claims of an accepted decision hold.",
    """
    A decision was taken because of numbers. Where a change of the spec moves them past what was claimed, the reason is
    gone: the decision is to be taken again, or the change is not to be made. That no check notices is how designs drift
    away from their reasons.
    """,
    wrong=_RIGHT.replace("8 KiB", "2 KiB"),
    right=_RIGHT,
)
define(
    "decision-alternative",
    Severity.ERROR,
    "What is claimed of a rejected alternative holds: it is worse by as much as was said.",
    """
    An alternative was rejected in numbers. Where they no longer hold it may have become the better choice, and the
    decision is to be looked at again.
    """,
    wrong="""
        parameters: {SIZE: {type: bytes, default: 4 KiB, summary: Size of a second memory.}}
        memories:
          more: {size: SIZE, address: u32, out_of_range: bad_address, summary: A second memory.}
        decisions:
          small_memory:
            summary: The second memory is small.
            claims: [{perf: memories.more.size <= 8 KiB}]
            alternatives:
              large:
                summary: A memory of twice the size.
                parameters: {SIZE: 8 KiB}
                claims: [{perf: memories.more.size >= 4 * chosen.memories.more.size}]
        """,
    right="""
        parameters: {SIZE: {type: bytes, default: 4 KiB, summary: Size of a second memory.}}
        memories:
          more: {size: SIZE, address: u32, out_of_range: bad_address, summary: A second memory.}
        decisions:
          small_memory:
            summary: The second memory is small.
            claims: [{perf: memories.more.size <= 8 KiB}]
            alternatives:
              large:
                summary: A memory of twice the size.
                parameters: {SIZE: 8 KiB}
                claims: [{perf: memories.more.size >= 2 * chosen.memories.more.size}]
        """,
)
define(
    "target-missed",
    Severity.WARNING,
    "Targets are met in the phase that they are of.",
    """
    A spec that misses a target is still a spec, and work goes on; nobody should have to find out by asking. With
    ``--strict`` the warning fails the check. What is met without its margin, or only where uncertain numbers turn out
    well, is at risk: ``specgen perf targets`` says so.
    """,
    wrong="targets: {data: {summary: Room for data., perf: memories.mem.size, at_least: 8 KiB}}",
    right="targets: {data: {summary: Room for data., perf: memories.mem.size, at_least: 4 KiB}}",
)
