"""The words of a correction."""

from __future__ import annotations

from datetime import UTC, datetime

from loudspeaker.emergency.correction import correction_text, correction_title
from loudspeaker.text import speakable

AT = datetime(2026, 12, 1, 10, 5, tzinfo=UTC)


def test_it_names_what_was_aired_and_when_in_the_stations_time() -> None:
    text = correction_text("Cắt điện", AT)
    assert text.startswith(
        "Đính chính. Về thông báo “Cắt điện” phát lúc 17 giờ 5 phút ngày 1/12/2026"
    )
    assert "không đúng" in text
    assert "mười bảy giờ năm phút ngày một tháng mười hai" in speakable(text)
    assert correction_title("Cắt điện") == "Đính chính: Cắt điện"


def test_own_words_stand_behind_what_is_corrected() -> None:
    text = correction_text("Họp", AT, "Họp lúc 20 giờ.")
    assert text.startswith("Đính chính. Về thông báo “Họp”")
    assert text.endswith("Họp lúc 20 giờ.")
