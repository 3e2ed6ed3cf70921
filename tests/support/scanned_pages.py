"""Scanned pages of two languages: known words, drawn, turned a little, with the dirt of a copier.

The texts are our own. Each page differs in font, size, resolution, slant and noise, all drawn
from its number, so that the same pages come out on every machine that has the fonts.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

TEXTS = Path(__file__).parent / "scanned_texts"
LANGUAGES = ("en", "vi")
FONTS = ("NotoSerif-Regular", "NotoSans-Regular", "DejaVuSerif", "DejaVuSans")
RESOLUTIONS = (150, 200, 300)  # dots per inch
SLANTS = (0.4, -1.1, 1.8, -2.4, 3.0, -0.7, 1.3, -2.9, 2.2, 0.0)  # degrees
WORD = re.compile(r"\w+(?:[.,/-]\w+)*")


def texts(language: str) -> list[str]:
    """The ten pages of a language."""
    return (TEXTS / f"{language}.txt").read_text("utf-8").split("\n---\n")


def fonts() -> list[Path]:
    """Those of the fonts that are here."""
    found = {path.stem: path for path in Path("/usr/share/fonts").rglob("*.ttf")}
    return [found[name] for name in FONTS if name in found]


def scanned(text: str, number: int) -> Image.Image:
    """A page of A4 in grey as a scanner gives it; `number` decides how it looks."""
    dots = RESOLUTIONS[number % len(RESOLUTIONS)]
    known = fonts()
    size = (10.5, 12, 13)[number // 2 % 3] * dots / 72
    font = ImageFont.truetype(known[number % len(known)], round(size))
    page = Image.new("L", (round(8.27 * dots), round(11.69 * dots)), 255)
    margin = round(0.9 * dots)
    letters = int((page.width - 2 * margin) / font.getlength("n" * 100) * 104)
    draw, top = ImageDraw.Draw(page), margin
    for paragraph in text.splitlines():
        for line in textwrap.wrap(paragraph, letters):
            draw.text((margin, top), line, fill=25, font=font)
            top += round(1.45 * size)
        top += round(0.6 * size)
    page = page.rotate(SLANTS[number % len(SLANTS)], Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(dots / 400))
    return _with_dirt(page, number)


def _with_dirt(page: Image.Image, number: int) -> Image.Image:
    """Grey paper that is darker to one side, grain, specks, and the shadow of a book's back."""
    random = np.random.default_rng(number)
    pixels = np.asarray(page).astype(float)
    height, width = pixels.shape
    paper = 0.8 + 0.15 * np.linspace(0, 1, width)[None, :] * np.ones((height, 1))
    pixels = pixels * paper + random.normal(0, 14, pixels.shape)
    specks = random.random(pixels.shape)
    pixels[specks < 0.0006] = 40
    pixels[specks > 0.9994] = 250
    pixels[:, : width // 60] *= 0.45
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def pdf_of(pages: list[Image.Image]) -> bytes:
    """A PDF of pictures, each a page of the size it was scanned at."""
    buffer = BytesIO()
    dots = pages[0].width / 8.27
    pages[0].save(
        buffer, "PDF", save_all=True, append_images=pages[1:], resolution=dots, quality=80
    )
    return buffer.getvalue()


def image_of(pages: list[Image.Image], kind: str) -> bytes:
    """An image file: PNG and JPEG of the first page, TIFF of all."""
    buffer = BytesIO()
    if kind == "TIFF":
        pages[0].save(buffer, kind, save_all=True, append_images=pages[1:], compression="tiff_lzw")
    else:
        pages[0].save(buffer, kind)
    return buffer.getvalue()


def words(text: str) -> list[str]:
    """The words of a text with their diacritics, in one normal form and in small letters."""
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def found(text: str, read: str) -> tuple[int, int]:
    """(how many of the words of a text were read, in their order; how many it has)."""
    wanted, got = words(text), words(read)
    matched = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matched), len(wanted)
