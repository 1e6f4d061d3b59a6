"""The disassembler that LLVM makes of the records tells instructions apart as the codec does."""

from pathlib import Path

import pytest

from specgen import api
from specgen.generators.tablegen.machine import Machine
from specgen.machine import Codec
from tests.generators.drawn import words
from tests.generators.tablegen.disassembler import disassemble
from tests.generators.tablegen.tools import write_records

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize("spec", ["rv32imc", "rv64im"])
def test_llvm_disassembles_as_the_codec_does(spec: str, tmp_path: Path) -> None:
    """Words of 16 and 32 bits, instructions that shadow others, operands that leave values out."""
    asked = api.request(EXAMPLES / spec, ["machine"])
    one = asked.default
    machine, codec = Machine(one, asked.semantics["machine"]), Codec(one)
    records = {made.instruction.name: made.record for made in machine.records}
    tried = words(one, codec.processor, 12, seed=8)
    wanted = []
    for word in tried:
        found = codec.decode(word, one.max_width)
        wanted.append(f"{records[found.instruction.name]} {8 * found.length_bytes}" if found else "none")
    assert disassemble(machine, write_records(asked, tmp_path)[0], tried) == wanted
