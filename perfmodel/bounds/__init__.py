"""Bounds of operators and workloads on a chip: time by memory level and network, energy, cost, what is achieved."""

from specgen.perfmodel.bounds.blocking import Traffic, gemm_traffic
from specgen.perfmodel.bounds.bound import COMPUTE, NETWORK, Bound, network_seconds, rate_of, time_of
from specgen.perfmodel.bounds.derivation import Step, counted_by_query_heads, derivation, rests
from specgen.perfmodel.bounds.energy import Energy, energy_of
from specgen.perfmodel.bounds.lints import suspicions
from specgen.perfmodel.bounds.residence import Residence, bytes_by_level
from specgen.perfmodel.bounds.ridges import Achieved, achieved, ridge, ridges
from specgen.perfmodel.bounds.whole import GraphBound, bounds_of

__all__ = [
    "COMPUTE",
    "NETWORK",
    "Achieved",
    "Bound",
    "Energy",
    "GraphBound",
    "Residence",
    "Step",
    "Traffic",
    "achieved",
    "bounds_of",
    "bytes_by_level",
    "counted_by_query_heads",
    "derivation",
    "energy_of",
    "gemm_traffic",
    "network_seconds",
    "rate_of",
    "rests",
    "ridge",
    "ridges",
    "suspicions",
    "time_of",
]
