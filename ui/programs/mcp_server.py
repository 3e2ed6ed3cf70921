"""An MCP server over stdin and stdout: the tools `ask`, `search` and `read_passage`.

The protocol alone goes to stdout: the transport lets whatever else is printed go to stderr. Who
acts is looked up for every call, so that a key that was withdrawn opens nothing from then on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError

from assistant.answer import Turn
from assistant.assistant import Assistant
from corpus.checked_json import told_wrong
from corpus.errors import ChoiceError
from corpus.wording import ENGLISH, using
from index.passage import Passage
from ui.programs.chat import content_of
from ui.programs.problems import problem_of
from ui.programs.shapes import LONGEST_SEARCH, EarlierTurn

MOST = 50  # passages of a search
LONGEST = 8_000  # characters of a passage that is read at once
LOOKS = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
INSTRUCTIONS = (
    "Answers from policy documents, in the language of the question, with exact quotes. Ask with "
    "the tool ask; what it does not find is not in the documents. A citation names a document and "
    "a place in it (start, end), around which read_passage reads."
)
Result = tuple[str, dict[str, Any]]  # what the model reads, and the same as data


def serve(acting: Callable[[], Assistant]) -> None:
    """Serve until stdin ends; `acting` gives the assistant of who acts, or raises AccessError."""
    try:
        asyncio.run(make_server(acting).run_stdio_async())
    except* OSError:  # whoever asked has gone without a word
        pass


class ToolServer(MCPServer[Any]):
    """A server that says in a sentence what is wrong with the arguments of a tool."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], *rest: Any, **named: Any
    ) -> Any:
        try:
            return await super().call_tool(name, arguments, *rest, **named)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            wrong = told_wrong(error.__cause__.errors(include_url=False), arguments)
            raise ToolError(f"{name} cannot be called so: {wrong}.") from error


def make_server(acting: Callable[[], Assistant]) -> MCPServer[Any]:
    """The server with its tools."""
    server = ToolServer(
        "policy-assistant",
        title="Policy Assistant",
        instructions=INSTRUCTIONS,
        version=version("policy-assistant"),
        log_level="ERROR",
    )
    one_at_a_time = CapacityLimiter(1)

    async def done(work: Callable[[Assistant], Result]) -> CallToolResult:
        def worked() -> Result:
            with using(ENGLISH):
                return work(acting())

        try:
            text, told = await to_thread.run_sync(worked, limiter=one_at_a_time)
        except Exception as error:
            wrong = TextContent(type="text", text=str(problem_of(error)))
            return CallToolResult(content=[wrong], is_error=True)
        content = TextContent(type="text", text=text.encode("utf-8", "replace").decode())
        return CallToolResult(content=[content], structured_content=told)

    @server.tool(title="Ask the documents", annotations=LOOKS)
    async def ask(
        question: Annotated[str, Field(description="The question, in plain words.")],
        history: Annotated[
            Sequence[EarlierTurn], Field(description="The turns before it, oldest first.")
        ] = (),
    ) -> CallToolResult:
        """Answer a question from the documents, with exact quotes and where they stand."""
        return await done(lambda own: asked(own, question, [one.turn for one in history]))

    @server.tool(title="Search the documents", annotations=LOOKS)
    async def search(
        words: Annotated[str, Field(max_length=LONGEST_SEARCH, description="What to search for.")],
        k: Annotated[int, Field(ge=1, le=MOST, description="How many passages.")] = 5,
    ) -> CallToolResult:
        """Find the passages nearest to some words."""
        return await done(lambda own: found(own, words, k))

    @server.tool(title="Read a passage", annotations=LOOKS)
    async def read_passage(
        document: Annotated[str, Field(description="The id of a document, or its file name.")],
        start: Annotated[int, Field(ge=0, description="The first character.")] = 0,
        end: Annotated[
            int | None, Field(ge=0, description="The one after the last; none: as far as it goes.")
        ] = None,
    ) -> CallToolResult:
        """Read a document from one character to another, at most 8,000 at once."""
        return await done(lambda own: read(own, document, start, end))

    return server


def asked(assistant: Assistant, question: str, history: Sequence[Turn]) -> Result:
    """The answer to a question, as text and as `ask --json` has it."""
    answer = assistant.ask(question, history, worded=True)
    places = [
        f"[{one.marker}] document {one.document_id}, start {one.start}, end {one.end}"
        for one in answer.citations
    ]
    return "\n".join([content_of(answer), "", *places]).strip(), answer.to_dict()


def found(assistant: Assistant, words: str, k: int) -> Result:
    """The passages of a search, as text and as `search --json` has them."""
    passages = assistant.search(words, k)
    told = {"passages": [one.to_dict() for one in passages]}
    return "\n\n".join(map(_shown, passages)) or "Nothing was found.", told


def _shown(passage: Passage) -> str:
    chunk = passage.chunk
    page = f", page {chunk.page}" if chunk.page is not None else ""
    place = " › ".join(chunk.headings)
    where = f"document {chunk.document_id}, start {chunk.start}, end {chunk.end}"
    return f"{passage.title or passage.source}{page}: {place} ({where})\n{chunk.text}"


def read(assistant: Assistant, document: str, start: int, end: int | None) -> Result:
    """A part of a document's text. Raises ChoiceError for a place that it has not."""
    record = assistant.record(document)
    text = assistant.read(record.id).text
    if start > len(text) or (end is not None and end < start):
        raise ChoiceError(
            f"There is nothing from {start} to {end}: the document has {len(text)} characters."
        )
    until = min(len(text) if end is None else end, start + LONGEST, len(text))
    told = {
        "document_id": record.id,
        "source": record.source,
        "title": record.title,
        "start": start,
        "end": until,
        "characters": len(text),
        "text": text[start:until],
    }
    return text[start:until], told
