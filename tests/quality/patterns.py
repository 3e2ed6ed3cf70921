"""Every pattern of the program against text made to hold it up: how its time grows with the text.

    python -m tests.quality.patterns [--whole] [ROOM ...]

A pattern that begins again at every character, or tries all ways to part a text, takes time that
grows with the square of the text and more; a sentence of a stranger is then enough to stop the
house. What is measured is the exponent: 1 where twice the text takes twice the time, 2 where it
takes four times as long.

All patterns are found twice over. `re` is listened to while the modules are imported, so that what
they compile then is known with its line; and every call of `re` in the syntax trees is read, so
that patterns inside functions are known without calling these. A call whose pattern is made as it
runs is read with sample words for what it does not know yet.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from math import log2
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("corpus", "index", "assistant", "ui")
CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "finditer", "findall", "split"}
LIMIT = 1.3  # the exponent from which a pattern is held to run away
QUIET = 0.004  # seconds below which no time is counted
STOP = 0.5  # seconds after which one reading is broken off
ENOUGH = 0.03  # seconds that are long enough to be measured well
LENGTHS = (256, 4096)  # characters; the longer only where the shorter took little
MOST = 16384  # characters that are tried at all
REPEATS = 3

# What has held up patterns before: words, marks, numbers and joints that many of them look for.
UNITS = """
a a~ a- ~ 1, ( A.~ Aa~ ^ à “a~
A~ A. AA~ 1 1~ 1,000~ 2024- and~ of~ of~the~ the~ in~2024~ by~ (a~ (.) [a]( " ” , .~ : ; - – | / @ _
* ? . ^~ é~ 's~ to~ is~ a,~ A,~ a,b~ %~ $1~ XIV~ 1~January~2024~ Article~1~ https://a. A~and~ <a~
""".split()
UNITS = [unit.replace("~", " ").replace("^", "\n") for unit in UNITS]
FIRST_UNITS = 11  # of them, which the short form tries
TAILS = ("\x01", "a")


@dataclass(frozen=True)
class Found:
    """A pattern, where it is (`file:line` of its first home), and how it is used."""

    pattern: str | bytes
    flags: int
    home: str
    uses: frozenset[str] = frozenset()  # the methods called on it; none where nobody can tell


@dataclass(frozen=True)
class Growth:
    """The worst that was found for one pattern."""

    home: str
    pattern: str
    how: str  # the method that was called
    prefix: str
    unit: str
    seconds: float
    length: int  # characters, at which `seconds` was taken
    exponent: float


class Sample(str):
    """Stands for what is known only as the program runs: a word, with any attribute."""

    def __getattr__(self, name: str) -> Sample:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


SAMPLES = {"count": 3}  # names of numbers; all others are words


class _Names(dict[str, Any]):
    """The names of a module, and samples for those of its functions."""

    def __init__(self, module: Any) -> None:
        super().__init__(vars(module))
        self.unknown: list[str] = []

    def __missing__(self, name: str) -> Any:
        builtin = getattr(__builtins__, name, None) if not isinstance(__builtins__, dict) else None
        if isinstance(__builtins__, dict):
            builtin = __builtins__.get(name)
        if builtin is not None:
            return builtin
        self.unknown.append(name)
        return SAMPLES.get(name, Sample("ab-c d"))


@dataclass
class Collection:
    """All patterns of the rooms; `unread` are calls whose pattern nobody can know beforehand."""

    found: dict[tuple[str | bytes, int], Found] = field(default_factory=dict)
    sites: int = 0
    unread: list[str] = field(default_factory=list)

    def add(self, pattern: re.Pattern[Any], home: str, *uses: str) -> None:
        key = (pattern.pattern, pattern.flags)
        known = self.found.get(key) or Found(*key, home)
        self.found[key] = Found(*key, known.home, known.uses | set(uses))


def collect(rooms: Iterable[str] = ROOMS, root: Path = ROOT) -> Collection:
    """Imports every module of `rooms` below `root` and gives the patterns of them all."""
    collection = Collection()
    compiled: dict[str, list[tuple[int, re.Pattern[Any]]]] = {}
    original = re._compile  # type: ignore[attr-defined]

    def listen(pattern: Any, flags: Any) -> Any:
        made = original(pattern, flags)
        frame = sys._getframe(2)
        compiled.setdefault(frame.f_code.co_filename, []).append((frame.f_lineno, made))
        return made

    re._compile = listen  # type: ignore[attr-defined]
    try:
        modules = [(path, importlib.import_module(name)) for path, name in _modules(rooms, root)]
    finally:
        re._compile = original  # type: ignore[attr-defined]
    for path, module in modules:
        home = str(path.relative_to(root))
        heard = compiled.get(str(path), [])
        for line, pattern in heard:
            collection.add(pattern, f"{home}:{line}")
        _read_calls(collection, path, home, module, heard)
    return collection


def _modules(rooms: Iterable[str], root: Path) -> Iterator[tuple[Path, str]]:
    for room in rooms:
        for path in sorted((root / room).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if parts[-1] != "__main__":
                yield path, ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _read_calls(
    collection: Collection,
    path: Path,
    home: str,
    module: Any,
    heard: list[tuple[int, re.Pattern[Any]]],
) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = _Names(module)
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        owner, method = call.func.value, call.func.attr
        if isinstance(owner, ast.Name) and owner.id == "re" and method in CALLS:
            collection.sites += 1
            place = f"{home}:{call.lineno}"
            for pattern in _patterns_of(call, names, heard, place, collection.unread):
                collection.add(pattern, place, *[method] * (method != "compile"))
        elif method in CALLS:
            used = _value(owner, _Names(module))
            if isinstance(used, re.Pattern):
                collection.add(used, f"{home}:{call.lineno}", method)
            elif method == "fullmatch":
                for _, pattern in heard:
                    collection.add(pattern, f"{home}:{call.lineno}", method)


def _patterns_of(
    call: ast.Call,
    names: _Names,
    heard: list[tuple[int, re.Pattern[Any]]],
    place: str,
    unread: list[str],
) -> list[re.Pattern[Any]]:
    names.unknown.clear()
    value = _value(call.args[0], names)
    if isinstance(value, re.Pattern):
        return [value]
    within = [one for line, one in heard if call.lineno <= line <= (call.end_lineno or 0)]
    if isinstance(call.args[0], ast.Name) and names.unknown or not isinstance(value, str | bytes):
        if not within:
            unread.append(f"{place} {ast.unparse(call)}")
        return within
    flags = [_value(one.value, names) for one in call.keywords if one.arg == "flags"]
    flags += [_value(one, names) for one in call.args[1:]]
    flag = next((int(one) for one in flags if isinstance(one, re.RegexFlag)), 0)
    return [re.compile(value, flag), *within]


def _value(node: ast.expr, names: _Names) -> Any:
    """What an expression gives with the names of its module; None where it cannot be told."""
    try:
        return eval(compile(ast.Expression(node), "<pattern>", "eval"), names)
    except Exception:  # what a sample cannot stand for
        return None


def attacks(found: Found, whole: bool) -> list[tuple[str, str]]:
    """(prefix, unit) of the texts that a pattern is tried on, the likeliest first."""
    pattern = found.pattern
    source = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    parsed = re._parser.parse(source, found.flags & ~re.DEBUG & ~re.LOCALE)  # type: ignore[attr-defined]
    made: dict[tuple[str, str], None] = {}
    letters: dict[str, None] = {}
    for before, body in _repeats(list(parsed), ""):
        made[("", body)] = None
        made[("", before + body)] = None
        made[(before, body)] = None
    for piece in _samples(list(parsed)):
        made[("", piece)] = None
        letters.update(dict.fromkeys(piece))
    for letter in list(letters)[: 40 if whole else 6]:
        made[("", letter)] = None
        if whole:
            made[("", letter + " ")] = None
    for unit in UNITS if whole else UNITS[:FIRST_UNITS]:
        made[("", unit)] = None
    return [(before, unit) for before, unit in made if unit]


_LITERAL, _RANGE, _CATEGORY = (
    getattr(re._constants, name)  # type: ignore[attr-defined]
    for name in ("LITERAL", "RANGE", "CATEGORY")
)
_TRIED = "a1 -.,(A\"à\n'“/_:|%$"


def _samples(nodes: list[Any], most: int = 3) -> list[str]:
    """Some texts that a sequence of nodes of a parsed pattern may match."""
    texts = [""]
    for node in nodes:
        pieces = _node_samples(node, most) or [""]
        texts = [text + piece for text in texts for piece in pieces][:most]
    return texts


def _node_samples(node: Any, most: int) -> list[str]:
    op, value = str(node[0]), node[1]
    if op == "LITERAL":
        return [chr(value)]
    if op == "NOT_LITERAL":
        return [next(one for one in _TRIED if one != chr(value))]
    if op == "ANY":
        return ["a"]
    if op == "IN":
        return _members(value)[:2]
    if op == "BRANCH":
        return [text for one in value[1] for text in _samples(list(one), 1)][:most]
    if op in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _samples(list(value[-1] if op == "SUBPATTERN" else value), most)
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, _, body = value
        return [text * max(least, 1) for text in _samples(list(body), most)][:most]
    return [""]


def _members(items: list[Any]) -> list[str]:
    """Characters of a set of characters."""
    negated = str(items[0][0]) == "NEGATE"
    first = [chr(v) for op, v in items[:4] if str(op) == "LITERAL"]
    first += [chr(v[0]) for op, v in items[:4] if str(op) == "RANGE"]
    tried = [*first, *_TRIED] if not negated else list(_TRIED)
    inside = [one for one in dict.fromkeys(tried) if _in(items, one) != negated]
    kinds = [one for one in inside if one in _TRIED]
    return list(dict.fromkeys([*kinds[:1], *inside[:1]]))


_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda one: one.isalnum() or one == "_",
}


def _in(items: list[Any], character: str) -> bool:
    code = ord(character)
    for op, value in items:
        if op is _LITERAL and value == code:
            return True
        if op is _RANGE and value[0] <= code <= value[1]:
            return True
        if op is _CATEGORY:
            name = str(value)
            if _CATEGORIES[name.replace("NOT_", "")](character) != ("NOT_" in name):
                return True
    return False


def _repeats(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """(what may stand before, body) of every long repetition of a parsed pattern."""
    here = before
    for at, node in enumerate(nodes):
        op, value = str(node[0]), node[1]
        here += (_node_samples(nodes[at - 1], 1) or [""])[0] if at else ""
        if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, greatest, body = value
            if int(greatest) > 8:
                for text in _samples(list(body), 4):
                    yield here, text
            yield from _repeats(list(body), here)
        elif op == "BRANCH":
            for one in value[1]:
                yield from _repeats(list(one), here)
        elif op in ("SUBPATTERN", "ATOMIC_GROUP"):
            yield from _repeats(list(value[-1] if op == "SUBPATTERN" else value), here)
        elif op in ("ASSERT", "ASSERT_NOT"):
            yield from _repeats(list(value[1]), here)


class _TooLong(Exception):
    """One reading took longer than STOP."""


def seconds(call: Callable[[], object], stop: float = STOP) -> float:
    """Processor time of a call, `stop` at most; on the main thread alone.

    The alarm rings by the clock on the wall, since one by the processor's would make its time
    coarse; a busy machine is no reason to stop.
    """

    def look(*_: Any) -> None:
        if time.process_time() - start > stop:
            raise _TooLong

    before = signal.signal(signal.SIGALRM, look)
    start = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_REAL, stop, stop / 4)
        call()
    except _TooLong:
        return stop
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return time.process_time() - start


def growth(found: Found, whole: bool = False) -> Growth | None:
    """The worst growth of a pattern's time; None where no text takes it a time that counts."""
    pattern = re.compile(found.pattern, found.flags)
    # What splits, replaces or finds all looks as finditer does, to the end of the text.
    ways: list[tuple[str, Callable[[Any], object]]] = []
    if not found.uses <= {"match", "fullmatch"} or not found.uses:
        ways.append(("finditer", lambda text: sum(1 for _ in pattern.finditer(text))))
    elif "match" in found.uses:
        ways.append(("match", pattern.match))
    if "fullmatch" in found.uses:
        ways.append(("fullmatch", pattern.fullmatch))
    worst: Growth | None = None
    for before, unit in attacks(found, whole):
        for how, call in ways:
            for tail in TAILS:

                def taken(
                    length: int,
                    stop: float = STOP,
                    call: Callable[[Any], object] = call,
                    before: str = before,
                    unit: str = unit,
                    tail: str = tail,
                ) -> float:
                    text: Any = before + (unit * (length // len(unit) + 1))[:length] + tail
                    if isinstance(found.pattern, bytes):
                        text = text.encode("utf-8")
                    return seconds(lambda: call(text), stop)

                for length in LENGTHS:
                    spent = taken(length)
                    if spent > QUIET:
                        break
                else:
                    continue
                if spent < min(STOP, taken(length // 4) * 4**LIMIT):
                    continue
                grown = exponent(taken, length)
                if worst is None or grown > worst.exponent:
                    worst = Growth(
                        found.home, str(found.pattern), how, before, unit, spent, length, grown
                    )
            if worst is not None and worst.exponent > LIMIT and not whole:
                return worst
    return worst


def exponent(taken: Callable[..., float], length: int) -> float:
    """How a time grows as its text doubles, up to `length`: the median of some readings."""
    while (spent := taken(length)) > ENOUGH:
        if length <= LENGTHS[0] and spent >= STOP:
            return float("inf")
        length //= 2
    grown = median(_exponent(taken, length) for _ in range(REPEATS))
    if grown > LIMIT and length < MOST:
        # A window of some hundred characters looks steep until the text is much longer than it.
        # Twice what the limit allows is enough to tell, however slow the machine is.
        spent = min(taken(length) for _ in range(REPEATS))
        grown = min(grown, log2(taken(length * 4, 2 * spent * 4**LIMIT) / spent) / 2)
    return grown


def _exponent(taken: Callable[..., float], length: int) -> float:
    """One reading: the least of some times at each length, since others use the machine too."""
    short, long = (min(taken(n) for _ in range(REPEATS)) for n in (length // 4, length))
    return log2(long / short) / 2


def _runs_away(grown: Growth | None) -> bool:
    return grown is not None and grown.exponent > LIMIT


def main(arguments: list[str]) -> int:
    """Prints a line of JSON for each pattern that runs away or is unread; 1 where there is one."""
    whole = "--whole" in arguments
    start = time.time()
    collection = collect([one for one in arguments if not one.startswith("-")] or ROOMS)
    bad = 0
    for found in collection.found.values():
        grown = growth(found, whole)
        if _runs_away(grown):  # what others did with the machine meanwhile does not come again
            grown = growth(found, whole)
        if grown is not None and _runs_away(grown):
            bad += 1
            print(json.dumps(asdict(grown), ensure_ascii=False), flush=True)
    for one in collection.unread:
        print(json.dumps({"unread": one}, ensure_ascii=False))
    print(
        f"{len(collection.found)} patterns of {collection.sites} calls, {bad} run away;"
        f" {time.time() - start:.0f} s, {time.process_time():.0f} s of the processor",
        file=sys.stderr,
    )
    return int(bad > 0 or bool(collection.unread))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
