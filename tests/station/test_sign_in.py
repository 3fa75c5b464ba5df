"""Links, passwords, codes and back-off through the socket, with nothing but time passed in."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from loudspeaker.accounts import totp
from loudspeaker.errors import (
    NotFound,
    PasswordRefused,
    RoleMissing,
    SignInRefused,
    UsageRefused,
)
from loudspeaker.station import sign_in
from loudspeaker.system import hashing
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer
from tests.station.bench import Bench

WORDS = "con trâu đi cày"
OTHERS = "bốn cái nón lá"
HERE, ELSEWHERE = "192.168.1.9", "10.0.0.1"


def web(bench: Bench, op: str, *, uid: int | None = None, **arguments: Any) -> Any:
    """Ask as the process of the pages does: in the simulated profile it is the same user."""
    peer = Peer(pid=1, uid=os.geteuid() if uid is None else uid, gid=0)
    return bench.parts.control.handle(Request(op=op, arguments=arguments, peer=peer))


def link(bench: Bench, name: str = "duyet", **arguments: Any) -> str:
    return str(web(bench, "users_link", name=name, **arguments)["link"])


def enter(bench: Bench, name: str = "duyet", *, address: str = HERE) -> str:
    """Return a session of somebody who has just set the password."""
    opened = web(bench, "redeem", link=link(bench, name), password=WORDS, address=address)
    return str(opened["session"])


def login(
    bench: Bench, password: str = WORDS, *, name: str = "duyet", address: str = HERE, **more: Any
) -> dict[str, Any]:
    answer: dict[str, Any] = web(
        bench, "login", name=name, password=password, address=address, **more
    )
    return answer


def refusal(bench: Bench, op: str, **arguments: Any) -> str:
    with pytest.raises(SignInRefused) as caught:
        web(bench, op, **arguments)
    return caught.value.problem


# --- links ----------------------------------------------------------------------------------------


def test_a_link_sets_the_password_and_signs_in(bench: Bench) -> None:
    shown = web(bench, "link_shown", link=link(bench, " DUYET"))
    assert (shown["person"], shown["fewest"]) == ("duyet", 12)
    session = enter(bench)
    assert web(bench, "whoami", session=session)["identity"] == "duyet (web session)"
    assert login(bench, name="Duyet")["roles"] == ["approver"]


def test_a_link_works_once(bench: Bench) -> None:
    secret = link(bench)
    web(bench, "redeem", link=secret, password=WORDS, address=HERE)
    for op in ("link_shown", "redeem"):
        problem = refusal(bench, op, link=secret, password=OTHERS, address=HERE)
        assert problem == "link"
    login(bench)


def test_a_link_lives_for_a_day(bench: Bench) -> None:
    secret = link(bench)
    bench.clock.advance_s(24 * 3600 - 1)
    web(bench, "link_shown", link=secret)
    bench.clock.advance_s(1)
    assert refusal(bench, "link_shown", link=secret) == "link"


def test_a_newer_link_takes_the_place_of_the_older(bench: Bench) -> None:
    old, new = link(bench), link(bench)
    assert refusal(bench, "link_shown", link=old) == "link"
    web(bench, "link_shown", link=new)


def test_a_refused_password_leaves_the_link(bench: Bench) -> None:
    secret = link(bench)
    with pytest.raises(PasswordRefused) as caught:
        web(bench, "redeem", link=secret, password="123456789012", address=HERE)
    assert (caught.value.problem, caught.value.fewest) == ("plain", 12)
    web(bench, "redeem", link=secret, password=WORDS, address=HERE)


def test_a_link_is_made_by_who_administers_the_machine(bench: Bench) -> None:
    with pytest.raises(RoleMissing) as caught:
        web(bench, "users_link", uid=54321, name="duyet")
    assert caught.value.wanted == ["machine"]
    with pytest.raises(NotFound):
        link(bench, "nobody")


def test_there_is_no_password_before_a_link(bench: Bench) -> None:
    for password in ("", "duyet", "admin", WORDS):
        with pytest.raises(SignInRefused, match="wrong"):
            login(bench, password)
    link(bench)
    with pytest.raises(SignInRefused, match="wrong"):
        login(bench, "")


# --- passwords ------------------------------------------------------------------------------------


def test_a_wrong_name_says_and_costs_what_a_wrong_password_does(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(bench)
    hashed: list[str] = []
    real = hashing.is_password

    def noted(kept: str, password: str) -> bool:
        hashed.append(kept[:10])
        return real(kept, password)

    monkeypatch.setattr(sign_in, "is_password", noted)
    for name in ("duyet", "nobody", "soan"):
        with pytest.raises(SignInRefused) as caught:
            login(bench, OTHERS, name=name)
        assert (caught.value.problem, caught.value.wait_s) == ("wrong", 0)
    assert hashed == ["$argon2id$"] * 3


def test_a_changed_password_ends_every_session(bench: Bench) -> None:
    session, other = enter(bench), login(bench)["session"]
    with pytest.raises(SignInRefused, match="wrong"):
        web(bench, "password", session=session, password=OTHERS, new=OTHERS)
    with pytest.raises(PasswordRefused, match="same"):
        web(bench, "password", session=session, password=WORDS, new=WORDS)
    web(bench, "password", session=session, password=WORDS, new=OTHERS)
    for each in (session, other):
        assert refusal(bench, "whoami", session=each) == "session"
    with pytest.raises(SignInRefused, match="wrong"):
        login(bench)
    login(bench, OTHERS)


def test_nothing_secret_is_kept_said_or_logged(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = link(bench)
    session = web(bench, "redeem", link=secret, password=WORDS, address=HERE)["session"]
    with pytest.raises(SignInRefused) as caught:
        login(bench, OTHERS)
    token = web(bench, "token_add", session=session, label="x", roles=["approver"], until="2/12")
    bench.kill()
    kept = b"".join(p.read_bytes() for p in bench.home.root.rglob("*.db*") if p.is_file())
    said = f"{caplog.text} {caught.value} {bench.air.people_changes}"
    for each in (secret, session, token["token"], WORDS, OTHERS):
        assert each.encode() not in kept
        assert each not in said
    bench.start()


def test_only_the_station_reads_what_is_kept(bench: Bench) -> None:
    enter(bench)
    assert bench.home.accounts.stat().st_mode & 0o777 == 0o700
    files = list(bench.home.accounts.iterdir())
    assert files
    assert all(each.stat().st_mode & 0o077 == 0 for each in files)


# --- back-off -------------------------------------------------------------------------------------


def test_ten_thousand_tries_reach_the_hash_thirty_times(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(bench)
    reached: list[str] = []

    def wrong(_kept: str, password: str) -> bool:
        reached.append(password)
        return False

    monkeypatch.setattr(sign_in, "is_password", wrong)
    for number in range(10_000):
        bench.clock.advance_s(0.36)
        address = HERE if number % 2 else f"10.0.{number % 251}.{number % 241}"
        with pytest.raises(SignInRefused):
            login(bench, OTHERS, name=("duyet", "soan")[number % 3 == 0], address=address)
    assert 20 <= len(reached) <= 30


def test_who_is_attacked_from_elsewhere_comes_in_from_a_known_place(bench: Bench) -> None:
    enter(bench)
    for _ in range(40):
        with pytest.raises(SignInRefused):
            login(bench, OTHERS, address=ELSEWHERE)
    with pytest.raises(SignInRefused) as caught:
        login(bench, address=ELSEWHERE)
    assert (caught.value.problem, caught.value.wait_s) == ("wait", 720)
    login(bench)


def test_who_is_attacked_comes_in_by_a_link_from_anywhere(bench: Bench) -> None:
    enter(bench)
    for number in range(40):
        with pytest.raises(SignInRefused):
            login(bench, OTHERS, address=f"10.0.0.{number}")
    enter(bench, address="10.9.9.9")
    login(bench, address="10.9.9.9")


def test_a_restart_gives_no_new_tries(bench: Bench) -> None:
    enter(bench)
    for _ in range(6):
        with pytest.raises(SignInRefused):
            login(bench, OTHERS)
    bench.restart()
    with pytest.raises(SignInRefused, match="wait"):
        login(bench)
    bench.clock.advance_s(720)
    login(bench)


def test_right_passwords_are_not_counted(bench: Bench) -> None:
    enter(bench)
    for _ in range(12):
        login(bench)


# --- one-time codes -------------------------------------------------------------------------------


def code(bench: Bench, secret: bytes) -> str:
    return totp.code_of(secret, totp.step_at(bench.clock.wall().timestamp()))


def with_code(bench: Bench) -> bytes:
    session = enter(bench)
    begun = web(bench, "code_begin", session=session, password=WORDS)
    assert begun["secret"] in begun["address"]
    login(bench)  # it does not count yet
    coming = bench.parts.account_book.accounts.get("duyet").coming_secret  # type: ignore[union-attr]
    assert coming is not None
    with pytest.raises(SignInRefused, match="wrong"):
        web(bench, "code_confirm", session=session, code="000000x")
    web(bench, "code_confirm", session=session, code=code(bench, coming))
    assert refusal(bench, "whoami", session=session) == "session"
    return coming


def test_a_code_is_wanted_once_a_telephone_has_it_and_never_counts_twice(bench: Bench) -> None:
    secret = with_code(bench)
    with pytest.raises(SignInRefused, match="code"):
        login(bench)
    with pytest.raises(SignInRefused, match="wrong"):  # the one that confirmed it
        login(bench, code=code(bench, secret))
    bench.clock.advance_s(60)
    login(bench, code=code(bench, secret))
    bench.restart()
    with pytest.raises(SignInRefused, match="wrong"):
        login(bench, code=code(bench, secret))
    with pytest.raises(SignInRefused, match="wrong"):
        login(bench, OTHERS, code=code(bench, secret))


def test_a_code_is_switched_off_by_the_person_or_by_a_link(bench: Bench) -> None:
    secret = with_code(bench)
    enter(bench)
    with pytest.raises(SignInRefused, match="code"):
        login(bench)
    bench.clock.advance_s(60)
    session = login(bench, code=code(bench, secret))["session"]
    web(bench, "code_end", session=session, password=WORDS)
    login(bench)
    with_code_again = link(bench, forget_code=True)
    web(bench, "redeem", link=with_code_again, password=OTHERS, address=HERE)
    login(bench, OTHERS)


# --- bad requests ---------------------------------------------------------------------------------


@pytest.mark.parametrize("op", ["login", "redeem", "link_shown"])
def test_only_the_pages_may_ask(bench: Bench, op: str) -> None:
    with pytest.raises(SignInRefused, match="web_only"):
        web(bench, op, uid=54321, name="duyet", password=WORDS, address=HERE, link="x")


@pytest.mark.parametrize("address", ["", "x", None, 7])
def test_a_try_without_an_address_is_refused(bench: Bench, address: Any) -> None:
    with pytest.raises(UsageRefused):
        login(bench, address=address)


@pytest.mark.parametrize("password", ["x" * 100_000, "\ud800", "\x00"])
def test_odd_passwords_are_only_wrong(bench: Bench, password: str) -> None:
    enter(bench)
    with pytest.raises(SignInRefused, match="wrong"):
        login(bench, password)
    with pytest.raises(PasswordRefused):
        web(bench, "redeem", link=link(bench), password=password, address=HERE)
    with pytest.raises(SignInRefused, match="wrong"):
        login(bench, name=password)


def test_changes_are_sealed_in_order_also_after_playout_was_away(
    bench: Bench,
) -> None:
    before = len(bench.air.people_changes)
    bench.air.kill()
    session = enter(bench)
    web(bench, "session_end", session=session)
    assert len(bench.air.people_changes) == before
    bench.restart()
    bench.air.restart()
    bench.settle()
    news = bench.air.people_changes[before:]
    assert [each["what"] for each in news] == ["link", "password", "session", "session_end"]
    assert news[-1]["by"] == "duyet (web session)"
    assert bench.ask("users")["changes"][-1]["what"] == "password"  # of every day's coming no word


def test_what_is_over_ends_by_itself(bench: Bench) -> None:
    enter(bench)
    bench.clock.advance_s(timedelta(hours=2).total_seconds())
    bench.process.tidy()
    last = bench.air.people_changes[-1]
    assert (last["what"], last["by"], last["before"]["why"]) == ("session_end", None, "time")


def test_a_broken_file_is_set_aside_and_the_station_speaks_all_the_same(bench: Bench) -> None:
    enter(bench)
    bench.kill()
    bench.home.accounts_file.write_bytes(b"no database" * 1000)
    bench.start()
    assert "accounts" in bench.fault_codes()
    bench.approved()
    with pytest.raises(SignInRefused, match="wrong"):
        login(bench)
    enter(bench)
    bench.home.accounts_file.with_name("accounts.db.broken").unlink()
    bench.process.tidy()
    assert "accounts" not in bench.fault_codes()


def test_a_hash_of_former_costs_is_made_anew_at_the_next_login(bench: Bench) -> None:
    enter(bench)
    book = bench.parts.account_book
    account = book.accounts.get("duyet")
    assert account is not None
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(WORDS)
    with book.database.transaction() as connection:
        book.accounts.keep(connection, replace(account, password=old))
    session = login(bench)["session"]
    kept = book.accounts.get("duyet")
    assert kept is not None
    assert not hashing.is_outdated(kept.password or "")
    web(bench, "whoami", session=session)
