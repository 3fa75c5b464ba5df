"""Letters in names, and the small letters that stand before a name's capital."""

from __future__ import annotations

import re

import pytest

from loudspeaker.text import speakable
from loudspeaker.text.found import CAPITAL

SMALL = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


def test_capitals_are_told_from_small_letters() -> None:
    assert re.findall(CAPITAL, SMALL) == []
    assert len(re.findall(CAPITAL, SMALL.upper())) == len(SMALL)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("gọi a Chấn hoặc c Ánh", "gọi anh chấn hoặc chị ánh"),
        ("gọi a Chấn", "gọi anh chấn"),
        ("chuyển sang nhà A ăn trưa", "chuyển sang nhà a ăn trưa"),
        ("tạm hoãn. Y tế thôn", "tạm hoãn y tế thôn"),
        ("cháu T.Y", "cháu tê i"),
        ("cháu N.T.H", "cháu nờ tê hát"),
        ("dân quân 28, CA 9, y tế 4", "dân quân hai mươi tám công an chín y tế bốn"),
        ("TRỰC ĐÊM CA 2", "trực đêm ca hai"),
        ("thôn Nà Cáy I", "thôn nà cáy một"),
        ("ở Lủng Vài I, II", "ở lủng vài một hai"),
        ("P. 5, Q. 10", "phường năm quận mười"),
        ("trường mầm non 8-3", "trường mầm non tám tháng ba"),
        ("nhàB, chữU", "nhà bê chữ u"),
    ],
)
def test_letters_in_names(written: str, read: str) -> None:
    assert speakable(written) == read
