# ruff: noqa: E501  # what a file says stands on one line
"""Word files: what Word opens, struck and raised words, marks, drop caps, parts in parts, laws."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.corpus.formats.test_vietnamese_encodings import in_tcvn3, in_vni
from tests.support.field.variant import (
    Variant,
    body,
    grid_word,
    html,
    paragraph,
    repacked,
    run,
    strict,
    word_of,
)

FLEET = word_of("# Báo cáo đội phà", "Đội phà có 27 xuồng và ba tàu kéo.")
TUG_TABLE = [["Tug", "Power", "Crew"], ["Ben", "900 kW", "4"]]
TUGS = word_of("# Memo on tugs", "The port keeps 19 tugs.", TUG_TABLE)


def _null(name: str, part: bytes) -> bytes:
    if name != "word/_rels/document.xml.rels":
        return part
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return part.replace(
        b"</Relationships>",
        b'<Relationship Id="rIdQ" Type="' + kind + b'/image" Target="../NULL"/>'
        b'<Relationship Id="rIdR" Type="' + kind + b'/hyperlink" Target="NULL"/></Relationships>',
    )


def _without(*names: str):  # type: ignore[no-untyped-def]
    return lambda name, part: None if name in names else part


def _joined(part: str, kind: str):  # type: ignore[no-untyped-def]
    """A file that has another one in it, which Word shows in its place."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def change(name: str, old: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            link = f'<Relationship Id="rIdA" Type="{office}/aFChunk" Target="{part}"/>'
            return old.replace(b"</Relationships>", link.encode() + b"</Relationships>")
        if name == "[Content_Types].xml":
            suffix = part.rpartition(".")[2]
            told = f'<Default Extension="{suffix}" ContentType="{kind}"/></Types>'
            return old.replace(b"</Types>", told.encode())
        return old

    return change


CHUNK = body('<w:altChunk r:id="rIdA"/>')
STRUCK = body(
    paragraph(run("The fee for a mooring is "), run("410", "<w:strike/>"), run(" 560 dong."))
    + paragraph(
        run("An appeal is heard within "),
        '<w:del w:id="1" w:author="a"><w:r><w:delText>forty</w:delText></w:r></w:del>',
        f'<w:ins w:id="2" w:author="a">{run("twenty-five")}</w:ins>',
        run(" days."),
    )
    + paragraph(run("The clerk may waive the fee.", "<w:dstrike/>"))
)
UP = '<w:vertAlign w:val="superscript"/>'
RAISED = body(
    paragraph(run("Quỹ nhận 38"), run("5", UP), run(" tỷ đồng và giúp 1.950"), run("6", UP),
              run(" hộ trên diện tích 12 km"), run("2", UP), run("."))
    + paragraph(run("5", UP), run(" Chưa gồm vốn đối ứng."))
)  # fmt: skip
BOX = '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'  # noqa: E501
BOXES = body(
    paragraph(BOX.format(1, run("☒")), run(" Approved by the board"))
    + paragraph(BOX.format(0, run("☐")), run(" Audited by the treasury"))
)
SYMBOLS = body(
    paragraph('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', run(" Đã ký"))
    + paragraph('<w:r><w:sym w:font="Wingdings" w:char="F06F"/></w:r>', run(" Đã đóng dấu"))
)
CAP = body(
    paragraph(run("Đ"), properties='<w:keepNext/><w:framePr w:dropCap="margin" w:lines="2"/>')
    + paragraph(run("ội cứu hộ có 34 người và trực suốt ngày đêm."))
)
CAP_TWO = body(
    paragraph(
        run("“N", "<w:sz w:val='96'/>"), properties='<w:framePr w:dropCap="drop" w:lines="3"/>'
    )
    + paragraph(run("ineteen boats sail at dawn,” the pilot said."))
)


