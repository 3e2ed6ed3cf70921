"""Addresses of endpoints, the settings that mean a model, and what is never told of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.language_model.choosing import UnusableModel, model_of
from assistant.language_model.engines.address import address, is_this_machine
from assistant.language_model.engines.endpoint import EndpointModel
from assistant.language_model.engines.local_model import LocalModel
from assistant.language_model.phrasing import Phrasing
from assistant.language_model.supported import StandsInWords
from assistant.settings import Settings
from corpus.errors import LanguageModelError
from tests.support.quoted_sample import quoted


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:11434/v1", None),
        ("http://localhost:8000/v1/", None),
        ("http://[::1]:80/v1", None),
        ("https://models.office.example/v1", "models.office.example"),
        ("http://10.0.0.5:8000/v1", "10.0.0.5:8000"),
        ("http://localhost.evil.example/v1", "localhost.evil.example"),
        ("http://127.0.0.1.evil.example/v1", "127.0.0.1.evil.example"),
    ],
)
def test_addresses(url: str, host: str | None) -> None:
    assert address(url).host == host


@pytest.mark.parametrize(
    "url",
    [
        "localhost:11434/v1",
        "ftp://x/v1",
        "//x/v1",
        "http://",
        "x",
        "http://[::1",
        "http://x:99999/",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(LanguageModelError, match="give it whole, as in http://127.0.0.1:11434/v1"):
        address(url)


@pytest.mark.parametrize(
    "url", ["http://me:hunter2@host/v1", "https://host/v1?key=hunter2", "me:hunter2@host/v1?a=b"]
)
def test_a_secret_in_an_address_is_refused_and_not_told(url: str) -> None:
    with pytest.raises(LanguageModelError) as caught:
        address(url)
    assert "hunter2" not in str(caught.value)


def test_a_file_wins_over_an_endpoint() -> None:
    url, key = "http://localhost:1/v1", SecretStr("k")
    assert isinstance(model_of(Path("x.gguf"), url, "m", key), LocalModel)
    assert isinstance(model_of(None, url, "m", key), EndpointModel)
    assert model_of(None, None, None) is None and model_of(None, " ", "m") is None
    assert model_of(Path(), "", "") is None  # variables that are set to nothing


@pytest.mark.parametrize(
    ("url", "name", "words"),
    [("localhost:11434", "m", "give it whole"), ("http://localhost:1/v1", "", "ASSISTANT_MODEL")],
)
def test_what_cannot_be_meant_is_told_with_each_answer(url: str, name: str, words: str) -> None:
    model = model_of(None, url, name)
    assert isinstance(model, UnusableModel)
    phrase = Phrasing(model, StandsInWords(), lambda ids: [], 5.0)
    *_, answer = phrase.phrased("question", [quoted()])
    assert answer.generator == "extractive" and words in answer.notes[0]


def test_the_key_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL_KEY", "hunter2")
    monkeypatch.setenv("ASSISTANT_MODEL_TIMEOUT", "12")
    settings = Settings()
    assert settings.model_key and settings.model_key.get_secret_value() == "hunter2"
    assert settings.model_timeout == 12
    assert "hunter2" not in f"{settings!r} {settings.model_dump_json()}"


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_this_machine(name: str) -> None:
    assert is_this_machine(name)
