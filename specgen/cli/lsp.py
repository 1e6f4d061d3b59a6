"""`specgen lsp`."""

from __future__ import annotations

import os
import sys

import click

from specgen.cli._options import Command


@click.command("lsp", cls=Command, examples=("specgen lsp", "specgen lsp --tcp 2087"))
@click.option("--tcp", "port", type=click.IntRange(1, 65535), metavar="PORT", help="Listen on 127.0.0.1.")
def command(port: int | None) -> None:
    """Serve an editor: findings as one types, hover, definitions, references, completion, rename.

    An editor starts it and speaks LSP over standard input and output. Settings for several are on the page of editors.
    """
    try:
        from specgen.lsp import make_server
    except ModuleNotFoundError as missing:
        name = str(missing.name).partition(".")[0]
        raise click.ClickException(f"this needs {name}: pip install 'specgen[lsp]'") from None
    server = make_server()
    if port is None:
        wire = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what anything prints is no part of the protocol
        server.start_io(stdout=wire)
    else:
        server.start_tcp("127.0.0.1", port)
