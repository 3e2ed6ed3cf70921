"""How questions over policy documents of many writers are answered: the measure of right.

    python -m tests.quality.policy FOLDER [--read] [--only SET/COLLECTION ...] [--sample N] [--json]

FOLDER holds `rows.jsonl` and `rows_cross.jsonl` with the collections that they ask. The collections
that are only counted are measured; with `--read` those that may be read. `--sample` takes the N
rows whose ids have the lowest sha256, always the same. Only numbers are printed.

A right answer says one string of each group of `accept` in its text, short answer or quotes.
Evidence counts as cited when a citation's quote shares at least half of the word 5-grams of the
shorter of the two. Calibration: Guo et al. 2017, arXiv:1706.04599, in ten equal bins.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tempfile
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.answer import Turn
from assistant.assembly import assemble
from assistant.settings import load_settings

Row = Mapping[str, Any]
Figures = dict[str, dict[str, float]]

_COUNTED = """
    g/halmere-ocean-arctic d/caldria-maruna b/eskavar-security e/kestrow-city
    h/ngoai_giao_khcn v/hop-tac-so-lang-gieng n/dao-tao-ngoai-giao m/essays-on-open-science"""
COUNTED = frozenset(_COUNTED.split())
GRAM = 5
_SAME_SIGNS = str.maketrans("’‘“”–—\u00a0", "''\"\"-- ")
_REFUSALS = {
    "near_miss": "near refused",
    "off_topic": "off refused",
    "false_presupposition": "premise refused",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--read", action="store_true", help="the collections that may be read")
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--sample", type=int)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = [
        row
        for row in rows_of(given.folder)
        if (collection_of(row) in given.only)
        or (not given.only and (collection_of(row) in COUNTED) != given.read)
    ]
    if given.sample:
        rows = sample(rows, given.sample)
    table = score(rows, answers(given.folder, rows))
    if given.json:
        print(json.dumps(table))
        return
    for name in sorted(table, key=lambda name: (name != "ALL", name != "CROSS", name)):
        print(f"{name:22s}", "  ".join(f"{key} {value}" for key, value in table[name].items()))


def rows_of(folder: Path) -> list[Row]:
    paths = [folder / "rows.jsonl", folder / "rows_cross.jsonl"]
    texts = (path.read_text(encoding="utf-8") for path in paths if path.exists())
    return [json.loads(line) for text in texts for line in text.split("\n") if line.strip()]


def collection_of(row: Row) -> str:
    return f"{row['set']}/{row['collection']}"


def sample(rows: Iterable[Row], size: int) -> list[Row]:
    """The rows whose ids have the lowest sha256."""
    return sorted(rows, key=lambda row: hashlib.sha256(str(row["id"]).encode()).hexdigest())[:size]


def answers(
    folder: Path, rows: Sequence[Row], libraries: Path | None = None
) -> dict[str, dict[str, Any]]:
    """Each row's answer as JSON, by its id: from a library of its collection alone.

    With `libraries` those are kept there, and used again.
    """
    by_collection: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_collection[collection_of(row)].append(row)
    found = {}
    for collection, own in sorted(by_collection.items()):
        with tempfile.TemporaryDirectory() as passing:
            data_dir = libraries / collection.replace("/", "-") if libraries else Path(passing)
            assistant = assemble(load_settings(data_dir))
            for _ in assistant.ingest([folder / collection]):
                pass
            for row in own:
                turns = [
                    Turn(turn["question"], turn["answer"]) for turn in row.get("history") or ()
                ]
                answer = assistant.ask(row["question"], turns, keep=False)
                found[row["id"]] = answer.to_dict()
            assistant.close()
        print(f"{collection}: {len(own)} questions", file=sys.stderr)
    return found


def score(rows: Iterable[Row], given: Mapping[str, Mapping[str, Any]]) -> Figures:
    """The table: for all rows, each type, language and set, and those in the other language."""
    marks: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    sure: list[tuple[float, bool]] = []
    for row in rows:
        answer = given.get(row["id"])
        if answer is None:
            continue
        own = dict(_marks(row, answer))
        if row.get("same_as"):
            groups = ["CROSS", f"cross {row['lang']}"]
        else:
            groups = ["ALL", row["type"], f"lang {row['lang']}", f"set {row['set']}"]
            if answer.get("confidence") is not None:
                sure.append((answer["confidence"], bool(row["answerable"] and own["right"])))
        for group in groups:
            for name, value in own.items():
                marks[group][name].append(value)
    table: Figures = {}
    for group, held in marks.items():
        table[group] = {name: round(sum(own) / len(own), 3) for name, own in held.items()}
        counted = [name for name in held if name == "right" or name in _ALL_REFUSALS]
        table[group]["n"] = sum(len(held[name]) for name in counted)
    if "ALL" in table:
        table["ALL"]["ECE"], table["ALL"]["AUROC"] = calibration(sure)
    return table


_ALL_REFUSALS = (*_REFUSALS.values(), "other refused")


def _marks(row: Row, answer: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """What is counted of one answer, by the name of the figure."""
    premise = row["type"] == "false_presupposition" and answer["status"] == "partial"
    refused = answer["status"] == "not_found" or premise
    if not row["answerable"]:
        yield _REFUSALS.get(row["type"], "other refused"), refused
        return
    citations = answer.get("citations") or []
    quotes = [citation["quote"] for citation in citations]
    said = normal(
        " \n ".join([answer.get("short_answer") or "", answer.get("text") or "", *quotes])
    )
    yield (
        "right",
        not refused and all(any(holds(said, x) for x in group) for group in row["accept"]),
    )
    yield "refused", refused
    if refused:
        return
    good = [evidence["quote"] for evidence in [*row["evidence"], *row.get("also", [])]]
    cited = [any(touches(one, quote) for one in good) for quote in quotes]
    if cited:
        yield "first cite", cited[0]
        yield "cite P", sum(cited) / len(cited)
    found = [any(touches(e["quote"], quote) for quote in quotes) for e in row["evidence"]]
    yield "cite R", sum(found) / len(found)
    yield "words", len((answer.get("text") or "").split())
    if row.get("short_answer"):
        shown = answer.get("short_answer")
        yield "short shown", bool(shown)
        if shown:
            yield "short ok", any(same_value(shown, value) for value in row["short_answer"])


def normal(text: str) -> str:
    """A text in small letters, with plain signs and spaces, without emphasis and markers."""
    plain = unicodedata.normalize("NFC", text).lower().translate(_SAME_SIGNS)
    bare = re.sub(r"[*`]", "", re.sub(r"\[\d+\]", " ", plain))
    return re.sub(r"\s+", " ", bare).strip()


def holds(said: str, accepted: str) -> bool:
    """Whether a string stands in what was said; of a table's row, each cell as whole words."""
    if "|" not in accepted:
        return normal(accepted) in said
    return all(_stands_in(normal(cell), said) for cell in accepted.split("|") if cell.strip())


