"""The rules of user templates."""

from specgen.source import Severity, define

define(
    "jinja-unreadable",
    Severity.ERROR,
    "Templates are files of UTF-8 text that end in .j2, within the folder that is named.",
    """A folder's templates may include each other and nothing else; links that lead out of it are refused, for a template's
    text may end up in what it writes. Each is at most 1 MiB, a folder has at most 1000, and each makes a file of its own.""",
    wrong="specgen generate --template notes.txt",
    right="specgen generate --template notes.md.j2",
)
define(
    "jinja-syntax",
    Severity.ERROR,
    "A template is well-formed, and its filters and tests exist.",
    "Jinja cannot tell what is meant; nothing is written.",
    wrong="{% for one in variant.instructions %}{{ one.name }}",
    right="{% for one in variant.instructions %}{{ one.name }}{% endfor %}",
)
define(
    "jinja-missing",
    Severity.ERROR,
    "What a template includes, imports or extends is another one of its folder.",
    "Templates have no file system: they find each other by the path below the folder that was named.",
    wrong='{% include "/etc/hostname" %}',
    right='{% include "_head.j2" %}  {# beside it, in the same folder #}',
)
define(
    "jinja-undefined",
    Severity.ERROR,
    "Every name that a template uses is there.",
    "A misspelt one would be written as nothing, and the header would compile.",
    wrong="{{ variant.parameters.LANSE.value }}",
    right="{{ variant.parameters.LANES.value }}",
)
define(
    "jinja-forbidden",
    Severity.ERROR,
    "A template uses the data that it is handed, not what Python has behind it.",
    """Templates come from other people's repositories. Names that begin with an underscore, and methods that change things, are
    how a template would get at the machine it is rendered on.""",
    wrong='{{ "".__class__.__mro__ }}',
    right="{{ spec.name }}",
)
define(
    "jinja-limit",
    Severity.ERROR,
    "A template ends soon, needs little memory, and writes files that can be opened.",
    """It has 10 seconds of computing for all its files, 512 MiB, and 16 Mi characters a file; a range has at most 100,000
    numbers. Headers of the largest specs need a hundredth of it.""",
    wrong="{% for i in range(99999) %}{% for j in range(99999) %}{{ i }}{% endfor %}{% endfor %}",
    right="{% for i in range(16) %}{{ i }}{% endfor %}",
)
define(
    "jinja-failed",
    Severity.ERROR,
    "What a template computes can be computed, and what it writes is a text or a number.",
    "A list or none has no one spelling in a file of another language: the template says how it is to be written.",
    wrong="{{ variant.registers }}",
    right='{{ variant.registers|map(attribute="name")|join(", ") }}',
)
