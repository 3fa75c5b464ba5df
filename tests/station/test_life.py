"""Whatever people, clocks and crashes do in whatever order: what must never, and always, happen.

- Nothing is offered to air that a second person did not approve, in exactly that text.
- Nothing is offered after an edit, a rejection or a cancellation was acknowledged.
- An emergency is offered at once.
- Every occurrence whose window has passed ends in exactly one terminal record, and the database
  and the as-run log say the same as air.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from loudspeaker.errors import LoudspeakerError, SpeechFailure
from loudspeaker.model import iso
from loudspeaker.rundown import Kind, Rundown
from loudspeaker.station.ids import new_id
from loudspeaker.station.outcomes import state_after
from loudspeaker.station.spool import put
from loudspeaker.store.asrun_reading import read_records
from tests.station.bench import EMBEDDED, Bench
from tests.station.conftest import SHM

TEXTS = st.sampled_from(["Kính mời bà con họp.", "Mất điện ngày mai.", "Tiêm chủng cho trẻ em."])
WHEN = st.sampled_from([None, 20, 70, 200, 4000])
PRIORITY = st.sampled_from(["normal", "normal", "priority", "emergency"])
PASSING_S = st.sampled_from([0.5, 3.0, 30.0, 61.0, 300.0, 700.0, 3500.0])
HOURLY = """\
title: Hằng giờ
cron: "{minutes} * * * *"
text: "{text}"
"""


class Killed(BaseException):
    """The station's process is gone."""


