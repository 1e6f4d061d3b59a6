"""docs deploy: what it says, and to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.api import start
from specgen.api.site import deploying
from specgen.generators import Request, stamp, write
from tests.cli.running import specgen
from tests.site.deployed import committed, light


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec in a repository; its site is one page."""

    def build(asked: Request, _path: Path, output: Path, *_: object, **__: object) -> None:
        versions = asked.exhibits["versions"]
        files = {f"downloads/{one.name}": one.data for one in versions.downloads}
        write(output / "site", {"index.html": versions.version, **files}, stamp(asked.default))

    monkeypatch.setattr(deploying, "build_request", build)
    monkeypatch.setattr(deploying, "request_of", light(()))
    start(tmp_path / "spec", "spec")
    committed(tmp_path)
    return tmp_path / "spec"


def test_it_says_what_was_deployed_where(spec: Path) -> None:
    words = ("docs", "deploy", "--spec", spec, "-o", spec.parent / "build", "--spec-only", "--no-pdf")
    done = specgen(*words, "--alias", "latest")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "0.1.0 (draft): deployed on branch gh-pages\n"
    assert specgen(*words, "--alias", "latest").stdout == "0.1.0 (draft): as it was on branch gh-pages\n"
    text = (spec / "spec.yaml").read_text()
    (spec / "spec.yaml").write_text(text.replace("version: 0.1.0", "version: 0.2.0"))
    done = specgen(*words, "--no-search", "--status", "ratified")
    assert done.stdout == "0.2.0 (ratified): deployed on branch gh-pages, compared with 0.1.0\n"
    assert done.stderr == f"note: {spec} has changes that are not committed\n"


def test_a_refusal_is_a_sentence(spec: Path) -> None:
    done = specgen("docs", "deploy", "--spec", spec, "-o", spec.parent / "build", "--branch", "main")
    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        done.stderr == "specgen: branch main is checked out: what is deployed goes to a branch of its own\n"
    )


def test_without_mike_it_says_what_to_install(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploying, "find_spec", lambda _: None)
    done = specgen("docs", "deploy", "--spec", spec)
    assert (done.exit_code, done.stderr) == (
        1,
        "deploying versions needs mike: pip install 'specgen[site]'\n",
    )
