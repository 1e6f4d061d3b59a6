"""Two attention layers on a Basalt device, as attention.c does: o = attention(q, k, v), then p = attention(o, k, v).

    python attention.py BINDINGS LIBRARY attention.bex q.bin k.bin v.bin o.bin p.bin trace.bin

BINDINGS is the folder with the generated basalt_runtime.py, LIBRARY the shared library of a runtime.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

SHAPE = (8, 128, 64)
SECOND = 1_000_000_000


def main(bindings: str, library: str, program: str, *files: str) -> None:
    """Run both layers; `files` are q, k, v, o, p and the trace."""
    sys.path.insert(0, bindings)
    runtime: Any = import_module("basalt_runtime")
    with ExitStack() as stack:
        device = stack.enter_context(runtime.Library(library).open(0))
        executable = stack.enter_context(device.executable_load(Path(program).read_bytes()))
        kernel = executable.find_kernel("attention")

        size = int(np.prod(SHAPE)) * 2
        q, k, v, o, p = (stack.enter_context(device.buffer_allocate(size)) for _ in range(5))
        for buffer, path in zip((q, k, v), files, strict=False):
            buffer.copy_in(0, np.fromfile(path, np.uint16))

        first = stack.enter_context(device.queue_create(64))
        second = stack.enter_context(device.queue_create(64))
        done = stack.enter_context(device.semaphore_create(0))

        # The second layer is queued before the first one: the semaphore puts them in order.
        second.wait(done, 1)
        second.launch(kernel, [o, k, v, p])
        second.signal(done, 2)
        first.launch(kernel, [q, k, v, o])
        first.signal(done, 1)
        done.wait(2, SECOND)
        first.finish(SECOND)
        second.finish(SECOND)

        for buffer, path in zip((o, p), files[3:5], strict=True):
            result = np.empty(SHAPE, np.uint16)
            buffer.copy_out(0, result)
            result.tofile(path)
        with Path(files[5]).open("wb") as trace:
            while records := device.read_trace():
                trace.write(records)


if __name__ == "__main__":
    main(*sys.argv[1:])
