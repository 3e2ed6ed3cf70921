"""Files with a word of their own in each place where their format keeps text.

`places()` gives, for each file, its name and bytes and the words in it by the places they are in.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage

import docx
import openpyxl
import pptx
import pypdf
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from pypdf.annotations import FreeText, Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from tests.support import office_files

BODY = "The harbour board meets on the first Monday of each month in the customs house."
W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class HiddenPlaces:
    """A file, and the words in it by the places that they stand in."""

    name: str
    data: bytes
    words: Mapping[str, str]


class _Words:
    """A new word for each place: letters alone, so that no reader divides it."""

    def __init__(self, format_: str) -> None:
        self.format_ = format_
        self.given: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        number = len(self.given)
        word = f"Zq{self.format_}{chr(97 + number // 26)}{chr(97 + number % 26)}xo"
        return self.given.setdefault(place, word)


def places() -> list[HiddenPlaces]:
    """All files, one or two for each format."""
    makers: tuple[Callable[[], HiddenPlaces], ...] = (
        _word, _workbook, _slides, _pdf, _html, _mail, _book, _open_text, _open_sheet,
        _open_slides, _rich, _markdown, _csv, _zip,
    )  # fmt: skip
    return [make() for make in makers]


# Word


def _run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def _paragraph(inner: str) -> str:
    return f"<w:p {W}>{inner}</w:p>"


def _word() -> HiddenPlaces:
    word = _Words("word")
    document = docx.Document()
    document.add_paragraph(BODY)
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{word('header')} of each page"
    section.footer.paragraphs[0].text = f"{word('footer')} of each page"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = f"{word('header of the first page')} here"
    document.settings.odd_and_even_pages_header_footer = True
    section.even_page_footer.paragraphs[0].text = f"{word('footer of even pages')} here"
    outer = document.add_table(2, 2)
    outer.cell(0, 0).text, outer.cell(0, 1).text = "Berth", word("table")
    inner = outer.cell(1, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Length", word("table in a table")
    outer.cell(1, 1).text = "x"
    control = _run(word("content control"))
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {W}><w:sdtPr/><w:sdtContent>{_paragraph(control)}</w:sdtContent></w:sdt>"
        ),
    )
    raw = [
        f'<w:ins w:id="1" w:author="a">{_run(word("tracked insertion"))}</w:ins>',
        _run("Kept ") + f'<w:del w:id="2" w:author="a"><w:r><w:delText>{word("tracked deletion")}'
        "</w:delText></w:r></w:del>",
        _run("Seen ") + _run(word("hidden run"), "<w:vanish/>"),
        _run("Seen ") + _run(word("struck-out run"), "<w:strike/>"),
        f'<w:hyperlink w:anchor="x">{_run(word("link"))}</w:hyperlink>',
        f'<w:fldSimple w:instr=" DATE ">{_run(word("field result"))}</w:fldSimple>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run(word("complex field result"))}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        f'<w:smartTag w:element="x">{_run(word("smart tag"))}</w:smartTag>',
        f"<m:oMath><m:r><m:t>{word('formula')}</m:t></m:r></m:oMath>",
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{_run('reading')}</w:rt><w:rubyBase>"
        f"{_run(word('word under a reading'))}</w:rubyBase></w:ruby></w:r>",
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><wp:docPr id='9'"
        f" name='b' descr='{word('alt text of a shape')}'/><a:graphic><a:graphicData uri='x'>"
        f"<wps:wsp><wps:txbx><w:txbxContent>{_paragraph(_run(word('text box')))}</w:txbxContent>"
        "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        "</mc:AlternateContent></w:r>",
        f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{_paragraph(_run(word('old text box')))}"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
        "<w:r><w:drawing><wp:inline><wp:docPr id='3' name='p' "
        f"descr='{word('alt text of a picture')}'/><a:graphic><a:graphicData uri='y'/></a:graphic>"
        "</wp:inline></w:drawing></w:r>",
        '<w:r><w:footnoteReference w:id="7"/></w:r>' + _run("Noted."),
        '<w:r><w:endnoteReference w:id="8"/></w:r>' + _run("Noted."),
        '<w:r><w:commentReference w:id="9"/></w:r>' + _run("Commented."),
        "<w:r><w:drawing><wp:inline><wp:docPr id='4' name='d'/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"><dgm:relIds '
        'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="rId901"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
        "<w:r><w:drawing><wp:inline><wp:docPr id='5' name='c'/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart '
        'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rId902"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
        '<w:r><w:object><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" r:id="rId903"/>'
        "</w:object></w:r>",
    ]
    for inner_xml in raw:
        document.element.body.insert(1, parse_xml(_paragraph(inner_xml)))
    for key in ("title", "subject", "keywords", "comments", "category"):
        setattr(document.core_properties, key, f"{word(f'property {key}')} here")
    data = _with_parts(document, word)
    return HiddenPlaces("places.docx", data, word.given)


def _with_parts(document: WordDocument, word: _Words) -> bytes:
    """The file with parts that python-docx does not make."""
    buffer = io.BytesIO()
    document.save(buffer)
    notes = {
        "footnotes": f'<w:footnote w:id="7">{_paragraph(_run(word("footnote")))}</w:footnote>',
        "endnotes": f'<w:endnote w:id="8">{_paragraph(_run(word("endnote")))}</w:endnote>',
        "comments": f'<w:comment w:id="9" w:author="a">{_paragraph(_run(word("comment")))}'
        "</w:comment>",
    }
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    dgm = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    c = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    parts = {f"word/{k}.xml": f"<w:{k} {W}>{inner}</w:{k}>" for k, inner in notes.items()}
    parts["word/diagrams/data1.xml"] = (
        f"<dgm:dataModel {dgm} {a}><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>"
        f"{word('SmartArt')}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
    )
    parts["word/charts/chart1.xml"] = (
        f"<c:chartSpace {c} {a}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>"
        f"{word('chart title')}</a:t></a:r></a:p></c:rich></c:tx></c:title></c:chart>"
        "</c:chartSpace>"
    )
    kinds = {
        "rId901": (f"{OFFICE}/diagramData", "diagrams/data1.xml"),
        "rId902": (f"{OFFICE}/chart", "charts/chart1.xml"),
        "rId903": (f"{OFFICE}/package", "embeddings/sheet1.xlsx"),
        "rId904": (f"{OFFICE}/footnotes", "footnotes.xml"),
        "rId905": (f"{OFFICE}/endnotes", "endnotes.xml"),
        "rId906": (f"{OFFICE}/comments", "comments.xml"),
    }
    relations = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, (kind, target) in kinds.items()
    )
    overrides = "".join(
        f'<Override PartName="/word/{kind}.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.wordprocessingml.{kind}+xml"/>'
        for kind in notes
    )
    overrides += '<Default Extension="xlsx" ContentType="application/vnd.ms-excel"/>'
    embedded = office_files.workbook({"A": [[word("embedded workbook"), "1"], ["x", "2"]]})
    return _rewritten(
        buffer.getvalue(),
        {
            "word/_rels/document.xml.rels": ("</Relationships>", f"{relations}</Relationships>"),
            "[Content_Types].xml": ("</Types>", f"{overrides}</Types>"),
        },
        {**{k: v.encode() for k, v in parts.items()}, "word/embeddings/sheet1.xlsx": embedded},
    )


def _rewritten(
    data: bytes, changed: Mapping[str, tuple[str, str]], added: Mapping[str, bytes]
) -> bytes:
    """A package with words of its parts changed, and parts added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name in changed:
                before, after = (text.encode() for text in changed[name])
                assert before in part, (name, before)
                part = part.replace(before, after, 1)
            if name not in added:
                new.writestr(name, part)
        for name, part in added.items():
            new.writestr(name, part)
    return buffer.getvalue()


