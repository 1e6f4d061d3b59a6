import random
import subprocess
import sys
from pathlib import Path

import pytest

from specgen.generators import Request
from specgen.generators.python import generate
from specgen.machine import Codec
from specgen.model import Architecture

PROGRAM = """
import sys
from {package} import EncodingError, decode
assert not [name for name in sys.modules if name.startswith("specgen")]
for line in sys.stdin:
    found = decode(int(line))
    if found is None:
        print("illegal")
        continue
    values = [int(getattr(found, name)) for name in found.FIELDS]
    print(found.NAME, found.LENGTH, *values, found.encode())
"""


def write(request: Request, folder: Path) -> Path:
    for path, contents in generate(request).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(str(contents), encoding="utf-8")
    return folder


def words(architecture: Architecture, seed: int) -> list[int]:
    rng = random.Random(seed)
    found = [rng.getrandbits(architecture.max_width) for _ in range(300)]
    for one in architecture.instructions.values():
        for index in range(8):
            word = one.match
            for field in one.operands:
                ones = (1 << field.width) - 1
                word |= field.place((0, ones)[index] if index < 2 else rng.getrandbits(field.width))
            found += [word, word ^ 1 << rng.randrange(one.format.width)]
    return found


def expected(codec: Codec, word: int) -> str:
    found = codec.decode(word)
    if found is None:
        return "illegal"
    values = [found.operands[field.name] for field in found.instruction.operands]
    encoded = codec.encode(found.instruction.name, **found.operands)
    return " ".join(map(str, [found.instruction.name, found.length_bytes, *values, encoded]))


@pytest.mark.parametrize("spec", ["hostile", "reference"])
def test_bindings_agree_with_the_codec(spec: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    asked: Request = request.getfixturevalue(spec)
    write(asked, tmp_path)
    for architecture in asked.architectures:
        codec = Codec(architecture)
        tried = words(architecture, seed=2)
        program = PROGRAM.format(package=architecture.name)
        done = subprocess.run(
            [sys.executable, "-c", program],
            input="\n".join(map(str, tried)),
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path / architecture.variant,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == [expected(codec, word) for word in tried]


@pytest.mark.parametrize("spec", ["hostile", "reference"])
def test_bindings_type_check(spec: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    asked: Request = request.getfixturevalue(spec)
    write(asked, tmp_path)
    package = tmp_path / asked.default.variant / asked.default.name
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(package)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    for module in package.glob("*.py"):
        compile(module.read_text(), str(module), "exec")


def test_a_class_refuses_what_cannot_be_encoded(hostile: Request, tmp_path: Path) -> None:
    write(hostile, tmp_path)
    program = """
from hostile import EncodingError
from hostile.instructions import Compare, Instruction_
for make in (Compare(1, 2, 0, 4), Compare(1, 1, 0, 4), Compare(1, 2, 0, 7), Instruction_(-6), Instruction_(-7)):
    try:
        print(make.encode() and "yes", end=" ")
    except EncodingError:
        print("no", end=" ")
"""
    folder = tmp_path / "default"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.stdout == "yes no no yes no ", done.stderr


def test_same_spec_same_bytes(reference: Request) -> None:
    assert generate(reference) == generate(reference)
