"""The rules, by family; a module each. Those that other packages add come by the entry point ``specgen.review``."""

from importlib import import_module

from specgen.review.rules.registry import OTHERS, RULES, Found, Rule, over_all, rule

__all__ = ["OTHERS", "Found", "Rule", "all_rules", "over_all", "rule"]

_FAMILIES = (
    *("words", "isa", "semantics", "layouts", "memories", "artefacts", "registers", "queues", "runtimes"),
    *("parameters", "performance"),
    "versions",  # last: it looks at what the others found
)


def all_rules() -> dict[str, Rule]:
    """Return the rules by id, ours and those of other packages."""
    for family in _FAMILIES:
        import_module(f"specgen.review.rules.{family}")
    OTHERS.load()
    return dict(RULES)
