"""What goes wrong when a program asks: a status and one sentence, in the form that it reads.

Programs are answered in English, whoever's they are.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from corpus.errors import (
    AccessError,
    AssistantError,
    ChoiceError,
    DocumentNotFound,
    QuestionError,
)

OPENAI = "/v1/"  # what is below speaks as OpenAI's interface does
PATHS = ("/api/", OPENAI)
NO_STORE = {"cache-control": "no-store"}
# What OpenAI's interface calls a status, where it has a name of its own for it.
_CODES = {401: "invalid_api_key", 403: "permission_denied", 429: "rate_limit_exceeded"}
_TYPES = {429: "rate_limit_error", 500: "server_error", 503: "server_error"}

log = logging.getLogger(__name__)


class Problem(Exception):
    """A request that is not answered as asked. `wait` are seconds after which to try again, `place`
    names what of the request was wrong, `code` what OpenAI's interface calls it."""

    def __init__(
        self, status: int, sentence: str, *, wait: int = 0, place: str = "", code: str = ""
    ) -> None:
        super().__init__(sentence)
        self.status, self.wait, self.place, self.code = status, wait, place, code


def problem_of(error: Exception) -> Problem:
    """What is told of an error; what was not foreseen goes to the log in full."""
    if isinstance(error, Problem):
        return error
    told = " ".join(str(error).split())
    if isinstance(error, DocumentNotFound):
        return Problem(404, told)
    if isinstance(error, AccessError):
        return Problem(403, told)
    if isinstance(error, QuestionError | ChoiceError):
        return Problem(422, told)
    if isinstance(error, AssistantError):
        return Problem(503, told)
    log.error("A program's request failed", exc_info=error)
    # gradio, which comes with it, reads its settings when it is imported.
    from ui.page.boundary import trouble

    return Problem(500, trouble())


def is_program_path(path: str) -> bool:
    """Whether a path is of those that programs call."""
    return path.startswith(PATHS)


def refusal(path: str, problem: Problem) -> Response:
    """The answer to a request of this path."""
    status, headers = problem.status, dict(NO_STORE)
    if problem.wait:
        headers["retry-after"] = str(problem.wait)
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if not path.startswith(OPENAI):
        return as_json({"detail": str(problem)}, status, headers)
    if status == 422:
        status = 400  # as OpenAI's interface tells of what is wrong with a body
    return as_json(openai_error(problem), status, headers)


def openai_error(problem: Problem) -> dict[str, Any]:
    """A problem in the form of OpenAI's interface."""
    return {
        "error": {
            "message": str(problem),
            "type": _TYPES.get(problem.status, "invalid_request_error"),
            "param": problem.place or None,
            "code": problem.code or _CODES.get(problem.status),
        }
    }


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] = NO_STORE) -> Response:
    """A value as JSON. Half of a character, as a file's name may have, is written by its number."""
    text = json.dumps(value, ensure_ascii=False)
    body = text.encode("utf-8", "backslashreplace")
    return Response(body, status, dict(headers), "application/json")
