"""The website: pages written by hand and pages generated, put together and built by MkDocs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.checking import load_spec
from specgen.api.generating import files_of, request_of
from specgen.api.site.anchors import Addresses
from specgen.api.site.places import beside, files_below
from specgen.source import Diagnostics, SpecError

if TYPE_CHECKING:
    from specgen.generators import Request, Written
    from specgen.hosting import PluginError
    from specgen.model import Spec

Tell = Callable[[str], None]
"""Is told what is being done."""

_EPOCH = "315532800"  # 1980, the earliest that a ZIP file can say: pages say no date of their own making

_SETTINGS = Path("mkdocs", "mkdocs.yml")
_MADE_BY_US = re.compile(
    r"^INHERIT:.*\bmkdocs/mkdocs\.yml\s*$", re.MULTILINE
)  # settings that begin with ours
_RENDERING = "specgen.api.site.rendering"


class SiteError(Exception):
    """A site that cannot be built; the message says why, in MkDocs's own words where it is the one that refuses."""


@dataclass(frozen=True, slots=True)
class Build:
    """What ``build`` did: the warnings found, what was written, by folder below the output, and plugins that failed."""

    findings: Diagnostics
    written: dict[str, Written]
    failed: tuple[PluginError, ...] = ()


def _silent(_: str) -> None:
    """Tell nobody."""


def build(path: str | Path = "spec", output: str | Path = "build", *, tell: Tell = _silent) -> Build:
    """Check a spec, generate all targets into ``output/generated`` and build its site into ``output/site``.

    Raises SpecError where the check finds errors, OutputError where a file may not be written, SiteError.
    """
    from specgen.generators import stamp, write

    spec, findings = _checked(path, tell)
    tell("generating")
    asked = request_of(spec)
    failed: list[PluginError] = []
    made, mark = files_of(asked, None, failed), stamp(asked.default)
    written = {
        f"generated/{name}": write(Path(output) / "generated" / name, files, mark)
        for name, files in made.items()
    }
    return Build(findings, written | build_request(asked, Path(path), Path(output), tell), tuple(failed))


def build_site(
    path: str | Path = "spec",
    output: str | Path = "build",
    *,
    results: Iterable[str | Path] = (),
    tell: Tell = _silent,
) -> dict[str, Written]:
    """Assemble a spec's pages into ``output/docs`` and build them into ``output/site``.

    ``results`` are reports of tests, see `requirements`. Raises SpecError, also where an address is lost that the site has
    had, OutputError where a file may not be written, SiteError where MkDocs is missing or refuses.
    """
    spec, _ = _checked(path, tell)
    tell("generating")
    return build_request(request_of(spec, results=results), Path(path), Path(output), tell)


def _checked(path: str | Path, tell: Tell = _silent) -> tuple[Spec, Diagnostics]:
    """A spec and what is found in it; pages of one with errors would say what is not so. Raises SpecError."""
    from specgen.checks import check_spec

    tell("checking")
    spec = load_spec(path)
    if (found := check_spec(spec)).errors:
        raise SpecError(found)
    return spec, found


def build_request(
    asked: Request, path: Path, output: Path, tell: Tell, *, extra: str = ""
) -> dict[str, Written]:
    """Build the site of a request as `build_site` does; ``extra`` are settings of MkDocs beside those of the spec."""
    from specgen.generators import stamp, write

    done = {"docs": _assemble(asked, path, output)}
    if (stepping := asked.exhibits.get("stepping")) is not None and stepping.left_out:
        tell(f"left out of the site: {stepping.left_out}")
    tell("building the site")
    settings = _SETTINGS
    if extra:
        settings = _SETTINGS.with_name("extra.yml")
        text = f"INHERIT: {_SETTINGS.name}\ndocs_dir: ../docs\nsite_dir: ../site\n{extra}"
        (output / settings).write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory() as built:
        known = (output / _SETTINGS).with_name("pages.json")
        with _started(_RENDERING, output / settings, built, output / "site", known) as process:
            said, _ = process.communicate()
        if process.returncode:
            raise SiteError(f"MkDocs refuses these pages:\n{said.rstrip()}")
        site = files_below(Path(built))
        Addresses(asked, path).check(site)
        done["site"] = write(output / "site", site, stamp(asked.default))
    return done


def assemble_site(path: str | Path = "spec", output: str | Path = "build") -> Written:
    """Write a spec's pages into ``output/docs``, and what MkDocs needs to build them into ``output/mkdocs``.

    Beside the spec's folder, ``site/`` may hold pages written by hand, and ``mkdocs.yml`` settings of their own, unless it
    inherits what is written here and so serves MkDocs by itself. Raises SpecError, OutputError.
    """
    return _assemble(request_of(_checked(path)[0]), Path(path), Path(output))


def _assemble(asked: Request, path: Path, output: Path) -> Written:
    from specgen.generators import stamp, write
    from specgen.generators.docs import generate
    from specgen.generators.docs.assemble import pages, read_site, settings

    default, around = asked.default, beside(path)
    mark, site = stamp(default), read_site(around / "site")
    files = Addresses(asked, path).redirected(pages(generate(asked), site))
    written = write(output / "docs", files, mark)
    made = settings(default.name, default.summary, files, site)
    if (own := around / "mkdocs.yml").is_file() and not _MADE_BY_US.search(own.read_text("utf-8", "replace")):
        inherited = Path(os.path.relpath(own, output / _SETTINGS.parent)).as_posix()
        made = {_SETTINGS.name: f"INHERIT: {inherited}\ndocs_dir: ../docs\nsite_dir: ../site\n"}
    write(output / _SETTINGS.parent, made, mark)
    return written


def serve_site(
    path: str | Path = "spec",
    output: str | Path = "build",
    address: str = "127.0.0.1:8000",
    *,
    tell: Tell = _silent,
) -> None:
    """Serve a spec's site until interrupted; the pages follow the spec, and ``tell`` hears what is wrong with it.

    Raises SpecError and OutputError before it serves, SiteError where MkDocs is missing or ends.
    """
    assemble_site(path, output)
    options = ("--livereload", "--dev-addr", address, "--config-file", Path(output) / _SETTINGS)
    with _started("mkdocs", "serve", *options, piped=False) as process:
        seen = _state(Path(path))
        while process.poll() is None:
            try:
                process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                if seen != (seen := _state(Path(path))):
                    _follow(path, output, tell)
            except KeyboardInterrupt:
                return
        raise SiteError(f"MkDocs ended with code {process.returncode}")


def _follow(path: str | Path, output: str | Path, tell: Tell) -> None:
    """Assemble the pages anew; where the spec has errors the old ones stay."""
    try:
        assemble_site(path, output)
    except SpecError as error:
        tell(str(error))


def _state(path: Path) -> dict[Path, int]:
    """When each file of a spec, and of the pages beside it, was changed."""
    files = (*path.rglob("*.yaml"), *(beside(path) / "site").rglob("*"))
    return {file: file.stat().st_mtime_ns for file in files if file.is_file()}


@contextmanager
def _started(module: str, *arguments: str | Path, piped: bool = True) -> Iterator[subprocess.Popen[str]]:
    """Start MkDocs, or what drives it; what it says is in one pipe; it ends with the block. Raises SiteError without it."""
    if find_spec("mkdocs") is None or find_spec("material") is None:
        raise SiteError("the site needs MkDocs and its theme: pip install 'specgen[site]'")
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        env={"SOURCE_DATE_EPOCH": _EPOCH, **os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE if piped else None,
        stderr=subprocess.STDOUT if piped else None,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
