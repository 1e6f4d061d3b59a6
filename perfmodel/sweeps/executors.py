"""Where parts of a sweep are computed: here, in processes of this machine, or wherever Dask's workers are.

Whatever has ``submit`` as `concurrent.futures.Executor` has it will do. Dask is the one that specgen knows by name: its
client gives that interface itself, so nothing of a sweep is written for it.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from typing import Any, Protocol

from specgen.perfmodel.sweeps.errors import SweepError


class Executor(Protocol):
    """What runs a function somewhere and promises its result."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Start it."""


class Here:
    """Computes what it is handed at once, in this process."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Compute it; what it raises is raised when the result is asked for."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def executor_named(name: str | None, jobs: int) -> Iterator[Executor]:
    """Give an executor: of ``jobs`` processes, or ``dask`` (``jobs`` local ones), or ``dask:ADDRESS`` of a scheduler.

    Raises SweepError where the name is unknown, Dask is not installed or the scheduler does not answer.
    """
    kind, _, address = (name or "local").partition(":")
    if kind == "dask":
        with _dask(address, jobs) as found:
            yield found
    elif kind != "local" or address:
        raise SweepError(f"there is no executor {name!r}; there are local, dask and dask:ADDRESS")
    elif jobs == 1:
        yield Here()
    else:
        from concurrent.futures import ProcessPoolExecutor

        # Spawned, not forked: whoever shows progress has threads, and a fork would copy their locks as they are.
        # An interrupt is for the one that hands out the parts; those under way are finished.
        ignore = (signal.SIGINT, signal.SIG_IGN)
        with ProcessPoolExecutor(jobs, get_context("spawn"), signal.signal, ignore) as pool:
            yield pool


@contextmanager
def _dask(address: str, jobs: int) -> Iterator[Executor]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise SweepError("the executor dask needs Dask: pip install 'specgen[dask]'") from None
    if address:
        try:
            client = distributed.Client(address, timeout=10)
        except (OSError, TimeoutError, ValueError) as error:
            raise SweepError(f"Dask's scheduler at {address} does not answer: {error}") from None
        with client, client.get_executor() as found:
            yield found
        return
    with (
        distributed.LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as found,
    ):
        yield found
