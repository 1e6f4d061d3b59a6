"""Checks of the characters of assembly templates: an assembler file must be able to hold what they make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.templates import Kind, Place, parse_template
from specgen.source import Severity

if TYPE_CHECKING:
    from specgen.model.templates import Template, Token

_TINY = """
    formats: {tiny: {width: 32, fields: {opcode: "6:0", a: "11:7", b: "16:12", reserved: "31:17"}}}
"""
_TAKEN = re.compile(r"(?P<comment>\#|;|//|/\*)|(?P<text>[\"'])")
_HEAD = re.compile(r"(?P<label>\w+\s*:)|(?P<directive>\.[A-Za-z_]\w*(?![\w.$]))")
_MEANS = {
    "comment": "begins a comment",
    "text": "begins a text",
    "label": "is a label",
    "directive": "is a directive",
}


@check(
    "template-unwritable",
    Severity.ERROR,
    "A template has nothing in it that an assembler file takes for something else.",
    """Everything behind # // and ; is a comment, quotes hold text, a word before a colon is a label, one behind a dot
    a directive: an instruction written so could be printed and never be read.""",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}, #{{b}}", summary: One., semantics: "pass"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}, ${{b}}", summary: One., semantics: "pass"}}
    """,
)
def template_unwritable(subject: Subject) -> Iterator[Finding]:
    """Literal text of templates that is a comment, a text, a label or a directive."""
    for one, template in subject.templates:
        for part in parse_template(template.text):
            found = (
                None
                if part.name
                else (not part.offset and _HEAD.match(part.text)) or _TAKEN.search(part.text)
            )
            if found:
                message = f"in assembly, {found[0]} {_MEANS[found.lastgroup or '']}"
                yield Finding(message, one.origin.text(1, part.offset + found.start() + 1, "assembly"))


@check(
    "template-glued",
    Severity.ERROR,
    "It can be told where an operand ends.",
    "Where two numbers, or a number and a word, stand side by side, or two names whose texts run into each other, "
    "one text says two things.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}{{b}}", summary: One., semantics: "pass"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}, {{b}}", summary: One., semantics: "pass"}}
    """,
)
def template_glued(subject: Subject) -> Iterator[Finding]:
    """Neighbouring places whose texts have no border, and mnemonics that two choices of names spell alike."""
    for one, template in subject.templates:
        glued = _glued(template.mnemonic) or _glued(template.operands)
        twice = None if glued else _twice(template)
        if glued or twice:
            message = glued or f"two choices of operands both spell {twice!r}"
            hint = "put a character between them that is neither letter, digit nor _"
            yield Finding(f"{one.name}: {message}", one.origin.at("assembly"), hint=hint)


def _glued(tokens: tuple[Token, ...]) -> str | None:
    """The first place that ends in a number or an expression, with what runs into it."""
    for left, right in pairwise(tokens):
        if isinstance(left, Place) and left.kind not in (Kind.ENUM, Kind.REGISTER):
            if isinstance(right, Place):
                return f"nothing stands between {{{left.name}}} and {{{right.name}}}"
            if re.match(r"\w", right.text) and not right.before:
                return f"nothing stands between {{{left.name}}} and {right.text!r}"
    return None


def _twice(template: Template) -> str | None:
    """A mnemonic that two choices of names spell."""
    if sum(isinstance(token, Place) for token in template.mnemonic) < 2:
        return None
    return next((text for text, count in Counter(template.spellings()).items() if count > 1), None)