# Excel


def _workbook() -> HiddenPlaces:
    word = _Words("book")
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = word("name of a sheet")
    for row in (["Berth", "Length"], [word("cell"), 24], ["South", 31]):
        sheet.append(row)
    sheet["A2"].comment = Comment(word("comment of a cell"), "a")
    sheet.oddHeader.center.text = word("header of a sheet")
    sheet.oddFooter.center.text = word("footer of a sheet")
    sheet["C1"], sheet["C2"] = "Note", word("cell of a hidden column")
    sheet.column_dimensions["C"].hidden = True
    sheet["A9"] = word("cell of a hidden row")
    sheet.row_dimensions[9].hidden = True
    sheet["A2"].hyperlink = "https://example.vn/x"
    hidden = book.create_sheet(word("name of a hidden sheet"))
    hidden.append([word("cell of a hidden sheet"), "x"])
    deep = book.create_sheet("Deep")
    deep.sheet_state = "veryHidden"
    deep.append([word("cell of a very hidden sheet")])
    hidden.sheet_state = "hidden"
    book.defined_names["Fee"] = DefinedName("Fee", attr_text=f'"{word("defined name")}"')
    chart = BarChart()
    chart.title = word("title of a chart")
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "F2")
    validation = openpyxl.worksheet.datavalidation.DataValidation(
        type="list", formula1='"Yes,No"', prompt=word("prompt of a cell")
    )
    validation.add("B9")
    sheet.add_data_validation(validation)
    book.properties.title = f"{word('property title')} here"
    book.properties.description = f"{word('property description')} here"
    buffer = io.BytesIO()
    book.save(buffer)
    drawing = (
        '<xdr:sp xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
        "<xdr:nvSpPr><xdr:cNvPr id='7' name='t'/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/>"
        f"<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{word('text box')}</a:t></a:r></a:p></xdr:txBody>"
        "</xdr:sp>"
    )
    anchor = (
        '<xdr:absoluteAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/'
        f'spreadsheetDrawing"><xdr:pos x="0" y="0"/><xdr:ext cx="9" cy="9"/>{drawing}'
        "<xdr:clientData/></xdr:absoluteAnchor>"
    )
    data = _rewritten(
        buffer.getvalue(), {"xl/drawings/drawing1.xml": ("</wsDr>", f"{anchor}</wsDr>")}, {}
    )
    return HiddenPlaces("places.xlsx", data, word.given)


