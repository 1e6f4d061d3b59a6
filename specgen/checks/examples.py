"""Rules' examples as whole specs: a fragment is laid over a small base, item by item."""

from __future__ import annotations

from pathlib import Path

from specgen.source import Diagnostics, SourceFile, load_yaml

BASE: dict[str, dict[str, str]] = {
    "faults": {
        "illegal": "{code: 1, value: u32, summary: The word is no instruction.}",
        "fetch": "{code: 2, value: u32, summary: The program counter left the memory.}",
        "bad_address": "{code: 3, value: u32, summary: An access left the memory.}",
    },
    "memories": {
        "imem": "{size: 1 KiB, address: u32, out_of_range: bad_address, summary: Holds the program.}",
        "mem": "{size: 4 KiB, address: u32, out_of_range: bad_address, summary: Holds the data.}",
    },
    "state": {
        "pc": "{type: u32, role: program_counter, summary: Address of the instruction.}",
        "x": '{type: u32, count: 32, names: "x{i}", constant: {0: 0}, summary: Scalar registers.}',
        "f": '{type: f32, count: 32, names: "f{i}", summary: Float registers.}',
    },
    "processors": {
        "control": "{program_counter: pc, memory: imem, granule: 16, illegal: illegal, fetch: fetch, summary: Runs it all.}",
    },
    "formats": {
        "r": '{width: 32, fields: {opcode: "6:0", rd: "11:7", rs1: "16:12", rs2: "21:17", reserved: "31:22"}}',
        "i": '{width: 32, fields: {opcode: "6:0", rd: "11:7", rs1: "16:12", imm: {bits: "31:17", signed: true}}}',
    },
    "instructions": {
        "add": "{format: r, encoding: {opcode: 1}, assembly: 'add {rd:x}, {rs1:x}, {rs2:x}', summary: Add.,"
        " timing: {issue: 1, occupancy: 1, latency: 1}, semantics: 'x[rd] = x[rs1] + x[rs2]'}",
        "addi": "{format: i, encoding: {opcode: 2}, assembly: 'addi {rd:x}, {rs1:x}, {imm}', summary: Add a constant.,"
        " timing: {issue: 1, occupancy: 1, latency: 1}, semantics: 'x[rd] = x[rs1] + imm'}",
        "load": "{format: i, encoding: {opcode: 3}, assembly: 'load {rd:x}, {imm}({rs1:x})', summary: Load a word.,"
        " timing: {issue: 1, occupancy: 1, latency: 2}, semantics: 'x[rd] = mem.read(u32, u32(x[rs1] + imm))'}",
        "store": "{format: i, encoding: {opcode: 4}, assembly: 'store {rd:x}, {imm}({rs1:x})', summary: Store a word.,"
        " timing: {issue: 1, occupancy: 1, latency: 2}, semantics: 'mem.write(u32, u32(x[rs1] + imm), x[rd])'}",
        "fadd": "{format: r, encoding: {opcode: 5}, assembly: 'fadd {rd:f}, {rs1:f}, {rs2:f}', summary: Add floats.,"
        " timing: {issue: 1, occupancy: 1, latency: 3}, semantics: 'f[rd] = f[rs1] + f[rs2]'}",
    },
    "aliases": {"nop": "{assembly: nop, expands: 'addi x0, x0, 0', summary: Do nothing.}"},
}


def write_example(fragment: str, folder: Path) -> Path:
    """Write a rule's example as a spec into ``folder``: alone where it has a name, else laid over the base."""
    folder.mkdir(parents=True, exist_ok=True)
    given = load_yaml(SourceFile("example.yaml", fragment), Diagnostics())
    sections = given.data if given and isinstance(given.data, dict) else {}
    if "name" in sections:
        header = "" if "version" in sections else "version: 1.0.0\n"
        (folder / "spec.yaml").write_text(fragment + header, encoding="utf-8")
        return folder
    (folder / "example.yaml").write_text(fragment, encoding="utf-8")
    (folder / "spec.yaml").write_text(_base_without(sections), encoding="utf-8")
    return folder


def _base_without(sections: dict[str, object]) -> str:
    lines = [
        "name: example",
        "version: 1.0.0",
        "summary: The base of a rule's examples.",
        "include: [example.yaml]",
    ]
    for section, items in BASE.items():
        given = sections.get(section)
        kept = {n: text for n, text in items.items() if not (isinstance(given, dict) and n in given)}
        if kept:
            lines += [f"{section}:", *(f"  {name}: {text}" for name, text in kept.items())]
    return "\n".join(lines) + "\n"
