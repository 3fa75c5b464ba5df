"""Faults need eight seconds of the same, and airings count only where something can be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.offair import Stretch, Verdict
from loudspeaker.offair.judgement import Judgement, OffAirFault, RdsWatch, Tally


def stretch(verdict: Verdict, *, ours: bool = True) -> Stretch:
    return Stretch(start_s=0.0, verdict=verdict, likeness=0.0, lag_s=None, ours=ours)


def after(*verdicts: Verdict) -> set[OffAirFault]:
    judgement = Judgement()
    for verdict in verdicts:
        judgement.take(stretch(verdict))
    return set(judgement.faults)


DEAD, FOREIGN, IDLE = Verdict.DEAD, Verdict.FOREIGN, Verdict.FOREIGN_IDLE
SAME, SILENT, UNSURE = Verdict.SAME, Verdict.SILENT, Verdict.UNSURE


@pytest.mark.parametrize(
    ("verdicts", "faults"),
    [
        ([DEAD] * 3, set()),
        ([DEAD] * 4, {OffAirFault.DEAD_AIR}),
        ([DEAD, DEAD, UNSURE, DEAD, DEAD], {OffAirFault.DEAD_AIR}),
        ([DEAD, DEAD, SAME, DEAD, DEAD], set()),
        ([DEAD] * 4 + [SILENT] * 100, {OffAirFault.DEAD_AIR}),  # nothing has shown that it is over
        ([DEAD] * 4 + [SAME], {OffAirFault.DEAD_AIR}),
        ([DEAD] * 4 + [SAME] * 2, set()),
        ([FOREIGN] * 4, {OffAirFault.FOREIGN_AUDIO}),
        ([FOREIGN, FOREIGN, IDLE, IDLE], set()),
        ([IDLE] * 4, {OffAirFault.FOREIGN_AUDIO}),
        ([IDLE] * 4 + [SILENT] * 4, {OffAirFault.FOREIGN_AUDIO}),
        ([IDLE] * 4 + [SILENT] * 5, set()),
        ([FOREIGN] * 4 + [SAME] * 2, set()),
        ([DEAD] * 4 + [FOREIGN] * 4, {OffAirFault.DEAD_AIR, OffAirFault.FOREIGN_AUDIO}),
    ],
)
def test_faults(verdicts: list[Verdict], faults: set[OffAirFault]) -> None:
    assert after(*verdicts) == faults


@given(st.lists(st.sampled_from(Verdict), max_size=40))
def test_three_wrong_verdicts_in_a_row_never_raise_anything(verdicts: list[Verdict]) -> None:
    judgement = Judgement()
    run, last = 0, None
    for verdict in verdicts:
        if verdict is not UNSURE:
            run, last = (run + 1, last) if verdict is last else (1, verdict)
        before = set(judgement.faults)
        judgement.take(stretch(verdict))
        if set(judgement.faults) - before:
            assert run >= 4
            assert last in {DEAD, FOREIGN, IDLE}


def test_details_say_what_it_is() -> None:
    judgement = Judgement()
    for verdict in [FOREIGN] * 4 + [IDLE] * 4:
        judgement.take(stretch(verdict))
    assert judgement.faults[OffAirFault.FOREIGN_AUDIO] == "sound while nothing is sent"


def test_only_where_we_sounded_throughout_counts() -> None:
    tally = Tally()
    for verdict, ours in ((SAME, True), (SAME, True), (DEAD, True), (UNSURE, False), (DEAD, False)):
        tally.add(stretch(verdict, ours=ours))
    assert (tally.ours_s, tally.same_s) == (6.0, 4.0)


def test_a_stranger_s_identification_ten_times_in_five_seconds() -> None:
    watch = RdsWatch(0x7001)
    for number in range(9):
        watch.take(0x1234, 100 + number * 0.1)
    assert watch.foreign(101) is None
    watch.take(0x1234, 101)
    watch.take(0x7001, 101)
    assert watch.foreign(101.1) == 0x1234
    assert watch.foreign(106.5) is None


def test_our_own_identification_is_no_stranger() -> None:
    watch = RdsWatch(0x7001)
    for number in range(100):
        watch.take(0x7001, 100 + number * 0.1)
    assert watch.foreign(110) is None


def test_a_station_without_rds_cannot_tell() -> None:
    watch = RdsWatch(None)
    for number in range(100):
        watch.take(0x1234, 100 + number * 0.1)
    assert watch.foreign(110) is None