# PowerPoint


def _slides() -> HiddenPlaces:
    word = _Words("slide")
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = word("title")
    slide.placeholders[1].text = f"{BODY}\n{word('point')}"
    slide.notes_slide.notes_text_frame.text = word("notes")
    size = (Inches(1), Inches(1), Inches(2), Inches(1))
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(*size)
    box.text_frame.text = word("shape of a group")
    nested = group.shapes.add_group_shape().shapes.add_textbox(*size)
    nested.text_frame.text = word("shape of a group in a group")
    table = slide.shapes.add_table(2, 2, *size).table
    table.cell(0, 0).text, table.cell(1, 1).text = "Berth", word("table")
    data = CategoryChartData()
    data.categories = [word("category of a chart"), "b"]
    data.add_series(word("series of a chart"), (1, 2))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = word("title of a chart")
    chart.value_axis.has_title = True
    chart.value_axis.axis_title.text_frame.text = word("title of an axis")
    described = slide.shapes.add_textbox(*size)
    described._element.nvSpPr.cNvPr.set("descr", word("alt text"))
    other = presentation.slides.add_slide(presentation.slide_layouts[5])
    other.shapes.title.text = word("title of a hidden slide")
    other._element.set("show", "0")
    master = presentation.slide_master.shapes
    master._spTree.append(_copied(box._element, word("text of the master")))
    layout = presentation.slide_layouts[1].shapes
    layout._spTree.append(_copied(box._element, word("text of the layout")))
    presentation.core_properties.title = f"{word('property title')} here"
    presentation.core_properties.comments = f"{word('property comments')} here"
    buffer = io.BytesIO()
    presentation.save(buffer)
    comment = (
        '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cm '
        f'authorId="0" idx="1"><p:pos x="1" y="1"/><p:text>{word("comment")}</p:text></p:cm>'
        "</p:cmLst>"
    )
    smart = (
        '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt><dgm:t>'
        f"<a:p><a:r><a:t>{word('SmartArt')}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst>"
        "</dgm:dataModel>"
    )
    relations = (
        f'<Relationship Id="rId901" Type="{OFFICE}/comments" Target="../comments/comment1.xml"/>'
        f'<Relationship Id="rId902" Type="{OFFICE}/diagramData" Target="../diagrams/data1.xml"/>'
        "</Relationships>"
    )
    content = "application/vnd.openxmlformats-officedocument."
    overrides = (
        f'<Override PartName="/ppt/comments/comment1.xml" ContentType="{content}presentationml.'
        'comments+xml"/><Override PartName="/ppt/diagrams/data1.xml" ContentType="'
        f'{content}drawingml.diagramData+xml"/></Types>'
    )
    data_ = _rewritten(
        buffer.getvalue(),
        {
            "ppt/slides/_rels/slide1.xml.rels": ("</Relationships>", relations),
            "[Content_Types].xml": ("</Types>", overrides),
        },
        {"ppt/comments/comment1.xml": comment.encode(), "ppt/diagrams/data1.xml": smart.encode()},
    )
    return HiddenPlaces("places.pptx", data_, word.given)


