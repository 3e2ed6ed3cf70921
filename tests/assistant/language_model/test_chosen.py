"""A model set on the page: tried first, kept with its key, which nothing gives out."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.assembly import assemble, make_chosen_model
from assistant.health import doctor
from assistant.language_model.chosen import FILE_NAME
from assistant.language_model.released import ReleasedCollections
from assistant.language_model.supported import StandsInWords
from assistant.settings import Settings
from corpus.errors import LanguageModelError
from tests.support.model_server import ModelServer, model_server
from ui.page.documents.language_model import LanguageModelForm, refuse_from_afar

pytest.importorskip("openai")
KEY = "hunter2-of-the-page"


def chosen(folder: Path, **settings: Any) -> Any:
    told = Settings(data_dir=folder, **settings)
    return make_chosen_model(told, ReleasedCollections(folder, list), StandsInWords())


def test_an_endpoint_is_tried_and_then_kept(tmp_path: Path) -> None:
    with model_server("good", lambda asked: "Yes.") as server:
        one = chosen(tmp_path)
        assert one.model is None
        found = one.choose(server.url, "tiny", KEY)
        assert f"tiny at 127.0.0.1:{server.port} answers" in found and KEY not in found
        again = chosen(tmp_path)
        assert again.model.name == "tiny"
        # The key stays where the box is left empty, and goes with the address.
        again.choose(server.url, "tiny", "")
        assert server.requests[-1].headers["authorization"] == f"Bearer {KEY}"
        with model_server("good", lambda asked: "Yes.") as other:
            again.choose(other.url, "tiny", "")
            assert KEY not in other.requests[-1].headers["authorization"]
    if os.name == "posix":
        assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0
    again.forget()
    assert again.model is None and not (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize(
    ("mode", "words"), [("no_model", "it has: "), ("unauthorised", "refuses the key")]
)
def test_one_that_does_not_answer_changes_nothing(tmp_path: Path, mode: str, words: str) -> None:
    with model_server(mode) as server:
        one = chosen(tmp_path)
        with pytest.raises(LanguageModelError, match=words):
            one.choose(server.url, "other", KEY)
    assert one.model is None and not (tmp_path / FILE_NAME).exists()


def test_the_environment_wins_over_the_page(tmp_path: Path) -> None:
    one = chosen(tmp_path, model_url="http://127.0.0.1:9/v1", model="m")
    with pytest.raises(LanguageModelError, match="change it there"):
        one.choose("http://127.0.0.1:8/v1", "n", "")
    assert one.model.name == "m"


def test_a_damaged_file_is_told_and_quotes_go_on(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{")
    assert "set the language model anew" in chosen(tmp_path).model.problem


@pytest.fixture(scope="module")
def server() -> Any:
    made = ModelServer("good", lambda asked: "Yes.")
    yield made
    made.close()


def visit(host: str, **headers: str) -> Any:
    return SimpleNamespace(client=SimpleNamespace(host=host), headers=headers)


def test_only_who_sits_at_the_machine_sets_it() -> None:
    refuse_from_afar(visit("127.0.0.1"))
    refuse_from_afar(visit("::1"))
    for stranger in (visit("10.0.0.7"), visit("127.0.0.1", **{"x-forwarded-for": "9.9.9.9"}), None):
        with pytest.raises(LanguageModelError, match="only on the machine"):
            refuse_from_afar(stranger)  # type: ignore[arg-type]


def test_the_form_and_the_bundle_do_not_give_the_key_out(
    tmp_path: Path, server: ModelServer
) -> None:
    (tmp_path / "a.md").write_text("# A\n\nThe fee is 5 dollars.\n")
    assistant = assemble(Settings(data_dir=tmp_path / "data"))
    try:
        list(assistant.ingest([tmp_path / "a.md"], collections=["public"]))
        import gradio as gr

        with gr.Blocks():
            form = LanguageModelForm(assistant)
        here = visit("127.0.0.1")
        assert "no language model is at work" in form.opened()[0]
        told = form.used(server.url, "tiny", KEY, here)
        assert "answers" in told[0] and "tiny" in told[1] and told[2] == ""
        shown = form.opened()
        assert shown[1:3] == (server.url, "tiny") and KEY not in repr(shown)
        assert "Kept" in form.release(["public"], here)
        assert assistant.releases() == {"public"}
        assert "only on the machine" in form.release([], visit("10.0.0.7"))
        assert "only on the machine" in form.stopped(visit("10.0.0.7"))[0]
        assert assistant.releases() == {"public"} and assistant.language_model is not None
        assistant.export(tmp_path / "bundle.zip")
        data = (tmp_path / "bundle.zip").read_bytes()
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        assert KEY.encode() not in data and not any(name.startswith(".") for name in names)
        found = {one.name: one for one in doctor(Settings(data_dir=tmp_path / "data"))}
        assert found["language model"].ok and KEY not in repr(found)
        assert "no longer used" in form.stopped(here)[0] or "any more" in form.stopped(here)[0]
    finally:
        assistant.close()


def test_doctor_says_what_is_wrong(tmp_path: Path) -> None:
    found = {one.name: one for one in doctor(Settings(data_dir=tmp_path / "none"))}
    assert found["language model"].ok and "none is set" in found["language model"].detail
    wrong = Settings(data_dir=tmp_path / "none", model_url="localhost:1", model="m")
    found = {one.name: one for one in doctor(wrong)}
    assert not found["language model"].ok and "give it whole" in found["language model"].detail
