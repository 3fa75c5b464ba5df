"""Programmes: slots composed of what waits for them, each airing with its own people and record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from loudspeaker.errors import NotFound, SpeechFailure, StorageFailure, TextRefused, UsageRefused
from tests.station.bench import EMBEDDED, NOON, Bench

SLOT = NOON.replace(hour=17)
FILE = """\
title: Chương trình chiều
cron: "0 17 * * *"
minutes: {minutes}
{more}
programme:
  - tune: gong
  - greeting: "Kính chào bà con. Hôm nay là {{thứ}}, {{ngày}}."
  - bulletins: {{levels: [priority, normal]{most}}}
  - closing: Chương trình đến đây là hết.
"""


def write(
    bench: Bench, *, minutes: int = 15, more: str = "", most: str = "", name: str = "chieu"
) -> None:
    path = bench.home.schedules / f"{name}.yaml"
    path.write_text(FILE.format(minutes=minutes, more=more, most=most), "utf-8")
    bench.ask("reload", "quantri")


def programme(bench: Bench, **what: Any) -> str:
    """Return the id of an approved programme."""
    write(bench, **what)
    (row,) = [r for r in bench.ask("schedules") if r["name"] == "chieu"]
    bench.approve(row["id"])
    bench.settle()
    return str(row["id"])


def bulletin(bench: Bench, text: str = "Mời họp.", **arguments: Any) -> str:
    item = bench.approved(text, waits_for="chieu", repeat=1, **arguments)
    bench.settle()
    bench.clock.advance_s(1)
    return item


def sounded(bench: Bench) -> list[str]:
    """Return the items in the order in which they went on air."""
    return [r["item"] for r in bench.air.records if r["event"] == "start"]


def test_a_slot_is_opening_bulletins_and_closing_in_order(bench: Bench) -> None:
    own = programme(bench)
    first, second = bulletin(bench), bulletin(bench, "Mời tiêm phòng.")
    bench.until(SLOT + timedelta(minutes=1))
    assert sounded(bench) == [own, first, second, own]
    assert [bench.ends(each) for each in (first, second)] == [["aired"], ["aired"]]
    slots = {rundown.slot for rundown in bench.air.offers}
    assert len(slots) == 1
    assert None not in slots


def test_each_airing_says_in_which_programme_it_is(bench: Bench) -> None:
    programme(bench)
    bulletin(bench)
    bench.until(SLOT)
    assert [rundown.programme for rundown in bench.air.offers] == ["Chương trình chiều"] * 3


def test_each_airing_has_its_own_two_people(bench: Bench) -> None:
    own = programme(bench)
    item = bulletin(bench)
    bench.until(SLOT + timedelta(minutes=1))
    (offer,) = bench.offered(item)
    assert (offer.author, offer.approver) == (
        "soan (simulated identity)",
        "duyet (simulated identity)",
    )
    assert {o.author for o in bench.offered(own)} != {offer.author}


def test_what_is_not_approved_does_not_air(bench: Bench) -> None:
    own = programme(bench)
    draft = bench.announce("Chưa duyệt.", waits_for="chieu")["id"]
    bench.until(SLOT + timedelta(minutes=1))
    assert sounded(bench) == [own, own]
    assert bench.state(draft) == "planned"
    bench.approve(draft)
    bench.until(SLOT + timedelta(days=1, minutes=1))
    assert bench.ends(draft) == ["aired"]


def test_priority_goes_first_then_the_oldest(bench: Bench) -> None:
    own = programme(bench)
    normal, later = bulletin(bench), bulletin(bench, "Hai.")
    urgent = bulletin(bench, "Ba.", priority="priority")
    bench.until(SLOT + timedelta(minutes=1))
    assert sounded(bench) == [own, urgent, normal, later, own]


def test_the_commune_may_want_the_newest_first(bench: Bench) -> None:
    own = programme(bench, more="first: newest")
    old, new = bulletin(bench), bulletin(bench, "Hai.")
    bench.until(SLOT + timedelta(minutes=1))
    assert sounded(bench) == [own, new, old, own]


def test_what_does_not_fit_waits_for_the_next_slot(bench: Bench) -> None:
    bench.speech.frames = 48_000 * 50
    programme(bench, most=", most_minutes: 1")
    first, second = bulletin(bench), bulletin(bench, "Hai.")
    bench.until(SLOT + timedelta(minutes=1))
    assert bench.ends(first) == ["aired"]
    assert bench.ends(second) == []
    assert bench.state(second) == "ready"
    assert bench.ask("why", id=second)["reason"] == "slot_full"
    bench.until(SLOT + timedelta(days=1, minutes=1))
    assert bench.ends(second) == ["aired"]


def test_the_date_is_said_as_of_the_slot(bench: Bench) -> None:
    own = programme(bench)
    bench.until(SLOT + timedelta(days=1, hours=1))
    openings = [o for o in bench.offered(own) if o.occurrence == o.slot]
    assert len(openings) == 2
    assert openings[0].cues[0] == openings[1].cues[0], "the tune"
    assert openings[0].cues[-1] != openings[1].cues[-1], "the date"


def test_nothing_airs_twice_after_a_restart(bench: Bench) -> None:
    own = programme(bench)
    item = bulletin(bench)
    bench.until(SLOT - timedelta(seconds=90))
    bench.restart()
    bench.until(SLOT + timedelta(minutes=1))
    assert sounded(bench) == [own, item, own]
    bench.restart()
    bench.until(SLOT + timedelta(minutes=10))
    assert sounded(bench) == [own, item, own]


@pytest.mark.parametrize("seconds", [-121, -119, -61, -59, -1, 0.5, 1.5, 2.5, 3.5])
def test_each_airs_once_whenever_the_station_dies(bench: Bench, seconds: float) -> None:
    own = programme(bench)
    items = [bulletin(bench, f"Tin {n}.") for n in range(2)]
    bench.until(SLOT + timedelta(seconds=seconds))
    bench.restart()
    bench.until(SLOT + timedelta(days=1, minutes=2))
    assert sounded(bench) == [own, *items, own, own, own]
    assert [bench.ends(item) for item in items] == [["aired"], ["aired"]]
    assert bench.ends(own)[:4] == ["aired"] * 4


def test_a_dying_commit_composes_all_of_a_slot_or_nothing(bench: Bench) -> None:
    own = programme(bench)
    items = [bulletin(bench, f"Tin {n}.") for n in range(2)]
    bench.until(SLOT - timedelta(seconds=125))
    for when in ("before", "after"):
        bench.when_committing = failing_at(when)
        with pytest.raises(StorageFailure):
            bench.advance(10)
        bench.when_committing = lambda _when: None
        timed = [bench.occurrences(item)[-1].due is not None for item in items]
        assert len(set(timed)) == 1, "all or none"
        bench.restart()
    bench.until(SLOT + timedelta(minutes=1))
    assert sounded(bench) == [own, *items, own]


def failing_at(moment: str) -> Callable[[str], None]:
    def fail(when: str) -> None:
        if when == moment:
            raise StorageFailure(path="x", problem="full")

    return fail


def test_a_station_that_comes_late_composes_within_the_grace(bench: Bench) -> None:
    own = programme(bench)
    item = bulletin(bench)
    bench.kill()
    bench.clock.advance_s((SLOT + timedelta(minutes=5) - bench.clock.wall()).total_seconds())
    bench.start()
    bench.until(SLOT + timedelta(minutes=7))
    assert sounded(bench) == [own, item, own]


def test_a_station_that_comes_too_late_leaves_the_bulletins_for_the_next(bench: Bench) -> None:
    own = programme(bench)
    item = bulletin(bench)
    bench.kill()
    bench.clock.advance_s((SLOT + timedelta(hours=1) - bench.clock.wall()).total_seconds())
    bench.start()
    bench.until(SLOT + timedelta(days=1, minutes=2))
    assert sounded(bench) == [own, item, own]
    ends = bench.ends(own)
    assert ends.count("aired") == 2
    assert ends.count("missed(grace_exceeded)") == 2


def test_what_could_not_be_spoken_is_tried_again_for_the_slot(bench: Bench) -> None:
    own = programme(bench)
    bench.speech.fails[EMBEDDED] = SpeechFailure(voice=EMBEDDED, problem="crashed")
    item = bulletin(bench)
    assert bench.state(item) == "flagged"
    bench.speech.fails.clear()
    bench.until(SLOT + timedelta(minutes=2))
    assert sounded(bench) == [own, item, own]


def test_a_paused_programme_takes_nothing(bench: Bench) -> None:
    programme(bench)
    item = bulletin(bench)
    bench.ask("pause", "duyet", name="chieu")
    bench.until(SLOT + timedelta(minutes=15))
    assert sounded(bench) == []
    assert bench.state(item) == "ready"


def test_cancelled_or_edited_before_the_slot(bench: Bench) -> None:
    own = programme(bench)
    gone, changed = bulletin(bench), bulletin(bench, "Hai.")
    bench.ask("cancel", "duyet", id=gone)
    bench.ask("edit", id=changed, text="Khác.")
    bench.until(SLOT + timedelta(minutes=1))
    assert sounded(bench) == [own, own]
    assert bench.ask("show", id=changed)["state"] == "draft"


def test_edited_after_it_was_chosen_it_does_not_air(bench: Bench) -> None:
    own = programme(bench)
    item = bulletin(bench)
    bench.until(SLOT - timedelta(seconds=100))
    assert bench.occurrences(item)[-1].due is not None
    bench.ask("edit", id=item, text="Khác.")
    bench.until(SLOT + timedelta(minutes=1))
    assert sounded(bench) == [own, own]


def test_not_after_ends_the_waiting(bench: Bench) -> None:
    programme(bench)
    item = bulletin(bench, not_after=(NOON + timedelta(hours=1)).isoformat())
    bench.until(NOON + timedelta(hours=2))
    assert bench.ends(item) == ["missed(grace_exceeded)"]


def test_time_that_is_left_is_filled_with_repeats(bench: Bench) -> None:
    bench.speech.frames = 48_000 * 10
    own = programme(bench, minutes=1, more="fill: repeat")
    item = bulletin(bench)
    bench.until(SLOT + timedelta(minutes=2))
    assert sounded(bench) == [own, item, item, own]
    assert bench.ends(item) == ["aired", "aired"]


def test_time_that_is_left_is_filled_with_music(bench: Bench) -> None:
    (bench.home.chimes / "dan-bau.wav").write_bytes(b"music")
    own = programme(bench, minutes=1, more="fill: music\nmusic: dan-bau")
    item = bulletin(bench)
    bench.until(SLOT + timedelta(minutes=2))
    assert sounded(bench) == [own, item, own, own]
    music = next(o for o in bench.offered(own) if "-m" in o.occurrence)
    assert len(music.cues) > 3
    assert {c.sha256 for c in music.cues[::2]} == {music.cues[0].sha256}


def test_changed_music_is_not_the_music_that_was_approved(bench: Bench) -> None:
    path = bench.home.chimes / "dan-bau.wav"
    path.write_bytes(b"music")
    programme(bench, minutes=1, more="fill: music\nmusic: dan-bau")
    path.write_bytes(b"other")
    bench.ask("reload", "quantri")
    (row,) = [r for r in bench.ask("schedules") if r["name"] == "chieu"]
    assert row["state"] == "draft"


@pytest.mark.parametrize(
    ("more", "after_s"), [("start: now", 0), ("start: wait\nwait_minutes: 3", 180)]
)
def test_a_slot_may_cut_in(bench: Bench, more: str, after_s: int) -> None:
    own = programme(bench, more=more)
    bulletin(bench)
    bench.until(SLOT + timedelta(minutes=1))
    cuts = [o.cuts_in for o in bench.air.offers if o.cuts_in]
    assert cuts == [SLOT + timedelta(seconds=after_s)]
    assert bench.offered(own)[0].cuts_in == cuts[0]


def test_mourning_leaves_the_bulletins_for_later(bench: Bench) -> None:
    own = programme(bench)
    item = bulletin(bench)
    bench.ask("mourning_on", "duyet", days="2026-12-01")
    bench.until(SLOT + timedelta(days=1, minutes=1))
    assert sounded(bench) == [own, item, own]
    assert bench.ends(own)[:2] == ["missed(mourning)", "missed(mourning)"]


def test_what_a_programme_never_takes_is_refused(bench: Bench) -> None:
    programme(bench, most=", most_minutes: 1")
    with pytest.raises(NotFound):
        bench.announce(waits_for="sang")
    with pytest.raises(UsageRefused):
        bench.announce(waits_for="chieu", priority="emergency")
    with pytest.raises(UsageRefused):
        bench.announce(waits_for="chieu", at=SLOT)
    with pytest.raises(TextRefused) as caught:
        bench.announce("Mời bà con họp thôn đông đủ. " * 60, waits_for="chieu")
    assert caught.value.problem == "longer_than_slot"
    write(bench, most="", name="chieu")
    path = bench.home.schedules / "chieu.yaml"
    path.write_text(path.read_text().replace("[priority, normal]", "[priority]"))
    bench.ask("reload", "quantri")
    with pytest.raises(UsageRefused):
        bench.announce(waits_for="chieu")


def test_a_time_takes_the_place_of_the_programme_and_back(bench: Bench) -> None:
    programme(bench)
    item = bulletin(bench)
    changed = bench.ask("edit", id=item, at=(NOON + timedelta(hours=1)).isoformat())
    assert changed["due"] is not None
    assert changed["waits_for"] is None
    changed = bench.ask("edit", id=item, waits_for="chieu")
    assert changed["due"] is None
    assert changed["waits_for"] == "chieu"
