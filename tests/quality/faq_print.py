"""A printed FAQ of fifty-four questions: its pages, sentences that stand twice, actions to approve.

    python -m tests.quality.faq_print [OUT]

`faq_print.csv` is answered over the shipped briefs, and over `../shared/seeds` where that is;
what may be approved is approved, and printed as Word, HTML and Markdown (into OUT, to be looked
at). Pages are counted where LibreOffice is installed. An action is one click or one key: all are
ticked and sent to review, another name is given, the first is opened, and then each is read and
approved, or passed by, with one key.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import docx
import lxml.html
import pypdfium2
from markdown_it import MarkdownIt

from assistant.assembly import assemble
from assistant.faq.build import Build, plan
from assistant.faq.edition import edition, given_out
from assistant.faq.keeping.bulk import BulkOutcome, each
from assistant.faq.lists.question_list import read_questions
from assistant.settings import Settings
from corpus.language.sentences import sentence_pieces
from tests.quality.measure import BRIEFS
from ui.publishing.faq.formats import publish

LIST = Path(__file__).with_name("faq_print.csv")
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
TITLE = "Technology diplomacy: questions and answers"
MACHINERY = re.compile(r"\b(?:confidence|revision|strong evidence|extractive|verified)\b", re.I)
SHORTEST = 5  # words of a sentence that is counted
NAMED = re.compile(r"\([^()\n]{1,120}\)\s?\[\d{1,3}\]")  # a source in passing, which may return
CONTENTS = re.compile(r"toc \d|Heading \d")


def twice(paragraphs: list[str]) -> list[str]:
    """The sentences that stand more than once."""
    found = Counter(
        "".join(filter(str.isalnum, piece)).casefold()
        for text in paragraphs
        for piece in sentence_pieces(NAMED.sub("", text))
        if len(piece.split()) >= SHORTEST
    )
    return [words for words, count in found.items() if count > 1]


def word_paragraphs(path: Path) -> list[str]:
    """The paragraphs of a Word file, but for headings, which stand in the contents as well."""
    return [
        one.text
        for one in docx.Document(str(path)).paragraphs
        if not CONTENTS.fullmatch(str(one.style and one.style.name))
    ]


def page_paragraphs(html: str) -> list[str]:
    body = lxml.html.fromstring(html)
    for link in body.xpath("//nav | //*[@class='contents'] | //ol[@class='sources'] | //script"):
        link.drop_tree()
    return [one.text_content() for one in body.xpath("//p | //li[not(.//li)] | //blockquote")]


def pages(path: Path, folder: Path) -> int | None:
    """The pages of a Word file as LibreOffice sets it; None where there is none."""
    office = shutil.which("soffice")
    if office is None:
        return None
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return len(pypdfium2.PdfDocument(folder / f"{path.stem}.pdf"))


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        assistant = assemble(Settings(data_dir=Path(temporary) / "data"))
        for _ in assistant.ingest([BRIEFS, *([SEEDS] if SEEDS.is_dir() else [])]):
            pass
        rows = read_questions(LIST).rows
        planned = plan(rows, [[place] for place in range(len(rows))])
        build = Build(
            assistant, planned, Path(temporary) / "work", title=TITLE, made_on="2026-01-01"
        )
        for _ in build.run():
            pass
        assistant.faq.add(build.entries, "Mai")

        def move(state: str, who: str) -> BulkOutcome:
            seen = [(one.entry.id, one.version) for one in assistant.faq.find()]
            return each(
                assistant.faq,
                seen,
                lambda one: assistant.faq.set_state(
                    one.entry.id,
                    state,  # type: ignore[arg-type]
                    assistant,
                    version=one.version,
                    who=who,
                ),
            )

        move("in_review", "Mai")
        done = move("approved", "Ben")
        for question, why in done.refused:
            print(f"not approved: {question}: {why[:140]}")
        faq = edition(assistant, TITLE, given_out(assistant.faq.find()))
        outs = [out / f"faq{suffix}" for suffix in (".docx", ".html", ".md")]
        publish(faq, outs)
    html, markdown = (path.read_text(encoding="utf-8") for path in outs[1:])
    texts = {
        ".docx": word_paragraphs(outs[0]),
        ".html": page_paragraphs(html),
        ".md": page_paragraphs(MarkdownIt("commonmark").render(markdown)),
    }
    counted = pages(outs[0], out)
    print(f"questions {len(rows)}, approved {len(faq.entries)}")
    print(f"pages as DOCX: {counted if counted is not None else 'LibreOffice is not here'} (16)")
    for suffix, text in texts.items():
        print(f"sentences that stand twice in {suffix}: {len(twice(text))} (0)")
        machinery = [one for paragraph in text for one in MACHINERY.findall(paragraph)]
        print(f"words of the machinery in {suffix}: {len(machinery)} (0)")
    print(f"actions to read and approve all: {2 + 1 + 1 + len(rows)} (60)")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder))
