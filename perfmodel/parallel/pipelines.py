"""What a pipeline of stages costs beyond their work: the time in which it fills and drains.

With ``micro_batches`` through ``stages`` that each take as long, the last one leaves after ``micro_batches + stages - 1``
times that (Y. Huang and others, GPipe, NeurIPS 2019; D. Narayanan and others, Efficient Large-Scale Language Model
Training on GPU Clusters Using Megatron-LM, SC 2021, section 2.2).
"""

from __future__ import annotations

from typing import Any

from specgen.perfmodel.counting import Count


def pipeline_seconds(stage: Count, stages: Count, micro_batches: Count = 1) -> Any:
    """Return the seconds until all micro-batches have left, ``stage`` being what one takes in the slowest stage."""
    return stage * (micro_batches + stages - 1)


def bubble(stages: Count, micro_batches: Count = 1) -> Any:
    """Return the part of the time in which a stage waits, between 0 and 1."""
    return (stages - 1) / (micro_batches + stages - 1)
