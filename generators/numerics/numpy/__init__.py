"""Vectorised number formats: codes from and to NumPy arrays, bit for bit what ``specgen.model.numerics`` says."""

from specgen.generators.numerics.numpy.formats import number
from specgen.generators.numerics.numpy.functions import convert, decode, encode, round_to, value_dtype
from specgen.generators.numerics.numpy.kernels.packing import pack_bits, unpack_bits

__all__ = ["convert", "decode", "encode", "number", "pack_bits", "round_to", "unpack_bits", "value_dtype"]
