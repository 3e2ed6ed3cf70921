"""The kinds of FAISS index: exact up to LISTS_FROM vectors, above that searched in parts.

Ids are ours, never positions. Lists hold the vectors as they are; how many of them a search looks
through is found when they are made, so that on a sample of the vectors it finds what an exact
search finds. Where only a few passages may be found, the search is exact in any case.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np

from index.models.embedder import Matrix, Vector
from index.store.stored_passages import Identifiers

LISTS_FROM = 200_000  # vectors
GROWN = 4  # by so much they have grown: the lists are made again
TRAINED_ON = 40  # vectors for each list
SAMPLE = 200  # vectors that are searched for to measure
FIRST = 10  # of what they find is compared
SAME = 1e-5  # scores that differ by less are equal
RECALL = 0.99  # of the exact search's, at least: questions are further off than passages
NARROW = 10  # of so many vectors one may be found: all of them are looked through


@dataclass(frozen=True, slots=True)
class Lists:
    """How an index is searched in parts: `probes` of its `count` lists, which were made for
    `trained` vectors; `recall` is the share of an exact search's first ten on a sample. `centres`
    is the sha256 of what the lists lie around: indexes of other lists cannot be joined."""

    count: int
    centres: str
    probes: int
    trained: int
    recall: float


def flat(dimension: int) -> Any:
    """An exact index without vectors."""
    return faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))


def is_exact(index: Any) -> bool:
    return isinstance(index, faiss.IndexIDMap2)


def checked(index: Any, dimension: int, count: int, lists: Lists | None) -> Any:
    """An index that was read, None where it is none of these kinds with so many vectors."""
    if lists is None:
        right = isinstance(index, faiss.IndexIDMap2) and isinstance(
            faiss.downcast_index(index.index), faiss.IndexFlatIP
        )
    else:
        right = isinstance(index, faiss.IndexIVFFlat) and index.nlist == lists.count
        right = right and _centres(index) == lists.centres
    right = right and index.metric_type == faiss.METRIC_INNER_PRODUCT
    return index if right and (index.d, index.ntotal) == (dimension, count) else None


def ids_of(index: Any) -> Identifiers:
    """The ids that an index holds, rising."""
    if is_exact(index):
        return np.sort(faiss.vector_to_array(index.id_map).astype(np.int64))
    return np.sort(_ids_in_lists(index))


def rows_of(index: Any) -> tuple[Identifiers, Matrix]:
    """Ids, rising, and vectors of an index."""
    if is_exact(index):
        inner: Any = faiss.downcast_index(index.index)
        ids = faiss.vector_to_array(index.id_map).astype(np.int64)
        rows = faiss.rev_swig_ptr(inner.get_xb(), index.ntotal * index.d).reshape(-1, index.d)
    else:
        lists, sizes = index.invlists, range(index.nlist)
        ids = _ids_in_lists(index)
        rows = np.concatenate(
            [
                faiss.rev_swig_ptr(lists.get_codes(n), lists.list_size(n) * index.code_size)
                for n in sizes
            ]
        )
        rows = rows.view(np.float32).reshape(-1, index.d)
    order = np.argsort(ids)
    return ids[order], rows[order]


def _ids_in_lists(index: Any) -> Identifiers:
    lists = index.invlists
    return np.concatenate(
        [faiss.rev_swig_ptr(lists.get_ids(n), lists.list_size(n)) for n in range(index.nlist)]
    ).astype(np.int64)


def add(index: Any, ids: Identifiers, rows: Matrix) -> None:
    faiss.omp_set_num_threads(1 if len(ids) < 1_000 else os.cpu_count() or 1)
    index.add_with_ids(np.ascontiguousarray(rows), ids)


def like(index: Any, ids: Identifiers, rows: Matrix) -> Any:
    """An index of the same kind, with the same lists, of other vectors."""
    made: Any = flat(index.d) if is_exact(index) else _with_lists_of(index)
    if len(ids):
        add(made, ids, rows)
    return made


def _with_lists_of(index: Any) -> Any:
    made: Any = faiss.IndexIVFFlat(
        index.quantizer, index.d, index.nlist, faiss.METRIC_INNER_PRODUCT
    )
    made.own_fields = False
    made.referenced_objects = [index]  # whose lists these are
    return made


def remove(index: Any, ids: Identifiers) -> None:
    if len(ids):
        index.remove_ids(faiss.IDSelectorBatch(ids))


def joined(index: Any, other: Any) -> Any:
    """The vectors of two indexes of a kind in the first; the second is empty then."""
    if is_exact(index):
        ids, rows = rows_of(other)
        if len(ids):
            add(index, ids, rows)
    else:
        index.merge_from(other, 0)
    return index


def parts(index: Any, most: int) -> Iterator[Any]:
    """An index as several of rising ids, each with so many vectors at most."""
    if 0 < index.ntotal <= most:
        yield index
    elif index.ntotal:
        ids, rows = rows_of(index)
        for start in range(0, len(ids), most):
            yield like(index, ids[start : start + most], rows[start : start + most])


def search(
    index: Any, lists: Lists | None, query: Vector, k: int, among: Identifiers | None = None
) -> list[tuple[int, float]]:
    """(id, inner product), best first; only `among` some where they are given."""
    options: dict[str, Any] = {}
    bits = None
    if among is not None:
        bits = _bits(among)
        options["sel"] = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    if lists is not None:
        narrow = among is not None and len(among) * NARROW < index.ntotal
        options["nprobe"] = lists.count if narrow else lists.probes
    kind = faiss.SearchParameters if lists is None else faiss.SearchParametersIVF
    faiss.omp_set_num_threads(1)  # of this thread; for one query more are five times slower
    scores, ids = index.search(query[None, :], k, params=kind(**options) if options else None)
    pairs = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
    return [(number, score) for number, score in pairs if number >= 0]


def _bits(ids: Identifiers) -> Any:
    held = np.zeros(8 * (int(ids.max(initial=0)) // 8 + 1), dtype=bool)
    held[ids] = True
    return np.packbits(held, bitorder="little")


def wants_lists(count: int, lists: Lists | None, least: int = LISTS_FROM) -> bool:
    """Whether lists are to be made, or made again, for so many vectors."""
    return count >= least and (lists is None or count >= GROWN * lists.trained)


def with_lists(index: Any) -> tuple[Any, Lists]:
    """The vectors of an index in lists, which are made for them and measured."""
    ids, rows = rows_of(index)
    count = 1 << round(math.log2(2 * math.sqrt(len(ids))))
    made = faiss.IndexIVFFlat(
        faiss.IndexFlatIP(index.d), index.d, count, faiss.METRIC_INNER_PRODUCT
    )
    chosen = np.random.default_rng(0)
    some = np.sort(chosen.choice(len(ids), min(len(ids), TRAINED_ON * count), replace=False))
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    made.cp.min_points_per_centroid = 1
    made.train(rows[some])
    made.add_with_ids(rows, ids)
    sample = rows[np.sort(chosen.choice(len(ids), min(len(ids), SAMPLE), replace=False))]
    exact = index.search(sample, FIRST + 1)[0]
    probes, recall = 4, 0.0
    while recall < RECALL and probes < count:
        probes *= 2
        recall = _recall(exact, made, sample, probes)
    return made, Lists(count, _centres(made), min(probes, count), len(ids), round(recall, 4))


def _centres(index: Any) -> str:
    """The sha256 of the centres of an index' lists; empty where it has other ones than ours."""
    inner: Any = faiss.downcast_index(index.quantizer)
    if not isinstance(inner, faiss.IndexFlatIP):
        return ""
    held = faiss.rev_swig_ptr(inner.get_xb(), inner.ntotal * inner.d)
    return hashlib.sha256(held.tobytes()).hexdigest()


def _recall(exact: Matrix, index: Any, sample: Matrix, probes: int) -> float:
    """The share of what an exact search finds, by its scores, that is found through so many lists:
    what is as near is as good. The first is the vector itself."""
    options = faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]
    scores = index.search(sample, FIRST + 1, params=options)[0]
    as_near = (scores >= exact[:, -1:] - SAME).sum(axis=1) - 1
    return float(np.clip(as_near, 0, FIRST).mean() / FIRST)
