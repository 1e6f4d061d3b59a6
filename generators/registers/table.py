"""The map as data: an array in C that tools may walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.registers.fields import literal
from specgen.model.interfaces import access_masks

if TYPE_CHECKING:
    from specgen.generators.registers.names import Named
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import HostRegister, RegisterBlock

_TYPE = """
/* The map as data, for those who define {u}_TABLE before they include this. */
#ifdef {u}_TABLE
struct {p}_info {{
    const char *name;         /* block.register */
    const char *access;       /* of its fields; "mixed" where they differ */
    uint64_t address;         /* of the first one */
    uint32_t width;           /* bits */
    uint32_t access_width;    /* bits of one access */
    uint32_t blocks, block_stride, count, stride;
    uint64_t reset, known;    /* after a reset, and which bits of that are known */
    uint64_t readable, writable;
}};
static const struct {p}_info {p}_table[] = {{
"""


def table(architecture: Architecture, prefix: Named) -> str:
    """Return the array."""
    rows = [
        _row(block, register) for block in architecture.registers.values() for register in block.registers
    ]
    return "".join([_TYPE.format(p=prefix.lower, u=prefix.upper), *rows, "};\n#endif\n"])


def _row(block: RegisterBlock, register: HostRegister) -> str:
    masks = access_masks(register)
    kinds = {f.access for f in register.fields if f.reserved is None}
    named = sum([f.mask for f in register.fields])
    known = named - sum([f.mask for f in register.fields if f.reset is None])
    numbers = [
        f"UINT64_C({block.base + register.offset:#x})",
        *(str(register.width), str(block.width)),
        *(f"{block.count or 1}u", f"{block.stride:#x}u", f"{register.count or 1}u", f"{register.stride:#x}u"),
        *(literal(n, register.width) for n in (register.reset, known, named & ~masks.hidden, masks.writable)),
    ]
    access = kinds.pop() if len(kinds) == 1 else "mixed"
    return f'    {{ "{block.name}.{register.name}", "{access}", {", ".join(numbers)} }},\n'
