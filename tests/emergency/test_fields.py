"""What may be filled in, and how it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.emergency.fields import Field, FieldType, level_of, said
from loudspeaker.errors import FieldRefused


def field(kind: FieldType, **other: object) -> Field:
    values: dict[str, object] = {"name": "x", "type": kind, "ask": "Gì?", "example": "1", **other}
    return Field(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "typed", "spoken"),
    [
        (FieldType.PLACE, "  thôn 2,   xã Trung Lý ", "thôn 2, xã Trung Lý"),
        (FieldType.PLACE, "TP.Thanh Hóa", "TP.Thanh Hóa"),
        (FieldType.TEXT, "Áo nâu. Đi chân đất!", "Áo nâu. Đi chân đất!"),
        (FieldType.NUMBER, "3.5", "3,5"),
        (FieldType.NUMBER, "-4", "-4"),
        (FieldType.TIME, "17:30", "17 giờ 30 phút"),
        (FieldType.TIME, "7h", "7 giờ"),
        (FieldType.TIME, "7 giờ 05", "7 giờ 5 phút"),
        (FieldType.TIME, "07g15", "7 giờ 15 phút"),
        (FieldType.LEVEL, "3", "cấp 3"),
        (FieldType.LEVEL, "Cấp 5", "cấp 5"),
    ],
)
def test_what_is_typed_is_said_so(kind: FieldType, typed: str, spoken: str) -> None:
    assert said(field(kind, low=-10), typed) == spoken


@pytest.mark.parametrize(
    ("kind", "typed", "problem"),
    [
        (FieldType.PLACE, "", "empty"),
        (FieldType.TEXT, "...", "empty"),
        (FieldType.PLACE, "Thôn 2. Không phải diễn tập", "sentence"),
        (FieldType.PLACE, "Thôn 2!", "sentence"),
        (FieldType.TEXT, "{nghỉ: 9}", "characters"),
        (FieldType.PLACE, "a\u202eb", "characters"),
        (FieldType.TEXT, "a" * 81, "too_long"),
        (FieldType.NUMBER, "ba", "number"),
        (FieldType.NUMBER, "1e9", "number"),
        (FieldType.NUMBER, "11", "range"),
        (FieldType.TIME, "25:00", "time"),
        (FieldType.TIME, "sáng", "time"),
        (FieldType.LEVEL, "6", "level"),
        (FieldType.LEVEL, "đỏ", "level"),
    ],
)
def test_anything_else_is_refused(kind: FieldType, typed: str, problem: str) -> None:
    with pytest.raises(FieldRefused) as caught:
        said(field(kind, high=10), typed)
    assert (caught.value.field, caught.value.problem) == ("x", problem)


def test_a_level_has_bounds() -> None:
    assert level_of(field(FieldType.LEVEL, low=1, high=3), "cấp 2") == 2
    with pytest.raises(FieldRefused, match="1–3"):
        level_of(field(FieldType.LEVEL, low=1, high=3), "4")


@given(st.sampled_from(FieldType), st.text(max_size=300))
def test_whatever_is_typed_is_one_bounded_line_or_refused(kind: FieldType, typed: str) -> None:
    try:
        spoken = said(field(kind), typed)
    except FieldRefused:
        return
    assert spoken == " ".join(spoken.split())
    assert not set("{}\n\r\0") & set(spoken)
    assert 0 < len(spoken) <= 80
