"""Documents leave the machine only where every collection that they are in was released."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.language_model.engines.endpoint import EndpointModel
from assistant.language_model.phrasing import Phrasing
from assistant.language_model.released import FILE_NAME, ReleasedCollections
from assistant.language_model.supported import StandsInWords
from corpus.errors import AssistantError
from tests.support.quoted_sample import quoted


def record(id_: str, *collections: str) -> Any:
    return SimpleNamespace(
        id=id_, title=f"Title {id_}", source=f"{id_}.md", collections=collections
    )


@pytest.fixture
def released(tmp_path: Path) -> ReleasedCollections:
    records = [record("a", "public"), record("b", "public", "internal"), record("c", "library")]
    return ReleasedCollections(tmp_path, lambda: records)


def test_nothing_is_released_until_somebody_says_so(released: ReleasedCollections) -> None:
    assert released.kept_here(["a", "b", "c"]) == ["Title a", "Title b", "Title c"]
    released.release("public")
    assert released.kept_here(["a", "b", "c"]) == ["Title b", "Title c"]
    released.release("internal")
    assert released.kept_here(["a", "b"]) == []
    released.release("public", allowed=False)
    assert released.kept_here(["a", "b"]) == ["Title a", "Title b"]
    assert released.kept_here(["gone"]) == ["gone"]


def test_a_damaged_file_releases_nothing(released: ReleasedCollections, tmp_path: Path) -> None:
    released.release("public")
    file = tmp_path / FILE_NAME
    file.write_bytes(file.read_bytes().replace(b"public", b"libary"))
    assert released.kept_here(["a"]) == ["Title a"]
    with pytest.raises(AssistantError, match="release the collections again"):
        released.names()


def test_nothing_is_sent_elsewhere_of_what_was_not_released() -> None:
    asked: list[Any] = []

    def kept_here(ids: Any) -> list[str]:
        asked.append(set(ids))
        return ["Brief 2"]

    elsewhere = EndpointModel("http://model.invalid:8000/v1", "tiny")
    phrase = Phrasing(elsewhere, StandsInWords(), kept_here, 1.0)
    *_, answer = phrase.phrased("question", [quoted()])
    assert asked == [{one.document_id for one in quoted().citations}]
    assert answer.generator == "extractive" and answer.usage is None
    assert "Nothing was sent to model.invalid:8000" in answer.notes[0]
    assert "Brief 2" in answer.notes[0]


def test_what_is_on_this_machine_needs_no_release() -> None:
    here = EndpointModel("http://127.0.0.1:9/v1", "tiny")
    phrase = Phrasing(here, StandsInWords(), cast(Any, None), 20.0)
    *_, answer = phrase.phrased("question", [quoted()])
    assert "127.0.0.1:9 cannot be reached" in answer.notes[0]
