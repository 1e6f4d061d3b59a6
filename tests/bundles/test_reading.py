"""Bundles are read back as they were written; archives that are not sound are refused, and nothing is written of them."""

from __future__ import annotations

import gzip
import json
import random
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from specgen.bundles import BundleError, check_bundle, extract_bundle, read_bundle, tar
from tests.bundles.making import FOLDER, SPEC, entries, member, packed, write

Members = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "demo.tar.gz"
    write(path)
    return path


def test_what_is_written_is_read(sound: Path, tmp_path: Path) -> None:
    info = read_bundle(sound, tmp_path / "into")
    assert (info.name, info.version, info.spec, info.std) == ("demo", "1.2.0", "spec/demo", "std")
    assert dict(info.variants) == {"big": "a" * 64, "small": "b" * 64}
    assert (tmp_path / "into" / info.spec / "spec.yaml").read_bytes() == SPEC
    written = {str(p.relative_to(tmp_path / "into")) for p in (tmp_path / "into").rglob("*") if p.is_file()}
    assert written == {"bundle.json", "spec/demo/spec.yaml", "spec/demo/isa/a.yaml", "std/types/bf16.yaml"}
    assert info == check_bundle(sound)


def test_all_of_it_is_extracted(sound: Path, tmp_path: Path) -> None:
    info = extract_bundle(sound, tmp_path / "into")
    for file in info.files:
        assert (tmp_path / "into" / file.path).stat().st_size == file.size
    assert json.loads((tmp_path / "into" / "bundle.json").read_text())["bundle"] == 1


def test_tar_unpacks_it_too(sound: Path) -> None:
    found = entries(sound)
    assert found[0][0].name == f"{FOLDER}/bundle.json"
    assert {(one.mode, one.uid, one.gid, one.mtime) for one, _ in found} == {(0o644, 0, 0, 315_532_800)}
    assert len(found) == 1 + len(check_bundle(sound).files)


def _changed(number: int, data: bytes) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        old = members[number][0]
        return [*members[:number], member(old.name, data), *members[number + 1 :]]

    return change


def _told(change: Callable[[dict[str, object]], None]) -> Callable[[Members], Members]:
    """Members of a bundle whose bundle.json says something else, in its own style of writing."""

    def changed(members: Members) -> Members:
        told = json.loads(members[0][1])
        change(told)
        files = told.pop("files")
        lines = ",\n".join(f"  {json.dumps(one)}" for one in files)
        text = f'{json.dumps(told, indent=1)[:-2]},\n "files": [\n{lines}\n ]\n}}\n'
        return [member(members[0][0].name, text.encode()), *members[1:]]

    return changed


def _path(path: str) -> Callable[[Members], Members]:
    """Members of which the second is elsewhere, as bundle.json says too."""

    def change(members: Members) -> Members:
        def tell(told: dict[str, object]) -> None:
            files = told["files"]
            assert isinstance(files, list)
            files[0]["path"] = path

        return [*_told(tell)(members)[:1], member(f"{FOLDER}/{path}", members[1][1]), *members[2:]]

    return change


def _with(one: tuple[tarfile.TarInfo, bytes]) -> Callable[[Members], Members]:
    return lambda members: [*members, one]


