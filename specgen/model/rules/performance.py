"""Rules of what a spec says about performance."""

from specgen.source import Severity, define

define(
    "model-sizes",
    Severity.ERROR,
    "The sizes of a model go together.",
    """
    Heads of queries share those of keys and values evenly, experts are chosen of those that there are, images are cut
    into whole patches: what is counted from sizes that do not fit would be of no model.
    """,
    wrong="""
    models:
      small:
        kind: transformer
        sizes: {layers: 2, hidden: 64, heads: 6, kv_heads: 4, head_dim: 16, ffn: 128, vocabulary: 1000}
    """,
    right="""
    models:
      small:
        kind: transformer
        sizes: {layers: 2, hidden: 64, heads: 8, kv_heads: 4, head_dim: 16, ffn: 128, vocabulary: 1000}
    """,
)
define(
    "chip-number",
    Severity.ERROR,
    "Rates, sizes, clocks and powers of a chip are positive, and cycles have a clock.",
    """
    Times are bytes and operations divided by these numbers: a zero makes every time infinite, and a bandwidth by the
    cycle of no clock is none. What nobody knows is left out.
    """,
    wrong="""
    chips:
      rival:
        peaks: [{format: bf16, rate: 0 TFLOPS}]
        levels: {hbm: {size: 80 GB, bandwidth: 3 TB/s}}
    """,
    right="""
    chips:
      rival:
        peaks: [{format: bf16, rate: 400 TFLOPS}]
        levels: {hbm: {size: 80 GB, bandwidth: 3 TB/s}}
    """,
)
define(
    "chip-parts",
    Severity.ERROR,
    "A chip has a memory, and one rate of a unit in a format.",
    "A second rate in the same format would silently replace the first; what is measured, or sparse, says so and stands apart.",
    wrong="""
    chips:
      rival:
        peaks: [{format: bf16, rate: 400 TFLOPS}, {format: bf16, rate: 800 TFLOPS}]
        levels: {hbm: {size: 80 GB, bandwidth: 3 TB/s}}
    """,
    right="""
    chips:
      rival:
        peaks: [{format: bf16, rate: 400 TFLOPS}, {format: bf16, density: sparse, rate: 800 TFLOPS}]
        levels: {hbm: {size: 80 GB, bandwidth: 3 TB/s}}
    """,
)
