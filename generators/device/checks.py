"""Functions that look whether packets and requests are what their structures say, by the generated readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.structures import c_files, c_tags

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Structure

_READERS = ("_structures.h", "_read.h", "_read.c")
_REFUSED = """\
/* The code of a refusal, and its words: the member and the rule. */
static uint32_t N_dev_refused(const struct N_refusal *refusal, unsigned condition, char *text, size_t room)
{
    char path[128];
    N_refusal_path(refusal, path, sizeof path);
    snprintf(text, room, "%s: %s", path, N_rule_name(refusal->rule));
    if (refusal->rule == N_RULE_CHECKSUM && condition == N_DEV_BAD_PACKET)
        return N_dev_code(N_DEV_CORRUPT_PACKET);
    return refusal->code != 0 ? (uint32_t)refusal->code : N_dev_code(condition);
}
"""


def check_name(structure: Structure) -> str:
    """Return the function that checks a structure."""
    return f"N_dev_check_{structure.name}"


def emit_checks(architecture: Architecture) -> dict[str, str]:
    """Return the header and the source of the functions, and the readers that they call."""
    checked = _checked(architecture)
    head = "\n".join(
        [
            "/* Looks whether bytes are what a structure says. */",
            "#ifndef N_DEVICE_CHECKS_H",
            "#define N_DEVICE_CHECKS_H",
            "",
            '#include "device.h"',
            "",
            *(f"N_dev_check {check_name(structure)};" for structure in checked),
            "",
            "#endif",
            "",
        ]
    )
    made = c_files(architecture) if checked else {}
    readers = {path.rpartition("/")[2]: text for path, text in made.items() if path.endswith(_READERS)}
    return {"device_checks.h": head, "device_checks.c": "\n".join(_source(architecture, checked)), **readers}


def _source(architecture: Architecture, checked: dict[Structure, str]) -> Iterator[str]:
    yield "/* Whether packets and requests are what their structures say. */"
    yield '#include "device_checks.h"'
    if not checked:
        yield ""
        return
    yield f'#include "{architecture.name}_read.h"'
    yield ""
    yield "#include <stdio.h>"
    yield ""
    yield _REFUSED
    tags = c_tags(architecture)
    for structure, condition in checked.items():
        tag = tags[structure.name]
        yield f"uint32_t {check_name(structure)}(const uint8_t *bytes, size_t size, char *text, size_t room)"
        yield "{"
        yield f"    struct {tag}_view view;"
        yield "    struct N_refusal refusal;"
        yield f"    if ({tag}_check(bytes, size, &view, &refusal))"
        yield "        return N_dev_code(N_DEV_SUCCESS);"
        yield f"    return N_dev_refused(&refusal, {condition}, text, room);"
        yield "}"
        yield ""


def _checked(architecture: Architecture) -> dict[Structure, str]:
    """The structures that are checked, and the condition where something is wrong with one."""
    found: dict[Structure, str] = {}
    for mailbox in architecture.mailboxes.values():
        found |= {m.request: "N_DEV_BAD_MESSAGE" for m in mailbox.messages.values() if m.request is not None}
    for queue in architecture.queues.values():
        found |= {packet.structure: "N_DEV_BAD_PACKET" for packet in queue.packets.values()}
    return found
