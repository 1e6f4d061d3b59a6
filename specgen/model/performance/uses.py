"""What runs on a chip: models by their sizes, workloads, and how operators become instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.performance.networks import Network
    from specgen.model.quantity import Quantity


@frozen(eq=False, kw_only=True)
class Model(Item):
    """A neural network; ``network`` has its sizes as its kind asks for them, None where they are wrong."""

    kind: str
    source: str
    format: str
    network: Network | None


@frozen(eq=False, kw_only=True)
class Workload(Item):
    """A model in use; ``model`` and ``draft`` are names of the spec or of the library.

    ``lengths`` are distributions that stand for numbers: how often there is each length.
    """

    model: str
    phase: str
    numbers: dict[str, int]
    lengths: dict[str, dict[int, int]]
    formats: dict[str, str]
    sparsity: str
    fused: bool
    skew: Quantity | None
    draft: str | None
    acceptance: Quantity | None
    parallel: dict[str, int]


@frozen()
class LoweringStep:
    """What each tile takes: ``bytes`` over a ``path``, or an ``instruction``, ``count`` times every ``each`` tiles.

    The numbers are texts: expressions over the parameters and the sizes of the tile and of the operator.
    """

    path: str | None
    bytes: str
    instruction: str | None
    operands: dict[str, str]
    count: str
    each: str


@frozen(eq=False, kw_only=True)
class Lowering(Item):
    """How an operator is done: ``where`` are conditions on its sizes, ``kernel`` a program that does it.

    ``formats`` are those that its operands may have, ``results`` those of its results (empty: any), ``algorithms`` which
    operators of the kind it is for (empty: all).
    """

    operator: str
    algorithms: tuple[str, ...]
    formats: tuple[str, ...]
    results: tuple[str, ...]
    where: tuple[str, ...]
    kernel: str | None
    instructions: tuple[str, ...]
    tile: dict[str, str]
    steps: tuple[LoweringStep, ...]


@frozen(eq=False, kw_only=True)
class Measurements(Item):
    """Measured times of one protocol; ``file`` is a CSV file beside the one that declares them."""

    chip: str
    operator: str
    format: str
    backend: str
    scheme: str
    protocol: str
    source: str
    file: str


@frozen(eq=False, kw_only=True)
class Calibration(Item):
    """Parameters of a physical model, fitted to ``rows`` measurements."""

    chip: str
    operator: str
    format: str
    backend: str
    scheme: str
    protocol: str
    parameters: dict[str, Quantity]
    rows: int
    source: str
