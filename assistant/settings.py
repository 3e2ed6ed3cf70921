"""Settings: one page of defaults, from the environment and one TOML file."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.checked_json import sentence
from corpus.errors import AssistantError
from corpus.wording import _
from index.store.server import places

FILE_NAME = "assistant.toml"


def default_data_dir() -> Path:
    """The user's data folder for this program, as the system has it."""
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA", "~/AppData/Local")).expanduser()
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", "~/.local/share")).expanduser()
    return base / "policy-assistant"


class Settings(BaseSettings):
    """Read from `ASSISTANT_...` variables. Making one touches no model, index or network."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="forbid", frozen=True)

    data_dir: Path = Field(default_factory=default_data_dir)
    # postgresql://user@host:port/database, which then keeps all but settings; None: files.
    store: SecretStr | None = None
    store_read: SecretStr | None = None  # a replica of it, from which questions are answered
    # Or the folder or name of a sentence-transformers model.
    embedder: str = "multilingual-e5-small-latin"
    precision: str = Field("int8", pattern="^(int8|bfloat16|float32)$")
    reader: str = Field("trained", pattern="^(trained|words)$")  # words: no network, less right
    chunk_tokens: int = Field(200, ge=32, le=2000)  # tokens, heading path counted in
    candidates: int = Field(10, ge=1, le=100)  # passages read for an answer
    # Confidence below which nothing is answered; None: the reader's, or the library's own.
    threshold: float | None = Field(None, ge=0, le=1)
    max_question_characters: int = Field(4000, ge=10)
    max_file_megabytes: float = Field(50, gt=0)
    max_upload_megabytes: float = Field(200, gt=0)  # of one upload to the page, of many files
    keep_gaps: bool = True  # questions without an answer; off where they may be sensitive
    keep_conversations: bool = True  # those on the page; each browser may switch its own off
    audit_questions: bool = True  # what was asked stands in the audit log; off: that it was
    # A language model that puts answers into words: a file (GGUF, or the folder of an OpenVINO
    # model), or an OpenAI-compatible endpoint, as http://127.0.0.1:11434/v1. None: quotes alone.
    model_file: Path | None = None
    model_url: str | None = None
    model: str | None = None
    model_key: SecretStr | None = None
    model_timeout: float = Field(60, ge=1, le=600)  # seconds for a whole answer
    model_tokens: int = Field(400, ge=16, le=8000)  # of a reply
    model_context: int = Field(4096, ge=256)  # tokens of an endpoint's prompt and reply
    requests_per_minute: int = Field(60, ge=1, le=100_000)  # of programs, by each key
    host: str = "127.0.0.1"
    port: int = Field(7860, ge=0, le=65535)
    # A proxy may say who somebody is, in a header that is believed of these addresses alone, as
    # 10.0.0.5 or 10.0.0.0/24.
    proxy_header: str | None = Field(None, pattern=r"^[A-Za-z0-9-]+$")
    proxies: tuple[str, ...] = ()
    open_to_everyone: bool = False  # whoever reaches the page reads and changes everything
    # What people type where a proxy stands before the page, or where it has a name of its own.
    public_address: str | None = Field(None, pattern=r"^https?://[a-z0-9.:\[\]-]+$")
    # The log of the page, in `logs/` of the data folder: a file of so many megabytes, and so many
    # older ones; 0: none is written.
    log_megabytes: float = Field(10, gt=0, le=1000)
    log_files: int = Field(5, ge=0, le=100)
    stop_seconds: float = Field(20, ge=0, le=600)  # for answers that run when the page is stopped


def load_settings(data_dir: Path | None = None) -> Settings:
    """The settings: `data_dir` as given, then the environment, then the folder's TOML file.

    Raises AssistantError that names the key and what is wrong with it.
    """
    given: dict[str, Any] = {}
    path = Path(FILE_NAME)
    try:
        folder = data_dir or Settings().data_dir
        path = folder / FILE_NAME
        told = _read_toml(path)
        if "model_key" in told:  # bundles of the library take the file along
            raise AssistantError(
                _(
                    "{path} must not hold the key of the language model, since bundles take it "
                    "along: set ASSISTANT_MODEL_KEY in the environment, or the key on the page."
                ).format(path=path)
            )
        for key in {"store", "store_read"} & told.keys():
            if urlsplit(str(told[key])).password is not None:
                raise AssistantError(
                    _(
                        "{path} must not hold the password of {key}, since bundles take it along:"
                        " set ASSISTANT_{name} or PGPASSWORD in the environment."
                    ).format(path=path, key=key, name=key.upper())
                )
        given = {key: told[key] for key in told if f"ASSISTANT_{key.upper()}" not in os.environ}
        settings = Settings(**{**given, "data_dir": folder})
        keep_where_set(settings)
        return settings
    except ValidationError as error:
        key = str(error.errors()[0]["loc"][0])
        place = f"in {path}" if key in given else f"of ASSISTANT_{key.upper()}"
        problem = sentence(error, None)
        raise AssistantError(
            _("The setting {key!r} {place} cannot be used: {problem}.").format(
                key=key, place=place, problem=problem
            )
        ) from error


def keep_where_set(settings: Settings) -> None:
    """Let what the data folder keeps be where the settings say. Connects to nothing; raises
    LibraryError for what is no address."""
    places.keep(settings.data_dir, _revealed(settings.store), _revealed(settings.store_read))


def _revealed(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AssistantError(
            _("The settings file {path} cannot be read: {reason}.").format(path=path, reason=error)
        ) from error
