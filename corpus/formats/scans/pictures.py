"""Pages as pictures: in grey and straight for a program that reads letters in them (of scanned PDF
files, of images), and as they look for people."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from corpus.errors import DocumentError
from corpus.formats.pdf.file import opened
from corpus.formats.scans.straight import evened, slant_of, turned
from corpus.wording import _, number

DOTS_PER_INCH = 220  # of a page that is not one picture
LEAST_DOTS, MOST_DOTS = 150, 300  # of one that is
FILLED = 0.7  # of a page, by the picture that it is
MAX_IMAGES, MAX_DEPTH = 50, 3  # that are looked at
MAX_SIDE = 3_600  # pixels; what is larger is made smaller
MAX_PIXELS = 60_000_000
SHOWN_WIDTH, SHOWN_HEIGHT = 1_300, 2_600  # pixels at most, of a page for people
FEW_COLOURS = 4_096  # as a page of text has, which is smaller and sharper as PNG
JPEG_QUALITY = 85
Image.MAX_IMAGE_PIXELS = None  # the size is looked at here, before anything is unpacked


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a picture (PNG; JPEG for one with many colours).

    `size` is what the page has in pixels without the turn of `turned` degrees counter-clockwise
    about its middle, which made its lines straight.
    """

    picture: bytes
    size: tuple[int, int]
    turned: float = 0.0

    def packed(self) -> dict[str, Any]:
        picture = b64encode(self.picture).decode("ascii")
        return {"picture": picture, "size": list(self.size), "turned": self.turned}


def read(data: bytes, name: str, page: int = 1, *, shown: bool = False) -> PagePicture:
    """Return a page (from 1) of a PDF file or an image as a picture: `shown` to people in its
    colours, else in grey, straight and on white. Raises DocumentError."""
    if shown:
        return _as_it_looks(data, name, page)
    if data.startswith(b"%PDF-"):
        sheet = pypdfium2.PdfDocument(data)[page - 1]
        scale = min(_dots_of(sheet) / 72, MAX_SIDE / max(sheet.get_size()))
        picture = sheet.render(scale=scale, grayscale=True).to_pil().convert("L")
    else:
        picture, _ = frame(data, name, page)
    white = evened(picture)
    degrees = slant_of(white)
    buffer = io.BytesIO()
    turned(white, degrees).save(buffer, "PNG")
    return PagePicture(buffer.getvalue(), picture.size, degrees)


def _dots_of(sheet: pypdfium2.PdfPage) -> float:
    """The dots per inch that a page was scanned at, so that none of its dots is smeared over two;
    DOTS_PER_INCH where no one picture fills it."""
    width, height = sheet.get_size()
    images = sheet.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=MAX_DEPTH)
    for image in islice(images, MAX_IMAGES):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) >= FILLED * width * height:
            dots: float = 72 * max(image.get_px_size()) / max(right - left, top - bottom)
            return min(max(dots, LEAST_DOTS), MOST_DOTS)
    return DOTS_PER_INCH


def _as_it_looks(data: bytes, name: str, page: int) -> PagePicture:
    """A page of a PDF file with what is filled in and noted on it, on white."""
    document = opened(data, name)
    if not 1 <= page <= len(document):
        raise DocumentError(
            _("{name} has no page {page}; add the file again").format(name=name, page=page)
        )
    sheet = document[page - 1]
    width, height = sheet.get_size()
    scale = min(SHOWN_WIDTH / max(width, 1), SHOWN_HEIGHT / max(height, 1))
    picture = sheet.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    buffer = io.BytesIO()
    if picture.getcolors(FEW_COLOURS) is None:
        picture.save(buffer, "JPEG", quality=JPEG_QUALITY)
    else:
        picture.save(buffer, "PNG")
    return PagePicture(buffer.getvalue(), picture.size)


def frame(data: bytes, name: str, page: int) -> tuple[Image.Image, int]:
    """(a page (from 1) of an image file in grey, upright as its camera says; how many pages there
    are). Raises DocumentError."""
    try:
        image = Image.open(io.BytesIO(data))
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise DocumentError(
                _(
                    "{name} has {size} megapixels, more than the {size2} that are read; make "
                    "it smaller and add that"
                ).format(
                    name=name,
                    size=number(width * height / 1000000.0),
                    size2=number(MAX_PIXELS / 1000000.0),
                )
            )
        pages = getattr(image, "n_frames", 1)
        grey = _in_grey(ImageSequence.Iterator(image)[page - 1])
        grey.thumbnail((MAX_SIDE, MAX_SIDE))
        grey = ImageOps.exif_transpose(grey)
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError) as error:
        raise DocumentError(
            _("{name} is damaged or not an image; open it, save it again and add that").format(
                name=name
            )
        ) from error
    return grey, pages


def _in_grey(image: Image.Image) -> Image.Image:
    """What is clear is paper, and 16 bits of grey are eight."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        grey, inked = image.convert("LA").split()
        return Image.composite(grey, Image.new("L", image.size, 255), inked)
    return image.convert("L")
