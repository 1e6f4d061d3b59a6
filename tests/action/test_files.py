"""The files that describe the action and the hooks, and the page that shows them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.action.workflow import EXPRESSION
from tests.site.test_other_repositories import FILE


def _action(root: Path) -> dict[str, Any]:
    found = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_nothing_that_others_write_becomes_a_command(root: Path) -> None:
    """Expressions are pasted into a script before it runs: they stand in variables alone."""
    for step in _action(root)["runs"]["steps"]:
        assert not EXPRESSION.search(step.get("run", ""))
        for value in step.get("env", {}).values():
            assert value == "1" or EXPRESSION.fullmatch(value)


def test_every_input_is_read_and_every_output_set(root: Path) -> None:
    action = _action(root)
    scripts = "".join(path.read_text(encoding="utf-8") for path in sorted((root / "action").glob("*.py")))
    *_, install, review = action["runs"]["steps"]
    variables = {**install["env"], **review["env"]}
    for name in set(action["inputs"]) - {"python-version"}:
        variable = f"INPUT_{name.upper().replace('-', '_')}"
        assert variables[variable] == f"${{{{ inputs.{name} }}}}"
        assert re.search(rf'"({variable}|{variable.removeprefix("INPUT_")})"', scripts), name
    for name, output in action["outputs"].items():
        assert output["value"] == f"${{{{ steps.review.outputs.{name} }}}}"


def test_the_page_tells_of_every_input_and_output(root: Path) -> None:
    text = (root / "site" / "pages" / "other-repositories.md").read_text(encoding="utf-8")
    section = text.partition("## As a GitHub Action")[2].partition("\n## ")[0]
    rows = set(re.findall(r"`([\w-]+)`", "".join(re.findall(r"^\| (`.*?) \|", section, re.MULTILINE))))
    action = _action(root)
    assert rows == {*action["inputs"], *action["outputs"]}


def test_the_workflows_of_the_page_are_of_this_action(root: Path) -> None:
    text = (root / "site" / "pages" / "other-repositories.md").read_text(encoding="utf-8")
    action = _action(root)
    workflow = yaml.safe_load(dict(FILE.findall(text))[".github/workflows/spec.yml"])
    (step,) = [one for one in workflow["jobs"]["spec"]["steps"] if "specgen" in one["uses"]]
    assert set(step["with"]) <= set(action["inputs"])
    (more,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(yaml.safe_load(more)) == 2
    used = set(re.findall(r"steps\.spec\.outputs\.([\w-]+)", more))
    assert used == {"sarif", "check-sarif"} <= set(action["outputs"])


def test_pre_commit_takes_the_files(root: Path, tmp_path: Path) -> None:
    text = (root / "site" / "pages" / "other-repositories.md").read_text(encoding="utf-8")
    config = tmp_path / "config.yaml"
    config.write_text(dict(FILE.findall(text))[".pre-commit-config.yaml"], encoding="utf-8")
    for command, path in (
        ("validate-manifest", root / ".pre-commit-hooks.yaml"),
        ("validate-config", config),
    ):
        told = [sys.executable, "-m", "pre_commit", command, str(path)]
        done = subprocess.run(told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    shown = {one["id"] for one in yaml.safe_load(config.read_text(encoding="utf-8"))["repos"][0]["hooks"]}
    assert shown == {one["id"] for one in yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text())}
