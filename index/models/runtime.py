"""Graphs on the CPU: in which precision, and ready to be run by many threads at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

PRECISIONS = ("int8", "bfloat16", "float32")  # the first where none is asked for
MOST_STREAMS = 4

Inputs = Sequence[NDArray[Any]]


class CompiledGraph:
    """A graph ready to run, in streams that share the cores: a long run of batches takes all of
    them, and a thread that comes meanwhile waits for one batch, not for the run.
    """

    def __init__(self, graph: Any, precision: str) -> None:
        import openvino as ov

        streams = max(1, min(MOST_STREAMS, os.cpu_count() or 1))
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": str(streams),
            "INFERENCE_PRECISION_HINT": "bf16" if precision == "bfloat16" else "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": "32" if precision == "int8" else "0",
        }
        model = ov.Core().compile_model(graph, "CPU", settings)
        self._free: SimpleQueue[Any] = SimpleQueue()
        for _ in range(streams):
            self._free.put(model.create_infer_request())

    def run(self, batches: Iterable[Inputs]) -> Iterator[list[NDArray[Any]]]:
        """The outputs of each batch of inputs, in their order; arrays of the caller's own."""
        begun: deque[Any] = deque()
        try:
            for inputs in batches:
                request = self._taken(wait=not begun)
                while request is None:
                    yield self._outputs(begun)
                    request = self._taken(wait=not begun)
                begun.append(request)
                request.start_async(list(inputs))
            while begun:
                yield self._outputs(begun)
        finally:  # an error, or a caller that wants no more
            for request in begun:
                request.wait()
                self._free.put(request)

    def _taken(self, wait: bool) -> Any:
        # Who holds a stream never waits for another: two that did would wait for ever.
        try:
            return self._free.get(block=wait)
        except Empty:
            return None

    def _outputs(self, begun: deque[Any]) -> list[NDArray[Any]]:
        request = begun.popleft()
        try:
            request.wait()
            return [np.array(tensor.data) for tensor in request.output_tensors]
        finally:
            self._free.put(request)
