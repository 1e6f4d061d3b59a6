"""Vectorised number formats: codes from and to NumPy arrays, bit for bit what ``specgen.model.numerics`` says."""

from specgen.generators.numerics.numpy.functions import (
    convert,
    decode,
    dequantise,
    encode,
    quantise,
    round_to,
    value_dtype,
)
from specgen.generators.numerics.numpy.kernels.blocks import Quantised
from specgen.generators.numerics.numpy.kernels.packing import pack_bits, unpack_bits
from specgen.generators.numerics.numpy.module import numpy_module
from specgen.generators.numerics.numpy.study import SAMPLES, Study, samples, study

__all__ = [
    "SAMPLES",
    "Quantised",
    "Study",
    "convert",
    "decode",
    "dequantise",
    "encode",
    "numpy_module",
    "pack_bits",
    "quantise",
    "round_to",
    "samples",
    "study",
    "unpack_bits",
    "value_dtype",
]
