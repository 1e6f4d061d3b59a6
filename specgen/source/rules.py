"""The rules of this stage: what YAML may say in a spec, and what the value of a key may be."""

from specgen.source.registry import Severity, define

define(
    "yaml-unreadable",
    Severity.ERROR,
    "A file that a spec names can be read.",
    "A file that is missing, a folder or not permitted would leave out whatever it describes.",
    wrong="""
    name: demo
    include: [isa/no_such_file.yaml]
    """,
    right="""
    name: demo
    include: []  # or the path of a file that exists, from this file's folder
    """,
)
define(
    "yaml-encoding",
    Severity.ERROR,
    "A spec is UTF-8 without a byte order mark.",
    "Tools disagree about every other encoding, so the same bytes would be different specs.",
    wrong="\ufeff" + "name: demo  # a byte order mark stands before this line",
    right="name: demo",
)
define(
    "yaml-control-character",
    Severity.ERROR,
    "A spec holds no control characters.",
    """
    They are invisible, and some reorder what a reviewer sees of the line around them. Exotic line separators
    make editors and parsers count lines differently. Text that needs one writes it as an escape.
    """,
    wrong="summary: rings\x07the bell",
    right=r'summary: "rings\x07the bell"',
)
define(
    "yaml-tab",
    Severity.ERROR,
    "A spec holds no tab characters.",
    "Indentation carries meaning, and how wide a tab is depends on who looks.",
    wrong="summary:\ttwo columns",
    right="summary: two columns",
)
define(
    "yaml-syntax",
    Severity.ERROR,
    "A spec is well-formed YAML.",
    "Where brackets, quotes or indentation do not match, nothing can be said about what the author meant.",
    wrong="""
    parameters:
      N: {type: integer, default: [16}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
    """,
)
define(
    "yaml-limit",
    Severity.ERROR,
    "A file stays within the limits of size, nesting and number of values.",
    "A spec written by people is far below them; a file above them is an accident or an attack.",
    wrong="summary: " + "[" * 65 + "]" * 65,
    right="summary: a few words",
)
define(
    "yaml-duplicate-key",
    Severity.ERROR,
    "A mapping gives each key once.",
    "Most readers of YAML silently take the last one, so one of two instructions of a name would vanish.",
    wrong="""
    parameters:
      N: {type: integer, default: 16}
      N: {type: integer, default: 32}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
      M: {type: integer, default: 32}
    """,
)
define(
    "yaml-key",
    Severity.ERROR,
    "A key is text.",
    "A key names something for ever; a list, a mapping or nothing is no name.",
    wrong="""
    parameters:
      [N, M]: {type: integer, default: 16}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
      M: {type: integer, default: 16}
    """,
)
define(
    "yaml-anchor",
    Severity.ERROR,
    "A spec holds no anchors.",
    "An anchor exists for its aliases, and a value shared by reference has no place of its own to explain.",
    wrong="""
    parameters:
      N: &sixteen {type: integer, default: 16}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
    """,
)
define(
    "yaml-alias",
    Severity.ERROR,
    "A spec holds no aliases.",
    """
    A reader of one place should see what stands there. Aliases of aliases also grow without bound: nine short
    lines can stand for a thousand million values. What is shared is named, as a parameter or a function.
    """,
    wrong="""
    parameters:
      N: &sixteen {type: integer, default: 16}
      M: *sixteen
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
      M: {type: integer, default: N}
    """,
)
define(
    "yaml-merge-key",
    Severity.ERROR,
    "A spec holds no merge keys.",
    "What a merge key overrides depends on rules that readers and tools disagree about.",
    wrong="""
    parameters:
      N:
        <<: {type: integer, default: 8}
        default: 16
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
    """,
)
define(
    "yaml-tag",
    Severity.ERROR,
    "A spec holds no tags.",
    "The model alone says what type a value has; tags are also how YAML makes other tools run code.",
    wrong="""
    parameters:
      N: {type: integer, default: !!int "16"}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
    """,
)
define(
    "yaml-documents",
    Severity.ERROR,
    "A file holds one document.",
    "A second document is ignored by some tools and an error in others. Files are put together by `include`.",
    wrong="""
    name: one
    ---
    name: two
    """,
    right="""
    name: one
    """,
)
define(
    "yaml-leading-zero",
    Severity.ERROR,
    "A decimal number does not begin with a zero.",
    "YAML 1.1 reads 010 as eight, YAML 1.2 as ten, and people as either.",
    wrong="""
    parameters:
      N: {type: integer, default: 010}
    """,
    right="""
    parameters:
      N: {type: integer, default: 0o10}
    """,
)
define(
    "yaml-number",
    Severity.ERROR,
    "What begins like a number in another base is one.",
    "0b12 or 0xG1 is a misspelt number far more often than text, and text can be quoted.",
    wrong="""
    parameters:
      N: {type: integer, default: 0b1021}
    """,
    right="""
    parameters:
      N: {type: integer, default: 0b1011}
    """,
)
define(
    "yaml-number-range",
    Severity.ERROR,
    "Numbers stay within 4096 bits.",
    "No register is that wide; and 1e999999999 would need more memory than a machine has.",
    wrong="""
    parameters:
      N: {type: integer, default: 1e99999}
    """,
    right="""
    parameters:
      N: {type: integer, default: 1e12}
    """,
)
define(
    "schema-unknown-key",
    Severity.ERROR,
    "A mapping holds only keys that mean something there.",
    "A misspelt key would be ignored, and the default that stands in for it would look intended.",
    wrong="""
    parameters:
      N: {type: integer, defualt: 16}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
    """,
)
define(
    "schema-missing-key",
    Severity.ERROR,
    "A mapping holds every key that it needs.",
    "What has no sensible default is never guessed.",
    wrong="""
    parameters:
      N: {type: integer}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
    """,
)
define(
    "schema-type",
    Severity.ERROR,
    "A value is of the kind that its key expects.",
    "A number is not its text: nothing is converted silently.",
    wrong="""
    parameters:
      N: {type: integer, default: 16, allowed: 16}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16, allowed: [16]}
    """,
)
define(
    "schema-choice",
    Severity.ERROR,
    "Where a key allows certain words only, its value is one of them.",
    "Any other word would have no meaning.",
    wrong="""
    parameters:
      N: {type: integre, default: 16}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16}
    """,
)
define(
    "schema-value",
    Severity.ERROR,
    "A value is within the limits of its key.",
    "A value of the right kind may still be impossible: a range with one end, a width below one.",
    wrong="""
    parameters:
      N: {type: integer, default: 16, range: [8]}
    """,
    right="""
    parameters:
      N: {type: integer, default: 16, range: [8, 32]}
    """,
)
