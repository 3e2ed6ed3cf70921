"""Vectors of half precision as pgvector takes them in binary."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from psycopg.adapt import Dumper
from psycopg.pq import Format

from index.models.embedder import Vector


class HalfVector:
    """A vector that is stored as pgvector's `halfvec`."""

    __slots__ = ("data",)

    def __init__(self, vector: Vector) -> None:
        head = struct.pack(">HH", len(vector), 0)
        self.data = head + np.asarray(vector).astype(">f2").tobytes()


class _HalfVectorDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: HalfVector) -> bytes:
        return obj.data


def register(session: Any, type_number: int) -> None:
    """Let a session send HalfVectors; `type_number` is that of `halfvec` in its database."""
    dumper = type("HalfVectorDumper", (_HalfVectorDumper,), {"oid": type_number})
    session.adapters.register_dumper(HalfVector, dumper)
    from psycopg.types import TypeInfo

    TypeInfo("halfvec", type_number, 0).register(session)
