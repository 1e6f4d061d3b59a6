"""`specgen pack` and `specgen inspect`: what they write, what they say, and with which code they leave."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from specgen.api import SpecError, load_spec, pack_executable
from specgen.model import Spec
from tests.cli.running import specgen
from tests.generators.runtime.conftest import small_spec

MANIFEST = """
code: {kernel: {file: kernel.s}}
data: {table: {bytes: "00 01 02 03 04 05 06 07", memory: scratch, address: 64, alignment: 8}}
buffers:
  a: {memory: hbm, size: 100, last_use: 1}
  b: {memory: hbm, size: 60, first_use: 2}
  c: {memory: hbm, size: 200}
entries:
  go:
    code: kernel
    arguments: {x: {element: u8, shape: [100], buffer: a}, n: {element: u32}}
relocations:
  - {section: kernel, at: first, kind: upper20, symbol: table}
  - {section: kernel, at: first + 4, kind: lower12, symbol: table}
hooks: {begin: {code: kernel, at: first, kind: begin}}
features: {profiling: wanted}
sign: [sha256]
notes: <script>alert(1)</script>
"""
KERNEL = """
first:  lui   a0, 0
        addi  a0, a0, 0
        lw    a1, 4(a0)
        lui   t0, 0x40000
        lw.mmio a2, 8(t0)
        add   a1, a1, a2
        halt  a1
