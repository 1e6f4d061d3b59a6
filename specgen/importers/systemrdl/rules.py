"""Rules of importing SystemRDL; their examples are in that language."""

from specgen.source import Severity, define

define(
    "rdl-syntax",
    Severity.ERROR,
    "A SystemRDL file compiles.",
    "What systemrdl-compiler says of the file stands here with its place.",
    wrong="addrmap uart { reg { field {} full[1]; } status };",
    right="addrmap uart { reg { field {} full[1]; } status; };",
)
define(
    "rdl-warning",
    Severity.WARNING,
    "A SystemRDL file compiles without warnings.",
    "What systemrdl-compiler says of the file stands here with its place.",
    wrong="addrmap uart { reg { field {} full[1]; } status; } uart0;",
    right="addrmap uart { reg { field {} full[1]; } status; };",
)
define(
    "rdl-unsupported",
    Severity.ERROR,
    "What software sees can be said here.",
    """
    A register that behaves otherwise than a spec says is worse than none: where an access, a width or a shape has no word
    here, nothing is imported.
    """,
    wrong="addrmap uart { reg { field { sw = rw; onwrite = wzs; } full[1] = 0; } status; };",
    right="addrmap uart { reg { field { sw = rw; onwrite = wzc; } full[1] = 0; } status; };",
)
define(
    "rdl-lost",
    Severity.WARNING,
    "What has no word here is left out, and told.",
    """
    Counters, signals and what connects a field to logic are told to hardware tools in SystemRDL; what software reads and
    writes is the same without them. Keep them in the .rdl file.
    """,
    wrong="addrmap uart { reg { field { sw = r; counter; } sent[8] = 0; } status; };",
    right="addrmap uart { reg { field { sw = r; hw = w; } sent[8] = 0; } status; };",
)
define(
    "rdl-renamed",
    Severity.WARNING,
    "Names are letters, digits and underscores, begin with a letter, and are there once.",
    "A name that cannot stay is told with the one that it got.",
    wrong="addrmap uart { reg { field { sw = r; } _full[1]; } status; };",
    right="addrmap uart { reg { field { sw = r; } full[1]; } status; };",
)
