"""Thieves, floods and weaknesses in their short form, and that they see what is wrong."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from bench.faults.radio import floods, thieves, weaknesses
from bench.faults.radio.attacks import ANY, WITH_CLOCK, genuine
from bench.faults.radio.tape import Tape
from loudspeaker.radio import command_receiver, counter_rule
from loudspeaker.radio.counter_rule import CounterRule


def test_no_attack_opens_a_point() -> None:
    score = thieves.attack_all(8000, seed=3)
    assert score.opened.total() == score.deafened.total() == 0
    assert score.groups.total() >= 8000
    assert set(score.groups) == {attack.__name__ for attack in ANY + WITH_CLOCK}
    assert score.genuine_opened == score.genuine > 3


@pytest.mark.parametrize("attack", ANY + WITH_CLOCK, ids=lambda attack: attack.__name__)
def test_each_attack_is_heard_and_comes_in_the_order_of_time(
    attack: Callable[[Tape], object],
) -> None:
    tape = Tape(chance=random.Random(5), last=870_000_000)
    played = [list(attack(tape)) for _ in range(5)]  # type: ignore[call-overload]  # all are
    moments = [[at_s for at_s, _ in groups] for groups in played]
    assert any(moments)
    assert all(one == sorted(one) for one in moments)
    assert all(at_s > 0 for one in moments for at_s in one)


def broken(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], object]]:
    """Return ways to make a receiver that does not look closely."""

    def patched(where: object, name: str, by: object) -> Callable[[], object]:
        return lambda: monkeypatch.setattr(where, name, by)

    def larger_is_enough(rule: CounterRule, counter: int, _: int) -> None:
        rule.last = max(rule.last, counter)

    return {
        "tags are not looked at": patched(
            command_receiver, "tag_is_right", lambda _signed, **_: True
        ),
        "counters are not looked at": patched(CounterRule, "judge", larger_is_enough),
        "the window is wide": patched(counter_rule, "WINDOW_NS", 10**12),
        "the way back is short": patched(counter_rule, "RESYNC_NS", 10**9),
        "the way back takes any step": patched(counter_rule, "_IN_STEP_NS", 10**12),
    }


@pytest.mark.parametrize(
    ("fault", "seen_by"),
    [
        ("tags are not looked at", "wrongly_keyed"),
        ("counters are not looked at", "replayed"),
        ("the window is wide", "delayed"),
        ("the way back is short", "runs_too_short"),
        ("the way back takes any step", "runs_out_of_step"),
    ],
)
def test_receivers_that_do_not_look_closely_are_found_out(
    monkeypatch: pytest.MonkeyPatch, fault: str, seen_by: str
) -> None:
    broken(monkeypatch)[fault]()
    score = thieves.attack_all(12_000, seed=3)
    assert score.opened[seen_by] > 0


def test_the_genuine_command_opens() -> None:
    chance = random.Random(1)
    victim = thieves.Victim(chance)
    assert victim.plays(genuine(victim.hear_station())) == (4, True)


@pytest.mark.slow
def test_good_commands_are_followed_among_ten_thousand_bad_frames() -> None:
    flood = floods.Flood(seed=2)
    flood.minute(0)
    assert flood.bad == floods.BAD_A_MINUTE
    assert flood.opened == flood.good == floods.GOOD_A_MINUTE


def test_a_receiver_that_a_flood_made_deaf_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floods, "BAD_A_MINUTE", 40)
    flood = floods.Flood(seed=2)
    monkeypatch.setattr(command_receiver, "tag_is_right", lambda _signed, **_: False)
    flood.minute(0)
    assert flood.opened == 0


def test_weaknesses_are_those_that_are_documented() -> None:
    figures = weaknesses.campaign(seed=4)
    assert [figure.line for figure in figures if figure.met is False] == []
    assert sum(figure.met is True for figure in figures) == 8


def test_a_receiver_that_old_commands_lead_astray_would_be_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert weaknesses.station_is_followed_after_s(clock=True, seed=1) < 13.0
    monkeypatch.setattr(counter_rule._Run, "outlives", lambda *_: False)
    assert weaknesses.station_is_followed_after_s(clock=True, seed=1) == float("inf")
