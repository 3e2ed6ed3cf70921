"""A quiz exported for learning systems, read back by readers that know only the formats.

With `ANKI_PYTHON` set to the Python of an environment that has the package `anki` (it is under
the AGPL, so it is no dependency of ours), the package for Anki is imported there. With
`QTI_SCHEMAS` set to a folder with 1EdTech's schemas of QTI 2.1 (see `tests/schemas/README.md`),
every file of the QTI package is checked against them. With `QTI_CONVERT_PYTHON` set to the Python
of an environment that has the package `citolab-qti-convert` (under the GPL, so likewise no
dependency), its reader makes QTI 3.0 of the package, and QTI 2.1 again of that.
"""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from assistant.answer import Citation
from assistant.training.pack import BLANK, FALSE, TRUE, Item, Pack
from tests.support.pack_sample import sample_pack
from ui.page.ask.export import readable_date, section
from ui.publishing.parts.plain_text import one_line
from ui.publishing.quiz import anki, gift, moodle_xml, qti

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
QTI_SCHEMAS, ANKI_PYTHON = os.environ.get("QTI_SCHEMAS"), os.environ.get("ANKI_PYTHON")
QTI_CONVERT_PYTHON = os.environ.get("QTI_CONVERT_PYTHON")
WRITERS: dict[str, Callable[[Pack], bytes]] = {
    "gift": gift.write,
    "moodle_xml": moodle_xml.write,
    "qti": qti.write,
    "anki": anki.write,
}
HOSTILE = {
    "end of a tag": "</text></questiontext></simpleChoice></div>",
    "gift signs": r"~=#{}:\ ~%50%a ####b =c -> d \n {T} \: \\",
    "gift beginning": "::name::",
    "gift format": "[html]<b>bold</b>",
    "gift weight": "%100%all",
    "gift comment": "// not a comment [tag:x] [id:y]",
    "gift category": "$CATEGORY: top/else",
    "gift placeholders": "&&058; &&092; &&126;",
    "arrow": "a -> b",
    "wildcard": "any * thing",
    "end of CDATA": "]]> <![CDATA[ -->",
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "entities": "&amp; &lt;b&gt; &#91; &nbsp;",
    "controls": "a\x00b\x08c\x0bd\x1fe\x7ff\ufffeg\ud800h\u2028i",
    "lines": "one\n\ntwo\r\n// three\n}\n",
    "sound": "[sound:x.mp3] [latex]x[/latex] \\(y\\)",
    "templates": "{{Question}} {{c1::x}} {{#Options}} <%cloze:1%>",
    "quotes": "\"double\" 'single' `back`",
    "gap": f"before {BLANK} after {BLANK}",
    "slashes": "a/b//c\\d",
    "right to left": "مرحبا 5 ‏(2024) \u202egnp",
    "emoji": "👩🏽‍🚀 🇻🇳 Thể thế",
    "long": "word " * 4_000,
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return sample_pack()


def hostile_pack(text: str) -> Pack:
    """The text in every field that is exported, and an item of every type."""
    cited = Citation(1, text, text, text, 0, 1, text, text, text, 3, (text, f"{text} below"))
    options = tuple(f"{text} {word}" for word in ("one", "two", "three"))
    base = Item("q", "short_answer", text, text, "hard", (cited,), section=text)
    return Pack(
        topic=text,
        audience=text,
        seed=2,
        pages=1,
        revision=3,
        date="2026-11-22",
        items=(
            replace(base, id=text, accepted=(f"{text} also",)),
            replace(base, id=text, type="cloze", stem=f"{text} {BLANK} behind"),
            replace(base, type="multiple_choice", answer=options[1], options=options),
            replace(base, type="true_false", answer=FALSE, options=(TRUE, FALSE)),
            replace(
                base,
                type="matching",
                answer=tuple((f"{text} {n}", option) for n, option in enumerate(options)),
                options=options[::-1],
            ),
            replace(base, type="ordering", answer=options, options=options[::-1]),
        ),
    )


def place(citation: Citation) -> list[str]:
    """What has to be told of a passage."""
    page = f"p. {citation.page}" if citation.page else ""
    told = [citation.quote, citation.title or citation.source, readable_date(citation.date), page]
    return [one_line(one) for one in (*told, section(citation.headings, citation.title))]


# --- readers, one a format: what a learning system makes of a file ----------------------------


@dataclass
class Read:
    """A question as an importer has it. `right` is in the words of the options."""

    kind: str
    name: str
    text: str
    feedback: str
    category: str = ""
    id: str = ""
    tags: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)


