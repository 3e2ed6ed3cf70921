"""Changes of documents, and what each makes of what was quoted from them; see `freshness`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.quote_positions import PinState

OTHERS = {  # files besides the shipped briefs
    "visas.txt": (
        "Visas for researchers\n\nA visa for researchers costs 45 euros and is valid for twelve "
        "months.\nThe embassy issues a visa for researchers within fifteen working days of the "
        "application.\n\nInternational organisations apply on behalf of their own experts, who "
        "are not charged.\nA visa for researchers can be extended once, for six months.\n"
    ),
    "allowance.md": (
        "# Allowances\n\nOfficials posted abroad receive an allowance of 1,250 US dollars a "
        "month.\nThe allowance is paid on the first working day of the month.\n\n"
        "The allowance is reviewed every two years by the Department of Personnel.\n"
    ),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """The files, and the library that was made of them."""

    folder: Path
    assistant: Assistant

    def ingest(self, *files: str, uploaded: bool = False) -> None:
        paths = [self.folder / file for file in files]
        names = {path: path.name for path in paths} if uploaded else None
        for report in self.assistant.ingest(paths, names=names):
            assert report.stored, report.detail


Change = Callable[[Scene, str], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A change of a file, and what it makes of the sentences that have these words (`""`: all).

    Every other sentence of the file still stands, or moved.
    """

    name: str
    file: str
    change: Change
    becomes: Mapping[str, PinState]


# --- ways to change a file -----------------------------------------------------------------------


def rewritten(edit: Callable[[str], str]) -> Change:
    def change(scene: Scene, file: str) -> None:
        path = scene.folder / file
        old = path.read_text(encoding="utf-8")
        new = edit(old)
        assert new != old, "the change is one"
        path.write_text(new, encoding="utf-8")
        scene.ingest(file)

    return change


def swap(old: str, new: str) -> Change:
    """Other words in place of the first occurrence of some."""

    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return rewritten(edit)


def drop(first: str, following: str = "\n") -> Change:
    """Everything from the one mark to the other is taken out."""

    def edit(text: str) -> str:
        start = text.index(first)
        return text[:start] + text[text.index(following, start) :]

    return rewritten(edit)


def move(first: str, following: str, before: str | None) -> Change:
    """Everything from the one mark to the other goes before a third, or to the end."""

    def edit(text: str) -> str:
        start = text.index(first)
        end = text.index(following, start)
        left = text[:start] + text[end:]
        place = len(left) if before is None else left.index(before)
        return f"{left[:place]}\n{text[start:end]}\n{left[place:]}"

    return rewritten(edit)


def body(edit: Callable[[str], str]) -> Change:
    """A change of all but the front matter."""

    def whole(text: str) -> str:
        start = text.index("---\n", 4) + 4 if text.startswith("---\n") else 0
        return text[:start] + edit(text[start:])

    return rewritten(whole)


def wrapped(width: int, hyphenated: bool = False) -> Change:
    """Long lines broken into short ones; long words too, with a hyphen."""

    def rows(line: str) -> Iterator[str]:
        row = ""
        for word in line.split(" "):
            if not row or len(row) + len(word) < width:
                row = f"{row} {word}" if row else word
            elif hyphenated and word.isalpha() and word.islower() and len(word) > 7:
                yield f"{row} {word[:4]}-"
                row = word[4:]
            else:
                yield row
                row = word
        yield row

    return body(lambda text: "\n".join(row for line in text.split("\n") for row in rows(line)))


def curly(text: str) -> str:
    """Quotation marks as a typesetter has them, and two spaces after a comma."""
    pieces = text.replace(", ", ",  ").split('"')
    return "".join(
        piece + ("" if last else "“" if number % 2 == 0 else "”")
        for number, piece in enumerate(pieces)
        for last in [number == len(pieces) - 1]
    )


