"""Who does not hold the receipt learns nothing, not even whether there is such a dossier."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.plugins.dossiers.cases.codes import Code
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.plugins.dossiers.lookup.asking import Told, ask
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

    def ask(self, code: str, typed: str) -> Told | None:
        self.work.clear()
        return ask(code, typed, hashes=self.hashes, dossier=self.dossier, key=KEYS.secrets, now=NOW)


@pytest.fixture
def kiosk(desk: Register, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(desk, monkeypatch)


def test_code_and_pin_or_telephone_tell_how_it_stands_and_nothing_of_whose_it_is(
    kiosk: Counted,
) -> None:
    for typed in (PIN, "004 211", "345678", "345.678"):
        told = kiosk.ask(RIGHT.lower(), typed)
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
    assert {answer for answer, _work in answers} == {None}
    assert {tuple(work) for _answer, work in answers} == {
        ("query", "hash", "compare 16 16", "compare 16 16")
    }


@settings(max_examples=60)
@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_typed_is_answered(code: str, typed: str) -> None:
    answer = ask(
        code, typed, hashes=lambda _code: None, dossier=lambda _code: pytest.fail("told"),
        key=bytes(32), now=NOW,
    )  # fmt: skip
    assert answer is None


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
