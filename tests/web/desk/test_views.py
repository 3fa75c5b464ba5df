"""From the station's answers to what a page shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from loudspeaker.model import from_iso
from loudspeaker.sentences import awaiting, fate, policy, whereabouts
from loudspeaker.sentences.language import _
from loudspeaker.text import read_text
from loudspeaker.web.desk.draft import NOWHERE, Typed, gone, problems_of, request_of
from loudspeaker.web.desk.plain import without_commands
from loudspeaker.web.desk.reading import pieces_of
from loudspeaker.web.desk.record import as_csv, line_of
from loudspeaker.web.desk.strip import strip_of
from loudspeaker.web.desk.week import allowed_on, clashes_of, week_of
from loudspeaker.web.desk.wording import due_of, when, where

# --- sentences without commands -------------------------------------------------------------------

SAID = [
    *fate._UNHEARD.values(), *fate._OTHER.values(), *awaiting._AWAITED.values(),
    *whereabouts._NEXT.values(), fate._STOPPED, fate._LIVE, fate._RELEASED, fate._APPROVED,
]  # fmt: skip


@pytest.mark.parametrize("message", SAID)
def test_no_sentence_of_the_desk_names_a_command(message: str) -> None:
    text = _(message)
    for name in ("id", "item", "name"):
        text = text.replace("{" + name + "}", "a1b2c3d4")
    shortened = without_commands(text)
    assert "loudspeaker" not in shortened, text
    assert not shortened or shortened[-1] in ".!?…”"


@pytest.mark.parametrize(
    ("text", "shortened"),
    [
        ("“Họp” chưa phát vì còn chờ duyệt; người thứ hai duyệt bằng: loudspeaker approve ab12",
         "“Họp” chưa phát vì còn chờ duyệt; người thứ hai duyệt."),
        ("Hãy sửa bằng loudspeaker edit a1b2c3d4.", "Hãy sửa."),
        ("Không có giọng “x”. Xem hiện có gì: loudspeaker queue", "Không có giọng “x”."),
        ("Giờ gần nhất là 05:00; hãy chọn bằng --at.", "Giờ gần nhất là 05:00."),
        ("Hãy chọn ngày khác bằng --at, hoặc rút ngắn.", "Hãy chọn ngày khác, hoặc rút ngắn."),
        ("Loa nói to.", "Loa nói to."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_command_is_taken_out_and_the_rest_stays(text: str, shortened: str) -> None:
    assert without_commands(text) == shortened


def test_what_is_refused_by_policy_reads_on_without_its_command() -> None:
    assert policy.self_approval is not None
    text = _(
        "{person} wrote announcement {item} and so may not approve it."
        " Have a second person do so: loudspeaker approve {item}"
    ).format(person="soan", item="ab12cd34")
    assert "loudspeaker" not in without_commands(text)


# --- the strip ------------------------------------------------------------------------------------


def status(**changes: Any) -> dict[str, Any]:
    air = {"transmitter": {"keyed": False}}
    return {
        "air": air, "on_air": None, "stopped_since": None, "mourning_until": None,
        "counts": {"draft": 2}, "faults": [], "reviews": [], **changes,
    }  # fmt: skip


AIRING = {"item": "ab12", "title": "Họp", "priority": "normal", "points": [1, 2, 3],
          "pos_ms": 1_000, "len_ms": 13_000}  # fmt: skip


def test_what_is_on_air_is_told_with_what_is_left() -> None:
    strip = strip_of(status(on_air=AIRING))
    assert (strip.state, strip.title, strip.points) == ("on_air", "Họp", "1-3")
    assert (strip.left_ms, strip.drafts) == (12_000, 2)


@pytest.mark.parametrize(
    ("reading", "carrier"), [({"keyed": True}, True), ({"keyed": False}, False), (None, None)]
)
def test_a_carrier_is_told_only_as_the_transmitter_tells_it(
    reading: dict[str, bool] | None, carrier: bool | None
) -> None:
    strip = strip_of(status(on_air=AIRING, air={"transmitter": reading}))
    assert (strip.state, strip.carrier) == ("on_air", carrier)


def test_on_air_the_carrier_is_what_has_just_been_answered() -> None:
    """The reading was made before the carrier was keyed, and says that there is none."""
    before = {"transmitter": {"keyed": False}}
    assert strip_of(status(on_air=AIRING, air={**before, "carrier": True})).carrier is True
    assert strip_of(status(on_air=AIRING, air={**before, "carrier": False})).carrier is False
    assert strip_of(status(air={**before, "carrier": None})).carrier is False


def test_the_level_is_that_of_what_leaves() -> None:
    air = {"transmitter": None, "level_db": -17.6}
    assert strip_of(status(air=air, on_air=AIRING)).level_db == -17.6
    assert strip_of(status(air={**air, "level_db": None}, on_air=AIRING)).level_db is None


def test_silence_stop_and_not_knowing_are_three_things() -> None:
    assert strip_of(status()).state == "silent"
    assert strip_of(status(stopped_since="2026-12-01T12:00:00+07:00")).state == "stopped"
    unknown = strip_of(status(air=None))
    assert (unknown.state, unknown.carrier) == ("unknown", None)


def test_notices_are_no_faults() -> None:
    faults = [{"severity": "notice"}, {"severity": "warning"}]
    assert (strip_of(status(faults=faults)).faults, strip_of(status(faults=faults)).grave) == (
        1,
        False,
    )
    assert strip_of(status(faults=[{"severity": "error"}])).grave


# --- the reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "UBND xã họp lúc 7h30.",
        "Kính mời, bà con!",
        "a\n\nb",
        "1.500.000đ",
        "“Ngoặc” – và …",
        "A  B",
    ],
)
def test_every_letter_of_the_text_is_in_one_piece(text: str) -> None:
    reading = read_text(text)
    spans = [
        {"start": s.start, "end": s.end, "reading": s.reading, "kind": s.kind.value}
        for s in reading.spans
    ]
    assert "".join(piece.text for piece in pieces_of(reading.text, spans)) == reading.text


def test_only_what_is_heard_otherwise_stands_out() -> None:
    reading = read_text("Kính mời, UBND họp.")
    spans = [
        {"start": s.start, "end": s.end, "reading": s.reading, "kind": s.kind.value}
        for s in reading.spans
    ]
    changed = [(p.text, p.reading) for p in pieces_of(reading.text, spans) if p.reading]
    assert changed == [("UBND", "ủy ban nhân dân")]


# --- the form -------------------------------------------------------------------------------------

CHOICES = {"zones": [{"name": "Thôn 1", "points": [1, 2]}, {"name": "Thôn 2", "points": [3]}]}


def test_points_and_hamlets_are_one_list() -> None:
    typed = Typed(text="x", where="chon", zones=("Thôn 1",), points=("11", "2"))
    assert request_of(typed, CHOICES)["points"] == "1,2,11"


@pytest.mark.parametrize(
    "typed",
    [
        Typed(text="x", where="chon", zones=("Thôn 9",)),
        Typed(text="x", where="chon"),
        Typed(text="x", where="khác"),
    ],
)
def test_a_choice_of_nothing_is_never_the_whole_commune(typed: Typed) -> None:
    assert request_of(typed, CHOICES)["points"] == NOWHERE
    assert problems_of(typed) or gone(typed, CHOICES)


def test_what_is_left_out_is_left_to_the_station() -> None:
    assert request_of(Typed(text="x"), CHOICES) == {
        "text": "x",
        "priority": "normal",
        "points": "all",
    }


def test_an_edit_takes_the_time_away_or_gives_one() -> None:
    assert request_of(Typed(text="x"), CHOICES, editing=True)["now"] is True
    timed = Typed(text="x", when="luc", time="17:00", day="2026-12-01")
    assert request_of(timed, CHOICES, editing=True)["at"] == "2026-12-01 17:00"
    assert "now" not in request_of(timed, CHOICES, editing=True)


def test_a_whole_form_has_no_problem() -> None:
    assert problems_of(Typed(text="x")) == {}
    assert set(problems_of(Typed(where="chon", when="luc", repeat="x"))) == {
        "text",
        "points",
        "at",
        "repeat",
    }


# --- the week -------------------------------------------------------------------------------------


def airing(due: str | None, seconds: float = 60, title: str = "x") -> dict[str, Any]:
    return {"due": due, "duration_estimate_s": seconds, "title": title}


def test_what_would_sound_at_once_is_told_of_both() -> None:
    rows = [
        airing("2026-12-01T17:00:00+07:00", 600, "A"),
        airing("2026-12-01T17:05:00+07:00", 60, "B"),
        airing("2026-12-01T17:10:00+07:00", 60, "C"),
        airing(None),
    ]
    assert clashes_of(rows) == {0: "B", 1: "A"}


def test_a_day_is_the_stations_day() -> None:
    rows = [airing("2026-12-01T23:30:00+00:00")]  # 6:30 on the second
    days = week_of(rows, [], from_iso("2026-12-01T20:00:00+07:00"))
    assert [len(day.airings) for day in days] == [0, 1, 0, 0, 0, 0, 0]
    assert days[1].airings[0].time == "06:30"


def test_allowed_hours_are_told_by_day() -> None:
    windows = [
        {"days": [0, 1], "start_minute": 300, "end_minute": 420},
        {"days": [1], "start_minute": 1020, "end_minute": 1440},
    ]
    assert allowed_on(date(2026, 12, 1), windows) == "05:00–07:00, 17:00–24:00"
    assert allowed_on(date(2026, 12, 2), windows) == "không có giờ nào"


# --- the record -----------------------------------------------------------------------------------


def test_a_record_is_one_line_with_its_reason() -> None:
    record = {
        "seq": 7, "event": "missed", "reason": "quiet_hours", "wall": "2026-12-01T23:30:00+07:00",
        "item": "ab12", "points": [1, 4], "author": "soan", "approver": "duyet", "hash": "f" * 64,
    }  # fmt: skip
    line = line_of(record, {"ab12": "Họp"})
    assert (line.title, line.points, line.day, line.bad) == ("Họp", "1, 4", "2026-12-01", True)
    assert "giờ" in line.why


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t"])
def test_nothing_in_the_sheet_is_a_formula(begin: str) -> None:
    record = {"seq": 1, "event": "start", "item": "x", "wall": ""}
    rows = list(as_csv([line_of(record, {"x": begin + "SUM(1)"})]))
    assert f"'{begin}SUM(1)" in rows[1]


# --- words ----------------------------------------------------------------------------------------


def test_times_and_places_as_an_official_says_them() -> None:
    assert when("2026-11-27T17:30:00+07:00") == "17 giờ 30, thứ Sáu 27/11/2026"
    assert (when(None), when("<x>")) == ("", "<x>")
    assert (where([1, 2], [1, 2]), where([1], [1, 2]), where([])) == (
        "toàn xã",
        "loa 1",
        "không điểm loa nào",
    )
    assert due_of({"due": None, "waits_for": "sang", "schedule": None}) == "trong chương trình sang"
