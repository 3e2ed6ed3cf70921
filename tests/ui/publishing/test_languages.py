"""Files in the reader's language: what they say themselves, never what they quote."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from assistant.answering.verification import note_said
from corpus.wording import using
from tests.support import publishing_sample
from tests.support.pack_sample import sample_pack
from tests.ui.publishing.test_conversation_publishing import CITED, DAY, MISSING, PAID
from ui.publishing.conversation.formats import made_file
from ui.publishing.faq.formats import WRITERS, publish
from ui.publishing.pack import formats as packs
from ui.publishing.pack.document import PARTS, VERSIONS
from ui.publishing.pack.quiz_section import TASKS

FOR_PEOPLE = (".md", ".html", ".docx")
# What our own files say in English, as whole words between tags or on lines of their own.
OURS = (
    "Sources", "Contents", "Cited by", "Not covered by the documents", "questions, as of",
    "not approved yet",
)  # fmt: skip


def faq_files(folder: Path, language: str) -> dict[str, bytes]:
    folder.mkdir()
    outs = [folder / f"faq{suffix}" for suffix in WRITERS]
    publish(publishing_sample.sample(), outs, language=language)
    return {out.suffix: out.read_bytes() for out in outs}


def words_of(suffix: str, data: bytes) -> str:
    if suffix == ".docx":
        return "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)
    return re.sub(r"(?s)<style>.*?</style>", "", data.decode())


def test_an_faq_speaks_the_language_that_is_asked_for(tmp_path: Path) -> None:
    english = faq_files(tmp_path / "en", "en")
    vietnamese = faq_files(tmp_path / "vi", "vi")
    for suffix in FOR_PEOPLE:
        told, before = words_of(suffix, vietnamese[suffix]), words_of(suffix, english[suffix])
        assert [words for words in OURS if words in before and words in told] == [], suffix
        assert "Nguồn" in told and "Được trích dẫn tại" in told, suffix
        for entry in publishing_sample.sample().entries:
            for citation in entry.answer.citations:
                line = citation.quote.split("\n")[0]
                assert (line in told) == (line in before), suffix
    assert '<html lang="vi">' in vietnamese[".html"].decode()
    assert '<html lang="en">' in english[".html"].decode()


def test_an_faq_speaks_the_language_of_its_entries(tmp_path: Path) -> None:
    asked = ("Nghị quyết 57 nói về điều gì?", "Ai ký thỏa thuận này?", "What is Resolution 57?")
    sample = publishing_sample.sample()
    entries = tuple(
        replace(entry, answer=replace(entry.answer, question=one, asked_as=one), merged=())
        for one, entry in zip(asked, sample.entries, strict=False)
    )
    with using("en"):
        publish(replace(sample, entries=entries), [tmp_path / "faq.md"])
        publish(replace(sample, entries=entries[2:]), [tmp_path / "one.md"])
    told = (tmp_path / "faq.md").read_text(encoding="utf-8")
    assert "## Mục lục" in told and "Sources" not in told
    assert "## Contents" in (tmp_path / "one.md").read_text(encoding="utf-8")


def test_what_programs_read_is_the_same_in_all_languages(tmp_path: Path) -> None:
    english = faq_files(tmp_path / "en", "en")
    vietnamese = faq_files(tmp_path / "vi", "vi")
    for suffix in (".csv", ".json", ".jsonl"):
        assert english[suffix] == vietnamese[suffix], suffix
    pack = sample_pack()
    for name in ("pack.json", "items.csv", "quiz.gift", "moodle.xml", "trainer.md"):
        with using("vi"):
            told = packs.write(pack, name)
        assert told == packs.write(pack, name), name


@pytest.mark.parametrize("suffix", ["md", "html", "docx"])
def test_a_conversation_speaks_the_language_of_its_reader(suffix: str) -> None:
    with using("vi"):
        data = made_file("Treaties", [PAID, MISSING], suffix, DAY).data
    told = words_of(f".{suffix}", data)
    assert "Nguồn" in told and "26 tháng 3, 2025" in told
    assert "tr. 3" in told or "Trang: 3" in told
    assert CITED.quote in told or CITED.quote.replace(".", r"\.") in told
    assert [words for words in OURS if words in told] == []


def test_the_count_of_quotes_is_said_in_the_language_of_the_reader() -> None:
    notes = {
        "1 of 1 quote verified.": "Đã xác minh 1 trên 1 trích dẫn.",
        "2 of 3 quotes verified; 1 removed, not in the stored document.": "Đã xác minh 2 trên 3"
        " trích dẫn; đã bỏ 1 trích dẫn không có trong tài liệu lưu trữ.",
        "Searched only: collection “Treaties”.": "Searched only: collection “Treaties”.",
    }
    for note, told in notes.items():
        assert note_said(note) == note
        with using("vi"):
            assert note_said(note) == told


@pytest.mark.parametrize(
    "name", ["trainer.md", "participant.md", "trainer.html", "participant.html", "trainer.docx"]
)
def test_a_pack_speaks_the_language_that_is_asked_for(name: str) -> None:
    pack = sample_pack()
    english, told = (
        words_of(name[name.index(".") :], packs.write(pack, name, spoken))
        for spoken in ("en", "vi")
    )
    ours = (
        *PARTS.values(), *TASKS.values(), *VERSIONS.values(), "Places cited", "Contents",
        "to the item", "Also right", "of the library", "Your notes",
    )  # fmt: skip
    before = [words for words in ours if words in english]
    assert len(before) > 8 and "Bài kiểm tra" in told
    # The titles of the briefs have some of our words as well.
    titles = " ".join(one.title or "" for one in pack.sources)
    assert [words for words in before if words in told and words not in titles] == []
    assert pack.items[0].stem in english and pack.items[0].stem in told


@pytest.mark.parametrize("name", ["moodle.xml", "quiz.gift"])
def test_a_quiz_for_learning_systems_speaks_it_too(name: str) -> None:
    told = packs.write(sample_pack(), name, "vi").decode()
    assert "Made from" not in told and "Lập từ bản" in told
    assert sample_pack().items[0].stem in told


def test_a_pack_of_vietnamese_documents_speaks_vietnamese() -> None:
    pack = sample_pack()
    said = "Chính phủ ban hành nghị định quy định chi tiết việc thi hành luật này."
    items = tuple(
        replace(item, citations=tuple(replace(one, quote=said) for one in item.citations))
        for item in pack.items
    )
    assert packs.spoken_by(pack) == "en"
    vietnamese = replace(pack, items=items, briefing=(), timeline=(), glossary=(), actors=())
    assert packs.spoken_by(vietnamese) == "vi"
    assert "Bài kiểm tra" in packs.write(vietnamese, "participant.md").decode()
