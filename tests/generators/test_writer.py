from pathlib import Path

import pytest

from specgen.generators import OutputError, compare, write
from specgen.generators.manifest import NAME, PENDING

FILES = {"a.h": "one\n", "sub/b.h": "two\n"}


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    write(folder, FILES, "spec 1")
    return folder


def test_writes_and_agrees_with_itself(out: Path) -> None:
    assert {k: v for k, v in tree(out).items() if not k.startswith(".")} == FILES
    assert compare(out, FILES, "spec 1") == []
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_second_run_changes_nothing(out: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    done = write(out, FILES, "spec 1")
    assert done.written == () and done.unchanged == ("a.h", "sub/b.h")
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == before


def test_removes_only_its_own_unedited_files(out: Path) -> None:
    (out / "sub" / "mine.txt").write_text("keep")
    (out / "a.h").write_text("edited")
    done = write(out, {"c.h": "three\n"}, "spec 2")
    assert done.removed == ("sub/b.h",)
    assert set(tree(out)) == {NAME, "a.h", "c.h", "sub/mine.txt"}


def test_removes_folders_it_leaves_empty(out: Path) -> None:
    write(out, {"a.h": "one\n"}, "spec 2")
    assert not (out / "sub").exists()


def test_refuses_foreign_and_edited_files_before_it_changes_any(out: Path) -> None:
    (out / "c.h").write_text("theirs")
    (out / "sub/b.h").write_text("edited")
    before = tree(out)
    with pytest.raises(OutputError) as refused:
        write(out, {"a.h": "new", "c.h": "new", "sub/b.h": "new"}, "spec 2")
    assert [p.split(": ")[1].split(";")[0] for p in refused.value.problems] == [
        "not written by specgen",
        "edited since it was generated",
    ]
    assert tree(out) == before
    with pytest.raises(OutputError):
        write(out, {"c.h": "new"}, "spec 2", force=True)
    write(out, {"a.h": "new", "sub/b.h": "new"}, "spec 2", force=True)
    assert tree(out)["c.h"] == "theirs"


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "", ".", NAME, PENDING, "a//b"])
def test_refuses_paths_that_leave_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError):
        write(tmp_path / "out", {path: "x"}, "spec")
    assert not (tmp_path / "out").exists()


def test_does_not_write_through_links(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    out = tmp_path / "out"
    out.mkdir()
    (out / "sub").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError):
        write(out, FILES, "spec")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_interrupted_run_is_seen_and_completed(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[str] = []
    real = Path.replace

    def dies_at_the_third(a: Path, b: Path) -> Path:
        moved.append(str(b))
        if len(moved) == 3:
            raise KeyboardInterrupt
        return real(a, b)

    new = {"a.h": "1\n", "b.h": "2\n", "c.h": "3\n"}
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dies_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            write(out, new, "spec 2")
    assert any("interrupted" in line for line in compare(out, new, "spec 2"))
    newer = {"a.h": "11\n", "b.h": "2\n"}
    write(out, newer, "spec 3")
    assert compare(out, newer, "spec 3") == []
    assert {k for k in tree(out) if not k.startswith(".")} == {"a.h", "b.h"}
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_compare_names_every_difference(out: Path) -> None:
    (out / "a.h").write_text("edited")
    new = {"a.h": "one\n", "sub/b.h": "changed\n", "d.h": "x"}
    kinds = [line.split(": ")[1] for line in compare(out, new, "spec 2")]
    assert kinds == ["edited by hand", "missing", "out of date"]
