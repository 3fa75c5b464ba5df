"""Rows of the national exchange, read whatever their sender makes of them, each or its error.

Names count without case, marks and underlines; times as they are written or in ISO; numbers as
numbers or texts; lists may be missing, null or one object.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loudspeaker.errors import EntryRefused, FileRefused
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.codes import Code, code_of, procedure_code_of
from loudspeaker.plugins.dossiers.cases.dossier import Channel
from loudspeaker.plugins.dossiers.cases.filing import Filing, matter_of
from loudspeaker.plugins.dossiers.cases.people import ApplicantKind, one_line, party_of
from loudspeaker.plugins.dossiers.cases.states import Clock, State, state_of
from loudspeaker.plugins.dossiers.exchange.writing import CHANNELS, KINDS, TIME
from loudspeaker.plugins.dossiers.procedures.rows import RowError
from loudspeaker.public.folding import folded

MOST_BYTES: Final = 100 << 20
MOST_ROWS: Final = 100_000
_KINDS: Final = {number: kind for kind, number in KINDS.items()} | {
    "cong dan": ApplicantKind.CITIZEN,
    "ca nhan": ApplicantKind.CITIZEN,
    "doanh nghiep": ApplicantKind.BUSINESS,
    "to chuc": ApplicantKind.ORGANISATION,
    "co quan": ApplicantKind.ORGANISATION,
}
_CHANNELS: Final = {number: channel for channel, number in CHANNELS.items()} | {
    "truc tiep": Channel.COUNTER,
    "truc tuyen": Channel.ONLINE,
    "buu chinh": Channel.POST,
}
_BY_LENGTH: Final = {14: (TIME,), 12: ("%Y%m%d%H%M",), 8: ("%Y%m%d",)}
_SPOKEN: Final = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_TRUE: Final = frozenset({"true", "1", "co"})
_FALSE: Final = frozenset({"false", "0", "", "khong", "none", "null"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """A dossier as another system has it."""

    code: Code
    procedure: str
    procedure_name: str
    domain: str
    domain_name: str
    channel: Channel
    state: State
    received: datetime | None
    due: datetime | None
    ended: datetime | None
    returned: datetime | None
    office: str
    note: str
    filing: Filing


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The rows that could be read, and what is wrong with the others, by their place from 1."""

    rows: tuple[Mirrored, ...]
    errors: tuple[RowError, ...]


def read_batch(name: str, data: bytes) -> Batch:
    """Return the dossiers of a JSON document: a list, or a list under ``data``.

    FileRefused for what is no such document (half a file), or one with an error code.
    """
    if len(data) > MOST_BYTES:
        raise FileRefused(path=name, problem="lớn hơn 100 MB")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise FileRefused(path=name, problem="không phải JSON UTF-8, hoặc chưa hết") from None
    return _batch(_listed(name, document))


def _listed(name: str, document: object) -> Sequence[object]:
    if isinstance(document, dict):
        fields = _named(document)
        error = str(fields.get("errorcode") or "0").strip()
        if error not in {"0", "200"}:
            told = one_line(str(fields.get("message") or fields.get("errormessage") or ""))[:200]
            raise FileRefused(path=name, problem=f"hệ thống kia báo lỗi {error[:40]}: {told}")
        document = fields.get("data", fields.get("result", [document]))
    if isinstance(document, Mapping):
        document = [document]
    if not isinstance(document, list) or len(document) > MOST_ROWS:
        raise FileRefused(path=name, problem=f"cần danh sách, nhiều nhất {MOST_ROWS} hồ sơ")
    return document


def _batch(items: Sequence[object]) -> Batch:
    rows: list[Mirrored] = []
    errors: list[RowError] = []
    seen: dict[Code, int] = {}
    for number, item in enumerate(items, 1):
        try:
            row = mirrored_of(item)
        except EntryRefused as refused:
            errors.append(RowError(row=number, where=refused.where, problem=refused.problem))
            continue
        if row.code in seen:
            problem = f"{row.code} đã có ở dòng {seen[row.code]}"
            errors.append(RowError(row=number, where="MaHoSo", problem=problem))
            continue
        seen[row.code] = number
        rows.append(row)
    return Batch(rows=tuple(rows), errors=tuple(errors))


