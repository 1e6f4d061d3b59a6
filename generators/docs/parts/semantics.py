"""The text of semantics as it was written, coloured, every name that has an explanation linked to it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from specgen.generators.docs.parts.text import html

_WORDS = frozenset({
    "if", "elif", "else", "for", "in", "range", "grid", "while", "limit", "raise", "return", "and", "or", "not", "true",
    "false",
})  # fmt: skip
_CALLS = frozenset({
    "abs", "add", "barrier", "bits", "cat", "ceildiv", "commit", "convert", "div", "drain", "floordiv", "fma",
    "from_bits", "is_float", "is_infinite", "is_nan", "is_signed", "ldexp", "max", "maximum", "maximum_number", "min",
    "minimum", "minimum_number", "mod", "mul", "quot", "rem", "saturate", "signal", "size", "sqrt", "sub", "to_int",
    "wait", "width",
})  # fmt: skip
_TOKEN = re.compile(
    r"(?P<comment>#[^\n]*)|(?P<text>\"[^\"\n]*\"|'[^'\n]*')|(?P<member>\.\s*[A-Za-z_]\w*)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<number>\d[\w.]*)|(?P<other>.)",
    re.DOTALL,
)


def coloured(text: str, addresses: Mapping[str, str]) -> str:
    """Return the text as HTML; ``addresses`` has the link of every name that is explained somewhere."""
    return "".join(_one(found, addresses) for found in _TOKEN.finditer(text.rstrip("\n")))


def block(text: str, addresses: Mapping[str, str], label: str) -> str:
    """Return the text as a block of its own for a Markdown page."""
    inner = coloured(text, addresses)
    return (
        f'<div class="highlight sg-code"><pre tabindex="0" role="region" aria-label="{html(label)}">'
        f"<code>{inner}</code></pre></div>"
    )


def _one(found: re.Match[str], addresses: Mapping[str, str]) -> str:
    kind, text = found.lastgroup, html(found[0])
    match kind:
        case "name":
            return _name(found[0], text, addresses)
        case "comment":
            return f'<span class="c1">{text}</span>'
        case "text":
            return f'<span class="s">{text}</span>'
        case "number":
            return f'<span class="mi">{text}</span>'
    return text


def _name(name: str, text: str, addresses: Mapping[str, str]) -> str:
    if name in addresses:
        return f'<a href="{html(addresses[name])}">{text}</a>'
    if name in _WORDS:
        return f'<span class="k">{text}</span>'
    return f'<span class="nb">{text}</span>' if name in _CALLS else text
