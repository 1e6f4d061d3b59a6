"""The rules about plugins: that they can be loaded, do not fail, and are set up as they ask for."""

from specgen.source import Severity, define

define(
    "plugin-version",
    Severity.ERROR,
    "A plugin says which plugin API it requires, and this specgen has it.",
    """The names in `specgen.plugin` are kept for as long as the major version is the same. A plugin that was made for another
    one would fail in the middle, or be silently misunderstood; it is refused before any of it is run.""",
    wrong="""
    # specgen_house.py, of a package that names it in the entry points "specgen.checks"
    from specgen.plugin import check
    """,
    right="""
    # specgen_house.py
    from specgen.plugin import check

    requires_api = (1, 0)
    """,
)
define(
    "plugin-failed",
    Severity.ERROR,
    "A plugin raises nothing, and gives what it is asked for.",
    """What it was to look at was not looked at. All else went on, and the package that failed is named, so that it is known
    whom to tell. SPECGEN_DEBUG=1 shows where it happened.""",
    wrong="""
    def generate(request):
        return {"limits.csv": request.architecture.name}  # a request has several
    """,
    right="""
    def generate(request):
        return {"limits.csv": request.default.name}
    """,
)
define(
    "plugin-name",
    Severity.ERROR,
    "No two packages add the same target or rule.",
    "Which of the two is meant would depend on what else is installed, so neither is silently taken.",
    wrong="""
    # pyproject.toml of two installed packages
    [project.entry-points."specgen.generators"]
    csv = "specgen_csv:generate"
    """,
    right="""
    # pyproject.toml of one of them
    [project.entry-points."specgen.generators"]
    table = "specgen_csv:generate"
    """,
)
define(
    "plugin-setting",
    Severity.ERROR,
    "What plugins.yaml sets is a setting of a rule that an installed package adds.",
    """A house's rules are part of what its specs promise. Where the package is not installed, or a setting is misspelt, the
    rule would silently not hold.""",
    wrong="""
    # plugins.yaml, beside spec.yaml
    checks:
      house-names: {mots: 24}
    """,
    right="""
    checks:
      house-names: {most: 24}
    """,
)
