"""Specs without processors: SystemVerilog and Rust hold their data; there is no target to describe."""

import subprocess
from pathlib import Path

from specgen import api
from specgen.generators import Request, javascript, rust, systemverilog, tablegen
from tests.generators.rust.crates import run_tests, write_crates
from tests.generators.systemverilog.benches import LINT, quiet, write_packages
from tests.model.specs import write_files

SPEC = """
name: data
version: "1"
summary: Nothing but data.
enums: {level: {values: {low: -2, high: 3}}, none: {values: {none: 0}, open: true}}
structures: {pair: {endian: little, fields: {level: {type: s32, enum: level}, other: u32}}}
errors: {fine: {code: 0, when: [success], summary: Nothing happened.}}
"""


def test_data_alone_is_enough(tmp_path: Path) -> None:
    asked: Request = api.request(write_files(tmp_path / "data", {"spec.yaml": SPEC}))
    assert tablegen.generate(asked) == {}
    assert javascript.generate(asked) == {}
    assert "isa" not in str(rust.generate(asked)["default/data/src/lib.rs"])
    crate = write_crates(asked, tmp_path / "rust")[0]
    assert "1 passed" in run_tests(crate)
    package = write_packages(asked, tmp_path / "sv")[0]
    top = tmp_path / "top.sv"
    top.write_text('module top;\n  import data_pkg::*;\n  initial $display("%0d", PAIR_SIZE);\nendmodule\n')
    assert quiet([*LINT, "--top-module", "top", str(package), str(top)], tmp_path) == ""
    binary = str(tmp_path / "top.vvp")
    assert (
        quiet(["iverilog", "-g2012", "-Wall", "-s", "top", "-o", binary, str(package), str(top)], tmp_path)
        == ""
    )
    shown = subprocess.run(["vvp", "-n", binary], capture_output=True, text=True, check=True).stdout
    assert shown == "8\n"
    assert len(systemverilog.generate(asked)) == 1
