"""The record over the control socket, and a stop lifted through the station."""

from __future__ import annotations

import pytest

from loudspeaker.errors import ProcessUnavailable, RoleMissing, UsageRefused
from tests.station.bench import Bench
from tests.station.test_sign_in import enter, web


def test_the_record_comes_in_pages(bench: Bench) -> None:
    for _ in range(2):
        bench.approved(priority="priority")
        bench.advance(30)
    everything = bench.ask("asrun", "xem")
    assert everything["more"] is False
    assert [row["seq"] for row in everything["records"]] == [1, 2, 3, 4]
    page = bench.ask("asrun", "xem", since=1, limit=2)
    assert ([row["seq"] for row in page["records"]], page["more"]) == ([2, 3], True)
    for limit in (0, 1001):
        with pytest.raises(UsageRefused):
            bench.ask("asrun", "xem", limit=limit)


def test_the_record_is_checked_as_far_as_it_goes_without_the_key(bench: Bench) -> None:
    bench.approved(priority="priority")
    bench.advance(30)
    whole = bench.ask("audit", "xem")
    assert "seals" in whole["unproved"]
    assert whole["records"] == 2


def test_a_stop_is_lifted_through_the_station_by_who_may(bench: Bench) -> None:
    bench.air.stopped_since = "2026-12-01T12:00:00+07:00"
    for name in ("soan", "quantri", "xem"):
        with pytest.raises(RoleMissing):
            web(bench, "resume", session=enter(bench, name))
    assert bench.air.stopped_since is not None
    answer = web(bench, "resume", session=enter(bench))
    assert answer == {"stopped_since": "2026-12-01T12:00:00+07:00"}
    status = bench.ask("status")
    assert status["stopped_since"] is None
    assert bench.air.resumed_by == "duyet (web session)"


def test_a_delegate_lifts_a_stop_and_nobody_while_playout_is_down(bench: Bench) -> None:
    bench.ask("delegate", "duyet", name="soan", until="5/12")
    web(bench, "resume", session=enter(bench, "soan"))
    bench.air.down = True
    with pytest.raises(ProcessUnavailable):
        web(bench, "resume", session=enter(bench))
