"""A parser's complaint in plain words, at its place, with the likely mend."""

from __future__ import annotations

from typing import Any, NamedTuple

from specgen.source.diagnostics import Diagnostics, Related
from specgen.source.files import Location, SourceFile
from specgen.source.parser import MarkedYAMLError, YAMLError


class _Words(NamedTuple):
    """What to say for a complaint that holds one of `signs`; `at_start`: where what went wrong begins."""

    signs: tuple[str, ...]
    message: str
    hint: str | None
    at_start: bool = False


_INDENT = "indent the items of one mapping or list alike"
_TABLE = (
    _Words(("undefined tag handle",), "a tag", "quote the text if it begins with '!'"),
    _Words(("could not find expected ':'",), "expected ':' after this key",
           "a key is followed by ': '; text over several lines needs '|' or quotes", at_start=True),
    _Words(("did not find expected ',' or ']'", "expected ',' or ']'"), "this list is not closed by ']'",
           "separate items by ',' and close the list by ']'", at_start=True),
    _Words(("did not find expected ',' or '}'", "expected ',' or '}'"), "this mapping is not closed by '}'",
           "separate items by ',' and close the mapping by '}'", at_start=True),
    _Words(("did not find expected '-'",), "this line is neither an item of the list above nor less indented",
           _INDENT),
    _Words(("did not find expected key",), "this line does not fit the mapping above it", _INDENT),
    _Words(("expected <block end>",), "this line does not fit what is above it", _INDENT),
    _Words(("block sequence entries are not allowed", "sequence entries are not allowed"),
           "a list cannot begin here", "begin '- ' on a line of its own, or write [a, b]"),
    _Words(("mapping keys are not allowed",), "a key cannot begin here", "begin it on a line of its own"),
    _Words(("cannot start any token",), "a value cannot begin with this character", "quote the text"),
    _Words(("unexpected end of stream",), "this quote is not closed",
           "close it with the same quote", at_start=True),
    _Words(("unexpected document",), "this quote is not closed before '---' or '...'",
           "close it with the same quote", at_start=True),
    _Words(("unknown escape character",), "no such escape between double quotes",
           r"write \\ for a backslash, or use single quotes"),
    _Words(("hexdecimal number", "hexadecimal number", "invalid Unicode character escape"),
           "this escape needs hexadecimal digits of a character", r"as in \x41, \u03BC, \U0001F600"),
    _Words(("expected comment or line break", "expected a comment or a line break"),
           "only a comment may follow here", "begin the text on the next line"),
    _Words(("indentation indicator", "in the range 1-9"),
           "the indentation after '|' or '>' is a digit from 1 to 9", None),
    _Words(("unexpected ':'",), "':' inside a plain text", "quote it"),
    _Words(("expected node content", "expected the node content"), "a value is missing here", None),
    _Words(("expected <document start>", "document start"), "nothing may follow here",
           "the document ended on the line above; indent what belongs to it"),
    _Words(("%YAML", "YAML directive", "YAML document", "directive", "version number", "tag handle"),
           "a directive that is not understood", "a spec needs no line that begins with '%'"),
    _Words(("tag", "URI"), "a tag", "quote the text if it begins with '!'"),
    _Words(("alias", "anchor", "alphabetic or numeric"), "'&' or '*' without a name",
           "quote the text if it begins with '&' or '*'", at_start=True),
)  # fmt: skip
_UNKNOWN = _Words((), "this is not well-formed YAML", None)


def report_syntax_error(failure: YAMLError, file: SourceFile, diagnostics: Diagnostics) -> None:
    """Report why the parser stopped."""
    if not isinstance(failure, MarkedYAMLError) or failure.problem_mark is None:
        diagnostics.error("yaml-syntax", _UNKNOWN.message, file.at(0))
        return
    if "mapping values are not allowed" in (failure.problem or ""):
        _report_colon(_place(file, failure.problem_mark), diagnostics)
        return
    complaint = failure.problem or ""
    words = next((words for words in _TABLE if any(sign in complaint for sign in words.signs)), _UNKNOWN)
    found = _place(file, failure.problem_mark)
    start = _place(file, failure.context_mark) if failure.context_mark is not None else found
    if words.at_start and start != found:
        related = Related(found, "noticed here")
        diagnostics.error("yaml-syntax", words.message, start, related=[related], hint=words.hint)
        return
    related_start = [Related(start, "what it follows begins here")] if start.line != found.line else []
    diagnostics.error("yaml-syntax", words.message, found, related=related_start, hint=words.hint)


def _report_colon(at: Location, diagnostics: Diagnostics) -> None:
    """Report a ':' where no key can be: two in a line, or a key below a value that is complete."""
    before = at.file.line(at.line)[: at.column - 1]
    if ": " in before:
        hint = "quote text that holds ': ', or write a mapping of one line as {key: value}"
        diagnostics.error("yaml-syntax", "a second ':' in one line", at, hint=hint)
        return
    indent = len(before) - len(before.lstrip())
    key = Location(at.file, at.line, indent + 1, at.column)
    hint = f"{_INDENT}; does the line above lack ':'?"
    diagnostics.error("yaml-syntax", "a key cannot begin here: it continues the line above", key, hint=hint)


def _place(file: SourceFile, mark: Any) -> Location:
    """Return the place of a mark; the end of the file is the end of its last line that is not empty."""
    offset = min(mark.index, len(file.text.rstrip()))
    return file.at(offset, 1)
