"""Documents as YAML: blocks and registers on lines of their own, fields on one each."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.importers.systemrdl.walking import Documents

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.]*( [A-Za-z0-9_.]+)*")
_WORDS = frozenset({"true", "false", "null"})
_HEXADECIMAL = frozenset({"base", "size", "offset", "stride", "reset"})
_NESTED = frozenset({"registers", "fields", "values"})


def text_of(found: Documents, source: str) -> str:
    """Return the text of a file; ``source`` is what it was made from."""
    remarks = ["".join(c for c in line if c.isprintable()) for line in found.remarks]
    lines = [f"# From {json.dumps(source)}.", *(f"# {line}".rstrip() for line in remarks)]
    for section in ("enums", "registers", "interrupts"):
        items = getattr(found, section)
        if items:
            lines.append(f"{section}:")
            for name, document in items.items():
                lines += _block(name, document, 1)
    return "\n".join([*lines, ""])


def _block(name: str, document: Any, depth: int) -> list[str]:
    """An item on several lines where it holds others, else on one."""
    indent = "  " * depth
    if not isinstance(document, dict) or not _NESTED & document.keys():
        return [f"{indent}{name}: {_flow(document)}"]
    lines = [f"{indent}{name}:"]
    for key, value in document.items():
        if key in _NESTED:
            lines.append(f"{indent}  {key}:")
            for inner, one in value.items():
                lines += _block(inner, one, depth + 2)
        else:
            lines.append(f"{indent}  {key}: {_flow(value, key)}")
    return lines


def _flow(value: Any, key: str = "") -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(k)}: {_flow(v, k)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:#x}" if key in _HEXADECIMAL and value > 9 else str(value)
    return _text(str(value))


def _text(text: str) -> str:
    """Text as it is where nothing in it means something else, in quotes otherwise."""
    if _PLAIN.fullmatch(text) and text not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)
