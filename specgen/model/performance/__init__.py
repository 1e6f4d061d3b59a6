"""What a spec says about performance: chips, what runs on them, targets and decisions."""

from specgen.model.performance.chips import Chip, ChipLevel, ChipNetwork, ChipPeak
from specgen.model.performance.decisions import PHASES, Alternative, Claim, Decision, Target
from specgen.model.performance.uses import (
    Calibration,
    Lowering,
    LoweringStep,
    Measurements,
    Model,
    Workload,
)

__all__ = [
    "PHASES",
    "Alternative",
    "Calibration",
    "Chip",
    "ChipLevel",
    "ChipNetwork",
    "ChipPeak",
    "Claim",
    "Decision",
    "Lowering",
    "LoweringStep",
    "Measurements",
    "Model",
    "Target",
    "Workload",
]
