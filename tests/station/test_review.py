"""The gate: what plug-ins object to keeps an announcement from the loudspeaker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import ConcernsRaised, ConcernsUnconfirmed, SelfApproval, WrongState
from loudspeaker.hookspecs import hookimpl
from loudspeaker.model.announcement import ItemState
from loudspeaker.station.plugins import Source
from tests.station.bench import STATION, Bench

PRIVATE = "Mời ông A, căn cước 035 075 001 234, ra xã lúc 17 giờ."
PLATE = "Xe máy biển số 90B1-234.56 đỗ chắn cổng chợ, mời chủ xe ra dời."
MISSING = "Tìm cháu bé 5 tuổi đi lạc, ai thấy gọi ngay 0912 345 678."
OFFICE = "Điện thoại Ủy ban nhân dân xã: 0226 3868 113."
PUBLIC = 'guard:\n  public_numbers: ["0226 3868 113"]\n'


class Broken:
    @hookimpl
    def review_announcement(self) -> object:
        raise OSError("no")


def break_guard(bench: Bench) -> None:
    """Put a plug-in that fails in the guard's place."""
    plugins = bench.parts.plugins
    plugins.close()
    plugins._sources = lambda: {"guard": Source(load=Broken)}
    plugins.load()


def concerns(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(c["code"], c["severity"], c["text"]) for c in answer["concerns"]]


def test_the_author_is_told_at_once_and_the_draft_is_kept(bench: Bench) -> None:
    answer = bench.announce(PRIVATE)
    assert concerns(answer) == [("identity", "hard", "035 075 001 234")]
    assert answer["concerns"][0]["plugin"] == "guard"
    assert bench.ask("show", id=answer["id"])["concerns"] == answer["concerns"]
    assert answer["state"] == "draft"


def test_the_loudspeaker_is_refused_and_nothing_is_lost(bench: Bench) -> None:
    item = str(bench.announce(PRIVATE)["id"])
    for despite in (False, True):
        with pytest.raises(ConcernsRaised) as refusal:
            bench.approve(item, despite_concerns=despite)
        assert refusal.value.exit_code == 3
        assert [c["text"] for c in refusal.value.concerns] == ["035 075 001 234"]
    bench.settle()
    assert bench.ask("show", id=item)["state"] == "draft"
    assert bench.offered(item) == []


def test_without_the_number_it_is_approved(bench: Bench) -> None:
    item = str(bench.announce(PRIVATE)["id"])
    answer = bench.ask("edit", id=item, text="Mời ông A ra xã lúc 17 giờ.")
    assert answer["concerns"] == []
    assert bench.approve(item)["despite"] == []


def test_an_edit_that_brings_a_number_in_is_stopped_too(bench: Bench) -> None:
    item = bench.approved(at=None)
    bench.ask("edit", id=item, text=PRIVATE)
    with pytest.raises(ConcernsRaised):
        bench.approve(item)


def test_a_number_in_the_title_is_stopped(bench: Bench) -> None:
    answer = bench.announce("Họp thôn.", title="Gọi 0912345678")
    assert answer["concerns"][0]["part"] == "title"
    with pytest.raises(ConcernsRaised):
        bench.approve(str(answer["id"]))


def test_a_warning_stops_nothing(bench: Bench) -> None:
    answer = bench.announce(PLATE)
    assert concerns(answer) == [("plate", "warn", "90B1-234.56")]
    assert bench.approve(str(answer["id"]))["despite"] == []


def test_who_may_not_approve_is_told_that_first(bench: Bench) -> None:
    item = bench.ask("announce", "hai-vai", text=PRIVATE)
    with pytest.raises(SelfApproval):
        bench.ask("approve", "hai-vai", id=item["id"])


def test_a_schedule_passes_the_same_gate(bench: Bench) -> None:
    path = bench.home.schedules / "rieng.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"title: Riêng\ncron: '0 17 * * *'\ntext: {PRIVATE}\n", encoding="utf-8")
    bench.parts.schedules.load()
    item = bench.parts.items.of_schedule("rieng")
    assert item is not None
    with pytest.raises(ConcernsRaised):
        bench.approve(item.id)


