"""Addresses of registers, and functions that read and write them in mapped memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.generators.registers.names import Named
    from specgen.model.interfaces import HostRegister, RegisterBlock

PRIMITIVES = """
/* One access each; {u}_NOWHERE reads as ones, and what is written there is lost. Barriers are the caller's. */
static inline uint8_t {p}_swapped8(uint8_t value) {{ return value; }}
static inline uint16_t {p}_swapped16(uint16_t value) {{ return (uint16_t)((value >> 8) | ((value & 0xffu) << 8)); }}
static inline uint32_t {p}_swapped32(uint32_t value)
{{
    return ((uint32_t){p}_swapped16((uint16_t)value) << 16) | {p}_swapped16((uint16_t)(value >> 16));
}}
static inline uint64_t {p}_swapped64(uint64_t value)
{{
    return ((uint64_t){p}_swapped32((uint32_t)value) << 32) | {p}_swapped32((uint32_t)(value >> 32));
}}

/* Whether the processor that this is compiled for stores the most significant byte first. */
#if defined(__BYTE_ORDER__) && defined(__ORDER_BIG_ENDIAN__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define {u}_HOST_BIG 1
#else
#define {u}_HOST_BIG 0
#endif
"""

_ACCESS = """
static inline uint{w}_t {p}_load{w}(const volatile void *space, uint64_t address, bool big)
{{
    uint{w}_t value;
    if (address == {u}_NOWHERE)
        return UINT{w}_MAX;
    value = *(const volatile uint{w}_t *)(const volatile void *)((const volatile unsigned char *)space + (size_t)address);
    return big == (bool){u}_HOST_BIG ? value : {p}_swapped{w}(value);
}}
static inline void {p}_store{w}(volatile void *space, uint64_t address, uint{w}_t value, bool big)
{{
    if (address != {u}_NOWHERE)
        *(volatile uint{w}_t *)(volatile void *)((volatile unsigned char *)space + (size_t)address) =
            big == (bool){u}_HOST_BIG ? value : {p}_swapped{w}(value);
}}
"""


def primitives(prefix: Named, widths: set[int]) -> str:
    """Return how a word is read and written, for the widths of accesses that there are."""
    names = {"p": prefix.lower, "u": prefix.upper}
    return PRIMITIVES.format(**names) + "".join(_ACCESS.format(w=w, **names) for w in sorted(widths))


def address_lines(prefix: Named, block: RegisterBlock, register: HostRegister, named: Named) -> list[str]:
    """Return where a register is: a constant, or for an array a function that checks its indices."""
    offset = [f"#define {named.upper}_OFFSET {register.offset:#x}u"]
    if register.count is not None:
        offset += [
            f"#define {named.upper}_COUNT {register.count}u",
            f"#define {named.upper}_STRIDE {register.stride:#x}u",
        ]
    indices = _indices(block, register)
    first = block.base + register.offset
    if not indices:
        return [*offset, f"#define {named.upper}_ADDRESS UINT64_C({first:#x})"]
    checks = " && ".join(f"{name} < {count}u" for name, count, _ in indices)
    terms = "".join(f" + (uint64_t){name} * {stride:#x}u" for name, _, stride in indices)
    parameters = ", ".join(f"size_t {name}" for name, _, _ in indices)
    body = f"return {checks} ? UINT64_C({first:#x}){terms} : {prefix.upper}_NOWHERE;"
    return [*offset, f"static inline uint64_t {named.lower}_address({parameters}) {{ {body} }}"]


def access_lines(prefix: Named, block: RegisterBlock, register: HostRegister, named: Named) -> list[str]:
    """Return the functions that read and write a register whole, the low part first where it takes several accesses."""
    indices = _indices(block, register)
    given = "".join(f", size_t {name}" for name, _, _ in indices)
    at = (
        f"{named.lower}_address({', '.join(n for n, _, _ in indices)})"
        if indices
        else f"{named.upper}_ADDRESS"
    )
    of, lines = f"uint{register.width}_t", []
    kinds = {field.access for field in register.fields if field.reserved is None}
    if kinds - {"wo"}:
        head = f"static inline {of} {named.lower}_read(const volatile void *space{given})"
        lines += _function(head, _read(prefix, block, register, at))
    if kinds - {"ro", "rc", "rs"}:
        head = f"static inline void {named.lower}_write(volatile void *space{given}, {of} value)"
        lines += _function(head, _write(prefix, block, register, at))
    return lines


def _function(head: str, body: list[str]) -> list[str]:
    if len(body) == 1:
        return [f"{head} {{ {body[0]} }}"]
    return [head, "{", *(f"    {line}" for line in body), "}"]


def _indices(block: RegisterBlock, register: HostRegister) -> list[tuple[str, int, int]]:
    """The indices that lead to one register: name, how many, bytes between two."""
    found = []
    if block.count is not None:
        found.append(("block", block.count, block.stride))
    if register.count is not None:
        found.append(("index", register.count, register.stride))
    return found


def _parts(block: RegisterBlock, register: HostRegister) -> list[tuple[int, int]]:
    """For each access from the low part on: the bytes after the register's address, and the shift."""
    count, size = register.width // block.width, block.width // 8
    places = range(count) if block.endian == "little" else range(count - 1, -1, -1)
    return [(place * size, part * block.width) for part, place in enumerate(places)]


def _read(prefix: Named, block: RegisterBlock, register: HostRegister, at: str) -> list[str]:
    w, big = block.width, str(block.endian == "big").lower()
    if register.width == w:
        return [f"return {prefix.lower}_load{w}(space, {at}, {big});"]
    lines = [f"const uint64_t at = {at};", f"uint{register.width}_t value;"]
    lines.append(f"if (at == {prefix.upper}_NOWHERE)")
    lines.append(f"    return UINT{register.width}_MAX;")
    for number, (place, shift) in enumerate(_parts(block, register)):
        one = f"(uint{register.width}_t){prefix.lower}_load{w}(space, at + {place}u, {big})"
        whole = (
            f"value = {one};"
            if not number
            else f"value = (uint{register.width}_t)(value | ({one} << {shift}));"
        )
        lines.append(whole)
    return [*lines, "return value;"]


def _write(prefix: Named, block: RegisterBlock, register: HostRegister, at: str) -> list[str]:
    w, big = block.width, str(block.endian == "big").lower()
    if register.width == w:
        return [f"{prefix.lower}_store{w}(space, {at}, value, {big});"]
    lines = [f"const uint64_t at = {at};", f"if (at == {prefix.upper}_NOWHERE)", "    return;"]
    for place, shift in _parts(block, register):
        part = f"(uint{w}_t)(value >> {shift})" if shift else f"(uint{w}_t)value"
        lines.append(f"{prefix.lower}_store{w}(space, at + {place}u, {part}, {big});")
    return lines
