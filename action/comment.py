"""The one comment of a pull request that the action keeps up to date."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from job import Job

_PAGE = 100
_LAST_PAGE = 30
_REFUSED = (401, 403, 404)


class Api:
    """GitHub's API as one token sees one repository."""

    def __init__(self, job: Job, token: str) -> None:
        self._root = job.environment.get("GITHUB_API_URL", "https://api.github.com")
        self._repository = f"/repos/{job.environment.get('GITHUB_REPOSITORY', '')}"
        self._token = token

    def of_repository(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """Ask something of the repository. Raises URLError, and HTTPError where it is refused."""
        return self.ask(method, self._repository + path, data)

    def ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """Ask something. Raises URLError, and HTTPError where it is refused."""
        body = None if data is None else json.dumps(data).encode()
        request = Request(self._root + path, body, method=method)
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        with urlopen(request, timeout=30) as answer:
            told = answer.read()
        return json.loads(told) if told else None


def publish(job: Job, token: str, mark: str, body: str, *, worth: bool) -> None:
    """Write the comment whose first lines are ``mark``, or bring it up to date; a new one only where it is ``worth`` it.

    What stands in the way is told, and fails no job: the review is on the job's page as well.
    """
    pull = job.event().get("pull_request")
    if not pull:
        return
    if not token:
        job.notice("There is no comment: the token is empty. The review is in the summary of the job.")
        return
    try:
        _publish(Api(job, token), int(pull["number"]), mark, body, worth)
    except HTTPError as error:
        if error.code in _REFUSED:
            job.notice(
                f"There is no comment: the token may not write one ({error.code}). Of a fork it never may; elsewhere give the "
                "job `permissions: {contents: read, pull-requests: write}`. The review is in the summary of the job."
            )
        else:
            job.warning(f"There is no comment: GitHub answers {error.code} {error.reason}.")
    except (URLError, TimeoutError, ConnectionError) as error:
        job.warning(f"There is no comment: GitHub cannot be reached: {error}.")


def _publish(api: Api, number: int, mark: str, body: str, worth: bool) -> None:
    mine = [
        one for one in _comments(api, number) if str(one["body"] or "").replace("\r", "").startswith(mark)
    ]
    if mine:
        login = _login(api)
        mine = [one for one in mine if _wrote(one["user"], login)]
    for more in mine[1:]:
        api.of_repository("DELETE", f"/issues/comments/{more['id']}")
    if mine and mine[0]["body"] != body:
        api.of_repository("PATCH", f"/issues/comments/{mine[0]['id']}", {"body": body})
    elif not mine and worth:
        api.of_repository("POST", f"/issues/{number}/comments", {"body": body})


def _comments(api: Api, number: int) -> Iterator[dict[str, Any]]:
    for page in range(1, _LAST_PAGE + 1):
        found = api.of_repository("GET", f"/issues/{number}/comments?per_page={_PAGE}&page={page}")
        yield from found
        if len(found) < _PAGE:
            return


def _login(api: Api) -> str | None:
    """Whose the token is; None for the token of a job or an app, which may not ask."""
    try:
        return str(api.ask("GET", "/user")["login"])
    except HTTPError:
        return None


def _wrote(user: dict[str, Any] | None, login: str | None) -> bool:
    """Whether a comment is ours: others could write our mark, and change later what we wrote in their name."""
    if user is None:
        return False
    return bool(user["type"] == "Bot" if login is None else user["login"] == login)
