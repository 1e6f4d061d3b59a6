"""`specgen layout`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import (
    INPUT,
    OUTPUT,
    Choice,
    Command,
    existing_spec,
    findings_shown,
    save,
    wrong_use,
)
from specgen.cli._several import part_files, show_parts
from specgen.cli._tensors import NUMBERS, STANDARD, element_options, tensor_options

if TYPE_CHECKING:
    from specgen.api import Reference, Several
    from specgen.generators.drawings import Fact
    from specgen.model.layouts import Bound


@click.group("layout")
def command() -> None:
    """Draw, prove and use tensor layouts.

    NAME is a layout of the spec; std:NAME is one that comes with specgen, FILE.yaml#NAME one of a file. Neither needs a
    spec.
    """


@command.command(
    "show",
    cls=Command,
    examples=("specgen layout show",),
)
@click.argument("name", required=False)
@tensor_options
@STANDARD
@click.option("--index", type=NUMBERS, metavar="N,N", help="Say where one element lies.")
@click.option("--svg", "output", type=OUTPUT, metavar="FILE", help="Write a drawing into FILE.")
@click.option(
    "--drawing",
    type=Choice(["digits", "heat", "banks", "order", "memory"]),
    default="heat",
    show_default=True,
    help="Which: how digits become places, maps of addresses or banks, the order, what lies in memory.",
)
def show(
    name: str | None,
    shape: tuple[int, ...] | None,
    element: str | None,
    arguments: tuple[tuple[str, int], ...],
    spec: Path,
    variant: str | None,
    standard: bool,
    index: tuple[int, ...] | None,
    output: Path | None,
    drawing: str,
) -> None:
    """Print a layout as a formula and a table of addresses. Without NAME, list those of the spec, or of --std."""
    from specgen import api

    with findings_shown(api.LayoutError):
        if name is None:
            _list(_all(spec, variant, standard))
            return
        found = _any(f"std:{name}" if standard else name, spec, variant)
        if isinstance(found, api.Several):
            _refuse_element(found, element)
            if output is not None:
                layouts = ", ".join(dict.fromkeys(p.layout.name for p in found.composite.parts.values()))
                raise api.LayoutError(f"{name} lies in several parts: draw their layouts, {layouts}")
            show_parts(found, shape, dict(arguments), index)
            return
        bound = found.bind(shape, element, dict(arguments))
        if output is not None:
            save(output, api.draw_layout(bound, drawing))
        elif index is not None:
            _say(bound, index)
        else:
            _show(bound)


@command.command(
    "check",
    cls=Command,
    examples=(
        "specgen layout check",
        "specgen layout check --std",
        "specgen layout check std:swizzle_128b --json",
    ),
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@tensor_options
@STANDARD
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(
    names: tuple[str, ...],
    shape: tuple[int, ...] | None,
    element: str | None,
    arguments: tuple[tuple[str, int], ...],
    spec: Path,
    variant: str | None,
    standard: bool,
    as_json: bool,
) -> None:
    """Prove what is said of layouts, by default of all of the spec; the code is 1 where something does not hold.

    Without --shape and the like, of tensors of any size. "proved" is certain for all elements; "enumerated" is too, as all
    were looked at; "sampled" looked at some, so that only what it finds wrong is certain.
    """
    from specgen import api

    with findings_shown(api.LayoutError):
        if names:
            chosen = {name: _any(f"std:{name}" if standard else name, spec, variant) for name in names}
        else:
            chosen = _all(spec, variant, standard)
        known: dict[str, tuple[Fact, ...]] = {}
        for name, one in chosen.items():
            known |= _proved(name, one, shape, element, dict(arguments))
    _print(known, as_json)
    sys.exit(0 if all(fact.holds for of in known.values() for fact in of) else 1)


def _proved(
    name: str,
    one: Reference | Several,
    shape: tuple[int, ...] | None,
    element: str | None,
    arguments: dict[str, int],
) -> dict[str, tuple[Fact, ...]]:
    """What is known of a layout, or of each part of a tensor in several."""
    from specgen import api

    if isinstance(one, api.Several):
        _refuse_element(one, element)
        return {f"{name}: {part}": of for part, of in api.prove_parts(one, shape, arguments).items()}
    fixed = shape is not None or element is not None or arguments
    return {name: api.prove_layout(one.layout, one.bind(shape, element, arguments) if fixed else None)}


def _print(known: dict[str, tuple[Fact, ...]], as_json: bool) -> None:
    if as_json:
        listed = {name: [asdict(fact) for fact in of] for name, of in known.items()}
        click.echo(json.dumps(listed, indent=1, ensure_ascii=False))
    else:
        _tell(known)


def _tell(known: dict[str, tuple[Fact, ...]]) -> None:
    for name, of in known.items():
        click.echo(f"{name}:")
        heads = [fact.name if fact.holds else f"not {fact.name}" for fact in of]
        width = max(map(len, heads))
        for head, fact in zip(heads, of, strict=True):
            click.echo(f"  {head:<{width}}  {fact.said}{f' ({fact.how})' if fact.how else ''}")


@command.command(
    "pack",
    cls=Command,
    examples=("specgen layout pack tiles.yaml#rows input.npy -o input.bin",),
)
@click.argument("name")
@click.argument("array", type=INPUT, metavar="IN.npy")
@click.option("-o", "output", type=OUTPUT, required=True, metavar="FILE", help="Write the bytes into FILE.")
@element_options
def pack(
    name: str,
    array: Path,
    output: Path,
    element: str | None,
    arguments: tuple[tuple[str, int], ...],
    spec: Path,
    variant: str | None,
) -> None:
    """Write the bytes of an array (.npy) as they lie in the layout NAME.

    What lies on another axis than the address, such as banks, follows one after the other. Of a tensor in several parts
    -o out.bin names a file for each: out.values.bin, out.index.bin; arguments are those of a part, such as scales.pitch=72.
    """
    from specgen import api

    with findings_shown(api.LayoutError):
        found = _any(name, spec, variant)
        if not isinstance(found, api.Several):
            save(output, api.pack_file(found, array, element, dict(arguments)))
            return
        _refuse_element(found, element)
        made = api.pack_parts_file(found, array, dict(arguments))
        for path, data in zip(part_files(output, list(made)).values(), made.values(), strict=True):
            save(path, data)


@command.command(
    "unpack",
    cls=Command,
    examples=("specgen layout unpack tiles.yaml#rows input.bin --shape 4 --element f32 -o output.npy",),
)
@click.argument("name")
@click.argument("image", type=click.Path(dir_okay=False, path_type=Path), metavar="IN.bin")
@click.option("-o", "output", type=OUTPUT, required=True, metavar="FILE", help="Write the array into FILE.")
@tensor_options
def unpack(
    name: str,
    image: Path,
    output: Path,
    shape: tuple[int, ...] | None,
    element: str | None,
    arguments: tuple[tuple[str, int], ...],
    spec: Path,
    variant: str | None,
) -> None:
    """Write the array (.npy) whose bytes lie in a file as the layout NAME says: numbers, or the bits of elements.

    Of a tensor in several parts IN.bin is what pack was told to write: IN.values.bin and so on are read.
    """
    from specgen import api

    with findings_shown(api.LayoutError):
        found = _any(name, spec, variant)
        if isinstance(found, api.Several):
            _refuse_element(found, element)
            files = part_files(image, api.part_names(found))
            save(output, api.unpack_parts_file(found, files, shape, dict(arguments)))
        else:
            save(output, api.unpack_file(found.bind(shape, element, dict(arguments)), image))


def _found(name: str, spec: Path, variant: str | None) -> Reference:
    from specgen import api
    from specgen.api.references import outside

    return api.find_layout(name, spec if outside(name) else existing_spec(spec), variant)


def _any(name: str, spec: Path, variant: str | None) -> Reference | Several:
    from specgen import api
    from specgen.api.references import outside

    return api.find_any(name, spec if outside(name) else existing_spec(spec), variant)


def _all(spec: Path, variant: str | None, standard: bool) -> dict[str, Reference | Several]:
    from specgen import api

    return api.all_layouts(None if standard else existing_spec(spec), variant)


def _list(known: dict[str, Reference | Several]) -> None:
    from specgen import api

    width = max(map(len, known), default=0)
    for name, one in known.items():
        item = one.composite if isinstance(one, api.Several) else one.layout
        click.echo(f"{name:<{width}}  {item.summary}".rstrip())


def _refuse_element(one: Several, element: str | None) -> None:
    from specgen import api

    if element is not None:
        raise api.LayoutError(
            f"{one.composite.name} says itself what its elements are: {one.composite.element.name}"
        )


def _say(bound: Bound, index: tuple[int, ...]) -> None:
    from specgen.generators.drawings import place_words

    try:
        click.echo(place_words(bound, bound.locate(index)))
    except ValueError as error:
        wrong_use(str(error))


def _show(bound: Bound) -> None:
    from specgen.cli._tables import print_table
    from specgen.generators.drawings import formula, shape_words

    layout = bound.layout
    click.echo(f"{layout.name}: {shape_words(bound)} of {bound.element.name}")
    if layout.summary:
        click.echo(layout.summary)
    click.echo("".join(f"  {line}\n" for line in ("", *formula(layout, bound), "")), nl=False)
    if bound.count:
        print_table(bound)
    else:
        click.echo("(no elements)")


@command.command(
    "convert",
    cls=Command,
    examples=("specgen layout convert tiles.yaml#matrix tiles.yaml#tiles --shape 64,64 --element f32",),
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--from", "origin", metavar="MEMORY", help="Where the tensor lies; else any memory.")
@click.option("--to", "goal", metavar="MEMORY", help="Where it shall lie; else any memory.")
@tensor_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def convert(
    source: str,
    target: str,
    origin: str | None,
    goal: str | None,
    shape: tuple[int, ...] | None,
    element: str | None,
    arguments: tuple[tuple[str, int], ...],
    spec: Path,
    variant: str | None,
    as_json: bool,
) -> None:
    """Compare two layouts, and list the instructions of the spec that turn the layout FROM into the layout TO.

    Best are those for which the fewest bytes are requested of both memories, then those of which the fewest are issued. The code
    is 1 where there are none.
    """
    from specgen import api
    from specgen.cli._conversions import plain, print_conversion

    with findings_shown(api.LayoutError):
        found = api.plan_conversion(
            _found(source, spec, variant),
            _found(target, spec, variant),
            existing_spec(spec),
            variant,
            shape=shape,
            element=element,
            arguments=dict(arguments),
            between=(origin, goal),
        )
    if as_json:
        click.echo(json.dumps(plain(found), indent=1))
    else:
        print_conversion(found)
    sys.exit(0 if found.plans else 1)
