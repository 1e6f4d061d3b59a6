"""Examples of instructions, executed: operands and contents that a person can follow, and what they become.

`Examples` chooses plain situations (`choosing`, with the values of `plain`), runs them as conformance vectors are run, and
tells what was read and what changed in words and numbers (`showing`): registers, elements of state, corners of tiles
(`probing`), counts of semaphores. The second example of an instruction ends in a fault, where it may raise one.
"""

from specgen.machine.examples.example import Change, Ended, Example, Grid, from_data, to_data
from specgen.machine.examples.making import Examples

__all__ = ["Change", "Ended", "Example", "Examples", "Grid", "from_data", "to_data"]
