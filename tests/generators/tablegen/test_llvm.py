"""llvm-tblgen takes the records of a target, and finds in them the bits that the codec encodes."""

import re
from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Request
from specgen.generators.tablegen import generate
from specgen.generators.tablegen.machine import Machine
from specgen.model.isa import Instruction
from specgen.model.templates import parse_template
from tests.generators.tablegen.tools import Records, llvm, llvm_records, write_records

EXAMPLES = Path(__file__).parents[3] / "examples"
BACKENDS = (
    "instr-info", "register-info", "searchable-tables", "disassembler", "emitter", "asm-writer", "subtarget",
)  # fmt: skip


def asked(spec: str, request: pytest.FixtureRequest) -> Request:
    own = spec in ("hostile", "wide", "reference")
    if own:
        found: Request = request.getfixturevalue(spec)
        return found
    return api.request(EXAMPLES / spec, ["default" if spec == "avx512" else "machine"])


Variables = dict[str, dict[str, str]]


def variables(machine: Machine) -> Variables:
    """The name in the records of each field, by format."""
    found = {}
    for layout in machine.layouts:
        fields = [f.name for f in layout.format.fields if f.reserved is None]
        names = [name for _, name, _ in layout.variables]
        found[layout.format.name] = dict(zip(fields, names, strict=True))
    return found


@pytest.mark.parametrize("spec", ["hostile", "wide", "reference", "rv32imc", "rv64im", "avx512"])
def test_records_have_the_bits_of_the_codec(
    spec: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    every = asked(spec, request)
    for architecture, folder in zip(every.architectures, write_records(every, tmp_path), strict=True):
        records = llvm_records(folder, architecture.name)
        machine = Machine(architecture, every.semantics[architecture.variant])
        assert len(machine.records) == len(architecture.instructions)
        names = variables(machine)
        for made in machine.records:
            one, record = made.instruction, records[made.record]
            check_bits(names[one.format.name], one, record)
            check_assembly(names[one.format.name], one, record["AsmString"])


def check_bits(names: dict[str, str], one: Instruction, record: Records) -> None:
    assert len(record["Inst"]) == one.format.width
    assert record["Size"] == one.format.bytes
    mask = match = 0
    places: dict[str, dict[int, int]] = {names[f.name]: {} for f in one.operands}
    for at, bit in enumerate(record["Inst"]):
        if isinstance(bit, int):
            mask, match = mask | 1 << at, match | bit << at
        elif bit is not None:
            places[bit["var"]][bit["index"]] = at
    assert (mask, match) == (one.mask, one.match), one.name
    for field in one.operands:
        found = places[names[field.name]]
        assert [found[i] for i in range(field.width)] == [
            field.place(1 << i).bit_length() - 1 for i in range(field.width)
        ]
    ins = {name for _, name in record["InOperandList"]["args"]}
    outs = {name for _, name in record["OutOperandList"]["args"]}
    assert set(places) == {n for n in ins | outs if not n.endswith("_out")}


def check_assembly(names: dict[str, str], one: Instruction, text: str) -> None:
    bases = {tile.name: tile.base.strip() for tile in one.tiles}
    parts = [
        f"${{{names[bases.get(p.name, p.name)]}}}" if p.name else p.text for p in parse_template(one.assembly)
    ]
    assert text.replace("\t", " ") == "".join(parts)


@pytest.mark.parametrize("spec", ["hostile", "wide", "reference", "rv32imc"])
def test_every_backend_takes_them(spec: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    every = asked(spec, request)
    folder, name = write_records(every, tmp_path)[0], every.default.name
    made = {backend: llvm(folder, name, f"-gen-{backend}") for backend in BACKENDS}
    records = Machine(every.default, every.semantics[every.default.variant]).records
    for backend in ("instr-info", "emitter", "disassembler", "asm-writer"):
        assert all(re.search(rf"\b{one.record}\b", made[backend]) for one in records), backend
    assert all(len(text.splitlines()) > 50 for text in made.values())


def test_registers_and_enums_have_their_numbers(reference: Request, tmp_path: Path) -> None:
    architecture = reference.default
    records = llvm_records(write_records(reference, tmp_path)[0], architecture.name)
    machine = Machine(architecture, reference.semantics[architecture.variant])
    for file in machine.files.values():
        for register in file.registers:
            found = records[register.record]
            assert number(found["HWEncoding"]) == register.number
            if file.state.names:
                assert found["AsmName"] == file.state.names[register.number]
    assert {"XRegisters", "LANERegisters"} <= records.keys()
    for values in machine.enums:
        named = {record: value for record, _, value, _ in values.members}
        assert {number(records[r]["Encoding"]) for r in named} == {m.value for m in values.enum.members}


def number(bits: list[int]) -> int:
    return sum(bit << at for at, bit in enumerate(bits))


def test_what_the_semantics_say_is_told_to_the_compiler(tmp_path: Path) -> None:
    every = api.request(EXAMPLES / "rv64im", ["user"])
    records = llvm_records(write_records(every, tmp_path)[0], "rv64im")
    # A jump to a misaligned address raises a fault, and so does an access.
    told = ("hasSideEffects", "mayLoad", "mayStore", "isBranch", "isBarrier", "isIndirectBranch")
    wanted = {
        "ADD": "000000", "LD": "110000", "SD": "101000", "BEQ": "100100", "JAL": "100110", "JALR": "100111",
    }  # fmt: skip
    assert {name: "".join(str(records[name][key]) for key in told) for name in wanted} == wanted
    assert [name for _, name in records["ADD"]["OutOperandList"]["args"]] == ["rd"]
    assert [name for _, name in records["ADD"]["InOperandList"]["args"]] == ["rs1", "rs2"]


def test_same_spec_same_bytes(reference: Request) -> None:
    assert generate(reference) == generate(reference)
