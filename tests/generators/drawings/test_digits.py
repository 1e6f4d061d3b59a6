"""The digit diagram and the formula say what the layout computes."""

from __future__ import annotations

import re

import pytest

from specgen.generators.drawings import digit_diagram, formula
from specgen.generators.drawings.bitwise import bits_of
from specgen.model.layouts import ADDRESS
from tests.generators.drawings.examples import NAMES, bound, indices, layouts, parsed, words


@pytest.mark.parametrize("name", NAMES)
def test_the_formula_computes_the_place(name: str) -> None:
    of = bound(name)
    if len(of.shape) == 4:
        of = bound(name, 32, 32, 3, 3)
    lines = formula(of.layout, of)
    assert not [line for line in lines if "|" in line]
    program = compile("\n".join(re.sub(r"^([^=]+) = (.*)$", _assigned, line) for line in lines), name, "exec")
    for index in list(indices(of))[:: max(of.count // 300, 1)]:
        known = {dim.name: at for dim, at in zip(of.layout.dims, index, strict=True)}
        exec(program, {}, known)  # noqa: S102
        assert {axis: known[axis] for axis in of.places} == of.locate(index)


def _assigned(line: re.Match[str]) -> str:
    return "; ".join(line[0].split(", "))


def test_sizes_that_are_not_known_have_names() -> None:
    assert formula(layouts()["pairs"]) == [
        "r0 = r // 8, r1 = r // 2 % 4, r2 = r % 2",
        "c0 = c // 128, c1 = c % 128",
        "addr = 1024*ceil(|c| / 128)*r0 + 1024*c0 + 256*r1 + 2*c1 + r2",
    ]
    assert formula(layouts()["rows"]) == ["addr = pitch*i + element*j"]
    assert formula(layouts()["swizzled"])[1:] == [
        "addr = addr ^ ((addr >> 7 & 7) << 4)",
        "bank = addr // 4 % 32",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_bits_of_an_address_are_bits_of_the_index(name: str) -> None:
    of = bound(name)
    for axis in of.places:
        bits = bits_of(of, axis)
        if bits is None:
            continue
        names = [dim.name for dim in of.layout.dims]
        for index in list(indices(of))[:: max(of.count // 200, 1)]:
            at = of.locate(index)[axis]
            for xor in reversed(of.layout.xors):
                at ^= (at >> xor.src[1] & 7) << xor.dst[1]
            told = [index[names.index(b.dim)] >> b.number & 1 if b.dim else 0 for b in bits]
            assert sum(bit << n for n, bit in enumerate(told)) == at


def test_what_is_no_matter_of_bits_is_not_told_as_one() -> None:
    told = {name for name in NAMES if bits_of(bound(name), next(reversed(bound(name).places))) is not None}
    assert {"rows", "pairs", "faces", "swizzled", "scales", "fragment"} <= told
    assert not {"columns", "bytes", "merged"} & told
    assert bits_of(bound("pitched", pitch=18), ADDRESS) is None


def test_the_diagram_names_digits_strides_and_exchanges() -> None:
    said = words(parsed(digit_diagram(bound("faces"))))
    assert {"r < 64", "page < 6", "bank", "slot", "addr", "× 512", "r[4]"} <= set(said)
    drawn = parsed(digit_diagram(bound("swizzled")))
    assert len(drawn.findall("path[@class='xor']")) == words(drawn).count("⊕") == 3
    assert "addr[6:4] ^= addr[9:7]" not in words(drawn)


def test_exchanges_of_what_is_no_matter_of_bits_are_words() -> None:
    of = layouts()["swizzled"].bind()
    assert bits_of(of, ADDRESS) is not None
    text = " ".join(words(parsed(digit_diagram(bound("merged")))))
    assert "bits of" not in text


def test_every_digit_leads_to_its_place() -> None:
    for name in NAMES:
        of = bound(name)
        links = parsed(digit_diagram(of)).findall("path")
        placed = sum(len(places) for places in of.places.values())
        assert len([one for one in links if one.attrib["class"].startswith("link")]) >= placed
