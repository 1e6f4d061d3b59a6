"""Pages: plain Markdown with SVG, for any site engine; one page a thing, and indexes that lead to them.

Links inside drawings and code end in ``.html``: build the site without directory addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files as resources
from importlib.resources.abc import Traversable

from specgen.generators.docs.book import Book
from specgen.generators.docs.charts import chart_pages
from specgen.generators.docs.finding.backlinks import add_backlinks, uses_of
from specgen.generators.docs.finding.diagnostics import diagnostic_pages
from specgen.generators.docs.finding.facets import add_facets
from specgen.generators.docs.finding.glossary import add_glossary
from specgen.generators.docs.finding.names import name_data
from specgen.generators.docs.index import encoding_page, instruction_index, overview_pages
from specgen.generators.docs.interfaces.errors import error_page
from specgen.generators.docs.interfaces.executables import executable_pages
from specgen.generators.docs.interfaces.protocols import protocol_pages
from specgen.generators.docs.interfaces.queues import mailbox_pages, queue_pages, trace_pages
from specgen.generators.docs.interfaces.registers import interrupt_page, register_pages
from specgen.generators.docs.interfaces.runtimes import runtime_pages
from specgen.generators.docs.interfaces.structures import structure_pages
from specgen.generators.docs.isa.enums import enum_pages
from specgen.generators.docs.isa.formats import format_pages
from specgen.generators.docs.isa.functions import function_pages
from specgen.generators.docs.isa.instruction import instruction_pages
from specgen.generators.docs.isa.listings import (
    absent_page,
    alias_page,
    extension_page,
)
from specgen.generators.docs.isa.machine import fault_page, machine_page
from specgen.generators.docs.isa.states import state_pages
from specgen.generators.docs.layouts.pages import layout_pages
from specgen.generators.docs.memories.devices import device_page
from specgen.generators.docs.memories.pages import memory_pages
from specgen.generators.docs.numbers.types import type_pages
from specgen.generators.docs.parameters import parameter_page
from specgen.generators.docs.performance import performance_pages
from specgen.generators.docs.playground import codec_files, playground_page
from specgen.generators.docs.reviews import review_pages
from specgen.generators.docs.rooflines import roofline_page
from specgen.generators.docs.source.pages import source_pages
from specgen.generators.docs.status import status_page
from specgen.generators.docs.stepping import stepping_files, stepping_page
from specgen.generators.docs.trust.requirements import requirement_page
from specgen.generators.docs.versions.pages import version_files
from specgen.generators.drawings import style
from specgen.generators.target import Files, Request

_PAGES: tuple[Callable[[Book], Iterable[tuple[str, str]]], ...] = (
    instruction_index,
    playground_page,
    stepping_page,
    instruction_pages,
    encoding_page,
    format_pages,
    type_pages,
    enum_pages,
    state_pages,
    memory_pages,
    device_page,
    layout_pages,
    machine_page,
    fault_page,
    function_pages,
    alias_page,
    extension_page,
    register_pages,
    interrupt_page,
    structure_pages,
    queue_pages,
    mailbox_pages,
    trace_pages,
    protocol_pages,
    executable_pages,
    runtime_pages,
    error_page,
    parameter_page,
    requirement_page,
    chart_pages,
    performance_pages,
    roofline_page,
    absent_page,
    diagnostic_pages,
    review_pages,
    status_page,
    source_pages,
)
_SCRIPTS = ("specgen.js", "jump.js", "facets.js", "layouts.js")


def generate(request: Request) -> Files:
    """Return the pages of a spec and what they need, by path below the site's folder of pages."""
    book = Book(request)
    files: Files = {}
    for pages in _PAGES:
        files.update(pages(book))
    uses = uses_of(book)
    add_backlinks(book, uses, files)
    add_facets(book, uses, files)
    files.update(codec_files(book))
    files.update(stepping_files(book))
    files.update(version_files(book))
    add_glossary(book, files)
    files.update(overview_pages(book, frozenset(files)))
    files.update(name_data(book, files))
    assets = resources(__package__) / "assets"
    files |= {f"assets/{name}": (assets / name).read_text(encoding="utf-8") for name in _SCRIPTS}
    files["assets/specgen.css"] = "\n".join([*_styles(assets / "styles"), style()])
    return files


def _styles(folder: Traversable) -> list[str]:
    """The style sheets of a folder: the base, then those of parts by name."""
    sheets = sorted(folder.iterdir(), key=lambda one: (one.name != "base.css", one.name))
    return [one.read_text(encoding="utf-8") for one in sheets if one.name.endswith(".css")]
