"""Physical models of operators: a formula each, with at most eight named parameters that measurements calibrate."""

from specgen.perfmodel.physical.energy import POWER, watts
from specgen.perfmodel.physical.gemm import (
    GEMM,
    GEMM_BLOCKS,
    GEMM_CONVERTED,
    GEMM_DISPATCHED,
    operand_bytes,
)
from specgen.perfmodel.physical.library import (
    attention_model,
    collective_model,
    expert_model,
    latent_model,
    streaming_model,
)
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values
from specgen.perfmodel.physical.projections import PROJECTION
from specgen.perfmodel.physical.ragged import RAGGED
from specgen.perfmodel.physical.utilisation import Utilisation

__all__ = [
    "GEMM",
    "GEMM_BLOCKS",
    "GEMM_CONVERTED",
    "GEMM_DISPATCHED",
    "POWER",
    "PROJECTION",
    "RAGGED",
    "Dims",
    "Model",
    "Parameter",
    "Utilisation",
    "Values",
    "attention_model",
    "collective_model",
    "expert_model",
    "latent_model",
    "operand_bytes",
    "streaming_model",
    "watts",
]
