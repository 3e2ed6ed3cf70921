from __future__ import annotations
from importlib import import_module
from corpus.formats.blocks import Content
def read_in_sandbox(module: str, data: bytes, name: str, *, timeout: float) -> Content:
    content: Content = import_module(module).read(data, name)
    return content
