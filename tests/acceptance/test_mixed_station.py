"""Radio and IP points under one schedule, heard and proved: the whole way over a real broker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from bench.acceptance.compare import RATE_HZ, Sound
from bench.faults.judge import airings, judge

from .mixed import OVER_IP, RADIO, MixedStation, mixed_station

pytestmark = pytest.mark.slow
RATE = 4.0
LATE_FRAMES = round(0.02 * RATE_HZ * RATE)
BOTH_TEXT = "UBND xã mời bà con dự họp lúc 19h30 ngày 5/12/2026 tại Nhà văn hóa xã."
IP_TEXT = "Mời bà con thôn 10 đến nhận 2,5 tấn phân bón."
RADIO_TEXT = "Mời bà con thôn 1 và thôn 2 tổng vệ sinh đường làng."


class Aired:
    """Three announcements: for 1, 4 and 12; for 13 alone; for 1 and 2 alone."""

    def __init__(self, station: MixedStation) -> None:
        self.both, self.both_record, both = station.air(BOTH_TEXT, "1,4,12")
        self.ip, self.ip_record, ip = station.air(IP_TEXT, "13")
        self.radio, self.radio_record, radio = station.air(RADIO_TEXT, "1,2")
        self.expected = {
            1: np.concatenate([both, radio]),
            2: radio,
            3: np.zeros(0),
            4: both,
            12: both,
            13: ip,
        }
        self.pids = dict(station.bench.station.pids())
        self.faults = station.faults()
        station.bench.station.end()
        self.heard = {number: station.sound(number) for number in (*RADIO, *OVER_IP)}
        self.events = station.events()
        self.records = station.bench.records()


@pytest.fixture(scope="module")
def aired() -> Iterator[Aired]:
    with mixed_station(rate=RATE) as station:
        yield Aired(station)


def loud(sound: Sound) -> Sound:
    """Return a sound without what is digital silence."""
    return sound[np.abs(sound) > 0]


@pytest.mark.parametrize("number", [*RADIO, *OVER_IP])
def test_each_point_heard_its_announcements_and_nothing_else(aired: Aired, number: int) -> None:
    expected, heard = loud(aired.expected[number]), loud(aired.heard[number])
    late = len(expected) - len(heard)
    # A point over IP that was given no processor in time joins in step, not late.
    assert 0 <= late <= (LATE_FRAMES if number in OVER_IP else 0)
    assert np.array_equal(heard, expected[late:])


def test_what_ip_points_report_is_in_the_record(aired: Aired) -> None:
    assert (aired.both_record["result"], aired.both_record["acked"]) == ("aired", [12])
    assert aired.both_record["proof"] == "commanded", "radio points cannot tell"
    assert (aired.ip_record["result"], aired.ip_record["acked"]) == ("aired", [13])
    assert aired.ip_record["proof"] == "ack"
    assert (aired.radio_record["acked"], aired.radio_record["proof"]) == ([], "commanded")


def test_no_carrier_for_points_over_ip_alone(aired: Aired) -> None:
    carriers = [e["mono_ns"] for e in aired.events if e["ev"] == "carrier_on"]
    assert len(carriers) == 2, "for the first and the third announcement"


def test_radio_and_ip_are_heard_together(aired: Aired) -> None:
    first = {
        number: min(
            e["mono_ns"]
            for e in aired.events
            if e["ev"] == "audio" and e["n"] == number and e["occurrence"] == aired.both
        )
        for number in (4, 12)
    }
    assert abs(first[12] - first[4]) < 400_000_000


def test_the_records_agree_with_what_was_heard(aired: Aired) -> None:
    accepted = dict.fromkeys((aired.both, aired.ip, aired.radio), "normal")
    assert judge(aired.events, aired.records, accepted).problems() == {}
    found = airings(aired.events)
    assert {airing.point for airing in found[aired.both]} == {1, 4, 12}
    assert {airing.point for airing in found[aired.ip]} == {13}
    assert {airing.point for airing in found[aired.radio]} == {1, 2}


def test_nothing_was_refused_and_everybody_is_there(aired: Aired) -> None:
    rejected = [e for e in aired.events if e["ev"] == "point" and e["rejected"]]
    assert rejected == []
    assert {"air", "station", "bridge", "village"} <= set(aired.pids)
    assert [code for code in aired.faults if code.startswith("ip")] == []
    starts: list[dict[str, Any]] = [e for e in aired.events if e["ev"] == "sim_start"]
    assert starts[0]["points"] == [*RADIO, *OVER_IP]
