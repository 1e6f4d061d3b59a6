"""The step of the action: checks the spec, compares what is generated, reviews the change, and tells the pull request.

Everything is looked at before the job fails, so that one run tells all there is.
"""

from __future__ import annotations

import gc
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from base import base_of, prepare_git
from comment import publish
from job import Failure, Job

if TYPE_CHECKING:
    from specgen.hosting import PluginError
    from specgen.review.reports import Report

_MARK = "<!-- specgen review -->"
_LIMIT = 65_536  # characters of a comment
_ERRORS = 10  # of the check that it tells; the annotations are all
_LEVELS = ("info", "risk", "breaking", "never")
_CONSUMERS = ("compiler", "runtime", "firmware", "hardware", "tools")


@dataclass(slots=True)
class Told:
    """What the steps found: ``lines`` of Markdown for people, and whether the job ``failed``."""

    job: Job
    lines: list[str] = field(default_factory=list)
    failed: bool = False

    def fail(self, text: str) -> None:
        """Fail the job, and say why."""
        self.failed = True
        self.job.error(text)


@dataclass(frozen=True, slots=True)
class Decided:
    """What the inputs say of the review."""

    fail_on: str | None
    policy: Path | None
    consumers: tuple[str, ...]
    trials: int | None


def main() -> int:
    """Do all of it; return the step's exit status."""
    job = Job(dict(os.environ))
    os.environ.pop("INPUT_TOKEN", None)  # not for compilers and plugins that run below
    gc.disable()  # what a review makes is in use until it ends
    try:
        return _review(job)
    except Failure as error:
        job.error(str(error))
        return 1


def _review(job: Job) -> int:
    folder = Path(mkdtemp(prefix="specgen-", dir=job.environment.get("RUNNER_TEMP")))
    where = Path(job.given("WORKING_DIRECTORY") or ".")
    if not where.is_dir():
        raise Failure(f"working-directory: there is no folder {where}")
    os.chdir(where)
    prepare_git()
    spec = job.given("SPEC") or "spec"
    if not Path(spec, "spec.yaml").is_file():
        raise Failure(
            f"spec: {spec} holds no spec.yaml. Is the repository checked out, and is this the folder?"
        )
    told, report = Told(job), None
    decided, calls, strict = _decided(job), list(_calls(job)), job.chosen("STRICT")
    if _check(told, spec, folder, strict):
        _generated(told, spec, calls)
        report = _compared(told, spec, decided)
    _tell(told, spec, folder, report)
    return 1 if told.failed else 0


def _decided(job: Job) -> Decided:
    """Read the inputs that say something of the review. Raises Failure for what none can be."""
    fail_on, policy, trials = (job.given(name) for name in ("FAIL_ON", "POLICY", "TRIALS"))
    consumers = tuple(job.given("CONSUMERS").replace(",", " ").split())
    _one_of("fail-on", [fail_on] if fail_on else [], _LEVELS)
    _one_of("consumers", consumers, _CONSUMERS)
    if policy and not Path(policy).is_file():
        raise Failure(f"policy: there is no file {policy}")
    if trials and not trials.isdecimal():
        raise Failure(f"trials: a number, not {trials!r}")
    return Decided(
        fail_on or None, Path(policy) if policy else None, consumers, int(trials) if trials else None
    )


def _one_of(name: str, words: Sequence[str], known: tuple[str, ...]) -> None:
    if wrong := [word for word in words if word not in known]:
        raise Failure(f"{name}: {', '.join(known)}, not {wrong[0]!r}")


def _check(told: Told, spec: str, folder: Path, strict: bool) -> bool:
    """Check the spec; return whether it is sound enough for what follows."""
    from specgen import api
    from specgen.review.reports.escaping import code, md
    from specgen.source import Severity, render

    found = api.check(spec)
    told.job.annotations(render(found, "github"))
    told.job.log("specgen check", render(found, "text"))
    path = folder / "check.sarif"
    path.write_text(render(found, "sarif"), encoding="utf-8")
    told.job.output("check-sarif", path)
    counts = [_counted(found.errors, "error"), _counted(found.warnings, "warning")]
    words = " and ".join(count for count in counts if count)
    if words:
        errors = [one for one in found.sorted() if one.severity is Severity.ERROR][:_ERRORS]
        places = [f"- {code(f'{one.at.file.path}:{one.at.line}')} {md(one.message)}" for one in errors]
        told.lines.append("\n".join([f"`specgen check` has found {words}.", *places]))
    if found.errors or (found.warnings and strict):
        told.fail(f"{spec} has {words}: `specgen check --spec {shlex.quote(spec)}` shows them.")
    return not found.errors


