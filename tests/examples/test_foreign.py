"""Offsets and sizes of interfaces that others defined, against the system's headers and the specifications' tables."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Request
from specgen.generators.structures import c_files

ELF_HEADER = "type machine version entry phoff shoff flags ehsize phentsize phnum shentsize shnum shstrndx"
ELF_SECTION = "name type flags addr offset size link info addralign entsize"
NVME = {"nsid": "nsid", "cdw2": "cdw2", "metadata": "mptr", "addr": "dptr", "cdw10": "cdw10"}
DISPATCH = {
    "header": 0, "setup": 2, "workgroup_size_x": 4, "workgroup_size_y": 6, "workgroup_size_z": 8, "grid_size_x": 12,
    "grid_size_y": 16, "grid_size_z": 20, "private_segment_size": 24, "group_segment_size": 28, "kernel_object": 32,
    "kernarg_address": 40, "completion_signal": 56,
}  # fmt: skip
COMPLETION = {"sq_head": 8, "sq_id": 10, "command_id": 12, "status": 14}
RENAMED = {"queue_desc": "queue_desc_low", "queue_driver": "queue_avail_low", "queue_device": "queue_used_low",
           "magic": "magic_value"}  # fmt: skip


@pytest.fixture(scope="module")
def request_(root: Path) -> Request:
    return api.request(root / "examples" / "foreign")


def test_structures_lie_as_the_system_says(request_: Request, tmp_path: Path) -> None:
    for path, text in c_files(request_.default).items():
        (tmp_path / Path(path).name).write_text(text)
    lines = ["#include <elf.h>", "#include <stddef.h>", "#include <linux/nvme_ioctl.h>"]
    lines += ['#include "foreign_structures.h"']
    for theirs, ours, prefix, names in (
        ("Elf64_Ehdr", "elf64_ehdr", "e_", ELF_HEADER),
        ("Elf64_Shdr", "elf64_shdr", "sh_", ELF_SECTION),
    ):
        same = {f"{prefix}{name}": f"{prefix}{name}" for name in names.split()}
        lines += _same(theirs, f"struct foreign_{ours}", same)
        lines.append(f'_Static_assert(sizeof({theirs}) == sizeof(struct foreign_{ours}), "{ours}");')
    lines += _same("struct nvme_passthru_cmd", "struct foreign_nvme_command", NVME)
    (tmp_path / "same.c").write_text("\n".join(lines) + "\n")
    subprocess.run(["gcc", "-std=c11", "-fsyntax-only", "same.c"], cwd=tmp_path, check=True)


def _same(theirs: str, ours: str, names: dict[str, str]) -> list[str]:
    return [
        f'_Static_assert(offsetof({theirs}, {a}) == offsetof({ours}, {b}), "{b}");' for a, b in names.items()
    ]


@pytest.mark.parametrize(
    ("name", "places", "size"), [("kernel_dispatch", DISPATCH, 64), ("nvme_completion", COMPLETION, 16)]
)
def test_structures_lie_as_tables_say(
    name: str, places: dict[str, int], size: int, request_: Request
) -> None:
    structure = request_.default.structures[name]
    found = {m.name: m.offset for m in structure.members}
    assert (structure.size, {key: found[key] for key in places}) == (size, places)


def test_registers_lie_as_the_system_says(request_: Request) -> None:
    text = Path("/usr/include/linux/virtio_mmio.h").read_text(encoding="utf-8")
    theirs = {n.lower(): int(v, 16) for n, v in re.findall(r"#define VIRTIO_MMIO_(\w+)\s+(0x\w+)", text)}
    for register in request_.default.registers["virtio"].registers:
        assert theirs[RENAMED.get(register.name, register.name)] == register.offset, register.name
