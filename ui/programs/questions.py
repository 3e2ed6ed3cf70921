"""The JSON API: what `ask`, `search`, `documents list` and `documents show` give with `--json`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from assistant.answer import Answer, AnswerJson
from assistant.assistant import Assistant
from ui.programs.problems import as_json
from ui.programs.serving import Service
from ui.programs.shapes import (
    LONGEST_NAME,
    AskRequest,
    FoundPassage,
    ListedDocument,
    Refusal,
    SearchQuery,
    ShownDocument,
)

REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The body is not JSON."},
    401: {"model": Refusal, "description": "There is no key, or it opens nothing."},
    403: {"model": Refusal, "description": "The person of the key may not do this."},
    404: {"model": Refusal, "description": "There is no such document."},
    413: {"model": Refusal, "description": "The body is too large."},
    415: {"model": Refusal, "description": "The body is not said to be JSON."},
    422: {"model": Refusal, "description": "The request cannot be answered as it is."},
    429: {
        "model": Refusal,
        "description": "The key has asked too much.",
        "headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "In seconds."}},
    },
    503: {"model": Refusal, "description": "The library cannot be used at the moment."},
}
DocumentId = Annotated[str, Path(max_length=LONGEST_NAME, description="The id of a document.")]


def answered(assistant: Assistant, leave: Callable[[], None], asked: AskRequest) -> Answer:
    """The whole answer to a question; what grows after it was begun takes no place."""
    answer: Answer | None = None
    for grown in assistant.stream(
        asked.question,
        asked.turns,
        choice=asked.choice,
        as_of=asked.as_of,
        request=asked.request,
        worded=not asked.quoted,
    ):
        leave()
        answer = grown
    assert answer is not None
    return answer


def add_routes(router: APIRouter, service: Service) -> None:
    """The routes of the API."""

    @router.post(
        "/api/ask",
        response_model=None,
        summary="A cited answer to a question",
        responses={200: {"model": AnswerJson}, **REFUSALS},
    )
    async def ask(request: Request, asked: AskRequest) -> Response:
        answer = await service.done(request, lambda own, leave: answered(own, leave, asked))
        return as_json(answer.to_dict())

    @router.get(
        "/api/search",
        response_model=None,
        summary="The passages nearest to some words",
        responses={200: {"model": list[FoundPassage]}, **REFUSALS},
    )
    async def search(request: Request, query: Annotated[SearchQuery, Query()]) -> Response:
        passages = await service.done(request, lambda own, _leave: own.search(query.q, query.k))
        return as_json([passage.to_dict() for passage in passages])

    @router.get(
        "/api/documents",
        response_model=None,
        summary="The documents that the person of the key may read",
        responses={200: {"model": list[ListedDocument]}, **REFUSALS},
    )
    async def documents(request: Request) -> Response:
        return as_json(await service.done(request, _listed))

    @router.get(
        "/api/documents/{document_id}",
        response_model=None,
        summary="A document with its text",
        responses={200: {"model": ShownDocument}, **REFUSALS},
    )
    async def document(request: Request, document_id: DocumentId) -> Response:
        return as_json(await service.done(request, lambda own, _leave: _shown(own, document_id)))


def _listed(assistant: Assistant, leave: Callable[[], None]) -> list[dict[str, Any]]:
    records = assistant.documents()
    not_in_force = assistant.not_in_force(record.id for record in records)
    told = ((record, not_in_force.get(record.id)) for record in records)
    return [{**asdict(one), "validity": why and why.to_dict()} for one, why in told]


def _shown(assistant: Assistant, document_id: str) -> dict[str, Any]:
    record = assistant.record(document_id)
    return {**asdict(record), "text": assistant.read(record.id).text}
