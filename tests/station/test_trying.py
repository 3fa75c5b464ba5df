"""What who writes is shown before anything is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loudspeaker.errors import (
    RoleMissing,
    SpeechFailure,
    TextRefused,
    UsageRefused,
    WrongState,
)
from loudspeaker.station.drafting import MOST_REPEATS
from tests.station.bench import HELLO, NOON, Bench

HOUR = timedelta(hours=1)
TEXT = "UBND xã mời họp lúc 7h30."


def test_a_draft_is_read_back_piece_by_piece(bench: Bench) -> None:
    answer = bench.ask("read_back", text=TEXT, points="1,4", repeat=1)
    assert answer["text"] == TEXT
    assert "".join(TEXT[each["start"] : each["end"]] for each in answer["spans"]).split()
    readings = {each["text"]: each["reading"] for each in answer["spans"]}
    assert readings["UBND"] == "ủy ban nhân dân"
    assert answer["script"].startswith("ủy ban nhân dân xã mời họp lúc bảy giờ")
    assert (answer["points"], answer["repeat"], answer["refused"]) == ([1, 4], 1, None)
    assert answer["duration_estimate_s"] > 3
    assert bench.queue() == []


def test_what_submitting_would_meet_is_told_and_the_text_is_read_all_the_same(bench: Bench) -> None:
    answer = bench.ask("read_back", text=TEXT, at="2026-12-02 03:00")
    assert answer["refused"]["code"] == "quiet_hours"
    assert answer["script"].startswith("ủy ban")
    assert bench.ask("read_back", text=TEXT, voice="none")["refused"]["code"] == "not_found"


def test_personal_data_is_a_concern_while_it_is_written(bench: Bench) -> None:
    answer = bench.ask("read_back", text="Ông A số căn cước 001099012345 đến nhận quà.")
    assert [each["code"] for each in answer["concerns"]] == ["identity"]


@pytest.mark.parametrize("text", ["", " \n", "…"])
def test_nothing_to_say_is_refused(bench: Bench, text: str) -> None:
    with pytest.raises(TextRefused):
        bench.ask("read_back", text=text)


def test_a_text_is_heard_phrase_by_phrase(bench: Bench) -> None:
    text = "Một. Hai. Ba bốn năm."
    first = bench.ask("hear", text=text, n=0)
    rest = [bench.ask("hear", text=text, n=n) for n in range(1, first["count"])]
    assert first["count"] == 3
    names = {each["sha256"] for each in (first, *rest)}
    assert len(names) == 3
    assert all((bench.home.clips / f"{name}.wav").exists() for name in names)
    assert bench.queue() == []


def test_an_announcement_is_heard_in_its_own_voice(bench: Bench) -> None:
    item = bench.announce(at=NOON + HOUR)["id"]
    answer = bench.ask("hear", "duyet", id=item, n=0)
    assert answer["frames"] > 0
    with pytest.raises(UsageRefused):
        bench.ask("hear", "duyet", id=item, n=answer["count"])
    with pytest.raises(UsageRefused):
        bench.ask("hear", "duyet", id=item, n=-1)


def test_a_voice_that_fails_is_said(bench: Bench) -> None:
    bench.speech.fails[bench.live.now.station.voice] = SpeechFailure(voice="x", problem="crashed")
    with pytest.raises(SpeechFailure):
        bench.ask("hear", text=HELLO, n=0)


def test_who_only_looks_makes_no_sound(bench: Bench) -> None:
    with pytest.raises(RoleMissing):
        bench.ask("hear", "xem", text=HELLO, n=0)


def test_what_there_is_to_choose_from(bench: Bench) -> None:
    found = bench.ask("choices", "xem")
    assert found["voice"] in [each["name"] for each in found["voices"]]
    assert (found["repeat"], found["most_repeats"]) == (2, MOST_REPEATS)
    numbers = {each["number"] for each in found["points"]}
    assert {n for zone in found["zones"] for n in zone["points"]} == numbers
    assert found["hours"][0].keys() == {"days", "start_minute", "end_minute"}
    assert found["programmes"] == []


def test_nobody_undoes_unseen_what_somebody_else_has_written(bench: Bench) -> None:
    item = bench.announce(at=NOON + HOUR)["id"]
    seen = bench.ask("show", id=item)["content_sha256"]
    bench.ask("edit", "hai-vai", id=item, text="Họp dời sang ngày mai.", content_sha256=seen)
    with pytest.raises(WrongState) as refused:
        bench.ask("edit", id=item, text="Họp tại trường học.", content_sha256=seen)
    assert refused.value.state == "changed"
    assert bench.ask("show", id=item)["text"] == "Họp dời sang ngày mai."


def test_the_newest_records_come_with_titles(bench: Bench) -> None:
    for n in (1, 2, 3):
        bench.approved(f"Thông báo số {n}.")
        bench.advance(60)
    answer = bench.ask("asrun", newest=True, limit=2, titles=True)
    whole = bench.ask("asrun")["records"]
    assert answer["records"] == whole[-2:]
    assert answer["more"] is True
    assert len(whole) > 4
    assert set(answer["titles"].values()) == {"Thông báo số 3."}
    last = answer["records"][0]["seq"]
    assert bench.ask("asrun", newest=True, before=last)["records"] == whole[:-2]
