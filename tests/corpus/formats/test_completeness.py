"""Nothing is lost in silence: what stands in a place of a file is in the document, or named.

Each file has a word of its own in every place where its format keeps text (`hidden_places`). What
is not in the document must be told of in the notes or in what was not read, by a name that stands
here.
"""

from __future__ import annotations

import re

import pytest

from corpus.contents import contents_of
from corpus.loading import document_from_bytes
from tests.support.hidden_places import HiddenPlaces, places

# How what is left out of a document is named, by its place; a pattern for its report.
NAMED = {
    r"alt text.*|title of a picture": r"alt text \(",
    r"propert.*|description|keywords": r"file properties \(",
    r"tracked deletion": r"deleted text",
    r"hidden (run|text|style|attribute|section)|hidden|invisible text|white text|text off the page":
        r"of hidden text left out",
    r"struck-out( run)?|deleted text": r"of struck-out text left out",
    r"comment of a cell|comment|note of a reader":
        r"comments? left out|comments \(|comments of the source \(",
    r"embedded workbook|attached file": r"embedded files? left out",
    r"(header|footer) of a sheet": r"headers and footers of sheets \(2\)",
    r"(name|cell) of a (very )?hidden sheet": r"hidden sheets left out: \w+, Deep",
    r"defined name": r"defined names \(",
    r"prompt of a cell": r"prompts of cells \(",
    r"title of a hidden slide": r"1 hidden slide left out",
    r"bookmark": r"bookmarks \(",
    r"title": r"title of the window \(",
    r"title attribute|title of an abbreviation|aria label|title of a link": r"labels \(",
    r"noscript": r"parts for pages without scripts \(",
    r"template": r"templates \(",
    r"frame": r"frames \(",
    r"(title|text) of a drawing": r"drawings \(",
    r"value of a field|placeholder|text area|option": r"form fields \(4\)",
    r"HTML part alone": r"words of the other form of the text \(1\)",
    r"file without a reader": r"(a\.bin|tool\.exe) left out: no reader",
    r"file of an archive in it": r"inner\.zip left out",
    r"hidden file": r"hidden files \(1\)",
    r"page that is not in the spine": r"pages outside the order of reading \(",
}  # fmt: skip
# Places that people see, or that a format has for words: left out here they would be a loss.
INDEXED = {
    ".docx": ["header", "footer", "header of the first page", "footer of even pages", "table",
              "table in a table", "content control", "tracked insertion", "link", "field result",
              "complex field result", "smart tag", "formula", "word under a reading", "text box",
              "old text box", "footnote", "endnote", "SmartArt", "chart title"],
    ".xlsx": ["name of a sheet", "cell", "cell of a hidden column", "cell of a hidden row",
              "title of a chart", "text box"],
    ".pptx": ["title", "point", "notes", "shape of a group", "shape of a group in a group", "table",
              "category of a chart", "series of a chart", "title of a chart", "title of an axis",
              "text of the master", "text of the layout", "SmartArt"],
    ".pdf": ["text", "form field", "text of a form object", "typed over the page"],
    ".html": ["summary", "folded answer", "caption of a figure", "caption of a table", "cell",
              "definition"],
    ".eml": ["sender", "receiver", "copy", "subject", "plain part", "attached file",
             "name of a file", "subject of a mail in it", "mail in it"],
    ".epub": ["heading", "aside", "second chapter"],
    ".odt": ["header", "footer", "footnote", "endnote", "text box", "table", "table in a table"],
    ".ods": ["name of a sheet", "cell"],
    ".odp": ["text of the master", "text box", "notes"],
    ".rtf": ["header", "footer", "text", "footnote", "table"],
    ".md": ["cell", "folded", "code", "footnote"],
    ".csv": ["name of a column", "cell", "last cell", "cell beyond the columns"],
    ".zip": ["file", "file of a folder"],
}  # fmt: skip
FILES = places()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_place_is_read_or_named(file: HiddenPlaces) -> None:
    document = document_from_bytes(file.data, file.name)
    said = " ".join(filter(None, (document.text, document.title, document.publisher)))
    told = "\n".join(contents_of(document).details())
    lost = []
    for place, word in file.words.items():
        if word in said:
            continue
        names = [named for where, named in NAMED.items() if re.fullmatch(where, place)]
        if len(names) != 1 or not re.search(names[0], told):
            lost.append(place)
    assert lost == [], told


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_people_see_is_read(file: HiddenPlaces) -> None:
    document = document_from_bytes(file.data, file.name)
    suffix = file.name[file.name.rfind(".") :]
    gone = [place for place in INDEXED[suffix] if file.words[place] not in document.text]
    assert gone == []
    for place, word in file.words.items():
        # Names of columns are told in each row.
        most = 9 if place in ("name of a column", "series of a chart") else 2
        assert document.text.count(word) <= most, place


def test_there_are_many_places_and_none_is_named_without_need() -> None:
    assert sum(len(file.words) for file in FILES) >= 150
    assert len({file.name for file in FILES}) == len(FILES) == len(INDEXED)
    plain = document_from_bytes(b"# Rules\n\nThe harbour opens at six.\n", "a.md")
    assert plain.unread == {} and plain.notes == ()