SIGNS = {":": "058", "#": "035", "=": "061", "{": "123", "}": "125", "~": "126", "n": "010"}


def read_gift(data: bytes) -> list[Read]:
    """As https://docs.moodle.org/en/GIFT_format tells it, escapes first."""
    category, found = "", []
    for block in re.split(r"\n(?:[ \t]*\n)+", data.decode("utf-8").strip()):
        lines = [line.strip() for line in block.split("\n")]
        comments = "\n".join(line for line in lines if line.startswith("//"))
        text = "\n".join(line for line in lines if not line.startswith("//")).strip()
        text = text.replace("\\\\", "&&092;")
        for sign, number in SIGNS.items():
            text = text.replace("\\" + sign, f"&&{number};")
        text = text.replace("&&092;", "\\")
        if text.startswith("$CATEGORY:"):
            category = text.removeprefix("$CATEGORY:").strip()
        elif text:
            one = _gift_question(text)
            one.category = category
            one.id = "".join(re.findall(r"\[id:([^\]]+)\]", comments)[:1])
            one.tags = re.findall(r"\[tag:([^\]<>`]+)\]", comments)
            found.append(one)
    return found


def _gift_question(text: str) -> Read:
    assert text.startswith("::") and text.count("{") == text.count("}") == 1, text
    name, _, text = text[2:].partition("::")
    asked, _, rest = text.partition("{")
    inside, _, behind = rest.partition("}")
    assert not behind.strip()
    answers, _, feedback = inside.strip().rpartition("####")
    answers = answers.strip()
    one = Read("", _gift_words(name), _gift_words(asked), _gift_words(feedback))
    if "~" in answers:
        one.kind = "multichoice"
        for answer in re.split(r"(?=[~=])", answers):
            if answer:
                assert not re.match(r"[~]%-?[0-9]{1,2}\.?[0-9]*%", answer), "read as a weight"
                one.options.append(_gift_words(answer[1:].partition("#")[0]))
                one.right += one.options[-1:] if answer[0] == "=" else []
    elif "=" in answers and "->" in answers:
        one.kind = "matching"
        for pair in answers.split("=")[1:]:
            left, _, right = pair.partition("->")
            one.pairs.append((_gift_words(left), _gift_escapes(right).strip()))
    elif answers in ("TRUE", "FALSE"):
        one.kind, one.right = "truefalse", [answers.title()]
    else:
        one.kind = "shortanswer"
        one.right = [_gift_words(answer) for answer in answers.split("=")[1:]]
    return one


def _gift_words(text: str) -> str:
    return _gift_escapes(re.sub(r"^\[(?:html|plain|moodle|markdown)\]", "", text.strip())).strip()


def _gift_escapes(text: str) -> str:
    for sign, number in SIGNS.items():
        text = text.replace(f"&&{number};", "\n" if sign == "n" else sign)
    return text


