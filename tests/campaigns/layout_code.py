"""The generated C of random layouts beside what each of their sizes says, and NumPy beside one element after the other.

A case is a layout, drawn with three shapes. Compilers and levels of optimisation take turns, the sanitizers among them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    from tests.generators.layouts.random_layouts import Tensor

CHUNK = 25
SHAPES = 3
BUILDS = (
    ("gcc", "-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
    ("clang", "-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
    ("gcc", "-O3", "-march=native"),
    ("clang", "-O3", "-march=native"),
    ("g++", "-O0"),
    ("clang++", "-O2"),
)


def check(chunk: Chunk, report: Report) -> None:
    """A chunk's layouts make one spec, and one program."""
    from specgen.model import load_architecture
    from tests.generators.layouts import agreeing, random_layouts
    from tests.generators.layouts.compiled import Calls

    rng = chunk.random()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        layouts = random_layouts.layouts(rng, len(chunk), folder)
        tensors = random_layouts.tensors(rng, layouts, SHAPES)
        calls = Calls(load_architecture(folder))
        binary = calls.build(folder, *BUILDS[chunk.start // CHUNK % len(BUILDS)])
        moved, wrong = agreeing.compare(rng, calls, binary, tensors)
    report.count("tensors moved by C", moved)
    for what in wrong:
        report.wrong(f"C: {what}")
    for tensor in tensors:
        _numpy(tensor, report)


def _numpy(tensor: Tensor, report: Report) -> None:
    from specgen.generators.layouts import pack, storage, unpack
    from tests.generators.layouts import brute

    bound, codes = tensor
    expected = brute.pack(bound, codes, storage(bound))
    if expected is None:
        return
    array = brute.array(bound, codes)
    image = pack(bound, array)
    made = image if bound.layout.axes.keys() >= {"addr"} else brute.integers(image)
    report.count("tensors moved by NumPy")
    if (made != expected).any() or unpack(bound, image).tobytes() != array.tobytes():
        report.wrong(f"NumPy: {bound.layout.name} {bound.shape} {bound.element.name}")


CAMPAIGN = Campaign(
    "Generated code packs, unpacks and finds the elements of random layouts",
    check,
    count=CHUNK * 6 * 40,
    sample=10,
    chunk=CHUNK,
)
