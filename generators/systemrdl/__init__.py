"""SystemRDL 2.0 of the register map: what hardware tools read.

What the standard has no word for is written in user-defined properties whose names begin with ``specgen_``, so that importing
the file again gives the same registers.
"""

from __future__ import annotations

from specgen.generators.systemrdl.document import document
from specgen.generators.target import Files, Request


def generate(request: Request) -> Files:
    """Return one file a variant, of those that have registers."""
    return {f"{one.variant}/{one.name}.rdl": document(one) for one in request.architectures if one.registers}