def _copied(element: object, words: str) -> object:
    from copy import deepcopy

    copy = deepcopy(element)
    copy.txBody.p_lst[0].r_lst[0].text = words  # type: ignore[attr-defined]
    return copy


# PDF


def _pdf() -> HiddenPlaces:
    word = _Words("page")
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(60, 780, BODY)
    canvas.drawString(60, 760, word("text"))
    canvas.saveState()
    hidden = canvas.beginText(60, 700)
    hidden.setTextRenderMode(3)
    hidden.textLine(word("invisible text"))
    canvas.drawText(hidden)
    canvas.restoreState()
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(60, 650, word("white text"))
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(-900, 600, word("text off the page"))
    canvas.acroForm.textfield(value=word("form field"), x=60, y=500, width=200, height=20, name="f")
    canvas.bookmarkPage("one")
    canvas.addOutlineEntry(word("bookmark"), "one")
    canvas.setTitle(f"{word('property title')} here")
    canvas.setSubject(f"{word('property subject')} here")
    canvas.setKeywords(f"{word('property keywords')} here")
    canvas.beginForm("box")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(60, 450, word("text of a form object"))
    canvas.endForm()
    canvas.doForm("box")
    canvas.showPage()
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    writer.add_annotation(0, Text(text=word("note of a reader"), rect=(400, 700, 420, 720)))
    writer.add_annotation(0, FreeText(text=word("typed over the page"), rect=(60, 300, 400, 330)))
    writer.add_attachment("list.txt", word("attached file").encode())
    _hidden_layer(writer, word("hidden layer"))
    done = io.BytesIO()
    writer.write(done)
    return HiddenPlaces("places.pdf", done.getvalue(), word.given)


def _hidden_layer(writer: pypdf.PdfWriter, words: str) -> None:
    """Text of an optional group that is off."""
    group = writer._add_object(DictionaryObject({
        NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Layer"),
    }))  # fmt: skip
    writer._root_object[NameObject("/OCProperties")] = DictionaryObject({
        NameObject("/OCGs"): ArrayObject([group]),
        NameObject("/D"): DictionaryObject({
            NameObject("/OFF"): ArrayObject([group]), NameObject("/Order"): ArrayObject([group]),
        }),
    })  # fmt: skip
    page = writer.pages[0]
    resources = page["/Resources"].get_object()
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/L1"): group})
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(f"/OC /L1 BDC BT /F1 12 Tf 60 400 Td ({words}) Tj ET EMC".encode())
    contents = page["/Contents"]
    added = writer._add_object(stream)
    page[NameObject("/Contents")] = ArrayObject([contents.indirect_reference or contents, added])


# Web pages, mails, books


