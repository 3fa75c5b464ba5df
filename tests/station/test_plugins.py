"""Plug-ins are called one by one, and none of them can hold up or bring down the others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.hookspecs import Services, hookimpl
from loudspeaker.model import Priority
from loudspeaker.model.review import NOT_CHECKED, Announcement, Concern, Part, Severity
from loudspeaker.station.plugin_thread import HUNG_S, PluginFailure, PluginLate, PluginThread
from loudspeaker.station.plugins import APPROVING_S, Plugins, Source
from loudspeaker.system.faults import Faults
from tests.station.bench import NOON

TEXT = "Mời bà con họp."
HERE = Announcement(title="Họp", text=TEXT, priority=Priority.NORMAL)
AT_ONCE = 0.001
WAIT = 20.0
"""Long enough for any machine; nothing waits so long."""


class Says:
    """A plug-in that answers with a value, or by calling it."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    @hookimpl
    def review_announcement(self, announcement: Announcement) -> Any:
        return self._answer(announcement) if callable(self._answer) else self._answer


class Rig:
    """Plug-ins by name, switched on and off as the configuration does."""

    def __init__(self) -> None:
        self.wanted: dict[str, Source] = {}
        self.faults = Faults(StandingClock(NOON))
        self.plugins = Plugins(lambda: self.wanted, self.faults)

    def switch_on(self, **answers: Any) -> None:
        for name, answer in answers.items():
            self.wanted[name] = Source(load=partial(Says, answer))
        self.plugins.load()

    def codes(self, *, patience_s: float = WAIT) -> list[str]:
        found = self.plugins.review(HERE, patience_s=patience_s)
        return [f"{concern.plugin}:{concern.code}" for concern in found]

    def fault(self) -> str | None:
        details = {fault["code"]: fault["detail"] for fault in self.faults.listed()}
        return details.get("plugins")


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig()
    yield made
    made.plugins.close()


def warn(code: str, start: int = 0, end: int = 0, **rest: Any) -> Concern:
    return Concern(code=code, severity=Severity.WARN, start=start, end=end, **rest)


def test_what_each_says_comes_in_the_order_of_the_text(rig: Rig) -> None:
    rig.switch_on(
        one=[warn("late", 8, 10), warn("title", 0, 3, part=Part.TITLE)], two=[warn("early", 0, 3)]
    )
    assert rig.codes() == ["two:early", "one:late", "one:title"]
    assert rig.fault() is None


def test_no_plug_in_has_nothing_to_say(rig: Rig) -> None:
    assert rig.codes() == []


def _raising(_announcement: Announcement) -> Any:
    raise ValueError("số 035075001234")


def _leaving(_announcement: Announcement) -> Any:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (_raising, "fails: ValueError"),
        (_leaving, "fails: SystemExit"),
        ("no list", "gives no list"),
        ([{"code": "x"}], "says what is no concern"),
        ([warn("outside", 0, 999)], "says what is no concern"),
        ([warn("backwards", 3, 2)], "says what is no concern"),
        ([warn("x", "0", 1)], "says what is no concern"),  # type: ignore[arg-type]
        ([warn("x", what=None)], "says what is no concern"),
        ([Concern(code="x", severity="warn")], "says what is no concern"),  # type: ignore[arg-type]
        ([warn(NOT_CHECKED)], "says what is no concern"),
    ],
)
def test_one_that_fails_costs_its_own_answer_and_a_fault_line(
    rig: Rig, answer: Any, problem: str
) -> None:
    rig.switch_on(bad=answer, good=[warn("fine")])
    assert sorted(rig.codes()) == [f"bad:{NOT_CHECKED}", "good:fine"]
    assert rig.fault() == f"bad {problem}"


def test_nothing_of_the_text_is_in_the_fault(rig: Rig) -> None:
    rig.switch_on(bad=_raising)
    rig.codes()
    assert "035" not in str(rig.faults.listed())


def test_a_fault_is_over_when_the_plug_in_works_again(rig: Rig) -> None:
    answers: list[Any] = [[], "no list"]
    rig.switch_on(bad=lambda _announcement: answers.pop())
    assert rig.codes() == [f"bad:{NOT_CHECKED}"]
    assert rig.codes() == []
    assert rig.fault() is None


def test_none_is_as_good_as_no_concern(rig: Rig) -> None:
    rig.switch_on(none=None)
    assert rig.codes() == []


def test_one_that_says_too_much_is_cut_and_its_hard_words_are_kept(rig: Rig) -> None:
    many = [warn(f"w{n}") for n in range(1000)]
    rig.switch_on(loud=[*many, Concern(code="hard", severity=Severity.HARD, what="x" * 9999)])
    found = rig.plugins.review(HERE, patience_s=WAIT)
    hard = [concern for concern in found if concern.code == "hard"]
    assert len(found) == 200
    assert len(hard[0].what) == 300


