"""Files that were made to harm: small ones of every format that is read, made when a test runs.

Each has the status that an ingest must give it and words of the reason; `unsaid` must not be in
the text of those that are read. `RESTING` are good files of every format, to lie among them.
"""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from itertools import count

from tests.support import office_files

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
    + "]>"
)
PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}  # read where Tesseract is installed
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file, what must become of it, and what must be said (`told`) and never quoted."""

    name: str
    data: bytes
    status: str
    told: str = ""
    unsaid: str = ""


def seen() -> str:
    """A sentence that people see, another each time: a text that is known already is no news."""
    return f"Harbour {next(_NUMBERS)} has nine berths and a pier."


def zipped(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def paragraph(words: str, before: str = "") -> str:
    return f"<w:p>{before}<w:r><w:t>{words}</w:t></w:r></w:p>"


def word_file(
    body: str,
    *,
    numbering: str = "",
    styles: str = "",
    footnotes: str = "",
    before: str = "",
    more: dict[str, bytes | str] | None = None,
) -> bytes:
    """A Word file of its least parts, with this body."""
    parts = {"document": "", "styles": "", "numbering": "", "footnotes": ""}
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{WORD_TYPE}.'
        f'{"document.main" if part == "document" else part}+xml"/>'
        for part in parts
    )
    related = "".join(
        f'<Relationship Id="r{part}" Type="{OFFICE}/{part}" Target="{part}.xml"/>'
        for part in list(parts)[1:]
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension='
            '"rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f"{related}</Relationships>",
            "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
            "word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>",
            "word/footnotes.xml": f"<w:footnotes {W}>{footnotes}</w:footnotes>",
            "word/document.xml": f"{before}<w:document {W}><w:body>{body}</w:body></w:document>",
            **(more or {}),
        }
    )


def pdf_file(*objects: bytes, ending: bytes = b"%%EOF") -> bytes:
    """A PDF file of these objects, numbered from 1; the first is its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n" % (len(objects) + 1)
        + b"%d\n" % len(out)
        + ending
    )


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(data), more) + data + b"\nendstream"


def page_pdf(
    content: bytes,
    *,
    pages: bytes = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    resources: bytes = b"<< /Font << /F1 5 0 R >> >>",
    page: bytes = b"",
    further: tuple[bytes, ...] = (),
) -> bytes:
    """A PDF file of one page that draws `content`; `further` objects are numbered from 6."""
    return pdf_file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        pages,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources "
        + resources
        + b" /Contents 4 0 R %s >>" % page,
        content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *further,
    )


def shown(words: str, at: str = "72 700", size: int = 12, before: str = "") -> bytes:
    return f"q {before} BT /F1 {size} Tf {at} Td ({words}) Tj ET Q\n".encode()


def _texts() -> list[HostileFile]:
    noise = random.Random(7).randbytes(4_000)
    return [
        HostileFile("image-in-a-line.txt", b"Summary ![x](y) Details", "indexed"),
        HostileFile("nul.txt", b"\0" * 4_000, "failed", "binary"),
        HostileFile("noise.text", noise, "failed"),
        HostileFile("one-word.txt", b"a" * 400_000, "indexed"),
        HostileFile("links.txt", b"[](" * 60_000, "indexed"),
        HostileFile("bars.txt", b"|" * 100_000 + b"\nwords\n", "indexed"),
        HostileFile("tiny-lines.txt", b"a\n" * 260_000, "failed", "blocks"),
        HostileFile("numbers.txt", b"1. " * 50_000, "indexed"),
        HostileFile("accents.txt", b"a" + "\u0301".encode() * 30_000, "indexed"),
        HostileFile("half-utf16.txt", "Some words".encode("utf-16") + b"\xd8", "failed"),
        HostileFile("hyphens.txt", b"a-\n" * 30_000, "indexed"),
    ]