def read_moodle(data: bytes) -> list[Read]:
    category, found = "", []
    for question in etree.fromstring(data):
        kind = question.get("type")
        if kind == "category":
            category = question.findtext("category/text")
            continue
        told = (question.findtext(f"{name}/text") for name in ("questiontext", "generalfeedback"))
        one = Read(kind, question.findtext("name/text"), *(_seen(html) for html in told))
        one.category, one.id = category, question.findtext("idnumber")
        one.tags = [tag.findtext("text") for tag in question.iter("tag")]
        answers = [
            (float(answer.get("fraction")), answer.findtext("text"), answer.get("format"))
            for answer in question.findall("answer")
        ]
        worth = [
            (fraction, _seen(text) if format == "html" else text)
            for fraction, text, format in answers
        ]
        one.options = [text for _, text in worth]
        if kind == "ordering":
            one.right = [text for _, text in sorted(worth)]
            assert sorted(fraction for fraction, _ in worth) == list(range(1, len(worth) + 1))
        else:
            one.right = [text for fraction, text in worth if fraction == 100]
            assert all(fraction in (0, 100) for fraction, _ in worth)
        one.pairs = [
            (_seen(pair.findtext("text")), pair.findtext("answer/text"))
            for pair in question.findall("subquestion")
        ]
        found.append(one)
    return found


def _seen(html: str) -> str:
    """The text of HTML. That it has no tags but ours is the proof that no text became one."""
    assert set(re.findall(r"<[^>]*>", html)) <= {
        *("<p>", "</p>", "<blockquote>", "</blockquote>", "<li>", "</li>", "<ol>", "</ol>"),
        *('<ol class="letters">', "<ul>", "</ul>", "<br>", "<b>", "</b>", "</div>"),
        '<div class="also">',
    }
    return one_line(unescape(re.sub(r"<[^>]*>", " ", html)))


Q = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


def read_qti(data: bytes) -> list[Read]:
    """The items in the order of the test, each with the answers that its scoring takes."""
    package = zipfile.ZipFile(io.BytesIO(data))
    found = []
    for section_ in etree.fromstring(package.read("test.xml")).iter(f"{Q}assessmentSection"):
        for reference in section_.iter(f"{Q}assessmentItemRef"):
            item = etree.fromstring(package.read(reference.get("href")))
            one = _qti_item(item)
            one.category = section_.get("title")
            found.append(one)
    return found


def _qti_item(item: Any) -> Read:
    body = item.find(f"{Q}itemBody")
    choices = {
        one.get("identifier"): one.text or "" for one in body.iter() if one.get("identifier")
    }
    prompt = body.find(f".//{Q}prompt")
    asked = prompt.text if prompt is not None else _with_gap(body)
    feedback = " ".join("".join(item.find(f"{Q}modalFeedback").itertext()).split())
    one = Read("", item.get("title"), one_line(asked), feedback, id=item.get("label"))
    response = item.find(f"{Q}responseDeclaration")
    right = [value.text for value in response.iter(f"{Q}value")]
    mapped = {
        entry.get("mapKey"): float(entry.get("mappedValue"))
        for entry in response.iter(f"{Q}mapEntry")
    }
    template = item.find(f"{Q}responseProcessing").get("template").rsplit("/", 1)[1]
    kind = body.xpath("local-name(.//*[contains(local-name(), 'Interaction')])")
    one.kind = kind
    one.options = list(choices.values())
    if kind == "matchInteraction":
        assert template == "map_response" and set(mapped) == set(right)
        assert 1 <= sum(mapped.values()) < 1.001  # the upper bound of the mapping is 1
        one.pairs = [(choices[left], choices[to]) for left, to in (pair.split() for pair in right)]
    elif kind == "textEntryInteraction":
        assert template == "map_response" and set(mapped.values()) == {1.0}
        assert {entry.get("caseSensitive") for entry in response.iter(f"{Q}mapEntry")} == {"false"}
        assert right == list(mapped)[:1]
        one.right = list(mapped)
    else:
        assert template == "match_correct" and not mapped
        one.right = [choices[value] for value in right]
    return one


def _with_gap(body: Any) -> str:
    for gap in body.iter(f"{Q}textEntryInteraction"):
        gap.text = BLANK if gap.getparent().text else ""
    return " ".join("".join(body.itertext()).split())


