"""What operators take at least: their work at the chip's peaks, their bytes at the bandwidth of every memory level."""

from specgen.perfmodel.bounds.blocking import Traffic, gemm_traffic

__all__ = ["Traffic", "gemm_traffic"]
