"""The shape of the program: four rooms in one direction, a light start, and what is never used."""

from __future__ import annotations

import ast
import itertools
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks import house

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ["corpus", "index", "assistant", "ui"]  # each may import from those before it
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
HEAVY = [
    "torch",
    "faiss",
    "openvino",
    "numpy",
    "gradio",
    "langchain_text_splitters",
    "langchain_core",
    "sentence_transformers",
    "transformers",
    "trafilatura",
    "pypdfium2",
]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(module: ast.Module) -> Iterator[str]:
    """Every module that is imported, wherever in the file."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that this test sees them"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node.func) in ("import_module", "__import__"):
            for argument in node.args:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)


def _name(node: ast.expr) -> str:
    """`a.b.c` of a name or an attribute, and the last part alone for anything else."""
    if isinstance(node, ast.Attribute):
        before = _name(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def wrong_imports(room: str, module: ast.Module) -> list[str]:
    later = ROOMS[ROOMS.index(room) + 1 :]
    return [name for name in imported(module) if name.split(".")[0] in later]


def forbidden(module: ast.Module) -> list[str]:
    """Calls and imports that run code from data, or a shell."""
    found = [
        name
        for name in imported(module)
        if name.split(".")[0] in ("pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle")
    ]
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        if name in ("eval", "exec", "compile", "os.system", "os.popen"):
            found.append(name)
        if name in ("yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"):
            found.append(name)
        if name.endswith(("torch.load", "np.load", "numpy.load")):
            found.append(name)
        for keyword in node.keywords:
            value = keyword.value
            true = isinstance(value, ast.Constant) and value.value is True
            if true and keyword.arg in ("shell", "allow_pickle", "trust_remote_code"):
                found.append(f"{name}({keyword.arg}=True)")
    return found


def test_every_room_is_looked_at() -> None:
    seen = {path.relative_to(ROOT).parts[0] for path in FILES}
    assert seen == set(ROOMS) and len(FILES) > 40


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_point_left(path: Path) -> None:
    assert wrong_imports(path.relative_to(ROOT).parts[0], tree(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_runs_code_from_data(path: Path) -> None:
    assert forbidden(tree(path)) == []


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.relative_to(ROOT).parts[0] != "ui"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_nothing_is_printed_below_the_terminal(path: Path) -> None:
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    assert [call for call in calls if _name(call.func) in ("print", "sys.stdout.write")] == []


def test_no_folder_has_more_than_fifteen_modules_side_by_side() -> None:
    crowded = {folder: n for folder, n in house.siblings(house.working_tree()).items() if n > 15}
    assert crowded == {}


def test_folders_not_prefixes_say_what_belongs_together() -> None:
    begun = Counter(
        (path.parent, path.stem.split("_")[0]) for path in FILES if path.name != "__init__.py"
    )
    assert {f"{folder / word}_*": n for (folder, word), n in begun.items() if n > 4} == {}


@pytest.mark.parametrize(
    ("folder", "nothing_of"),
    [
        ("assistant/training", ["assistant.faq"]),
        ("corpus/language", ["corpus.loading", "corpus.chunking", "corpus.formats", "index"]),
        ("corpus/formats", ["corpus.loading", "corpus.chunking"]),
        ("index/search", ["index.ingest"]),
        ("assistant/question", ["assistant.faq", "assistant.training", "assistant.assistant"]),
        ("assistant/answering", ["assistant.faq", "assistant.training", "assistant.assistant"]),
        ("assistant/reader", ["assistant.faq", "assistant.training", "assistant.assistant"]),
    ],
)
def test_a_folder_imports_nothing_above_it(folder: str, nothing_of: list[str]) -> None:
    own = folder.replace("/", ".")
    for path in sorted((ROOT / folder).rglob("*.py")):
        above = {
            name
            for name in imported(tree(path))
            if any(f"{name}.".startswith(f"{other}.") for other in nothing_of)
            and not f"{name}.".startswith(f"{own}.")
        }
        assert above == set(), path


def defined(module: ast.Module) -> set[str]:
    """The names at the top of a module, imported ones too."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return found


def test_what_the_tests_import_is_there() -> None:
    """Said at once, and not first by the one test file that a move has forgotten."""
    gone = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            if node.module.split(".")[0] not in (*ROOMS, "tests"):
                continue
            place = ROOT / node.module.replace(".", "/")
            file = place.with_suffix(".py") if place.with_suffix(".py").exists() else None
            package = place / "__init__.py"
            names = defined(tree(file or package)) if file or package.exists() else set()
            for alias in node.names:
                beside = (place / f"{alias.name}.py").exists() or (place / alias.name).is_dir()
                if alias.name not in names and not beside:
                    gone.append(f"{path.relative_to(ROOT)}: {node.module}.{alias.name}")
    assert gone == []


def folders_imported() -> set[tuple[str, str]]:
    """(importing, imported) for the folders of rooms, by their names."""
    found = set()
    for path in FILES:
        one = path.relative_to(ROOT).parts
        for name in imported(tree(path)):
            other = name.split(".")
            inside = len(one) > 2 and len(other) > 1 and other[0] in ROOMS
            if inside and (ROOT / other[0] / other[1]).is_dir() and one[:2] != tuple(other[:2]):
                found.add((one[1], other[1]))
    return found


def arrows(picture: str) -> set[tuple[str, str]]:
    """The edges of a Mermaid flowchart; `a --> b --> c` are two."""
    chains = [line.split("-->") for line in picture.splitlines() if "-->" in line]
    return {(a.strip(), b.strip()) for chain in chains for a, b in itertools.pairwise(chain)}


