"""A server that stands for the part of GitHub's API that comments need."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

BOT = {"login": "github-actions[bot]", "type": "Bot"}


class GitHub:
    """The comments of one pull request, and who asked what of them.

    ``refuse`` maps a method to the status that it is refused with; ``login`` is whose the token is, None for that of a job.
    """

    def __init__(self) -> None:
        self.url = ""
        self.comments: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str]] = []
        self.tokens: set[str | None] = set()
        self.refuse: dict[str, int] = {}
        self.login: str | None = None
        self._next = 1

    def add(self, body: str, user: dict[str, str] | None = None) -> dict[str, Any]:
        """Write a comment."""
        made = {"id": self._next, "body": body, "user": user or BOT}
        self._next += 1
        self.comments.append(made)
        return made

    def written(self) -> list[str]:
        """The methods that changed something since the last time."""
        methods = [method for method, _ in self.asked if method != "GET"]
        self.asked.clear()
        return methods

    def answer(self, method: str, path: str, data: dict[str, Any]) -> tuple[int, Any]:
        """The status and the body of an answer."""
        self.asked.append((method, path))
        if method in self.refuse:
            return self.refuse[method], {"message": "Resource not accessible by integration"}
        if path == "/user":
            return (403, {}) if self.login is None else (200, {"login": self.login})
        if re.fullmatch(r"/repos/o/r/issues/7/comments(\?.*)?", path):
            if method == "POST":
                return 201, self.add(data["body"])
            asked = parse_qs(urlsplit(path).query)
            size, page = int(asked["per_page"][0]), int(asked["page"][0])
            return 200, self.comments[size * (page - 1) : size * page]
        found = re.fullmatch(r"/repos/o/r/issues/comments/(\d+)", path)
        (comment,) = [one for one in self.comments if found and one["id"] == int(found[1])]
        if method == "DELETE":
            self.comments.remove(comment)
            return 204, None
        comment["body"] = data["body"]
        return 200, comment


@contextmanager
def serving() -> Iterator[GitHub]:
    """Answer on a port of this machine until the block ends."""
    github = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            github.tokens.add(self.headers.get("Authorization"))
            status, told = github.answer(self.command, self.path, json.loads(data or b"{}"))
            self.send_response(status)
            body = b"" if told is None else json.dumps(told).encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815  # as http.server calls them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        github.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield github
        finally:
            server.shutdown()
