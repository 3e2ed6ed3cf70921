"""Scanned pages and images: read where Tesseract is installed, told of where it is not."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus import recognition
from corpus.errors import DocumentError
from corpus.formats.scans import pictures
from corpus.formats.scans.pictures import frame
from corpus.formats.scans.straight import evened, slant_of
from corpus.loading import document_from_bytes
from tests.support import scanned_pages

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
WORDS = "The harbour has nine berths and a pier."


def picture(words: str, kind: str = "PNG") -> bytes:
    image = Image.new("L", (1_400, 400), 255)
    font = ImageFont.truetype(FONT, 48) if Path(FONT).exists() else ImageFont.load_default(48)
    ImageDraw.Draw(image).text((60, 150), words, fill=0, font=font)
    buffer = BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def scan(*pages: str) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(700, 200))
    for words in pages:
        canvas.drawImage(ImageReader(BytesIO(picture(words))), 0, 0, 700, 200)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of Tesseract: it says what it was asked and how much it was given."""
    script = tmp_path / "tesseract"
    script.write_text(
        '#!/bin/sh\nif [ "$1" = --list-langs ]; then echo eng; exit; fi\n'
        'echo "Asked with $*. It holds $(wc -c | grep -q "^ *[1-9]" && echo many) bytes."\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    recognition.known_languages.cache_clear()
    yield script
    recognition.known_languages.cache_clear()


def test_each_page_is_given_to_the_program(program: Path) -> None:
    document = document_from_bytes(scan("one", "two"), "scan.pdf")
    words = "Asked with stdin stdout -l eng --psm 1. It holds many bytes."
    assert document.text == f"{words}\n\n{words}"
    assert [document.page_at(block.start) for block in document.blocks] == [1, 2]
    assert "read in pictures by Tesseract" in document.notes[0]
    assert "Tesseract has no data for vie" in document.notes[1]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_an_image_is_a_page(program: Path, kind: str) -> None:
    suffix = {"PNG": ".png", "JPEG": ".jpg", "TIFF": ".tif"}[kind]
    document = document_from_bytes(picture(WORDS, kind), f"a{suffix}")
    assert document.text.startswith("Asked with") and document.page_at(0) == 1


def test_a_program_that_fails_is_told_of(program: Path) -> None:
    program.write_text('#!/bin/sh\nif [ "$1" = --list-langs ]; then echo vie; exit; fi\nexit 3\n')
    with pytest.raises(DocumentError, match="page 1 of a.png could not be recognised"):
        document_from_bytes(picture(WORDS), "a.png")


@pytest.mark.parametrize(("name", "data"), [("a.png", picture(WORDS)), ("a.pdf", scan(WORDS))])
def test_without_the_program_its_installation_is_told(
    name: str, data: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    recognition.known_languages.cache_clear()
    with pytest.raises(
        DocumentError, match="no text layer: .* apt install tesseract-ocr"
    ) as caught:
        document_from_bytes(data, name)
    recognition.known_languages.cache_clear()
    assert caught.value.status == "no text layer"


def test_pages_without_a_text_layer_among_others_are_named() -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(700, 200))
    canvas.drawString(60, 150, WORDS)
    canvas.showPage()
    canvas.drawImage(ImageReader(BytesIO(picture("two"))), 0, 0, 700, 200)
    canvas.showPage()
    canvas.save()
    document = document_from_bytes(buffer.getvalue(), "a.pdf")
    assert document.text == WORDS
    assert document.notes == ("1 of 2 pages are pictures without a text layer: 2",)


needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed"
)


@needs_tesseract
def test_words_are_recognised() -> None:
    recognition.known_languages.cache_clear()
    assert "nine berths" in document_from_bytes(scan(WORDS), "a.pdf").text


@needs_tesseract
@pytest.mark.skipif(not scanned_pages.fonts(), reason="the fonts of the pages are not installed")
@pytest.mark.parametrize(
    ("language", "number", "kind", "least"),
    [
        ("en", 3, "JPEG", 0.95),
        ("en", 7, "PDF", 0.95),
        ("vi", 3, "TIFF", 0.9),
        ("vi", 7, "PNG", 0.9),
    ],
)
def test_slanted_and_dirty_pages(language: str, number: int, kind: str, least: float) -> None:
    """Two of `tests.benchmarks.scans` in each language, those that lie most aslant among them."""
    text = scanned_pages.texts(language)[number]
    page = scanned_pages.scanned(text, number)
    data = scanned_pages.pdf_of([page]) if kind == "PDF" else scanned_pages.image_of([page], kind)
    suffix = {"PDF": ".pdf", "PNG": ".png", "JPEG": ".jpg", "TIFF": ".tif"}[kind]
    found, wanted = scanned_pages.found(text, document_from_bytes(data, f"a{suffix}").text)
    assert found >= least * wanted


@pytest.mark.parametrize("slant", [-4.2, -1.0, 0.0, 2.6])
@pytest.mark.parametrize("quarter", [0, 90])
def test_the_slant_of_a_page_is_found(slant: float, quarter: int) -> None:
    page = Image.new("L", (1_000, 1_400), 255)
    draw = ImageDraw.Draw(page)
    for row in range(30):
        draw.text((150, 150 + 36 * row), WORDS, fill=0, font=ImageFont.load_default(24))
    turned = page.rotate(quarter, expand=True).rotate(slant, fillcolor=255)
    assert slant_of(turned) == pytest.approx(-slant, abs=0.25)


def test_paper_is_evened() -> None:
    page = Image.linear_gradient("L").resize((800, 800)).point(lambda value: 120 + value // 2)
    ImageDraw.Draw(page).line((100, 100, 700, 700), fill=10, width=4)
    white = evened(page)
    assert white.getpixel((400, 400)) < 60
    assert min(white.getpixel((x, y)) for x, y in ((20, 400), (400, 20), (780, 700))) > 220


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16", "LA", "RGBA"])
def test_every_kind_of_pixel_is_ink_on_paper(mode: str) -> None:
    grey = Image.new("L", (200, 100), 255)
    ImageDraw.Draw(grey).rectangle((50, 20, 150, 80), fill=0)
    image = grey.convert("I;16").point(lambda value: value * 256) if mode == "I;16" else grey
    image = image if mode == "I;16" else image.convert(mode)
    if mode in ("LA", "RGBA"):  # black ink on clear paper, which is black itself
        image = Image.new(mode, grey.size, (0,) * len(mode))
        image.putalpha(ImageOps.invert(grey))
    buffer = BytesIO()
    image.save(buffer, "TIFF")
    page, pages = frame(buffer.getvalue(), "a.tif", 1)
    assert (page.mode, pages) == ("L", 1)
    assert page.getpixel((100, 50)) < 60 and page.getpixel((10, 10)) > 230


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    image = Image.new("L", (300, 100), 255)
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    buffer = BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    assert frame(buffer.getvalue(), "a.jpg", 1)[0].size == (100, 300)


def test_a_page_is_drawn_at_the_dots_that_it_was_scanned_at() -> None:
    page = Image.new("L", (1_240, 1_754), 255)  # A4 at 150 dots per inch
    found = pictures.read(scanned_pages.pdf_of([page]), "a.pdf")
    assert found.size == pytest.approx(page.size, abs=2)
