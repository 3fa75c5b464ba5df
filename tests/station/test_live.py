"""A live airing at the desk: asked for, approved, and handed over for its author to speak in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.config.templates import load_template
from loudspeaker.errors import (
    ConfigurationRefused,
    NotFound,
    QuietHours,
    RoleMissing,
    SelfApproval,
    UsageRefused,
)
from loudspeaker.model.live import BEGIN_WITHIN, Live
from loudspeaker.rundown import Kind
from tests.station.bench import Bench

LIVE = {"longest_min": 3, "reason": "Nước lên nhanh"}
FILE = """\
title: Nói trực tiếp
confirm: trực tiếp
text: Thông báo khẩn. Mời bà con lắng nghe cán bộ xã nói trực tiếp.
live_min: 4
"""


def asked(bench: Bench, person: str = "soan", **changes: Any) -> dict[str, Any]:
    wish = {"text": "Lũ về.", "priority": "emergency", "live": LIVE, **changes}
    answer: dict[str, Any] = bench.ask("announce", person, **wish)
    return answer


def test_it_is_a_draft_that_says_for_how_long_and_why(bench: Bench) -> None:
    row = asked(bench)
    assert (row["state"], row["kind"], row["live"]) == ("draft", "live", LIVE)
    shown = bench.ask("for_approval", "duyet", id=row["id"])
    assert shown["live"] == LIVE
    assert shown["airtime"]["duration_s"] > 180
    with pytest.raises(SelfApproval):
        bench.ask("approve", "hai-vai", id=asked(bench, "hai-vai")["id"])
    with pytest.raises(RoleMissing):
        asked(bench, "xem")


def test_once_approved_playout_has_it_for_ten_minutes(bench: Bench) -> None:
    item = asked(bench)["id"]
    bench.approve(item)
    bench.settle()
    rundown = next(r for r in bench.air.offers if r.item == item)
    assert (rundown.kind, rundown.live) == (
        Kind.LIVE,
        Live(longest_min=3, reason="Nước lên nhanh"),
    )
    assert rundown.not_after - rundown.due == BEGIN_WITHIN


@pytest.mark.parametrize(
    "changes",
    [
        {"live": {"longest_min": 11, "reason": "x"}},
        {"live": {"longest_min": 0, "reason": "x"}},
        {"live": {"longest_min": True, "reason": "x"}},
        {"live": {"longest_min": 3, "reason": " "}},
        {"live": {"longest_min": 3}},
        {"live": {"reason": "x"}},
        {"live": "3"},
        {"priority": "normal"},
        {"priority": "priority", "at": "17:00"},
        {"text": None, "parts": [{"text": "một"}, {"text": "hai"}]},
    ],
)
def test_what_cannot_be_live_is_refused(bench: Bench, changes: dict[str, Any]) -> None:
    with pytest.raises(UsageRefused):
        asked(bench, **changes)


def test_all_of_an_ordinary_one_must_fit_into_the_allowed_hours(bench: Bench) -> None:
    item = asked(bench, priority="priority")["id"]
    bench.advance(timedelta(hours=8, minutes=58).total_seconds())  # two minutes before they end
    with pytest.raises(QuietHours):
        bench.approve(item)


def test_an_edit_keeps_it_live_and_needs_approval_again(bench: Bench) -> None:
    item = asked(bench)["id"]
    bench.approve(item)
    edited = bench.ask("edit", id=item, text="Lũ về thôn 2.")
    assert (edited["state"], edited["kind"], edited["live"]) == ("draft", "live", LIVE)


def test_the_hash_that_is_approved_covers_it_and_older_hashes_stay(bench: Bench) -> None:
    plain = bench.parts.items.get(bench.ask("announce", text="Lũ về.")["id"])
    live = bench.parts.items.get(asked(bench)["id"])
    assert plain is not None
    assert live is not None
    assert "live" not in plain.content.to_values()
    assert live.content.to_values()["live"] == LIVE


def ready(bench: Bench) -> dict[str, Any]:
    (bench.home.templates / "noi.yaml").write_text(FILE, "utf-8")
    bench.ask("reload", "quantri")
    (row,) = [r for r in bench.ask("templates") if r["name"] == "noi"]
    bench.approve(row["id"])
    return dict(row)


def test_one_person_releases_it_from_a_template_by_its_word(bench: Bench) -> None:
    ready(bench)
    plan = bench.ask("emergency_plan", template="noi")
    assert (plan["kind"], plan["live"]["longest_min"]) == ("live", 4)
    row = bench.ask("emergency", template="noi", confirm="truc tiep")
    bench.settle()
    rundown = next(r for r in bench.air.offers if r.item == row["id"])
    assert rundown.kind is Kind.LIVE
    assert rundown.live == Live(longest_min=4, reason="Nói trực tiếp")
    assert rundown.release is not None
    assert rundown.release.stands()
    assert rundown.not_after - rundown.due == BEGIN_WITHIN
    assert [r["id"] for r in bench.ask("reviews_due")] == [row["id"]]


def test_its_drill_opens_no_microphone(bench: Bench) -> None:
    ready(bench)
    row = bench.ask("emergency", template="noi", confirm="truc tiep", drill=True)
    assert (row["kind"], row["live"]) == ("drill", None)


def test_a_template_is_not_live_and_repeated(bench: Bench) -> None:
    path = bench.home.templates / "noi.yaml"
    path.write_text(FILE + "every_min: 10\nlasts_min: 60\n", "utf-8")
    bench.ask("reload", "quantri")
    assert "templates" in bench.fault_codes()
    with pytest.raises(ConfigurationRefused):
        load_template(path)


def test_points_that_play_whole_clips_are_left_out(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "mixed", extra="hardware: mixed\n")
    by_ip = {p.number for p in bench.live.now.hardware.points.plan.part(over_ip=True).points}
    assert by_ip
    every = set(bench.ask("announce", text="Lũ về.")["points"])
    assert set(asked(bench)["points"]) == every - by_ip
    with pytest.raises(NotFound):
        asked(bench, points=str(min(by_ip)))