def _html() -> HiddenPlaces:
    word = _Words("web")
    paragraphs = "".join(f"<p>Berth {n} is given out by the harbour board.</p>" for n in range(9))
    page = f"""<!doctype html><html lang="en"><head><title>{word("title")} here</title>
<meta name="description" content="{word("description")}">
<meta name="keywords" content="{word("keywords")}"></head><body><main><h1>Rules</h1><p>{BODY}</p>
{paragraphs}<details><summary>{word("summary")}</summary><p>{word("folded answer")} is here.</p>
</details><p title="{word("title attribute")}">Seen.</p>
<p><abbr title="{word("title of an abbreviation")}">HB</abbr> stands here.</p>
<img src="a.png" alt="{word("alt text")}"><figure><img src="b.png" alt="x"><figcaption>
{word("caption of a figure")}</figcaption></figure>
<noscript><p>{word("noscript")}</p></noscript><template><p>{word("template")}</p></template>
<p aria-label="{word("aria label")}">Seen too.</p><p hidden>{word("hidden attribute")}</p>
<p style="display:none">{word("hidden style")}</p><!-- {word("comment")} -->
<del>{word("deleted text")}</del><table><caption>{word("caption of a table")}</caption>
<tr><th>Berth</th><th>Length</th></tr><tr><td>{word("cell")}</td><td>24</td></tr></table>
<form><label>Name</label><input value="{word("value of a field")}">
<input placeholder="{word("placeholder")}"><textarea>{word("text area")}</textarea>
<select><option>{word("option")}</option></select></form>
<iframe srcdoc="&lt;p&gt;{word("frame")}&lt;/p&gt;"></iframe>
<svg><title>{word("title of a drawing")}</title><text>{word("text of a drawing")}</text></svg>
<dl><dt>Berth</dt><dd>{word("definition")}</dd></dl></main></body></html>"""
    return HiddenPlaces("places.html", page.encode(), word.given)


def _mail() -> HiddenPlaces:
    word = _Words("mail")
    message = EmailMessage()
    message["From"] = f"{word('sender')} <lan@example.vn>"
    message["To"], message["Cc"] = f"{word('receiver')} <b@example.vn>", f"{word('copy')} <c@d.vn>"
    message["Subject"] = f"{word('subject')} of the harbour"
    message["Date"] = "Mon, 3 Jun 2024 10:00:00 +0700"
    message["Keywords"] = word("keywords")
    message.set_content(f"{BODY}\n\n{word('plain part')}\n")
    message.add_alternative(f"<p>{BODY}</p><p>{word('HTML part alone')}</p>", subtype="html")
    message.add_attachment(f"{word('attached file')} here".encode(), maintype="text",
                           subtype="plain", filename=f"{word('name of a file')}.txt")  # fmt: skip
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "x@example.vn", word("subject of a mail in it")
    inner.set_content(f"{word('mail in it')} here\n")
    message.add_attachment(inner)
    unknown = b"\x00\x01" + word("file without a reader").encode()
    message.add_attachment(unknown, maintype="application", subtype="octet-stream",
                           filename="a.bin")  # fmt: skip
    return HiddenPlaces("places.eml", bytes(message), word.given)


def _book() -> HiddenPlaces:
    word = _Words("epub")
    data = office_files.book(
        {
            "a.xhtml": f"<h1>{word('heading')}</h1><p>{BODY}</p><aside>{word('aside')}</aside>"
            f"<img src='a.png' alt='{word('alt text')}'/>",
            "b.xhtml": f"<p>{word('second chapter')}</p>",
        },
        f"{word('title')} here",
    )
    extra = f"<html><body><p>{word('page that is not in the spine')}</p></body></html>"
    item = '<item id="x" href="x.xhtml" media-type="application/xhtml+xml"/></manifest>'
    described = f"<dc:description>{word('description')}</dc:description></metadata>"
    data = _rewritten(data, {"O/content.opf": ("</manifest>", item)}, {"O/x.xhtml": extra.encode()})
    data = _rewritten(data, {"O/content.opf": ("</metadata>", described)}, {})
    return HiddenPlaces("places.epub", data, word.given)


# OpenDocument


