"""The target ``csv``: the register map of each variant as a table, a line a field."""

import csv
import io

from specgen.plugin import Architecture, Files, Request

requires_api = (1, 0)

HEAD = ("block", "register", "address", "field", "bits", "access", "reset", "summary")


def generate(request: Request) -> Files:
    """Return one file a variant, of those that have registers."""
    return {f"{one.variant}.csv": table(one) for one in request.architectures if one.registers}


def table(architecture: Architecture) -> str:
    """Return the map of one variant; addresses are those of the first of several blocks or registers."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEAD)
    for block in architecture.registers.values():
        for register in block.registers:
            for field in register.fields:
                bits = f"{field.high}:{field.low}"
                reset = "" if field.reset is None else f"{field.reset:#x}"
                address = f"{block.base + register.offset:#x}"
                place = (block.name, register.name, address, field.name, bits)
                rows.writerow((*place, field.access, reset, field.summary))
    return text.getvalue()
