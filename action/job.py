"""The job that the action runs in: what it was given, and the files and lines by which a step speaks to GitHub."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Failure(Exception):
    """What the job cannot go on with: told as an error, with what mends it."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job by its environment: the inputs are ``INPUT_<NAME>``, the rest is GitHub's."""

    environment: Mapping[str, str]

    def given(self, name: str) -> str:
        """An input without space around it; the empty string where it is not set."""
        return self.environment.get(f"INPUT_{name}", "").strip()

    def chosen(self, name: str) -> bool:
        """An input that is ``true`` or ``false``. Raises Failure."""
        value = self.given(name).lower()
        if value not in ("true", "false", ""):
            raise Failure(f"{name.lower()}: true or false, not {value!r}")
        return value == "true"

    def event(self) -> dict[str, Any]:
        """What the workflow was started for; empty where nothing is known of it."""
        path = self.environment.get("GITHUB_EVENT_PATH")
        if not path or not Path(path).is_file():
            return {}
        found = json.loads(Path(path).read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}

    def error(self, text: str) -> None:
        """Say what fails the job."""
        self._command("error", text)

    def warning(self, text: str) -> None:
        """Say what should be looked at."""
        self._command("warning", text)

    def notice(self, text: str) -> None:
        """Say what is good to know."""
        self._command("notice", text)

    def _command(self, kind: str, text: str) -> None:
        said = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        self.annotations(f"::{kind} title=specgen::{said}\n")

    def annotations(self, commands: str) -> None:
        """Write workflow commands as they are."""
        sys.stdout.write(commands)
        sys.stdout.flush()

    def log(self, title: str, text: str) -> None:
        """Write text that can be unfolded, in which no line is a workflow command, whatever it holds."""
        token = secrets.token_hex(16)
        told = f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n"
        self.annotations(f"::group::{title}\n{told}::endgroup::\n")

    def output(self, name: str, value: object) -> None:
        """Set an output of the step."""
        end = secrets.token_hex(16)
        self._append("GITHUB_OUTPUT", f"{name}<<{end}\n{value}\n{end}\n")

    def summary(self, markdown: str) -> None:
        """Add to the page of the job."""
        self._append("GITHUB_STEP_SUMMARY", markdown)

    def _append(self, file: str, text: str) -> None:
        if path := self.environment.get(file):
            with Path(path).open("a", encoding="utf-8", newline="\n") as opened:
                opened.write(text)