def reachable(start: str, edges: set[tuple[str, str]]) -> set[str]:
    found, new = set[str](), {start}
    while new:
        found |= new
        new = {other for one, other in edges if one in found} - found
    return found


def test_the_picture_of_the_folders_is_true() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    drawn = arrows(guide.partition("```mermaid")[2].partition("```")[0])
    real = folders_imported()
    assert len(drawn) > 10
    assert drawn - real == set(), "an arrow without an import"
    missing = {(one, other) for one, other in real if other not in reachable(one, drawn)}
    assert missing == set(), "an import that no arrows lead to"


def test_a_type_has_one_definition() -> None:
    assert house.duplicate_types(house.working_tree()) == {}


def test_every_file_beside_the_code_is_packaged() -> None:
    """What a module reads from its folder is there after `pip install`, too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaged = {
        path
        for package, globs in project["tool"]["setuptools"]["package-data"].items()
        for folder in (ROOMS if package == "*" else [package.replace(".", "/")])
        for glob in globs
        for path in (ROOT / folder).glob(glob)
    }
    assert {ROOT / room / "py.typed" for room in ROOMS} <= packaged
    beside = {
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*.*")
        if path.suffix not in (".py", ".pyc") and path.name != "page.png"  # README.md's picture
    }
    assert beside - packaged == set()


def test_only_the_rooms_below_ui_know_sql_and_faiss() -> None:
    for path in FILES:
        room = path.relative_to(ROOT).parts[0]
        names = {name.split(".")[0] for name in imported(tree(path))}
        if room in ("corpus", "ui"):
            assert not names & {"sqlite3", "faiss"}, path
        if room in ("corpus", "index"):
            assert not names & {"gradio", "typer", "rich"}, path


def test_these_tests_see_what_they_look_for() -> None:
    arrow = "def f():\n    from ui.terminal.cli import main\n    import assistant.answer\n"
    assert wrong_imports("index", ast.parse(arrow)) == [
        "ui.terminal.cli",
        "ui.terminal.cli.main",
        "assistant.answer",
    ]
    assert wrong_imports("ui", ast.parse("import index.store.library")) == []
    called = ast.parse("import_module('index.passage')")
    assert wrong_imports("corpus", called) == ["index.passage"]
    bad = (
        "import pickle\nfrom pickle import loads\nimport yaml, subprocess\n"
        "eval('1')\nyaml.load(x)\nsubprocess.run('x', shell=True)\nnp.load(x, allow_pickle=True)\n"
    )
    assert forbidden(ast.parse(bad)) == [
        "pickle",
        "pickle",
        "pickle.loads",
        "eval",
        "yaml.load",
        "run(shell=True)".replace("run", "subprocess.run"),
        "np.load",
        "np.load(allow_pickle=True)",
    ]
    assert forbidden(ast.parse("yaml.safe_load(x)\nre.compile('x')\nmodel.eval()")) == []


def loaded_by(code: str) -> set[str]:
    """The top-level packages in memory after some code ran in a fresh process."""
    code += "\nimport sys\nnames = [*sys.modules]"  # at once: a thread may be importing
    code += "\nprint('MODULES', *sorted({name.split('.')[0] for name in names}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split("MODULES")[1].split())


@pytest.mark.parametrize(
    "code",
    [
        "import ui.terminal.cli",
        "import sys, ui.terminal.cli\nsys.argv = ['assistant', '--help']\n"
        "try: ui.terminal.cli.main()\nexcept SystemExit as end: assert not end.code",
        "import sys, ui.terminal.cli\nsys.argv = ['assistant', 'ask', '--help']\n"
        "try: ui.terminal.cli.main()\nexcept SystemExit as end: assert not end.code",
        "import corpus.errors, assistant.settings",
    ],
    ids=["import", "--help", "ask --help", "settings"],
)
def test_the_terminal_starts_without_heavy_libraries(code: str) -> None:
    modules = loaded_by(code)
    assert "ui" in modules or "assistant" in modules
    assert modules.isdisjoint(HEAVY), modules & set(HEAVY)


def test_answering_loads_neither_torch_nor_the_splitters_nor_the_page() -> None:
    modules = loaded_by("import assistant.assembly, assistant.reader.graph")
    assert "faiss" in modules
    unneeded = {"torch", "sentence_transformers", "transformers", "gradio", "trafilatura"}
    unneeded |= {"langchain_text_splitters", "langchain_core", "pypdfium2"}
    assert modules.isdisjoint(unneeded), modules & unneeded


def test_no_socket_is_opened_by_ingesting_and_asking(tmp_path: Path) -> None:
    """Watched from inside, by the interpreter's own audit events."""
    (tmp_path / "lotus.md").write_text("# Lotus\n\nThe Lotus Programme has 40 partners.\n")
    code = f"""
import sys
reached = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request", "pickle.find_class"):
        reached.append((event, str(arguments)))
sys.addaudithook(watch)
from pathlib import Path
from assistant.assembly import assemble
from assistant.settings import Settings
made = assemble(Settings(data_dir=Path({str(tmp_path / "data")!r})))
assert [r.status for r in made.ingest([Path({str(tmp_path / "lotus.md")!r})])] == ["indexed"]
assert "40" in made.ask("How many partners does the Lotus Programme have?").text
assert reached == [], reached
import socket
try: socket.create_connection(("127.0.0.1", 9), 0.1)
except OSError: pass
assert reached, "the watch works"
"""
    loaded_by(code)
