"""Actions of plug-ins: described once, checked, in time; one that fails costs itself alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import (
    DiskFull,
    EntryRefused,
    LoudspeakerError,
    NotFound,
    PluginFailed,
    RoleMissing,
    SignInRefused,
    UsageRefused,
)
from loudspeaker.model.fields import Field, Kind
from loudspeaker.model.rules import EVERY_PERSON, Rule
from loudspeaker.station import plugin_actions
from loudspeaker.station.plugin_actions import PluginActions, encoded
from loudspeaker.station.plugin_thread import HUNG_S, PluginLate
from tests.station.bench import Bench, caller
from tests.station.plugin_house import House, Made, doing

WORD, NUMBER = Field(name="word", required=True), Field(name="number", kind=Kind.WHOLE)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "home")
    yield made
    made.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    word: str
    number: int = 1


def _say(asker: Any, request: Say) -> dict[str, Any]:
    return {"said": request.word * request.number, "to": asker.name}


def test_a_request_is_of_the_plug_ins_own_kind_and_the_answer_is_json(house: House) -> None:
    house.add(echo=Made(register_actions=[doing("echo.say", _say, WORD, NUMBER, takes=Say)]))
    assert house.ask("echo.say", word="ơi", number=2) == {"said": "ơiơi", "to": "x"}
    as_soan: Any = {"as": "soan"}
    assert house.ask("echo.say", word="ơi", number=None, **as_soan)["said"] == "ơi"


def test_an_answer_may_be_of_the_plug_ins_own_kind(house: House) -> None:
    class Answer:
        def to_values(self) -> list[int]:
            return [1]

    house.add(a=Made(register_actions=[doing("a.one", lambda _who, _what: Answer())]))
    assert house.ask("a.one") == [1]


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        ({}, "word"),
        ({"word": 1}, "word"),
        ({"word": "x", "number": "1"}, "number"),
        ({"word": "x", "number": True}, "number"),
        ({"word": "x", "number": -1}, "number"),
        ({"word": "x", "more": 1}, "more"),
        ({"word": "\ud800"}, "word"),
    ],
)
def test_arguments_are_checked_before_the_plug_in_sees_them(
    house: House, arguments: dict[str, Any], option: str
) -> None:
    house.add(echo=Made(register_actions=[doing("echo.say", _say, WORD, NUMBER, takes=Say)]))
    error = house.refusal("echo.say", **arguments)
    assert isinstance(error, UsageRefused)
    assert error.option == option


@pytest.mark.parametrize("op", ["echo.nothing", "echo.", "echo.say.more"])
def test_what_a_plug_in_does_not_offer_is_refused(house: House, op: str) -> None:
    house.add(echo=Made(register_actions=[doing("echo.say", _say, WORD, takes=Say)]))
    assert isinstance(house.refusal(op, word="x"), UsageRefused)


@pytest.mark.parametrize("op", ["nobody.say", ".say"])
def test_one_that_is_not_switched_on_is_said_to_be_off(house: House, op: str) -> None:
    error = house.refusal(op, word="x")
    assert isinstance(error, PluginFailed)
    assert (error.problem, error.detail) == ("off", "not switched on")


# --- what is no offer -----------------------------------------------------------------------------

FINE = doing("bad.one", _say)


@pytest.mark.parametrize(
    ("offered", "told"),
    [
        ("nothing", "gives no list of actions"),
        ([1], "offers what is no action"),
        ([replace(FINE, name="stop")], "not its own: stop"),
        ([replace(FINE, name="bad")], "not its own: bad"),
        ([replace(FINE, name="guard.one")], "not its own: guard.one"),
        ([replace(FINE, name="bad.One")], "not its own"),
        ([FINE, FINE], "offers bad.one twice"),
        ([FINE, replace(FINE, name="bad.two")], "offers bad.two twice"),
        ([replace(FINE, rule=Rule())], "does not say who may bad.one"),
        ([replace(FINE, rule=Rule(anybody=True, roles=EVERY_PERSON.roles))], "does not say who"),
        ([replace(FINE, rule=Rule(processes=True, roles=EVERY_PERSON.roles))], "not say who"),
        ([replace(FINE, method="TRACE")], "has no address"),
        ([replace(FINE, path="/../users")], "has no address"),
        ([replace(FINE, path="/{word}")], "that do not fit"),
        ([replace(FINE, handler=None)], "has no handler"),  # type: ignore[arg-type]
        ([replace(FINE, fields=(WORD, WORD))], "that do not fit"),
        ([replace(FINE, fields=(Field(name="session"),))], "that do not fit"),
        ([replace(FINE, fields=(Field(name="x", sent="token"),))], "that do not fit"),
        ([replace(FINE, fields=("word",))], "a field"),  # type: ignore[arg-type]
        ([doing(f"bad.a{n}", _say) for n in range(65)], "more than 64 actions"),
    ],
)
def test_what_clashes_or_is_no_action_is_refused_at_the_start(
    house: House, offered: Any, told: str
) -> None:
    house.add(bad=Made(register_actions=offered), good=Made(register_actions=[]))
    assert house.fault.startswith("bad is not loaded: ")
    assert told in house.fault
    error = house.refusal("bad.one")
    assert isinstance(error, PluginFailed)
    assert (error.plugin, error.problem) == ("bad", "off")
    assert house.actions.rules() == {}


# --- what goes wrong ------------------------------------------------------------------------------


def _leaving(_who: Any, _what: Any) -> Any:
    raise SystemExit(3)


class Foreign(LoudspeakerError):
    """An error that only the plug-in knows."""


def _raising(error: BaseException) -> Any:
    def handler(_who: Any, _what: Any) -> Any:
        raise error

    return handler


LOOP: list[Any] = []
LOOP.append(LOOP)


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        (_raising(ValueError("035075001234")), "fails: ValueError"),
        (_leaving, "fails: SystemExit"),
        (lambda _who, _what: "text", "fails: TypeError"),
        (lambda _who, _what: {"x": object()}, "fails: TypeError"),
        (lambda _who, _what: {"x": float("nan")}, "fails: ValueError"),
        (lambda _who, _what: {"x": "\ud800"}, "fails: UnicodeEncodeError"),
        (lambda _who, _what: LOOP, "fails: ValueError"),
        (lambda _who, _what: ["x" * (5 << 20)], "fails: ValueError"),
        (_raising(Foreign()), "fails: Foreign"),
        (_raising(SignInRefused(problem="session")), "fails: SignInRefused"),
        (_raising(NotFound(kind="x", name="y", known=[object()])), "fails: NotFound"),  # type: ignore[list-item]
    ],
)
def test_one_that_fails_is_told_to_who_asked_and_is_a_fault_until_it_works_again(
    house: House, handler: Any, why: str
) -> None:
    offered = [doing("bad.one", handler), doing("bad.two", lambda _who, _what: {})]
    house.add(bad=Made(register_actions=offered), good=Made(register_actions=[FINE_OF_GOOD]))
    error = house.refusal("bad.one")
    assert isinstance(error, PluginFailed)
    assert (error.problem, error.detail) == ("fails", why)
    assert house.fault == f"bad {why}"
    assert "035" not in house.fault
    assert house.ask("good.one") == {}
    assert house.ask("bad.two") == {}
    assert house.fault == ""


FINE_OF_GOOD = doing("good.one", lambda _who, _what: {})


class Endless(list[Any]):
    """A list that never ends for whoever goes through it."""

    def __iter__(self) -> Iterator[Any]:
        while True:
            yield "x"


def test_an_answer_is_not_made_further_than_it_may_be_long() -> None:
    with pytest.raises(ValueError, match="too long"):
        encoded(Endless([1]))


def test_a_refusal_of_the_projects_own_is_an_answer(house: House) -> None:
    refusal = EntryRefused(where="ngày", problem="đã qua")
    house.add(a=Made(register_actions=[doing("a.one", _raising(refusal))]))
    error = house.refusal("a.one")
    assert isinstance(error, EntryRefused)
    assert error.where == "ngày"
    assert house.fault == ""


def test_one_that_hangs_is_late_once_and_then_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_actions, "ACTING_S", 0.01)
    go_on, began = threading.Event(), threading.Event()

    def hanging(_who: Any, _what: Any) -> Any:
        began.set()
        go_on.wait(20)
        return {}

    done: list[int] = []
    offered = [doing("bad.hang", hanging), doing("bad.do", lambda _who, _what: done.append(1))]
    house.add(bad=Made(register_actions=offered), good=Made(register_actions=[FINE_OF_GOOD]))
    error = house.refusal("bad.hang")
    assert isinstance(error, PluginFailed)
    assert error.problem == "late"
    assert began.wait(20)
    late = house.refusal("bad.do")  # it waits behind the one that hangs, and is given up
    assert isinstance(late, PluginFailed)
    assert "bad " in house.fault
    monkeypatch.setattr(plugin_actions, "ACTING_S", 20.0)
    assert house.ask("good.one") == {}
    go_on.set()
    assert isinstance(house.refusal("bad.do"), PluginFailed)  # no table, and done only now
    assert done == [1]


def test_one_that_is_loaded_without_end_is_told_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_actions, "ACTING_S", 0.01)
    go_on = threading.Event()
    house.wanted["slow"] = replace_load(lambda: go_on.wait(20))
    house.plugins.load()
    error = house.refusal("slow.one")
    assert isinstance(error, PluginFailed)
    assert error.problem == "late"
    assert house.fault == "slow hangs"
    go_on.set()


def replace_load(load: Any) -> Any:
    from loudspeaker.station.plugins import Source  # noqa: PLC0415 - for this test alone

    return Source(load=load)


def test_one_that_could_not_be_loaded_is_tried_again_with_the_next_reload(house: House) -> None:
    tries: list[int] = []

    def load() -> object:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("the disk is full")
        return Made(register_actions=[FINE_OF_GOOD])

    house.wanted["good"] = replace_load(load)
    house.plugins.load()
    assert house.plugins.threads()["good"].wait_ready(20)
    assert house.fault == "good is not loaded: OSError"
    for _ in range(2):
        house.plugins.load()
        assert house.plugins.threads()["good"].wait_ready(20)
    assert house.ask("good.one") == {}
    assert house.fault == ""
    assert len(tries) == 2


def test_a_change_needs_room_on_the_disk_and_a_look_does_not(house: House) -> None:
    class Full:
        def __enter__(self) -> None:
            raise DiskFull(path="/", problem="full")

        def __exit__(self, *_error: object) -> None:
            pass

    offered = [
        doing("a.change", lambda _who, _what: {}),
        doing("a.look", lambda _who, _what: {}, method="GET"),
    ]
    house.add(a=Made(register_actions=offered))
    house.actions = PluginActions(house.plugins, new_work=Full)
    assert isinstance(house.refusal("a.change"), DiskFull)
    assert house.ask("a.look") == {}


def test_only_a_change_makes_the_pages_be_looked_at_again(house: House) -> None:
    offered = [
        doing("a.change", lambda _who, _what: {}),
        doing("a.look", lambda _who, _what: {}, method="GET"),
    ]
    house.add(a=Made(register_actions=offered))
    house.ask("a.look")
    assert house.actions.changes == 0
    house.ask("a.change")
    assert house.actions.changes == 1


def test_who_may_is_asked_by_the_station_as_for_its_own(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "home")
    for name in ("soan", "duyet"):
        assert bench.ask("office.set", name, place="x")["address"] == "x"
    for name in ("quantri", "xem"):
        with pytest.raises(RoleMissing):
            bench.ask("office.set", name, place="x")
    bench.kill()


def test_one_that_is_switched_off_while_somebody_asks_is_off(house: House) -> None:
    house.add(a=Made(register_actions=[doing("a.one", lambda _who, _given: {})]))
    action, _rules = house.actions.named("a.one")
    house.wanted.clear()
    house.plugins.load()
    with pytest.raises(PluginFailed, match="switched off"):
        action(caller("x"), {})
    assert house.fault == ""


def test_others_wait_for_what_may_take_long_and_call_it_no_fault(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def hold(_who: Any, _given: Any) -> Any:
        began.set()
        go_on.wait(20)
        return {}

    offered = [doing("a.long", hold, slow=True), doing("a.short", lambda _who, _given: {"n": 1})]
    house.add(a=Made(register_actions=offered))
    monkeypatch.setattr(plugin_actions, "ACTING_S", 0.01)
    thread = house.plugins.threads()["a"]
    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(house.ask("a.long")))
    first.start()
    assert began.wait(20)
    since_s = thread._monotonic_s()
    monkeypatch.setattr(thread, "_monotonic_s", lambda: since_s + HUNG_S + 1)
    with pytest.raises(PluginLate):
        house.plugins.ask("a", "rows", lambda _hooks: None, patience_s=0.01)
    assert house.fault == "", "it has only waited"
    second = threading.Thread(target=lambda: answers.append(house.ask("a.short")))
    second.start()
    go_on.set()
    for each in (first, second):
        each.join(20)
    assert sorted(answers, key=len) == [{}, {"n": 1}]
