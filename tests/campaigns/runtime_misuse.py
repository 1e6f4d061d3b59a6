"""Functions of a runtime called at random, under sanitizers: declared errors only, no crash, no leak, no hang."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from specgen import api
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.generators.runtime import misuse
from tests.generators.runtime.building import ADDRESS, run, written
from tests.generators.runtime.conftest import PEBBLE, small_spec


@cache
def bench() -> tuple[Path, Path]:
    """The program that calls, and the executable that it loads; made once a process."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    spec = small_spec(folder / "spec")
    request = api.request(spec)
    made = written(request, "default", folder / "runtime")
    source = made.folder / "misuse.c"
    source.write_text(misuse.program(request.default), encoding="utf-8")
    executable = folder / "store.egg"
    executable.write_bytes(api.pack_executable(api.load_spec(spec), PEBBLE / "store.yaml").data)
    return made.link("clang", source, ADDRESS), executable


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a call; those of a chunk follow each other on the same devices, which are closed at the end."""
    program, executable = bench()
    try:
        words = run(program, str(chunk.random().getrandbits(63)), str(len(chunk)), str(executable)).split()
    except AssertionError as error:
        report.wrong(str(error)[-400:])
        return
    report.count("done", int(words[0]))
    report.count("refused", int(words[2]))


CAMPAIGN = Campaign(
    summary="random calls of a runtime's functions with handles of every sort, under ASan and UBSan",
    check=check,
    count=20_000_000,
    sample=4000,
    chunk=50_000,
)
