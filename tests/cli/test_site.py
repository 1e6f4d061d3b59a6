"""docs and build: a site from any spec, whole or not at all."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.api.site import building
from specgen.generators import targets
from tests.cli.running import files_of, specgen, started


@pytest.fixture(scope="module")
def built(slate: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What `build` makes of a spec, and says."""
    folder = tmp_path_factory.mktemp("built")
    result = specgen("build", "--spec", slate, "-o", folder)
    assert result.exit_code == 0, result.output
    return folder, result.stdout


def test_build_checks_generates_and_builds_the_site(built: tuple[Path, str]) -> None:
    folder, said = built
    assert {path.name for path in folder.iterdir()} == {"docs", "generated", "mkdocs", "site"}
    assert [line.split(":")[0] for line in said.splitlines()] == [
        *(str(folder / "generated" / target) for target in targets()),
        str(folder / "docs"),
        str(folder / "site"),
    ]


def test_the_site_shows_exhibits_that_only_the_whole_knows(built: tuple[Path, str]) -> None:
    folder, _ = built
    page = (folder / "site" / "instructions" / "add.html").read_text(encoding="utf-8")
    assert "add x4, x5, x6" in page
    assert "isa-encoding-overlap" in (folder / "site" / "rules.html").read_text(encoding="utf-8")
    assert "Gop/s" in (folder / "site" / "performance.html").read_text(encoding="utf-8")


def test_a_check_against_nothing_says_so(built: tuple[Path, str], slate: Path) -> None:
    result = specgen("docs", "anchors", "--spec", slate, "-o", built[0])
    assert (result.exit_code, "no addresses are recorded" in result.stderr) == (0, True)


def test_the_same_spec_gives_the_same_bytes_beside_what_others_put_there(
    built: tuple[Path, str], slate: Path
) -> None:
    folder, _ = built
    (folder / "site" / "notes.txt").write_text("mine", encoding="utf-8")
    before = files_of(folder)
    again = specgen("docs", "build", "--spec", slate, "-o", folder)
    assert [line.split(": ")[1].split(",")[0] for line in again.stdout.splitlines()] == ["0 written"] * 2
    assert (again.exit_code, again.stderr) == (0, "")
    assert files_of(folder) == before


def test_pages_written_by_hand_join_in(tmp_path: Path) -> None:
    specgen("new", tmp_path / "spec", "--name", "ours")
    pages = tmp_path / "site" / "pages"
    pages.mkdir(parents=True)
    (pages / "index.md").write_text("# Ours\n\nBy hand.\n\n<!-- generated -->\n", encoding="utf-8")
    (pages / "story.md").write_text("# Story\n\nOnce.\n", encoding="utf-8")
    settings = "site_name: Hand\nuse_directory_urls: false\nnav: [index.md, story.md]\nmarkdown_extensions: [attr_list]\n"
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    result = specgen("docs", "build", "--spec", tmp_path / "spec", "-o", tmp_path / "build")
    assert result.exit_code == 0, result.output
    assert "Once." in (tmp_path / "build" / "site" / "story.html").read_text(encoding="utf-8")
    shown = (tmp_path / "build" / "docs" / "index.md").read_text(encoding="utf-8")
    assert "By hand." in shown
    settings = (tmp_path / "build" / "mkdocs" / "mkdocs.yml").read_text(encoding="utf-8")
    assert settings.startswith("INHERIT: ../../mkdocs.yml\n")


