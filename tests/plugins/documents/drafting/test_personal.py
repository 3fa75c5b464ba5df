"""Sentences about persons are left out; offices, streets and schools are no persons."""

from __future__ import annotations

import pytest

from loudspeaker.plugins.documents.drafting.values import Reason
from tests.plugins.documents.drafting.examples import of


@pytest.mark.parametrize(
    "text",
    [
        "Ông Hoàng Văn X nhận tiền ngày 5/12/2026.",
        "Nguyễn Thị Y ở thôn Nà Lưu nộp phạt 500.000 đồng.",
        "Gia đình bà Lò Thị Z thuộc hộ nghèo, đến trụ sở nhận gạo.",
        "Giàng Páo nộp phạt 500.000 đồng trước ngày 5/12/2026.",
        "ÔNG HOÀNG VĂN X ĐẾN TRỤ SỞ lúc 7 giờ.",
        "Căn cước số 025 088 001 234 đã có, mời đến nhận.",
        "Chủ tịch xã xử phạt ông Trần Văn B vi phạm ngày 5/12/2026.",
    ],
)
def test_persons_with_their_matters_are_left_out_with_a_note(text: str) -> None:
    made = of(f"Thời gian: 7 giờ.\n{text}")
    assert made.left_out[-1].reasons == (Reason.PERSONAL,)
    assert "Đã bỏ 1 câu có thông tin cá nhân." in made.notes


@pytest.mark.parametrize(
    "text",
    [
        "Liên hệ ông Trần Văn B, Trưởng Công an xã, số điện thoại 0206 3888 113.",
        "Họp tại Trường THCS Lê Hồng Phong lúc 7 giờ.",
        "Cấm đường Nguyễn Văn Trỗi từ 7 giờ ngày 5/12/2026.",
        "Tàu ra đảo Cô Tô chạy lúc 7 giờ ngày 5/12/2026.",
        "Bà con gặp cán bộ khuyến nông, ông Lò Văn H, tại nhà văn hóa.",
        "Đề nghị Đoàn Thanh niên và Hội Nông dân tham gia.",
        "Bà con gọi số 0206 3888 113 trước ngày 5/12/2026.",
    ],
)
def test_offices_streets_and_schools_are_no_persons(text: str) -> None:
    assert text in of(text).text
