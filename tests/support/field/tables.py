# ruff: noqa: E501  # what a file says stands on one line
"""Tables, facts by their labels, merged cells, nested tables, headers of two rows."""

from __future__ import annotations

from docx.document import Document as WordDocument

from tests.support import office_files
from tests.support.field.variant import (
    Page,
    Rows,
    Variant,
    grid_html,
    grid_word,
    html,
    pdf,
    ruled,
    text,
    word_of,
)


def _catch(page: Page) -> None:
    page.line("Bảng 3. Sản lượng muối theo tỉnh, đơn vị: tấn", size=12)
    page.gap(6)
    columns = (70, -240, -310, -380, -450)
    for row in (
        ("Tỉnh", "2021", "2022", "2023", "2024"),
        ("Bạc Liêu", "61.204", "58.930", "64.118", "66.020"),
        ("Bến Tre", "21.877", "20.455", "19.902", "23.140"),
        ("Ninh Thuận", "402.310", "388.760", "415.009", "420.555"),
        ("Cả nước", "485.391", "468.145", "499.029", "509.715"),
    ):
        page.row(row, columns)
    page.gap(14)
    page.line("Sản lượng được cân tại kho của hợp tác xã vào cuối mỗi vụ.")


def _posts(page: Page) -> None:
    page.line("Posts at the border crossings", size=13)
    page.gap(8)
    columns = (70, 190, 330, -470)
    for row in (
        ("Crossing", "Opening hours", "Head of post", "Lorries a day"),
        ("Na Meo", "06:00 to 18:00", "Ms Thu Cuc", "212"),
        ("Cau Treo", "05:30 to 20:00", "Mr Dinh Loc", "640"),
        ("Bo Y", "07:00 to 17:30", "Ms Kim Lien", "388"),
    ):
        page.row(row, columns)
    page.gap(14)
    page.line("The hours are those of the dry season and are reviewed each October.")


def _wells(page: Page) -> None:
    page.line("Wells by commune", size=13)
    columns = (70, -260, -340, -430)
    for number in range(90):
        if number % 45 == 0:
            if number:
                page.next_page()
            page.gap(8)
            page.row(("Commune", "Wells", "Depth (m)", "Households"), columns)
        page.row(
            (f"Commune {number + 1}", f"{number + 3}", f"{40 + number}", f"{1200 + 7 * number:,}"),
            columns,
        )


BOATS: list[list[str]] = [["Bến", "Số đò", "Số lượt khách"]] + [
    [f"Bến số {number}", str(number + 2), str(5000 + 13 * number)] for number in range(1, 71)
]
STAFF: Rows = [
    ["Dịch vụ", "Mức thu (đồng)", "Thời hạn giải quyết", "Nơi tiếp nhận"],
    ["Cấp giấy phép xây dựng", "150.000", "20 ngày làm việc", "Phòng Quản lý đô thị"],
    ["Sao trích lục hộ tịch", "8.000", "1 ngày làm việc", "Phòng Tư pháp"],
    ["Đăng ký kinh doanh", "100.000", "3 ngày làm việc", "Phòng Tài chính"],
    ["Chứng thực chữ ký", "10.000", "2 ngày làm việc", "Phòng Tư pháp"],
]
ROOMS: Rows = [
    ["Room", "Seats", "Hire per day (euro)", "Bookings with"],
    ["Cedar", "24", "180", "Front office"],
    ["Willow", "60", "415", "Events team"],
    ["Aspen", "12", "95", "Front office"],
]
BRIDGE_HTML = (
    "<h1>Fact sheet: Ham Luong tunnel</h1><table>"
    "<tr><th>Operator</th><td>Delta Roads Agency</td></tr>"
    "<tr><th>Length</th><td>2,310 m</td></tr><tr><th>Lanes</th><td>four</td></tr>"
    "<tr><th>Opened</th><td>14 May 2021</td></tr></table>"
)
PAIRS: Rows = [
    ["Họ và tên", "Trần Thị Mai", "Ngày sinh", "12/08/1984"],
    ["Đơn vị", "Phòng Hợp tác quốc tế", "Chức vụ", "Phó trưởng phòng"],
    ["Số hộ chiếu", "C8812450", "Nơi cấp", "Hà Nội"],
]


def _merged(document: WordDocument) -> None:
    rows = [
        ["Vùng", "Ngạch", "Phụ cấp (đồng)"],
        ["Đồng bằng", "Chuyên viên", "410.000"],
        ["", "Cán sự", "330.000"],
        ["Miền núi", "Chuyên viên", "620.000"],
        ["", "Cán sự", "505.000"],
        ["", "Lái xe", "450.000"],
    ]
    table = grid_word(document, rows)
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(5, 0))


def _two_rows(document: WordDocument) -> None:
    rows = [
        ["Trường", "Nam", "", "Nữ", ""],
        ["", "Chính quy", "Tại chức", "Chính quy", "Tại chức"],
        ["Cao đẳng Y", "210", "45", "388", "71"],
        ["Cao đẳng Nghề", "902", "133", "274", "58"],
    ]
    table = grid_word(document, rows)
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 3).merge(table.cell(0, 4))