def _markdown() -> list[HostileFile]:
    aliases = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9)
    )
    merges = "a0: &a0 {k: v}\n" + "".join(
        f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}\n" for i in range(1, 9)
    )
    header = "|" + "h" * 60_000 + "|b|\n|-|-|\n"
    return [
        HostileFile("aliases.md", f"---\n{aliases}---\nWords.".encode(), "failed", "aliases"),
        HostileFile("merges.md", f"---\n{merges}---\nWords.".encode(), "failed", "merge keys"),
        HostileFile("one-merge.md", b"---\n<<: {a: b}\n---\nWords.", "failed", "merge keys"),
        HostileFile("deep.md", b"---\nx: " + b"[" * 9_000 + b"\n---\nDeep.", "indexed"),
        HostileFile("object.md", b"---\nx: !!python/name:os.x\n---\nWords.", "failed", "YAML"),
        HostileFile("number.md", b"---\nx: 0x" + b"f" * 9_000 + b"\n---\nA number.", "indexed"),
        HostileFile(
            "title.md", b'---\ntitle: The plan: a "draft"\n---\nWords.', "indexed", "line by line"
        ),
        HostileFile("quotes.md", b">" * 50_000 + b" words", "empty"),
        HostileFile("items.markdown", b"- " * 20_000 + b"words", "empty"),
        HostileFile("emphasis.md", b"*a_ " * 20_000, "indexed"),
        HostileFile("brackets.md", b"[a](" * 20_000, "indexed"),
        HostileFile("ticks.md", b"".join(b"`" * i + b" " for i in range(400)), "indexed"),
        HostileFile("comments.md", b"<!--" * 40_000 + b"\n\nwords", "empty"),
        HostileFile("header.md", (header + "|1|2|\n" * 3_000).encode(), "indexed"),
        HostileFile("headings.md", b"# a\n\nword\n\n" * 8_000, "indexed"),
        HostileFile(
            "hidden.md",
            f'{seen()} <span style="display:none">The unseen fee is 999.</span>\n\n'
            '<div style="font-size:0">\n\nThe unseen rule is 998.\n\n</div>\n\nMore.\n'.encode(),
            "indexed",
            "hidden text left out",
            "unseen",
        ),
        HostileFile(
            "struck.md", b"The fee is ~~the old 100~~ 200.", "indexed", "struck-out", "old"
        ),
    ]


def _html() -> list[HostileFile]:
    def page(body: str, head: str = "") -> bytes:
        return f"<html><head>{head}</head><body><p>{seen()}</p>{body}</body></html>".encode()

    wide = "<tr>" + "<td>1</td>" * 50 + "</tr>"
    unseen = "The unseen fee is 999."
    return [
        HostileFile("tags.html", b"<html><body>" + b"<a " * 30_000, "empty"),
        HostileFile("comments.html", b"<html><body>" + b"<!--" * 30_000, "empty"),
        HostileFile("marked.html", b"<html><body>" + b"<![" * 30_000, "empty"),
        HostileFile("divs.html", b"<html><body>" + b"<div>" * 60_000 + b"x", "failed", "deeply"),
        HostileFile("bold.htm", b"<html><body>" + b"<b>" * 30_000 + b"x", "failed", "deeply"),
        HostileFile("tables.html", page("<table><tr><td>" * 3_000 + "x"), "failed", "deeply"),
        HostileFile(
            "header.html",
            page(f"<table><tr><th>{'h' * 60_000}</th><th>b</th></tr>{wide * 200}</table>"),
            "indexed",
        ),
        HostileFile(
            "spans.html",
            page(f"<table><tr><th colspan=50>{'h' * 20_000}</th></tr>{wide * 100}</table>"),
            "indexed",
        ),
        HostileFile("date.html", page("<p>" + "2024-01-01 " * 5_000 + "</p>"), "indexed"),
        HostileFile(
            "json.html",
            page("", f'<script type="application/ld+json">{chr(91) * 50_000}</script>'),
            "indexed",
        ),
        HostileFile(
            "entity.html",
            b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + page("<p>&x;</p>"),
            "indexed",
            unsaid="root:",
        ),
        HostileFile(
            "hidden.html",
            page(
                "".join(
                    f"<p {how}>{unseen}</p>"
                    for how in (
                        "hidden",
                        "class=gone",
                        'style="display:none"',
                        'style="color:#fff"',
                        'style="font-size:0"',
                        'style="position:absolute;left:-9999px"',
                        'style="height:0;overflow:hidden"',
                    )
                ),
                "<style>.gone{display:none}</style>",
            ),
            "indexed",
            "7 pieces of hidden text left out",
            "unseen",
        ),
        HostileFile(
            "struck.html", page("<p>Fee <del>old 100</del> 200</p>"), "indexed", "struck-out", "old"
        ),
    ]


