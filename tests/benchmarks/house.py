"""How the house stands: `make house`, or `python -m tests.benchmarks.house [--compare GITREV]`.

Lines outside tests, siblings per folder, the modules that are a home of each concept, type names
with more than one definition, and runs of lines that stand twice. With `--compare` the same is
counted in another revision and printed beside it.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import subprocess
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
ROOMS = ("corpus", "index", "assistant", "ui")
LONG_LIST = 8  # strings in a display or a split text that make it a word list
RUN = 6  # lines that are a repeated run, blank ones and imports left out

Tree = Mapping[str, str]  # path -> text


@dataclass(frozen=True)
class Concept:
    """What gives a home of a concept away: some of these words among a module's strings, or a
    pattern in its code. `others` are lists that hold its words and are of another concept."""

    words: str = ""
    least: int = 4
    pattern: str = ""
    others: tuple[str, ...] = ()


# Words of every class that search leaves out; nouns that rival each other, say the same, leave
# open which one is meant, or stand for those who act: titles and bodies are among them.
STOP_WORDS = ("/stop_words.txt",)
NOUNS = ("/opposites.csv", "/synonyms.csv", "/training_words.csv", "/closed_classes.csv")
CONCEPTS = {
    "dates (a pattern of years)": Concept(
        pattern=r"\(\?:1[89]\|20\)|\(\?:19\|20\)|1\[\d+\]\\d\\d|\(\?:1\[\d+\]\|2|\[12\]\\d{3}|\\d\{4\}"
    ),
    "months": Concept("january february march april june july august september october", 4),
    "numbers in words": Concept("two three four five six seven eight nine ten"),
    "countries": Concept(
        "vietnam japan china france germany india russia singapore denmark korea america", 3
    ),
    "their adjectives": Concept(
        "vietnamese japanese chinese french german indian russian danish british american", 3
    ),
    "titles and offices": Concept(
        "minister president secretary director ambassador chairman chancellor governor",
        others=NOUNS,
    ),
    "bodies": Concept(
        "ministry department agency committee commission council institute bureau", others=NOUNS
    ),
    "kind of a question": Concept("who whom when where why which how", 5),
    "pronouns": Concept("he she they them him his her their its", 6, others=STOP_WORDS),
    "synonyms (pairs of them)": Concept(pattern=r"(?i)^_?\w*synonyms?\w* ?[:=]"),
    "an abbreviation spelt out": Concept(pattern=r"\\\(\(?(?:\?P<\w+>)?\[A-Z"),
    # A class with a bar is of signs between facts or of no prose; with a quote it is no class.
    "list marks": Concept(pattern=r"[•‣▪▫◦]{2}|\[[^\]\n|\"]*[•▪◦][^\]\n|\"]*\]"),
    "capitalised names": Concept(pattern=r"\[A-Z\]\[(?:\\w|a-z)|\{CAPITAL\}"),
    "reported speech": Concept("said says told stated warned announced argued reported", 5),
    "SQLite's errors in words": Concept(pattern=r"except \(?sqlite3\.\w*Error"),
    "a long job": Concept(pattern=r"(?m)^class \w*(?:Job|Jobs|Work|Building)\b"),
}

# Counted, and yet no home of the concept: what it is there.
_MADE = "questions that are made"
NO_HOMES: Mapping[str, Mapping[str, str]] = {
    "dates (a pattern of years)": {
        "corpus/legal/numbers.py": "numbers of instruments",
        "corpus/wording.py": "ISO 8601, as it is kept",
        "index/corrections.py": "ISO 8601, as it is kept",
    },
    "months": {"corpus/language/data/people_and_bodies.csv": "words that are no names"},
    "their adjectives": {"corpus/formats/text/decoding.py": "languages of an encoding"},
    "kind of a question": {
        "corpus/language/data/heading_words.csv": "words that open a sentence",
        "corpus/language/data/provision_words.csv": "words around the number of an article",
        "corpus/language/data/stop_words.txt": "words that search leaves out",
        "assistant/question/generation/duties.py": _MADE,
        "assistant/question/generation/facts.py": _MADE,
        "assistant/question/generation/wording.py": "relative clauses, and prepositions left over",
        "assistant/training/quiz/evidence/asked_english.py": _MADE,
    },
    "pronouns": {"assistant/question/generation/wording.py": "where a clause goes on"},
    "an abbreviation spelt out": {
        "corpus/formats/text/lines.py": "the number of an item",
        "corpus/legal/numbers.py": "the number of an instrument",
    },
    "list marks": {"corpus/contents.py": "signs of text that was misread"},
    "capitalised names": {"corpus/legal/instrument.py": "a month"},
    "SQLite's errors in words": {
        "index/store/keywords.py": "whether, not why",
        "index/store/library.py": "whether, not why",
        "assistant/gaps.py": "waits for its turn",
    },
    "a long job": {"ui/page/faq/lists/saved_builds.py": "a list of questions on disk"},
}


def working_tree(root: Path = ROOT) -> dict[str, str]:
    """The code and the word lists of the rooms as they lie on disk."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for room in ROOMS
        for path in sorted((root / room).rglob("*"))
        if path.is_file() and _counted(path.relative_to(root).as_posix())
    }