class Station(RuleBasedStateMachine):
    """One commune in disorder."""

    items = Bundle("items")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory(dir=SHM if SHM.is_dir() else None)
        self.bench = Bench(
            Path(self.folder.name) / "home",
            extra="allowed_hours:\n  - {days: all, from: '00:00', to: '24:00'}\n",
        )
        self.texts: dict[str, str] = {}
        self.allowed: dict[str, set[str]] = {}
        self.calls_left: int | None = None
        self.bench.air.when_asked = self._count
        self.bench.when_committing = self._count
        offer = self.bench.air.offer
        self.bench.air.offer = lambda rundown: self._checked(offer, rundown)  # type: ignore[method-assign]

    def _checked(self, offer: Callable[[Rundown], str], rundown: Rundown) -> str:
        if rundown.kind is Kind.CANARY:  # never sounds
            return offer(rundown)
        allowed = self.allowed.get(rundown.item, set())
        assert rundown.text_sha256 in allowed, f"{rundown.item} is offered"
        assert rundown.approver != rundown.author
        early = rundown.due - self.bench.clock.wall()
        assert early <= timedelta(seconds=60)
        return offer(rundown)

    def _count(self, _op: str) -> None:
        if self.calls_left is not None:
            self.calls_left -= 1
            if self.calls_left < 0:
                self.calls_left = None
                raise Killed

    def _do(self, action: Callable[[], Any]) -> tuple[bool, Any]:
        """Do something; return whether it was acknowledged, and the answer."""
        try:
            return True, action()
        except LoudspeakerError:
            return False, None
        except Killed:
            self.bench.restart()
            return False, None
        finally:
            self.calls_left = None

    # --- people ---------------------------------------------------------------------------------

    @rule(target=items, text=TEXTS, when=WHEN, priority=PRIORITY)
    def announce(self, text: str, when: int | None, priority: str) -> Any:
        arguments: dict[str, Any] = {"priority": priority}
        if when is not None:
            arguments["at"] = self.bench.clock.wall() + timedelta(seconds=when)
        acknowledged, answer = self._do(lambda: self.bench.announce(text, **arguments))
        if not acknowledged:
            return multiple()
        self.texts[answer["id"]] = text
        return answer["id"]

    @rule(target=items, text=TEXTS, when=WHEN)
    def announce_while_down(self, text: str, when: int | None) -> str:
        """Leave an announcement in the spool, as the command line does."""
        item = new_id()
        request: dict[str, Any] = {"text": text, "id": item, "as": "soan"}
        if when is not None:
            request["at"] = iso(self.bench.clock.wall() + timedelta(seconds=when))
        put(self.bench.home.spool, item, request)
        self._do(self.bench.restart)
        self._do(self.bench.process.beat)
        self.texts[item] = text
        return item

    @rule(item=items)
    def approve(self, item: str) -> None:
        before = set(self.allowed.get(item, set()))
        self.allowed[item] = before | {_sha256(self.texts[item])}
        air = self.bench.air
        reachable = not air.down and air.stopped_since is None and self.calls_left is None
        acknowledged, answer = self._do(lambda: self.bench.approve(item))
        if not acknowledged and self._state(item) == "draft":
            self.allowed[item] = before
        if acknowledged and answer["priority"] == "emergency" and reachable:
            assert self.bench.offered(item), "an emergency is offered at once"

    @rule(item=items)
    def approve_own(self, item: str) -> None:
        author = self.bench.ask("show", id=item)["author"].split(" ")[0]
        acknowledged, _ = self._do(lambda: self.bench.ask("approve", author, id=item))
        assert not acknowledged

    @rule(item=items, text=TEXTS)
    def edit(self, item: str, text: str) -> None:
        acknowledged, _ = self._do(lambda: self.bench.ask("edit", id=item, text=text))
        self.texts[item] = self.bench.ask("show", id=item)["text"]
        if acknowledged:
            self.allowed[item] = set()

    @rule(item=items)
    def reject(self, item: str) -> None:
        acknowledged, _ = self._do(lambda: self.bench.ask("reject", "duyet", id=item, why="sai"))
        if acknowledged:
            self.allowed[item] = set()

    @rule(item=consumes(items))
    def cancel(self, item: str) -> None:
        acknowledged, _ = self._do(lambda: self.bench.ask("cancel", "hai-vai", id=item))
        if acknowledged:
            self.allowed[item] = set()

    # --- schedules ------------------------------------------------------------------------------

    @rule(text=TEXTS, minutes=st.sampled_from(["0", "*/20"]))
    def write_schedule(self, text: str, minutes: str) -> None:
        path = self.bench.home.schedules / "hang-gio.yaml"
        content = HOURLY.format(text=text, minutes=minutes)
        if path.exists() and path.read_text("utf-8") == content:
            return
        path.write_text(content, "utf-8")
        acknowledged, _ = self._do(lambda: self.bench.ask("reload", "quantri"))
        if not acknowledged:
            self._do(lambda: self.bench.ask("reload", "quantri"))
        self.allowed[self._schedule_id()] = set()
        self.texts[self._schedule_id()] = text

    def _schedule_id(self) -> str:
        rows = self.bench.ask("schedules")
        return next((str(r["id"]) for r in rows if r["name"] == "hang-gio"), "")

    @precondition(lambda self: self._schedule_id() != "")
    @rule(what=st.sampled_from(["approve", "pause", "unpause"]))
    def decide_schedule(self, what: str) -> None:
        item = self._schedule_id()
        if what == "approve":
            self.approve(item)
        else:
            self._do(lambda: self.bench.ask(what, "duyet", name="hang-gio"))

    # --- the world ------------------------------------------------------------------------------

    @rule(seconds=PASSING_S)
    def pass_time(self, seconds: float) -> None:
        self._do(lambda: self.bench.advance(seconds))

    @rule()
    def settle(self) -> None:
        self._do(self.bench.settle)

    @rule(stopped=st.booleans())
    def somebody_stops_or_resumes(self, stopped: bool) -> None:
        self.bench.air.stopped_since = "2026-12-01T12:00:00+07:00" if stopped else None

    @rule()
    def air_dies(self) -> None:
        self.bench.air.kill()

    @rule()
    def air_comes_back(self) -> None:
        self.bench.air.restart()

    @rule()
    def station_dies(self) -> None:
        self._do(self.bench.restart)

    @rule(calls=st.integers(0, 15))
    def station_is_about_to_die(self, calls: int) -> None:
        """Die at the so-manieth commit or question to air of the next action."""
        self.calls_left = calls

    @rule(both=st.booleans())
    def speech_fails(self, both: bool) -> None:
        failure = SpeechFailure(voice=EMBEDDED, problem="crashed")
        self.bench.speech.fails = {EMBEDDED: failure} if both else {}

    # --- what holds -----------------------------------------------------------------------------

    def _state(self, item: str) -> str:
        return str(self.bench.ask("show", id=item)["state"])

    @invariant()
    def one_end_at_the_most(self) -> None:
        if not hasattr(self, "bench"):
            return
        for item in self.texts:
            for occurrence in self.bench.occurrences(item):
                assert len(self.bench.air.ends_of(occurrence.id)) <= 1

    def teardown(self) -> None:
        if not hasattr(self, "bench"):
            return
        try:
            self._come_to_an_end()
        finally:
            self.bench.kill()
            self.folder.cleanup()

    def _come_to_an_end(self) -> None:
        self.calls_left = None
        self.bench.air.stopped_since = None
        self.bench.air.restart()
        self.bench.advance(30 * 3600)
        self.bench.until(self.bench.clock.wall() + timedelta(seconds=30))
        records = {r["occurrence"]: r for r in self.bench.air.records}
        limit = self.bench.clock.wall() - timedelta(hours=25)
        for item in self.texts:
            for occurrence in self.bench.occurrences(item):
                if occurrence.due is None and not occurrence.state.terminal:
                    continue  # nobody has approved it, and it had no time of its own
                if occurrence.due is not None and occurrence.due > limit:
                    continue  # of a schedule that goes on
                ends = self.bench.air.ends_of(occurrence.id)
                assert len(ends) == 1, (occurrence, ends)
                assert state_after(ends[0]) is occurrence.state, (occurrence, ends)
        assert list(read_records(self.bench.home.asrun_log)) == self.bench.air.records
        assert records or not self.bench.air.records


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


TestStation = pytest.mark.slow(Station.TestCase)
TestStation.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