"""


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """An executable with some of everything."""
    folder = tmp_path_factory.mktemp("packed")
    (folder / "kernel.s").write_text(KERNEL)
    (folder / "kernel.yaml").write_text(MANIFEST)
    done = specgen("pack", folder / "kernel.yaml", "-o", folder / "kernel.bex", "--spec", root / "spec")
    assert done.exit_code == 0, done.output
    return folder / "kernel.bex"


def test_text_and_json(packed: Path, root: Path) -> None:
    text = specgen("inspect", packed, "--spec", root / "spec").output
    assert "entry points:" in text
    assert re.search(r"hbm: \d+ bytes; at most \d+ are needed", text)
    found = json.loads(specgen("inspect", packed, "--format", "json", "--spec", root / "spec").output)
    assert [a["name"] for a in found["entries"][0]["arguments"]] == ["x", "n"]
    assert [r["kind"] for r in found["relocations"]] == ["upper20", "lower12"]
    assert found["signatures"] == ["sha256"]


def test_buffers_share_what_they_need_at_different_times(packed: Path, root: Path) -> None:
    found = json.loads(specgen("inspect", packed, "--format", "json", "--spec", root / "spec").output)
    assert {b["name"]: b["offset"] for b in found["buffers"]} == {"c": 0, "a": 256, "b": 256}


def test_every_byte_is_explained(packed: Path, root: Path) -> None:
    lines = specgen("inspect", packed, "--format", "hex", "--spec", root / "spec").output.splitlines()[1:]
    shown = sum(len(re.match(r"[0-9a-f]{8}  ((?:[0-9a-f]{2} ?)+)", line)[1].split()) for line in lines)  # type: ignore[index,misc]
    assert shown == packed.stat().st_size
    assert any("addi a0, a0, 0" in line or "lui a0, 0" in line for line in lines)


def test_the_page_needs_nothing_and_runs_nothing(packed: Path, root: Path) -> None:
    page = specgen("inspect", packed, "--format", "html", "--spec", root / "spec").output
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page


def test_run_fills_in_addresses_and_arguments(packed: Path, root: Path) -> None:
    done = specgen("run", packed, "--arg", "n=5", "--spec", root / "spec", "--variant", "large")
    assert done.exit_code == 0x07060504 + 5


def test_verify_explains_all_faults(packed: Path, root: Path, tmp_path: Path) -> None:
    data = bytearray(packed.read_bytes())
    data[8] ^= 1  # another major version: nothing more can be said
    (tmp_path / "newer.bex").write_bytes(data)
    done = specgen("inspect", tmp_path / "newer.bex", "--verify", "--spec", root / "spec")
    assert done.exit_code == 1
    assert "0x8: header.version_major: version 0.0" in done.output
    data = bytearray(packed.read_bytes())
    data[0x18] ^= 1
    data[-2] ^= 0x80
    (tmp_path / "hurt.bex").write_bytes(data)
    done = specgen("inspect", tmp_path / "hurt.bex", "--verify", "--spec", root / "spec")
    assert done.exit_code == 1
    assert {"[spec]", "[text]", "[checksum]"} <= set(re.findall(r"\[[a-z]+\]", done.output))
    assert specgen("inspect", packed, "--verify", "--spec", root / "spec").output == "nothing is wrong\n"
    done = specgen("run", tmp_path / "hurt.bex", "--spec", root / "spec")
    assert done.exit_code == 2
    assert "header.spec_hash at 24" in done.output


def test_assembly_alone(packed: Path, root: Path, tmp_path: Path) -> None:
    made = tmp_path / "plain.bex"
    assert (
        specgen(
            "pack", packed.parent / "kernel.s", "-o", made, "--variant", "edge", "--spec", root / "spec"
        ).exit_code
        == 0
    )
    found = json.loads(specgen("inspect", made, "--format", "json", "--spec", root / "spec").output)
    assert (found["variant"], found["entries"][0]["name"]) == ("edge", "kernel")
    done = specgen("run", made, "--spec", root / "spec")
    assert done.exit_code == 2
    assert "for variant 'edge', not 'large'" in done.output


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x7fELF" + bytes(60), "an ELF file"),
        (b"\x93NUMPY\x01\x00", "an array of NumPy"),
        (b"", "an empty file"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"hello world", "begins with 68 65 6c"),
    ],
)
def test_other_files(data: bytes, said: str, root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(data)
    done = specgen("inspect", tmp_path / "file", "--spec", root / "spec")
    assert done.exit_code == 1
    assert said in done.output


WRONG = [
    ("code: {kernel: {file: kernel.s}}\nentries: {go: {code: colonel}}", "there is no code 'colonel'", 2),
    ("code: {kernel: {file: kernel.s}}\nentrys: {}", "unknown key 'entrys'", 1),
    ("code: {kernel: {file: nothing.s}}", "nothing.s", 1),
    ("code: {kernel: {file: kernel.s}}\nbuffers: {a: {memory: hmb, size: 1}}", "no memory 'hmb'", 2),
    (
        "code: {kernel: {file: kernel.s}}\nbuffers: {a: {memory: scratch, size: 40000}}",
        "does not fit into scratch",
        2,
    ),
    ("code: {kernel: {file: kernel.s}}\nfeatures: {x: maybe}", "maybe", 1),
    (
        "code: {kernel: {file: kernel.s}}\nhooks: {x: {code: kernel, at: nowhere, kind: begin}}",
        "label of kernel",
        2,
    ),
    (
        "code: {kernel: {file: kernel.s}}\nhooks: {x: {code: kernel, at: first, kind: starts}}",
        "hook_kind has no value",
        2,
    ),
    ("code: {kernel: {file: kernel.s}}\nweights: {w: {file: w.npy, memory: hbm}}", "w.npy", 2),
    ("code: {kernel: {file: kernel.s}}\nsign: [ed25519]", "needs a key", 2),
    ("variant: huge\ncode: {kernel: {file: kernel.s}}", "no variant 'huge'", 2),
    ("spec: granite\ncode: {kernel: {file: kernel.s}}", "is for spec granite", 2),
    ("format: elf\ncode: {kernel: {file: kernel.s}}", "no format 'elf'", 2),
    ("code: {kernel: {file: kernel.s}}\nbuffers: {a: {memory: hbm, size: 8, alias_of: a}}", "alias", 2),
    (
        "code: {kernel: {file: kernel.s}}\nentries: {go: {code: kernel, arguments: {x: {element: bf17}}}}",
        "bf17",
        2,
    ),
]


@pytest.fixture(scope="module")
def spec(root: Path) -> Spec:
    return load_spec(root / "spec")


@pytest.mark.parametrize(("text", "said", "code"), WRONG, ids=range(len(WRONG)))
def test_wrong_manifests(text: str, said: str, code: int, spec: Spec, tmp_path: Path) -> None:
    (tmp_path / "kernel.s").write_text(KERNEL)
    (tmp_path / "kernel.yaml").write_text(text)
    with pytest.raises(SpecError if code == 1 else ValueError) as refused:
        pack_executable(spec, tmp_path / "kernel.yaml")
    found = refused.value
    words = [str(found)] if not isinstance(found, SpecError) else [str(d.message) for d in found.diagnostics]
    assert any(said in one for one in words), words


def test_code_of_a_processor_that_a_file_cannot_tell_is_refused(tmp_path: Path) -> None:
    folder = small_spec(tmp_path / "spec")
    form = (folder / "runtime.yaml").read_text()
    (folder / "runtime.yaml").write_text(form.replace("processor: {type: u8, enum: hand}", "reserved_p: u8"))
    (tmp_path / "store.s").write_text("")
    manifest = tmp_path / "store.yaml"
    manifest.write_text("code: {store: {file: store.s, processor: aid}}\nentries: {store: {code: store}}")
    with pytest.raises(ValueError, match="egg has no member to tell that it is for aid"):
        pack_executable(load_spec(folder), manifest)


def test_a_wrong_manifest_leaves_no_file(root: Path, tmp_path: Path) -> None:
    (tmp_path / "kernel.yaml").write_text("code: {}")
    done = specgen("pack", tmp_path / "kernel.yaml", "-o", tmp_path / "out.bex", "--spec", root / "spec")
    assert done.exit_code == 2
    assert not (tmp_path / "out.bex").exists()
