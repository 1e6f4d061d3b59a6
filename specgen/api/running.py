"""Programs on a machine that is set up and looked into by places as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from specgen.machine import Result
    from specgen.machine.coverage import Coverage, Report
    from specgen.machine.executables import Opened
    from specgen.machine.executables.launching import Launch


class Run:
    """A machine at reset, set up and dumped by places as text; ``stdout`` and the others as for `Accelerator.simulator`.

    With ``covered``, what is reached is counted, for `save_coverage`.

    Raises SpecError where a program has errors, ValueError where it, or a place, does not fit the machine.
    """

    def __init__(
        self,
        accelerator: Accelerator,
        engine: str = "python",
        *,
        stdout: Callable[[bytes], object] | None = None,
        stderr: Callable[[bytes], object] | None = None,
        stdin: BinaryIO | bytes = b"",
        covered: bool = False,
        race_check: bool = False,
        recorded: bool = False,
        check_uninitialised: bool = False,
        notice: Callable[[str], object] | None = None,
    ) -> None:
        self.accelerator = accelerator
        self._launch: Launch | None = None
        self._coverage: Coverage | None = None
        if covered:
            from specgen.machine.coverage import Coverage

            self._coverage = Coverage()
        self.simulator = accelerator.simulator(
            engine,
            stdout=stdout,
            stderr=stderr,
            stdin=stdin,
            coverage=self._coverage,
            race_check=race_check,
            recorded=recorded,
            check_uninitialised=check_uninitialised,
            notice=notice,
        )

    def load(
        self,
        program: str | Path,
        target: str = "",
        *,
        base: int | None = None,
        entry: int | str | None = None,
    ) -> None:
        """Load a file, by default for the first processor of every instance: ``target`` is ``[INSTANCE/]PROCESSOR``.

        ``base`` is where it lies, ``entry``, an address or a symbol, where it starts, unless the file is to say. Of an
        executable, ``entry`` is the name of an entry point, and all processors are loaded.
        """
        opened = self._executable(Path(program))
        if opened is not None:
            if base is not None or target or isinstance(entry, int):
                raise ValueError(f"{program}: an executable says what goes where; --entry takes a name")
            from specgen.machine.executables.launching import Launch

            self._launch = Launch(self.simulator, opened, entry)
            return
        number, _, name = target.rpartition("/")
        if number and not number.isdecimal():
            raise ValueError(f"{target!r}: write PROCESSOR or INSTANCE/PROCESSOR")
        self.simulator.load(
            Path(program),
            base,
            entry=entry,
            processor=name or None,
            instance=int(number) if number else None,
        )

    def _executable(self, path: Path) -> Opened | None:
        """The executable in a file, or None where it is something else. Raises ExecutableError."""
        architecture = self.accelerator.architecture
        if not architecture.executables or path.suffix in (".s", ".S", ".asm"):
            return None
        from specgen.api.executables import format_of
        from specgen.machine.executables import open_executable
        from specgen.machine.images import read_image

        data = read_image(path)
        form = format_of(architecture, data)
        return open_executable(architecture, form, data, name=str(path)) if form is not None else None

    def argument(self, assignment: str) -> None:
        """Give ``NAME=FILE.npy`` or ``NAME=NUMBER`` to the entry point that was loaded. Raises ValueError."""
        name, equals, value = assignment.partition("=")
        if not equals:
            raise ValueError(f"{assignment!r}: write NAME=FILE.npy")
        self._launched().put(name, value)

    def result(self, request: str) -> Iterator[str]:
        """Save an argument's array as ``NAME=FILE.npy``, and yield a line that says so. Raises ValueError, OSError."""
        name, equals, file = request.partition("=")
        if not equals:
            raise ValueError(f"{request!r}: write NAME=FILE.npy")
        yield self._launched().save(name, Path(file))

    def _launched(self) -> Launch:
        if self._launch is None:
            raise ValueError("only executables say what their arguments are; use --set and --dump")
        return self._launch

    def put(self, assignment: str) -> None:
        """Set ``PLACE=VALUE``."""
        from specgen.machine.places import put

        put(self.simulator, assignment)

    def go(
        self,
        max_steps: int | None = None,
        *,
        order: str = "program",
        seed: int = 0,
        trace: Callable[[str], None] | None = None,
        as_json: bool = False,
        timed: bool = False,
        timeline: Path | None = None,
    ) -> Result:
        """Run until the program ends, or for ``max_steps`` instructions; ``trace`` is given a line for each.

        ``order``, ``seed`` and ``timed`` as for `Simulator.run`; ``timeline`` is a file to write for Perfetto, of a run
        in time. Raises OSError where it cannot be written.
        """
        from specgen.machine import Timeline, Tracer
        from specgen.source.writing import write_whole

        tracer = Tracer(trace, as_json=as_json, place=self.simulator.place) if trace else None
        told = Timeline(self.accelerator.architecture) if timeline is not None else None
        result = self.simulator.run(
            max_steps, order=order, seed=seed, tracer=tracer, timed=timed, timeline=told
        )
        if told is not None and timeline is not None:
            write_whole(timeline, told.perfetto().encode())
        return result

    def expect(self, request: str) -> None:
        """Refuse, before the run, a ``PLACE[=FILE.npy]`` that could not be dumped after it."""
        from specgen.machine.places import expect

        expect(self.simulator, request)

    def dump(self, request: str) -> Iterator[str]:
        """Yield the lines of ``PLACE``, or save it as ``PLACE=FILE.npy``."""
        from specgen.machine.places import dump

        return dump(self.simulator, request)

    def coverage(self, before: Path | None = None) -> Report:
        """What was reached, with what the report in the file ``before`` reached. Raises CoverageError (a ValueError)."""
        from specgen.machine.coverage import Coverage, make_report, read_report

        report = make_report(self.accelerator.semantics, self._coverage or Coverage())
        if before is not None:
            report.add(read_report(before))
        return report

    def save_coverage(self, path: Path) -> Report:
        """Write what was reached as HTML (``.html``), or as JSON, adding to what the file holds of earlier runs.

        Raises CoverageError (a ValueError) where the file is no report of this spec, OSError where it cannot be written.
        """
        from specgen.machine.coverage import page
        from specgen.source.writing import write_whole

        if path.suffix in (".html", ".htm"):
            report = self.coverage()
            write_whole(path, page(self.accelerator.architecture, report).encode())
        else:
            report = self.coverage(path if path.exists() else None)
            write_whole(path, report.as_json().encode())
        return report

    @property
    def traced(self) -> list[int]:
        """What the program traced."""
        return self.simulator.traced