def read_anki(data: bytes) -> list[dict[str, Any]]:
    """The notes of the database, as they are stored."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(zipfile.ZipFile(io.BytesIO(data)).read("collection.anki2"))
    rows = connection.execute("SELECT guid, tags, flds, mod FROM notes ORDER BY id").fetchall()
    connection.close()
    return [
        {
            "guid": guid,
            "tags": tags.split(),
            "mod": mod,
            **dict(zip(anki.FIELDS, fields.split("\x1f"), strict=True)),
        }
        for guid, tags, fields, mod in rows
    ]


READERS = {"gift": read_gift, "moodle_xml": read_moodle, "qti": read_qti}
KINDS = {
    "gift": ("multichoice", "shortanswer", "truefalse", "matching", "matching", "shortanswer"),
    "moodle_xml": (
        "multichoice",
        "shortanswer",
        "truefalse",
        "matching",
        "ordering",
        "shortanswer",
    ),
    "qti": (
        *("choiceInteraction", "textEntryInteraction", "choiceInteraction"),
        *("matchInteraction", "orderInteraction", "textEntryInteraction"),
    ),
}
TYPES = ("multiple_choice", "cloze", "true_false", "matching", "ordering", "short_answer")


def by_name(read: list[Read], pack: Pack) -> Iterator[tuple[Item, Read]]:
    """The items with what was read of them; the names tell form and number."""
    assert len(read) == len(pack.items)
    numbers = {int(one.name.split()[0].rpartition("-")[2]): one for one in read}
    for number, item in enumerate(pack.items, start=1):
        yield item, numbers[number]


# --- what every format has to give back -------------------------------------------------------


@pytest.mark.parametrize("name", READERS)
def test_every_item_comes_back_with_its_key(name: str, pack: Pack) -> None:
    for item, one in by_name(READERS[name](WRITERS[name](pack)), pack):
        assert one.kind == dict(zip(TYPES, KINDS[name], strict=True))[item.type]
        assert one.text == item.stem
        assert one.id == item.id
        if item.type == "matching":
            assert one.pairs == list(item.answer)
        elif item.type == "ordering" and name == "gift":
            assert sorted(one.pairs, key=lambda pair: pair[1]) == [
                (event, str(number)) for number, event in enumerate(item.answer, start=1)
            ]
        elif item.type == "ordering":
            assert one.right == list(item.answer)
        elif item.options:
            assert [right.title() for right in one.right] == [str(item.answer).title()]
        else:
            assert one.right == [item.answer, *item.accepted]
        if item.type == "multiple_choice":
            assert one.options == list(item.options)


@pytest.mark.parametrize("name", READERS)
def test_every_item_carries_its_passages_with_their_places(name: str, pack: Pack) -> None:
    for item, one in by_name(READERS[name](WRITERS[name](pack)), pack):
        for citation in item.citations:
            assert all(told in one_line(one.feedback) for told in place(citation))
        assert item.section in one.category


@pytest.mark.parametrize("name", ["gift", "moodle_xml"])
def test_moodle_gets_topic_section_and_difficulty(name: str, pack: Pack) -> None:
    for item, one in by_name(READERS[name](WRITERS[name](pack)), pack):
        assert one.category == f"$course$/top/{pack.topic}/{item.section}"
        assert item.difficulty in one.tags and "form A" in one.tags


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_pack_is_the_same_file(name: str, pack: Pack) -> None:
    first = WRITERS[name](pack)
    assert first == WRITERS[name](sample_pack())
    assert first != WRITERS[name](replace(pack, seed=2))


@pytest.mark.parametrize("name", ["qti", "anki"])
def test_a_package_has_the_time_of_its_pack(name: str, pack: Pack) -> None:
    with zipfile.ZipFile(io.BytesIO(WRITERS[name](pack))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2026, 11, 22, 0, 0, 0)}
    undated = zipfile.ZipFile(io.BytesIO(WRITERS[name](replace(pack, date="soon"))))
    assert {entry.date_time[0] for entry in undated.infolist()} == {1980}


@pytest.mark.parametrize("name", WRITERS)
def test_a_pack_without_items_is_a_file_without_questions(name: str, pack: Pack) -> None:
    made = WRITERS[name](replace(pack, items=()))
    assert (read_anki if name == "anki" else READERS[name])(made) == []


# --- hostile texts ----------------------------------------------------------------------------


def accepts(pattern: str, typed: str) -> bool:
    """Whether Moodle takes what was typed for a form, in which `*` stands for any words."""
    parts = [part.replace(r"\*", "*") for part in re.split(r"(?<!\\)\*", pattern)]
    return re.fullmatch(".*".join(map(re.escape, parts)), typed, re.IGNORECASE) is not None


def shown(text: str, name: str) -> str:
    """How the words come back: GIFT has no escape for what its importer reads as escaped."""
    told = one_line(text)
    return re.sub(r"&(?=&\d{3};)", "& ", told) if name == "gift" else told


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_of_a_text_is_obeyed_and_nothing_is_lost(name: str, text: str) -> None:
    pack = hostile_pack(text)
    for item, one in by_name(READERS[name](WRITERS[name](pack)), pack):
        stem = shown(item.stem, name)
        assert one.text == stem
        if item.type == "matching":
            pairs = [(shown(left, name), shown(right, name)) for left, right in item.answer]
            if name == "gift":  # there the first arrow parts the two sides
                pairs = [(left.replace("->", "→"), right) for left, right in pairs]
            assert one.pairs == pairs
        elif item.type == "ordering" and name != "gift":
            assert one.right == [one_line(str(event)) for event in item.answer]
        elif item.type == "multiple_choice":
            assert one.options == [shown(option, name) for option in item.options]
            assert one.right == [shown(str(item.answer), name)]
        elif not item.options:
            forms = [shown(form, name) for form in (str(item.answer), *item.accepted)]
            if name == "qti":
                assert one.right == forms
            else:
                assert len(one.right) == len(forms)
                assert all(map(accepts, one.right, forms))
        for told_place in place(item.citations[0]):
            assert shown(told_place, name) in one_line(one.feedback)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_moodle_xml_keeps_its_shape(text: str, pack: Pack) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "moodle_quiz.xsd"))
    for one in (pack, hostile_pack(text)):
        schema.assertValid(etree.fromstring(moodle_xml.write(one)))


def test_moodle_takes_an_answer_without_regard_to_case_and_a_star_for_a_star(pack: Pack) -> None:
    stars = replace(pack, items=(replace(pack.items[9], answer="5 * 3", accepted=()),))
    for name in ("gift", "moodle_xml"):
        (one,) = READERS[name](WRITERS[name](stars))
        assert accepts(one.right[0], "5 * 3") and not accepts(one.right[0], "5 times 3")
    assert b"<usecase>0</usecase>" in moodle_xml.write(stars)


def test_gift_says_what_it_cannot_express(pack: Pack) -> None:
    told = gift.write(pack).decode()
    assert "no questions of order" in told and "(A-09)" in told
    without = replace(pack, items=tuple(one for one in pack.items if one.type != "ordering"))
    assert "no questions of order" not in gift.write(without).decode()


def test_a_category_keeps_its_slashes() -> None:
    pack = replace(hostile_pack("x"), topic="AI / governance")
    assert gift.category(pack, "1/2") == "$course$/top/AI // governance/1//2"
    assert gift.category(pack, "") == "$course$/top/AI // governance"


# --- QTI --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["plain", *HOSTILE.values()], ids=["plain", *HOSTILE])
def test_a_qti_package_is_whole(text: str) -> None:
    package = zipfile.ZipFile(io.BytesIO(qti.write(hostile_pack(text))))
    files = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
    assert package.namelist()[0] == "imsmanifest.xml"
    resources = files["imsmanifest.xml"].findall(".//{*}resource")
    assert {one.get("href") for one in resources} == set(files) - {"imsmanifest.xml"}
    ids = [one.get("identifier") for one in resources]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", id) for id in ids)
    assert [one.get("identifierref") for one in files["imsmanifest.xml"].iter("{*}dependency")] == [
        id for id in ids if id != "quiz"
    ]
    for name, root in files.items():
        if name.startswith("items/"):
            shown_by = root.find(f"{Q}modalFeedback").get("outcomeIdentifier")
            outcome = root.xpath(f"*[local-name()='outcomeDeclaration'][@identifier='{shown_by}']")
            assert outcome[0].findtext(f".//{Q}value") == "PASSAGE"
            inside = [one.get("identifier") for one in root.find(f"{Q}itemBody").iter()]
            chosen = [id for id in inside if id]
            assert len(chosen) == len(set(chosen))


@pytest.mark.skipif(not QTI_SCHEMAS, reason="QTI_SCHEMAS names no folder with 1EdTech's schemas")
def test_a_qti_package_is_valid(pack: Pack) -> None:
    folder = Path(QTI_SCHEMAS or "")
    item, manifest = (
        etree.XMLSchema(etree.parse(next(folder.rglob(name))))
        for name in ("imsqti_v2p1.xsd", "imscp_v1p1.xsd")
    )
    for one in (pack, replace(pack, items=()), *map(hostile_pack, HOSTILE.values())):
        package = zipfile.ZipFile(io.BytesIO(qti.write(one)))
        for name in package.namelist():
            schema = manifest if name == "imsmanifest.xml" else item
            schema.assertValid(etree.fromstring(package.read(name)))


def test_a_part_of_a_matching_is_worth_its_share(pack: Pack) -> None:
    pairs = tuple((f"left {n}", f"right {n}") for n in range(7))
    item = replace(pack.items[7], answer=pairs, options=tuple(right for _, right in pairs))
    (one,) = read_qti(qti.write(replace(pack, items=(item,))))
    assert one.pairs == list(pairs)


# --- Anki -------------------------------------------------------------------------------------


def test_notes_of_anki_tell_everything(pack: Pack) -> None:
    notes = read_anki(anki.write(pack))
    assert len({note["guid"] for note in notes}) == len(pack.items)
    for item, note in zip(pack.items, notes, strict=True):
        assert _seen(note["Question"]) == item.stem
        tags = {f"difficulty::{item.difficulty}", f"type::{item.type}", "form::A"}
        assert tags < set(note["tags"])
        assert f"section::{item.section.replace(' ', '_')}".replace("'", "_") in note["tags"]
        answers = [item.answer] if isinstance(item.answer, str) else item.answer
        for answer in (*answers, *item.accepted):
            words = [answer] if isinstance(answer, str) else answer
            assert all(word in _seen(note["Answer"]) for word in words)
        told = _seen(note["Passage"]) + _seen(note["Source"])
        assert all(part in told for citation in item.citations for part in place(citation))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_notes_of_anki_obey_no_text(text: str) -> None:
    pack = hostile_pack(text)
    notes = read_anki(anki.write(pack))
    assert len({note["guid"] for note in notes}) == len(pack.items)
    for item, note in zip(pack.items, notes, strict=True):
        assert _seen(note["Question"]) == one_line(item.stem)
        fields = "".join(note[name] for name in anki.FIELDS)
        assert not re.search(r"[\[{\\]", fields)
        told = _seen(note["Passage"]) + _seen(note["Source"])
        assert all(part in told for part in place(item.citations[0]))
        assert all(re.fullmatch(r"[^\s:\"'()*\\]+::[^\s:\"'()*\\]+", tag) for tag in note["tags"])


def test_a_note_is_known_again_by_topic_form_and_item(pack: Pack) -> None:
    def known(one: Pack) -> set[str]:
        return {note["guid"] for note in read_anki(anki.write(one))}

    assert known(replace(pack, revision=9, date="2027-01-01", items=pack.items[:5])) < known(pack)
    assert not known(replace(pack, seed=2)) & known(pack)
    assert not known(replace(pack, topic="Another")) & known(pack)


IMPORT = """
import json, sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection = Collection(sys.argv[1])
counts = []
for path in sys.argv[2:]:
    log = collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
    ).log
    counts.append([len(log.new), len(log.updated), len(log.duplicate)])
