"""One dossier as the national portal's fields (DongBoHoSoMC, CapNhatTienDoHoSoMC).

Times are ``yyyyMMddHHmmss`` in Vietnam's zone, truth values the words True and False.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.dossier import Channel, Dossier, Line
from loudspeaker.plugins.dossiers.cases.filing import Filing
from loudspeaker.plugins.dossiers.cases.people import ApplicantKind
from loudspeaker.plugins.dossiers.cases.states import State

TIME: Final = "%Y%m%d%H%M%S"
KINDS: Final[Mapping[ApplicantKind, str]] = {
    ApplicantKind.CITIZEN: "1",
    ApplicantKind.BUSINESS: "2",
    ApplicantKind.ORGANISATION: "3",
}
CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.COUNTER: "0",
    Channel.ONLINE: "1",
    Channel.POST: "2",
}
"""The numbers of *LoaiDoiTuong* and *HinhThuc*: proposals, to be compared with the portal's."""


def time_text(at: datetime | None) -> str:
    """Return a moment as it is exchanged, empty for none."""
    return at.astimezone(STATION_ZONE).strftime(TIME) if at else ""


def flag_text(*, flag: bool) -> str:
    """Return a truth value as it is exchanged."""
    return "True" if flag else "False"


def dossier_fields(
    dossier: Dossier,
    filing: Filing,
    lines: Sequence[Line] = (),
    *,
    procedure_name: str,
    domain_name: str,
    office: str,
) -> dict[str, Any]:
    """Return a dossier for *DongBoHoSoMC*; ``office`` is the name of who handles it."""
    who, matter = filing.applicant, filing.matter
    return {
        "MaHoSo": str(dossier.code),
        "MaTTHC": dossier.procedure,
        "TenTTHC": procedure_name,
        "MaLinhVuc": dossier.domain,
        "TenLinhVuc": domain_name,
        "ChuHoSo": who.name,
        "LoaiDoiTuong": KINDS[who.kind],
        "MaDoiTuong": who.identity,
        "Email": who.email,
        "SoDienThoai": who.phone,
        "TrichYeuHoSo": matter.subject,
        "NgayTiepNhan": time_text(dossier.received),
        "NgayHenTra": time_text(dossier.promised or dossier.due),
        "TrangThaiHoSo": str(dossier.state.value),
        "NgayTra": time_text(dossier.returned),
        "HinhThuc": CHANNELS[dossier.channel],
        "NgayKetThucXuLy": time_text(dossier.ended),
        "DonViXuLy": office,
        "GhiChu": lines[-1].note if lines else "",
        "TaiLieuNop": [
            {
                "TepDinhKemId": "",
                "TenTepDinhKem": paper.name,
                "IsDeleted": flag_text(flag=False),
                "MaThanhPhanHoSo": "",
                "DuongDanTaiTepTin": "",
            }
            for paper in matter.papers
        ],
        "DanhSachLePhi": [
            {"TenPhiLePhi": fee.name, "SoTien": str(fee.dong), "DaThu": flag_text(flag=fee.paid)}
            for fee in matter.fees
        ],
        "DanhSachTepDinhKemKhac": [],
        "DanhSachHoSoBoSung": _supplements(dossier, lines),
        "DanhSachGiayToKetQua": [],
    }


def _supplements(dossier: Dossier, lines: Sequence[Line]) -> list[dict[str, str]]:
    """Return each time something was asked for, with the due times before and after it."""
    found = []
    due: datetime | None = None
    for number, line in enumerate(lines):
        if line.after is State.SUPPLEMENT and line.before is not State.SUPPLEMENT:
            later = [each for each in lines[number + 1 :] if each.after is not State.SUPPLEMENT]
            found.append({
                "HoSoBoSungId": f"{dossier.code}-{number + 1}",
                "NguoiYeuCauBoSung": line.by,
                "NoiDungBoSung": line.note,
                "NgayBoSung": time_text(line.at),
                "NgayHenTraTruoc": time_text(due),
                "NgayHenTraMoi": time_text(later[0].due if later else None),
                "TrangThaiBoSung": flag_text(flag=bool(later)),
            })  # fmt: skip
        due = line.due
    return found


def progress_fields(
    dossier: Dossier, lines: Iterable[Line], *, office: str
) -> list[dict[str, str]]:
    """Return the steps of a dossier for *CapNhatTienDoHoSoMC*."""
    return [
        {
            "MaHoSo": str(dossier.code),
            "NguoiXuLy": line.by,
            "ChucDanh": "",
            "ThoiDiemXuLy": time_text(line.at),
            "PhongBanXuLy": office,
            "NoiDungXuLy": line.note or line.after.label,
            "TrangThai": str(line.after.value),
            "NgayBatDau": time_text(dossier.received),
            "NgayKetThucTheoQuyDinh": time_text(line.due),
        }
        for line in lines
    ]
