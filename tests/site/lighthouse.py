"""Lighthouse on the reference site, served compressed: the median of five visits to an instruction's page and to the rooflines.

``make test-lighthouse`` installs npm's lighthouse below build/ and runs ``python -m tests.site.lighthouse LIGHTHOUSE SITE``.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from statistics import median
from typing import Any

from tests.site.building import serving

PAGES = ("instructions/matmul.html", "rooflines.html")
AT_LEAST = {"accessibility": 100, "performance": 95}
_VISITS = 5
_TEXTS = (".css", ".html", ".js", ".json", ".svg", ".wasm")


class Compressed(SimpleHTTPRequestHandler):
    """Serves a folder as web servers do: texts compressed, and kept by the browser."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with a file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "public, max-age=31536000")
        if path.suffix in _TEXTS:
            data = gzip.compress(data, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def scores(lighthouse: Path, address: str) -> dict[str, float]:
    """Return what Lighthouse gives a page, of 100, on the phone that it imitates."""
    command = [
        str(lighthouse), address, "--quiet", "--output=json", f"--only-categories={','.join(AT_LEAST)}",
        "--chrome-flags=--headless=new --no-sandbox",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    found: dict[str, Any] = json.loads(said)["categories"]
    return {name: 100 * found[name]["score"] for name in AT_LEAST}


def main(lighthouse: str, site: str) -> int:
    """Print the medians; 1 where one is too low."""
    low = 0
    with serving(Path(site), Compressed) as address:
        for page in PAGES:
            found = [scores(Path(lighthouse), address + page) for _ in range(_VISITS)]
            for name, least in AT_LEAST.items():
                score = median(one[name] for one in found)
                print(f"{page}: {name} {score:.0f} (at least {least})", flush=True)  # noqa: T201
                low += score < least
    return min(low, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
