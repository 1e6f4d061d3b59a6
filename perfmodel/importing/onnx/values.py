"""What is known of the values of an ONNX graph: type and shape, whether they are constant, and small constants' numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import Any

from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.workloads import Role, Tensor

# By the number of the type in onnx.proto: the format's name, and bits per element.
_FORMATS: dict[int, tuple[str, int]] = {
    1: ("f32", 32), 2: ("u8", 8), 3: ("s8", 8), 4: ("u16", 16), 5: ("s16", 16), 6: ("s32", 32), 7: ("s64", 64),
    9: ("u8", 8), 10: ("f16", 16), 11: ("f64", 64), 12: ("u32", 32), 13: ("u64", 64), 16: ("bf16", 16),
    17: ("e4m3", 8), 18: ("e4m3fnuz", 8), 19: ("e5m2", 8), 20: ("e5m2fnuz", 8), 21: ("u4", 4), 22: ("s4", 4),
    23: ("e2m1", 4), 24: ("e8m0", 8), 25: ("u2", 2), 26: ("s2", 2), 27: ("e2m3", 6), 28: ("e3m2", 6),
}  # fmt: skip
_WITHOUT_FORMAT = {0: "an unknown type", 8: "strings", 14: "complex numbers", 15: "complex numbers"}


MOST_NUMBERS = 4096
"""Constants of up to so many numbers are kept: shapes, indices, axes, paddings."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a graph: its type as ONNX has it, and whether it is the same whenever the graph runs.

    ``type`` is a TypeProto, None where nothing is known; ``role`` says whether it is a weight; ``data`` is a
    TensorProto of a small constant.
    """

    name: str
    type: Any | None = None
    static: bool = False
    role: Role = Role.ACTIVATION
    data: Any | None = None
    density: float = 1.0

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The extents, None where one of them is not known or it is no tensor."""
        if self.type is None or not self.type.HasField("tensor_type"):
            return None
        tensor = self.type.tensor_type
        if not tensor.HasField("shape"):
            return None
        extents = tensor.shape.dim
        if any(not one.HasField("dim_value") or one.dim_value < 0 for one in extents):
            return None
        return tuple(one.dim_value for one in extents)

    @property
    def array(self) -> Any | None:
        """The numbers of a small constant as an array, else None."""
        if self.data is None:
            return None
        from onnx import numpy_helper

        return numpy_helper.to_array(self.data)

    def shaped(self, shape: tuple[int, ...]) -> Value:
        """Return it with other extents."""
        from onnx import helper

        assert self.type is not None
        return replace(self, type=helper.make_tensor_type_proto(self.type.tensor_type.elem_type, shape))

    def tensor(self) -> Tensor:
        """Return it as a tensor. Raises Unsupported where its type or shape is not known."""
        if self.type is not None and not self.type.HasField("tensor_type"):
            kind = self.type.WhichOneof("value") or "unknown type"
            raise Unsupported(f"{self.name!r} is a {kind.removesuffix('_type')}, no tensor")
        code = self.type.tensor_type.elem_type if self.type is not None else 0
        if code in _WITHOUT_FORMAT:
            raise Unsupported(f"{self.name!r} holds {_WITHOUT_FORMAT[code]}")
        if code not in _FORMATS:
            raise Unsupported(f"{self.name!r} has an element type without a name here ({code})")
        shape = self.shape
        if shape is None:
            raise Unsupported(f"the shape of {self.name!r} is not known{self._open()}")
        name, bits = _FORMATS[code]
        return Tensor(self.name, shape, name, bits, self.role, self.density)

    def _open(self) -> str:
        """Say which extents are open, and how to give them."""
        if self.type is None or not self.type.tensor_type.HasField("shape"):
            return ""
        names = [one.dim_param for one in self.type.tensor_type.shape.dim if one.HasField("dim_param")]
        return f"; --dim {names[0]}=NUMBER gives one of its extents" if names else ""


def of_initialiser(proto: Any) -> Value:
    """Return a constant of the file, its numbers where they are few and stand in the file itself."""
    from onnx import TensorProto, helper

    kind = helper.make_tensor_type_proto(proto.data_type, tuple(proto.dims))
    few = min(proto.dims, default=0) >= 0 and prod(proto.dims) <= MOST_NUMBERS
    here = proto.data_location != TensorProto.EXTERNAL
    return Value(proto.name, kind, True, Role.WEIGHT, proto if few and here else None)


def of_sparse(proto: Any) -> Value:
    """Return a constant of which the file holds only what is not zero."""
    from onnx import helper

    kind = helper.make_tensor_type_proto(proto.values.data_type, tuple(proto.dims))
    stored = prod(proto.values.dims) / max(prod(proto.dims), 1)
    return Value(proto.values.name, kind, True, Role.WEIGHT, None, stored)
