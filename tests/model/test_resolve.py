"""What resolving yields: numbers, quantities, names, values of tables and state."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from specgen.model import BitRange, Confidence, Dimension, Quantity, load, load_architecture
from specgen.model.numerics import Special, decode, encode
from specgen.source import SpecError
from tests.model.specs import refused, resolved, write_files


def test_parameters_depend_on_each_other_in_any_order(tmp_path: Path) -> None:
    fragment = """
    parameters:
      BYTES: {type: bytes, default: ROWS * 64 B}
      ROWS: {type: integer, default: LANES * 2 if WIDE else LANES}
      LANES: {type: integer, default: 8}
      WIDE: {type: boolean, default: true}
      PEAK: {type: number, default: 1.5}
    variants: {small: {parameters: {LANES: 4}}, big: {parameters: {WIDE: false, LANES: 32}}}
    memories: {mem: {size: BYTES * 2, address: u32, out_of_range: bad_address}}
    """
    assert resolved(tmp_path, fragment).memories["mem"].size == 1024
    big = load_architecture(tmp_path, "big")
    assert big.constants == {"BYTES": 2048, "ROWS": 32, "LANES": 32, "WIDE": 0}
    peak = big.parameters["PEAK"].value
    assert isinstance(peak, Quantity)
    assert peak.value == Fraction(3, 2)


def test_what_a_number_rests_on_flows_into_what_is_made_of_it(tmp_path: Path) -> None:
    fragment = """
    parameters:
      SHEET: {type: bandwidth, default: 4.8 TB/s, source: data sheet, confidence: datasheet, range: [4.6 TB/s, 4.8 TB/s]}
      GUESS: {type: bandwidth, default: {value: 200 GB/s, source: a guess, confidence: assumed}}
    memories:
      a: {size: 1 MiB, address: u32, bandwidth: SHEET}
      b: {size: 1 MiB, address: u32, bandwidth: SHEET / 2 + GUESS}
      c: {size: 1 MiB, address: u32, bandwidth: {value: 64 B/cycle, confidence: simulated}}
      d: {size: 4096, address: u32, latency: 1.25 ns}
    """
    memories = resolved(tmp_path, fragment).memories
    a, b, c = memories["a"].bandwidth, memories["b"].bandwidth, memories["c"].bandwidth
    assert a is not None
    assert (a.source, a.confidence, a.low) == ("data sheet", Confidence.DATASHEET, Fraction(46 * 10**11))
    assert b == Quantity(
        Fraction(26 * 10**11), Dimension.BANDWIDTH, "2.6 TB/s", "data sheet; a guess", Confidence.ASSUMED
    )
    assert c == Quantity(Fraction(64), Dimension.BYTES_PER_CYCLE, "64 B/cycle", None, Confidence.SIMULATED)
    assert memories["d"].latency == Quantity(Fraction(5, 4 * 10**9), Dimension.TIME, "1.25 ns")


def test_tables_of_floats_hold_raw_bits(tmp_path: Path) -> None:
    fragment = """
    tables:
      t: {type: f16, values: [0x3c00, 15360, 1.0, 0.5, "-1", 1e3, "nan", "-inf", "-0.0", 0.1]}
      s: {type: s8, shape: [2, 2], values: [-128, 127, -0x1, "2 ** 4"]}
    """
    tables = resolved(tmp_path, fragment).tables
    halves = tables["t"]
    assert halves.values[:6] == (0x3C00, 0x3C00, 0x3C00, 0x3800, 0xBC00, 0x63D0)
    assert [decode(halves.type, v) for v in halves.values[6:9]] == [
        Special.NAN,
        Special.NEGATIVE_INFINITY,
        Special.NEGATIVE_ZERO,
    ]
    assert halves.values[9] == encode(halves.type, Fraction(1, 10))
    assert (tables["s"].shape, tables["s"].values) == ((2, 2), (-128, 127, -1, 16))


def test_state(tmp_path: Path) -> None:
    fragment = """
    parameters: {N: {type: integer, default: 4}}
    state:
      r: {type: u8, count: N, names: [a, b], aliases: {last: N - 1}, constant: {0: 7}, max: 16, initial: 3}
      acc: {type: f32, shape: [2, N], initial: 1.0}
    """
    state = resolved(tmp_path, fragment).state
    r = state["r"]
    assert (r.shape, r.names, r.aliases, r.constant) == ((4,), ("a", "b"), {"last": 3}, {0: 7})
    assert (r.low, r.high, r.initial) == (0, 16, 3)
    assert (state["acc"].shape, state["acc"].initial, state["acc"].low) == ((2, 4), 0x3F800000, 0)


def test_defaults_of_float_formats(tmp_path: Path) -> None:
    fragment = """
    types:
      a: {kind: float, exponent: 4, mantissa: 3}
      b: {kind: float, exponent: 4, mantissa: 3, bias: 8, nans: negative_zero}
      c: {kind: float, exponent: 2, mantissa: 1, nans: none}
    """
    types = resolved(tmp_path, fragment).types
    summary = {
        n: (t.bias, t.infinities, t.overflow, t.canonical_nan) for n, t in types.items() if len(n) == 1
    }
    assert summary == {
        "a": (7, True, "infinity", 0x7C),
        "b": (8, False, "nan", 0x80),
        "c": (1, False, "saturate", None),
    }


def test_words_and_life_cycle(tmp_path: Path) -> None:
    fragment = """
    faults:
      late:
        code: 9
        summary: Too late.
        description: "More **about** it."
        since: 1.10
        status: deprecated
        renamed_from: delayed
        retired: {in: 1.4, reuse: never}
        requirements: {R-LATE-1: It is late.}
    """
    late = resolved(tmp_path, fragment).faults["late"]
    assert late.since == "1.10"
    assert (late.status, late.renamed_from) == ("deprecated", "delayed")
    assert late.retired is not None
    assert (late.retired.in_version, late.retired.reuse) == ("1.4", "never")
    assert [(r.id, r.text) for r in late.requirements] == [("R-LATE-1", "It is late.")]
    assert (late.origin.key().line, late.origin.at("code").line) == (3, 4)


def test_bits_by_expression(tmp_path: Path) -> None:
    fragment = """
    parameters: {W: {type: integer, default: 6}}
    formats: {m: {width: 2 * W + 4, fields: {opcode: "3:0", a: "W+3:4", b: {bits: "(W+5) 2*W+3:W+6 W+4"}}}}
    """
    fields = resolved(tmp_path, fragment).formats["m"].by_name
    assert fields["a"].pieces == (BitRange(9, 4),)
    assert fields["b"].pieces == (BitRange(11, 11), BitRange(15, 12), BitRange(10, 10))


def test_encodings_by_name_and_by_expression(tmp_path: Path) -> None:
    fragment = """
    parameters: {CODE: {type: integer, default: 6}}
    enums: {modes: {values: {slow: 0, fast: 4}}}
    formats:
      m: {width: 16, fields: {opcode: "6:0", mode: {bits: "9:7", enum: modes}, n: {bits: "12:10", signed: true}, w: "15:13"}}
    instructions:
      a:
        format: m
        encoding: {opcode: CODE + 1, mode: fast, n: -1}
        assembly: "a {w}"
        constraints: ["w in [1, CODE, 2 + 1]"]
        semantics: ""
    """
    a = resolved(tmp_path, fragment).instructions["a"]
    assert a.encoding == {"opcode": 7, "mode": 4, "n": 7}
    assert a.constraints[0].right == (1, 6, 3)


def test_aliases_of_instructions_that_a_variant_lacks_are_left_out(tmp_path: Path) -> None:
    fragment = """
    extensions: {base: , extra: }
    variants: {small: {extensions: [base]}, large: }
    instructions:
      twice: {format: r, encoding: {opcode: 8}, assembly: "twice {rd:x}", semantics: "", extension: extra}
    aliases:
      double: {assembly: "double {rd:x}", expands: "twice {rd}"}
      both: {assembly: "both {rd:x}", expands: ["addi {rd}, x0, 1", "twice {rd}"]}
    """
    assert list(resolved(tmp_path, fragment).aliases) == ["nop"]
    assert sorted(load_architecture(tmp_path, "large").aliases) == ["both", "double", "nop"]


def test_an_unknown_variant(tmp_path: Path) -> None:
    write_files(tmp_path, {"spec.yaml": "name: demo\nversion: 0.1.0\nvariants: {small: , large: }\n"})
    with pytest.raises(SpecError, match="no variant is called 'larg'") as caught:
        load_architecture(tmp_path, "larg")
    assert [one.hint for one in caught.value.diagnostics] == ["did you mean 'large'?"]
    assert load(tmp_path).variants == ("small", "large")


def test_the_only_variant_is_called_default(tmp_path: Path) -> None:
    assert resolved(tmp_path, "enums: {e: {values: {a: 0}}}").variant == "default"
    assert refused(tmp_path, "enums: {e: {values: {a: 0}}}") == []
