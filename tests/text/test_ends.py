"""A dash is *đến* between two ends of one range, and silent between things of different kinds."""

from __future__ import annotations

from itertools import permutations

import pytest

from loudspeaker.text import speakable

THINGS = {
    "label": ["tổ 3", "lớp 9A2", "phòng 201", "bàn 12"],
    "count": ["25 hộ", "120 em"],
    "mass": ["50kg", "2 tạ"],
    "money": ["3 triệu", "50.000đ", "50k"],
    "percent": ["15%"],
    "clock": ["7h30", "19 giờ", "07:30"],
    "date": ["5/11", "ngày 15/11", "12/11/2026"],
    "telephone": ["0912 345 678"],
    "document": ["749/QĐ-TTg"],
}
PAIRS = [
    (one, other)
    for first, second in permutations(THINGS, 2)
    for one in THINGS[first]
    for other in THINGS[second]
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("dash", [" – ", " - "])
def test_two_kinds_are_two_things(one: str, other: str, dash: str) -> None:
    said = speakable(f"Thông báo: {one}{dash}{other}.").split()
    assert "đến" not in said
    apart = speakable(f"Thông báo: {one}. {other}.").split()
    assert [word for word in said if word != "ngày"] == [word for word in apart if word != "ngày"]


@pytest.mark.parametrize("written", [
    "7h30 – 11h30", "3 – 5 triệu", "50.000đ – 70.000đ", "15% – 20%", "5/11 – 15/11",
    "7h ngày 5/11 – 17h ngày 6/11", "6 tháng – 2 tuổi", "tổ 3 – 5", "lớp 1A – 1G", "phòng 1-2",
    "từ 5/11 – 7h sáng 6/11", "mỗi đội 5-7 người", "lớp 3 - 4 tuổi", "nhóm 24-36 tháng",
    "cách thôn 2-3 km", "ngày 2 lần, lần 2-3 giờ", "bón 2,5 – 3 kg", "uống 1/2 – 1 viên",
    "50kg – 2 tạ",
])  # fmt: skip
def test_two_of_a_kind_are_a_range(written: str) -> None:
    assert speakable(written).split().count("đến") == 1


@pytest.mark.parametrize(("written", "read"), [
    ("SBD 250001-250024",
     "số báo danh hai năm không không không một đến hai năm không không hai bốn"),
    ("mã vé 10234, 10235 và 10236",
     "mã vé một không hai ba bốn một không hai ba năm và một không hai ba sáu"),
    ("mã số 0417 và 2500 hộ", "mã số không bốn một bảy và hai nghìn năm trăm hộ"),
    ("tòa CT2 cạnh cao tốc CT2", "tòa xê tê hai cạnh cao tốc hai"),
])  # fmt: skip
def test_what_stands_in_a_row_is_of_one_kind(written: str, read: str) -> None:
    assert speakable(written) == read
