"""What an approver is shown before deciding."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.station.bench import HELLO, NOON, STATION, Bench

HOUR = timedelta(hours=1)


def review(bench: Bench, item: str) -> dict[str, Any]:
    answer: dict[str, Any] = bench.ask("for_approval", "duyet", id=item)
    return answer


def words(difference: dict[str, Any], kind: str) -> list[str]:
    return [stretch["text"] for stretch in difference["words"] if stretch["kind"] == kind]


def test_it_is_all_that_show_tells_and_more(bench: Bench) -> None:
    item = bench.announce(at=NOON + HOUR)["id"]
    shown, reviewed = bench.ask("show", id=item), review(bench, item)
    assert {name: reviewed[name] for name in shown} == shown
    assert reviewed["changes"] == {"last": None, "aired": None}
    assert bench.ask("approve", "duyet", id=item, content_sha256=reviewed["content_sha256"])


def test_the_difference_to_the_version_before(bench: Bench) -> None:
    item = bench.announce("Mời họp lúc 7h tại nhà văn hóa.", at=NOON + HOUR)["id"]
    bench.ask("edit", id=item, text="Mời họp lúc 8h tại nhà văn hóa.", points="1,4")
    last = review(bench, item)["changes"]["last"]
    assert (last["version"], last["author"]) == (1, "soan (simulated identity)")
    assert (words(last, "out"), words(last, "in")) == (["bảy"], ["tám"])
    assert [each["field"] for each in last["fields"]] == ["title", "points"]
    assert last["fields"][1]["after"] == [1, 4]
    bench.restart()
    assert review(bench, item)["changes"]["last"] == last


def test_the_last_version_that_was_heard_is_compared_too(bench: Bench) -> None:
    path = bench.home.schedules / "toi.yaml"

    def write(text: str) -> str:
        path.write_text(f'title: Tối\ncron: "0 18 * * *"\ntext: "{text}"\n', "utf-8")
        bench.ask("reload", "quantri")
        (row,) = [row for row in bench.ask("schedules") if row["name"] == "toi"]
        return str(row["id"])

    item = write("Họp lúc bảy giờ.")
    bench.ask("approve", "duyet", id=item)
    bench.until(NOON + timedelta(hours=7))
    write("Họp lúc tám giờ.")
    write("Họp lúc chín giờ.")
    changes = review(bench, item)["changes"]
    assert (changes["last"]["version"], changes["aired"]["version"]) == (2, 1)
    assert words(changes["last"], "out") == ["tám"]
    assert words(changes["aired"], "out") == ["bảy"]
    assert review(bench, item)["airtime"]["day"] is None


def test_a_change_that_is_not_heard(bench: Bench) -> None:
    item = bench.announce("Họp lúc 7h.", at=NOON + HOUR)["id"]
    bench.ask("edit", id=item, text="Họp lúc bảy giờ.", title="Họp lúc 7h.")
    last = review(bench, item)["changes"]["last"]
    assert (words(last, "out"), last["text_changed"]) == ([], True)


# --- airtime --------------------------------------------------------------------------------------


@pytest.fixture
def limited(folder: Path) -> Bench:
    return Bench(folder, station=STATION, extra="max_minutes_a_day: 2\n")


def test_airtime_is_length_by_points_and_a_share_of_the_day(limited: Bench) -> None:
    limited.air.used_today_s = 30.0
    other = limited.approved(at=NOON + 2 * HOUR)
    limited.approved(at=NOON + timedelta(days=1))
    limited.announce(at=NOON + 2 * HOUR)
    item = limited.announce(at=NOON + HOUR, points="1,4")["id"]
    cost = review(limited, item)["airtime"]
    takes = limited.ask("show", id=other)["duration_estimate_s"]
    assert cost["duration_s"] == takes
    assert (cost["points"], cost["point_seconds"]) == (2, pytest.approx(2 * takes, abs=0.2))
    assert (cost["day"], cost["limit_s"], cost["used_s"]) == ("2026-12-01", 120.0, 30.0)
    assert cost["planned_s"] == takes
    assert cost["left_s"] == pytest.approx(120 - 30 - 2 * takes, abs=0.2)
    limited.kill()


def test_another_day_has_its_own_minutes(limited: Bench) -> None:
    limited.air.used_today_s = 90.0
    item = limited.announce(at=NOON + timedelta(days=1))["id"]
    cost = review(limited, item)["airtime"]
    assert (cost["day"], cost["used_s"]) == ("2026-12-02", 0.0)
    limited.air.kill()
    assert review(limited, item)["airtime"]["left_s"] == cost["left_s"]
    today = limited.announce(at=NOON + HOUR)["id"]
    assert review(limited, today)["airtime"]["used_s"] is None
    assert review(limited, today)["airtime"]["left_s"] is None
    limited.kill()


def test_an_emergency_counts_for_nothing(limited: Bench) -> None:
    item = limited.announce("Lũ.", priority="emergency")["id"]
    cost = review(limited, item)["airtime"]
    assert (cost["counts"], cost["left_s"]) == (False, None)
    limited.kill()


def test_without_a_limit_nothing_is_left_or_used_up(bench: Bench) -> None:
    item = bench.announce(HELLO, at=NOON + HOUR)["id"]
    cost = review(bench, item)["airtime"]
    assert (cost["limit_s"], cost["left_s"], cost["planned_s"]) == (None, None, 0.0)
