"""What is heard is what was sent; whatever is heard, nothing breaks."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.rds import Group, Version, basic_tuning, group_from_hex, radio_text
from loudspeaker.radio.rds_characters import decode
from loudspeaker.radio.rds_groups import basic_tuning_b, country
from loudspeaker.radio.rds_listener import Listener
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_station import Application, Station
from loudspeaker.radio.rds_text_groups import (
    enhanced_text,
    enhanced_text_announcement,
    programme_type_name,
    radio_text_b,
)
from loudspeaker.radio.rds_texts import (
    enhanced_text_bytes,
    long_name_bytes,
    name_bytes,
    text_bytes,
)
from tests.radio.rds_air import FULL, PI, Air, programmes

OTHER_PI = 0x7002
words = st.integers(0, 0xFFFF)
any_group = st.builds(
    Group,
    blocks=st.tuples(st.sampled_from([PI, OTHER_PI]) | words, words, words, words),
    ok=st.tuples(*[st.booleans()] * 4),
)


def _heard(groups: list[Group]) -> tuple[Station, list[str]]:
    listener = Listener()
    changes = [change.words for group in groups for change in listener.hear(group)]
    return listener.station, changes


def _name(name: bytes, pi: int = PI) -> list[Group]:
    return [basic_tuning(pi=pi, name=name, segment=segment) for segment in range(4)]


def _expected(programme: Programme, station: Station) -> Station:
    """Return what should be heard; of clock and applications what was heard."""
    text = text_bytes(programme.radio_text)
    type_name = name_bytes(programme.ptyn)
    return replace(
        station,
        pi=programme.pi,
        ps=decode(name_bytes(programme.ps)),
        pty=programme.pty,
        tp=programme.tp,
        ta=programme.ta,
        music=programme.music,
        decoder_bits=programme.decoder_bits,
        radio_text=decode(text.rstrip(b"\r")) if text else None,
        ptyn=decode(type_name) if type_name.strip() else None,
        long_ps=_utf_8(long_name_bytes(programme.long_ps)),
        ert=_utf_8(enhanced_text_bytes(programme.ert)),
        ecc=programme.ecc,
        language=programme.language,
        alternative_frequencies_khz=tuple(sorted(programme.alternative_frequencies_khz)),
    )


def _utf_8(data: bytes) -> str | None:
    return data.rstrip(b"\r").decode() or None


@settings(max_examples=25, deadline=None)
@given(programmes, st.integers(0, 300))
def test_what_is_sent_is_heard(programme: Programme, missed: int) -> None:
    air = Air(programme)
    air.run(missed)
    station, _ = _heard([sent.group for sent in air.run(800)])
    assert station == _expected(programme, station)
    assert station.clock is not None
    assert len(station.applications) == bool(programme.commands.aid) + bool(station.ert)


@settings(max_examples=10, deadline=None)
@given(programmes, st.integers(0, 2**32))
def test_lost_blocks_only_cost_time(programme: Programme, seed: int) -> None:
    listener, dice = Listener(), random.Random(seed)
    for sent in Air(programme).run(2_000):
        first, second, third, fourth = (dice.random() > 0.05 for _ in range(4))
        listener.hear(replace(sent.group, ok=(first, second, third, fourth)))
    station = listener.station
    assert station == _expected(programme, station)


def test_changes_are_told_once_in_words() -> None:
    _, changes = _heard([sent.group for sent in Air(FULL).run(800)])
    told = Counter(change.split()[0] for change in changes)
    assert told.keys() == {field.name for field in fields(Station)} - {
        "warning_channel",
        "item_number",
    }
    assert {what for what, times in told.items() if times > 1} == {"applications"}
    for line in (
        "pi 7001",
        "ps 'An Phú  '",
        "tp off",
        "ecc F2",
        "clock 2026-03-02T06:59+07:00",
        "alternative_frequencies_khz 100100, 101100, 102100",
        "applications FF01 in 11A, 6552 in 12A",
    ):
        assert line in changes


def test_a_name_that_changes_is_never_mixed() -> None:
    groups = [*_name(b"DAI XA  "), *_name(b"BAO DONG")[1:], *_name(b"BAO DONG")[:1]]
    _, changes = _heard(groups)
    assert [change for change in changes if change.startswith("ps")] == [
        "ps 'DAI XA  '",
        "ps 'BAO DONG'",
    ]


def _text(text: bytes, *, flag: bool) -> list[Group]:
    return [radio_text(pi=PI, text=text, segment=n, flag=flag) for n in range(-(-len(text) // 4))]


def test_the_flag_begins_a_new_text() -> None:
    old, new = _text(b"Hop thon 4\r", flag=False), _text(b"Hop thon 5\r", flag=True)
    station, changes = _heard([*old, *new[:2]])
    assert station.radio_text == "Hop thon 4"
    station, changes = _heard([*old, *new])
    assert [change for change in changes if change.startswith("radio")] == [
        "radio_text 'Hop thon 4'",
        "radio_text 'Hop thon 5'",
    ]


def test_version_b_is_understood() -> None:
    text = b"Hop thon 4\r "
    groups = [
        *(basic_tuning_b(pi=PI, name=b"DAI XA  ", segment=n, ta=True) for n in range(4)),
        *(radio_text_b(pi=PI, text=text, segment=n) for n in range(6)),
        group_from_hex("7001F80070010018"),
    ]
    station, _ = _heard(groups)
    assert (station.ps, station.radio_text, station.ta) == ("DAI XA  ", "Hop thon 4", False)


def test_a_type_name_has_no_version_b() -> None:
    group = programme_type_name(pi=PI, name=b"THE THAO", segment=0)
    first, second, third, fourth = group.blocks
    station, _ = _heard([replace(group, blocks=(first, second | 0x800, third, fourth))] * 2)
    assert station.ptyn is None


def test_enhanced_text_is_read_only_where_it_was_announced_as_utf_8() -> None:
    text = enhanced_text_bytes("Họp thôn")
    pieces = [enhanced_text(pi=PI, kind=12, text=text, segment=n) for n in range(3)]
    announcement = enhanced_text_announcement(pi=PI, kind=12)
    assert _heard([announcement, *pieces])[0].ert == "Họp thôn"
    assert _heard([*pieces])[0].ert is None
    assert _heard([enhanced_text_announcement(pi=PI, kind=13), *pieces])[0].ert is None
    first, second, _, fourth = announcement.blocks
    ucs_2 = replace(announcement, blocks=(first, second, 0, fourth))
    assert _heard([ucs_2, *pieces])[0].ert is None


def test_an_application_that_moves_in_replaces_the_other() -> None:
    station, changes = _heard(
        [group_from_hex(digits) for digits in ("70013016000100AA", "7001301600014BD7")]
    )
    assert station.applications == (Application(aid=0x4BD7, group="11A", message=1),)
    assert changes[-1] == "applications 4BD7 in 11A"


# Which station it is


def test_one_strange_pi_is_a_disturbance() -> None:
    strange = country(pi=OTHER_PI, ecc=0xE0)
    station, _ = _heard([*_name(b"DAI XA  "), strange, *_name(b"DAI XA  "), strange])
    assert (station.pi, station.ps, station.ecc) == (PI, "DAI XA  ", None)


def test_two_are_another_station() -> None:
    station, changes = _heard([*_name(b"DAI XA  "), *_name(b"DAI HUYE", OTHER_PI)])
    assert (station.pi, station.ps) == (OTHER_PI, None)
    assert "ps None" in changes
    station, _ = _heard([*_name(b"DAI XA  "), *_name(b"DAI HUYE", OTHER_PI) * 2])
    assert (station.pi, station.ps) == (OTHER_PI, "DAI HUYE")


def test_groups_without_pi_belong_to_the_station() -> None:
    groups = [replace(group, ok=(False, True, True, True)) for group in _name(b"DAI XA  ")]
    station, _ = _heard([country(pi=PI, ecc=0xF2), *groups])
    assert (station.pi, station.ps) == (PI, "DAI XA  ")


def test_version_b_tells_the_pi_twice() -> None:
    group = radio_text_b(pi=PI, text=b"x\r", segment=0)
    assert group.version is Version.B
    assert _heard([replace(group, ok=(False, True, True, True))])[0].pi == PI
    assert _heard([replace(group, ok=(False, True, False, True))])[0].pi is None


def test_without_block_2_only_the_pi_is_known() -> None:
    group = replace(country(pi=PI, ecc=0xF2), ok=(True, False, True, True))
    assert _heard([group])[0] == Station(pi=PI)


# Whatever is heard


@given(st.lists(any_group, max_size=80))
def test_no_groups_break_it(groups: list[Group]) -> None:
    station, changes = _heard(groups)
    assert isinstance(station, Station)
    assert all(changes)


@pytest.mark.slow
def test_hundred_thousand_random_groups_break_nothing() -> None:
    dice = random.Random(7)
    listener = Listener()
    for _ in range(100_000):
        second, third, fourth = (dice.getrandbits(16) for _ in range(3))
        listener.hear(Group(blocks=(dice.choice([PI, PI, OTHER_PI]), second, third, fourth)))
    assert len(listener.station.applications) <= 32
