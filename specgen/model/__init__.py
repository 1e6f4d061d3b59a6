"""A spec as an immutable `Architecture`: YAML validated, numbers evaluated, names turned into objects.

spec = load("spec")                        # Spec: never raises for findings
architectures, findings = spec.check()     # every variant, and all that is wrong
architecture = load_architecture("spec", "large")   # raises SpecError where anything is
"""

from typing import TYPE_CHECKING, Any

from specgen.model.architecture import Architecture, Parameter, Variant
from specgen.model.execution import (
    Barrier,
    Engine,
    Fault,
    Function,
    Instances,
    Processor,
    Register,
    Semaphore,
    State,
    Table,
    TrapEntry,
)
from specgen.model.isa import (
    Alias,
    BitRange,
    Constraint,
    Enum,
    EnumMember,
    Expansion,
    Extension,
    Field,
    Format,
    Instruction,
    TileOperand,
    Timing,
)
from specgen.model.item import Item, Requirement, Retirement
from specgen.model.layouts import Layout
from specgen.model.memory import Device, DeviceRegister, Memory
from specgen.model.origin import BUILTIN, Origin
from specgen.model.paths import DataPath, Links
from specgen.model.quantity import Confidence, Dimension, Quantity
from specgen.model.types import F16, F32, F64, BlockType, DataType, FloatType, IntegerType, NumberType

if TYPE_CHECKING:
    from specgen.model.expressions import Expression, ExpressionError, parse_expression
    from specgen.model.schema import json_schema
    from specgen.model.spec import Spec, in_variants, load, load_architecture, load_fragment

__all__ = [
    "BUILTIN",
    "F16",
    "F32",
    "F64",
    "Alias",
    "Architecture",
    "Barrier",
    "BitRange",
    "BlockType",
    "Confidence",
    "Constraint",
    "DataPath",
    "DataType",
    "Device",
    "DeviceRegister",
    "Dimension",
    "Engine",
    "Enum",
    "EnumMember",
    "Expansion",
    "Expression",
    "ExpressionError",
    "Extension",
    "Fault",
    "Field",
    "FloatType",
    "Format",
    "Function",
    "Instances",
    "Instruction",
    "IntegerType",
    "Item",
    "Layout",
    "Links",
    "Memory",
    "NumberType",
    "Origin",
    "Parameter",
    "Processor",
    "Quantity",
    "Register",
    "Requirement",
    "Retirement",
    "Semaphore",
    "Spec",
    "State",
    "Table",
    "TileOperand",
    "Timing",
    "TrapEntry",
    "Variant",
    "in_variants",
    "json_schema",
    "load",
    "load_architecture",
    "load_fragment",
    "parse_expression",
]

_LATE = {
    "Expression": "expressions",
    "ExpressionError": "expressions",
    "parse_expression": "expressions",
    "json_schema": "schema",
    "Spec": "spec",
    "in_variants": "spec",
    "load": "spec",
    "load_architecture": "spec",
    "load_fragment": "spec",
}


def __getattr__(name: str) -> Any:
    """Import what reads a spec (Pydantic with it) only where one is read."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
