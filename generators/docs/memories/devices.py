"""Devices: registers in the address space of a memory, and what an access of them does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import anchored, facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import code, html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.memory import Device, DeviceRegister


def device_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of devices."""
    devices = book.every(lambda a: a.devices)
    if not devices:
        return
    links = book.at("devices")
    words = (
        "Registers that reads and writes of a memory's addresses reach. Accesses of another place or size inside a device "
        "read 0 and write nothing."
    )
    parts = [title("Devices", words)]
    for one in devices.values():
        parts += _device(one, links)
    yield "devices.md", join(parts)


def _device(one: Device, links: Links) -> Iterator[str]:
    yield f"## {plain(one.name)} {{: #{one.name} }}"
    yield links.inline(one.summary)
    yield facts(
        [
            ("Memory", links.a("memories", one.memory.name)),
            ("Addresses", f"<code>{one.base:#x}</code> to <code>{one.base + one.size - 1:#x}</code>"),
            ("Variants", html(links.book.some(lambda a: one.name in a.devices))),
            *life(one, links),
        ]
    )
    yield links.prose(one.description)
    if one.registers:
        yield table(
            ("Offset", "Register", "Type", "Read", "Written", "Meaning"),
            (_register(register, one, links) for register in one.registers),
        )
    yield from (part.replace("## ", "### ") for part in requirements(one, links))


def _register(one: DeviceRegister, device: Device, links: Links) -> tuple[str, ...]:
    return (
        f"`{one.offset:#x}`",
        anchored(code(one.name), f"{device.name}-{one.name}"),
        code(one.type.name),
        links.md("functions", one.read) if one.read else f"`{one.value:#x}`",
        links.md("functions", one.write) if one.write else "",
        links.inline(one.summary),
    )
