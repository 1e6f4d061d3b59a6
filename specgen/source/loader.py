"""Turns YAML into a tree with places, in one pass over the parser's events, within limits."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from specgen.source.diagnostics import Diagnostics
from specgen.source.files import SourceFile
from specgen.source.limits import DEFAULT, Limits
from specgen.source.reading import cleaned, report_size
from specgen.source.tree import Tree


def load_yaml(file: SourceFile, diagnostics: Diagnostics, limits: Limits = DEFAULT) -> Tree | None:
    """Parse one file; None where it is not YAML at all.

    Values that are refused (an alias, a duplicate key, `010`) are reported, and the rest of the tree is there
    all the same, so that later stages report theirs in the same run: look at `diagnostics.errors`.
    """
    from specgen.source.builder import Builder, GivenUp
    from specgen.source.parser import YAMLError, make_parser
    from specgen.source.syntax_errors import report_syntax_error

    if len(file.text) > limits.size:
        report_size(file.path, limits, diagnostics, file.at(0))
        return None
    text = cleaned(file, diagnostics)
    if text is None:
        return None
    builder = Builder(file, diagnostics, limits)
    try:
        with paused_gc():
            return builder.build(make_parser(text))
    except GivenUp:
        return None
    except YAMLError as failure:
        report_syntax_error(failure, file, diagnostics)
        return None


@contextmanager
def paused_gc() -> Iterator[None]:
    """Keep the cycle collector off while a tree is made: what is made is all alive. May be nested."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