def _generated(told: Told, spec: str, calls: list[list[str]]) -> None:
    """Compare the generated files that are committed with what the spec gives."""
    from specgen.review.reports.escaping import code

    for arguments in calls:
        call = ["specgen", "generate", "--spec", spec, *arguments]
        program = str(Path(sys.executable).with_name("specgen"))
        done = subprocess.run([program, *call[1:], "--check"], capture_output=True, text=True, check=False)
        if not done.returncode:
            continue
        told.job.log("specgen generate --check", done.stdout + done.stderr)
        mend = shlex.join(call)
        shown = code(mend, 200)
        if done.returncode == 1 and done.stdout:
            files = len(done.stdout.splitlines())
            told.lines.append(
                f"{_counted(files, 'generated file')} {'is' if files == 1 else 'are'} not what the spec gives: run {shown}."
            )
            told.fail(
                f"Generated files are not what the spec gives. Run `{mend}` and commit what it writes.\n{done.stdout}"
            )
        else:
            told.lines.append(f"{shown} fails.")
            told.fail(f"`{mend} --check` fails: {done.stderr.strip()}")


def _calls(job: Job) -> Iterator[list[str]]:
    for line in job.given("GENERATED").splitlines():
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            raise Failure(f"generated: {line}: {error}") from None
        if words[:2] == ["specgen", "generate"]:
            del words[:2]
        if words:
            yield words


def _compared(told: Told, spec: str, decided: Decided) -> Report | None:
    """Review the change, where there is something to compare with."""
    from specgen.review import NoSpecError
    from specgen.review.reports import render
    from specgen.source import SpecError
    from specgen.source import render as render_diagnostics

    job, base = told.job, base_of(told.job)
    if base is None:
        return None
    try:
        report = _reviewed(told, base, spec, decided)
    except NoSpecError:
        told.lines.append("The spec is new: there is nothing to compare it with.")
        job.notice(told.lines[-1])
        return None
    except SpecError as error:
        job.log("specgen diff", render_diagnostics(error.diagnostics, "text"))
        if all(one.at.file.path.startswith(f"{base.partition(':')[0]}:") for one in error.diagnostics):
            told.lines.append("Nothing is compared: the spec had errors before.")
            job.warning(told.lines[-1])
        else:
            job.annotations(render_diagnostics(error.diagnostics, "github"))
            told.lines.append("Nothing is compared: the policy of the review has errors.")
            told.fail(told.lines[-1])
        return None
    job.annotations(render(report, "github"))
    job.log("specgen diff", render(report, "text"))
    if report.failed:
        told.fail(_why(report))
    return report


def _reviewed(told: Told, base: str, spec: str, decided: Decided) -> Report:
    """Review with what the inputs decide. Raises NoSpecError, SpecError, and Failure where a side cannot be had."""
    from specgen import api
    from specgen.review import NoSpecError, Search, SideError

    search = Search()
    if decided.trials is not None:
        search = Search(trials=decided.trials, solver=search.solver if decided.trials else 0)
    failed: list[PluginError] = []
    try:
        report = api.review(
            base, spec, spec=spec, search=search, policy=decided.policy, fail_on=decided.fail_on,
            consumers=decided.consumers, failed=failed,
        )  # fmt: skip
    except NoSpecError:
        raise
    except SideError as error:
        raise Failure(str(error)) from None
    for plugin in failed:
        told.fail(str(plugin))
    return report


def _why(report: Report) -> str:
    failing = [one.finding for one in report.entries if one.fails]
    told = [f"{one.rule}: {one.message}" for one in failing[:5]]
    told += [f"and {len(failing) - 5:,} more"] if len(failing) > 5 else []
    told += [f"{one.rule}: {one.message}" for one in report.problems.sorted()[:5]]
    return "The review fails.\n" + "\n".join(told)


def _tell(told: Told, spec: str, folder: Path, report: Report | None) -> None:
    """Write the reports, the summary of the job and the comment, and set the outputs."""
    from specgen.review.reports import render
    from specgen.review.reports.escaping import md

    job = told.job
    if report is not None:
        job.output("level", str(report.level) if report.entries else "none")
        job.output("needed", report.outcome.needed)
        job.output("given", report.outcome.given)
        for style in ("json", "html", "sarif"):
            path = folder / f"review.{style}"
            path.write_text(render(report, style), encoding="utf-8")
            job.output(style, path)
    text = f"### {md(spec)}\n" if report is None else render(report, "markdown").removeprefix(f"{_MARK}\n")
    heading, _, rest = text.partition("\n")
    mark = f"{_MARK}\n<!-- of {spec.replace('--', '- -')} -->\n"
    body = "\n\n".join([mark + heading, *told.lines, rest.strip()]).rstrip()
    if len(body) > _LIMIT:
        body = f"{mark}{text}".rstrip()
    path = folder / "review.md"
    path.write_text(body + "\n", encoding="utf-8")
    job.output("markdown", path)
    job.summary(body + "\n")
    if job.chosen("COMMENT"):
        worth = bool(told.lines) or (report is not None and bool(report.entries or report.problems.errors))
        publish(job, job.given("TOKEN"), mark, body, worth=worth)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}" if count else ""


if __name__ == "__main__":
    sys.exit(main())
