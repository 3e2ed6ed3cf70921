"""SmolLM2 behind a real OpenAI-compatible server: `transformers serve`, which nobody here wrote.

The model file is unpacked to the form that the server reads, which takes a minute: `--whole`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.endpoint import EndpointModel
from assistant.language_model.engines.model import Prompt
from assistant.language_model.phrasing import Phrasing
from assistant.language_model.supported import StandsInWords
from tests.support.model_server import wait_until
from tests.support.quoted_sample import quoted
from tests.support.small_model import small_model_or_skip

pytestmark = pytest.mark.whole

UNPACK = """
import sys, torch
from transformers import AutoModelForCausalLM, AutoTokenizer
folder, name, out = sys.argv[1:]
AutoTokenizer.from_pretrained(folder, gguf_file=name).save_pretrained(out)
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.bfloat16)
model.hf_quantizer, model.is_quantized = None, False
if hasattr(model.config, "quantization_config"):
    del model.config.quantization_config
model.save_pretrained(out)
"""


def listens(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(0.2)
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The base URL of a server, and the name that it has for the model."""
    pytest.importorskip("openai")
    pytest.importorskip("gguf", reason="transformers reads GGUF with the package gguf")
    pytest.importorskip("accelerate", reason="transformers serves with the package accelerate")
    file = small_model_or_skip()
    out = tmp_path_factory.mktemp("served") / "smollm2"
    told = [sys.executable, "-c", UNPACK, str(file.parent), file.name, str(out)]
    subprocess.run(told, check=True, capture_output=True, timeout=300)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    program = Path(sys.executable).with_name("transformers")
    command = [str(program), "serve", str(out), "--device", "cpu", "--host", "127.0.0.1"]
    log = (out.parent / "log").open("wb")
    running = subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=log,
        stderr=log,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    try:
        assert wait_until(lambda: listens(port), 180), (out.parent / "log").read_text()
        yield f"http://127.0.0.1:{port}/v1", str(out)
    finally:
        running.terminate()
        running.wait(30)
        log.close()


def test_it_streams(server: tuple[str, str]) -> None:
    pieces: list[str] = []
    ended = EndpointModel(*server).reply(
        Prompt("Answer.", "Say hello.", 8), pieces.append, Deadline(120)
    )
    assert len(pieces) > 1 and ended.finish in ("stop", "length") and ended.tokens > 8


def test_stop_ends_it(server: tuple[str, str]) -> None:
    until = Deadline(120)
    started = 0.0

    def tell(piece: str) -> None:
        nonlocal started
        started = started or time.monotonic()
        until.cancel()

    with pytest.raises(Exception, match="in time"):
        EndpointModel(*server).reply(
            Prompt("Answer.", "Count from one to fifty in words.", 300), tell, until
        )
    assert started and time.monotonic() - started < 2


def test_whatever_it_writes_the_answer_is_cited(server: tuple[str, str]) -> None:
    model = EndpointModel(*server)
    phrase = Phrasing(model, StandsInWords(), lambda ids: [], 60.0, tokens=8)
    *_, answer = phrase.phrased("question", [quoted()])
    assert answer.complete and answer.citations
    assert answer.generator == "extractive" or answer.removed == 0 or answer.notes
