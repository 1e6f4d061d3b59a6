"""A runtime of other names, fewer functions and other orders of parameters, over a big-endian device with narrow addresses."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from tests.generators.runtime.building import ADDRESS, run
from tests.generators.runtime.conftest import PEBBLE, Small, bindings


@pytest.mark.parametrize(("compiler", "sanitize"), [("gcc", ""), ("clang", ADDRESS)])
def test_in_c(small: Small, compiler: str, sanitize: str) -> None:
    program = small.made.link(compiler, PEBBLE / "use.c", sanitize)
    assert run(program, str(small.executable)).split() == ["00030201", "01030201", "02030201"]


def test_only_what_is_declared_is_exported(small: Small) -> None:
    small.made.make("gcc")
    found = subprocess.run(
        ["nm", "-D", "--defined-only", small.made.shared], capture_output=True, text=True, check=True
    ).stdout.split()[2::3]
    runtime = small.request.default.runtimes["yard"]
    live = {f"hen_{call.name}" for call in runtime.functions.values() if call.retired is None}
    assert set(found) == live | {"hen_get_dispatch"}


def test_in_python(small: Small) -> None:
    small.made.make("gcc")
    hen: Any = bindings(small.made.folder)
    library = hen.Library(small.made.shared)
    with library.wake(0) as coop:
        assert coop.facts_of() == hen.Facts(nodes=3, room=60 * 1024, called="peb")
        with pytest.raises(hen.Full):
            library.wake(0)
        with coop.lay(small.executable.read_bytes()) as nest, coop.take(100) as straw:
            chick = nest.find("store")
            with coop.lane_on(4) as lane:
                chick.run([straw, 0x01020304], lane)
                lane.rest()
            assert straw.get(0, 4) == bytes([4, 3, 2, 1])
            with pytest.raises(hen.AskedWrongly) as refused:
                chick.run([straw], lane)
            assert (refused.value.code, refused.value.blame) == (10, "caller")
        with pytest.raises(hen.NoEgg):
            coop.lay(b"no egg")
    assert library.cluck(-31).startswith("Not now")
