"""A node of an ONNX graph with the values it reads and writes, as the counts of operators ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.importing.making import whole
from specgen.perfmodel.importing.onnx.values import Value
from specgen.perfmodel.workloads import Tensor


@dataclass(frozen=True, slots=True)
class Node:
    """A node: ``proto`` is its NodeProto, ``version`` that of its operator set; an input left out is None."""

    proto: Any
    name: str
    version: int
    inputs: tuple[Value | None, ...]
    outputs: tuple[Value | None, ...]

    @property
    def type(self) -> str:
        """The name of its operator."""
        return str(self.proto.op_type)

    def attribute(self, name: str, default: Any = None) -> Any:
        """Return an attribute in Python's types, ``default`` where it is not given."""
        from onnx import helper

        for one in self.proto.attribute:
            if one.name == name:
                value = helper.get_attribute_value(one)
                return value.decode(errors="replace") if isinstance(value, bytes) else value
        return default

    def has(self, place: int) -> bool:
        """Whether an input is given."""
        return place < len(self.inputs) and self.inputs[place] is not None

    def read(self, place: int) -> Tensor:
        """Return an input as a tensor. Raises Unsupported."""
        if place < len(self.inputs) and (value := self.inputs[place]) is not None:
            return value.tensor()
        raise Unsupported(f"its input {place} is missing")

    def written(self, place: int = 0) -> Tensor:
        """Return an output as a tensor. Raises Unsupported."""
        if place < len(self.outputs) and (value := self.outputs[place]) is not None:
            return value.tensor()
        raise Unsupported(f"its output {place} is missing")

    def shape(self, place: int) -> tuple[int, ...]:
        """Return the extents of an input. Raises Unsupported."""
        return whole(self.read(place))

    def result(self, place: int = 0) -> tuple[int, ...]:
        """Return the extents of an output. Raises Unsupported."""
        return whole(self.written(place))

    def all_read(self) -> list[Tensor]:
        """Return every input that is given as a tensor. Raises Unsupported."""
        return [one.tensor() for one in self.inputs if one is not None]

    def all_written(self) -> list[Tensor]:
        """Return every output that is asked for as a tensor. Raises Unsupported."""
        return [one.tensor() for one in self.outputs if one is not None]

    def numbers(self, place: int) -> list[Any] | None:
        """Return the numbers of an input that is a small constant, else None."""
        if not self.has(place):
            return None
        value = self.inputs[place]
        array = value.array if value is not None else None
        return None if array is None else array.reshape(-1).tolist()
