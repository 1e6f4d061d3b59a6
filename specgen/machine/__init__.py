"""Machine code and machines, for any spec: codec, assembler, disassembler."""

from specgen.machine.codec import Codec, Decoded, EncodingError

__all__ = ["Codec", "Decoded", "EncodingError"]
