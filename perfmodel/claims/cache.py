"""Results of claims between two checks, on a shelf of the user's own."""

from __future__ import annotations

from specgen.perfmodel.claims.results import Results
from specgen.source.shelf import Shelf, code_of, digest_of

_SHELF = Shelf("claims")
_ROOMS = ("perfmodel", "model", "semantics", "std")


def key_of(content_hash: str) -> str:
    """Return what results depend on: what the spec says, and the code and library that compute them."""
    return digest_of(f"{content_hash}\0", *_code())


def _code() -> list[str]:
    return code_of(_ROOMS)


def read(key: str) -> Results | None:
    """Return the results kept under a key, or None."""
    try:
        found = _SHELF.read(key)
        return None if found is None else Results.from_json(found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def write(key: str, results: Results) -> None:
    """Keep results under a key, where the folder allows it."""
    _SHELF.write(key, results.to_json())
