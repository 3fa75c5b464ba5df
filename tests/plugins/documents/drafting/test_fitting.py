"""A wished length: what goes first, what goes together, and what is said of it."""

from __future__ import annotations

import re

import pytest

from loudspeaker.plugins.documents.drafting.draft import draft, title
from loudspeaker.plugins.documents.drafting.values import Confirmed, Reason
from loudspeaker.text import make_script
from tests.plugins.documents.drafting.examples import of


def long_paper() -> str:
    days = "\n".join(
        f"- Thôn số {n}: ngày {n}/12/2026, tại nhà văn hóa thôn." for n in range(1, 29)
    )
    return (
        f"Lịch tiêm:\n{days}\nHạn đăng ký trước ngày 30/11/2026.\nHiện nay trời rét, bà con chú ý."
    )


@pytest.mark.parametrize("wished_s", [30.0, 60.0, 120.0])
def test_a_long_paper_fits_and_what_is_needed_least_goes_first(wished_s: float) -> None:
    made = of(long_paper(), wished_s=wished_s)
    assert made.duration_s == make_script(made.text).duration_s <= wished_s + 1
    assert any("Hạn đăng ký" in line.text for line in made.lines) or wished_s == 30.0
    gone = [each for each in made.left_out if each.reasons[0] is Reason.LENGTH]
    assert gone
    assert made.notes == (
        f"Đã bỏ {len(gone)} câu vì vượt thời lượng.",
        "Trong các câu bỏ vì thời lượng có câu nêu ngày, nơi, số tiền hoặc số điện thoại.",
    )
    later = [re.findall(r"số (\d+)", line.text) for line in made.lines if "Thôn số" in line.text]
    assert [int(n) for (n,) in later] == list(range(1, len(later) + 1))


def test_without_room_the_frame_stays_and_it_is_said() -> None:
    made = of("Thời gian: 7 giờ ngày 5/12/2026.", wished_s=1.0)
    assert [line.is_frame for line in made.lines] == [True, True, True]
    assert made.notes[0].startswith("Không chọn được câu nào")


def test_a_sentence_with_a_colon_goes_with_what_belongs_to_it() -> None:
    text = "Đề nghị bà con chuẩn bị:\n- Ông Hoàng Văn X: sinh năm 1970.\nHọp lúc 7 giờ."
    assert "chuẩn bị:" not in of(text).text
    assert "chuẩn bị:" in of(text.replace("Ông Hoàng Văn X: sinh năm 1970", "Cuốc, xẻng")).text


@pytest.mark.parametrize("text", ["Bà con " + "A" * 3000, "bà con đến họp " * 200, "A" * 1400])
def test_what_nobody_can_say_is_left_out(text: str) -> None:
    made = of("\n".join([text, "Thời gian: 7 giờ.", *["- " + "B" * 1400] * 90]), wished_s=1e9)
    assert len(made.text) < 20_000
    assert "Thời gian: 7 giờ." in made.text


def test_a_title_is_cut_at_a_word_and_the_draft_says_all_of_it() -> None:
    paper = Confirmed(type="Thông báo", issuer="UBND xã", summary="Về việc " + "họp thôn " * 40)
    assert len(title(paper)) <= 200
    assert title(paper).endswith(("họp…", "thôn…"))
    assert draft([], [], paper).text.count("họp thôn") == 40