notes = [collection.get_note(id) for id in sorted(collection.find_notes(""))]
cards = [note.cards()[0].render_output() for note in notes]
print(json.dumps({
    "counts": counts,
    "decks": [deck.name for deck in collection.decks.all_names_and_ids()],
    "cards": [[card.question_text, card.answer_text] for card in cards],
    "sounds": [len(card.question_av_tags) + len(card.answer_av_tags) for card in cards],
    "problems": collection.fix_integrity()[1],
}))
"""


def imported(folder: Path, *packs: Pack) -> dict[str, Any]:
    if not ANKI_PYTHON:
        pytest.skip("ANKI_PYTHON names no Python with the package anki, which is no part of ours")
    paths = []
    for number, pack in enumerate(packs):
        paths.append(folder / f"{number}.apkg")
        paths[-1].write_bytes(anki.write(pack))
    done = subprocess.run(
        [ANKI_PYTHON, "-c", IMPORT, folder / "collection.anki2", *paths],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_anki_renews_what_it_has_and_keeps_forms_apart(tmp_path: Path, pack: Pack) -> None:
    reworded = replace(pack.items[0], stem="Which company signed it, in other words?")
    newer = replace(pack, date="2026-12-01", items=(reworded, *pack.items[1:]))
    told = imported(tmp_path, pack, pack, newer, replace(pack, seed=2))
    count = len(pack.items)
    assert told["counts"] == [[count, 0, 0], [0, 0, count], [0, count, 0], [count, 0, 0]]
    assert len(told["cards"]) == 2 * count
    assert told["decks"] == ["Default", pack.topic] and told["problems"]
    assert sum(reworded.stem in question for question, _ in told["cards"]) == 1
    for item, (_, answer) in zip(pack.items, told["cards"], strict=False):
        assert item.citation.quote in unescape(answer)


def test_anki_imports_hostile_texts_as_texts(tmp_path: Path) -> None:
    packs = [hostile_pack(text) for text in HOSTILE.values()]
    told = imported(tmp_path, *packs)
    assert [new for new, _, _ in told["counts"]] == [len(pack.items) for pack in packs]
    assert not any(told["sounds"]) and told["problems"]
    assert not any("<script" in side for card in told["cards"] for side in card)


def _elements(data: bytes) -> Counter[str]:
    """How often each element stands in the items of a QTI package, by its name in QTI 2."""
    found: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [one for one in archive.namelist() if one.endswith(".xml")]
        for name in names:
            if "manifest" in name:
                continue
            for element in etree.fromstring(archive.read(name)).iter():
                if isinstance(element.tag, str):
                    own = etree.QName(element).localname.removeprefix("qti-")
                    first, *rest = own.split("-")
                    found[first + "".join(part.capitalize() for part in rest)] += 1
    return found


@pytest.mark.skipif(not QTI_CONVERT_PYTHON, reason="QTI_CONVERT_PYTHON names no Python")
def test_another_reader_of_qti_takes_the_whole_package(tmp_path: Path) -> None:
    own, newer, again = (tmp_path / name for name in ("qti.zip", "qti3.zip", "qti21.zip"))
    own.write_bytes(qti.write(sample_pack()))
    for way, source, target in (("upgrade", own, newer), ("downgrade", newer, again)):
        told = [str(QTI_CONVERT_PYTHON), "-m", "qti_convert.cli", way, str(source), str(target)]
        done = subprocess.run(told, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 and not done.stderr.strip(), done.stderr
    written = _elements(own.read_bytes())
    assert written["assessmentItem"] == len(sample_pack().items)
    assert _elements(again.read_bytes()) == written
    assert not written - _elements(newer.read_bytes())