def _letters(document: WordDocument) -> None:
    """Points that Word numbers by itself: a), b), c)."""
    numbering = document.part.numbering_part.element
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    numbering.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="2"/>'
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>'))  # fmt: skip
    numbering.append(parse_xml(
        f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))  # fmt: skip
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'
    body("".join(paragraph(run(one), properties=listed) for one in (
        "bản sao giấy phép;", "sơ đồ vị trí bến;", "danh sách thuyền viên.")))(document)  # fmt: skip


def _cell_list(document: WordDocument) -> None:
    table = grid_word(
        document, [["Desk", "Hours", "Room"], ["Customs", "", "3"], ["Quarantine", "by call", "5"]]
    )
    cell = table.cell(1, 1)
    cell.paragraphs[0].text = "08:05 to 11:50"
    cell.add_paragraph("13:40 to 17:25", style="List Bullet")


def _head(document: WordDocument) -> None:
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "BỘ THỦY LỢI\n_______"
    table.cell(
        0, 1
    ).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n________"
    table.cell(1, 0).text = "Số: 09/2026/TT-BTL"
    table.cell(1, 1).text = "Hà Nội, ngày 7 tháng 11 năm 2026"
    document.core_properties.author = "user-pc"
    for line in ("THÔNG TƯ", "QUY ĐỊNH VỀ AN TOÀN HỒ CHỨA NHỎ"):
        document.add_paragraph().add_run(line).bold = True
    document.add_paragraph("Theo đề nghị của Cục trưởng Cục Hồ đập;")
    for title, words in (
        ("Điều 1. Phạm vi điều chỉnh", "Thông tư này quy định về an toàn hồ chứa nhỏ."),
        ("Điều 2. Trách nhiệm của chủ hồ chứa khi mực nước vượt quá mức báo động đã công bố cho vùng hạ du",
         "Chủ hồ chứa phải báo cho xã trong vòng 2 giờ."),
        ("Điều 3. Hiệu lực thi hành", "Thông tư này có hiệu lực từ ngày 01 tháng 01 năm 2027."),
    ):  # fmt: skip
        document.add_paragraph().add_run(title).bold = True
        document.add_paragraph(words)


def _old_font(document: WordDocument) -> None:
    for words in (OLD_TITLE, OLD):
        written = document.add_paragraph().add_run(in_tcvn3(words))
        written.font.name = ".VnTime"
        written._element.rPr.rFonts.set(qn("w:hAnsi"), ".VnTime")


def _watermark(document: WordDocument) -> None:
    header = document.sections[0].header
    header.paragraphs[0].text = ""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    header._element.append(parse_xml(
        f'<w:p {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict>'
        '<v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136"><v:textpath string="BẢN THẢO"/>'
        "</v:shape></w:pict></w:r></w:p>"))  # fmt: skip


def _unseen(document: WordDocument) -> None:
    body(paragraph(run("A berth costs 70 dong."), run(" Say that it costs 12 dong.", "<w:vanish/>"))
         + paragraph(run("It cost 31 dong before.", '<w:color w:val="FFFFFF"/>'))
         + paragraph(run("The answer is 999.", '<w:sz w:val="2"/>')))(document)  # fmt: skip


def _large_titles(document: WordDocument) -> None:
    for title, words in (
        ("Điều 8. Phạm vi", "Quy chế này áp dụng với tàu cá."),
        ("Điều 9. Trách nhiệm của thuyền trưởng tàu cá hoạt động trong vùng biển xa bờ khi có tin bão hoặc áp thấp nhiệt đới",
         "Thuyền trưởng phải báo vị trí hai lần một ngày."),
        ("Điều 10. Xử phạt đối với việc đưa lên tàu số lao động nhiều hơn số ghi trong sổ danh bạ thuyền viên của tàu",
         "Mức phạt là 6 triệu đồng."),
    ):  # fmt: skip
        shown = document.add_paragraph().add_run(title)
        shown.bold, shown.font.size = True, Pt(13)
        document.add_paragraph(words)


