"""Aliases: their templates, cases and places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.model.documents.isa import ExpansionDocument
from specgen.model.expressions import Expression, ExpressionError, parse_expression
from specgen.model.isa import Alias, Expansion, Modifier, Option
from specgen.model.resolve.items import common
from specgen.model.templates import TemplateError, parse_template
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.isa import AliasDocument, ModifierDocument, OptionDocument
    from specgen.model.origin import Origin, Path
    from specgen.model.resolve.context import Context

Operands = frozenset[str] | None

_PLACE = re.compile(r"\{([^{}]*)\}")


def alias(ctx: Context, name: str, document: AliasDocument, origin: Origin) -> Alias:
    """Resolve an alias."""
    operands = _operands(ctx, document.assembly, origin)
    expansions = tuple(_expansions(ctx, document, operands, origin))
    if not expansions:
        ctx.report("spec-empty", "an alias turns into at least one line", origin.at("expands"))
    return Alias(
        **common(name, document, origin),
        assembly=document.assembly,
        expansions=expansions,
        preferred=document.preferred,
        group=document.group,
        option=_option(ctx, document, origin),
        last=document.last,
        exact=document.exact,
    )


def _option(ctx: Context, document: AliasDocument, origin: Origin) -> str | None:
    found = ctx.find(ctx.options, document.option, origin, "option")
    return found.name if found is not None else None


def option(_ctx: Context, name: str, document: OptionDocument, origin: Origin) -> Option:
    """Resolve an option."""
    return Option(**common(name, document, origin))


def modifier(ctx: Context, name: str, document: ModifierDocument, origin: Origin) -> Modifier | None:
    """Resolve a modifier."""
    made = _parsed(ctx, document.value, frozenset(("value", "here")), origin, ("value",), 0)
    if document.of is not None and document.of not in ctx.merged.sections.modifiers:
        ctx.unknown(ctx.modifiers, document.of, origin.at("of"))
    return Modifier(**common(name, document, origin), expression=made, of=document.of) if made else None


def _operands(ctx: Context, assembly: str, origin: Origin) -> Operands:
    """Return the names of the places of the alias's own template, or None where it is malformed."""
    try:
        return frozenset(part.name for part in parse_template(assembly) if part.name)
    except TemplateError as error:
        at = origin.tree.scalar_location((*origin.path, "assembly"), error.offset, error.length)
        ctx.report("spec-template", str(error), at)
        return None


def _expansions(
    ctx: Context, document: AliasDocument, operands: Operands, origin: Origin
) -> Iterator[Expansion]:
    given = document.expands
    if isinstance(given, str):
        _check_line(ctx, given, operands, origin, ("expands",))
        yield Expansion(None, (given,))
        return
    lines = [line for line in given if isinstance(line, str)]
    if lines and len(lines) < len(given):
        ctx.report("spec-alias", "give either lines or cases, not both", origin.at("expands"))
    elif lines:
        for index, line in enumerate(lines):
            _check_line(ctx, line, operands, origin, ("expands", index))
        yield Expansion(None, tuple(lines))
    for index, case in enumerate(given):
        if isinstance(case, ExpansionDocument):
            when = _condition(ctx, case.when, operands, origin, ("expands", index, "when"))
            for number, line in enumerate(case.lines):
                _check_line(ctx, line, operands, origin, ("expands", index, "lines", number))
            if case.when is None and index + 1 < len(given):
                hint = "put it last"
                ctx.report(
                    "spec-alias",
                    "no case after this one is ever taken",
                    origin.at("expands", index),
                    hint=hint,
                )
            yield Expansion(when, tuple(case.lines))


def _check_line(ctx: Context, line: str, operands: Operands, origin: Origin, path: Path) -> None:
    for place in _PLACE.finditer(line):
        _parsed(ctx, place[1], operands, origin, path, place.start(1))
    rest = _PLACE.sub("", line)
    if "{" in rest or "}" in rest:
        ctx.report("spec-template", "a brace without its partner", origin.at(*path))


def _condition(
    ctx: Context, text: str | None, operands: Operands, origin: Origin, path: Path
) -> Expression | None:
    return None if text is None else _parsed(ctx, text, operands, origin, path, 0)


def _parsed(
    ctx: Context, text: str, operands: Operands, origin: Origin, path: Path, offset: int
) -> Expression | None:
    """Parse an expression over the alias's operands and the parameters; what is wrong is reported."""
    tree, whole = origin.tree, origin.path + path
    try:
        made = parse_expression(text)
    except ExpressionError as error:
        at = tree.scalar_location(whole, offset + error.offset, error.length)
        ctx.report(error.rule, error.message, at, hint=error.hint)
        return None
    if operands is None:
        return made
    for name in made.names:
        if name not in operands and name not in ctx.values and name not in ctx.parameters_broken:
            start = re.search(rf"\b{name}\b", text)
            at = tree.scalar_location(whole, offset + (start.start() if start else 0), len(name))
            hint = did_you_mean(name, (*operands, *ctx.values))
            message = f"{name!r} is neither a place of this alias nor a parameter"
            ctx.report("expr-unknown-name", message, at, hint=hint)
    return made
