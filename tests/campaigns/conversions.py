"""Every f32, rounded to every narrow format that ``ml_dtypes`` has."""

from __future__ import annotations

from tests.campaigns.harness import Campaign, Chunk, Report


def check(chunk: Chunk, report: Report) -> None:
    """Compares values, signs of zero included; a NaN is a NaN."""
    import numpy as np

    from specgen.generators.interpreter.python import runtime
    from specgen.model.types import F32
    from tests.generators.interpreter.formats import E8M0, TWINS

    given = chunk.array().astype(np.uint32).view(np.float32)
    for of, twin in TWINS.items():
        # ml_dtypes has its own mind about the least scale, and about NaN in formats without one.
        sound = given[given >= 2.0**-126] if of is E8M0 else given if of.has_nan else given[~np.isnan(given)]
        with np.errstate(all="ignore"):
            codes = runtime.converter(F32, of, "nearest_even", of.overflow)(sound)
            ours = runtime.converter(of, F32, "nearest_even", "infinity")(codes)
            theirs = sound.astype(twin).astype(np.float32)
        both_nan = np.isnan(ours) & np.isnan(theirs)
        for bits in (
            sound[(ours.view(np.uint32) != theirs.view(np.uint32)) & ~both_nan].view(np.uint32).tolist()
        ):
            report.wrong(f"{bits:#010x} to {of.name}")


CAMPAIGN = Campaign(
    "f32 rounds to short formats as ml_dtypes has it", check, count=1 << 32, sample=20_000, chunk=1 << 20
)
