"""README.md is true: its commands exist, its settings are those of the program."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

from typer.main import get_command

from assistant.settings import Settings
from ui.terminal.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme_and_has_help() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for name, command in commands.items():
        assert f"assistant {name}" in README, f"README.md does not tell of 'assistant {name}'"
        assert command.help, f"'assistant {name}' has no help"
        inner = getattr(command, "commands", {})
        for part, sub in inner.items():
            assert part in README and sub.help
        for option in [*command.params, *(p for sub in inner.values() for p in sub.params)]:
            if option.name not in ("help", "data_dir", "questions", "paths", "document"):
                assert getattr(option, "help", None), f"{name} {option.name} has no help"
    for told in re.findall(r"(?:`|\$ |\\)assistant ([a-z][a-z-]*)", README):
        assert told in commands, f"README.md tells of 'assistant {told}', which there is not"


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    for name, field in Settings.model_fields.items():
        if name in ("max_question_characters",):
            continue
        variable = f"ASSISTANT_{name.upper()}"
        assert variable in README, f"README.md does not tell of {variable}"
        if isinstance(field.default, int | float):
            line = next(line for line in README.splitlines() if variable in line)
            assert f"{field.default:g}" in line, f"README.md has another default for {variable}"


def test_every_make_target_and_file_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z]+)", README + guide):
        if target not in ("it", "a", "the"):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"no make target {target}"
    for path in re.findall(r"`((?:corpus|index|assistant|ui|tests)/[\w./]*)`", guide + README):
        assert (ROOT / path).exists(), f"{path} is named and is not there"
    assert (ROOT / "ui" / "page.png").exists()


def test_the_release_is_one_number() -> None:
    """In pyproject.toml, on top of the changelog, and as installed (`assistant --version`)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert released[0] == project["version"] == version("policy-assistant")