LINKS = {
    "symbolic link": member(f"{FOLDER}/x", b"", tarfile.SYMTYPE, "/etc/passwd"),
    "hard link": member(f"{FOLDER}/x", b"", tarfile.LNKTYPE, f"{FOLDER}/LICENSE"),
    "device": member(f"{FOLDER}/x", b"", tarfile.CHRTYPE),
    "pipe": member(f"{FOLDER}/x", b"", tarfile.FIFOTYPE),
    "folder": member(f"{FOLDER}/x", b"", tarfile.DIRTYPE),
}
CHANGES: dict[str, tuple[Callable[[Members], Members], str]] = {
    "empty": (lambda _: [], "it is empty"),
    "a file changed": (_changed(1, b"Do as you lick.\n"), "its SHA-256 differs"),
    "a file longer": (_changed(1, b"Do as you like.\n\n"), "and bundle.json says 16"),
    "a file missing": (lambda m: m[:-1], "is missing"),
    "a file too many": (lambda m: [*m, member(f"{FOLDER}/zzz")], "nothing was to come"),
    "a file twice": (lambda m: [*m[:2], *m[1:]], "was to come"),
    "another order": (lambda m: [m[0], m[2], m[1], *m[3:]], "was to come"),
    "no bundle.json": (lambda m: m[1:], "and not with bundle.json"),
    "another folder": (_told(lambda t: t.update(name="other")), "its folder is not other-1.2.0"),
    "a path that leaves": (_path("../LICENSE"), "no relative path of plain names"),
    "an absolute path": (_path("/LICENSE"), "no relative path of plain names"),
    "a path of another system": (_path("..\\LICENSE"), "no relative path of plain names"),
    "a path with a stream": (_path("LICENSE:x"), "no relative path of plain names"),
    "a long path": (_path("/".join(["L" * 67] * 3)), "no relative path of plain names"),
    "a file as a folder": (_path("README.md/x"), "comes after"),
    "one file but for case": (_path("Readme.md"), "comes after"),
    "a spec elsewhere": (_told(lambda t: t.update(spec="spec/other")), "it has no spec/other/spec.yaml"),
    "a spec that leaves": (_told(lambda t: t.update(spec="../x")), "no relative path of plain names"),
    "another format": (_told(lambda t: t.update(bundle=2)), "not of format 1"),
    "another key": (_told(lambda t: t.update(more=1)), "not written as specgen writes it"),
    "no variants": (_told(lambda t: t.update(variants={})), "no variants"),
    "no JSON": (lambda m: [member(m[0][0].name, b"{"), *m[1:]], "not one that specgen writes"),
    "deep JSON": (lambda m: [member(m[0][0].name, b"[" * 200_000), *m[1:]], "not one that specgen writes"),
    "numbers without end": (
        lambda m: [member(m[0][0].name, b"9" * 10_000), *m[1:]],
        "not one that specgen writes",
    ),
    **{kind: (_with(one), f"is a {kind}") for kind, one in LINKS.items()},
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_sound_is_refused(change: str, sound: Path, tmp_path: Path) -> None:
    make, why = CHANGES[change]
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(packed(make(entries(sound))))
    for whole in (False, True):
        with pytest.raises(BundleError) as refused:
            extract_bundle(bad, tmp_path / "into") if whole else check_bundle(bad)
        assert why in str(refused.value)
        assert str(refused.value).startswith(f"{bad} is no sound bundle: ")
    assert not (tmp_path / "into").exists()


@pytest.mark.parametrize(
    ("style", "why"), [(tarfile.PAX_FORMAT, "an extended header"), (tarfile.GNU_FORMAT, "no archive")]
)
def test_extensions_of_the_format_are_not_read(style: int, why: str, sound: Path, tmp_path: Path) -> None:
    long = f"{FOLDER}/{'x' * 150}"
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(packed([*entries(sound), member(long)], style))
    with pytest.raises(BundleError, match=why):
        check_bundle(bad)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it ends early"),
        (b"PK\3\4 a ZIP file", "it cannot be unpacked"),
        (gzip.compress(b"x" * 5000), "no archive of the kind"),
        (gzip.compress(b"x" * 5000)[:-30], "it cannot be unpacked"),
    ],
)
def test_other_files_are_refused(data: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(data)
    with pytest.raises(BundleError, match=why):
        check_bundle(tmp_path / "bad")


def test_nothing_is_hidden_behind_the_end(sound: Path) -> None:
    sound.write_bytes(sound.read_bytes() + gzip.compress(b"hidden"))
    with pytest.raises(BundleError, match="behind its last file"):
        check_bundle(sound)


def test_a_bomb_is_not_unpacked(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tar, "MAX_BYTES", 1 << 16)
    one, _ = member(f"{FOLDER}/bundle.json")
    one.size = 1 << 30
    (tmp_path / "told").write_bytes(gzip.compress(one.tobuf(tarfile.USTAR_FORMAT)))
    with pytest.raises(BundleError, match="would unpack to 1,073,741,824 bytes"):
        check_bundle(tmp_path / "told")
    (tmp_path / "behind").write_bytes(sound.read_bytes() + gzip.compress(bytes(1 << 17)))
    with pytest.raises(BundleError, match="unpacks to more than 65,536 bytes"):
        check_bundle(tmp_path / "behind")


def test_folders_that_hold_something_are_left_alone(sound: Path, tmp_path: Path) -> None:
    (tmp_path / "into").mkdir()
    (tmp_path / "into" / "mine").touch()
    with pytest.raises(BundleError, match="is not empty"):
        read_bundle(sound, tmp_path / "into")
    assert [p.name for p in (tmp_path / "into").iterdir()] == ["mine"]


def test_a_damaged_byte_is_found_or_means_nothing(sound: Path, tmp_path: Path) -> None:
    data, info, draw = sound.read_bytes(), check_bundle(sound), random.Random(7)
    bad, found = tmp_path / "bad", 0
    for _ in range(400):
        at = draw.randrange(len(data))
        bad.write_bytes(data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :])
        try:
            assert check_bundle(bad) == info
        except BundleError:
            found += 1
    assert found > 380
