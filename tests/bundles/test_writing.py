"""Where things lie in a bundle, and that the same contents give the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.bundles import BundleError, bundle_files
from tests.bundles.making import contents, write


def test_everything_has_its_place() -> None:
    _, files = bundle_files(contents())
    placed = {path for path in files if path.partition("/")[0] not in ("lib", "spec", "std")}
    assert placed == {
        "LICENSE",
        "README.md",
        "extra/theirs/notes.txt",
        "include/demo/big/demo/isa.h",
        "include/demo/big/demo_engine.h",
        "include/demo/small/demo/isa.h",
        "python/big/demo/__init__.py",
        "python/big/demo/errors.py",
        "python/big/demo/py.typed",
        "python/demo-1.2.0-py3-none-any.whl",
        "python/demo_small-1.2.0-py3-none-any.whl",
        "python/small/demo_small/__init__.py",
        "sbom.spdx.json",
        "src/big/interpreter/demo_engine.h",
        "src/big/interpreter/main.c",
        "src/big/interpreter/run.c",
    }


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / f"{name}.tar.gz")
    assert (tmp_path / "a" / "a.tar.gz").read_bytes() == (tmp_path / "b" / "b.tar.gz").read_bytes()
    write(tmp_path / "c", summary="Another one.")
    assert (tmp_path / "c").read_bytes() != (tmp_path / "a" / "a.tar.gz").read_bytes()


def test_two_targets_may_not_claim_one_path() -> None:
    made = {"c": {"big/demo_errors.h": "one"}, "errors": {"big/demo_errors.h": "another"}}
    with pytest.raises(BundleError, match="two different files are to be"):
        bundle_files(contents(made=made))
    _, files = bundle_files(contents(made={**made, "errors": {"big/demo_errors.h": "one"}}))
    assert files["include/demo/big/demo_errors.h"] == b"one"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../x.yaml", "no relative path"),
        ("a\nb.yaml", "no relative path"),
        ("é.yaml", "no relative path"),
        (f"{'x' * 120}.yaml", "too long a path"),
    ],
)
def test_names_that_no_archive_has_are_refused(path: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=why):
        write(tmp_path / "x.tar.gz", spec={"demo/spec.yaml": b"", f"demo/{path}": b""})
    assert not list(tmp_path.iterdir())


def test_commands_are_in_no_library_of_cmake() -> None:
    _, files = bundle_files(contents())
    targets = files["lib/cmake/demo/demoTargets.cmake"].decode()
    assert "src/big/interpreter/run.c" in targets
    assert "main.c" not in targets
    assert "demo::small::headers" in targets
    assert "demo_small_interpreter" not in targets
