"""`specgen bundle`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import (
    FOLDER,
    INPUT,
    OUTPUT,
    Command,
    existing_spec,
    findings_shown,
    output_refused,
    plugins_blamed,
    require,
    spec_where_needed_option,
    wrong_use,
)
from specgen.cli._progress import progress

if TYPE_CHECKING:
    from specgen.bundles import BundleInfo


@click.command(
    "bundle",
    cls=Command,
    examples=(
        "specgen bundle -o demo.tar.gz",
        "specgen bundle --check demo.tar.gz",
        "specgen bundle --extract third_party/demo demo.tar.gz",
    ),
)
@click.argument("archive", required=False, type=INPUT, metavar="[FILE]")
@spec_where_needed_option
@click.option("--variant", "variants", multiple=True, metavar="NAME", help="Only this variant (repeatable).")
@click.option("-o", "output", type=OUTPUT, metavar="FILE.tar.gz", help="Write the bundle of a spec.")
@click.option(
    "--vectors",
    type=click.IntRange(min=0),
    metavar="N",
    help="Conformance vectors for each choice of types of an instruction; 0 leaves them out.  [default: 2]",
)
@click.option("--check", is_flag=True, help="Verify FILE: every digest, and that nothing else is in it.")
@click.option("--list", "listed", is_flag=True, help="Verify FILE and list what is in it.")
@click.option("--extract", type=FOLDER, metavar="DIR", help="Verify FILE and unpack it into an empty folder.")
def command(
    archive: Path | None,
    spec: Path,
    variants: tuple[str, ...],
    output: Path | None,
    vectors: int | None,
    check: bool,
    listed: bool,
    extract: Path | None,
) -> None:
    """Put everything that another repository takes from a spec into one archive, or look into FILE, such an archive.

    Headers with a CMake package and pkg-config files, C sources, a wheel, a crate, SystemVerilog, TableGen, conformance
    vectors, JSON Schemas, the spec itself and a bill of materials. The same spec gives the same bytes.
    """
    if (output is None) == (archive is None) or (archive is None) == (check or listed or extract is not None):
        wrong_use("give either -o FILE.tar.gz, or FILE with --check, --list or --extract DIR")
    if output is not None:
        _write(existing_spec(spec), output, variants, vectors)
    elif archive is not None:
        _read(archive, extract, listed=listed)


def _write(spec: Path, output: Path, variants: tuple[str, ...], vectors: int | None) -> None:
    gc.disable()  # what a spec is made into is in use until the end
    from specgen import api
    from specgen.bundles import BundleError
    from specgen.hosting import PluginError

    try:
        with findings_shown(ValueError, BundleError), output_refused(), progress() as tell:
            known = api.load_spec(spec).variants if variants else ()
            for name in variants:
                require("variant", name, known)
            count = api.VECTORS if vectors is None else vectors
            info = api.bundle(output, spec, variants=variants or None, vectors=count, tell=tell)
    except PluginError as error:
        plugins_blamed([error])
        return
    click.echo(f"{output}: {output.stat().st_size:,} bytes")
    _summary(info)


def _read(archive: Path, extract: Path | None, *, listed: bool) -> None:
    from specgen.bundles import BundleError, check_bundle, extract_bundle

    try:
        with findings_shown():
            info = check_bundle(archive) if extract is None else extract_bundle(archive, extract)
    except BundleError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    if listed:
        for file in info.files:
            click.echo(f"{file.size:>12,}  {file.path}")
    _summary(info)


def _summary(info: BundleInfo) -> None:
    """What a bundle is of, and how much is in each of its folders."""
    click.echo(
        f"{info.name} {info.version}, content {info.content_hash[:16]}, made by specgen {info.specgen}"
    )
    for name, digest in info.variants.items():
        click.echo(f"  variant {name:<16} binaries {digest[:16]}")
    folders: dict[str, list[int]] = {}
    for file in info.files:
        folders.setdefault(file.path.partition("/")[0], []).append(file.size)
    for name, sizes in folders.items():
        click.echo(
            f"  {name:<16} {len(sizes):>5} {'files' if len(sizes) > 1 else 'file '} {sum(sizes):>12,} bytes"
        )
    if info.licence is None:
        click.echo("  no licence: there is none beside spec.yaml")
