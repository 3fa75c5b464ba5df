"""Sessions and tokens: what they are bound to, how they end, and who may bring them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.accounts.standing import IDLE, LONGEST, Session
from loudspeaker.config.identity import account_of, bare, same_person
from loudspeaker.errors import (
    LoudspeakerError,
    NotFound,
    PersonUnknown,
    RoleMissing,
    SelfApproval,
    SignInRefused,
    StorageFailure,
    TimeRefused,
    UsageRefused,
)
from loudspeaker.station.account_book import AccountBook
from loudspeaker.store.doors import Sessions
from tests.station.bench import HELLO, NOON, STATION, Bench
from tests.station.test_sign_in import HERE, WORDS, enter, link, login, refusal, web

IDLE_S, LONGEST_S = IDLE.total_seconds(), LONGEST.total_seconds()


def token(bench: Bench, person: str, *roles: str, until: str = "31/12") -> str:
    made = bench.ask("token_add", person, label="Cổng xã", roles=list(roles), until=until)
    return str(made["token"])


# --- what the record says -------------------------------------------------------------------------


def test_the_record_says_how_somebody_was_known(bench: Bench) -> None:
    writes, decides = enter(bench, "soan"), enter(bench)
    item = web(bench, "announce", session=writes, text=HELLO)
    assert item["author"] == "soan (web session)"
    web(bench, "approve", session=decides, id=item["id"])
    shown = bench.ask("show", id=item["id"])
    assert shown["approver"] == "duyet (web session)"
    by_program = web(bench, "announce", token=token(bench, "soan", "editor"), text=HELLO)
    assert by_program["author"] == "soan (API token)"


@pytest.mark.parametrize("mark", ["simulated identity", "web session", "API token"])
def test_one_person_is_one_however_known(mark: str) -> None:
    assert bare(f"An ({mark})") == "An"
    assert same_person(f"an ({mark})", "An (web session)")


def test_nobody_approves_their_own_text_by_another_door(bench: Bench) -> None:
    item = web(bench, "announce", session=enter(bench, "hai-vai"), text=HELLO)
    for door in (
        {"token": token(bench, "hai-vai", "approver")},
        {"session": login(bench, name="hai-vai")["session"]},
    ):
        with pytest.raises(SelfApproval):
            web(bench, "approve", id=item["id"], **door)
    with pytest.raises(SelfApproval):
        bench.ask("approve", "hai-vai", id=item["id"])


# --- the ends of sessions -------------------------------------------------------------------------


def test_a_session_ends_when_nothing_is_done(bench: Bench) -> None:
    session = enter(bench)
    bench.clock.advance_s(IDLE_S - 1)
    web(bench, "queue", session=session)
    bench.restart()
    bench.clock.advance_s(IDLE_S - 1)
    web(bench, "queue", session=session)
    bench.clock.advance_s(IDLE_S)
    assert refusal(bench, "queue", session=session) == "session"


def test_a_session_ends_after_half_a_day_whatever_is_done(bench: Bench) -> None:
    session = enter(bench)
    for _ in range(int(LONGEST_S // 1800) - 1):
        bench.clock.advance_s(1800)
        web(bench, "queue", session=session)
    bench.clock.advance_s(1800)
    assert refusal(bench, "queue", session=session) == "session"


@given(st.lists(st.floats(0, 2 * IDLE_S), max_size=30))
def test_no_use_of_a_session_makes_it_outlive_its_ends(gaps: list[float]) -> None:
    seen = now = NOON
    for gap in gaps:
        now += timedelta(seconds=gap)
        session = Session(id="x", key="x", version=1, begun_at=NOON, seen_at=seen, address=HERE)
        alive = now - seen < IDLE and now - NOON < LONGEST
        assert session.is_over(now) is not alive
        if not alive:
            return
        seen = now


def test_a_clock_that_was_set_back_ends_a_session(bench: Bench) -> None:
    session = enter(bench)
    bench.clock.step(timedelta(hours=-1))
    assert refusal(bench, "queue", session=session) == "session"


@pytest.mark.parametrize("change", ["users_role", "users_remove"])
def test_other_roles_end_sessions_for_good(bench: Bench, change: str) -> None:
    session, secret = enter(bench, "xem"), token(bench, "xem", "viewer")
    bench.ask(change, "quantri", name="xem", roles=["editor"], sure=True)
    again = "users_role" if change == "users_role" else "users_add"
    bench.ask(again, "quantri", name="xem", roles=["viewer"])
    assert refusal(bench, "queue", session=session) == "session"
    if change == "users_role":
        web(bench, "queue", token=secret)
        login(bench, name="xem")
        return
    assert refusal(bench, "queue", token=secret) == "token"
    with pytest.raises(SignInRefused, match="wrong"):  # who comes next is somebody else
        login(bench, name="xem")


def test_roles_that_changed_while_the_station_was_down_count(bench: Bench) -> None:
    session = enter(bench, "xem")
    bench.home.station_file.write_text(STATION.replace("[viewer]", "[editor]"), "utf-8")
    bench.restart()
    assert refusal(bench, "queue", session=session) == "session"


def test_roles_count_from_the_first_request_after_they_changed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = enter(bench, "xem")
    monkeypatch.setattr(AccountBook, "people_changed", lambda *_: None)
    bench.home.station_file.write_text(STATION.replace("[viewer]", "[editor]"), "utf-8")
    bench.ask("reload", "quantri")
    assert refusal(bench, "queue", session=session) == "session"


# --- listed and ended -----------------------------------------------------------------------------


def test_a_person_sees_and_ends_the_own_sessions(bench: Bench) -> None:
    mine, other, foreign = enter(bench), login(bench), enter(bench, "soan")
    rows = web(bench, "sessions", session=mine)["sessions"]
    assert sorted(row["own"] for row in rows) == [False, True]
    assert {row["person"] for row in rows} == {"duyet"}
    web(bench, "session_end", session=mine, id=other["id"])
    assert refusal(bench, "queue", session=other["session"]) == "session"
    (theirs,) = web(bench, "sessions", session=foreign)["sessions"]
    with pytest.raises(NotFound):
        web(bench, "session_end", session=mine, id=theirs["id"])
    web(bench, "session_end", session=mine)
    assert refusal(bench, "queue", session=mine) == "session"
    web(bench, "queue", session=foreign)


def test_an_administrator_ends_anybodys(bench: Bench) -> None:
    session = enter(bench)
    (row,) = bench.ask("sessions", "quantri")["sessions"]
    bench.ask("session_end", "quantri", id=row["id"])
    assert refusal(bench, "queue", session=session) == "session"
    last = bench.air.people_changes[-1]
    assert (last["what"], last["person"]) == ("session_end", "duyet")
    assert last["by"] == "quantri (simulated identity)"


def test_all_of_ones_own(bench: Bench) -> None:
    sessions = [enter(bench), login(bench)["session"]]
    foreign = enter(bench, "quantri")
    assert len(web(bench, "session_end", session=sessions[0], all=True)["ended"]) == 2
    assert {refusal(bench, "queue", session=each) for each in sessions} == {"session"}
    web(bench, "session_end", session=foreign, all=True)


# --- tokens ---------------------------------------------------------------------------------------


def test_a_token_may_what_it_was_made_for_and_never_more_than_the_person(bench: Bench) -> None:
    secret = token(bench, "hai-vai", "editor")
    item = web(bench, "announce", token=secret, text=HELLO)
    with pytest.raises(RoleMissing):
        web(bench, "approve", token=secret, id=item["id"])
    bench.ask("users_role", "quantri", name="hai-vai", roles=["approver"], sure=True)
    with pytest.raises(RoleMissing):
        web(bench, "announce", token=secret, text=HELLO)


def test_a_token_does_not_decide_for_an_approver(bench: Bench) -> None:
    bench.ask("delegate", "duyet", name="soan", until="5/12")
    item = bench.ask("announce", "hai-vai", text=HELLO)
    with pytest.raises(RoleMissing):
        web(bench, "approve", token=token(bench, "soan", "editor"), id=item["id"])
    web(bench, "approve", session=enter(bench, "soan"), id=item["id"])


def test_a_token_ends_with_its_day_or_when_it_is_revoked(bench: Bench) -> None:
    secret, other = token(bench, "xem", "viewer", until="2/12"), token(bench, "xem", "viewer")
    bench.clock.advance_s(36 * 3600 - 1)
    web(bench, "queue", token=secret)
    bench.clock.advance_s(1)
    assert refusal(bench, "queue", token=secret) == "token"
    (row,) = bench.ask("tokens", "xem")["tokens"]
    assert (row["label"], row["roles"]) == ("Cổng xã", ["viewer"])
    assert bench.ask("tokens", "soan") == {"tokens": []}
    with pytest.raises(NotFound):
        bench.ask("token_revoke", "soan", id=row["id"])
    bench.ask("token_revoke", "quantri", id=row["id"])
    assert refusal(bench, "queue", token=other) == "token"


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        ({"roles": ["approver"]}, RoleMissing),
        ({"roles": []}, UsageRefused),
        ({"roles": ["king"]}, UsageRefused),
        ({"label": " "}, UsageRefused),
        ({"until": "1/1/2030"}, TimeRefused),
        ({"until": "hôm nào"}, UsageRefused),
    ],
)
def test_tokens_that_are_not_made(
    bench: Bench, arguments: dict[str, Any], refused: type[LoudspeakerError]
) -> None:
    wanted = {"label": "x", "roles": ["editor"], "until": "31/12", **arguments}
    with pytest.raises(refused):
        bench.ask("token_add", "soan", **wanted)
    assert bench.ask("tokens", "soan") == {"tokens": []}


@pytest.mark.parametrize(
    "op", ["token_add", "token_revoke", "session_end", "password", "code_begin", "code_confirm",
           "code_end"],
)  # fmt: skip
def test_no_token_changes_the_account_it_is_of(bench: Bench, op: str) -> None:
    enter(bench, "soan")
    secret = token(bench, "soan", "editor")
    more = {"label": "x", "roles": ["editor"], "until": "31/12", "id": "x", "code": "1"}
    problem = refusal(bench, op, token=secret, password=WORDS, new="bốn cái nón lá", **more)
    assert problem == "in_person"


def test_twenty_tokens_are_enough(bench: Bench) -> None:
    for _ in range(20):
        token(bench, "soan", "editor")
    with pytest.raises(UsageRefused):
        token(bench, "soan", "editor")


# --- who may bring them ---------------------------------------------------------------------------

REAL = """\
name: Xã
profile: station
clock: machine
web_account: {web}
people:
  - {{name: An, roles: [editor], os_user: {account}}}
  - {{name: Bình, roles: [approver], os_user: {web}}}
