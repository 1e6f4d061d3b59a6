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
