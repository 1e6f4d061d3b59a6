"""The power that a chip draws while it works: a floor, an energy for each operation and each byte, a limit above.

A chip at its limit lowers its clock; the time that the operator then takes is what the model of its time says. After
Horowitz, Computing's energy problem, ISSCC 2014: energies of operations and of bytes by their distance.
"""

from __future__ import annotations

from typing import Any

from specgen.perfmodel.counting import Count, minimum
from specgen.perfmodel.physical.model import Parameter, Values

FLOOR = Parameter("floor", "W", "drawn while kernels run that do next to nothing", 20, 300, 130)
OPERATION = Parameter("operation", "J", "energy of an operation", 1e-14, 5e-11, 6e-13)
BYTE = Parameter("byte", "J/B", "energy of a byte of the operands", 1e-12, 1e-9, 5e-11)

POWER = (FLOOR, OPERATION, BYTE)


def watts(operations: Count, moved: Count, seconds: Count, limit: Count | None, values: Values) -> Any:
    """Return the power of operators of so many operations that move so many bytes, in so many seconds."""
    work = operations * values[OPERATION.name] + moved * values[BYTE.name]
    drawn = values[FLOOR.name] + work / seconds
    return drawn if limit is None else minimum(drawn, limit)
