"""What Intel publishes of the same instructions: integers by NumPy, floats in exact rationals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.specs import x86_oracle
from tests.specs.silicon import Records, Results


def expected(name: str, length: int, masking: str, records: Records) -> Results:
    """The destinations afterwards, shape (records, 16)."""
    size = 2 if name.startswith("vcvt") else 4
    before = records["dest"].view(f"<u{size}").reshape(len(records), -1)
    computed = _ELEMENTS[name](length // 32, records)
    result = np.zeros_like(before)
    chosen = (records["mask"][:, None] >> np.arange(computed.shape[1], dtype=np.uint64) & 1).astype(bool)
    left_out = before[:, : computed.shape[1]] if masking == "merge" else 0
    result[:, : computed.shape[1]] = np.where(chosen, computed, left_out)
    return result.view("<u4")


def _dots(first: type, second: type, saturate: bool) -> Callable[[int, Records], NDArray[Any]]:
    def elements(lanes: int, records: Records) -> NDArray[Any]:
        count = len(records)
        a = records["first"].view(first).reshape(count, 16, -1)[:, :lanes].astype(np.int64)
        b = records["second"].view(second).reshape(count, 16, -1)[:, :lanes].astype(np.int64)
        total = records["dest"].view(np.int32)[:, :lanes] + (a * b).sum(axis=2)
        if saturate:
            total = np.clip(total, -(1 << 31), (1 << 31) - 1)
        made: NDArray[Any] = total.astype(np.uint32)
        return made

    return elements


def _pairs(lanes: int, records: Records) -> NDArray[Any]:
    def halves(code: int) -> tuple[int, int]:
        return code << 16 & 0xFFFFFFFF, code & 0xFFFF0000

    def each() -> Iterator[int]:
        for record in records:
            for lane in range(lanes):
                (a0, a1), (b0, b1) = halves(int(record["first"][lane])), halves(int(record["second"][lane]))
                yield x86_oracle.vector_element(int(record["dest"][lane]), a0, b0, a1, b1)

    return np.fromiter(each(), np.uint32, len(records) * lanes).reshape(len(records), lanes)


def _converted(codes: NDArray[Any]) -> NDArray[Any]:
    rounded = [x86_oracle.to_bf16(code) for code in codes.ravel().tolist()]
    return np.array(rounded, np.uint16).reshape(codes.shape)


def _one(lanes: int, records: Records) -> NDArray[Any]:
    return _converted(records["second"][:, :lanes])


def _two(lanes: int, records: Records) -> NDArray[Any]:
    return _converted(np.hstack([records["second"][:, :lanes], records["first"][:, :lanes]]))


_ELEMENTS: dict[str, Callable[[int, Records], NDArray[Any]]] = {
    "vpdpbusd": _dots(np.uint8, np.int8, False),
    "vpdpbusds": _dots(np.uint8, np.int8, True),
    "vpdpwssd": _dots(np.int16, np.int16, False),
    "vpdpwssds": _dots(np.int16, np.int16, True),
    "vdpbf16ps": _pairs,
    "vcvtneps2bf16": _one,
    "vcvtne2ps2bf16": _two,
}
