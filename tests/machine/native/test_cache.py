"""Compiled engines are kept, found again, and not believed where they were damaged or are not one's own."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from specgen.machine import Simulator, SimulatorError, Tracer
from specgen.machine.native.building import build_engine
from specgen.machine.native.cache import Cache, key_of
from specgen.machine.native.compiler import NoCompiler, find_compiler
from specgen.model.architecture import Architecture
from specgen.semantics import Semantics
from tests.machine.simulated import spec


@pytest.fixture
def tiny() -> tuple[Architecture, Semantics]:
    return spec("engines")


def test_it_is_compiled_once(tmp_path: Path, tiny: tuple[Architecture, Semantics]) -> None:
    told: list[str] = []
    cache = Cache(tmp_path / "c")
    first = build_engine(*tiny, notice=told.append, cache=cache)
    assert told == [f"compiling the native engine of engines with {find_compiler().command[0]}"]
    assert build_engine(*tiny, notice=told.append, cache=cache) == first
    assert len(told) == 1
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700
    assert [file.suffix for file in (tmp_path / "c").iterdir()] == [".so"]


def test_who_vouches_for_a_spec_needs_no_semantics_again(
    tmp_path: Path, tiny: tuple[Architecture, Semantics]
) -> None:
    asked: list[int] = []

    def semantics() -> Semantics:
        asked.append(1)
        return tiny[1]

    cache = Cache(tmp_path)
    built = [build_engine(tiny[0], semantics, identity="this", cache=cache) for _ in range(2)]
    assert built[0] == built[1]
    assert len(asked) == 1
    assert build_engine(tiny[0], semantics, identity="that", cache=cache) != built[0]


def test_what_is_damaged_is_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    made = tmp_path / "made.so"
    made.write_bytes(b"library")
    kept = cache.add("key", made)
    assert cache.find("key") == kept
    kept.write_bytes(b"librarian")
    assert cache.find("key") is None
    assert not kept.exists()


def test_what_others_may_write_is_not_loaded(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    made = tmp_path / "made.so"
    made.write_bytes(b"library")
    kept = cache.add("key", made)
    kept.chmod(0o777)
    assert cache.find("key") is None


def test_a_folder_is_closed_to_others_and_a_foreign_one_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    assert Cache(tmp_path / "open").folder == tmp_path / "open"
    assert stat.S_IMODE((tmp_path / "open").stat().st_mode) == 0o700
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert Cache(tmp_path / "open").folder is None
    (tmp_path / "file").write_bytes(b"")
    assert Cache(tmp_path / "file").folder is None


def test_keys_tell_their_parts_apart() -> None:
    assert key_of("a", "bc") != key_of("ab", "c")


def test_the_compiler_is_the_one_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "clang -pipe")
    found = find_compiler()
    assert found.command == ("clang", "-pipe")
    monkeypatch.setenv("CC", "gcc")
    assert find_compiler().identity() != found.identity()
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(NoCompiler, match="CC is no-such-compiler, which is not there"):
        find_compiler()


def test_without_a_compiler_the_python_engine_runs(
    tiny: tuple[Architecture, Semantics], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CC", raising=False)
    told: list[str] = []
    machine = Simulator(*tiny, "native", notice=told.append)
    assert machine.engine == "python"
    assert told == ["no C compiler: none of cc, gcc, clang is there; the Python engine runs instead"]
    with pytest.warns(RuntimeWarning, match="no C compiler"):
        Simulator(*tiny, "native")


def test_a_compiler_that_fails_says_what_it_said(
    tiny: tuple[Architecture, Semantics], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CC", "gcc --no-such-option")
    with pytest.raises(NoCompiler, match=r"cannot compile the engine:\n.*no-such-option"):
        build_engine(*tiny, cache=Cache(tmp_path))


def test_what_the_native_engine_does_not_do_is_refused(tiny: tuple[Architecture, Semantics]) -> None:
    machine = Simulator(*tiny, "native")
    with pytest.raises(SimulatorError, match="only the Python engine traces"):
        machine.run(1, tracer=Tracer(print))
    with pytest.raises(SimulatorError, match="race_check is for the Python engine"):
        Simulator(*tiny, "native", race_check=True)
