"""Serving: how long a token takes, and how far that is from measured runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.perfmodel.serving import Judged, Prediction, Service

MODEL, CHIP = "llama_3_1_8b", "h100_sxm"


@dataclass(frozen=True, slots=True)
class Serving:
    """A service on chips: time per output token with its band; what an ideal roofline says; who waits for memory."""

    service: Service
    chip: str
    server: str
    prediction: Prediction
    ideal: float
    sequences: float

    @property
    def tokens_per_second(self) -> float:
        """Tokens that all sequences together get in a second."""
        return self.sequences / self.prediction.seconds


def serving(service: Service, chip: str, server: str) -> Serving:
    """Predict the time per output token by a server that was calibrated on measured runs.

    Raises ValueError where the model, the chip or the server is not known, and ServiceError where the model does not fit.
    """
    from specgen.model.performance.networks import Transformer
    from specgen.perfmodel.chips import library_chip
    from specgen.perfmodel.serving import calibrated_servers, predict, served
    from specgen.perfmodel.workloads import library_model
    from specgen.source import nearest_of

    model = library_model(service.model)
    if not isinstance(model, Transformer):
        raise ValueError(f"{service.model} generates no tokens one by one")
    servers = calibrated_servers()
    if (chip, server) not in servers:
        known = [f"{one} on {of}" for of, one in servers]
        hint = nearest_of(f"{server} on {chip}", known)
        raise ValueError(f"no measured runs of {server} on {chip}: {hint}")
    work = served(service, model, library_chip(chip))
    found = predict(work, servers[chip, server])
    return Serving(service, chip, server, found, work.decode.ideal, work.sequences)


def measured_serving(path: Path) -> tuple[tuple[Judged, ...], Counter[str]]:
    """Calibrate servers on a table of measured runs; return each beside its runs, and why rows were left out.

    Raises OSError and ValueError where the table cannot be read, MissingExtraError without SciPy.
    """
    from specgen.perfmodel.serving import judge, read_runs

    readings, left = read_runs(path)
    return judge(readings), left
