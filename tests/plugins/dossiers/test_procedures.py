"""Tables of procedures, right and wrong, and the versions that they make."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from loudspeaker.errors import EntryRefused, FileRefused, NotFound
from loudspeaker.plugins.dossiers.kept.catalogue import Catalogue
from loudspeaker.plugins.dossiers.procedures.importing import Manner
from loudspeaker.plugins.dossiers.procedures.intake_jobs import read_procedures
from loudspeaker.plugins.dossiers.procedures.reading import MOST_ROWS, Read, read_table
from loudspeaker.plugins.dossiers.procedures.rows import HEADINGS, Row, procedure_of
from loudspeaker.plugins.dossiers.procedures.values import Paper, Step, limit_of, stored
from loudspeaker.worktime import Limit, Unit
from tests.plugins.dossiers.making import database, procedure

CELLS: Mapping[str, str] = {
    "code": "1.001193", "name": "Đăng ký khai sinh", "domain": "HT", "domain_name": "Hộ tịch",
    "limit": "3 ngày làm việc", "valid_from": "01/07/2025", "cut_off": "15h",
    "steps": "Tiếp nhận | Một cửa | 2 giờ làm việc\nThẩm tra | Tư pháp\nTrả kết quả",
    "papers": "Tờ khai | 1 bản chính | to-khai.docx\nGiấy chứng sinh | 1 bản chính, 2 bản sao",
    "fee": "Không",
}  # fmt: skip


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    kept = database(tmp_path)
    yield Catalogue(kept)
    kept.close()


def table(*rows: Mapping[str, str]) -> Read:
    return Read(
        rows=tuple(Row(number=n, cells={**CELLS, **row}) for n, row in enumerate(rows, 2)),
        errors=(),
    )


def sheet(path: Path, fill: Callable[[Any], None] | None = None, rows: int = 3) -> Path:
    book = Workbook()
    page: Any = book.active
    page.append(["DANH MỤC THỦ TỤC"])
    page.append([HEADINGS[key] for key in CELLS])
    for n in range(rows):
        page.append([*{**CELLS, "code": f"1.00119{n}"}.values()])
    if fill:
        fill(page)
    book.save(path)
    return path


def test_a_row_is_a_procedure() -> None:
    made = procedure_of(CELLS)
    assert (made.limit, made.cut_off) == (Limit(amount=3, unit=Unit.DAY), time(15))
    assert made.steps[0] == Step(
        name="Tiếp nhận", doer="Một cửa", limit=Limit(amount=2, unit=Unit.HOUR)
    )
    assert made.papers == (
        Paper(name="Tờ khai", original=1, template="to-khai.docx"),
        Paper(name="Giấy chứng sinh", original=1, copies=2),
    )
    assert stored(json.loads(json.dumps(made.to_values()))) == made


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("code", "1.01", "viết như 1.001193"),
        ("name", " ", "chưa có gì"),
        ("name", "x" * 501, "dài nhất"),
        ("limit", "15 ngày", "ghi rõ"),
        ("limit", "0 ngày làm việc", "từ 1 giờ"),
        ("limit", "9999 ngày làm việc", "từ 1 giờ"),
        ("valid_from", "31/02/2025", "viết như 01/07/2025"),
        ("valid_from", "hôm nay", "viết như 01/07/2025"),
        ("valid_to", "01/01/2020", "trước ngày"),
        ("cut_off", "25:00", "viết như 15:00"),
        ("cut_off", "chiều", "viết như 15:00"),
        ("steps", "|ai", "mỗi dòng"),
        ("steps", "a|b|mãi", "ghi rõ"),
        ("steps", "a\n" * 61, "nhiều nhất"),
        ("papers", "Tờ khai | vài bản", "mỗi dòng"),
        ("fee", "x" * 8001, "dài nhất"),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_do(column: str, cell: str, problem: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        procedure_of({**CELLS, column: cell})
    assert refused.value.where == HEADINGS[column]
    assert problem in refused.value.problem


def test_the_same_table_in_three_forms(tmp_path: Path) -> None:
    excel = read_table(sheet(tmp_path / "a.xlsx", rows=1))
    cells = {**CELLS, "code": "1.001190"}
    text = ";".join(HEADINGS[key] for key in cells) + "\n"
    text += ";".join(f'"{cell}"' for cell in cells.values()) + "\n\n"
    (tmp_path / "a.csv").write_text("\ufeff" + text, "utf-8")
    written = tmp_path / "a.json"
    structured = {
        **cells,
        "papers": [
            {"name": "Tờ khai", "original": 1, "template": "to-khai.docx"},
            {"name": "Giấy chứng sinh", "original": 1, "copies": 2},
        ],
        "steps": [
            {"name": "Tiếp nhận", "doer": "Một cửa", "limit": "2 giờ làm việc"},
            {"name": "Thẩm tra", "doer": "Tư pháp"},
            "Trả kết quả",
        ],
    }
    written.write_text(json.dumps({"data": [structured]}), "utf-8")
    for read in (excel, read_table(tmp_path / "a.csv"), read_table(written)):
        assert read.errors == ()
        (row,) = read.rows
        assert procedure_of(row.cells) == procedure_of(cells)
    job = read_procedures({"path": str(written)})
    assert job["rows"][0]["cells"]["code"] == "1.001190"
    assert job["errors"] == []


def test_merged_cells_and_formulas_are_said_per_row(tmp_path: Path) -> None:
    def spoil(page: Any) -> None:
        page.merge_cells("B4:C4")
        page["B5"] = '=CONCAT("Đăng ký","khai sinh")'

    read = read_table(sheet(tmp_path / "a.xlsx", spoil))
    assert [row.number for row in read.rows] == [3]
    assert [str(error)[:60] for error in read.errors] == [
        "dòng 4, ô gộp: ô gộp B4:C4: bỏ gộp ô, ghi giá trị vào từng d",
        'dòng 5, Tên thủ tục: là công thức (=CONCAT("Đăng ký","khai s',
    ]


def test_numbers_and_dates_of_a_sheet_are_what_they_say(tmp_path: Path) -> None:
    def fill(page: Any) -> None:
        page["F3"] = date(2025, 7, 1)
        page["G3"] = time(15, 0)
        page["J3"] = 8000.0

    (row,) = read_table(sheet(tmp_path / "a.xlsx", fill, rows=1)).rows
    made = procedure_of(row.cells)
    assert (made.valid_from, made.cut_off, made.fee) == (date(2025, 7, 1), time(15), "8000")


def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path) -> None:
    whole = sheet(tmp_path / "whole.xlsx").read_bytes()
    sheet(tmp_path / "long.xlsx", lambda page: page.cell(MOST_ROWS + 99, 1, "x"))
    sheet(tmp_path / "huge.xlsx", lambda page: page.merged_cells.add("A1:XFD9000"))
    sheet(tmp_path / "twice.xlsx", lambda page: page.cell(2, 40, HEADINGS["code"]))
    for name, data, problem in (
        ("a.doc", b"", ".csv, .xlsx"),
        ("a.xlsx", whole[:-200], "tệp hỏng"),
        ("a.xlsx", b"PK", "tệp hỏng"),
        ("long.xlsx", None, "nhiều hơn"),
        ("huge.xlsx", None, "gộp quá nhiều"),
        ("twice.xlsx", None, "hai cột cùng tên"),
        ("none.csv", None, "không đọc được"),
        ("a.csv", "Mã thủ tục".encode("utf-16"), "UTF-8"),
        ("a.csv", b"", "thiếu cột"),
        ("a.csv", "Mã thủ tục,Tên thủ tục\n1,2\n".encode(), "Mã lĩnh vực"),
        ("a.csv", b'"half', "chưa hết"),
        ("a.json", b'[{"code": "1', "chưa hết"),
        ("a.json", b"{}", "danh sách"),
        ("a.json", b"[" * 100_000, "JSON"),
        ("a.csv", b"x" * (11 << 20), "10 MB"),
    ):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(FileRefused) as refused:
            read_table(tmp_path / name)
        assert problem in refused.value.problem, name


def test_rows_that_are_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[1, {"code": {"a": 1}}, {"code": "x", "fee": null}]')
    read = read_table(tmp_path / "a.json")
    assert [error.row for error in read.errors] == [1, 2]
    assert read.rows[0].cells == {"code": "x", "fee": ""}
    heading = ",".join(CELLS)
    (tmp_path / "a.csv").write_text(f"{heading}\n{',' * 9}x,y\n", "utf-8")
    assert "nhiều ô hơn" in read_table(tmp_path / "a.csv").errors[0].problem


@settings(max_examples=40)
@given(st.binary(max_size=200), st.sampled_from(["csv", "json", "xlsx"]), st.integers(0, 9000))
def test_any_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str, cut: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / f"any.{ending}"
    if not (source := folder / "source.xlsx").exists():
        sheet(source)
    whole = source.read_bytes()
    spoiled = whole[:cut] + data + whole[cut + len(data) :]
    path.write_bytes(spoiled if ending == "xlsx" else data)
    with suppress(FileRefused):
        for row in read_table(path).rows:
            with suppress(EntryRefused):
                procedure_of(row.cells)


# --- what becomes of a table ----------------------------------------------------------------------


def test_all_or_nothing_or_the_rest_as_was_chosen(catalogue: Catalogue) -> None:
    read = table({"code": "1.000001"}, {"code": "sai"}, {"code": "1.000002"}, {"code": "1.000001"})
    plan = catalogue.take(read, Manner.ALL_OR_NOTHING)
    assert [str(error) for error in plan.errors] == [
        "dòng 3, Mã thủ tục: viết như 1.001193",
        "dòng 5, 1.000001: đã có ở dòng 2",
    ]
    assert catalogue.valid(date(2026, 1, 1)) == []
    catalogue.take(read, Manner.THE_REST)
    assert [each.code for each in catalogue.valid(date(2026, 1, 1))] == ["1.000001", "1.000002"]


def test_versions_follow_each_other_and_the_same_table_changes_nothing(
    catalogue: Catalogue,
) -> None:
    catalogue.take(table({}), Manner.ALL_OR_NOTHING)
    again = catalogue.take(table({"valid_from": "01/01/2026"}), Manner.ALL_OR_NOTHING)
    assert (again.new, again.same) == ((), 1)
    changed = {"limit": "2 ngày làm việc", "valid_from": "01/03/2026"}
    plan = catalogue.plan(table(changed))
    assert [each.version for each in plan.new] == [2]
    assert len(catalogue.versions("1.001193")) == 1
    catalogue.take(table(changed), Manner.ALL_OR_NOTHING)
    first, second = catalogue.versions("1.001193")
    assert (first.valid_to, second.valid_from) == (date(2026, 2, 28), date(2026, 3, 1))
    for day, version in ((date(2026, 2, 28), 1), (date(2026, 3, 1), 2)):
        assert catalogue.holding("1.001193", day).version == version
    backdated = catalogue.plan(table({"fee": "8.000 đồng", "valid_from": "01/03/2026"}))
    assert "phải sau 01/03/2026" in backdated.errors[0].problem
    for code, day in (("1.001193", date(2025, 6, 30)), ("9.999999", date(2026, 1, 1))):
        with pytest.raises(NotFound):
            catalogue.holding(code, day)


@settings(max_examples=50)
@given(st.integers(1, 2000), st.sampled_from(Unit))
def test_limits_are_read_as_they_are_written(amount: int, unit: Unit) -> None:
    made = procedure(limit=Limit(amount=amount, unit=unit))
    assert stored(made.to_values()).limit == made.limit
    assert limit_of(f" {amount} Ngày  làm việc ", "").length == amount * timedelta(hours=8)
