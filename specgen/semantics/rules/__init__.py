"""The rules of the semantics language: registered when imported."""

from specgen.semantics.rules import names, places, statements, values

__all__ = ["names", "places", "statements", "values"]
