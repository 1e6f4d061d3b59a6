"""The rule of declared workloads; importing this registers it."""

from specgen.source import Severity, define

_RIGHT = """
workloads:
  chat:
    summary: Sixteen answers at once.
    model: llama_3_1_8b
    phase: decode
    numbers: {batch: 16, context: 2048}
"""

define(
    "workload-built",
    Severity.ERROR,
    "A workload names a model, a phase that it has, and numbers and formats that the phase takes.",
    "What cannot be built is counted nowhere, and whatever rests on it would be left out without a word.",
    wrong=_RIGHT.replace("phase: decode", "phase: decoding"),
    right=_RIGHT,
)
