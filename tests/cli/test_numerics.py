"""`specgen numerics`: formats listed, converted, compared and studied."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from specgen import api
from specgen.generators import numerics
from tests.cli.running import specgen


def printed(*words: str | Path) -> list[dict[str, str]]:
    result = specgen("numerics", *words, "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, str]] = json.loads(result.stdout)
    return found


def test_all_codes_are_listed() -> None:
    rows = printed("table", "std:e4m3")
    assert len(rows) == 256
    assert rows[1] == {
        "code": "0x01",
        "bits": "0 0000 001",
        "kind": "subnormal",
        "value": "0.001953125",
        "exactly": "1 × 2^-9",
    }
    assert [row["kind"] for row in rows].count("NaN") == 2
    assert rows[0x80]["value"] == "-0"
    lines = specgen("numerics", "table", "e2m1", "--std", "--csv").stdout.splitlines()
    assert lines[0] == "code,bits,kind,value,exactly"
    assert lines[-1] == "0xf,1 11 1,normal,-6,-1.5 × 2^2"
    shown = specgen("numerics", "table", "e2m1", "--std").stdout
    assert all(line.split(",")[3] in shown for line in lines)


def test_integers_and_fixed_point_have_their_fields() -> None:
    assert printed("table", "std:s4")[-1] == {
        "code": "0xf",
        "bits": "1111",
        "kind": "number",
        "value": "-1",
        "exactly": "-1 × 2^0",
    }
    assert printed("table", "std:int8_6")[0x60]["bits"] == "01 100000"


@pytest.mark.parametrize(
    ("words", "code", "value", "ulps"),
    [
        (["0.1", "--to", "std:e4m3"], "0x1d", "0.1015625", "0.2"),
        (["1/3", "--to", "std:e4m3", "--round", "toward_zero"], "0x2a", "0.3125", "-0.6667"),
        (["-300", "--to", "std:e5m2"], "0xdd", "-320", "-0.3125"),
        (["-0x1.8p1", "--to", "std:e4m3"], "0xc4", "-3", "0"),
        (["0b101", "--to", "std:s8"], "0x05", "5", "0"),
        (["1e4", "--to", "std:e4m3", "--overflow", "nan"], "0x7f", "nan", ""),
        (["1e4", "--to", "std:e4m3", "--overflow", "saturate"], "0x7e", "448", "-9.328"),
        (["-inf", "--to", "std:e5m2"], "0xfc", "-inf", ""),
        (["-0", "--to", "std:e5m2"], "0x80", "-0", "0"),
        (["nan", "--to", "f32", "--std"], "0x7fc00000", "nan", ""),
        (["0x7e", "--from", "std:e4m3", "--to", "std:e5m2"], "0x5f", "448", "0"),
        (["0.3", "--to", "std:e4m3", "--round", "stochastic", "--random", "4", "--random-bits", "3"], "0x2a", "0.3125", "0.4"),
        (["0.3", "--to", "std:e4m3", "--round", "stochastic", "--random", "3", "--random-bits", "3"], "0x29", "0.28125", "-0.6"),
    ],
)  # fmt: skip
def test_numbers_are_converted_exactly(words: list[str], code: str, value: str, ulps: str) -> None:
    (row,) = printed("convert", *words)
    assert (row["code"], row["value"], row["ulps"]) == (code, value, ulps)


def test_blocks_are_converted_with_their_scales() -> None:
    result = specgen("numerics", "convert", *map(str, range(40)), "--to", "std:mxfp4", "--json")
    first, second = json.loads(result.stdout)
    assert (len(first["elements"]), len(second["elements"])) == (32, 8)
    assert first["scale"] == {"code": "0x81", "value": "1 × 2^2"}
    assert [each["value"] for each in first["elements"][:8]] == ["0", "0", "2", "4", "4", "4", "6", "8"]
    shown = specgen("numerics", "convert", "1", "-3.3", "--to", "std:nvfp4").stdout
    assert "scale 0x7e: 1.75 × 2^8, tensor scale 0.00122767861" in shown


def test_arrays_are_converted_into_files(tmp_path: Path) -> None:
    given = np.linspace(-3, 3, 70, dtype=np.float32).reshape(2, 35)
    np.save(tmp_path / "in.npy", given)
    known = api.formats(None)

    def convert(source: str, *words: str) -> Path:
        output = tmp_path / ("out.npz" if "std:mxfp4" in words[:2] else "out.npy")
        result = specgen("numerics", "convert", "--file", tmp_path / source, *words, "-o", output)
        assert result.exit_code == 0, result.output
        return output

    codes = np.load(convert("in.npy", "--to", "std:e4m3", "--round", "up"))
    np.testing.assert_array_equal(codes, numerics.encode(known["e4m3"], given, "up"))  # type: ignore[arg-type]
    np.save(tmp_path / "codes.npy", codes)
    back = np.load(convert("codes.npy", "--to", "f16", "--from", "e4m3", "--std"))
    assert back.dtype == np.float16
    np.testing.assert_array_equal(back, numerics.decode(known["e4m3"], codes))  # type: ignore[arg-type]
    with np.load(convert("in.npy", "--to", "std:mxfp4")) as blocks:
        assert (blocks["elements"].shape, blocks["scales"].shape) == ((2, 35), (2, 2))
    values = np.load(convert("out.npz", "--to", "f32", "--from", "mxfp4", "--std"))
    assert abs(values - given).max() <= 0.5
    drawn = [
        np.load(
            convert(
                "in.npy", "--to", "std:e4m3", "--round", "stochastic", "--random-bits", "8", "--seed", seed
            )
        )
        for seed in ("1", "1", "2")
    ]
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] != drawn[2]).any()


def test_formats_are_compared() -> None:
    row, blocks = printed("compare", "e4m3", "mxfp4", "--std")
    assert (row["greatest"], row["least"], row["least normal"]) == ("448", "0.00195312", "0.015625")
    assert (row["bits"], row["digits"], row["epsilon"], row["NaNs"]) == ("8", "4", "0.125", "2")
    assert (row["decades"], row["dB"], row["infinities"], row["-0"]) == ("5.4", "107.2", "no", "yes")
    assert (blocks["bits"], blocks["kind"]) == ("4.25", "block")
    assert "e5m2" in specgen("numerics", "compare", "std:e5m2").stdout


def test_data_are_studied(tmp_path: Path) -> None:
    np.save(tmp_path / "own.npy", np.array([1.0, 2.0, 1000.0, 1e-9]))
    words = ("--data", f"normal,{tmp_path / 'own.npy'}", "--block-sizes", "16,32", "--count", "4096")
    found = json.loads(specgen("numerics", "study", "std:e4m3", "std:mxfp4", *words, "--json").stdout)
    assert [(row["format"], row["block"]) for row in found] == [
        ("e4m3", None), ("e4m3", None), ("mxfp4", 16), ("mxfp4", 32), ("mxfp4", 16), ("mxfp4", 32),
    ]  # fmt: skip
    assert 30 < found[0]["sqnr_db"] < 33
    assert (found[1]["overflow"], found[1]["underflow"], found[1]["max_error"]) == (0.25, 0.25, 552)
    assert "SQNR dB" in specgen("numerics", "study", "std:e4m3", "--count", "64").stdout


def test_formats_of_a_spec_come_first(slate: Path, tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "spec.yaml").write_text(
        "name: own\nversion: 0.1.0\nsummary: S.\n"
        "types: {e4m3: {kind: float, exponent: 4, mantissa: 3, bias: 9, summary: Mine.}}\n"
    )
    (own,) = printed("compare", "e4m3", "--spec", tmp_path / "spec")
    (ours,) = printed("compare", "std:e4m3", "--spec", tmp_path / "spec")
    assert (own["greatest"], ours["greatest"]) == ("60", "448")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["table", "std:e4m33"], "there is no format 'std:e4m33'; did you mean 'std:e4m3'?"),
        (["table", "e4m33", "--std"], "did you mean 'e4m3'?"),
        (["table", "nvfp4"], "std:nvfp4 is the one that comes with specgen"),
        (["table", "f16", "--variant", "lrage"], "did you mean 'large'?"),
        (["table", "f32", "--std"], "f32 has 32 bits; a table has at most 16"),
        (["table", "std:mxfp4"], "mxfp4 is made of e2m1 and e8m0"),
        (["convert", "--to", "std:e4m3"], "give VALUES, or --file FILE and -o FILE"),
        (["convert", "1x", "--to", "std:e4m3"], "'1x' is no number"),
        (["convert", "1/0", "--to", "std:e4m3"], "'1/0' is no number"),
        (["convert", "1e999999", "--to", "std:e4m3"], "is no number"),
        (["convert", "5" * 3000, "--to", "std:e4m3"], "is no number"),
        (["convert", "0x1ff", "--from", "std:e4m3", "--to", "std:e5m2"], "no code of e4m3"),
        (["convert", "0.5", "--from", "std:e4m3", "--to", "std:e5m2"], "'0.5' is no code"),
        (["convert", "1", "--from", "std:mxfp4", "--to", "std:e5m2"], "no number in mxfp4"),
        (["convert", "1", "--to", "std:mxfp4", "--round", "up"], "without modes"),
        (["convert", "1", "--to", "std:s8", "--overflow", "nan"], "no overflow but saturate"),
        (["convert", "1", "--to", "std:e4m3", "--round", "nearest_evne"], "did you mean 'nearest_even'?"),
        (["convert", "1", "--to", "std:e4m3", "--random", "9", "--random-bits", "3"], "more than 3 bits"),
        (
            ["convert", "1", "--to", "std:e4m3", "--random", "1", "--random-bits", "3"],
            "for stochastic roundings",
        ),
        (["convert", "1", "--to", "std:e4m3", "--round", "stochastic"], "how many random bits"),
        (["convert", "-0x1", "--from", "std:e4m3", "--to", "std:e5m2"], "-0x1 is no code"),
        (["study", "std:e4m3", "--data", "nromal"], "did you mean 'normal'?"),
        (["study", "std:e4m3", "--data", "absent.npy"], "absent.npy: No such file"),
        (["study", "std:mxfp4", "--block-sizes", "16,0"], "at least one value"),
        (["study", "std:mxfp4", "--block-sizes", "x"], "'x' is no number"),
    ],
)
def test_wrong_use_is_told(root: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str) -> None:
    monkeypatch.chdir(root)
    result = specgen("numerics", *words)
    assert result.exit_code == 2, result.output
    assert says in result.stderr


@pytest.mark.parametrize(
    ("content", "words", "says"),
    [
        (b"no array", ["--to", "std:e4m3"], "holds no array"),
        (np.array(["text"]), ["--to", "std:e4m3"], "no numbers"),
        (np.array([1.0]), ["--to", "std:e4m3", "--from", "std:mxfp4"], "elements, scales"),
        (np.array([300]), ["--to", "std:e4m3", "--from", "std:e5m2"], "codes beyond"),
        (np.array([1.0]), ["--to", "std:mxfp4", "--round", "up"], "without modes"),
    ],
)
def test_files_that_are_no_numbers_are_refused(
    tmp_path: Path, content: bytes | np.ndarray, words: list[str], says: str
) -> None:
    given = tmp_path / "in.npy"
    if isinstance(content, bytes):
        given.write_bytes(content)
    else:
        np.save(given, content)
    result = specgen("numerics", "convert", "--file", given, "-o", tmp_path / "out.npy", *words)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert not (tmp_path / "out.npy").exists()


def test_without_a_spec_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = specgen("numerics", "compare", "e4m3")
    assert result.exit_code == 2
    assert "no folder spec" in result.stderr


def test_all_formats_are_compared_without_a_name() -> None:
    listed = specgen("numerics", "compare", "--std")
    assert listed.exit_code == 0
    assert "mxfp8_e4m3" in listed.output
    assert "binary8p4se" in listed.output


def test_a_block_may_be_longer_than_the_data() -> None:
    result = specgen(
        "numerics", "study", "std:mxfp4", "--data", "normal", "--count", "9", "--block-sizes", str(10**12)
    )
    assert result.exit_code == 0
    assert "1000000000000" in result.output
