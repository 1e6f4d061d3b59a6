"""Documents of the performance model: chips, models, workloads, measurements, lowerings, targets and decisions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from specgen.model.documents.base import Document, ItemDocument, Number, Text


class PeakDocument(Document):
    """What a chip computes at most on a format."""

    unit: Annotated[
        Literal["matrix", "vector"], Field(description="Sums of products on the matrix units, or the rest.")
    ] = "matrix"
    format: Annotated[str, Field(description="The format of the operands.")]
    accumulate: Annotated[str | None, Field(description="The format of the sums.")] = None
    density: Annotated[
        Literal["dense", "sparse"], Field(description="Sparse: counting the zeros that are left out.")
    ] = "dense"
    kind: Annotated[
        Literal["peak", "achievable"], Field(description="Of the data sheet, or the best that was measured.")
    ] = "peak"
    rate: Annotated[Number, Field(description="Operations per second of the whole chip.")]


class LevelDocument(Document):
    """A memory of a chip."""

    size: Annotated[Number, Field(description="Its capacity.")] = None
    bandwidth: Annotated[Number, Field(description="What it delivers at most.")] = None
    latency: Annotated[Number, Field(description="From a request to its first byte.")] = None
    per: Annotated[
        Literal["chip", "unit"], Field(description="Whether the numbers are of the chip or of one unit.")
    ] = "chip"
    managed: Annotated[
        Literal["cache", "software", "main"], Field(description="Who decides what it holds.")
    ] = "main"


class NetworkDocument(Document):
    """What joins chips."""

    bandwidth: Annotated[Number, Field(description="Of one chip in one direction, all its links together.")]
    latency: Annotated[Number, Field(description="Of a message between neighbours.")] = None
    topology: Annotated[
        Literal["switch", "ring", "mesh", "torus2d", "torus3d", "all"],
        Field(description="Who is joined to whom."),
    ] = "switch"
    ranks: Annotated[Number, Field(description="How many chips it joins.")] = None


class EnergyDocument(Document):
    """What work costs in energy."""

    operations: Annotated[dict[str, Number] | None, Field(description="Joules an operation, by format.")] = (
        None
    )
    bytes: Annotated[dict[str, Number] | None, Field(description="Joules a byte, by level.")] = None


class ChipDocument(ItemDocument):
    """An accelerator that one can buy, in numbers."""

    vendor: Annotated[str, Field(description="Who makes it.")] = ""
    year: Annotated[int | None, Field(description="When it came.")] = None
    source: Annotated[str | None, Field(description="What the numbers rest on that do not say it.")] = None
    confidence: Annotated[
        Literal["measured", "datasheet", "simulated", "estimated", "assumed"] | None,
        Field(description="How far the numbers may be believed that do not say it."),
    ] = None
    units: Annotated[Number, Field(description="Cores over which work is spread.")] = None
    clock: Annotated[Number, Field(description="The frequency at which the peaks hold.")] = None
    peaks: Annotated[list[PeakDocument], Field(description="What it computes at most.")]
    levels: Annotated[dict[str, LevelDocument], Field(description="Its memories, the outermost first.")]
    networks: Annotated[
        dict[str, NetworkDocument] | None, Field(description="What joins it to others, the fastest first.")
    ] = None
    power: Annotated[Number, Field(description="What it draws at most.")] = None
    idle: Annotated[Number, Field(description="What it draws when it does nothing.")] = None
    energy: Annotated[EnergyDocument | None, Field(description="Energy of operations and bytes.")] = None
    cost: Annotated[Number, Field(description="US dollars per hour.")] = None


class ModelDocument(ItemDocument):
    """A neural network by its sizes."""

    kind: Annotated[str, Field(description="What is built of the sizes: transformer, convolutional, ...")]
    source: Annotated[str, Field(description="Where the sizes are published.")] = ""
    format: Annotated[str, Field(description="The format of its weights.")] = "bf16"
    sizes: Annotated[dict[str, Any], Field(description="The sizes that its kind asks for.")]


class WorkloadDocument(ItemDocument):
    """A model in use."""

    model: Annotated[str, Field(description="A model of the spec or of the library.")]
    phase: Annotated[str, Field(description="prefill, decode, serving, or what else its kind has.")] = (
        "forward"
    )
    numbers: Annotated[
        dict[str, Number] | None, Field(description="Batch, context and what else the phase asks for.")
    ] = None
    lengths: Annotated[
        dict[str, dict[str, Number]] | None,
        Field(description="Distributions of context and new: how often there is each length."),
    ] = None
    formats: Annotated[
        dict[str, str] | None, Field(description="Formats of weights, activations and cache.")
    ] = None
    sparsity: Annotated[str, Field(description="dense, 2:4, or a bitmap of the weights kept.")] = "dense"
    fused: Annotated[
        bool, Field(description="Whether the scores of attention stay on chip, or go through memory.")
    ] = True
    skew: Annotated[Number, Field(description="The exponent of the experts' popularity; 0 is uniform.")] = (
        None
    )
    draft: Annotated[str | None, Field(description="The model that proposes tokens.")] = None
    acceptance: Annotated[Number, Field(description="The probability that a proposal is kept.")] = None
    parallel: Annotated[dict[str, Number] | None, Field(description="Ranks by way of dividing the work.")] = (
        None
    )


class MeasurementsDocument(ItemDocument):
    """Measured times, all of one protocol."""

    chip: Annotated[str, Field(description="The chip that was measured.")]
    operator: Annotated[str, Field(description="The class of operators.")]
    format: Annotated[str, Field(description="The format of the operands.")] = ""
    backend: Annotated[str, Field(description="Whose kernels, and which version.")] = ""
    scheme: Annotated[str, Field(description="What tells them apart from others of the format.")] = ""
    protocol: Annotated[str, Field(description="How it was measured: what is warm, what is included.")]
    source: Annotated[str, Field(description="Where it was published.")]
    file: Annotated[str, Field(description="A CSV file beside this one.")]


class CalibrationDocument(ItemDocument):
    """Parameters of a physical model, fitted to measurements."""

    chip: Annotated[str, Field(description="The chip that was measured.")]
    operator: Annotated[str, Field(description="The class of operators.")]
    format: Annotated[str, Field(description="The format of the operands.")] = ""
    backend: Annotated[str, Field(description="Whose kernels, and which version.")] = ""
    scheme: Annotated[str, Field(description="What tells them apart from others of the format.")] = ""
    protocol: Annotated[str, Field(description="How it was measured.")] = ""
    parameters: Annotated[dict[str, Number], Field(description="The parameters by name.")]
    rows: Annotated[Number, Field(description="How many measurements they were fitted to.")] = None
    source: Annotated[str, Field(description="Where the measurements were published.")]


class LoweringStepDocument(Document):
    """What a lowering does for each tile: bytes over a path, or an instruction some times."""

    path: Annotated[str | None, Field(description="The path that moves data.")] = None
    bytes: Annotated[Text, Field(description="How many bytes a tile moves.")] = None
    instruction: Annotated[str | None, Field(description="The instruction that is executed.")] = None
    operands: Annotated[dict[str, Text] | None, Field(description="Values of its operands.")] = None
    count: Annotated[Text, Field(description="How often it is executed for a tile.")] = 1
    each: Annotated[Text, Field(description="Every how many tiles it is done; 1 by default.")] = 1


class LoweringDocument(ItemDocument):
    """How an operator is done with the instructions of the spec."""

    operator: Annotated[
        Literal[
            "gemm", "attention", "convolution", "elementwise", "normalisation", "softmax", "reduction", "gather",
            "scatter", "pooling", "move", "convert", "collective",
        ],
        Field(description="The kind of operators."),
    ]  # fmt: skip
    algorithms: Annotated[
        list[str] | None, Field(description="Which operators of the kind, such as gelu; all by default.")
    ] = None
    formats: Annotated[list[str], Field(description="The formats that its operands may have.")]
    results: Annotated[
        list[str] | None, Field(description="The formats that its results may have; any by default.")
    ] = None
    where: Annotated[list[str] | None, Field(description="Conditions on the operator's sizes.")] = None
    kernel: Annotated[str | None, Field(description="A program that does it.")] = None
    instructions: Annotated[list[str] | None, Field(description="What it uses besides the steps.")] = None
    tile: Annotated[dict[str, Text] | None, Field(description="Sizes of a tile.")] = None
    steps: Annotated[list[LoweringStepDocument] | None, Field(description="What a tile takes.")] = None


class ClaimDocument(Document):
    """A sentence about the performance model that must hold."""

    perf: Annotated[str, Field(description="A comparison of numbers of the performance model.")]
    variant: Annotated[str | None, Field(description="The variant that it is about; the first one.")] = None
    because: Annotated[str, Field(description="Why it matters.")] = ""


class AlternativeDocument(Document):
    """What was rejected."""

    summary: Annotated[str, Field(description="What would have been done.")]
    parameters: Annotated[dict[str, Number] | None, Field(description="Parameters that it changes.")] = None
    claims: Annotated[list[ClaimDocument] | None, Field(description="Why it was rejected, in numbers.")] = (
        None
    )


class DecisionDocument(ItemDocument):
    """Why it is so."""

    state: Annotated[
        Literal["proposed", "accepted", "superseded"], Field(description="Whether it is followed.")
    ] = "accepted"
    date: Annotated[str | None, Field(description="When it was taken.")] = None
    claims: Annotated[list[ClaimDocument] | None, Field(description="What it rests on.")] = None
    alternatives: Annotated[
        dict[str, AlternativeDocument] | None, Field(description="What was rejected, in numbers.")
    ] = None


class TargetDocument(ItemDocument):
    """A number to reach."""

    phase: Annotated[
        Literal["architecture", "rtl", "silicon"], Field(description="When it must be reached.")
    ] = "architecture"
    variant: Annotated[str | None, Field(description="The variant that it is about; the first one.")] = None
    perf: Annotated[str, Field(description="A number of the performance model.")]
    at_least: Annotated[Number, Field(description="The number to reach or exceed.")] = None
    at_most: Annotated[Number, Field(description="The number to stay at or under.")] = None
    margin: Annotated[
        Number,
        Field(description="The part of the limit by which it is to be kept; with less, it is at risk."),
    ] = None
    measured: Annotated[
        dict[str, Number] | None, Field(description="What was seen in later phases, by phase.")
    ] = None
