"""From a path to text: what cannot be read, or has no place in a text file, is reported here."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from specgen.source.diagnostics import Diagnostics
from specgen.source.files import Location, SourceFile
from specgen.source.limits import DEFAULT, Limits

_BYTE_ORDER_MARKS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"\x00\x00\xfe\xff": "UTF-32",
}
_BINARY = 100
_CONTROL_BYTES = bytes({*range(32), 127} - {9, 10, 13})
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
    "|\r(?!\n)"
)


def read_source(
    path: Path | str,
    diagnostics: Diagnostics,
    *,
    shown_as: str | None = None,
    at: Location | None = None,
    limits: Limits = DEFAULT,
) -> SourceFile | None:
    """Read a file as UTF-8; report and return None where it cannot be read, is a folder or is too large.

    `shown_as` is the path that users see. `at` is the place that asked for the file (an include), where a
    missing file is reported.
    """
    shown = shown_as if shown_as is not None else str(path)
    place = at or Location(SourceFile(shown, ""), 1, 1)
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(limits.size + 1)
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or "not a path"
        diagnostics.error("yaml-unreadable", f"cannot read {shown}: {reason[0].lower()}{reason[1:]}", place)
        return None
    if len(data) > limits.size:
        report_size(shown, limits, diagnostics, place)
        return None
    return SourceFile(shown, _decoded(data, shown, diagnostics))


def report_size(shown: str, limits: Limits, diagnostics: Diagnostics, at: Location) -> None:
    """Report a file that is too large."""
    message = f"{shown} is larger than {limits.size // 1024} KiB"
    diagnostics.error("yaml-limit", message, at, hint="split it and include the parts")


def _decoded(data: bytes, shown: str, diagnostics: Diagnostics) -> str:
    """Return the text; what is not UTF-8 is reported once and replaced, for the rest to be looked at."""
    for mark, name in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            place = Location(SourceFile(shown, ""), 1, 1)
            diagnostics.error("yaml-encoding", f"this file is {name}", place, hint="save it as UTF-8")
            return ""
    try:
        return data.decode()
    except UnicodeDecodeError as failure:
        text = data.decode(errors="replace")
        place = SourceFile(shown, text).at(len(data[: failure.start].decode()))
        message = f"byte 0x{data[failure.start]:02X} is not UTF-8"
        diagnostics.error("yaml-encoding", message, place, hint="save the file as UTF-8")
        return text


def cleaned(file: SourceFile, diagnostics: Diagnostics) -> str | None:
    """Return the text to parse: control characters and tabs are reported, and stand as spaces.

    A file full of control characters is no text, and gives None.
    """
    text = file.text
    if _has_controls(text):
        if _report_controls(file, diagnostics) > _BINARY:
            return None
        text = _CONTROL.sub(" ", text)
    if "\t" in text:
        lines = sum("\t" in line for line in text.split("\n"))
        more = f" (and on {lines - 1} more lines)" if lines > 1 else ""
        place = file.at(text.index("\t"), 1)
        diagnostics.error("yaml-tab", f"a tab character{more}", place, hint="indent and align with spaces")
        text = text.replace("\t", " ")
    return text


def _has_controls(text: str) -> bool:
    if text.isascii():
        data = text.encode()
        return len(data.translate(None, _CONTROL_BYTES)) != len(data) or text.count("\r") != text.count(
            "\r\n"
        )
    return _CONTROL.search(text) is not None


def _report_controls(file: SourceFile, diagnostics: Diagnostics) -> int:
    """Report the first one, and a byte order mark; return how many there are, as far as it matters."""
    found = [match.start() for match in islice(_CONTROL.finditer(file.text), _BINARY + 1)]
    if file.text.startswith("\ufeff"):
        diagnostics.error(
            "yaml-encoding",
            "a byte order mark begins this file",
            file.at(0),
            hint="save it as UTF-8 without one",
        )
        found = found[1:]
    if found:
        more = " (and more)" if len(found) > 1 else ""
        message = f"control character U+{ord(file.text[found[0]]):04X}{more}"
        hint = 'in text, write it as an escape between double quotes: "\\u0007"'
        diagnostics.error("yaml-control-character", message, file.at(found[0]), hint=hint)
    return len(found)
