"""Layouts of real systems, as their owners document them."""

from tests.model.layouts.drawn import Notation

EXAMPLES: dict[str, Notation] = {
    "tpu_bf16": {
        "dims": {"r": 32, "c": 256},
        "split": {"r": [4, 4, 2], "c": [2, 128]},
        "place": {"addr": "r0 c0 r1 c1 r2"},
        "element": "s16",
    },
    "tt_tile_bf16": {
        "dims": {"r": 64, "c": 96},
        "split": {"r": [2, 2, 16], "c": [3, 2, 16]},
        "fuse": {"page": "r0 c0"},
        "split2": {"page": [2, 4]},
        "place": {"bank": "page1", "slot": "page0", "addr": "r1 c1 r2 c2"},
        "element": "s16",
        "pad": "any",
    },
    "onednn_OIhw4i16o4i": {
        "dims": {"o": 64, "i": 64, "h": 3, "w": 3},
        "split": {"o": [4, 16], "i": [4, 4, 4]},
        "place": {"addr": "o0 i0 h w i1 o1 i2"},
    },
    "nv_scale_128x4": {
        "dims": {"m": 128, "k": 64},
        "split": {"m": [4, 32], "k": [4, 16]},
        "place": {"addr": [["m1", 16], ["m0", 4], ["k0", 1]]},
        "broadcast": "k1",
        "element": "u8",
    },
    "smem_sw128": {
        "dims": {"r": 64, "c": 64, "b": 2},
        "place": {"addr": "r c b"},
        "xor": [{"axis": "addr", "dst": [6, 4], "src": [9, 7]}],
        "element": "u8",
    },
    "mma_m16n8_frag": {
        "dims": {"m": 16, "n": 8},
        "split": {"m": [2, 8], "n": [4, 2]},
        "place": {"lane": "m1 n0", "reg": "m0 n1"},
    },
}
