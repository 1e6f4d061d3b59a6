"""Releases of a spec kept in its repository: a table of hashes, golden artefacts that are read again, what changed between.

`golden_of` makes the artefacts of a side, `replay` has another side read them; `markdown` and `notes_of` say what reviews
of successive releases found.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.releases.allowing import allowed, may_break
    from specgen.releases.changelog import markdown
    from specgen.releases.golden import Artefact, Golden, golden_of
    from specgen.releases.notes import READERS, Notes, notes_of
    from specgen.releases.replaying import Replayed, Verdict, replay
    from specgen.releases.reporting import as_data, as_text
    from specgen.releases.storing import read_golden, spec_archive, spec_bytes, write_golden, write_spec
    from specgen.releases.table import SPEC, Release, ReleaseError, known_as, read_table, write_table

__all__ = [
    "READERS",
    "SPEC",
    "Artefact",
    "Golden",
    "Notes",
    "Release",
    "ReleaseError",
    "Replayed",
    "Verdict",
    "allowed",
    "as_data",
    "as_text",
    "golden_of",
    "known_as",
    "markdown",
    "may_break",
    "notes_of",
    "read_golden",
    "read_table",
    "replay",
    "spec_archive",
    "spec_bytes",
    "write_golden",
    "write_spec",
    "write_table",
]

_HOMES = {
    "allowing": ("allowed", "may_break"),
    "changelog": ("markdown",),
    "golden": ("Artefact", "Golden", "golden_of"),
    "notes": ("READERS", "Notes", "notes_of"),
    "replaying": ("Replayed", "Verdict", "replay"),
    "reporting": ("as_data", "as_text"),
    "storing": ("read_golden", "spec_archive", "spec_bytes", "write_golden", "write_spec"),
    "table": ("SPEC", "Release", "ReleaseError", "known_as", "read_table", "write_table"),
}
_LATE = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
