"""A kiosk whose clock shows anything neither hides an emergency nor keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import PullRefused
from loudspeaker.public.entries import InForce
from tests.public.entries import NOON
from tests.pulling.kiosk import Post
from tests.pulling.test_pulling import FLOOD


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    made = Post(tmp_path)
    yield made
    made.close()


def in_force(post: Post) -> tuple[InForce, ...]:
    return post.reader.in_force(post.time.wall())


@pytest.mark.parametrize("wrong_days", [-20_000, -1, 0, 1, 9_000])
def test_an_emergency_lasts_as_long_as_at_the_station(post: Post, wrong_days: int) -> None:
    post.machine.wrong = timedelta(days=wrong_days)
    post.restart()
    post.publish(in_force=(FLOOD,))
    post.pull()
    assert in_force(post) == (FLOOD,)
    post.way.refuse()
    post.clock.advance_s(58 * 60)
    assert len(in_force(post)) == 1
    post.clock.advance_s(2 * 60)
    assert in_force(post) == ()


def test_time_does_not_go_back_with_what_was_long_on_its_way(post: Post) -> None:
    post.publish()
    post.clock.advance_s(50)
    post.pull()
    assert post.time.wall() == NOON + timedelta(seconds=60), "when it was signed"
    post.clock.advance_s(10)
    post.publish()
    post.pull()
    told = post.time.wall()
    assert told == post.clock.wall(), "signed just now"
    post.publish()
    post.clock.advance_s(100)
    post.pull()
    assert post.time.wall() == post.clock.wall(), "it is known better than by what came late"


def test_a_station_whose_clock_was_set_back_is_followed(post: Post) -> None:
    post.publish()
    post.pull()
    post.clock.step(-timedelta(days=2))
    post.publish()
    post.pull()
    assert post.time.wall() == post.clock.wall()


def test_the_age_is_shown_when_nothing_new_has_come_for_minutes(post: Post) -> None:
    assert post.time.cut_off() is None, "there is nothing to show yet"
    post.publish()
    made = post.clock.wall()
    post.pull()
    post.clock.advance_s(179)
    assert post.time.cut_off() is None
    post.clock.advance_s(2)
    assert post.time.cut_off() == made
    post.pull()
    assert post.time.cut_off() == made, "the same again is nothing new: somebody may repeat it"
    post.publish()
    post.pull()
    assert post.time.cut_off() is None


def test_data_that_did_not_come_whole_are_as_old_as_those_before(post: Post) -> None:
    post.publish()
    made = post.clock.wall()
    post.pull()
    post.clock.advance_s(200)
    post.publish(in_force=(FLOOD,))
    post.way.change = lambda path, content: b"" if "/parts/" in path else content
    with pytest.raises(PullRefused):
        post.pull()
    assert post.time.cut_off() == made


def test_after_a_restart_time_goes_on(post: Post) -> None:
    post.publish()
    post.pull()
    post.clock.advance_s(30)
    post.restart()
    assert post.time.wall() == post.clock.wall()
    assert post.time.cut_off() is None
    post.clock.advance_s(200)
    post.restart()
    assert post.time.cut_off() is not None


def test_after_a_power_cut_without_network_time_goes_on_from_where_it_was(post: Post) -> None:
    post.publish(in_force=(FLOOD,))
    made = post.clock.wall()
    post.pull()
    post.way.refuse()
    for _ in range(30):
        post.clock.advance_s(60)
        post.loop.turn()
    post.clock.advance_s(3600)
    post.restart(power_cut=True)
    assert post.time.cut_off() == made, "told at once: nobody knows how long it was"
    behind = post.clock.wall() - post.time.wall()
    assert timedelta(0) <= behind - timedelta(hours=1) <= timedelta(minutes=1)
    assert len(in_force(post)) == 1, "it may still be in force"
    post.clock.advance_s(30 * 60)
    assert in_force(post) == (), "and it is not kept"


def test_after_a_power_cut_ntp_is_believed_until_the_station_is_heard(post: Post) -> None:
    post.publish(in_force=(FLOOD,))
    post.pull()
    post.way.refuse()
    post.clock.advance_s(3600)
    post.restart(power_cut=True)
    post.loop.turn()
    assert len(in_force(post)) == 1
    post.machine.wrong = timedelta(0)
    post.loop.turn()
    assert len(in_force(post)) == 1, "who says that this clock is right?"
    post.machine.steered = True
    post.loop.turn()
    assert in_force(post) == ()
    post.machine.wrong = timedelta(days=9)
    post.way.mend()
    post.publish()
    post.pull()
    assert post.time.wall() == post.clock.wall()
    post.machine.wrong = timedelta(days=18)
    post.loop.turn()
    assert post.time.wall() == post.clock.wall(), "the station knows better"