def _pdf() -> list[HostileFile]:
    font = b"<< /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >>"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 600 700] /Resources "
    chain = tuple(
        stream(b"/X Do " * 10, form + b"<< /XObject << /X %d 0 R >> >>" % (7 + i))
        for i in range(12)
    )
    last = stream(shown("deep"), form + b"<< /Font << /F1 5 0 R >> >>")
    pressed = zlib.compress(shown(seen()) + b" " * 40_000_000, 9)
    packed = zlib.compress(b"BT /F1 12 Tf 72 700 Td " + b"(a) Tj " * 2_000_000 + b" ET", 9)
    unseen = "The unseen fee is 999."
    cut = page_pdf(stream(shown(seen())))
    return [
        HostileFile("cut.pdf", cut[:-60], "failed"),
        HostileFile("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"%%EOF", "failed"),
        HostileFile("bare.pdf", b"%PDF-1.7\n%%EOF", "failed"),
        HostileFile("spaces.pdf", page_pdf(stream(pressed, b"/Filter /FlateDecode")), "indexed"),
        HostileFile("letters.pdf", page_pdf(stream(packed, b"/Filter /FlateDecode")), "failed"),
        HostileFile(
            "form-in-itself.pdf",
            page_pdf(
                stream(shown(seen()) + b" /X Do"),
                resources=font,
                further=(stream(b"/X Do /X Do", form + b"<< /XObject << /X 6 0 R >> >>"),),
            ),
            "failed",
        ),
        HostileFile(
            "forms.pdf",
            page_pdf(stream(shown(seen()) + b" /X Do"), resources=font, further=(*chain, last)),
            "failed",
        ),
        HostileFile(
            "pages-in-pages.pdf",
            page_pdf(
                stream(shown(seen())), pages=b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"
            ),
            "failed",
        ),
        HostileFile(
            "same-page.pdf",
            page_pdf(
                stream(shown(seen())), pages=b"<< /Kids [%s] /Count 30000 >>" % (b"3 0 R " * 30_000)
            ),
            "failed",
            "pages",
        ),
        HostileFile(
            "count.pdf",
            page_pdf(
                stream(shown(seen())), pages=b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"
            ),
            "indexed",
        ),
        HostileFile(
            "boxes.pdf", page_pdf(stream(shown(seen())), page=b"/CropBox [0 0 1e9 1e9]"), "indexed"
        ),
        HostileFile(
            "hidden.pdf",
            page_pdf(
                stream(
                    shown(seen())
                    + shown(unseen, "72 600", before="3 Tr")
                    + shown(unseen, "72 500", before="1 1 1 rg")
                    + shown(unseen, "9000 9000")
                    + shown(unseen, "72 400", before=".01 0 0 .01 0 0 cm")
                )
            ),
            "indexed",
            "hidden text left out",
            "unseen",
        ),
    ]


def _word() -> list[HostileFile]:
    long_header = "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + "".join(
        f"<w:tc>{paragraph(words)}</w:tc>" for words in ("h" * 50_000, "b")
    )
    row = f"<w:tr><w:tc>{paragraph('1')}</w:tc><w:tc>{paragraph('2')}</w:tc></w:tr>"
    box, unbox = "<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    swelling = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="99999"/>'
        f'<w:numFmt w:val="decimal"/><w:lvlText w:val="{"%1" * 30_000}"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )

    def note(number: int, refers: int, times: int = 1) -> str:
        reference = f'<w:r><w:footnoteReference w:id="{refers}"/></w:r>'
        return (
            f'<w:footnote w:id="{number}"><w:p><w:r><w:t>Note {number}.</w:t></w:r>'
            f"{reference * times}</w:p></w:footnote>"
        )

    first = '<w:p><w:r><w:t>Words.</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    good = word_file(paragraph(seen()))
    lying = bytearray(word_file("<w:p/>" * 400_000))
    place = lying.rfind(b"PK\x01\x02")
    lying[place + 24 : place + 28] = struct.pack("<I", 100)
    locked = bytearray(good)
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    unseen = "The unseen fee is 999."

    def run(properties: str, words: str) -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"

    return [
        HostileFile("no-zip.docx", b"PK\x03\x04" + b"x" * 500, "failed"),
        HostileFile(
            "zeros.docx", word_file("", more={"word/x.bin": bytes(20_000_000)}), "failed", "hundred"
        ),
        HostileFile("lying.docx", bytes(lying), "failed"),
        HostileFile("locked.docx", bytes(locked), "encrypted", "password"),
        HostileFile(
            "parts.docx",
            zipped({f"x/{i}": "" for i in range(5_200)}, zipfile.ZIP_STORED),
            "failed",
        ),
        HostileFile(
            "laughs.docx", word_file(paragraph("&j;"), before=LAUGHS), "failed", "entities"
        ),
        HostileFile(
            "outside.docx",
            word_file(
                paragraph("&x;"), before='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            ),
            "failed",
            "entities",
        ),
        HostileFile(
            "tables.docx",
            word_file(
                "<w:tbl><w:tr><w:tc>" * 60 + paragraph(seen()) + "</w:tc></w:tr></w:tbl>" * 60
            ),
            "indexed",
        ),
        HostileFile(
            "deep.docx",
            word_file("<w:sdt><w:sdtContent>" * 900 + "</w:sdtContent></w:sdt>" * 900),
            "failed",
        ),
        HostileFile("boxes.docx", word_file(box * 60 + paragraph("deep") + unbox * 60), "indexed"),
        HostileFile(
            "header.docx",
            word_file(f"<w:tbl>{long_header}</w:tr>{row * 2_000}</w:tbl>"),
            "indexed",
        ),
        HostileFile("note.docx", word_file(first, footnotes=note(1, 1)), "indexed"),
        HostileFile(
            "notes.docx",
            word_file(first, footnotes="".join(note(i, i + 1, 30) for i in range(1, 9))),
            "indexed",
        ),
        HostileFile(
            "numbering.docx",
            word_file(paragraph("a", numbered) * 1_500, numbering=swelling),
            "indexed",
        ),
        HostileFile(
            "styles.docx",
            word_file(
                paragraph(seen(), '<w:pPr><w:pStyle w:val="A"/></w:pPr>'),
                styles='<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
                '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>',
            ),
            "indexed",
        ),
        HostileFile(
            "swelling.docx", word_file(paragraph("word " * 400_000)), "failed", "hundred times"
        ),
        HostileFile(
            "hidden.docx",
            word_file(
                paragraph(seen())
                + "<w:p>"
                + run("<w:vanish/>", unseen)
                + run('<w:color w:val="FFFFFF"/>', unseen)
                + run('<w:sz w:val="2"/>', unseen)
                + run("<w:strike/>", unseen)
                + "</w:p>"
            ),
            "indexed",
            "3 pieces of hidden text left out; 1 piece of struck-out",
            "unseen",
        ),
    ]


def vast_picture() -> bytes:
    """A PNG file that says that it is 20,000 pixels high and wide."""

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", b"") + part(b"IEND", b"")


def _office() -> list[HostileFile]:
    """Spreadsheets, slides, OpenDocument, rich text, books, mails and archives."""
    laughs = zipped({"content.xml": LAUGHS})
    zeros = zipped({"xl/workbook.xml": "x", "media/x.bin": bytes(20_000_000)})
    slides = zipped({"ppt/presentation.xml": LAUGHS})
    cell = '<c r="XFD1048576" t="inlineStr"><is><t>far away</t></is></c>'
    good = {"a.txt": seen().encode()}
    nested = zipped({"b.zip": zipped({"a.txt": "words"}), "a.txt": seen()})
    many = office_files.mail("Many", seen(), {f"{n}.txt": seen().encode() for n in range(130)})
    inside = office_files.mail("Inner", seen())
    for _ in range(6):
        inside = office_files.mail("Outer", seen(), {"inner.eml": inside})
    repeated = (
        '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"><text:p>w</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet>"
    )
    with zipfile.ZipFile(BytesIO(office_files.open_sheet("S", [["a"]]))) as package:
        parts: dict[str, bytes | str] = {name: package.read(name) for name in package.namelist()}
    sheet = parts["content.xml"]
    assert isinstance(sheet, bytes)
    parts["content.xml"] = sheet.replace(b"</office:spreadsheet>", repeated.encode())
    return [
        HostileFile("laughs.pptx", slides, "failed", "entities"),
        HostileFile("laughs.odt", laughs, "failed", "entities"),
        HostileFile("laughs.odp", laughs, "failed", "entities"),
        HostileFile("laughs.epub", zipped({"META-INF/container.xml": LAUGHS}), "failed"),
        HostileFile("zeros.xlsx", zeros, "failed", "hundred"),
        HostileFile("zeros.zip", zipped({"x.bin": bytes(20_000_000)}), "failed", "hundred"),
        HostileFile("far.xlsx", workbook(f'<row r="1048576">{cell}</row>'), "indexed"),
        HostileFile("swelling.ods", zipped(parts), "indexed"),
        HostileFile("quote.csv", b'"never closed\n' + b"a,b,c\n" * 20_000, "indexed"),
        HostileFile("wide.csv", b"a," * 100_000 + b"\n", "indexed"),
        HostileFile("cells.tsv", b"a\t" * 600_000, "failed", "cells"),
        HostileFile("braces.rtf", b"{\\rtf1 " + b"{" * 100_000 + seen().encode(), "indexed"),
        HostileFile("nested.zip", nested, "indexed", "b.zip left out"),
        HostileFile("noise.zip", zipped({"a.bin": "x"}), "empty", "no file that can be read"),
        HostileFile("names.zip", office_files.archive({f"../../{n}": d for n, d in good.items()}),
                    "indexed"),
        HostileFile("many.eml", many, "indexed", "only the first 100 files"),
        HostileFile("deep.eml", inside, "indexed", "left out"),
        HostileFile("heads.eml", b"Subject: =?x?q?" + b"=" * 90_000 + b"?=\n\n" + seen().encode(),
                    "indexed"),
        HostileFile("noise.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000), "failed"),
        HostileFile("noise.png", b"\x89PNG" + bytes(500), "failed", "not an image"),
        HostileFile("noise.jpg", b"\xff\xd8\xff" + bytes(500), "failed", "not an image"),
        HostileFile("noise.jpeg", b"\xff\xd8\xff" + bytes(500), "failed", "not an image"),
        HostileFile("noise.tif", b"II*\0" + bytes(500), "failed", "not an image"),
        HostileFile("noise.tiff", b"MM\0*" + bytes(500), "failed", "not an image"),
        HostileFile("vast.png", vast_picture(), "failed", "megapixels"),
        HostileFile("page.xhtml", f"<html><body><p>{seen()}</p></body></html>".encode(), "indexed"),
    ]  # fmt: skip


def hostile_documents() -> list[HostileFile]:
    """Files for an ingest, of every format that one reads."""
    return [*_texts(), *_markdown(), *_html(), *_pdf(), *_word(), *_office()]


def good_documents() -> dict[str, bytes]:
    """A good file of every format, by its name."""
    words = "File {} says that the harbour has nine berths."
    return {
        **{
            f"good{suffix}": words.format(suffix).encode()
            for suffix in (".md", ".markdown", ".txt", ".text")
        },
        **{
            f"good{suffix}": f"<html><body><p>{words.format(suffix)}</p></body></html>".encode()
            for suffix in (".html", ".htm", ".xhtml")
        },
        **{
            f"good{suffix}": f"Harbour,Berths,Note\nLisholm,9,{words.format(suffix)}\n".encode()
            for suffix in (".csv", ".tsv")
        },
        "good.rtf": office_files.RICH % words.format("rtf").encode(),
        "good.xlsx": office_files.workbook({"One": [[words.format("xlsx")], ["a", "b", "c"]]}),
        "good.pptx": office_files.slides("Slides", ["one"], words.format("pptx")),
        "good.odt": office_files.open_text("Text", words.format("odt")),
        "good.ods": office_files.open_sheet("Sheet", [[words.format("ods"), "x"], ["a", "b"]]),
        "good.odp": office_files.open_slides(words.format("odp")),
        "good.epub": office_files.book({"a.xhtml": f"<p>{words.format('epub')}</p>"}),
        "good.eml": office_files.mail("Mail", words.format("eml")),
        "good.msg": office_files.outlook_mail("Mail", words.format("msg")),
        "good.zip": office_files.archive({"a.txt": words.format("zip").encode()}),
        "good.docx": word_file(paragraph(words.format("docx"))),
        "good.pdf": page_pdf(stream(shown(words.format("pdf")))),
    }


def workbook(rows: str) -> bytes:
    """An Excel file with these rows, as XML, after its header `Question` and one question."""
    import openpyxl

    buffer = BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Question"])
    sheet.append(["Who runs the harbour?"])
    book.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        parts: dict[str, bytes | str] = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    told = parts[name]
    assert isinstance(told, bytes)
    parts[name] = told.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    return zipped(parts)


def hostile_lists() -> list[HostileFile]:
    """Lists of questions, of every format that they may have; `read` or `refused`."""
    asked = "Who runs the harbour?"

    def cell(place: str, words: str) -> str:
        return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'

    return [
        HostileFile("wide.csv", f"question{',a' * 16_000}\n{asked}\n".encode(), "refused"),
        HostileFile("wider.csv", b"," * 100_000 + b"\nWho?\n", "read"),
        HostileFile("quote.csv", b'question\n"Who?\n' + b"x\n" * 20_000, "refused", "never closed"),
        HostileFile("cell.csv", b'question\n"' + b"a " * 300_000 + b'?"\n', "read"),
        HostileFile("bars.tsv", b"question\t" + b"|" * 50_000 + b"\nWho?\n", "read"),
        HostileFile("noise.csv", random.Random(3).randbytes(3_000), "refused"),
        HostileFile("deep.jsonl", b'{"question": ' + b"[" * 60_000 + b"\n", "refused"),
        HostileFile("number.jsonl", b'{"id": ' + b"9" * 5_000 + b', "question": "a?"}', "refused"),
        HostileFile("commas.txt", b"," * 50_000 + b"\nWho?\n", "read"),
        HostileFile("numbers.txt", b"1. " * 40_000 + b"?\n", "refused"),
        HostileFile("bars.md", b"|" * 60_000 + b"\n", "refused"),
        HostileFile("comments.md", b"<!--" * 40_000 + b"\nWho?", "refused"),
        HostileFile(
            "far.xlsx", workbook(f'<row r="1048576">{cell("XFD1048576", "?")}</row>'), "read"
        ),
        HostileFile(
            "row.xlsx", workbook(f'<row r="2000000000">{cell("A2000000000", "?")}</row>'), "read"
        ),
        HostileFile(
            "string.xlsx", workbook('<row r="3"><c r="A3" t="s"><v>9999</v></c></row>'), "refused"
        ),
        HostileFile("merged.xlsx", workbook("<!--" + "<mergeCell " * 30_000 + "-->"), "read"),
        HostileFile(
            "rich.xlsx",
            workbook(
                '<row r="3"><c r="A3" t="inlineStr"><is>'
                + "<r><t>a</t></r>" * 40_000
                + "</is></c></row>"
            ),
            "read",
        ),
        HostileFile("laughs.xlsx", zipped({"xl/workbook.xml": LAUGHS}), "refused", "entities"),
        HostileFile("zeros.xlsx", zipped({"xl/x.bin": bytes(20_000_000)}), "refused", "hundred"),
        HostileFile("cut.xlsx", workbook("")[:-300], "refused"),
        HostileFile("laughs.docx", word_file(paragraph("&j;"), before=LAUGHS), "refused"),
    ]