# --- emergencies ------------------------------------------------------------------------------


def test_an_emergency_is_not_silenced_but_somebody_answers_for_it(bench: Bench) -> None:
    item = str(bench.announce(MISSING, priority="emergency")["id"])
    with pytest.raises(ConcernsUnconfirmed) as refusal:
        bench.approve(item)
    assert [c["code"] for c in refusal.value.concerns] == ["phone"]
    assert bench.approve(item, despite_concerns=True)["despite"] == ["guard:phone"]
    bench.advance(60)
    assert bench.state(item) == "aired"
    bench.restart()
    assert bench.ask("show", id=item)["despite"] == ["guard:phone"]


def test_an_edit_takes_the_word_back(bench: Bench) -> None:
    item = str(bench.announce(MISSING, priority="emergency")["id"])
    bench.approve(item, despite_concerns=True)
    assert bench.ask("edit", id=item, text=MISSING + " Xin cảm ơn.")["despite"] == []
    with pytest.raises(ConcernsUnconfirmed):
        bench.approve(item)


def test_a_word_given_where_nothing_is_to_confirm_is_not_recorded(bench: Bench) -> None:
    item = str(bench.announce()["id"])
    assert bench.approve(item, despite_concerns=True)["despite"] == []


# --- a check that does not work ---------------------------------------------------------------


def test_what_was_not_checked_does_not_pass_silently(bench: Bench) -> None:
    break_guard(bench)
    answer = bench.announce()
    assert concerns(answer) == [("not_checked", "warn", "")]
    with pytest.raises(ConcernsUnconfirmed):
        bench.approve(str(answer["id"]))
    approved = bench.approve(str(answer["id"]), despite_concerns=True)
    assert approved["despite"] == ["guard:not_checked"]
    assert "plugins" in bench.fault_codes()


def test_an_emergency_does_not_wait_for_a_broken_check(bench: Bench) -> None:
    break_guard(bench)
    item = str(bench.announce(priority="emergency")["id"])
    assert bench.approve(item)["despite"] == ["guard:not_checked"]


# --- settings ---------------------------------------------------------------------------------


def write(bench: Bench, extra: str) -> None:
    bench.home.station_file.write_text(STATION + extra, encoding="utf-8")
    bench.ask("reload", "quantri")


def test_the_approval_looks_again_with_the_numbers_of_now(bench: Bench) -> None:
    item = str(bench.announce(OFFICE)["id"])
    with pytest.raises(ConcernsRaised):
        bench.approve(item)
    write(bench, PUBLIC)
    assert bench.approve(item)["concerns"] == []


def test_a_number_that_is_public_no_more_is_refused(folder: Path) -> None:
    bench = Bench(folder, extra=PUBLIC)
    item = bench.announce(OFFICE)
    assert item["concerns"] == []
    write(bench, "")
    with pytest.raises(ConcernsRaised):
        bench.approve(str(item["id"]))
    bench.kill()


def test_the_check_cannot_be_switched_off_silently(bench: Bench) -> None:
    assert "guard_off" not in bench.fault_codes()
    write(bench, "guard: {enabled: false}\n")
    assert bench.announce(PRIVATE)["concerns"] == []
    assert "guard_off" in bench.fault_codes()
    write(bench, "")
    assert "guard_off" not in bench.fault_codes()
    assert bench.announce(PRIVATE)["concerns"] != []


def test_the_state_is_told_also_if_nobody_has_written_anything(folder: Path) -> None:
    bench = Bench(folder, extra="guard: {enabled: false}\n")
    assert "guard_off" in {fault["code"] for fault in bench.ask("status")["faults"]}
    bench.kill()


def test_a_change_while_plug_ins_look_is_seen(bench: Bench) -> None:
    item = str(bench.announce()["id"])
    desk = bench.parts.desk
    look = desk._review

    def meanwhile(content: Any) -> Any:
        desk._review = look
        bench.ask("edit", id=item, text="Nội dung khác.")
        return look(content)

    desk._review = meanwhile
    with pytest.raises(WrongState) as refusal:
        bench.approve(item)
    assert refusal.value.state == "changed"
    assert bench.ask("show", id=item)["state"] == ItemState.DRAFT
