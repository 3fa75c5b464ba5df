"""Who does not hold the receipt learns nothing, not even whether there is such a dossier."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.plugins.dossiers.cases.codes import Code
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.plugins.dossiers.lookup import asking
from loudspeaker.plugins.dossiers.lookup.asking import Answer, Question, Tries, ask
from loudspeaker.plugins.dossiers.lookup.secret import (
    Hashes,
    hashed,
    hashes_of,
    last_digits,
    new_pin,
)
from tests.plugins.dossiers.making import KEYS, PIN, at, database, opened, register

NOW = at("2026-11-17 09:00")
RIGHT = "H03.12.25-261116-0001"
UNKNOWN = "H03.12.25-261116-0002"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Register]:
    kept = database(tmp_path)
    made = register(kept)
    opened(made, "2026-11-16 09:00")
    yield made
    kept.close()


class Counted:
    """A kiosk that notes all the work that a question made."""

    def __init__(self, desk: Register, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk, self.work = desk, list[str]()
        digest, compare = hmac.digest, hmac.compare_digest

        def counted_digest(key: bytes, message: bytes, name: str) -> bytes:
            self.work.append("hash")
            return digest(key, message, name)

        def counted_compare(one: bytes, other: bytes) -> bool:
            self.work.append(f"compare {len(one)} {len(other)}")
            return compare(one, other)

        monkeypatch.setattr(hmac, "digest", counted_digest)
        monkeypatch.setattr(hmac, "compare_digest", counted_compare)

    def hashes(self, code: Code | None) -> Hashes | None:
        self.work.append("query")
        return self.desk.hashes(code)

    def dossier(self, code: Code) -> tuple[Dossier, str]:
        self.work.append("told")
        return self.desk.get(code), "Đăng ký khai sinh"

    def ask(self, code: str, typed: str, tries: Tries | None = None, **more: Any) -> Answer:
        self.work.clear()
        values: dict[str, Any] = {"address": "192.0.2.1"} | more
        now = values.pop("now", NOW)
        question = Question(code=code, secret=typed, **values)
        return ask(
            question, hashes=self.hashes, dossier=self.dossier, key=KEYS.secrets,
            tries=tries or {}, now=now,
        )  # fmt: skip


@pytest.fixture
def kiosk(desk: Register, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(desk, monkeypatch)


def test_code_and_pin_or_telephone_tell_how_it_stands_and_nothing_of_whose_it_is(
    kiosk: Counted,
) -> None:
    for typed in (PIN, "004 211", "345678", "345.678"):
        told = kiosk.ask(RIGHT.lower(), typed).told
        assert told is not None
        assert told.to_values() == {
            "code": RIGHT, "procedure": "Đăng ký khai sinh", "state": "Được tiếp nhận",
            "standing": "in time", "received": "2026-11-16T09:00:00.000+07:00",
            "due": "2026-11-19T09:00:00.000+07:00", "ended": None, "returned": None,
        }  # fmt: skip


def test_wrong_code_and_wrong_secret_get_the_same_answer_for_the_same_work(
    kiosk: Counted,
) -> None:
    answers = [
        (kiosk.ask(code, typed), list(kiosk.work))
        for code, typed in (
            (RIGHT, "004212"), (RIGHT, ""), (RIGHT, "0" * 500), (UNKNOWN, PIN), (UNKNOWN, ""),
            ("rác", PIN), ("", ""), ("H03.12.25-261199-0001", PIN),
        )
    ]  # fmt: skip
    assert {(answer.told, answer.wait_s) for answer, _work in answers} == {(None, 0.0)}
    assert {tuple(work) for _answer, work in answers} == {
        ("query", "hash", "compare 16 16", "compare 16 16")
    }
    assert {len(answer.tries) for answer, _work in answers} == {2}


def test_a_code_is_tried_five_times_and_then_waits_whether_it_is_there_or_not(
    kiosk: Counted,
) -> None:
    for code in (RIGHT, UNKNOWN):
        tries: Tries = {}
        for n in range(5):
            answer = kiosk.ask(code, "000000", tries, address=f"192.0.2.{n}")
            assert (answer.told, answer.wait_s) == (None, 0.0)
            tries = answer.tries
        shut = kiosk.ask(code, PIN, tries, address="192.0.2.99")
        assert (shut.told, shut.wait_s, kiosk.work) == (None, 1800.0, [])
        later = kiosk.ask(code, PIN, shut.tries, now=NOW + timedelta(minutes=30))
        assert (later.told is not None) == (code == RIGHT)


def test_an_address_that_guesses_waits_and_the_kiosk_is_used_by_many(kiosk: Counted) -> None:
    for at_kiosk, most in ((False, 20), (True, 60)):
        tries: Tries = {}
        for n in range(most):
            code = f"H03.12.25-261116-{n + 2:04d}"
            tries = kiosk.ask(code, PIN, tries, at_kiosk=at_kiosk).tries
        assert kiosk.ask(RIGHT, PIN, tries, at_kiosk=at_kiosk).wait_s > 0
        elsewhere = kiosk.ask(RIGHT, PIN, tries, address="2001:db8::1", at_kiosk=at_kiosk)
        assert elsewhere.told is not None
    same = [kiosk.ask("x", "", address=f"2001:db8::{n}").tries for n in (1, 2)]
    assert same[0].keys() == same[1].keys()
    assert "at ?" in kiosk.ask("x", "", address="không phải địa chỉ").tries


def test_right_answers_cost_nothing(kiosk: Counted) -> None:
    tries: Tries = {}
    for _ in range(30):
        answer = kiosk.ask(RIGHT, PIN, tries)
        assert answer.told is not None
        tries = answer.tries
    assert tries == {}


def test_buckets_do_not_grow_for_ever(kiosk: Counted) -> None:
    now = NOW.timestamp()
    full = {f"at {n}": now - 1 for n in range(asking.MANY_BUCKETS)}
    assert len(kiosk.ask(RIGHT, PIN, full).tries) == 0
    busy = {f"at {n}": now + n + 1 for n in range(asking.MOST_BUCKETS)}
    left = kiosk.ask(RIGHT, PIN, busy).tries
    assert len(left) == asking.MOST_BUCKETS // 2
    assert min(left.values()) > now + asking.MOST_BUCKETS // 2


@settings(max_examples=60)
@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_typed_is_answered(code: str, typed: str) -> None:
    answer = ask(
        Question(code=code, secret=typed, address="192.0.2.1"),
        hashes=lambda _code: None, dossier=lambda _code: pytest.fail("told"), key=bytes(32),
        tries={}, now=NOW,
    )  # fmt: skip
    assert answer.told is None


def test_secrets() -> None:
    assert new_pin(lambda below: below - 1) == "999999"
    assert new_pin(lambda _below: 7) == "000007"
    assert (last_digits("+84 912 345 678"), last_digits("345678"), last_digits("")) == (
        "345678", "", "",
    )  # fmt: skip
    kept = hashes_of(KEYS.secrets, RIGHT, pin=PIN, phone="")
    assert kept == Hashes(pin=hashed(KEYS.secrets, RIGHT, PIN))
    assert hashed(KEYS.secrets, UNKNOWN, PIN) != kept.pin
    assert hashed(bytes(32), RIGHT, PIN) != kept.pin
