"""Checks beside the editing: a while after the last keystroke, in a thread of their own, one at a time.

Claims of decisions take seconds where they are computed anew: a process of their own does that, of what is saved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from specgen.lsp.index.slots import shape
from specgen.lsp.project import Checked, Project, check, claims_of

DELAY = 0.1
"""Seconds without a keystroke before a check begins."""


class Checker:
    """Checks specs when they are asked for; what is asked for while a check runs is checked after it, once."""

    def __init__(self, done: Callable[[Project], None], failed: Callable[[str], None]) -> None:
        self._done, self._failed = done, failed
        self._pool = ThreadPoolExecutor(1, "check")
        self._timers: dict[Project, asyncio.TimerHandle] = {}
        self._claims: set[Project] = set()
        self._asked: dict[Project, int] = {}
        self._running: set[Project] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def warm(self) -> None:
        """Make what all questions need before the first one is asked."""
        self._pool.submit(shape)

    def ask(self, project: Project, *, claims: bool = False, delay: float = DELAY) -> None:
        """Have a spec checked soon; with ``claims``, those of its decisions are computed after that."""
        if claims:
            self._claims.add(project)
        self._asked[project] = self._asked.get(project, 0) + 1
        waiting = self._timers.pop(project, None)
        if waiting is not None:
            waiting.cancel()
        self._timers[project] = asyncio.get_running_loop().call_later(delay, self._start, project)

    def _start(self, project: Project) -> None:
        self._timers.pop(project, None)
        if project in self._running:
            self.ask(project)
            return
        self._running.add(project)
        self._keep(self._run(project))

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        """Have something done beside all else."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, project: Project) -> None:
        try:
            await self._check(project)
        except Exception as failure:  # a defect of ours: the editor goes on with what was known before
            self._failed(f"internal error: {type(failure).__name__}: {failure}")
        finally:
            self._running.discard(project)

    async def _check(self, project: Project) -> None:
        def work() -> Checked:
            return check(project.folder, project.files)

        project.checked = await asyncio.get_running_loop().run_in_executor(self._pool, work)
        self._done(project)
        if project in self._claims and project not in self._timers:
            self._claims.discard(project)
            if project.checked.claims and not project.unsaved:
                self._keep(self._look_at_claims(project))

    async def _look_at_claims(self, project: Project) -> None:
        """Replace the findings by those of a check with claims, unless something was typed meanwhile."""
        asked = self._asked[project]
        loop = asyncio.get_running_loop()
        try:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                found = await loop.run_in_executor(pool, claims_of, project.folder)
        except Exception as failure:
            self._failed(f"claims: {type(failure).__name__}: {failure}")
            return
        if project.checked is not None and asked == self._asked[project]:
            project.checked = replace(project.checked, findings=found)
            self._done(project)

    def close(self) -> None:
        """Begin nothing more."""
        for timer in self._timers.values():
            timer.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
