"""What is known of values: intervals of integers, formats and significant bits of floats."""

from specgen.semantics.types.integers import INTEGERS, divide, interval, range_of
from specgen.semantics.types.values import BOOL, describe, hull, place_value

__all__ = ["BOOL", "INTEGERS", "describe", "divide", "hull", "interval", "place_value", "range_of"]
