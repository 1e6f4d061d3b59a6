"""Uses the installed bindings: words, registers, structures."""

from importlib.metadata import files, version

from basalt import decode, enums
from basalt.instructions import Lw
from basalt.registers import REGISTERS
from basalt.structures import ExecutableHeader

assert version("basalt") == "0.1.0"
assert any(str(path) == "basalt/py.typed" for path in files("basalt") or ())

load = Lw(rd=5, rs1=6, imm=16)
assert load.encode() == 0x00206281
assert decode(0x00206281) == load
assert REGISTERS["identity.spec_version"].address() == 8
assert len(ExecutableHeader().to_bytes()) == 128
assert enums.RoundingMode(0).name
print("checked")  # noqa: T201
