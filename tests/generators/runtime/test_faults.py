"""What goes wrong on the device surfaces as the declared error; after a reset everything works again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest

from tests.generators.runtime.building import Made
from tests.generators.runtime.conftest import Case, bindings

SECOND = 10**9


@pytest.fixture(scope="module")
def runtime(basalt: Made) -> Any:
    return bindings(basalt.folder)


@pytest.fixture
def device(basalt: Made, runtime: Any) -> Iterator[Any]:
    with runtime.Library(basalt.shared).open(0) as opened:
        yield opened


def _copies(device: Any) -> None:
    """A copy through a queue gives the right bytes."""
    data = np.arange(4096, dtype=np.uint8)
    with ExitStack() as stack:
        source, target = (stack.enter_context(device.buffer_allocate(4096)) for _ in range(2))
        queue = stack.enter_context(device.queue_create(4))
        source.copy_in(0, data)
        queue.copy(target, 0, source, 0, 4096)
        queue.finish(SECOND)
        assert target.copy_out(0, 4096) == data.tobytes()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("BUS_ERROR", "BusError"),
        ("ECC", "MemoryError_"),
        ("HANG", "Hang"),
        ("INTERRUPT_LOST", "LostInterrupt"),
        ("CORRUPT_PACKET", "CorruptPacket"),
    ],
)
def test_injected(device: Any, runtime: Any, fault: str, error: str) -> None:
    wanted = getattr(runtime, error.rstrip("_"))
    with ExitStack() as stack:
        source, target = (stack.enter_context(device.buffer_allocate(4096)) for _ in range(2))
        queue = stack.enter_context(device.queue_create(4))
        device.inject(runtime.Injection[fault], 0)
        queue.copy(target, 0, source, 0, 4096)
        with pytest.raises(wanted) as raised:
            queue.finish()
        assert raised.value.blame == wanted.blame
        code, text = device.last_error()
        assert code == wanted.code
        assert text
        if fault != "INTERRUPT_LOST":
            with pytest.raises(wanted):  # the queue has stopped
                queue.copy(target, 0, source, 0, 64)
        device.reset()
        queue.copy(target, 0, source, 0, 64)
        queue.finish(SECOND)
    _copies(device)


def test_waits_that_cannot_end(device: Any, runtime: Any) -> None:
    with device.semaphore_create(3) as semaphore, device.queue_create(4) as queue:
        semaphore.wait(3, 0)
        with pytest.raises(runtime.TimedOut):
            semaphore.wait(4, 1000)
        assert device.get_time() == 1000
        with pytest.raises(runtime.DeviceDeadlock):
            semaphore.wait(4)
        queue.wait(semaphore, 4)
        with pytest.raises(runtime.Busy):
            semaphore.destroy()
        with pytest.raises(runtime.TimedOut):
            queue.finish(1000)
        semaphore.signal(4)
        queue.finish(1000)
        assert semaphore.get() == 4


def test_full_ring_and_stamp(device: Any, runtime: Any) -> None:
    with (
        device.buffer_allocate(64) as buffer,
        device.queue_create(2) as queue,
        device.semaphore_create(0) as semaphore,
    ):
        queue.wait(semaphore, 1)
        queue.timestamp(buffer, 8)
        with pytest.raises(runtime.Busy):
            queue.barrier()
        semaphore.signal(1)
        with pytest.raises(runtime.TimedOut):
            semaphore.wait(2, 500)
        queue.finish()
        queue.barrier()
        queue.finish()
        view = buffer.map()
        assert int.from_bytes(view[8:16], "little") <= 500 * 2
        view[0:4] = b"host"
        with pytest.raises(runtime.InvalidState):
            buffer.map()
        buffer.unmap()
        assert buffer.copy_out(0, 4) == b"host"


def test_executables_that_are_none(device: Any, runtime: Any, case: Case) -> None:
    good = bytearray(case.executable.read_bytes())
    with pytest.raises(runtime.CorruptExecutable, match="magic"):
        device.executable_load(b"\0" * 500)
    with pytest.raises(runtime.CorruptExecutable):
        device.executable_load(good[:-1])
    other = bytearray(good)
    other[24] ^= 1
    with pytest.raises((runtime.WrongArchitecture, runtime.CorruptExecutable)):
        device.executable_load(other)
    with device.executable_load(good) as executable:
        with pytest.raises(runtime.OutOfResources, match="nothing"):
            executable.find_kernel("nothing")
        kernel = executable.find_kernel("attention")
    with device.queue_create(2) as queue, pytest.raises(runtime.InvalidHandle):
        queue.launch(kernel, [])


def test_arguments_are_what_the_kernel_declares(device: Any, runtime: Any, case: Case) -> None:
    with ExitStack() as stack:
        executable = stack.enter_context(device.executable_load(case.executable.read_bytes()))
        kernel = executable.find_kernel("attention")
        large = stack.enter_context(device.buffer_allocate(1 << 17))
        less = stack.enter_context(device.buffer_allocate(1 << 16))
        queue = stack.enter_context(device.queue_create(2))
        for arguments, said in (
            ([large] * 3, "has 4 arguments, not 3"),
            ([large] * 3 + [7], "o, is a buffer"),
            ([less] + [large] * 3, "q, takes 131072 bytes"),
            ([large] * 3 + [runtime.Argument(runtime.ArgumentKind.BUFFER, 64)], "no buffer is at 0x40"),
        ):
            with pytest.raises(runtime.InvalidArgument, match=said):
                queue.launch(kernel, arguments)
