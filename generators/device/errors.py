"""The spec's error codes, and what surfaces as which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.device.text import array, literal
from specgen.model.interfaces import CONDITIONS
from specgen.model.interfaces.verbs import error_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture

_FIND = """\
uint32_t N_dev_code(unsigned condition)
{
    return condition < N_DEV_CONDITIONS ? N_dev_codes[condition] : N_DEV_UNDECLARED;
}

const N_dev_error *N_dev_find_error(uint32_t code)
{
    for (const N_dev_error *error = N_dev_all_errors; error->name != NULL; error++)
        if (error->code == code)
            return error;
    return NULL;
}
"""


def code_of(architecture: Architecture, condition: str) -> str:
    """Return the code of the error that a condition surfaces as; success is 0."""
    found = error_of(architecture.errors.values(), condition)
    if found is None:
        return "0" if condition == "success" else "N_DEV_UNDECLARED"
    return literal_code(found.code)


def literal_code(code: int) -> str:
    """Return a code as C writes it, 32 bits."""
    return f"{code & 0xFFFFFFFF}u"


def emit_errors(architecture: Architecture) -> str:
    """Return ``device_errors.c``."""
    errors = architecture.errors.values()
    of_fault = {fault: literal_code(e.code) for e in errors for fault in e.faults}
    other = code_of(architecture, "program_fault")
    items = (
        f"{{{literal_code(e.code)}, {literal(e.name)}, {literal(e.summary)}, {literal(e.cause)}, "
        f"{literal(e.blame)}, {literal(e.remedy)}, {int(e.retry)}}}"
        for e in errors
    )
    codes = (code_of(architecture, condition) for condition in CONDITIONS)
    return "\n".join(
        [
            "/* Error codes. */",
            '#include "device.h"',
            "",
            *(
                f"static {line}" if line.startswith("const") else line
                for line in [
                    *array("uint32_t N_dev_codes", codes, "0"),
                    *array("N_dev_error N_dev_all_errors", items),
                ]
            ),
            *array(
                "uint32_t N_dev_fault_codes",
                (of_fault.get(f, other) for f in architecture.faults.values()),
                "0",
            ),
            _FIND,
        ]
    )