def _nested(document: WordDocument) -> None:
    table = grid_word(document, [["Trạm", "Thiết bị"], ["Trạm Bắc", ""], ["Trạm Nam", ""]])
    for number, rows in (
        (1, [["Loại", "Số lượng"], ["Máy bơm", "6"], ["Máy phát", "3"]]),
        (2, [["Loại", "Số lượng"], ["Máy bơm", "11"], ["Máy phát", "2"]]),
    ):
        inner = table.cell(number, 1).add_table(3, 2)
        for row, cells in enumerate(rows):
            for column, words in enumerate(cells):
                inner.cell(row, column).text = words


def _inner(*rows: tuple[str, str]) -> str:
    return grid_html([("Season", "Ferries"), *rows])


GLUED, LABELS = "PDF table rows glued", "label/value table misread"
ROW, MERGED = "questions on table rows", "merged cells"
NESTED, TWO = "nested table flattened", "two-row header"
VARIANTS = [
    Variant(
        "muoi.pdf", GLUED, pdf(_catch),
        ("Tỉnh: Bến Tre; 2021: 21.877; 2022: 20.455; 2023: 19.902; 2024: 23.140",),
        asked=(("Sản lượng muối của Bến Tre năm 2023 là bao nhiêu?", "==19.902"),
               ("Năm 2024 Bạc Liêu có sản lượng bao nhiêu tấn?", "66.020")),
    ),
    Variant(
        "crossings.pdf", GLUED, pdf(_posts),
        ("Crossing: Cau Treo; Opening hours: 05:30 to 20:00; Head of post: Mr Dinh Loc; "
         "Lorries a day: 640",),
        asked=(("Who is the head of post at Bo Y?", "==Ms Kim Lien"),
               ("How many lorries a day pass Na Meo?", "==212")),
    ),
    Variant(
        "wells.pdf", GLUED, pdf(_wells),
        ("Commune: Commune 46; Wells: 48; Depth (m): 85; Households: 1,515",
         "Commune: Commune 90; Wells: 92; Depth (m): 129; Households: 1,823"),
        asked=(("How many households does Commune 77 have?", "==1,732"),),
    ),
    Variant(
        "ben-do.pdf", GLUED, ruled("Bến đò theo số lượt khách", BOATS),
        ("Bến: Bến số 44; Số đò: 46; Số lượt khách: 5572",
         "Bến: Bến số 70; Số đò: 72; Số lượt khách: 5910"),
        asked=(("Bến số 61 có bao nhiêu đò?", "63"),),
    ),
    Variant(
        "tunnel.html", LABELS, html(BRIDGE_HTML, "Ham Luong tunnel"),
        ("Operator: Delta Roads Agency\nLength: 2,310 m\n",),
        asked=(("How long is the Ham Luong tunnel?", "==2,310 m"),
               ("Who is the operator of the Ham Luong tunnel?", "==Delta Roads Agency")),
    ),
    Variant(
        "ly-lich.docx", LABELS, word_of("# Lý lịch trích ngang", PAIRS),
        ("Họ và tên: Trần Thị Mai", "Ngày sinh: 12/08/1984", "Nơi cấp: Hà Nội"),
        ("Trần Thị Mai: ",),
        (("Số hộ chiếu là gì?", "C8812450"),),
    ),
    Variant(
        "du-an.xlsx", LABELS,
        lambda: office_files.workbook({"Dự án": [
            ["Tên dự án:", "Kè sông Cái"], ["Chủ đầu tư:", "Ban Quản lý Đê điều"],
            ["Tổng mức đầu tư:", "86 tỷ đồng"], ["Chiều dài:", "1.240 m"]]}),
        ("Tên dự án: Kè sông Cái\nChủ đầu tư: Ban Quản lý Đê điều\n",), ("::",),
        (("Chủ đầu tư là ai?", "==Ban Quản lý Đê điều"),
         ("Tổng mức đầu tư là bao nhiêu?", "==86 tỷ đồng")),
    ),
    Variant(
        "vessel.pdf", LABELS,
        ruled("Vessel sheet: Sao Bien", [["Owner", "Binh Minh Shipping"], ["Built in", "Ha Long"],
                                         ["Gross tonnage", "1,140 t"], ["Crew", "17"]]),
        ("Owner: Binh Minh Shipping\nBuilt in: Ha Long\nGross tonnage: 1,140 t\n",),
        asked=(("What is the gross tonnage of the Sao Bien?", "==1,140 t"),),
    ),
    Variant(
        "dich-vu.html", ROW, html("<h1>Biểu phí dịch vụ công</h1>" + grid_html(STAFF), "Biểu phí",
                                  language="vi"),
        asked=(("Lệ phí sao trích lục hộ tịch là bao nhiêu?", "==8.000 đồng"),
               ("Thời hạn giải quyết đăng ký kinh doanh là bao lâu?", "==3 ngày làm việc"),
               ("Phòng Tư pháp tiếp nhận những dịch vụ nào?", "Chứng thực chữ ký")),
    ),
    Variant(
        "rooms.csv", ROW, text("\n".join(",".join(row) for row in ROOMS)),
        asked=(("How much does it cost to hire the Willow room for a day?", "==415 euro"),
               ("How many seats does the Cedar room have?", "==24"),
               ("Which rooms does the Front office book?", "Aspen")),
    ),
    Variant(
        "rooms.xlsx", ROW, lambda: office_files.workbook({"Rooms": [["Rooms for hire"], *ROOMS]}),
        ("Room: Willow; Seats: 60; Hire per day (euro): 415; Bookings with: Events team",),
        asked=(("Who takes bookings for the Willow room?", "==Events team"),),
    ),
    Variant(
        "phu-cap.docx", MERGED, word_of("# Phụ cấp theo vùng", _merged),
        ("Vùng: Miền núi; Ngạch: Lái xe; Phụ cấp (đồng): 450.000",),
        asked=(("Phụ cấp của cán sự ở miền núi là bao nhiêu?", "==505.000 đồng"),),
    ),
    Variant(
        "tolls.html", MERGED,
        html("<h1>Tolls</h1><table><tr><th>Road</th><th>Vehicle</th><th>Toll (dong)</th></tr>"
             "<tr><td rowspan=2>Ring road</td><td>Car</td><td>15,000</td></tr>"
             "<tr><td>Lorry</td><td>40,000</td></tr>"
             "<tr><td rowspan='2'>Coast road</td><td>Car</td><td>22,000</td></tr>"
             "<tr><td>Lorry</td><td>65,000</td></tr></table>", "Tolls"),
        ("Road: Coast road; Vehicle: Lorry; Toll (dong): 65,000",),
        asked=(("What is the toll for a lorry on the Ring road?", "==40,000 dong"),),
    ),
    Variant(
        "kho.xlsx", MERGED,
        lambda: office_files.workbook(
            {"Kho": [["Kho", "Mặt hàng", "Tồn (tấn)"], ["Kho A", "Gạo", 320], [None, "Muối", 45],
                     ["Kho B", "Gạo", 510], [None, "Muối", 80]]}, ("A2:A3", "A4:A5")),
        ("Kho: Kho B; Mặt hàng: Muối; Tồn (tấn): 80",),
        asked=(("Kho A tồn bao nhiêu tấn muối?", "45"),),
    ),
    Variant(
        "tram.docx", NESTED, word_of("# Thiết bị của các trạm", _nested),
        ("Trạm: Trạm Nam; Thiết bị Loại: Máy bơm; Thiết bị Số lượng: 11",),
        asked=(("Trạm Bắc có bao nhiêu máy phát?", "3"),),
    ),
    Variant(
        "routes.html", NESTED,
        html("<h1>Ferry routes</h1><table><tr><th>Route</th><th>Service</th></tr>"
             f"<tr><td>Island line</td><td>{_inner(('Summer', '9'), ('Winter', '4'))}</td></tr>"
             f"<tr><td>Delta line</td><td>{_inner(('Summer', '14'), ('Winter', '12'))}</td></tr>"
             "</table>", "Ferry routes"),
        ("Route: Delta line; Service Season: Winter; Service Ferries: 12",),
        asked=(("How many ferries run on the Island line in winter?", "4"),),
    ),
    Variant(
        "truong.docx", TWO, word_of("# Số sinh viên", _two_rows),
        ("Trường: Cao đẳng Nghề; Nam Chính quy: 902; Nam Tại chức: 133; Nữ Chính quy: 274",),
        asked=(("Cao đẳng Y có bao nhiêu sinh viên nữ tại chức?", "71"),),
    ),
    Variant(
        "yields.xlsx", TWO,
        lambda: office_files.workbook(
            {"Yields": [["Crop", "Spring", None, "Autumn", None],
                        [None, "Area (ha)", "Yield (t)", "Area (ha)", "Yield (t)"],
                        ["Maize", 310, 1450, 280, 1190], ["Cassava", 95, 1020, 120, 1340]]},
            ("A1:A2", "B1:C1", "D1:E1")),
        ("Crop: Cassava; Spring Area (ha): 95; Spring Yield (t): 1020; Autumn Area (ha): 120",),
        asked=(("What was the autumn yield of maize?", "1190"),),
    ),
    Variant(
        "beds.pdf", TWO,
        ruled("Beds by hospital",
              [["Hospital", "2023", "", "2024", ""],
               ["", "Public", "Private", "Public", "Private"],
               ["Hue Central", "1,410", "60", "1,455", "72"], ["Da Lat", "505", "18", "512", "20"]],
              ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0))),
        ("Hospital: Da Lat; 2023 Public: 505; 2023 Private: 18; 2024 Public: 512; "
         "2024 Private: 20",),
        asked=(("How many private beds did Hue Central have in 2024?", "72"),),
    ),
]  # fmt: skip