def mirrored_of(item: object) -> Mirrored:
    """Return the dossier of one object; EntryRefused names the field and what is expected."""
    if not isinstance(item, Mapping):
        raise EntryRefused(where="hồ sơ", problem="cần tên trường và giá trị")
    fields = _named(item)
    code, state = code_of(_text(fields, "MaHoSo")), state_of(_text(fields, "TrangThaiHoSo"))
    times = {name: _time(fields, name) for name in _MOMENTS}
    _check_times(state, times)
    return Mirrored(
        code=code,
        procedure=procedure_code_of(_text(fields, "MaTTHC")),
        procedure_name=_text(fields, "TenTTHC"),
        domain=_text(fields, "MaLinhVuc") or "-",
        domain_name=_text(fields, "TenLinhVuc"),
        channel=_one_of(_CHANNELS, fields, "HinhThuc"),
        state=state,
        received=times["NgayTiepNhan"],
        due=times["NgayHenTra"],
        ended=times["NgayKetThucXuLy"],
        returned=times["NgayTra"],
        office=_text(fields, "DonViXuLy"),
        note=_text(fields, "GhiChu"),
        filing=_filing(fields),
    )


_MOMENTS: Final = ("NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra")


def _check_times(state: State, times: Mapping[str, datetime | None]) -> None:
    received, ended = times["NgayTiepNhan"], times["NgayKetThucXuLy"]
    if received is None and state.clock in {Clock.RUNNING, Clock.STOPPED}:
        raise EntryRefused(where="NgayTiepNhan", problem=f"thiếu ở hồ sơ “{state.label}”")
    if ended is None and state in {State.FINISHED, State.RETURNED}:
        raise EntryRefused(where="NgayKetThucXuLy", problem=f"thiếu ở hồ sơ “{state.label}”")
    for name in ("NgayHenTra", "NgayKetThucXuLy", "NgayTra"):
        at = times[name]
        if received and at and at < received:
            raise EntryRefused(where=name, problem="trước ngày tiếp nhận")


def _filing(fields: Mapping[str, Any]) -> Filing:
    kind = _one_of(_KINDS, fields, "LoaiDoiTuong")
    party = party_of({
        "kind": kind,
        "name": _text(fields, "ChuHoSo"),
        "identity": _text(fields, "MaDoiTuong"),
        "phone": _text(fields, "SoDienThoai"),
        "email": _text(fields, "Email"),
    })  # fmt: skip
    papers = [
        (_text(each, "TenTepDinhKem"), 1, 0)
        for each in _objects(fields, "TaiLieuNop")
        if not _flag(each, "IsDeleted") and _text(each, "TenTepDinhKem")
    ]
    fees = [
        (_text(each, "TenPhiLePhi"), _dong(each), _flag(each, "DaThu"))
        for each in _objects(fields, "DanhSachLePhi")
    ]
    subject = _text(fields, "TrichYeuHoSo") or _text(fields, "TenTTHC")
    return Filing(applicant=party, matter=matter_of(subject, papers, fees))


def _plain(name: object) -> str:
    return folded(str(name)).replace(" ", "").replace("_", "")


def _named(item: Mapping[Any, Any]) -> dict[str, Any]:
    return {_plain(name): value for name, value in item.items()}


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(_plain(name))
    if value is None or isinstance(value, bool | str | int):
        return one_line("" if value is None else str(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    raise EntryRefused(where=name, problem="cần chữ hoặc số")


def _time(fields: Mapping[str, Any], name: str) -> datetime | None:
    text = _text(fields, name)
    at = _moment(text) if text else None
    if text and (at is None or not _FIRST_YEAR <= at.year <= _LAST_YEAR):
        raise EntryRefused(where=name, problem="viết như 20261123153000")
    return at


def _moment(text: str) -> datetime | None:
    forms = _BY_LENGTH.get(len(text), ()) if text.isascii() and text.isdigit() else _SPOKEN
    for form in forms:
        try:
            return datetime.strptime(text, form).replace(tzinfo=STATION_ZONE)
        except ValueError:
            continue
    try:
        at = datetime.fromisoformat("" if text.isdigit() else text)
    except ValueError:
        return None
    return at.astimezone(STATION_ZONE) if at.tzinfo else at.replace(tzinfo=STATION_ZONE)


def _flag(fields: Mapping[str, Any], name: str) -> bool:
    word = folded(_text(fields, name))
    if word not in _TRUE | _FALSE:
        raise EntryRefused(where=name, problem="viết True hoặc False")
    return word in _TRUE


def _one_of(known: Mapping[str, Any], fields: Mapping[str, Any], name: str) -> Any:
    text = _text(fields, name)
    found = known.get(text.lstrip("0") or "0") or known.get(folded(text))
    if found is None:
        raise EntryRefused(where=name, problem=f"là một trong: {', '.join(known)}")
    return found


def _objects(fields: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = fields.get(_plain(name)) or []
    listed = [value] if isinstance(value, Mapping) else value
    if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
        raise EntryRefused(where=name, problem="cần danh sách")
    return [_named(each) for each in listed]


def _dong(fields: Mapping[str, Any]) -> int:
    text = _text(fields, "SoTien").replace(".", "").replace(",", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 13):  # noqa: PLR2004 - a trillion
        raise EntryRefused(where="SoTien", problem="là số tiền bằng đồng")
    return int(text)
