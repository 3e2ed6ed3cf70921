"""Figures for Prometheus: requests, answers, errors, jobs and the size of the library.

They are counted where the extra `metrics` is installed; without it there is nothing here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant import jobs
from assistant.asking import ANSWERED
from corpus.errors import AssistantError
from corpus.wording import _

if TYPE_CHECKING:
    from assistant.assistant import Assistant

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)  # bounds of what is counted together
ANSWERS = "assistant.asking"  # the log that says which answers were given


class Metrics(logging.Handler):
    """Counts what is logged, and the requests that it is told of."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(logging.INFO)
        self._assistant = assistant
        self._size: tuple[int, tuple[int, int]] | None = None  # of a revision of the library
        try:
            import prometheus_client as prometheus
        except ImportError:
            self._prometheus: Any = None
            return
        self._prometheus = prometheus
        self._registry = registry = prometheus.CollectorRegistry()
        of = {"registry": registry}
        self._requests = prometheus.Counter(
            "assistant_requests", "Requests.", ("route", "method", "status"), **of
        )
        self._seconds = prometheus.Histogram(
            "assistant_request_seconds", "Time of a request.", ("route",), buckets=SECONDS, **of
        )
        self._answers = prometheus.Counter("assistant_answers", "Answers.", ("status",), **of)
        self._answer_seconds = prometheus.Histogram(
            "assistant_answer_seconds", "Time of an answer.", buckets=SECONDS, **of
        )
        self._errors = prometheus.Counter("assistant_errors", "Errors logged.", **of)
        self._gauges = {
            name: prometheus.Gauge(f"assistant_{name}", told, **of)
            for name, told in (
                ("documents", "Documents that answer."),
                ("passages", "Passages that are searched."),
                ("jobs", "Jobs that are running."),
                ("library_readable", "1 where the library can be read, 0 where not."),
            )
        }
        for status in ("answered", "partial", "not_found"):
            self._answers.labels(status)

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self._errors.inc()
        elif record.name == ANSWERS and record.msg == ANSWERED:
            figures = getattr(record, "figures", {})
            self._answers.labels(figures["status"]).inc()
            self._answer_seconds.observe(figures["ms"] / 1000)

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request; a time below 0 is not one that somebody waited."""
        if self._prometheus is None:
            return
        self._requests.labels(route, method, str(status)).inc()
        if seconds >= 0:
            self._seconds.labels(route).observe(seconds)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count what is logged within."""
        if self._prometheus is None:
            yield
            return
        root, answers = logging.getLogger(), logging.getLogger(ANSWERS)
        before = answers.level
        answers.setLevel(logging.INFO)
        root.addHandler(self)
        try:
            yield
        finally:
            root.removeHandler(self)
            answers.setLevel(before)

    def text(self) -> tuple[bytes, str]:
        """All figures as Prometheus reads them, and their media type. Raises AssistantError where
        they are not counted."""
        if self._prometheus is None:
            raise AssistantError(
                _(
                    "Nothing is counted: pip install -c constraints.txt prometheus-client, and "
                    "start again."
                )
            )
        try:
            documents, passages = self._sized()
            self._gauges["documents"].set(documents)
            self._gauges["passages"].set(passages)
            self._gauges["library_readable"].set(1)
        except AssistantError:
            self._gauges["library_readable"].set(0)
        self._gauges["jobs"].set(len(jobs.running()))
        text: bytes = self._prometheus.generate_latest(self._registry)
        return text, str(self._prometheus.CONTENT_TYPE_LATEST)

    def _sized(self) -> tuple[int, int]:
        """Documents and passages, counted once for each state of the library."""
        revision = self._assistant.revision()
        if self._size is None or self._size[0] != revision:
            self._size = revision, self._assistant.size()
        return self._size[1]
