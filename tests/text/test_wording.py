from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text import read_text
from loudspeaker.text.reading import Manner
from loudspeaker.text.shipped import shipped_tables
from loudspeaker.text.wording import Wording

SOUTHERN = Wording(thousand="ngàn", zero_tens="lẻ")


def said(text: str, wording: Wording = SOUTHERN) -> str:
    manner = Manner(tables=shipped_tables(), wording=wording)
    return read_text(text, manner=manner).script.spoken


@pytest.mark.parametrize(
    ("text", "southern"),
    [
        ("1.004 hộ", "một ngàn không trăm lẻ tư hộ."),
        ("50k", "năm mươi ngàn."),
        ("ngày 5/11/2026", "ngày năm tháng mười một năm hai ngàn không trăm hai mươi sáu."),
        ("gọi 0912 345 678", "gọi không chín một hai, ba bốn năm, sáu bảy tám."),
    ],
)
def test_numbers_in_southern_words(text: str, southern: str) -> None:
    assert said(text) == southern


def test_what_people_wrote_out_stays() -> None:
    assert said("Bà Linh có 5 nghìn, ông Nghìn") == "bà linh có năm nghìn, ông nghìn."
    assert said("linh.nguyen@vihuong.vn").startswith("linh chấm")


def test_one_word_may_differ_alone() -> None:
    assert said("1.004", Wording(zero_tens="lẻ")) == "một nghìn không trăm lẻ tư."


@given(st.integers(0, 10**12))
def test_only_these_words_differ(number: int) -> None:
    northern = said(f"có {number} cây", Wording())
    assert said(f"có {number} cây") == northern.replace("nghìn", "ngàn").replace("linh", "lẻ")
