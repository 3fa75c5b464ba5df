"""The office in a real station: changed, recorded, undone, shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import EntryOutdated, EntryRefused, NotFound, PluginFailed
from loudspeaker.public.pages import text_at
from loudspeaker.store.public_reader import PublicReader
from tests.station.bench import Bench
from tests.web.hostile import payloads

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "7:30-11:30, 13:30-17:00")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "home")
    yield made
    made.kill()


@pytest.fixture
def reader(bench: Bench) -> Iterator[PublicReader]:
    made = PublicReader(bench.home.public)
    yield made
    made.close()


def filled(bench: Bench) -> dict[str, Any]:
    bench.ask("office.set", place="Thôn 1", week=WEEK)
    bench.ask("office.day_set", "duyet", day="2027-01-01", reason="Tết dương lịch")
    told: dict[str, Any] = bench.ask(
        "office.contact_set", "duyet", post="Văn phòng", phone="0226 3868 113"
    )
    return told


def test_what_was_entered_is_told_with_who_changed_it_last(bench: Bench) -> None:
    told = filled(bench)
    assert bench.ask("office.show", "xem") == told
    assert told["now"] == "Đang nghỉ trưa, mở cửa lại lúc 13 giờ 30."
    assert (told["change"], told["changed_by"]) == (3, "duyet (simulated identity)")


def test_every_change_is_kept_and_can_be_undone(bench: Bench) -> None:
    filled(bench)
    before = bench.ask("office.show")
    bench.ask("office.contact_remove", post="Văn phòng")
    bench.ask("office.day_remove", day="1/1/2027")
    assert bench.ask("office.undo", "duyet", change=4)["contacts"] == before["contacts"]
    history = bench.ask("office.history", "xem")
    assert [each["change"] for each in history] == [6, 5, 4, 3, 2, 1]
    assert history[0]["by"] == "duyet (simulated identity)"
    assert history[0]["what"] == "trở lại như trước thay đổi số 4"
    assert bench.ask("office.show")["days"] == before["days"]
    assert bench.ask("office.undo", change=1)["week"]["mon"] == ""
    with pytest.raises(NotFound):
        bench.ask("office.undo", change=99)


def test_many_changes_of_a_full_office_are_listed_all_the_same(bench: Bench) -> None:
    """The list grew past what an answer may be long, and the page at the desk was no more."""
    for n in range(100):
        post, about = f"{n % 40} {'p' * 70}", f"{n} {'v' * 190}"
        bench.ask("office.contact_set", post=post, phone="113", about=about)
    history = bench.ask("office.history")
    assert [each["change"] for each in history] == list(range(100, 0, -1))


def test_what_changes_nothing_is_no_change(bench: Bench) -> None:
    filled(bench)
    assert bench.ask("office.set", place=" Thôn  1 ", week={"sat": ""})["change"] == 3


def test_nobody_undoes_unseen_what_another_has_just_done(bench: Bench) -> None:
    seen = bench.ask("office.show")["change"]
    bench.ask("office.set", "duyet", place="Thôn 1", seen=seen)
    with pytest.raises(EntryOutdated) as caught:
        bench.ask("office.set", "soan", place="Thôn 2", seen=seen)
    assert caught.value.by == "duyet (simulated identity)"
    assert bench.ask("office.show")["address"] == "Thôn 1"


def test_it_outlives_a_restart(bench: Bench) -> None:
    told = filled(bench)
    bench.restart()
    assert bench.ask("office.show") == told


def test_it_is_shown_within_the_next_writing_and_follows_the_day(
    bench: Bench, reader: PublicReader
) -> None:
    bench.parts.publishing.update()
    assert reader.listed_pages() == ()
    assert reader.cards() == ()
    seen = bench.parts.publishing._marks()
    filled(bench)
    assert bench.parts.publishing._marks() != seen
    bench.parts.publishing.update()
    (page,), (card,) = reader.listed_pages(), reader.cards()
    now = bench.clock.wall()
    assert text_at(card.timed, now) == "Đang nghỉ trưa, mở cửa lại lúc 13 giờ 30."
    assert reader.pages_found("tet duong lich") == (page,)
    assert page.title == "Giờ làm việc và liên hệ"
    last = card.timed[-1].since
    bench.advance(86_400)
    bench.parts.publishing.update()
    assert reader.cards()[0].timed[-1].since > last
    bench.ask("office.undo", change=1)
    bench.parts.publishing.update()
    assert reader.listed_pages() == ()
    assert reader.cards() == ()


def test_switched_off_it_is_gone_and_keeps_what_was_entered(
    bench: Bench, reader: PublicReader
) -> None:
    told = filled(bench)
    bench.parts.publishing.update()
    text = bench.home.station_file.read_text("utf-8")
    bench.home.station_file.write_text(f"{text}office: {{enabled: false}}\n", encoding="utf-8")
    bench.ask("reload", "quantri")
    bench.parts.publishing.update()
    assert reader.listed_pages() == ()
    with pytest.raises(PluginFailed):
        bench.ask("office.show")
    bench.home.station_file.write_text(text, encoding="utf-8")
    bench.ask("reload", "quantri")
    assert bench.ask("office.show") == told


def test_hostile_texts_are_kept_as_text_or_refused(bench: Bench, reader: PublicReader) -> None:
    for number, text in enumerate(payloads(60)):
        for action, values in (
            ("office.set", {"place": text}),
            ("office.day_set", {"day": "2/9/2027", "reason": text}),
            ("office.contact_set", {"post": f"{number} {text}"[:100], "phone": "113", "was": ""}),
            ("office.contact_remove", {"post": f"{number} {text}"[:100]}),
            ("office.day_set", {"day": text, "reason": text, "hours": text}),
            ("office.contact_set", {"post": text, "phone": text}),
        ):
            try:
                bench.ask(action, **values)
            except (EntryRefused, NotFound):
                continue
    bench.parts.publishing.update()
    assert "plugins" not in bench.fault_codes()
    page = reader.page("office", "gio-lam-viec")
    assert page is not None
    shown = "".join(page.texts())
    assert "alert(1)" in shown or "sendBeacon" in shown
    assert not any(c in shown for c in "\u202e\u202c\x00\x0b\u2028")
