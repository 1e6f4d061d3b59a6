"""Checks beside the editing: a while after the last keystroke, in a thread of their own, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from specgen.lsp.project import Checked, Project, check

DELAY = 0.15
"""Seconds without a keystroke before a check begins."""


class Checker:
    """Checks specs when they are asked for; what is asked for while a check runs is checked after it, once."""

    def __init__(self, done: Callable[[Project], None], failed: Callable[[str], None]) -> None:
        self._done, self._failed = done, failed
        self._pool = ThreadPoolExecutor(1, "check")
        self._timers: dict[Project, asyncio.TimerHandle] = {}
        self._claims: set[Project] = set()
        self._running: set[Project] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, project: Project, *, claims: bool = False, delay: float = DELAY) -> None:
        """Have a spec checked soon; with ``claims``, those of its decisions are computed after that."""
        if claims:
            self._claims.add(project)
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
        task = asyncio.get_running_loop().create_task(self._run(project))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, project: Project) -> None:
        try:
            await self._check(project, claims=False)
            if project in self._claims and project not in self._timers:
                self._claims.discard(project)
                await self._check(project, claims=True)
        finally:
            self._running.discard(project)

    async def _check(self, project: Project, *, claims: bool) -> None:
        def work() -> Checked:
            return check(project.folder, project.files, claims=claims)

        try:
            project.checked = await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except Exception as failure:  # a defect of ours: the editor goes on with what was known before
            self._failed(f"internal error: {type(failure).__name__}: {failure}")
        else:
            self._done(project)

    def close(self) -> None:
        """Begin nothing more."""
        for timer in self._timers.values():
            timer.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
