"""LLVM's own disassembler, made of the records, with the functions that a target has to add."""

import re
import subprocess
from pathlib import Path

from specgen.generators.tablegen.machine import Machine
from tests.generators.tablegen.tools import INCLUDE, llvm

LIBRARY = "/usr/lib/llvm-14/lib/libLLVM-14.so"
_HEADERS = (
    "ADT/APInt.h", "MC/MCDisassembler/MCDisassembler.h", "MC/MCFixedLenDisassembler.h", "MC/MCInst.h",
    "MC/MCInstrInfo.h", "MC/MCSubtargetInfo.h", "Support/LEB128.h", "Support/raw_ostream.h",
)  # fmt: skip
_DECODER = re.compile(r"\b([dD]ecode\w+)\(MI, tmp, Address, Decoder\)")
_TABLE = re.compile(r"static const uint8_t (DecoderTable\w+)\[\]")
_RANGE = re.compile(r"From(\d+)To(\d+)$")


def disassemble(machine: Machine, folder: Path, words: list[int]) -> list[str]:
    """The name and the bits of the instruction that each word is, ``none`` where it is none."""
    parts = {"dis": "disassembler", "ins": "instr-info", "reg": "register-info"}
    for part, backend in parts.items():
        text = llvm(folder, machine.architecture.name, f"-gen-{backend}")
        (folder / f"{part}.inc").write_text(text)
    (folder / "main.cpp").write_text(_program(machine, (folder / "dis.inc").read_text()))
    sources = ["-std=gnu++17", "-w", "-DNDEBUG", "-isystem", INCLUDE, str(folder / "main.cpp"), LIBRARY]
    command = ["clang++", *sources, "-o", str(folder / "main")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:4000]
    given = "".join(f"{word:x}\n" for word in words)
    done = subprocess.run([folder / "main"], input=given, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def _program(machine: Machine, decoder: str) -> str:
    includes = "".join(f'#include "llvm/{header}"\n' for header in _HEADERS)
    functions = "".join(_function(machine, name) for name in sorted(set(_DECODER.findall(decoder))))
    widths = sorted({one.instruction.format.width for one in machine.records}, reverse=True)
    # Longer words first, and of one length the tables in the order of their numbers.
    tables = [(w, t) for w in widths for t in _TABLE.findall(decoder) if re.search(rf"\D\d?{w}$", t)]
    tries = "".join(f"        if (tried({table}, {width}, word)) continue;\n" for width, table in tables)
    return f"""
#include <cstdio>
{includes}
#define DEBUG_TYPE "disassembler"
using namespace llvm;
using DecodeStatus = MCDisassembler::DecodeStatus;
#define GET_REGINFO_ENUM
#include "reg.inc"
#define GET_INSTRINFO_ENUM
#define GET_INSTRINFO_MC_DESC
#include "ins.inc"
{functions}
#include "dis.inc"

static MCInstrInfo names;
static MCSubtargetInfo target(Triple(), "", "", "", {{}}, {{}}, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);

static bool tried(const uint8_t *table, unsigned width, uint64_t word)
{{
    MCInst found;
    if (width < 64)
        word &= (UINT64_C(1) << width) - 1;
    if (decodeInstruction(table, found, word, 0, nullptr, target) != MCDisassembler::Success)
        return false;
    std::printf("%s %u\\n", names.getName(found.getOpcode()).str().c_str(), width);
    return true;
}}

int main()
{{
    unsigned long long word;
    Init{machine.name}MCInstrInfo(&names);
    while (std::scanf("%llx", &word) == 1) {{
{tries}        std::puts("none");
    }}
}}
"""


def _function(machine: Machine, name: str) -> str:
    """A decoder of an operand, which refuses the bits that its name leaves out."""
    test = "true"
    if span := _RANGE.search(name):
        test = f"bits >= {span[1]} && bits <= {span[2]}"
    for subset in machine.operands.subsets.values():
        coded_low = subset.numbers[0] == len(subset.numbers)  # x8 to x15 in three bits
        if name == f"Decode{subset.record}RegisterClass" and not coded_low:
            test = " || ".join(f"bits == {number}" for number in subset.numbers)
    return f"""
static DecodeStatus {name}(MCInst &found, uint64_t bits, uint64_t, const void *)
{{
    found.addOperand(MCOperand::createImm(bits));
    return {test} ? MCDisassembler::Success : MCDisassembler::Fail;
}}
"""