def same_value(shown: str, gold: str) -> bool:
    """Whether the words hold the whole value, or are at least half of it."""
    shown, gold = normal(shown), normal(gold)
    part = bool(shown) and _stands_in(shown, gold)
    enough = 2 * len(shown.split()) >= len(gold.split())
    return (bool(gold) and _stands_in(gold, shown)) or (part and enough)


def _stands_in(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def touches(one: str, other: str) -> bool:
    """Whether half of the word 5-grams of either stand in the other."""
    return _covers(one, other) or _covers(other, one)


def _covers(one: str, other: str) -> bool:
    words, size = re.findall(r"\w+", normal(one)), GRAM
    size = min(size, len(words))
    if not size:
        return False
    own = _grams(words, size)
    return len(own & _grams(re.findall(r"\w+", normal(other)), size)) >= 0.5 * len(own)


def _grams(words: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def calibration(pairs: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """(expected calibration error, AUROC) of (confidence, right); NaN where it is not defined."""
    if not pairs:
        return float("nan"), float("nan")
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in pairs:
        bins[min(9, int(confidence * 10))].append((confidence, right))
    error = sum(abs(sum(c for c, _ in one) - sum(r for _, r in one)) for one in bins.values())
    good = [confidence for confidence, right in pairs if right]
    poor = sorted(confidence for confidence, right in pairs if not right)
    if not good or not poor:
        return round(error / len(pairs), 3), float("nan")
    wins = sum((bisect_left(poor, c) + bisect_right(poor, c)) / 2 for c in good)
    return round(error / len(pairs), 3), round(wins / len(good) / len(poor), 3)


if __name__ == "__main__":
    main()
