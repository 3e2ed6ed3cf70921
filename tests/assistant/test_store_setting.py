"""The one setting by which a server keeps the content of a data folder, from ingest to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.assembly import assemble, import_bundle
from assistant.health import doctor
from assistant.settings import FILE_NAME, Settings, load_settings
from corpus.errors import AssistantError, LibraryMismatch
from index.store.server import places

ASKED = "How many icebreakers does the harbour fund pay for?"
TREATY = "# Treaty\n\nThe harbour fund pays for nine icebreakers. Oslo keeps the register.\n"


@pytest.fixture
def settings(tmp_path: Path, new_database: Callable[[], str]) -> Iterator[Settings]:
    data = tmp_path / "data"
    yield Settings(data_dir=data, store=SecretStr(new_database()))
    places.keep(data, None)


def test_from_ingest_to_a_verified_answer_and_back_out_of_a_bundle(
    settings: Settings, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    path = tmp_path / "treaty.md"
    path.write_text(TREATY)
    assistant = assemble(settings)
    assert [report.status for report in assistant.ingest([path])] == ["indexed"]
    answer = assistant.ask(ASKED)
    (cited,) = answer.citations
    text = assistant.read(cited.document_id).text
    assert text[cited.start : cited.end] == cited.quote and "nine icebreakers" in cited.quote
    assert assistant.checks() and all(check.ok for check in assistant.checks())
    bundle = tmp_path / "all.zip"
    assert assistant.export(bundle).documents == 1
    assistant.close()
    assert {check.name for check in doctor(settings) if not check.ok} == set()
    # No file of SQLite is in the folder: what is there was fetched, or is no server's to keep.
    assert not list(settings.data_dir.rglob("*.sqlite"))

    for number, store in enumerate((None, SecretStr(new_database()))):
        other = settings.model_copy(
            update={"data_dir": tmp_path / f"other-{number}", "store": store}
        )
        assert import_bundle(other, bundle).documents == 1
        again = assemble(other)
        assert again.ask(ASKED).citations == answer.citations
        again.close()
        if store is not None:
            with pytest.raises(LibraryMismatch, match="has a library already"):
                import_bundle(other.model_copy(update={"data_dir": tmp_path / "third"}), bundle)
            places.keep(tmp_path / "third", None)
        places.keep(other.data_dir, None)


def test_a_password_is_not_kept_in_the_file_that_bundles_take_along(tmp_path: Path) -> None:
    told = tmp_path / FILE_NAME
    told.write_text('store = "postgresql://ann:secret@db/policy"\n')
    with pytest.raises(AssistantError, match="must not hold the password of store") as error:
        load_settings(tmp_path)
    assert "secret" not in str(error.value)
    told.write_text('store = "postgresql://ann@db/policy"\n')
    try:
        assert load_settings(tmp_path).store is not None
        assert places.server_of(tmp_path) is not None
    finally:
        places.keep(tmp_path, None)
