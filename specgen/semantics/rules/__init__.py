"""The rules of the semantics language: registered when imported."""

from specgen.semantics.rules import names, places, statements, tiles, values

__all__ = ["names", "places", "statements", "tiles", "values"]
