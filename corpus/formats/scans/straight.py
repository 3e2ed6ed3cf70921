"""A scanned page made easy to read: even paper, and lines that run straight across.

Tesseract finds no lines on a page that lies aslant by three degrees, and takes the shadow of a
book's back for letters.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter

PAPER_CELL = 16  # pixels, wider than a stroke of a letter: the lightest near it is the paper
PAPER_REACH = 5  # cells
DARKEST = 0.005  # of the pixels, which are black afterwards
FAINT = 80  # of 255 levels, that ink is darker than its paper: less is the paper's own grain
LOOKED_AT = 900  # pixels, of a page of which the slant is measured
MOST_SLANT = 5.0  # degrees
COARSE, FINE = 0.5, 0.1
LEAST_SLANT = 0.2  # degrees that are worth turning a page
BORDER = 0.08  # of a side, that may be the scanner's own edge


def evened(page: Image.Image) -> Image.Image:
    """A grey page on white: what is darker than the paper around it."""
    cells = page.resize(
        (max(1, page.width // PAPER_CELL), max(1, page.height // PAPER_CELL)),
        Image.Resampling.BOX,
    )
    paper = cells.filter(ImageFilter.MaxFilter(PAPER_REACH)).filter(ImageFilter.GaussianBlur(3))
    ink = ImageChops.subtract(paper.resize(page.size, Image.Resampling.BILINEAR), page)
    black = max(_darkest(ink), FAINT)
    return ink.point([255 - min(255, 255 * level // black) for level in range(256)])


def _darkest(ink: Image.Image) -> int:
    """How much darker than its paper the ink of a page is: where it is darkest."""
    levels = ink.histogram()
    return next(
        (at for at in range(255, 0, -1) if sum(levels[at:]) > DARKEST * ink.width * ink.height), 0
    )


def slant_of(page: Image.Image) -> float:
    """The degrees, counter-clockwise, that a page is to be turned by so that its lines run
    straight across, or straight up."""
    small = page.copy()
    small.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX)
    ink = ImageChops.invert(small)
    steps = round(MOST_SLANT / COARSE)
    best = max((step * COARSE for step in range(-steps, steps + 1)), key=_clearness(ink))
    steps = round(COARSE / FINE)
    best = max((best + step * FINE for step in range(-steps, steps + 1)), key=_clearness(ink))
    return best if abs(best) >= LEAST_SLANT else 0.0


def turned(page: Image.Image, degrees: float) -> Image.Image:
    """A page turned about its middle, grown so that no corner of it is lost."""
    if not degrees:
        return page
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def _clearness(ink: Image.Image) -> Callable[[float], int]:
    """How clearly lines are told from the gaps between them, turned by so many degrees."""
    across, down = round(BORDER * ink.width), round(BORDER * ink.height)
    inside = (across, down, max(ink.width - across, 1), max(ink.height - down, 1))

    def clearness(degrees: float) -> int:
        lines = ink.rotate(degrees, Image.Resampling.BILINEAR).crop(inside)
        rows = lines.resize((1, lines.height), Image.Resampling.BOX).tobytes()
        columns = lines.resize((lines.width, 1), Image.Resampling.BOX).tobytes()
        return sum(
            (one - other) ** 2 for shares in (rows, columns) for one, other in pairwise(shares)
        )

    return clearness
