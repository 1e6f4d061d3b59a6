"""Fused multiply-adds of f32 and f64 beside exact rationals: near ties, cancelling, and at the edges of the range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    from specgen.model.types import FloatType


def check(chunk: Chunk, report: Report) -> None:
    """Half of the cases in each format."""
    from specgen.model.types import F32, F64

    dice = chunk.generator()
    for of in (F32, F64):
        _compare(of, dice, (len(chunk) + 1) // 2, report)


def _compare(of: FloatType, dice: Any, count: int, report: Report) -> None:
    from specgen.generators.interpreter.python import runtime
    from tests.generators.interpreter.formats import raw, values
    from tests.semantics import reals

    a, b, c = _operands(of, dice, count)
    import numpy as np

    with np.errstate(all="ignore"):
        got = raw(runtime.operation("fma", of)(values(a, of), values(b, of), values(c, of)), of)
    for lane in zip(a.tolist(), b.tolist(), c.tolist(), got.tolist(), strict=True):
        expected = reals.operate(of, "fma", list(lane[:3]), False, False)
        if expected != lane[3]:
            report.wrong(
                f"{of.name}: fma({', '.join(map(hex, lane[:3]))}) is {expected:#x}, not {lane[3]:#x}"
            )


def _operands(of: FloatType, dice: Any, count: int) -> tuple[Any, Any, Any]:
    """Codes whose sums are anything, cancel nearly, come near to a tie, or leave the normal numbers."""
    import numpy as np

    from specgen.generators.interpreter.python import runtime
    from tests.generators.interpreter.formats import codes, raw, values

    a, b, c = (codes(of, count, dice) for _ in range(3))
    with np.errstate(all="ignore"):
        product = raw(runtime.operation("mul", of)(values(a, of), values(b, of)), of)
    sign = product.dtype.type(1 << (of.width - 1))
    step = dice.integers(-2, 3, count).astype(f"i{product.itemsize}").view(product.dtype)
    far = product.dtype.type((of.mantissa + 1) << of.mantissa)
    chosen = dice.integers(0, 4, count)
    return (
        a,
        b,
        np.choose(chosen, [c, (product ^ sign) + step, product - far, product + far]).astype(product.dtype),
    )


CAMPAIGN = Campaign("Fused multiply-adds round once", check, count=20_000_000, sample=2_000, chunk=1 << 14)
