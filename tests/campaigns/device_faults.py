"""A virtual device: inject, observe, reset, work; every fault surfaces as its declared error and blames who is to blame."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from specgen.machine.device import Device, build_device
from specgen.model.spec import load_architecture
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.device.injecting import once

CHUNK = 500


@cache
def maker() -> Callable[..., Device]:
    architecture = load_architecture(Path(__file__).parents[1] / "machine/device/spec")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CFLAGS", "-O1")
        built = build_device(
            architecture,
            lambda: analyse(architecture, Diagnostics()),
            identity=architecture.content_hash,
        )
    return lambda **options: Device(architecture, built, **options)


def check(chunk: Chunk, report: Report) -> None:
    """One device lives through all of a chunk."""
    draw, device = chunk.random(), None
    for _ in range(len(chunk)):
        seed = draw.getrandbits(48)
        try:
            device, kind = once(maker(), device, seed)
        except AssertionError as error:
            report.wrong(f"seed {seed}: {error}")
            device, kind = None, "wrong"
        report.count(kind)


CAMPAIGN = Campaign(
    "faults on demand of a virtual device: inject -> its declared error and blame -> reset -> work",
    check,
    count=10_000,
    sample=100,
    chunk=CHUNK,
)
