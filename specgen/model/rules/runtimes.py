"""Rules of a runtime's functions."""

from specgen.source import Severity, define

_ERRORS = """
errors:
  ok: {code: 0, when: [success], summary: Done.}
  bad: {code: 1, when: [bad_argument], summary: An argument is wrong.}
  memory: {code: 2, when: [no_memory], summary: There is no room.}
  state: {code: 3, when: [bad_state], summary: Not now.}
  lost: {code: 4, when: [device_lost], summary: The device is gone.}
"""
_OPEN = """
runtimes:
  host:
    version: "1.0"
    handles: {card: }
    functions:
      open: {does: open, with: {device: result}, parameters: {index: u32, result: {type: card, direction: out}}}
"""


def _with(text: str, errors: str = _ERRORS) -> str:
    return errors + _OPEN + text


define(
    "api-verb",
    Severity.ERROR,
    "A function does one of the things that runtimes do.",
    "What a function does is data: the reference implementation, mocks and pages follow from it, whatever it is called.",
    wrong=_with("      peek: {does: look, parameters: {card: card}}\n"),
    right=_with("      shut: {does: close, with: {device: card}, parameters: {card: card}}\n"),
)
define(
    "api-role",
    Severity.ERROR,
    "Every parameter plays a role in what its function does, and every role that is needed is played.",
    """
    A parameter plays the role of its own name, or the one that `with` gives it. One without a role would be a value that
    nobody looks at.
    """,
    wrong=_with("      shut: {does: close, parameters: {card: card}}\n"),
    right=_with("      shut: {does: close, with: {device: card}, parameters: {card: card}}\n"),
)
define(
    "api-type",
    Severity.ERROR,
    "Parameters have types that C hands over the same way on every machine.",
    "Integers of 8, 16, 32 and 64 bits, f32, f64, bytes, text, errors, enums, handles, and structures of a fixed size.",
    wrong=_with("      count: {does: device_count, parameters: {count: {type: u24, direction: out}}}\n"),
    right=_with("      count: {does: device_count, parameters: {count: {type: u32, direction: out}}}\n"),
)
define(
    "api-count",
    Severity.ERROR,
    "Bytes and arrays say which parameter counts them.",
    "Neither the one who calls nor the one who is called can look at a pointer and see where what it points to ends.",
    wrong=_with("""
      room:
        does: allocate
        with: {device: card, buffer: block}
        parameters: {card: card, size: u64, block: {type: block, direction: out}}
      put:
        does: copy_in
        with: {buffer: block}
        parameters: {block: block, offset: u64, data: bytes, size: u64}
""").replace("{card: }", "{card: , block: }"),
    right=_with("""
      room:
        does: allocate
        with: {device: card, buffer: block}
        parameters: {card: card, size: u64, block: {type: block, direction: out}}
      put:
        does: copy_in
        with: {buffer: block}
        parameters: {block: block, offset: u64, data: {type: bytes, counted_by: size}, size: u64}
""").replace("{card: }", "{card: , block: }"),
)
define(
    "api-handle",
    Severity.ERROR,
    "A handle stands for one thing, and says of nothing else that it is made from it.",
    """
    What a handle stands for follows from the roles that it plays; what it is made from follows from that. A stated parent
    is there to be checked, for people rely on it when they take things down again.
    """,
    wrong=_with("").replace("{card: }", "{card: {parent: card}}"),
    right=_with("").replace("{card: }", "{card: {summary: A device.}}"),
)
define(
    "api-errors",
    Severity.ERROR,
    "A function lists all errors that what it does may end in, and there is one for each.",
    """
    Callers handle what is listed. Without a list, the errors that a function may return are those of its verb; with one, the list
    covers these. A condition without an error of its own is reported as the nearest one that has one.
    """,
    wrong=_with(
        "      shut: {does: close, errors: [bad], with: {device: card}, parameters: {card: card}}\n",
    ),
    right=_with(
        "      shut: {does: close, errors: [bad, state], with: {device: card}, parameters: {card: card}}\n",
    ),
)
define(
    "api-slot",
    Severity.ERROR,
    "The dispatch table grows at its end only.",
    """
    A program that was compiled against an earlier table looks for a function at the place that it had there. What is new
    comes last; what goes is retired and keeps its place.
    """,
    wrong=_with("      shut: {does: close, slot: 0, with: {device: card}, parameters: {card: card}}\n"),
    right=_with("      shut: {does: close, slot: 1, with: {device: card}, parameters: {card: card}}\n"),
)
define(
    "api-version",
    Severity.ERROR,
    "The version of a dispatch table is two numbers.",
    "A library hands out every table of the same major version up to its own minor one, and compares both as numbers.",
    wrong=_with("").replace('"1.0"', '"1"'),
    right=_with("").replace('"1.0"', '"1.12"'),
)
define(
    "api-name",
    Severity.ERROR,
    "Functions, handles, structures and enums of a runtime have different names.",
    "In C all of them begin with the same prefix, and live side by side.",
    wrong=_with("      card: {does: close, with: {device: card}, parameters: {card: card}}\n"),
    right=_with("      shut: {does: close, with: {device: card}, parameters: {card: card}}\n"),
)
define(
    "api-unsupported",
    Severity.ERROR,
    "A function does what the device that is described can do.",
    """
    A runtime launches by way of a queue, loads a described format, and reads a described trace. A function for which the spec
    describes nothing could only ever fail.
    """,
    wrong=_with("""
      trace:
        does: read_trace
        with: {device: card}
        parameters:
          card: card
          data: {type: bytes, direction: out, counted_by: size}
          size: u64
          written: {type: u64, direction: out}
"""),
    right=_with(
        "      now: {does: time, with: {device: card}, parameters: {card: card, nanoseconds: {type: u64, direction: out}}}\n"
    ),
)
