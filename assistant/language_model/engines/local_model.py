"""A language model in this process: a GGUF file, or the folder of an OpenVINO model.

It needs no server and no network. The file is looked at first (`model_file.py`), and loaded when it
is first asked: other answers go on meanwhile, without it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.limits import Busy
from assistant.language_model.engines.model import Ended, Prompt
from assistant.language_model.engines.model_file import ModelFile, looked_at
from corpus.errors import LanguageModelError
from corpus.wording import _, number


class LocalModel:
    """A model by its file. Making one opens nothing. Safe to use from many threads, one of which
    it serves at a time."""

    host = None  # this machine

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loading, self._writing = threading.Lock(), threading.Lock()
        self._file: ModelFile | None = None
        self._pipeline: Any = None

    @property
    def name(self) -> str:
        return self._path.stem if self._path.suffix == ".gguf" else self._path.name

    @property
    def context(self) -> int:
        return self._looked_at().context

    def count(self, text: str) -> int:
        encoded = self._loaded().get_tokenizer().encode(text)
        return int(encoded.input_ids.shape[-1])

    def reply(self, prompt: Prompt, tell: Callable[[str], None], until: Deadline) -> Ended:
        pipeline = self._loaded()
        if not self._writing.acquire(timeout=until.left):
            raise Busy(_("The language model is busy with other answers."))
        try:
            return self._written(pipeline, prompt, tell, until)
        except RuntimeError as error:
            raise LanguageModelError(
                _("The language model {name} failed while it wrote.").format(name=self.name)
            ) from error
        finally:
            self._writing.release()

    def check(self, until: Deadline) -> str:
        """Load it, and ask for a word."""
        found = self._looked_at()
        ended = self.reply(
            Prompt("Answer with one word.", "Say yes.", 16), lambda piece: None, until
        )
        if until.over:
            raise LanguageModelError(
                _("The model file {path} is too slow on this machine.").format(path=self._path)
            )
        told = _("{path}, {size} MB, of the kind {kind}, answers on this machine ({tokens} tokens)")
        return told.format(
            path=found.path,
            size=number(found.size / 1e6),
            kind=found.architecture,
            tokens=number(ended.tokens),
        )

    def _written(
        self, pipeline: Any, prompt: Prompt, tell: Callable[[str], None], until: Deadline
    ) -> Ended:
        import openvino_genai as genai

        def streamed(piece: str) -> Any:
            tell(piece)
            return genai.StreamingStatus.CANCEL if until.over else genai.StreamingStatus.RUNNING

        messages = genai.ChatHistory(
            [
                {"role": "system", "content": prompt.rules},
                {"role": "user", "content": prompt.request},
            ]
        )
        config = genai.GenerationConfig()
        config.max_new_tokens = prompt.tokens
        config.do_sample = False
        done = pipeline.generate(messages, config, streamed)
        measured = done.perf_metrics
        written = int(measured.get_num_generated_tokens())
        tokens = written + int(measured.get_num_input_tokens())
        if until.over:
            return Ended("cut", tokens)
        return Ended("length" if written >= prompt.tokens else "stop", tokens)

    def _looked_at(self) -> ModelFile:
        if self._file is None:
            self._file = looked_at(self._path)
        return self._file

    def _loaded(self) -> Any:
        """The pipeline; who comes while it is loaded waits for it. Raises LanguageModelError."""
        with self._loading:
            if self._pipeline is None:
                file = self._looked_at()
                try:
                    import openvino_genai as genai
                except ImportError as error:
                    raise LanguageModelError(
                        _(
                            "A model file needs the package openvino-genai: "
                            "pip install 'policy-assistant[local-model]'."
                        )
                    ) from error
                try:
                    self._pipeline = genai.LLMPipeline(str(file.path), "CPU")
                except (RuntimeError, MemoryError) as error:
                    raise LanguageModelError(
                        _(
                            "The model file {path} cannot be loaded: take another one, or another "
                            "form of it."
                        ).format(path=self._path)
                    ) from error
            return self._pipeline
