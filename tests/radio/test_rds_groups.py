"""Builders against the vectors, the clock over its whole range."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds import (
    Group,
    Version,
    basic_tuning,
    in_house,
    open_data,
    open_data_announcement,
    radio_text,
)
from loudspeaker.radio.rds_groups import (
    basic_tuning_b,
    clock_time,
    country,
    emergency_warning,
    in_house_b,
    item_number,
    language,
    modified_julian_date,
    open_data_b,
    slow_labelling,
    stamped,
    warning_channel,
)
from loudspeaker.radio.rds_labels import clock_in
from loudspeaker.radio.rds_text_groups import programme_type_name
from tests.radio.rds_vectors import EXPECTED, written

PI = 0x7F2B
NEW_YEAR = datetime(2021, 1, 1, 0, 30, tzinfo=UTC)
BUILT = {
    "0A": basic_tuning(pi=PI, name=b"DAI XA  ", segment=0),
    "0A TA": basic_tuning(pi=PI, name=b"DAI XA  ", segment=0, ta=True),
    "0B": basic_tuning_b(pi=PI, name=b"DAI XA  ", segment=1),
    "1A ECC": country(pi=PI, ecc=0xF2),
    "1A language": language(pi=PI, code=0x46),
    "1A EWS": warning_channel(pi=PI, channel=1),
    "2A": radio_text(pi=PI, text=b"Thon", segment=0),
    "3A FF01": open_data_announcement(pi=PI, aid=0xFF01, kind=11, message=1),
    "3A RT+": open_data_announcement(pi=PI, aid=0x4BD7, kind=11),
    "4A": clock_time(pi=PI, moment=NEW_YEAR, offset_half_hours=14),
    "6A": in_house(pi=PI, tail=0x15, block_3=0xBEEF, block_4=0x1234),
    "9A": emergency_warning(pi=PI, tail=0x05, block_3=0xCAFE, block_4=0xF00D),
    "10A": programme_type_name(pi=PI, name=b"CANH BAO", segment=0),
    "11A": open_data(pi=PI, tail=0x15, block_3=0xBEEF, block_4=0x1234),
    "11B": open_data_b(pi=PI, tail=0x0A, block_4=0x1234),
}


def test_every_vector_has_a_builder() -> None:
    assert BUILT.keys() == EXPECTED.keys()


@pytest.mark.parametrize("label", EXPECTED)
def test_builders_give_the_vectors(label: str) -> None:
    pty = 31 if label == "9A" else 3
    assert written(stamped(BUILT[label], pty=pty, tp=True)) == EXPECTED[label]


def test_6b_is_11b_with_another_type() -> None:
    six, eleven = in_house_b(pi=PI, tail=9, block_4=7), open_data_b(pi=PI, tail=9, block_4=7)
    assert (six.name, six.version, six.tail) == ("6B", Version.B, 9)
    assert six.blocks[2:] == eleven.blocks[2:] == (PI, 7)


def test_switches_of_0b_are_those_of_0a() -> None:
    for segment in range(4):
        a = basic_tuning(
            pi=PI, name=b"ABCDEFGH", segment=segment, ta=True, music=True, decoder_bits=0b0101
        )
        b = basic_tuning_b(
            pi=PI, name=b"ABCDEFGH", segment=segment, ta=True, music=True, decoder_bits=0b0101
        )
        assert (a.tail, a.blocks[3]) == (b.tail, b.blocks[3])


def test_item_number_and_linkage_of_1a() -> None:
    item = item_number(day=31, hour=23, minute=59)
    group = slow_labelling(pi=PI, variant=6, data=0xABC, item=item, linkage=True)
    assert group.blocks == (PI, 0x1000, 0xEABC, 0xFDFB)


@given(
    st.tuples(*[st.integers(0, 0xFFFF)] * 4),
    st.tuples(*[st.booleans()] * 4),
    st.integers(0, 31),
    st.booleans(),
)
def test_stamping_changes_nothing_else(
    blocks: tuple[int, int, int, int], ok: tuple[bool, bool, bool, bool], pty: int, tp: bool
) -> None:
    before = Group(blocks=blocks, ok=ok)
    after = stamped(before, pty=pty, tp=tp)
    assert (after.programme_type, after.traffic_programme) == (pty, tp)
    assert stamped(after, pty=before.programme_type, tp=before.traffic_programme) == before


def test_a_clock_that_is_not_trusted_is_all_zeros() -> None:
    group = clock_time(pi=PI, moment=None, offset_half_hours=14)
    assert group.blocks == (PI, 0x4000, 0, 0)
    assert clock_in(group) == {}


def test_clock_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock_time(pi=PI, moment=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        clock_time(pi=PI, moment=NEW_YEAR, offset_half_hours=32)


@pytest.mark.parametrize(
    ("moment", "mjd"),
    [
        (datetime(1858, 11, 17, tzinfo=UTC), 0),
        (datetime(2000, 1, 1, 23, 59, tzinfo=UTC), 51_544),
        (datetime(2021, 1, 1, tzinfo=UTC), 59_215),
        (datetime(2021, 1, 1, 6, 59, tzinfo=timezone(timedelta(hours=7))), 59_214),
    ],
)
def test_days_are_counted_in_utc(moment: datetime, mjd: int) -> None:
    assert modified_julian_date(moment) == mjd


@given(
    st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone.min]),
    ),
    st.integers(-31, 31),
)
def test_clock_is_read_back(moment: datetime, offset: int) -> None:
    heard = clock_in(clock_time(pi=PI, moment=moment, offset_half_hours=offset))["clock"]
    utc = moment.astimezone(UTC)
    assert heard == utc.replace(second=0, microsecond=0)
    assert heard.utcoffset() == timedelta(minutes=30 * offset)
