"""What GitHub's runner does with an action of steps: expressions become variables, steps become processes."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True)
class Done:
    """How a step ended: ``log`` is what it wrote, ``outputs`` those of the action, ``summary`` the page of the job."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str

    def annotations(self, kind: str) -> list[str]:
        """The workflow commands of a kind that the runner obeys."""
        found, stopped = [], ""
        for line in self.log.splitlines():
            if stopped:
                stopped = "" if line == f"::{stopped}::" else stopped
            elif line.startswith("::stop-commands::"):
                stopped = line.removeprefix("::stop-commands::")
            elif line.startswith(f"::{kind} "):
                found.append(line)
        return found


class Runner:
    """Runs an action from its folder, in a checkout, as a job would."""

    def __init__(self, action: Path, temporary: Path, variables: Mapping[str, str]) -> None:
        self.action = action
        self.steps = yaml.safe_load((action / "action.yml").read_text(encoding="utf-8"))
        self.temporary = temporary
        self.variables = dict(variables)

    def run(self, checkout: Path, inputs: Mapping[str, str], python: str) -> Done:
        """Run all its steps; ``python`` is what actions/setup-python would have set up."""
        known = {name: str(one.get("default", "")) for name, one in self.steps["inputs"].items()}
        assert not set(inputs) - set(known)
        values = {f"inputs.{name}": value for name, value in {**known, **inputs}.items()}
        values |= {"github.token": "a-token", "steps.python.outputs.python-path": python}
        values = {name: _evaluated(value, values) for name, value in values.items()}
        folder = self.temporary / f"job{len(list(self.temporary.glob('job*')))}"
        folder.mkdir(parents=True)
        summary, log, status = folder / "summary.md", "", 0
        summary.touch()
        for step in self.steps["runs"]["steps"]:
            if "run" not in step:
                assert step["uses"].startswith("actions/setup-python@")
                continue
            status, told, outputs = self._step(step, checkout, values, folder)
            log += told
            values |= {f"steps.{step['id']}.outputs.{name}": value for name, value in outputs.items()}
            if status:
                break
        outputs = {name: _evaluated(one["value"], values) for name, one in self.steps["outputs"].items()}
        return Done(status, log, outputs, summary.read_text(encoding="utf-8"))

    def _step(
        self, step: dict[str, Any], checkout: Path, values: Mapping[str, str], folder: Path
    ) -> tuple[int, str, dict[str, str]]:
        output = folder / f"{step['id']}.output"
        output.touch()
        given = {name: _evaluated(str(value), values) for name, value in step.get("env", {}).items()}
        files = {
            "GITHUB_ACTION_PATH": self.action,
            "GITHUB_OUTPUT": output,
            "GITHUB_STEP_SUMMARY": folder / "summary.md",
            "GITHUB_WORKSPACE": checkout,
            "RUNNER_TEMP": self.temporary,
        }
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.temporary), **self.variables, **given}
        environment |= {name: str(path) for name, path in files.items()}
        assert step["shell"] == "bash"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=checkout, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, _outputs(output.read_text(encoding="utf-8"))


def _evaluated(text: str, values: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        words = [
            word[1:-1] if word.startswith("'") else values.get(word, "") for word in found[1].split(" || ")
        ]
        return next(filter(None, words), "")

    return EXPRESSION.sub(value, text)


def _outputs(text: str) -> dict[str, str]:
    found = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, several, end = line.partition("<<")
        if not several:
            name, _, found[name] = line.partition("=")
            continue
        value = []
        for more in lines:
            if more == end:
                break
            value.append(more)
        found[name] = "\n".join(value)
    return found
