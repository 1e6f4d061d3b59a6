"""Physical models of operators: a formula each, with at most eight named parameters that measurements calibrate."""

from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values

__all__ = ["Dims", "Model", "Parameter", "Values"]
