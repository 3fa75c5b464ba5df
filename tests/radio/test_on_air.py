"""What receivers show: in quiet times, during an announcement, during an emergency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.on_air import (
    NOTHING_ON_AIR,
    OnAir,
    OnAirKind,
    StationLabel,
    characters,
    is_plain,
    shown,
)

LABEL = StationLabel(name="DAI XA", pty=3, text="Dai truyen thanh xa")
NEWS = OnAir(kind=OnAirKind.ANNOUNCEMENT, text="Họp thôn Đồng Tâm")
ALARM = OnAir(kind=OnAirKind.EMERGENCY)


def test_in_quiet_times_it_is_the_station_s_own() -> None:
    found = shown(LABEL, NOTHING_ON_AIR)
    assert (found.name, found.pty, found.pty_name) == (b"DAI XA  ", 3, b"        ")
    assert (found.traffic_programme, found.announcement) == (True, False)
    assert found.text == b"Dai truyen thanh xa"


def test_an_announcement_raises_ta_and_shows_its_text() -> None:
    found = shown(LABEL, NEWS)
    assert (found.traffic_programme, found.announcement) == (True, True)
    assert (found.name, found.pty, found.pty_name) == (b"DAI XA  ", 3, b"        ")
    assert found.text == b"Hop thon Dong Tam"


def test_an_announcement_without_text_leaves_the_station_s() -> None:
    assert shown(LABEL, OnAir(kind=OnAirKind.ANNOUNCEMENT)).text == b"Dai truyen thanh xa"


def test_an_emergency_is_an_alarm_by_type_and_name() -> None:
    found = shown(LABEL, ALARM)
    assert (found.pty, found.pty_name, found.announcement) == (31, b"CANH BAO", True)
    assert found.name == b"DAI XA  "


@pytest.mark.parametrize("on_air", [NOTHING_ON_AIR, NEWS, ALARM])
def test_without_tp_there_is_never_ta(on_air: OnAir) -> None:
    found = shown(StationLabel(traffic_programme=False), on_air)
    assert not found.announcement
    assert not found.traffic_programme


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cảnh báo lũ ở Đắk Lắk", b"Canh bao lu o Dak Lak"),
        ("  19h30 – họp, 5.000 đ  ", b"19h30   hop, 5.000 d"),
        ("a$b^c`d~e", b"a b c d e"),
        ("một\ndòng\x00", b"mot dong"),
        ("", b""),
    ],
)
def test_what_the_table_does_not_share_is_left_out(text: str, expected: bytes) -> None:
    assert characters(text) == expected


@given(name=st.text(), text=st.text(), title=st.text(), kind=st.sampled_from(OnAirKind))
def test_whatever_is_written_fits_and_is_plain(
    name: str, text: str, title: str, kind: OnAirKind
) -> None:
    found = shown(StationLabel(name=name, text=text), OnAir(kind=kind, text=title))
    assert (len(found.name), len(found.pty_name)) == (8, 8)
    assert len(found.text) <= 64
    everything = (found.name + found.pty_name + found.text).decode("ascii")
    assert all(map(is_plain, everything))
