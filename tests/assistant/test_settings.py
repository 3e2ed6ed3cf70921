"""Settings: the command line first, then the environment, then the file in the data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import FILE_NAME, load_settings
from corpus.errors import AssistantError


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("ASSISTANT_PORT", raising=False)


def test_defaults_and_their_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert load_settings().data_dir == tmp_path
    assert load_settings().port == 7860
    (tmp_path / FILE_NAME).write_text("port = 8000\ncandidates = 5\n")
    assert (load_settings().port, load_settings().candidates) == (8000, 5)
    monkeypatch.setenv("ASSISTANT_PORT", "9000")
    assert (load_settings().port, load_settings().candidates) == (9000, 5)
    assert load_settings(tmp_path / "other").data_dir == tmp_path / "other"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 1", "prot"),
        ("port = 'many'", "port"),
        ("port = 99999", "port"),
        ("precision = 'half'", "precision"),
        ("threshold = 2", "threshold"),
        ("port = ", "assistant.toml"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(AssistantError, match=told):
        load_settings()


def test_reading_the_settings_makes_nothing(tmp_path: Path) -> None:
    load_settings(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_key_of_a_language_model_is_refused_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text('model = "m"\nmodel_key = "hunter2"\n')
    with pytest.raises(AssistantError, match="ASSISTANT_MODEL_KEY") as caught:
        load_settings(tmp_path)
    assert "hunter2" not in str(caught.value)
