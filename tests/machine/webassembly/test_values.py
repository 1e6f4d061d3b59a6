"""Bits and numbers in a page, beside the formats that they are of."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import specgen
from specgen.machine.webassembly import manifest
from specgen.model.numerics import Special, decode
from specgen.model.types import FixedType, FloatType
from tests.machine.webassembly.engines import PageEngine

_SPECIAL = {
    Special.NAN: "NaN",
    Special.INFINITY: "Infinity",
    Special.NEGATIVE_INFINITY: "-Infinity",
    Special.NEGATIVE_ZERO: "-0",
}
_ASKED = """
const type = {type}, told = [];
for (const code of {codes}) {{
  const bits = BigInt(code), number = values.value(type, bits);
  told.push([Object.is(number, -0) ? "-0" : String(number), String(values.bitsOf(type, number))]);
}}
say(told);
"""


def _formats(root: Path) -> list[tuple[FloatType | FixedType, str]]:
    architecture = specgen.load(root / "spec").architecture
    types = json.loads(manifest(architecture))["types"]
    named: dict[str, FloatType | FixedType] = {**architecture.types, **architecture.fixed_types}
    return [(one, json.dumps(types[name])) for name, one in named.items() if one.width <= 16]


def test_every_code_of_every_short_format(hart: PageEngine, root: Path) -> None:
    formats = _formats(root)
    assert len(formats) > 5
    for kind, told in formats:
        codes = range(0, 1 << kind.width, 1 if kind.width <= 8 else 37)
        for code, (number, back) in zip(
            codes, hart.ask(_ASKED.format(type=told, codes=list(codes))), strict=True
        ):
            expected = decode(kind, code)
            if isinstance(expected, Fraction):
                assert Fraction(float(number)) == expected, (kind.name, code)
                assert int(back) == code, (kind.name, code)
            else:
                assert number == _SPECIAL[expected], (kind.name, code)


def test_integers_wrap_and_floats_round_to_even(hart: PageEngine) -> None:
    script = """
const byte = { kind: "integer", width: 8, signed: true };
const half = {
  kind: "float", width: 16, signed: true, exponent: 5, mantissa: 10, bias: 15, nans: "ieee", infinities: true, subnormals: true,
};
say([
  values.bitsOf(byte, -1), values.bitsOf(byte, 300n), values.value(byte, 0x80n), values.text(byte, 0xffn),
  values.bitsOf(half, 1), values.bitsOf(half, 2049), values.bitsOf(half, 2051),
  values.bitsOf(half, 1e9), values.bitsOf(half, 2 ** -24),
  values.text(half, 0x3555n), values.text(half, 0x8000n), values.text(half, 0xfc00n),
]);
"""
    assert hart.ask(script) == [
        *("255", "44", "-128", "-1"),
        *(str(code) for code in (0x3C00, 0x6800, 0x6802, 0x7BFF, 0x0001)),
        *("0.33325", "-0", "-inf"),
    ]


def test_comments_set_a_machine_up(hart: PageEngine) -> None:
    source = (
        "# set x[5] = 0x10\n"
        "# set ram@0x20100:u32[2] = 1, -2\n"
        "  # fill ram@0x20200:u8[4] = ramp\n"
        "# fill ram@0x20300:u16[3] = 7\n"
        "# fill ram@0x20400:u32[4] = random 3\n"
        "# set the table = aside\n"
        "# set y = 1\n"
        "# set ram@0:u32 = 1\n"
        "# set x[99] = 1\n"
        "li a0, 1\n"
    )
    script = f"""
const wrong = setup.apply(machine, setup.settings({json.dumps(source)}));
const at = (address, size) => machine.memory("ram").read(address, size).join();
say([wrong, machine.element("x", 5), at(0x20100n, 8), at(0x20200n, 4), at(0x20300n, 6), at(0x20400n, 16)]);
"""
    wrong, x5, words, ramp, sevens, drawn = hart.ask(script)
    assert wrong == [
        "line 7: no state or memory is called y",
        "line 8: not all of these bytes are inside ram",
        "line 9: x has no such element",
    ]
    assert (x5, words, ramp, sevens) == ("16", "1,0,0,0,254,255,255,255", "0,1,2,3", "7,0,7,0,7,0")
    assert len(set(drawn.split(","))) > 8
    assert hart.ask(script)[5] == drawn
