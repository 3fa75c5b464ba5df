"""Which wall clock is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import STATION_ZONE
from loudspeaker.timetable.clock_steps import ClockSteps
from loudspeaker.timetable.trust import Doubt, Evidence, Reading, believed, doubt

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)
YEAR = timedelta(days=365.25)
NOW = Reading(wall=NOON, mono_ns=500_000_000_000, boot_id="this")
WORD = NOW.vouched("duyet")


def after(seconds: float, *, set_by_s: float = 0.0, boot_id: str = "this") -> Reading:
    wall = NOON + timedelta(seconds=seconds + set_by_s)
    return Reading(wall=wall, mono_ns=NOW.mono_ns + round(seconds * 1e9), boot_id=boot_id)


def test_a_possible_time_is_believed_as_it_is() -> None:
    assert believed(NOON) is NOON
    assert believed(NOON + 10 * YEAR) is not None


@pytest.mark.parametrize("year", [1970, 2000, 2025, 2041, 2054, 2099, 2165])
def test_clocks_without_a_battery_are_never(year: int) -> None:
    wall = datetime(year, 6, 1, tzinfo=UTC)
    assert believed(wall) is None
    reading = replace(NOW, wall=wall)
    proof = Evidence(steered=True, chip=wall, voucher=reading.vouched("duyet"))
    assert doubt(reading, proof, needs_proof=True) is Doubt.IMPOSSIBLE
    assert doubt(reading, proof, needs_proof=False) is Doubt.IMPOSSIBLE


def test_a_time_that_merely_looks_right_is_no_proof() -> None:
    assert doubt(NOW, Evidence(), needs_proof=True) is Doubt.UNPROVED
    assert doubt(NOW, Evidence(), needs_proof=False) is None


def test_the_network_the_chip_or_a_person_prove_it() -> None:
    for proof in (Evidence(steered=True), Evidence(chip=NOON), Evidence(voucher=WORD)):
        assert doubt(NOW, proof, needs_proof=True) is None


@pytest.mark.parametrize(("off_s", "agrees"), [(119, True), (-119, True), (121, False)])
def test_a_chip_that_shows_another_time_proves_nothing(off_s: float, agrees: bool) -> None:
    chip = Evidence(chip=NOON + timedelta(seconds=off_s))
    assert (doubt(NOW, chip, needs_proof=True) is None) is agrees


def test_a_word_holds_as_long_as_nobody_sets_the_clock() -> None:
    month_s = 30 * 86_400
    word = Evidence(voucher=WORD)
    assert doubt(after(month_s), word, needs_proof=True) is None
    assert doubt(after(month_s, set_by_s=-3600), word, needs_proof=True) is Doubt.UNPROVED
    assert doubt(after(60, set_by_s=3), word, needs_proof=True) is Doubt.UNPROVED


def test_a_word_of_another_boot_is_worth_nothing() -> None:
    later = after(60, boot_id="other")
    assert doubt(later, Evidence(voucher=WORD), needs_proof=True) is Doubt.UNPROVED


# --- what is left out when a clock is set ---------------------------------------------------------


def test_a_clock_that_runs_leaves_nothing_out() -> None:
    steps = ClockSteps()
    assert [steps.look(after(s), doubted=False) for s in (0, 1, 3600)] == [0, 0, 0]
    assert not steps.skipped(NOON + timedelta(minutes=30))


def test_what_a_clock_was_set_over_is_skipped() -> None:
    steps = ClockSteps()
    steps.look(after(0), doubted=False)
    assert steps.look(after(1, set_by_s=600), doubted=False) == pytest.approx(600)
    assert steps.skipped(NOON + timedelta(minutes=5))
    assert not steps.skipped(NOON + timedelta(minutes=11))
    assert not steps.skipped(NOON)


def test_set_back_nothing_is_skipped() -> None:
    steps = ClockSteps()
    steps.look(after(0), doubted=False)
    assert steps.look(after(1, set_by_s=-600), doubted=False) == pytest.approx(-600)
    assert not steps.skipped(NOON - timedelta(minutes=5))


def test_what_passes_while_nobody_believes_the_clock_is_skipped() -> None:
    steps = ClockSteps()
    steps.look(after(0), doubted=True)
    steps.look(after(60), doubted=True)
    assert not steps.skipped(NOON + timedelta(seconds=30)), "it may still be believed to be then"
    assert steps.look(after(120, set_by_s=10_800), doubted=False) == pytest.approx(10_800)
    assert steps.skipped(NOON + timedelta(seconds=30))
    assert steps.skipped(NOON + timedelta(hours=3))


@given(st.lists(st.tuples(st.floats(0.1, 5), st.floats(-1e5, 1e5)), min_size=1, max_size=30))
def test_every_step_is_seen_once_and_its_size_is_right(moves: list[tuple[float, float]]) -> None:
    steps, mono_s, shift_s = ClockSteps(), 0.0, 0.0
    steps.look(after(0), doubted=False)
    for passed_s, step_s in moves:
        mono_s, shift_s = mono_s + passed_s, shift_s + step_s
        seen = steps.look(after(mono_s, set_by_s=shift_s), doubted=False)
        assert seen == pytest.approx(step_s if abs(step_s) > 2.0 else 0.0, abs=1e-3) or (
            abs(abs(step_s) - 2.0) < 1e-3
        )