def test_one_that_hangs_is_waited_for_once_and_the_others_are_heard(rig: Rig) -> None:
    go_on, began = threading.Event(), threading.Event()

    def hanging(_announcement: Announcement) -> Any:
        began.set()
        go_on.wait(WAIT)
        return [warn("back")]

    rig.switch_on(slow=hanging, good=[warn("fine")])
    assert f"slow:{NOT_CHECKED}" in rig.codes(patience_s=AT_ONCE)
    while not began.wait(AT_ONCE):  # a machine that is busy may have let it pass before it began
        rig.codes(patience_s=AT_ONCE)
    go_on.set()
    assert sorted(rig.codes()) == ["good:fine", "slow:back"]


def test_a_busy_moment_while_people_look_is_no_fault(rig: Rig) -> None:
    go_on = threading.Event()
    rig.switch_on(slow=lambda _a: go_on.wait(WAIT) and [])
    assert rig.codes(patience_s=AT_ONCE) == [f"slow:{NOT_CHECKED}"]
    assert rig.fault() is None
    go_on.set()


def test_one_that_cannot_be_loaded_is_told_at_every_announcement(rig: Rig) -> None:
    def missing() -> object:
        raise ModuleNotFoundError("no such thing")

    rig.wanted["gone"] = Source(load=missing)
    rig.plugins.load()
    assert rig.codes() == rig.codes() == [f"gone:{NOT_CHECKED}"]
    assert rig.fault() == "gone is not loaded: ModuleNotFoundError"


def test_a_hook_that_does_not_exist_is_no_plug_in(rig: Rig) -> None:
    class Strange:
        @hookimpl
        def rule_the_air(self) -> None:
            raise AssertionError

    rig.wanted["strange"] = Source(load=Strange)
    rig.plugins.load()
    assert rig.codes() == [f"strange:{NOT_CHECKED}"]


def test_settings_are_those_of_now(rig: Rig) -> None:
    class Careful:
        @hookimpl
        def startup(self, services: Services) -> None:
            self.services = services

        @hookimpl
        def review_announcement(self) -> list[Concern]:
            return [warn(str(self.services.settings()["word"]))]

    settings = {"word": "one"}
    rig.wanted["careful"] = Source(load=Careful, settings=lambda: settings)
    rig.plugins.load()
    assert rig.codes() == ["careful:one"]
    settings["word"] = "two"
    assert rig.codes() == ["careful:two"]


def test_what_is_switched_off_is_asked_no_more_and_its_fault_goes(rig: Rig) -> None:
    rig.switch_on(bad="no list")
    rig.codes()
    rig.wanted.clear()
    rig.plugins.load()
    assert rig.codes() == []
    assert rig.fault() is None


def test_loading_again_leaves_what_is_loaded(rig: Rig) -> None:
    made: list[int] = []

    def load() -> object:
        made.append(1)
        return Says([])

    rig.wanted["once"] = Source(load=load)
    for _ in range(3):
        rig.plugins.load()
        rig.codes()
    assert made == [1]


# --- the thread -------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_after_a_second_nobody_waits_for_one_that_hangs() -> None:
    clock, go_on, began = Clock(), threading.Event(), threading.Event()
    services = Services(settings=dict)
    thread = PluginThread("slow", lambda: Says([]), services, monotonic_s=clock)
    thread.start()

    def hang(_hooks: Any) -> bool:
        began.set()
        return go_on.wait(WAIT)

    job = thread.begin(hang)
    assert began.wait(WAIT)
    with pytest.raises(PluginLate):
        thread.end(job, patience_s=AT_ONCE)
    clock.now_s = HUNG_S + 0.1
    with pytest.raises(PluginFailure, match="hangs"):
        thread.end(thread.begin(hang), patience_s=WAIT)
    go_on.set()
    assert job.done.wait(WAIT)
    thread.close()


def test_what_nobody_waits_for_any_more_is_not_begun() -> None:
    go_on, began = threading.Event(), threading.Event()
    thread = PluginThread("slow", lambda: Says([]), Services(settings=dict))
    thread.start()

    def hold(_hooks: Any) -> bool:
        began.set()
        return go_on.wait(WAIT)

    first = thread.begin(hold)
    assert began.wait(WAIT)
    called: list[int] = []
    second = thread.begin(lambda _hooks: called.append(1))
    with pytest.raises(PluginLate):
        thread.end(second, patience_s=AT_ONCE)
    go_on.set()
    thread.end(first, patience_s=WAIT)
    thread.end(thread.begin(lambda _hooks: None), patience_s=WAIT)
    assert called == []
    thread.close()


def test_an_approval_waits_longer_than_a_look() -> None:
    assert APPROVING_S >= HUNG_S