def tree_of(revision: str) -> dict[str, str]:
    """The same in a revision; raises CalledProcessError where git does not know it."""
    archive = subprocess.run(
        ["git", "archive", revision, *ROOMS], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        return {
            member.name: taken.read().decode("utf-8")
            for member in files
            if _counted(member.name) and (taken := files.extractfile(member)) is not None
        }


def _counted(path: str) -> bool:
    return path.endswith(".py") or ("/data/" in path and path.endswith((".txt", ".csv", ".json")))


def modules(tree: Tree) -> dict[str, ast.Module]:
    return {path: _parsed(text) for path, text in tree.items() if path.endswith(".py")}


def lines(tree: Tree, suffix: str = ".py") -> int:
    return sum(len(text.splitlines()) for path, text in tree.items() if path.endswith(suffix))


def siblings(tree: Tree) -> Counter[str]:
    """Modules side by side in each folder, without `__init__.py` and `__main__.py`."""
    return Counter(
        str(PurePosixPath(path).parent)
        for path in tree
        if path.endswith(".py") and not path.endswith(("__init__.py", "__main__.py"))
    )


def word_list_lines(module: ast.Module) -> int:
    """Lines of a module that are nothing but lists of words."""
    held: set[int] = set()
    for node in ast.walk(module):
        words: Sequence[str] = ()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            text = node.func.value
            if node.func.attr == "split" and isinstance(text, ast.Constant):
                words = str(text.value).split()
        elif isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
            words = _leaves(node) or ()
        if len(words) >= LONG_LIST and isinstance(node, ast.expr):
            held |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(held)


def _leaves(node: ast.expr) -> list[str] | None:
    """The strings of a display of strings, however deep; None where it holds something else."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else None
    inner: list[ast.expr | None]
    if isinstance(node, ast.Dict):
        inner = [*node.keys, *node.values]
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        inner = [*node.elts]
    else:
        return None
    found: list[str] = []
    for part in inner:
        leaves = None if part is None else _leaves(part)
        if leaves is None:
            return None
        found += leaves
    return found


@cache
def _words(text: str) -> frozenset[str]:
    """The words in the strings of a module that are no docstrings."""
    return frozenset(re.findall(r"[a-z]+", " ".join(_strings(_parsed(text))).casefold()))


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def _strings(module: ast.Module) -> Iterator[str]:
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        ):
            yield node.value


def homes(tree: Tree, concept: Concept) -> list[str]:
    """The modules and the data files that hold words or a pattern of a concept."""
    found = []
    wanted = set(concept.words.split())
    for path, text in tree.items():
        if path.endswith(concept.others):
            continue
        if not path.endswith(".py"):
            held = wanted & set(re.findall(r"[a-z]+", text.casefold()))
            is_home = bool(wanted) and len(held) >= concept.least
        elif wanted:
            is_home = len(wanted & _words(text)) >= concept.least
        else:
            is_home = re.search(concept.pattern, text, re.MULTILINE) is not None
        if is_home:
            found.append(path)
    return found


def types(tree: Tree) -> dict[str, list[str]]:
    """Each name of a type with the modules that define it: classes, aliases and named tuples."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path, module in modules(tree).items():
        for node in module.body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path)
            elif isinstance(node, ast.Assign | ast.AnnAssign) and _is_alias(node):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name):
                    found[target.id].append(path)
    return dict(found)


_GENERIC = ("Literal", "Union", "Callable", "Annotated", "Sequence", "Mapping", "Iterator")


def _is_alias(node: ast.Assign | ast.AnnAssign) -> bool:
    """`Kind = Literal[...]`, `Words = frozenset[str]`, `Either = A | B`, `Told: TypeAlias = X`."""
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.annotation).endswith("TypeAlias")
    name = node.targets[0]
    if not isinstance(name, ast.Name) or not re.match(r"_?[A-Z][a-z]", name.id):
        return False
    value = node.value
    if isinstance(value, ast.Subscript):
        of = ast.unparse(value.value).split(".")[-1]
        return of in _GENERIC or of in ("tuple", "list", "dict", "frozenset", "set")
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).split(".")[-1] in ("NewType", "NamedTuple", "TypeVar")
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)