"""


def test_on_a_real_station_only_the_pages_account_brings_people(bench: Bench) -> None:
    station = REAL.format(web=account_of(1), account=account_of(2))
    session = enter(bench, "soan")
    bench.home.station_file.write_text(station, "utf-8")
    bench.restart()
    secret = link(bench, "An")
    for uid in (2, 3):
        with pytest.raises(SignInRefused, match="web_only"):
            web(bench, "redeem", uid=uid, link=secret, password=WORDS, address=HERE)
    opened = web(bench, "redeem", uid=1, link=secret, password=WORDS, address=HERE)
    assert web(bench, "whoami", uid=1, session=opened["session"])["person"] == "An"
    with pytest.raises(SignInRefused, match="web_only"):
        web(bench, "whoami", uid=2, session=opened["session"])
    assert web(bench, "whoami", uid=2)["identity"] == "An"
    with pytest.raises(SignInRefused, match="missing"):  # also where it is a person's account
        web(bench, "queue", uid=1)
    with pytest.raises(SignInRefused, match="session"):
        web(bench, "queue", uid=1, session=session)
    with pytest.raises(RoleMissing):
        web(bench, "users_link", uid=1, name="An")
    with pytest.raises(PersonUnknown):
        web(bench, "queue", uid=3)


@pytest.mark.parametrize(
    "door", [{"session": "x", "token": "x"}, {"session": "x", "as": "soan"}, {"token": 7}]
)
def test_one_identity_at_a_time(bench: Bench, door: dict[str, Any]) -> None:
    with pytest.raises(UsageRefused):
        web(bench, "queue", **door)


@given(st.text(max_size=300))
@pytest.mark.parametrize("kind", ["session", "token"])
def test_nothing_made_up_lets_anybody_in(kind: str, shared: Bench, secret: str) -> None:
    assert refusal(shared, "queue", **{kind: secret}) == kind


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("doors") / "home")
    yield made
    made.kill()


def test_a_full_disk_lets_nobody_in_and_sends_nobody_out(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = enter(bench)
    bench.clock.advance_s(120)

    def full(*_: object) -> Any:
        raise StorageFailure(path="x", problem="No space left on device")

    monkeypatch.setattr(bench.parts.account_book.database, "transaction", full)
    web(bench, "queue", session=session)
    with pytest.raises(StorageFailure):
        login(bench)


def test_a_session_of_an_older_password_counts_no_more_even_if_it_is_still_there(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = enter(bench)
    monkeypatch.setattr(Sessions, "remove_of", lambda *_: None)
    enter(bench)
    assert refusal(bench, "whoami", session=session) == "session"
