"""A parser's complaint in plain words, at its place, with the likely mend."""

from __future__ import annotations

from typing import Any, NamedTuple

from specgen.source.diagnostics import Diagnostics, Related
from specgen.source.files import Location, SourceFile
from specgen.source.parser import MarkedYAMLError, YAMLError


class _Words(NamedTuple):
    """What to say for a complaint that holds one of `signs`; `at_start`: at the beginning of what went wrong."""

    signs: tuple[str, ...]
    message: str
    hint: str | None
    at_start: bool = False


_INDENT = "indent the items of one mapping or list alike"
_TABLE = (
    _Words(("undefined tag handle",), "a tag", "quote the text if it begins with '!'"),
    _Words(("mapping values are not allowed",), "a second ':' in one line, or a line indented too far",
           "quote text that holds ': ', and indent the keys of one mapping alike"),
    _Words(("could not find expected ':'",), "expected ':' after this key",
           "a key is followed by ': '; text over several lines needs '|' or quotes", at_start=True),
    _Words(("did not find expected ',' or ']'", "expected ',' or ']'"), "this list is not closed by ']'",
           "separate items by ',' and close the list by ']'", at_start=True),
    _Words(("did not find expected ',' or '}'", "expected ',' or '}'"), "this mapping is not closed by '}'",
           "separate items by ',' and close the mapping by '}'", at_start=True),
    _Words(("did not find expected '-'",), "this line is neither an item of the list above nor less indented", _INDENT),
    _Words(("did not find expected key",), "this line does not fit the mapping above it", _INDENT),
    _Words(("expected <block end>",), "this line does not fit what is above it", _INDENT),
    _Words(("block sequence entries are not allowed", "sequence entries are not allowed"),
           "a list cannot begin here", "begin '- ' on a line of its own, or write [a, b]"),
    _Words(("mapping keys are not allowed",), "a key cannot begin here", "begin it on a line of its own"),
    _Words(("cannot start any token",), "a value cannot begin with this character", "quote the text"),
    _Words(("unexpected end of stream",), "this quote is not closed", "close it with the same quote", at_start=True),
    _Words(("unexpected document",), "this quote is not closed before '---' or '...'",
           "close it with the same quote", at_start=True),
    _Words(("unknown escape character",), "no such escape between double quotes",
           r"write \\ for a backslash, or use single quotes"),
    _Words(("hexdecimal number", "hexadecimal number", "hexadecimal numbers", "invalid Unicode character escape"),
           "this escape needs hexadecimal digits of a character", r"as in \x41, \u03BC, \U0001F600"),
    _Words(("expected comment or line break", "expected a comment or a line break"),
           "only a comment may follow here", "begin the text on the next line"),
    _Words(("indentation indicator", "in the range 1-9"), "the indentation after '|' or '>' is a digit from 1 to 9", None),
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


def _place(file: SourceFile, mark: Any) -> Location:  # noqa: ANN401
    """Return the place of a mark; the end of the file is shown as the end of its last line that holds something."""
    offset = min(mark.index, len(file.text.rstrip()))
    return file.at(offset, 1)
