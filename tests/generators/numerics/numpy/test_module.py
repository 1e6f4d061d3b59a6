"""The module that is generated for a spec: alone, typed, and bit for bit what the library gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from specgen.generators import Request
from specgen.generators.numerics import encode, generate, quantise
from specgen.model.types import FloatType, IntegerType

PROGRAM = """
import sys
import numpy as np
import numerics
assert not [name for name in sys.modules if name.startswith("specgen")]
given = np.load("given.npy")
found = {}
for name, of in numerics.FORMATS.items():
    if isinstance(of, numerics.Block):
        got = numerics.quantise(of, given)
        found[name], found[name + " scales"] = got.elements, got.scales
        found[name + " values"] = numerics.dequantise(of, got)
    else:
        found[name] = numerics.encode(of, given, "odd")
        assert (numerics.encode(of, numerics.decode(of, found[name])) == found[name])[~np.isnan(given)].all()
        width = of.width
        assert (numerics.unpack_bits(numerics.pack_bits(found[name], width), width, given.size) == found[name]).all()
np.savez("found.npz", **found)
"""


@pytest.mark.parametrize("spec", ["hostile", "reference"])
def test_it_converts_as_the_library_does(spec: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    asked: Request = request.getfixturevalue(spec)
    one = asked.default
    (tmp_path / "numerics.py").write_text(
        str(generate(asked)[f"{one.variant}/numerics.py"]), encoding="utf-8"
    )
    given = np.random.default_rng(0).normal(0, 8, 500).astype(np.float32)
    given[3], given[77] = np.nan, np.inf
    np.save(tmp_path / "given.npy", given)
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, check=True)
    with np.load(tmp_path / "found.npz") as found:
        for name, of in (one.types | one.integer_types | {"s8": IntegerType(8, True)}).items():
            np.testing.assert_array_equal(found[name], encode(of, given, "odd"))
        for name, blocks in one.block_types.items():
            np.testing.assert_array_equal(found[name], quantise(blocks, given).elements)
            np.testing.assert_array_equal(found[f"{name} scales"], quantise(blocks, given).scales)
        assert {"f16", "s8"} <= set(found)
    assert all(isinstance(of, FloatType) for of in one.types.values())


def test_every_name_is_defined_once(reference: Request) -> None:
    import ast

    text = str(generate(reference)[f"{reference.default.variant}/numerics.py"])
    defined = [
        name
        for node in ast.parse(text).body
        for name in (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else [target.id for target in node.targets if isinstance(target, ast.Name)]
            if isinstance(node, ast.Assign)
            else []
        )
    ]
    assert len(defined) == len(set(defined))
    assert "specgen." not in text