def _open_text() -> HiddenPlaces:
    from odf import dc, draw, office, style, text
    from odf.opendocument import OpenDocumentText
    from odf.table import Table, TableCell, TableRow

    word = _Words("odt")
    document = OpenDocumentText()
    document.text.addElement(text.P(text=BODY))
    layout = style.PageLayout(name="L")
    document.automaticstyles.addElement(layout)
    master = style.MasterPage(name="Standard", pagelayoutname=layout)
    for kind, element in (("header", style.Header()), ("footer", style.Footer())):
        element.addElement(text.P(text=word(kind)))
        master.addElement(element)
    document.masterstyles.addElement(master)
    noted = text.P(text="Noted ")
    for kind in ("footnote", "endnote"):
        note = text.Note(noteclass=kind)
        note.addElement(text.NoteCitation(text="1"))
        body = text.NoteBody()
        body.addElement(text.P(text=word(kind)))
        note.addElement(body)
        noted.addElement(note)
    comment = office.Annotation()
    comment.addElement(text.P(text=word("comment")))
    noted.addElement(comment)
    document.text.addElement(noted)
    boxed = text.P(text="Boxed ")
    frame = draw.Frame(width="5cm", height="2cm")
    box = draw.TextBox()
    box.addElement(text.P(text=word("text box")))
    frame.addElement(box)
    boxed.addElement(frame)
    picture = draw.Frame(width="5cm", height="2cm")
    from odf import svg

    picture.addElement(svg.Title(text=word("title of a picture")))
    picture.addElement(svg.Desc(text=word("alt text of a picture")))
    boxed.addElement(picture)
    document.text.addElement(boxed)
    outer, row, cell = Table(name="T"), TableRow(), TableCell()
    inner, inner_row, inner_cell = Table(name="I"), TableRow(), TableCell()
    inner_cell.addElement(text.P(text=word("table in a table")))
    inner_row.addElement(inner_cell)
    inner.addElement(inner_row)
    cell.addElement(text.P(text=word("table")))
    cell.addElement(inner)
    row.addElement(cell)
    other = TableCell()
    other.addElement(text.P(text="24"))
    row.addElement(other)
    outer.addElement(row)
    document.text.addElement(outer)
    changes = text.TrackedChanges()
    region = text.ChangedRegion(check_grammar=False)
    region.setAttrNS("urn:oasis:names:tc:opendocument:xmlns:text:1.0", "id", "c1")
    deletion = text.Deletion()
    deletion.addElement(text.P(text=word("tracked deletion")))
    region.addElement(deletion)
    changes.addElement(region)
    document.text.insertBefore(changes, document.text.firstChild)
    hidden = style.Style(name="Hid", family="text")
    hidden.addElement(style.TextProperties(display="none"))
    document.automaticstyles.addElement(hidden)
    struck = style.Style(name="Str", family="text")
    struck.addElement(style.TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(struck)
    line = text.P(text="Seen ")
    line.addElement(text.Span(stylename=hidden, text=word("hidden run")))
    line.addElement(text.Span(stylename=struck, text=word("struck-out run")))
    document.text.addElement(line)
    section = text.Section(name="S", display="none")
    section.addElement(text.P(text=word("hidden section")))
    document.text.addElement(section)
    document.meta.addElement(dc.Title(text=f"{word('property title')} here"))
    document.meta.addElement(dc.Description(text=f"{word('property description')} here"))
    return HiddenPlaces("places.odt", office_files._saved(document), word.given)


def _open_sheet() -> HiddenPlaces:
    from odf import office, style, text
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow

    word = _Words("ods")
    document = OpenDocumentSpreadsheet()
    hidden = style.Style(name="Hid", family="table")
    hidden.addElement(style.TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    for name, place, of in (
        (word("name of a sheet"), "cell", None),
        (word("name of a hidden sheet"), "cell of a hidden sheet", hidden),
    ):
        table = Table(name=name, stylename=of) if of else Table(name=name)
        for words in (("Berth", "Length"), (word(place), "24")):
            row = TableRow()
            for one in words:
                cell = TableCell()
                cell.addElement(text.P(text=one))
                row.addElement(cell)
            table.addElement(row)
        if of is None:
            comment = office.Annotation()
            comment.addElement(text.P(text=word("comment of a cell")))
            cell.addElement(comment)
        document.spreadsheet.addElement(table)
    return HiddenPlaces("places.ods", office_files._saved(document), word.given)


def _open_slides() -> HiddenPlaces:
    word = _Words("odp")
    from odf import presentation, text
    from odf.draw import Frame, Page, TextBox
    from odf.opendocument import OpenDocumentPresentation
    from odf.style import MasterPage, PageLayout

    document = OpenDocumentPresentation()
    layout = PageLayout(name="L")
    document.automaticstyles.addElement(layout)
    master = MasterPage(name="M", pagelayoutname=layout)
    document.masterstyles.addElement(master)

    def framed(words: str) -> Frame:
        frame, box = Frame(width="10cm", height="2cm"), TextBox()
        box.addElement(text.P(text=words))
        frame.addElement(box)
        return frame

    master.addElement(framed(word("text of the master")))
    page = Page(masterpagename="M", name="one")
    page.addElement(framed(f"{BODY} {word('text box')}"))
    notes = presentation.Notes()
    notes.addElement(framed(word("notes")))
    page.addElement(notes)
    document.presentation.addElement(page)
    return HiddenPlaces("places.odp", office_files._saved(document), word.given)


# Plain formats, and an archive


def _rich() -> HiddenPlaces:
    word = _Words("rtf")
    told = (
        r"{\rtf1\ansi{\info{\title " + word("property title") + " here}{\\subject "
        + word("property subject") + " here}}{\\header " + word("header") + r"\par}"
        r"{\footer " + word("footer") + rf"\par}}\pard {BODY}\par {word('text')}\par "
        r"Noted{\footnote " + word("footnote") + r"}\par {\v " + word("hidden run") + r"}"
        r"{\deleted " + word("tracked deletion") + r"}{\*\annotation " + word("comment") + "}"
        r"\trowd\cellx1000\cellx2000\intbl " + word("table") + r"\cell 24\cell\row}"
    )  # fmt: skip
    return HiddenPlaces("places.rtf", told.encode(), word.given)


def _markdown() -> HiddenPlaces:
    word = _Words("md")
    told = (
        f"---\ntitle: {word('title')} here\ndescription: {word('description')}\n---\n# Rules\n\n"
        f"{BODY}[^1]\n\n![{word('alt text')}](a.png '{word('title of a picture')}')\n\n"
        f"<!-- {word('comment')} -->\n\n[link](b.md '{word('title of a link')}')\n\n"
        f"| Berth | m |\n|-|-|\n| {word('cell')} | 24 |\n\n<details>{word('folded')}</details>\n\n"
        f"<p hidden>{word('hidden')}</p>\n\n~~{word('struck-out')}~~ and `{word('code')}`\n\n"
        f"[^1]: {word('footnote')} here.\n"
    )
    return HiddenPlaces("places.md", told.encode(), word.given)


def _csv() -> HiddenPlaces:
    word = _Words("csv")
    rows = [["Berth", "Length", word("name of a column")], [word("cell"), "24", "x"]]
    rows += [["South", "31", word("last cell")], ["a", "b", "c", word("cell beyond the columns")]]
    return HiddenPlaces("places.csv", "\n".join(map(",".join, rows)).encode(), word.given)


def _zip() -> HiddenPlaces:
    word = _Words("zip")
    data = office_files.archive({
        "rules.txt": f"{BODY} {word('file')}".encode(),
        "in/deep/more.md": f"# More\n\n{word('file of a folder')}\n".encode(),
        ".hidden.txt": word("hidden file").encode(),
        "tool.exe": b"MZ" + word("file without a reader").encode(),
        "inner.zip": office_files.archive({"a.txt": word("file of an archive in it").encode()}),
    })  # fmt: skip
    return HiddenPlaces("places.zip", data, word.given)