def duplicate_types(tree: Tree) -> dict[str, list[str]]:
    return {name: paths for name, paths in sorted(types(tree).items()) if len(paths) > 1}


def repeated_runs(tree: Tree) -> list[tuple[int, str, str]]:
    """Runs of at least six equal lines in two places: how many lines, and both as `path:line`.

    Indentation, blank lines, comments and imports are left out before lines are compared.
    """
    code: list[tuple[str, str, int]] = []  # the line, its path, its number
    for path, text in tree.items():
        if path.endswith(".py"):
            imports = _import_lines(_parsed(text))
            for number, line in enumerate(text.splitlines(), 1):
                plain = " ".join(line.split())
                if plain and number not in imports and not plain.startswith(("#", '"""')):
                    code.append((plain, path, number))
            code.append(("", path, 0))
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(code) - RUN + 1):
        window = tuple(line for line, _, _ in code[at : at + RUN])
        if "" not in window and sum(len(line) > 3 for line in window) >= RUN - 2:
            places[window].append(at)
    runs, seen = [], set[tuple[int, int]]()
    for window in places.values():
        for first, second in zip(window, window[1:], strict=False):
            if (first, second) in seen:
                continue
            length = 0
            while (
                second + length < len(code)
                and first + length < second
                and code[first + length][0] == code[second + length][0] != ""
            ):
                seen.add((first + length, second + length))
                length += 1
            if length >= RUN:
                where = [f"{code[at][1]}:{code[at][2]}" for at in (first, second)]
                runs.append((length, where[0], where[1]))
    return sorted(runs, reverse=True)


def _import_lines(module: ast.Module) -> set[int]:
    return {
        number
        for node in ast.walk(module)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def figures(tree: Tree) -> dict[str, int]:
    """Every count of the house, by name, in the order in which they are printed."""
    parsed = modules(tree)
    beside = siblings(tree)
    found = {"modules": len(parsed), "lines of code": lines(tree)}
    for room in ROOMS:
        of_room = {path: text for path, text in tree.items() if path.startswith(f"{room}/")}
        found[f"lines of {room}"] = lines(of_room)
    found["of them in word lists"] = sum(word_list_lines(module) for module in parsed.values())
    data = {path: text for path, text in tree.items() if not path.endswith(".py")}
    found["lines of word lists in data"] = lines(data, "")
    found["most siblings in a folder"] = max(beside.values())
    found["folders with more than 15"] = sum(count > 15 for count in beside.values())
    found["longest module"] = max(lines({path: tree[path]}) for path in parsed)
    found["uses of re"] = sum(len(re.findall(r"\bre\.[a-z]", tree[path])) for path in parsed)
    found["type names defined more than once"] = len(duplicate_types(tree))
    runs = repeated_runs(tree)
    found["runs of lines that stand twice"] = len(runs)
    found["lines in them"] = sum(length for length, _, _ in runs)
    for name, concept in CONCEPTS.items():
        found[f"homes: {name}"] = len(homes(tree, concept))
    return found


def main(arguments: Sequence[str] | None = None, read: Callable[[], Tree] = working_tree) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.house", description=__doc__)
    parser.add_argument(
        "--compare", metavar="GITREV", help="a revision to count beside, as 63bc7f1"
    )
    parser.add_argument("--all", action="store_true", help="name every module and place")
    asked = parser.parse_args(arguments)
    tree = read()
    console = Console(width=110, highlight=False)
    now = figures(tree)
    before = figures(tree_of(asked.compare)) if asked.compare else {}
    table = Table("", *([asked.compare] if before else []), "now")
    for name, count in now.items():
        table.add_row(name, *([f"{before[name]:,}"] if before else []), f"{count:,}")
    console.print(table)
    if asked.all:
        _name(
            console, "Siblings", (f"{n:3} {folder}" for folder, n in siblings(tree).most_common())
        )
        for name, concept in CONCEPTS.items():
            none = NO_HOMES.get(name, {})
            found = homes(tree, concept)
            marked = (f"{one}  (none: {none[one]})" if one in none else one for one in found)
            _name(console, f"Homes: {name}", marked)
        _name(
            console,
            "Types with more than one definition",
            (f"{name}: {', '.join(paths)}" for name, paths in duplicate_types(tree).items()),
        )
        _name(
            console,
            "Lines that stand twice",
            (f"{length:3} {one}  {other}" for length, one, other in repeated_runs(tree)),
        )


def _name(console: Console, title: str, found: Iterable[str]) -> None:
    console.print(f"\n{title}", style="bold")
    for one in found:
        console.print(f"  {one}", soft_wrap=True)


if __name__ == "__main__":
    main()
