"""Graphs on the CPU: in which precision, and ready to run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PRECISIONS = ("bfloat16", "int8", "float32")


def best_precision() -> str:
    """`bfloat16` where the CPU computes in it, else `int8`."""
    import openvino as ov

    able = ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bfloat16" if "BF16" in able else "int8"


def compiled(graph: Any, precision: str) -> Callable[[list[Any]], Any]:
    """A graph ready to run: input arrays in, output arrays (the runtime's own memory) out."""
    import openvino as ov

    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16" if precision == "bfloat16" else "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": "32" if precision == "int8" else "0",
    }
    request = ov.Core().compile_model(graph, "CPU", settings).create_infer_request()
    return lambda inputs: request.infer(inputs)
