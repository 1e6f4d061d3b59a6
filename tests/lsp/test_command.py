"""`specgen lsp` as a command: what it needs, and over a socket."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from pathlib import Path

from lsprotocol import types

from tests.lsp.client import PATIENCE, Editor


def test_without_pygls_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['pygls'] = None; from specgen.cli.main import main; sys.argv[1:] = ['lsp']; main()"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == "Error: this needs pygls: pip install 'specgen[lsp]'\n"


def test_it_listens_where_it_is_told_to(spec: Path) -> None:
    async def act(port: int) -> list[types.Diagnostic]:
        editor = Editor()
        while True:
            try:
                await editor.start_tcp("127.0.0.1", port)
                break
            except ConnectionRefusedError:
                assert server.poll() is None
        await editor.initialize_async(types.InitializeParams(types.ClientCapabilities()))
        editor.initialized(types.InitializedParams())
        path = spec / "spec.yaml"
        uri = editor.open(path, path.read_text().replace("address: u32", "address: u33x"))
        await editor.until(lambda: editor.findings.get(uri))
        return editor.findings[uri]

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "specgen"), "lsp", "--tcp", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
        try:
            found = asyncio.run(asyncio.wait_for(act(port), PATIENCE))
        finally:
            server.kill()
    assert any("u33x" in one.message for one in found)