def test_mkdocs_itself_builds_what_was_made_with_settings_that_begin_with_ours(
    built: tuple[Path, str], root: Path, tmp_path: Path
) -> None:
    folder, _ = built
    (tmp_path / "build").symlink_to(folder)
    shutil.copy(root / "mkdocs.yml", tmp_path)
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "-f",
        str(tmp_path / "mkdocs.yml"),
        "-d",
        str(tmp_path / "site"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = Path("instructions", "add.html")
    assert (tmp_path / "site" / page).read_bytes() == (folder / "site" / page).read_bytes()
    specgen("new", tmp_path / "spec", "--name", "ours")
    building.assemble_site(tmp_path / "spec", tmp_path / "out")
    made = (tmp_path / "out" / "mkdocs" / "mkdocs.yml").read_text(encoding="utf-8")
    assert "INHERIT" not in made, "they add to ours, and are not what ours begin with"


def test_what_was_written_by_hand_outlives_an_output_on_top_of_it(tmp_path: Path) -> None:
    specgen("new", tmp_path / "spec", "--name", "ours")
    (tmp_path / "site" / "pages").mkdir(parents=True)
    (tmp_path / "site" / "pages" / "index.md").write_text("# Ours\n", encoding="utf-8")
    (tmp_path / "site" / "index.html").write_text("by hand", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Hand\nuse_directory_urls: false\n", encoding="utf-8")
    before = files_of(tmp_path)
    result = specgen("docs", "build", "--spec", tmp_path / "spec", "-o", tmp_path)
    assert (result.exit_code, "not written by specgen" in result.stderr) == (1, True)
    assert before.items() <= files_of(tmp_path).items()


def test_a_page_that_leads_nowhere_is_refused_and_no_site_is_left(tmp_path: Path) -> None:
    specgen("new", tmp_path / "spec", "--name", "ours")
    (tmp_path / "site" / "pages").mkdir(parents=True)
    (tmp_path / "site" / "pages" / "story.md").write_text("# Story\n\n[gone](gone.md)\n", encoding="utf-8")
    result = specgen("docs", "build", "--spec", tmp_path / "spec", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "gone.md" in result.stderr
    assert not (tmp_path / "out" / "site").exists()


def test_a_refused_spec_builds_nothing(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(
        "name: x\nversion: 0.1.0\nfaults: {a: {code: 1}, b: {code: 1}}\n", encoding="utf-8"
    )
    for command in (["build"], ["docs", "build"], ["docs", "serve"]):
        result = specgen(*command, "--spec", tmp_path, "-o", tmp_path / "out")
        assert (result.exit_code, "fault-code-twice" in result.stderr) == (1, True)
        assert not (tmp_path / "out").exists()


def test_settings_that_cannot_be_read_are_said_to_be_so(tmp_path: Path) -> None:
    specgen("new", tmp_path / "spec", "--name", "ours")
    (tmp_path / "mkdocs.yml").write_text("site_name: {\n", encoding="utf-8")
    result = specgen("docs", "build", "--spec", tmp_path / "spec", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "error parsing the configuration file" in result.stderr
    assert "Traceback" not in result.stderr


def test_without_mkdocs_one_is_told_what_to_install(
    slate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "find_spec", lambda _: None)
    result = specgen("docs", "build", "--spec", slate, "-o", tmp_path)
    assert (result.exit_code, result.stderr) == (
        1,
        "the site needs MkDocs and its theme: pip install 'specgen[site]'\n",
    )


@pytest.fixture
def address() -> Iterator[str]:
    """A place to serve at that nobody else has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    yield f"127.0.0.1:{port}"


def test_the_site_is_served_and_follows_the_spec(slate: Path, tmp_path: Path, address: str) -> None:
    specgen("new", tmp_path / "spec", "--name", "ours")
    command: list[str | Path] = [
        Path(sys.executable).parent / "specgen",
        "docs",
        "serve",
        "--address",
        address,
        "-o",
        tmp_path / "out",
    ]
    with started(*command, cwd=tmp_path, stderr=subprocess.STDOUT) as serving:
        assert serving.stdout is not None
        said = iter(serving.stdout.readline, "")
        assert any("Serving on" in line for line in said)
        assert _page(address).count("A small accelerator to start from.") > 0
        file = tmp_path / "spec" / "spec.yaml"
        file.write_text(
            file.read_text(encoding="utf-8").replace("to start from", "that changed"), encoding="utf-8"
        )
        assert any("Building documentation" in line for line in said)
        assert any("Reloading browsers" in line or "built in" in line for line in said)
        assert _page(address).count("A small accelerator that changed.") > 0
        serving.send_signal(2)
        serving.communicate()
    assert serving.returncode == 0


def _page(address: str) -> str:
    with urllib.request.urlopen(f"http://{address}/index.html") as answer:
        text: str = answer.read().decode()
    return text


def test_an_address_that_is_none_ends_with_words(slate: Path, tmp_path: Path) -> None:
    result = specgen("docs", "serve", "--spec", slate, "-o", tmp_path, "--address", "nowhere")
    assert result.exit_code in (1, 2)
    assert result.stderr