def several(*changes: Change) -> Change:
    """One version after another."""

    def change(scene: Scene, file: str) -> None:
        for one in changes:
            one(scene, file)

    return change


def uploaded_again(scene: Scene, file: str) -> None:
    before = scene.assistant.record(file).id
    scene.ingest(file, uploaded=True)
    assert scene.assistant.record(file).id == before


def renamed(scene: Scene, file: str) -> None:
    new = f"new-{file}"
    (scene.folder / file).rename(scene.folder / new)
    scene.ingest(new)
    scene.assistant.remove(file)


def deleted(scene: Scene, file: str) -> None:
    scene.assistant.remove(file)


def added_anew(scene: Scene, file: str) -> None:
    """Removed, and added again: the library no longer knows that the one follows the other."""
    scene.assistant.remove(file)
    scene.ingest(file)


def replaced(scene: Scene, file: str) -> None:
    """Other text altogether under the same name."""
    shutil.copy(scene.folder / "visas.txt", scene.folder / file)
    with (scene.folder / file).open("a", encoding="utf-8") as added:
        added.write("\nThe rules for visas are renewed each spring.\n")
    scene.ingest(file)


def edited_only(scene: Scene, file: str, old: str, new: str) -> None:
    path = scene.folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


CASES: tuple[Case, ...] = (
    Case(
        "a number changed",
        "vietnam-external-relations.md",
        swap("two ASEAN Future Forums (AFF), one", "three ASEAN Future Forums (AFF), one"),
        {"successful host of two": "changed"},
    ),
    Case(
        "a year changed",
        "vietnam-external-relations.md",
        swap("NPT Review Conference in 2026", "NPT Review Conference in 2027"),
        {"NPT Review Conference": "changed"},
    ),
    Case(
        "a name changed",
        "vietnam-external-relations.md",
        swap("by Pham The Tung, Senior", "by Tran Van Long, Senior"),
        {"was co-chaired by Nguyen Minh Vu": "changed"},
    ),
    Case(
        "a section removed",
        "vietnam-external-relations.md",
        drop("## Energy and climate", "## Specialized"),
        {
            "Energy and climate": "removed",
            "Just Energy Transition": "removed",
            "commitments of funding": "removed",
        },
    ),
    Case(
        "an item of a list removed",
        "vietnam-external-relations.md",
        drop("- food security diplomacy"),
        {"food security diplomacy": "removed"},
    ),
    Case(
        "a day changed",
        "chronology-2024-2026.md",
        swap("- 5 December 2024: Prime", "- 6 December 2024: Prime"),
        {"Jensen Huang witnessed": "changed"},
    ),
    Case(
        "items put in another order",
        "chronology-2024-2026.md",
        move("- February 2025: Vietnam hosted", "- 14 February 2025", "- 2025, no day given: Don"),
        {},
    ),
    Case(
        "a negation added",
        "instruments-and-mechanisms.md",
        swap("are meant to be precise", "are not meant to be precise"),
        {"precise and not broad-based": "changed"},
    ),
    Case(
        "a word turned round",
        "instruments-and-mechanisms.md",
        swap("screening restrict who can obtain", "screening extend who can obtain"),
        {"restrict who can obtain": "changed"},
    ),
    Case(
        "words put before a sentence",
        "instruments-and-mechanisms.md",
        swap("Data flows underpin", "It has been doubted that Data flows underpin"),
        {"Data flows underpin": "changed"},
    ),
    Case(
        "words put behind a sentence",
        "instruments-and-mechanisms.md",
        swap("academia, and take part in them.", "academia, and take part in them, until 2026."),
        {"Governments fund collaborative": "changed"},
    ),
    Case(
        "words put behind an item without a full stop",
        "instruments-and-mechanisms.md",
        swap(
            "3. trade agreements and economic blocs", "3. trade agreements and economic blocs, new"
        ),
        {"trade agreements and economic blocs": "changed"},
    ),
    Case(
        "a sentence shortened",
        "instruments-and-mechanisms.md",
        swap(" and, at the same time, on the protection of strategic sectors", ""),
        {"often concentrates on open markets": "changed"},
    ),
    Case(
        "a sentence deleted",
        "people-and-talent.md",
        drop("Technology Ambassadors are an example"),
        {"Technology Ambassadors are": "removed"},
    ),
    Case(
        "a sentence written anew",
        "people-and-talent.md",
        swap(
            "The impact of digital transformation reaches schools as well as businesses, startups "
            "and the public sector.",
            "Digital transformation has an impact on hospitals, on schools and on the public "
            "sector too.",
        ),
        {"impact of digital transformation": "changed"},
    ),
    Case(
        "a sentence split in two",
        "people-and-talent.md",
        swap(
            "a capacity for policymaking that benefits", "a capacity for policymaking. It benefits"
        ),
        {"should build a capacity": "changed"},
    ),
    Case(
        "an item of a list changed",
        "people-and-talent.md",
        swap("officials with knowledge of technology", "officials with knowledge of languages"),
        {"foreign affairs officials with": "changed"},
    ),
    Case(
        "two sentences joined",
        "case-studies.md",
        swap("of the U.S.\nAmerican diplomacy", "of the U.S., while American diplomacy"),
        {"is shaping the foreign policy": "changed", "has been redefining": "changed"},
    ),
    Case(
        "a paragraph moved to another section",
        "case-studies.md",
        move("International cooperation on cyber", "Norms for cyberspace", "## Case study: AI"),
        {},
    ),
    Case(
        "a section moved to the end",
        "emerging-technologies-and-strategic-competition.md",
        move("## What the technologies can do", "## Technology is", None),
        {},
    ),
    Case(
        "a paragraph put at the top",
        "actors-and-regional-approaches.md",
        swap("## Actors and inst", "This brief was looked through in May.\n\n## Actors and inst"),
        {},
    ),
    Case(
        "a heading named anew",
        "actors-and-regional-approaches.md",
        swap("### Standards bodies and research institutions", "### Who sets standards"),
        {"Standards bodies and research": "changed"},  # an item is still there, in lower case
    ),
    Case(
        "lines wrapped",
        "what-is-technology-diplomacy.md",
        wrapped(60),
        {},
    ),
    Case(
        "lines wrapped and words hyphenated",
        "visas.txt",
        wrapped(44, hyphenated=True),
        {},
    ),
    Case(
        "other quotation marks and spaces",
        "core-themes-of-technology-diplomacy.md",
        body(curly),
        {},
    ),
    Case(
        "an amount changed in the second of three versions",
        "allowance.md",
        several(
            swap("# Allowances\n", "# Allowances\n\nThese rules are those of 2026.\n"),
            swap("1,250 US dollars", "1,300 US dollars"),
            swap("These rules are those of 2026.\n\n", ""),
        ),
        {"1,250 US dollars": "changed"},
    ),
    Case(
        "changed, and changed back",
        "vietnam-science-and-technology-diplomacy.md",
        several(swap("of 98 rep", "of 89 rep"), swap("of 89 rep", "of 98 rep")),
        {},
    ),
    Case(
        "the same file uploaded again",
        "emerging-technologies-and-strategic-competition.md",
        uploaded_again,
        {},
    ),
    Case(
        "the file renamed",
        "debates-and-controversies.md",
        renamed,
        {},
    ),
    Case(
        "the document removed",
        "vietnam-china-cooperation.md",
        deleted,
        {"": "gone"},
    ),
    Case(
        "removed, and another version added under its name",
        "strategic-autonomy.md",
        several(
            lambda scene, file: edited_only(
                scene, file, "even when it is exposed", "unless it is exposed"
            ),
            added_anew,
        ),
        {"even when it is exposed": "changed"},
    ),
    Case(
        "replaced by another text",
        "glossary.md",
        replaced,
        {"": "removed"},
    ),
)
