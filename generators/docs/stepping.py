"""The page on which programs are run step by step, and the files that it does so with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from specgen.generators.docs.parts.assets import asset
from specgen.generators.docs.parts.page import join, script, table, title
from specgen.generators.docs.parts.text import code, html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.generators.docs.exhibits.stepping import Kernel, Stepping
    from specgen.generators.target import Files

_SCRIPTS = ("listing.js", "machine.js", "packing.js", "panels.js", "setup.js", "stepper.js", "values.js")
_LINKED = ("faults", "state", "memories", "semaphores", "engines", "instructions")
_SUMMARY = (
    "Run a program an instruction at a time, and see what it does to registers, tiles, semaphores and memory."
)
_WITHOUT = (
    "What runs here is the generated C engine, compiled to WebAssembly: the same text that `--engine native` runs. "
    "Without scripts, `specgen run FILE --trace` tells of every instruction.\n{: #sg-step-static }"
)
_SETUP = """\
A comment of a program that begins with `set` or `fill` puts values where `specgen run --set` would, before the first
instruction: {examples}. A `fill` is `random` with a seed, from −1 to 1, `ramp`, or one value for all."""
_KEYS = (
    ("s", "step: one instruction of the processor, and all that engines can do then"),
    ("o", "step over: on to the instruction that follows in the listing"),
    ("r", "run to a breakpoint, or to the end"),
    ("x", "back to the start"),
    ("b", "a breakpoint at the line that is marked, or none any more"),
    ("↑ ↓", "mark another line"),
)


def stepping_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of a spec whose instructions are executed, also where there is no engine for it."""
    made = book.exhibits.stepping
    if made is not None and (made.left_out or (made.engines and book.exhibits.codec)):
        yield "step.md", join(_page(book, made, book.at("step")))


def stepping_files(book: Book) -> Files:
    """Return the scripts of the page, the engines with their manifests, and the kernels."""
    made = book.exhibits.stepping
    if made is None or not made.engines or not book.exhibits.codec:
        return {}
    files: Files = {f"assets/{name}": asset(name) for name in _SCRIPTS}
    for variant, engine in made.engines.items():
        files[f"assets/engine/{variant}.wasm"] = engine.module
        files[f"assets/engine/{variant}.json"] = engine.manifest
    kernels = [
        {"name": one.name, "summary": one.summary, "source": one.source, "variants": one.variants}
        for one in made.kernels
    ]
    files["assets/engine/kernels.json"] = json.dumps(kernels, indent=0)
    files["assets/engine/links.json"] = json.dumps(_links(book, book.at("step")), indent=0)
    return files


def _links(book: Book, links: Links) -> dict[str, dict[str, str]]:
    """The addresses of what a machine is made of, by kind and name."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in _LINKED}
    for (kind, name), place in book.places.items():
        if kind in found:
            found[kind][name] = links.to(place)
    return found


def _page(book: Book, made: Stepping, links: Links) -> Iterator[str]:
    yield title("Step", _SUMMARY)
    if made.left_out:
        yield f"The engine is left out of this page: {plain(made.left_out)}."
        return
    variants = ",".join(made.engines)
    yield f'<div id="sg-step" data-variants="{html(variants)}" hidden></div>'
    yield _WITHOUT
    if made.kernels:
        yield "## Programs"
        yield "\n".join(_kernel(one, made, links) for one in made.kernels)
    yield "## Keys"
    yield table(("Key", "Does"), ((f"<kbd>{key}</kbd>", does) for key, does in _KEYS))
    yield "## What a program begins with"
    yield _SETUP.format(examples=_examples(book))
    yield script("stepper.js", links)


def _kernel(one: Kernel, made: Stepping, links: Links) -> str:
    """A program as an item of a list, with the variants that it is for where that is not all."""
    some = f" ({plain(', '.join(one.variants))})" if len(one.variants) < len(made.engines) else ""
    # In HTML: what stands behind # asks the stepper for a program, and is no anchor.
    link = f'<a href="#kernel={html(quote(one.name))}"><code>{html(one.name)}</code></a>'
    return f"- {link}{some} {links.inline(one.summary)}"


def _examples(book: Book) -> str:
    """Comments that set up a machine of the spec."""
    default = book.default
    state = next((s for s in default.state.values() if len(s.shape) == 1 and not s.role), None)
    memory = next(iter(default.memories.values()), None)
    said = [f"# set {state.name}[{state.shape[0] - 1}] = 7"] if state is not None else []
    if memory is not None:
        said.append(f"# set {memory.name}@{memory.base:#x}:u32[2] = 1 0x20")
        said.append(f"# fill {memory.name}@{memory.base:#x}:f32[64] = random 1")
    return ", ".join(code(one) for one in said)
