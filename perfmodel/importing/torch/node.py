"""A node of an exported program with its tensors, as the counts of operators ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.importing.making import whole
from specgen.perfmodel.workloads import Role, Tensor

_FORMATS = {
    "float32": ("f32", 32), "float64": ("f64", 64), "float16": ("f16", 16), "bfloat16": ("bf16", 16),
    "float8_e4m3fn": ("e4m3", 8), "float8_e5m2": ("e5m2", 8), "float8_e4m3fnuz": ("e4m3fnuz", 8),
    "float8_e5m2fnuz": ("e5m2fnuz", 8), "int64": ("s64", 64), "int32": ("s32", 32), "int16": ("s16", 16),
    "int8": ("s8", 8), "uint8": ("u8", 8), "bool": ("u8", 8),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A node: ``op`` such as ``aten.linear.default``; arguments by name, tensors among them as ``{"tensor": name}``."""

    op: str
    name: str
    arguments: Mapping[str, Any]
    outputs: tuple[str, ...]
    tensors: Mapping[str, Any]
    dims: Mapping[str, int]

    @property
    def base(self) -> str:
        """The operator without its overload: ``linear``."""
        return self.op.split(".")[1] if self.op.startswith("aten.") else self.op

    def plain(self, name: str, default: Any = None) -> Any:
        """Return an argument that is no tensor."""
        return self.arguments.get(name, default)

    def has(self, name: str) -> bool:
        """Whether a tensor is given."""
        return isinstance(self.arguments.get(name), dict)

    def read(self, name: str) -> Tensor:
        """Return a tensor that is an argument. Raises Unsupported."""
        given = self.arguments.get(name)
        if not isinstance(given, dict):
            raise Unsupported(f"its {name} is no tensor")
        return self._tensor(given["tensor"])

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the extents of a tensor that is an argument. Raises Unsupported."""
        return whole(self.read(name))

    def all_read(self) -> list[Tensor]:
        """Return all tensors that are arguments, those of lists too. Raises Unsupported."""
        found = []
        for given in self.arguments.values():
            for one in given if isinstance(given, list) else [given]:
                if isinstance(one, dict) and one["tensor"] in self.tensors:
                    found.append(self._tensor(one["tensor"]))
        return found

    def written(self, place: int = 0) -> Tensor:
        """Return a result. Raises Unsupported."""
        return self._tensor(self.outputs[place])

    def all_written(self) -> list[Tensor]:
        """Return all results. Raises Unsupported."""
        return [self._tensor(one) for one in self.outputs if one in self.tensors]

    def result(self) -> tuple[int, ...]:
        """Return the extents of the first result. Raises Unsupported."""
        return whole(self.written())

    def _tensor(self, name: str) -> Tensor:
        known = self.tensors.get(name)
        if known is None:
            raise Unsupported(f"nothing is known of {name!r}")
        if known["dtype"] not in _FORMATS:
            raise Unsupported(f"{name!r} holds {known['dtype']}")
        shape = tuple(self._extent(name, one) for one in known["shape"])
        form, bits = _FORMATS[known["dtype"]]
        return Tensor(name, shape, form, bits, Role(known["role"]))

    def _extent(self, name: str, extent: int | str) -> int:
        if isinstance(extent, str):
            if extent not in self.dims:
                raise Unsupported(f"an extent of {name!r} is open; --dim {extent}=NUMBER gives it")
            return self.dims[extent]
        return extent
