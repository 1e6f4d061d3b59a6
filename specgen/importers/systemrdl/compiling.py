"""The compiler of SystemRDL, its messages as findings."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.source import Location, SourceFile

if TYPE_CHECKING:
    from specgen.source import Diagnostics


class MissingTool(Exception):
    """systemrdl-compiler is not installed."""

    def __init__(self) -> None:
        super().__init__("importing SystemRDL needs systemrdl-compiler: pip install 'specgen[systemrdl]'")


def elaborated(path: Path, top: str | None, include: list[str], diagnostics: Diagnostics) -> Any | None:
    """Return the node of the address map that is asked for, or None where the file does not compile."""
    try:
        from systemrdl.compiler import RDLCompiler
        from systemrdl.messages import MessagePrinter, RDLCompileError, Severity
    except ImportError as error:
        raise MissingTool from error

    class Printer(MessagePrinter):
        """Keeps messages."""

        def print_message(self, severity: Any, text: str, src_ref: Any) -> None:
            at = place(src_ref, path)
            if severity >= Severity.ERROR:
                if src_ref is not None or not diagnostics.errors:
                    diagnostics.report("rdl-syntax", text, at)
            else:
                diagnostics.report("rdl-warning", text, at)

    compiler = RDLCompiler(message_printer=Printer())
    try:
        compiler.compile_file(str(path), incl_search_paths=include)
        known = [name for name, one in compiler.root.comp_defs.items() if type(one).__name__ == "Addrmap"]
        if top is not None and top not in known:
            message = f"there is no addrmap {top!r}; there are {', '.join(known)}"
            diagnostics.report("rdl-syntax", message, place(None, path))
            return None
        found = compiler.elaborate(top_def_name=top).top
    except RDLCompileError:
        return None
    _tell_others(found, known, compiler.root.comp_defs, diagnostics)
    return found


def _tell_others(top: Any, known: list[str], definitions: Any, diagnostics: Diagnostics) -> None:
    """Tell of address maps that the chosen one does not hold."""
    from systemrdl.node import AddrmapNode

    used = {top.type_name}
    used |= {n.orig_type_name for n in top.descendants(unroll=False) if isinstance(n, AddrmapNode)}
    for name in known:
        if name not in used:
            at = place(definitions[name].def_src_ref, Path())
            hint = f"--top {name} imports it instead"
            diagnostics.report("rdl-lost", f"the addrmap {name} is no part of {top.type_name}", at, hint=hint)


def place(source: Any, path: Path) -> Location:
    """Return the place that the compiler refers to; the beginning of ``path`` where it knows none."""
    line, selection = getattr(source, "line", None), getattr(source, "line_selection", None)
    if line is None or selection is None:
        return Location(_file(getattr(source, "path", None) or path.as_posix()), 1, 1)
    return Location(_file(source.path), line, selection[0] + 1, selection[1] + 2)


@cache
def _file(path: str) -> SourceFile:
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    return SourceFile(path, text)
