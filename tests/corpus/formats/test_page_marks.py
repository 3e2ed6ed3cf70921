"""The boxes of a quote on the picture of its page, told by colours: what is quoted is drawn in
red, all else in black, so that red lies in the boxes and black outside, however a page is turned.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table as Drawn

from corpus.document import Document
from corpus.errors import AssistantError, DocumentError
from corpus.formats.common.alignment import aligned, letters_of
from corpus.loading import content_id, document_from_bytes
from corpus.page_view import MAX_WAITING, MarkedPage, PagesBusy, PageViews, pieces_of
from corpus.recognition import known_languages
from tests.support.hostile_files import hostile_documents

needs_tesseract = pytest.mark.skipif(not known_languages(), reason="Tesseract is not installed")
BEFORE = "The harbour board meets on the first Monday of each month in the old"
QUOTED = "customs house, and the harbour master reads"


@pytest.fixture(scope="module")
def views() -> Iterator[PageViews]:
    views = PageViews()
    yield views
    views.close()


def written(canvas: Canvas, x: float, y: float, words: str, font: str = "Helvetica") -> None:
    """A line of text, what stands in brackets in red."""
    canvas.setFont(font, 10)
    red = False
    for part in words.replace("[", "|[").replace("]", "]|").split("|"):
        red = part.startswith("[")
        canvas.setFillColorRGB(1 if red else 0, 0, 0)
        canvas.drawString(x, y, part.strip("[]"))
        x += canvas.stringWidth(part.strip("[]"), font, 10)
    canvas.setFillColorRGB(0, 0, 0)


def page(*lines: str, x: float = 60, y: float = 780) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            written(canvas, x, y - 14 * number, line)

    return draw


PLAIN = page(
    BEFORE,
    f"[{QUOTED}] the log of the month to it.",
    "Fees for fishing boats are waived from November until the end of March.",
)


def pdf(*pages: Callable[[Canvas], None], turned: int = 0, crop: Sequence[float] = ()) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    for sheet in writer.pages:
        if turned:
            sheet.rotate(turned)
        if crop:
            sheet.cropbox = pypdf.generic.RectangleObject(tuple(crop))
    done = io.BytesIO()
    writer.write(done)
    return done.getvalue()


def marked(
    views: PageViews, folder: Path, data: bytes, quote: str, after: str = ""
) -> tuple[MarkedPage, ...]:
    """The marked pages of a quote, the red and the black of their pictures looked at."""
    file = folder / "a.pdf"
    file.write_bytes(data)
    document = document_from_bytes(data, "a.pdf")
    start = document.text.index(quote, document.text.index(after))
    found = views.marked(document, file, start, start + len(quote))
    for one in found:
        red, black, inside = colours(views.picture(document.id, file, "a.pdf", one.number), one)
        assert red.sum() > 20
        assert (red & inside).sum() >= 0.99 * red.sum(), one
        assert (black & inside).sum() <= 0.01 * black.sum() + 5, one
    return found


def colours(picture: bytes, page: MarkedPage) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    image = Image.open(io.BytesIO(picture))
    pixels = np.asarray(image.convert("RGB")).astype(int)
    red = (pixels[..., 0] > 150) & (pixels[..., 1] < 110) & (pixels[..., 2] < 110)
    black = pixels.max(axis=-1) < 90
    inside = np.zeros(red.shape, bool)
    for left, top, right, bottom in page.boxes:
        rows = slice(int(top * image.height), int(bottom * image.height) + 2)
        inside[rows, int(left * image.width) - 1 : int(right * image.width) + 2] = True
    return red, black, inside


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [(), (40, 600, 500, 820)], ids=["whole", "cropped"])
def test_turned_and_cropped_pages(
    views: PageViews, tmp_path: Path, turned: int, crop: tuple[int, ...]
) -> None:
    (one,) = marked(views, tmp_path, pdf(PLAIN, turned=turned, crop=crop), QUOTED)
    assert len(one.boxes) == 1
    assert (one.width > one.height) == (bool(crop) != bool(turned % 180))


def test_a_page_that_is_upright_only_as_it_is_turned(views: PageViews, tmp_path: Path) -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.translate(300, 100)
        canvas.rotate(90)
        page(BEFORE, f"[{QUOTED}] the log of the month.", x=0, y=0)(canvas)

    (one,) = marked(views, tmp_path, pdf(sideways, turned=90), QUOTED)
    ((left, top, right, bottom),) = one.boxes
    assert (right - left) * one.width > 5 * (bottom - top) * one.height


def test_two_columns_that_are_drawn_row_by_row(views: PageViews, tmp_path: Path) -> None:
    left = ["The left column tells of the fleet and", "of all the boats that are kept in the",
            "harbour over the winter, [under covers]", "[that the board lends for a small sum]",
            "to those who ask before October ends."]  # fmt: skip
    right = ["The right column tells of the crews and", "of the wages that they are paid at sea,",
             "which the board sets anew each spring", "after it has heard the owners and also",
             "the crews themselves in open session."]  # fmt: skip

    def both(canvas: Canvas) -> None:
        for number, row in enumerate(zip(left, right, strict=True)):
            for x, words in zip((60, 310), row, strict=True):
                written(canvas, x, 780 - 14 * number, words)

    quote = "under covers that the board lends for a small sum"
    (one,) = marked(views, tmp_path, pdf(both), quote)
    assert len(one.boxes) == 2


def test_a_word_that_is_divided_at_the_end_of_a_line(views: PageViews, tmp_path: Path) -> None:
    lines = page(
        "The ministry published a plan for co-operation in [the field of earth-]",
        "[quakes and floods], which all of the provinces have to follow until it is",
        "replaced by another; of earthquakes and floods nothing else was said in it.",
    )
    (one,) = marked(views, tmp_path, pdf(lines), "the field of earthquakes and floods")
    assert len(one.boxes) == 2


def test_a_sentence_that_stands_twice_is_marked_at_its_own_place(
    views: PageViews, tmp_path: Path
) -> None:
    said = "The fee is paid in March."
    lines = page(f"Fishing boats. {said}", "Other boats are looked at by the board.",
                 f"Ferries. [{said}] Nobody pays it twice.")  # fmt: skip
    (one,) = marked(views, tmp_path, pdf(lines), said, after="Ferries")
    assert len(one.boxes) == 1


def test_a_head_that_says_the_same_is_not_marked(views: PageViews, tmp_path: Path) -> None:
    def numbered(number: int, quoted: bool) -> Callable[[Canvas], None]:
        words = f"Rules of the harbour board {'apply' if quoted else 'hold'} to ferries and tugs."
        body = page(f"[{words}]" if quoted else words, "Other boats are free.", y=700)

        def draw(canvas: Canvas) -> None:
            written(canvas, 60, 820, "Rules of the harbour board")
            written(canvas, 60, 20, f"Page {number}")
            body(canvas)

        return draw

    data = pdf(*(numbered(n, n == 2) for n in range(1, 5)))
    quote = "Rules of the harbour board apply to ferries and tugs."
    (one,) = marked(views, tmp_path, data, quote)
    assert one.number == 2 and len(one.boxes) == 1


def test_a_quote_over_two_pages(views: PageViews, tmp_path: Path) -> None:
    first = page(
        BEFORE, "customs house. It asks for the plans [of the coming years, which are]", y=90
    )
    second = page("[sent to all owners] before the end of January.", BEFORE, y=790)
    quote = "of the coming years, which are sent to all owners"
    found = marked(views, tmp_path, pdf(first, second), quote)
    assert [one.number for one in found] == [1, 2]
    assert all(len(one.boxes) == 1 for one in found)


@pytest.mark.parametrize("ruled", [False, True])
def test_rows_and_cells_of_tables(views: PageViews, tmp_path: Path, ruled: bool) -> None:
    rows = [["Port", "Boats", "Crew"], ["Hai An", "3", "20"], ["Cua Lo", "5", "20"],
            ["Phan Ri", "7", "30"]]  # fmt: skip

    def table(red: Sequence[str]) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            written(canvas, 60, 800, "The fleet of each port is counted every spring.")
            if ruled:
                style = [("GRID", (0, 0), (-1, -1), 0.5, (0.6, 0.6, 0.6))]
                style += [
                    ("TEXTCOLOR", (c, 2), (c, 2), (1, 0, 0))
                    for c, words in enumerate(rows[2])
                    if words in red
                ]
                drawn = Drawn(rows, colWidths=100, style=style)
                drawn.wrapOn(canvas, 400, 400)
                drawn.drawOn(canvas, 60, 700)
                return
            for number, row in enumerate(rows):
                for x, words in zip((60, 200, 300), row, strict=True):
                    is_red = number == 2 and words in red
                    written(canvas, x, 780 - 15 * number, f"[{words}]" if is_red else words)

        return draw

    whole = "Cua Lo | 5 | 20"
    (one,) = marked(views, tmp_path, pdf(table(rows[2])), whole)
    assert len(one.boxes) == 3
    (cell,) = marked(views, tmp_path, pdf(table(["20"])), "20", after="Cua Lo")
    assert len(cell.boxes) == 1


def test_letters_of_vietnamese_and_raised_marks(views: PageViews, tmp_path: Path) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    fonts = [*Path("/usr/share/fonts").rglob("NotoSans-Regular.ttf")]
    if not fonts:
        pytest.skip("the font Noto Sans is not installed")
    pdfmetrics.registerFont(TTFont("Noto", fonts[0]))

    def draw(canvas: Canvas) -> None:
        written(canvas, 60, 780, "Điều 4. Phí sử dụng cảng", "Noto")
        written(canvas, 60, 760, "1. [Phí của tàu cá là 240.000 đồng] mỗi năm.", "Noto")

    (one,) = marked(views, tmp_path, pdf(draw), "Phí của tàu cá là 240.000 đồng")
    assert len(one.boxes) == 1


def test_a_note_is_marked_on_its_own_page() -> None:
    text = "Words of page one.\n\nA note.\n\nWords of page two."
    from corpus.document import Block

    spans = [("paragraph", 0, 18, 0), ("note", 20, 27, 1), ("paragraph", 29, 47, 0)]
    blocks = tuple(Block(k, a, b, text[a:b], level) for k, a, b, level in spans)  # type: ignore[arg-type]
    document = Document("0" * 16, "a.pdf", text, page_starts=(0, 19), blocks=blocks)
    assert pieces_of(document, 20, 27) == ([1], [[("Words of page one.", 0, 0), ("A note.", 0, 7)]])


def test_a_scan_has_its_page_and_no_marks(views: PageViews, tmp_path: Path) -> None:
    drawn = page("Some words.")
    data = pdf(drawn)
    (tmp_path / "a.pdf").write_bytes(data)
    text = "Entirely different contents"
    block = document_from_bytes(b"x", "a.txt").blocks[0]
    document = Document(
        "1" * 16, "a.pdf", text, page_starts=(0,),
        blocks=(type(block)("paragraph", 0, len(text), text),),
    )  # fmt: skip
    (one,) = views.marked(document, tmp_path / "a.pdf", 0, 8)
    assert one.number == 1 and one.boxes == ()


@needs_tesseract
@pytest.mark.parametrize("slant", [0.0, 2.4, -2.0])
@pytest.mark.parametrize("turned", [0, 90])
def test_the_lines_of_a_scan(
    views: PageViews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slant: float, turned: int
) -> None:
    sheet = pypdfium2.PdfDocument(pdf(PLAIN))[0].render(scale=200 / 72, rev_byteorder=True)
    picture = sheet.to_pil().rotate(slant, Image.Resampling.BICUBIC, fillcolor="white")
    buffer = io.BytesIO()
    if turned:  # as a scanner does that was fed sideways, and says so
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    picture.save(buffer, "PDF", resolution=200)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    writer.pages[0].rotate(turned)
    data = io.BytesIO()
    writer.write(data)
    (one,) = marked(views, tmp_path, data.getvalue(), QUOTED)
    assert 1 <= len(one.boxes) <= 4
    # Another passage of the same page is found without reading it again.
    monkeypatch.setenv("PATH", "")
    document = document_from_bytes(b"x", "a.txt")
    text = "Fees for fishing boats are waived"
    other = replace(
        document, id=content_id(data.getvalue()), source="a.pdf", text=text, page_starts=(0,),
        blocks=(replace(document.blocks[0], start=0, end=len(text), text=text),),
    )  # fmt: skip
    (again,) = views.marked(other, tmp_path / "a.pdf", 0, 10)
    assert again.boxes and again.boxes != one.boxes


@needs_tesseract
def test_a_scan_that_the_program_cannot_read_is_shown_without_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.pdf"
    Image.new("L", (600, 800), 255).save(file, "PDF", resolution=72)
    text = document_from_bytes(b"Some words", "a.txt")
    document = replace(text, id="2" * 16, source="a.pdf", page_starts=(0,))
    asked = []

    def fails(*_: object) -> None:
        asked.append(1)
        raise DocumentError("page 1 of a.pdf could not be recognised")

    monkeypatch.setattr("corpus.page_view.words_on", fails)
    views = PageViews()
    for _ in range(2):
        (one,) = views.marked(document, file, 0, 10)
        assert one.number == 1 and one.boxes == ()
    assert len(asked) == 1  # what is not there is not looked for again
    views.close()


# Pictures


def test_a_picture_is_bounded_whatever_the_size_of_its_page(
    views: PageViews, tmp_path: Path
) -> None:
    for width, height in ((14_400, 14_400), (14_400, 3), (3, 14_400), (200, 300)):
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(width, height))
        canvas.drawString(1, 1, "x")
        canvas.save()
        file = tmp_path / f"{width}-{height}.pdf"
        file.write_bytes(buffer.getvalue())
        picture = Image.open(io.BytesIO(views.picture(file.stem, file, file.name, 1)))
        assert 1 <= picture.width <= 1_301 and 1 <= picture.height <= 2_601


def test_a_photograph_is_small(views: PageViews, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1800, 1300, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.pdf")
    drawn = views.picture("photo", tmp_path / "a.pdf", "a.pdf", 1)
    assert drawn.startswith(b"\xff\xd8") and len(drawn) < 2_500_000


def test_what_cannot_be_drawn_is_told_in_a_sentence(views: PageViews, tmp_path: Path) -> None:
    tried = 0
    for hostile in hostile_documents():
        if not hostile.name.endswith(".pdf"):
            continue
        file = tmp_path / "a.pdf"
        file.write_bytes(hostile.data)
        try:
            views.picture(hostile.name, file, hostile.name, 1)
        except DocumentError as error:
            assert str(error).count("\n") == 0
            tried += 1
    assert tried >= 3
    file.write_bytes(pdf(PLAIN))
    assert views.picture("after", file, "a.pdf", 1).startswith(b"\x89PNG")
    for number in (0, 2, -1):
        with pytest.raises(DocumentError, match="no page"):
            views.picture("after", file, "a.pdf", number)
    with pytest.raises(DocumentError, match="could not be read"):
        views.picture("gone", tmp_path / "gone.pdf", "gone.pdf", 1)


def test_an_encrypted_file_is_not_drawn(views: PageViews, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(PLAIN)))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    with pytest.raises(DocumentError, match="protected by a password"):
        views.picture("locked", tmp_path / "a.pdf", "a.pdf", 1)


def test_pictures_are_kept_up_to_a_bound(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(PLAIN, PLAIN))
    views = PageViews(kept_bytes=60_000)
    first = views.picture("a", file, "a.pdf", 1)
    size = len(first)
    assert size < 60_000
    file.unlink()
    assert views.picture("a", file, "a.pdf", 1) is first  # kept: nothing is read again
    file.write_bytes(pdf(PLAIN, PLAIN))
    for number in range(2 + 60_000 // size):
        views.picture(f"other {number}", file, "a.pdf", 1)
    file.unlink()
    with pytest.raises(DocumentError):
        views.picture("a", file, "a.pdf", 1)
    views.close()


@pytest.mark.parametrize(
    "told", [None, [], {}, "x", [[1, "a", 2.0, []]], [[1, 2.0, 2.0, [[1]]]], {"picture": 7}]
)
def test_a_child_that_tells_nonsense_is_not_believed(
    told: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pdf(PLAIN)
    (tmp_path / "a.pdf").write_bytes(data)
    views = PageViews()
    monkeypatch.setattr(views._sandbox, "call", lambda *_, **__: told)
    document = document_from_bytes(data, "a.pdf")
    with pytest.raises(DocumentError, match="could not be drawn"):
        views.marked(document, tmp_path / "a.pdf", 0, 5)
    with pytest.raises(DocumentError, match="could not be drawn"):
        views.picture("a", tmp_path / "a.pdf", "a.pdf", 1)


def test_more_than_may_wait_are_sent_away(views: PageViews, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(PLAIN))
    for _ in range(MAX_WAITING):
        assert views._waiting.acquire(blocking=False)
    try:
        with pytest.raises(PagesBusy):
            views.picture("busy", file, "a.pdf", 1)
    finally:
        for _ in range(MAX_WAITING):
            views._waiting.release()
    assert views.picture("busy", file, "a.pdf", 1)  # being busy is not remembered


# Alignment


def test_words_are_laid_beside_each_other_and_letters_where_they_differ() -> None:
    def places(text: str, read: str) -> str:
        found = aligned(letters_of(text), letters_of(read))
        return "".join(read[found[i][0]] if i in found else "_" for i in range(len(text)))

    assert places("the earthquake", "the earth- quake") == "the_earthquake"
    assert places("ﬁne", "fine") == "fne"
    assert places("a b a b", "a b x a b") == "a_b_a_b"
    found = aligned(letters_of("one two"), letters_of("one head one two"))
    assert found[0] == [9] and found[4] == [13]
    found = aligned(letters_of("one two"), letters_of("one two foot two"))
    assert found[0] == [0] and found[4] == [4]
    assert aligned([], letters_of("x")) == {}


def test_pages_busy_is_a_sentence_for_the_user() -> None:
    assert issubclass(PagesBusy, AssistantError)