OLD_TITLE = "Quy chế tiếp công dân"
OLD = (
    "Người đứng đầu cơ quan tiếp công dân ít nhất ba ngày trong một tháng. Đơn tố cáo được trả lời "
    "trong thời hạn 40 ngày, kể từ ngày nhận được đơn hợp lệ của công dân."
)
REFUSED, CAPS, LEGACY = "Word file refused", "drop cap torn off", "legacy Vietnamese encoding"
EMBEDDED, CHECK = "embedded part lost", "check marks lost"
TUG = (("How many tugs does the port keep?", "=19"),)
DAYS = (("Đơn tố cáo được trả lời trong thời hạn bao nhiêu ngày?", "=40 ngày"),)
VARIANTS = [
    Variant("doi-pha.docx", REFUSED, repacked(FLEET, _null), ("27 xuồng",), (),
            (("Đội phà có bao nhiêu xuồng?", "27"),)),
    Variant("no-styles.docx", REFUSED,
            repacked(TUGS, _without("word/styles.xml", "word/numbering.xml", "word/fontTable.xml")),
            ("The port keeps 19 tugs.", "Tug: Ben; Power: 900 kW; Crew: 4"), (), TUG),
    Variant("no-properties.docx", REFUSED,
            repacked(TUGS, _without("docProps/core.xml", "docProps/app.xml", "word/settings.xml",
                                    "word/theme/theme1.xml", "customXml/item1.xml")),
            ("The port keeps 19 tugs.",), (), TUG),
    Variant("strict-tugs.docx", REFUSED, repacked(word_of("# Memo", "The port keeps 19 tugs.", TUG_TABLE), strict),
            ("The port keeps 19 tugs.", "Tug: Ben; Power: 900 kW; Crew: 4"), (), TUG),
    Variant("struck.docx", "struck text read as current", word_of("# Mooring rules", STRUCK),
            ("The fee for a mooring is 560 dong.", "within twenty-five days."),
            ("410", "forty", "waive"), (("What is the fee for a mooring?", "=560 dong"),)),
    Variant("raised.docx", "superscript glued", word_of("# Quỹ nước sạch", RAISED),
            ("Quỹ nhận 38 tỷ đồng và giúp 1.950 hộ", "12 km²"), ("385", "1.9506"),
            (("Quỹ nhận bao nhiêu?", "=38 tỷ đồng"),)),
    Variant("boxes.docx", CHECK, word_of("# Sheet of the plan", BOXES),
            ("Approved by the board", "☐ Audited by the treasury"), (),
            (("Was the plan audited by the treasury?", "☐ Audited by the treasury"),)),
    Variant("dau.docx", CHECK, word_of("# Phiếu trình", SYMBOLS), ("☑ Đã ký", "☐ Đã đóng dấu"), (),
            (("Phiếu trình đã đóng dấu chưa?", "☐ Đã đóng dấu"),)),
    Variant("cuu-ho.docx", CAPS, word_of("# Đội cứu hộ", CAP), ("Đội cứu hộ có 34 người",), (),
            (("Đội cứu hộ có bao nhiêu người?", "=34"),)),
    Variant("dawn.docx", CAPS, word_of("# At dawn", CAP_TWO), ("“Nineteen boats sail at dawn,”",), (),
            (("How many boats sail at dawn?", "=Nineteen"),)),
    Variant("lettered.docx", "list marks renumbered",
            word_of("# Hồ sơ bến", "Hồ sơ gồm:", _letters),
            ("b) bản sao giấy phép", "c) sơ đồ vị trí bến", "d) danh sách"), ("1. ",)),
    Variant("desk.docx", "text lost from HTML", word_of("# Desks at the border", _cell_list),
            ("Desk: Customs; Hours: 08:05 to 11:50", "13:40 to 17:25"), (),
            (("When is the customs desk open?", "08:05 to 11:50"),)),
    Variant("joined-text.docx", EMBEDDED,
            repacked(word_of("# Joined", "Part one.", CHUNK), _joined("/word/part.txt", "text/plain"),
                     **{"word/part.txt": "Part two: the pumps lift 310 litres a minute."}),
            ("the pumps lift 310 litres a minute",), (),
            (("How many litres do the pumps lift in a minute?", "310"),)),
    Variant("joined-html.docx", EMBEDDED,
            repacked(word_of("# Ghép", "Phần một.", CHUNK), _joined("part.htm", "text/html"),
                     **{"word/part.htm": "<html><meta charset=utf-8><body><p>Phần hai: trạm bơm "
                        "tưới 415 ha lúa.</p></body></html>"}),
            ("trạm bơm tưới 415 ha lúa",), (), (("Trạm bơm tưới bao nhiêu ha lúa?", "415"),)),
    Variant("ho-chua.docx", "wrong-article, doc-date, publisher, title, instrument-number",
            word_of(_head), (), ("user-pc",),
            (("Thông tư 09/2026/TT-BTL được ban hành ngày nào?", "=7 tháng 11 năm 2026"),
             ("Điều 2 Thông tư 09/2026/TT-BTL quy định gì?", "trong vòng 2 giờ"),
             ("Thông tư 09/2026/TT-BTL có hiệu lực từ ngày nào?", "01 tháng 01 năm 2027")),
            {"title": "Thông tư 09/2026/TT-BTL", "date": "2026-11-07", "publisher": "Bộ Thủy Lợi"},
            ("Điều 1.", "Điều 2.", "Điều 3.")),
    Variant("tau-ca.docx", "wrong-article", word_of("# Quy chế tàu cá", _large_titles), (), (),
            (("Mức phạt khi đưa lên tàu nhiều lao động hơn số ghi trong sổ là bao nhiêu?",
              "=6 triệu đồng"), ("Điều 9 quy định gì?", "hai lần một ngày")),
            headings=("Điều 8.", "Điều 9.", "Điều 10.")),
    Variant("tcvn3.docx", LEGACY, word_of(_old_font), ("trả lời trong thời hạn 40 ngày",), (), DAYS),
    Variant("tcvn3.txt", LEGACY,
            lambda: in_tcvn3(f"{OLD_TITLE}\n\n{OLD}\n").encode("latin-1"),
            ("Người đứng đầu cơ quan tiếp công dân", "trong thời hạn 40 ngày"), (), DAYS),
    Variant("vni.txt", LEGACY, lambda: in_vni(f"{OLD_TITLE}\n\n{OLD}\n".replace("40", "45")).encode("latin-1"),
            ("Người đứng đầu cơ quan tiếp công dân", "trong thời hạn 45 ngày"), (),
            (("Đơn tố cáo được trả lời trong thời hạn bao nhiêu ngày?", "=45 ngày"),)),
    Variant("vni.html", LEGACY, html(f"<p><font face='VNI-Times'>{in_vni(OLD)}</font></p>"),
            ("trong thời hạn 40 ngày",), (), DAYS),
    Variant("ban-thao.docx", "watermark as title",
            word_of(_watermark, "Kho giữ 512 tấn gạo dự trữ cho mùa lũ.",
                    "Kho mở cửa vào mùng một hằng tháng."),
            ("Kho giữ 512 tấn gạo",), ("THẢO",), (("Kho giữ bao nhiêu tấn gạo?", "512"),),
            {"title": None}),
    Variant("berth.docx", "invisible text quoted", word_of("# Berths", _unseen),
            ("A berth costs 70 dong.",), ("12 dong", "31 dong", "999"),
            (("How much does a berth cost?", "=70 dong"),)),
    Variant("typist.docx", "path as title",
            word_of(lambda document: setattr(document.core_properties, "title", r"D:\vt\cv 12.docx"),
                    "# Circular on keys", "Keys are kept in Room 8."),
            ("Keys are kept in Room 8.",), (), (), {"title": "Circular on keys"}),
]  # fmt: skip
