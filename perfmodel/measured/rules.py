"""Rules of tables of measurements."""

from specgen.source import Severity, define

_HEADER = "chip,operator,format,protocol,m,n,k,latency_us"

define(
    "data-header",
    Severity.ERROR,
    "The first line of a table of measurements names its columns.",
    """
    What a number means stands in the name of its column: the sizes of the operator, and the latency with its unit
    (`latency_s`, `latency_ms`, `latency_us`, `latency_ns`). A column that is missing cannot be guessed.
    """,
    wrong="chip,operator,format,protocol,m,n,k,latency\nh100_sxm,gemm,bf16,graph_replay,4096,4096,4096,174.3",
    right=f"{_HEADER}\nh100_sxm,gemm,bf16,graph_replay,4096,4096,4096,174.3",
)
define(
    "data-row",
    Severity.ERROR,
    "Every line of a table has as many cells as its header.",
    "A cell too few moves all that follow it under the wrong name.",
    wrong=f"{_HEADER}\nh100_sxm,gemm,bf16,graph_replay,4096,4096,174.3",
    right=f"{_HEADER}\nh100_sxm,gemm,bf16,graph_replay,4096,4096,4096,174.3",
)
define(
    "data-number",
    Severity.ERROR,
    "Sizes are whole and positive, latencies and powers finite and positive.",
    "A latency of zero or one that is not a number makes every relative error infinite.",
    wrong=f"{_HEADER}\nh100_sxm,gemm,bf16,graph_replay,4096,4096,4096,0",
    right=f"{_HEADER}\nh100_sxm,gemm,bf16,graph_replay,4096,4096,4096,174.3",
)
define(
    "data-name",
    Severity.ERROR,
    "Chips, operators and formats are called by names that are known.",
    """
    A measurement is compared with a model of its operator on its chip: chips are those of the library and of the spec,
    formats those of the chip.
    """,
    wrong=f"{_HEADER}\nh100,gemm,bf16,graph_replay,4096,4096,4096,174.3",
    right=f"{_HEADER}\nh100_sxm,gemm,bf16,graph_replay,4096,4096,4096,174.3",
)
define(
    "data-size",
    Severity.ERROR,
    "A table has at most 200,000 rows, in at most 32 MiB.",
    "More rows tell a model of eight parameters nothing more; a sample of them, drawn evenly, is fitted in seconds.",
    wrong="a file of ten million lines",
    right="every hundredth line of it",
)
define(
    "data-protocol",
    Severity.WARNING,
    "Rows say how they were measured, and those that were measured differently are not mixed.",
    """
    Whether launches are replayed or counted, and whether caches are warm, moves a latency by more than what a model
    explains: parameters fitted on one protocol are wrong by a quarter on another. Rows of several protocols are fitted
    and judged apart, and a calibration is used for the protocol that it was made on alone.
    """,
    wrong=f"{_HEADER}\na100_sxm,gemm,f16,graph_replay,512,512,512,6.5\na100_sxm,gemm,f16,launches,512,512,512,29.6",
    right=f"{_HEADER}\na100_sxm,gemm,f16,graph_replay,512,512,512,6.5\na100_sxm,gemm,f16,graph_replay,1024,512,512,7.7",
)
define(
    "data-above-roof",
    Severity.WARNING,
    "No measurement is faster than the chip can be.",
    """
    A point above the roof, even with what the caches hold for nothing, says that something is wrong: the unit of the
    latency, a peak that counts structured sparsity, operands that were somewhere else, or rows of another shape.
    """,
    wrong=f"{_HEADER}\nh100_sxm,gemm,bf16,graph_replay,4096,4096,4096,17.43",
    right=f"{_HEADER}\nh100_sxm,gemm,bf16,graph_replay,4096,4096,4096,174.3",
)
