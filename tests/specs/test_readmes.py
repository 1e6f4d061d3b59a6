"""The commands that the examples' READMEs show run as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import specgen

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(folder: str) -> list[list[str]]:
    """The words of every command of specgen that the README shows."""
    (block,) = BLOCK.findall((ROOT / "examples" / folder / "README.md").read_text(encoding="utf-8"))
    found = [shlex.split(line) for line in block.replace("\\\n", " ").splitlines()]
    assert all(words[0] == "specgen" for words in found)
    return [words[1:] for words in found]


@pytest.mark.parametrize(("folder", "shape"), [("amx", (32, 128)), ("avx512", (1000,))])
def test_commands_run(
    folder: str, shape: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    dice = np.random.default_rng(8)
    np.save("a.npy", dice.integers(0, 128, shape, np.int8))
    np.save("b.npy", dice.integers(-128, 128, shape, np.int8))
    output = [specgen(*words) for words in commands(folder)]
    assert [done.exit_code for done in output] == [0] * len(output), output
    a, b = np.load("a.npy").astype(np.int32), np.load("b.npy").astype(np.int32)
    if folder == "amx":
        b = b.reshape(32, 32, 4).transpose(0, 2, 1).reshape(128, 32)
        assert np.array_equal(np.load("c.npy"), a @ b)
    else:
        assert f" {int(a @ b):#x}\n" in output[-1].output
