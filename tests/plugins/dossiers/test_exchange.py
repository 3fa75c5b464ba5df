"""Dossiers of the national exchange: written, read whatever the sender makes of them, mirrored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused, FileRefused
from loudspeaker.plugins.dossiers.cases.codes import code_of
from loudspeaker.plugins.dossiers.cases.dossier import Channel
from loudspeaker.plugins.dossiers.cases.people import ApplicantKind
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.counting.statistics import Statistics, month
from loudspeaker.plugins.dossiers.exchange.reading import mirrored_of, read_batch
from loudspeaker.plugins.dossiers.exchange.writing import dossier_fields, progress_fields
from loudspeaker.plugins.dossiers.kept.catalogue import Catalogue
from loudspeaker.plugins.dossiers.kept.mirror import Mirror
from loudspeaker.plugins.dossiers.kept.people import People
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.plugins.dossiers.procedures.importing import Manner
from loudspeaker.plugins.dossiers.procedures.reading import Read
from loudspeaker.plugins.dossiers.procedures.rows import Row
from loudspeaker.store.plugin_file import PluginDatabase
from tests.plugins.dossiers.making import CALENDAR, IDENTITY, KEYS, at, database, opened, register
from tests.plugins.dossiers.test_procedures import CELLS

NOW = at("2026-11-27 09:00")
ROW: dict[str, Any] = {
    "MaHoSo": "H03.12.25-261116-0007", "MaTTHC": "1.001193", "TenTTHC": "Đăng ký khai sinh",
    "MaLinhVuc": "HT", "TenLinhVuc": "Hộ tịch", "ChuHoSo": "Người Nộp", "LoaiDoiTuong": "1",
    "MaDoiTuong": "001099000009", "Email": "", "SoDienThoai": "0912 345 679",
    "TrichYeuHoSo": "Khai sinh", "NgayTiepNhan": "20261116090000", "NgayHenTra": "20261119090000",
    "TrangThaiHoSo": "4", "NgayTra": "", "HinhThuc": "1", "NgayKetThucXuLy": "",
    "DonViXuLy": "UBND",
    "GhiChu": "", "TaiLieuNop": [{"TenTepDinhKem": "Tờ khai", "IsDeleted": "False"}],
    "DanhSachLePhi": [{"TenPhiLePhi": "Lệ phí", "SoTien": "8.000", "DaThu": "True"}],
}  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[PluginDatabase]:
    made = database(tmp_path)
    row = Row(number=2, cells={**CELLS, "valid_from": "01/01/2020"})
    Catalogue(made).take(Read(rows=(row,), errors=()), Manner.ALL_OR_NOTHING)
    yield made
    made.close()


@pytest.fixture
def desk(kept: PluginDatabase) -> Register:
    return register(kept)


@pytest.fixture
def mirror(kept: PluginDatabase) -> Mirror:
    return Mirror(kept, KEYS, lambda: CALENDAR, Catalogue(kept))


def batch(*rows: object) -> bytes:
    return json.dumps({"error_code": "0", "data": rows}).encode()


def take(mirror: Mirror, *rows: object, manner: Manner = Manner.ALL_OR_NOTHING,
         now: datetime = NOW) -> tuple[int, int, int, list[str]]:  # fmt: skip
    taken = mirror.take(read_batch("a.json", batch(*rows)), manner, by="đồng bộ", at=now)
    return taken.new, taken.changed, taken.same, [str(error) for error in taken.errors]


def test_what_is_written_is_read_again(kept: PluginDatabase, desk: Register) -> None:
    code = opened(desk, "2026-11-16 09:00", channel=Channel.ONLINE).code
    for to, moment in (
        (State.IN_PROGRESS, "2026-11-16 10:00"), (State.SUPPLEMENT, "2026-11-17 09:00"),
        (State.IN_PROGRESS, "2026-11-19 09:00"), (State.FINISHED, "2026-11-20 09:00"),
        (State.RETURNED, "2026-11-23 09:00"),
    ):  # fmt: skip
        desk.move(code, to, at=at(moment), by="tu-phap", reason="thiếu tờ khai")
    dossier, lines = desk.get(code), desk.lines(code)
    filing = People(kept, KEYS).of(code, by="a", reason="x", at=NOW).filing
    assert filing
    names = {"procedure_name": "Khai sinh", "domain_name": "Hộ tịch", "office": "UBND xã"}
    fields = dossier_fields(dossier, filing, lines, **names)
    assert fields["NgayTiepNhan"] == "20261116090000"
    (supplement,) = fields["DanhSachHoSoBoSung"]
    assert supplement["NgayHenTraTruoc"] == "20261119090000"
    assert supplement["NgayHenTraMoi"] == "20261123090000"
    assert (supplement["NoiDungBoSung"], supplement["TrangThaiBoSung"]) == ("thiếu tờ khai", "True")
    (read,) = read_batch("a.json", json.dumps([fields]).encode()).rows
    assert (read.code, read.state, read.channel) == (code, State.RETURNED, Channel.ONLINE)
    assert (read.received, read.due, read.ended, read.returned) == (
        dossier.received, dossier.due, dossier.ended, dossier.returned,
    )  # fmt: skip
    assert read.filing.applicant.identity == IDENTITY
    assert read.filing.matter.fees == filing.matter.fees
    steps = progress_fields(dossier, lines, office="UBND xã")
    assert [step["TrangThai"] for step in steps] == ["2", "4", "5", "4", "9", "10"]
    assert steps[2]["NgayKetThucTheoQuyDinh"] == ""


def test_whatever_senders_make_of_it() -> None:
    plain = mirrored_of(ROW)
    renamed = {f"{name[0].lower()}{name[1:]}": value for name, value in ROW.items()}
    for other in (
        renamed,
        {name.upper(): value for name, value in ROW.items()},
        ROW | {"TrangThaiHoSo": 4, "HinhThuc": "Trực tuyến", "LoaiDoiTuong": "Công dân"},
        ROW | {"TrangThaiHoSo": "04", "HinhThuc": 1, "LoaiDoiTuong": "01", "NgayTra": None},
        ROW | {"NgayTiepNhan": "16/11/2026 09:00", "NgayHenTra": "2026-11-19T02:00:00+00:00"},
        ROW | {"NgayTiepNhan": "202611160900", "NgayHenTra": "2026-11-19T09:00"},
        ROW | {"TaiLieuNop": ROW["TaiLieuNop"][0], "ThuaRa": {"a": 1}},
        ROW | {"TaiLieuNop": [*ROW["TaiLieuNop"], {"TenTepDinhKem": "x", "IsDeleted": "TRUE"}]},
    ):
        assert mirrored_of(other) == plain
    assert mirrored_of(ROW | {"LoaiDoiTuong": "Doanh nghiệp", "MaDoiTuong": "0101234567"}) != plain
    for document in (json.dumps(ROW), json.dumps([ROW]), json.dumps({"Data": [ROW]})):
        assert read_batch("a", document.encode()).rows == (plain,)


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("MaHoSo", "H03-261131-0001", "mã hồ sơ"),
        ("MaTTHC", "1", "Mã thủ tục"),
        ("TrangThaiHoSo", "11", "trạng thái"),
        ("TrangThaiHoSo", "bốn", "trạng thái"),
        ("NgayTiepNhan", "20261332090000", "NgayTiepNhan"),
        ("NgayTiepNhan", "", "NgayTiepNhan"),
        ("NgayTiepNhan", "1026-11-16", "NgayTiepNhan"),
        ("NgayHenTra", "20261101000000", "NgayHenTra"),
        ("NgayHenTra", "9", "NgayHenTra"),
        ("TrangThaiHoSo", "9", "NgayKetThucXuLy"),
        ("HinhThuc", "bồ câu", "HinhThuc"),
        ("LoaiDoiTuong", "", "LoaiDoiTuong"),
        ("ChuHoSo", "", "họ tên hoặc tên tổ chức"),
        ("ChuHoSo", ["a"], "ChuHoSo"),
        ("TaiLieuNop", "tệp", "TaiLieuNop"),
        ("TaiLieuNop", [{"TenTepDinhKem": "a", "IsDeleted": "có lẽ"}], "IsDeleted"),
        ("DanhSachLePhi", [{"TenPhiLePhi": "a", "SoTien": "mười"}], "SoTien"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object, where: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        mirrored_of(ROW | {field: value})
    assert refused.value.where == where


def test_rows_are_read_or_said_and_half_a_file_is_refused() -> None:
    read = read_batch("a", batch(ROW, 7, ROW | {"MaHoSo": ""}, ROW))
    assert [str(error) for error in read.errors] == [
        "dòng 2, hồ sơ: cần tên trường và giá trị",
        "dòng 3, mã hồ sơ: viết như H03.12.25-201110-0001",
        "dòng 4, MaHoSo: H03.12.25-261116-0007 đã có ở dòng 1",
    ]
    for data, problem in (
        (batch(ROW)[:-9], "chưa hết"),
        (b"\xff\xfe", "chưa hết"),
        (b"7", "cần danh sách"),
        (b'{"error_code": "-5", "message": "het han"}', "báo lỗi -5: het han"),
        (b"[" * 100_000, "JSON"),
    ):
        with pytest.raises(FileRefused, match=problem):
            read_batch("a", data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([*ROW, "TenTepDinhKem", "SoTien"]), inner, max_size=4
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=120)
@given(st.dictionaries(st.sampled_from(sorted(ROW)), json_values, max_size=5), json_values)
def test_any_document_is_read_or_refused(spoiled: dict[str, object], other: object) -> None:
    for document in ([ROW | spoiled], other):
        with suppress(FileRefused):
            read = read_batch("a", json.dumps(document).encode())
            assert len(read.rows) + len(read.errors) == (
                len(document) if isinstance(document, list) else len(read.rows) + len(read.errors)
            )


# --- taken into the register ----------------------------------------------------------------------


def test_a_batch_is_taken_once_and_brought_along(
    kept: PluginDatabase, desk: Register, mirror: Mirror
) -> None:
    waiting = ROW | {"MaHoSo": "H03.12.25-261116-0008", "TrangThaiHoSo": "5",
                     "NgayHenTra": "20261201090000"}  # fmt: skip
    assert take(mirror, ROW, waiting) == (2, 0, 0, [])
    assert take(mirror, ROW, waiting, now=NOW + timedelta(hours=3)) == (0, 0, 2, [])
    code = code_of(ROW["MaHoSo"])
    assert desk.get(code).due == at("2026-11-19 09:00")
    stopped = desk.get(code_of(waiting["MaHoSo"]))
    assert (stopped.due, stopped.left) == (None, timedelta(hours=16))
    done = ROW | {"TrangThaiHoSo": "10", "NgayKetThucXuLy": "20261127100000",
                  "NgayTra": "20261127103000"}  # fmt: skip
    assert take(mirror, done, waiting, now=NOW + timedelta(hours=5)) == (0, 1, 1, [])
    assert desk.get(code).state is State.RETURNED
    assert [line.after.value for line in desk.lines(code)] == [2, 4, 9, 10]
    desk.move(stopped.code, State.IN_PROGRESS, at=NOW + timedelta(days=3), by="a")
    filing = People(kept, KEYS).of(code, by="a", reason="x", at=NOW).filing
    assert filing is not None
    assert filing.applicant.kind is ApplicantKind.CITIZEN
    assert opened(desk, "2026-11-16 16:00").code.number == 9
    (line, *_more) = Statistics(kept).counted(*month(2026, 11), at("2026-12-31"))
    assert line.balance == 0


def test_finished_elsewhere_counts_where_it_was_finished(
    kept: PluginDatabase, mirror: Mirror
) -> None:
    done = ROW | {"TrangThaiHoSo": "10", "NgayKetThucXuLy": "20261118100000",
                  "NgayTra": "20261202103000"}  # fmt: skip
    assert take(mirror, done, now=at("2026-12-10")) == (1, 0, 0, [])
    (line,) = Statistics(kept).counted(*month(2026, 11), at("2026-12-31"))
    assert (line.received, line.early, line.balance) == (1, 1, 0)


def test_a_wrong_row_takes_all_or_only_itself_as_was_chosen(desk: Register, mirror: Mirror) -> None:
    unknown = ROW | {"MaHoSo": "H03.12.25-261116-0009", "MaTTHC": "9.999999"}
    undated = ROW | {"MaHoSo": "H03.12.25-261116-0010", "NgayHenTra": ""}
    new, changed, same, errors = take(mirror, ROW, unknown, undated)
    assert (new, changed, same) == (0, 0, 0)
    assert "nhập trước" in errors[0]
    assert "NgayHenTra" in errors[1]
    assert opened(desk, "2026-11-16 09:00").code.number == 1
    assert take(mirror, ROW, unknown, undated, manner=Manner.THE_REST)[0] == 1
    assert opened(desk, "2026-11-16 09:00").code.number == 8


@pytest.mark.parametrize("state", range(1, 11))
def test_whatever_the_other_system_says_the_statistics_add_up(
    kept: PluginDatabase, mirror: Mirror, state: int
) -> None:
    """Also of what was refused there, at once or after it was received."""
    ends = {"NgayKetThucXuLy": "20261118090000"} if state > 8 else {}
    other = ROW | {"MaHoSo": "H03.12.25-261116-0008"}
    assert take(mirror, ROW, other | {"TrangThaiHoSo": str(state)} | ends)[3] == []
    assert take(mirror, ROW | {"TrangThaiHoSo": str(state)} | ends, now=at("2026-12-02"))[3] == []
    lines = [
        line
        for number in (11, 12)
        for line in Statistics(kept).counted(*month(2026, number), at("2027-01-01"))
    ]
    assert lines
    assert all(line.balance == 0 for line in lines)
