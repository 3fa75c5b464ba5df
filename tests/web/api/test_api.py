"""The API on a real station: who may, what is taken, what is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from loudspeaker.errors import IntegrityFailure, InternalError, LoudspeakerError, ProcessUnavailable
from loudspeaker.model import Role
from loudspeaker.model.fields import Kind
from loudspeaker.web.api.answering import BODY_LIMIT
from loudspeaker.web.api.of_plugins import endpoints_of
from loudspeaker.web.api.problems import MEDIA_TYPE, status_of
from loudspeaker.web.api.table import ENDPOINTS, STOP, Endpoint
from loudspeaker.web.guarding import COOKIE, HEADER, csrf_of
from tests.station.bench import HELLO, Bench
from tests.station.test_roles import PEOPLE, PROMISED, asked_for
from tests.station.test_sign_in import enter
from tests.web.fakes import FakeStation
from tests.web.house import BenchCalls, Browser, app_of, browser, our_plugins

V1 = "/api/v1"
ROWS = (*ENDPOINTS, *endpoints_of(our_plugins()))
ALLOWED = {(name, role): allowed for name, role, allowed in PROMISED}
ENDS_THE_REST = {"session_end", "reload"}
"""They would end what the others come by, or take long."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("api") / "home", registers=True)
    yield made
    made.kill()


@pytest.fixture(scope="module")
def calls(bench: Bench) -> BenchCalls:
    return BenchCalls(bench=bench)


@pytest.fixture(scope="module")
def sessions(bench: Bench) -> dict[Role, str]:
    return {role: enter(bench, name) for role, name in PEOPLE.items()}


@pytest.fixture(scope="module")
def tokens(bench: Bench) -> dict[Role, str]:
    return {
        role: bench.ask("token_add", name, label="x", roles=[role.value], until="31/12")["token"]
        for role, name in PEOPLE.items()
    }


@pytest.fixture(scope="module")
def client(calls: BenchCalls, bench: Bench) -> Browser:
    return browser(app_of(calls, incoming=bench.home.incoming))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


EXAMPLES: dict[str, Any] = {
    "point": 1,
    "change": 1,
    "n": 0,
    "volume": 50,
    "roles": ["viewer"],
    "sure": False,
}


OF_KIND: dict[Kind, Any] = {
    Kind.TEXT: "x",
    Kind.WHOLE: 1,
    Kind.FLAG: False,
    Kind.NUMBER: 1,
    Kind.TEXTS: ["x"],
    Kind.VALUES: {"x": "x"},
    Kind.PARTS: [{"text": "x"}],
    Kind.FILE: {"name": "x", "base64": ""},
    Kind.FILES: [],
}


def example(row: Endpoint) -> tuple[str, dict[str, Any]]:
    """Return an address and values that are of the right kind and change nothing that matters."""
    path = row.path
    for each in row.in_path:
        path = path.replace("{" + each.name + "}", str(EXAMPLES.get(each.name, "0000")))
    return path, {
        e.name: EXAMPLES.get(e.name, OF_KIND.get(e.kind, "x")) for e in row.others if e.required
    }


def send(client: Browser, row: Endpoint, **headers: str) -> Any:
    path, values = example(row)
    where = {"json": values} if row.has_body and values else {"params": values}
    return client.request(row.method, V1 + path, headers=headers, **where)


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize(
    "row",
    [each for each in ROWS if each.action not in ENDS_THE_REST],
    ids=lambda r: f"{r.method} {r.path}",
)
def test_each_action_for_each_role(
    client: Browser, tokens: dict[Role, str], row: Endpoint, role: Role
) -> None:
    answer = send(client, row, **bearer(tokens[role]))
    action = "drill" if row.path == "/drills" else row.action
    allowed = True if action == STOP else ALLOWED[action, role]
    denied = answer.status_code == 403 and answer.json()["code"] == "role_missing"
    assert denied is not allowed, answer.text
    assert answer.status_code < 500, answer.text


def test_the_table_has_every_action_of_a_person(bench: Bench) -> None:
    had = {row.action for row in ROWS}
    assert had == {*asked_for(bench), STOP}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
def test_nobody_is_told_anything(client: Browser, row: Endpoint) -> None:
    answer = send(client, row)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_refused")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert send(client, row, **bearer("nonsense")).status_code == 401


def test_a_session_needs_the_token_of_a_form_where_something_changes(
    calls: BenchCalls, sessions: dict[Role, str]
) -> None:
    session = sessions[Role.EDITOR]
    mine = browser(app_of(calls), session)
    assert mine.post(f"{V1}/announcements", json={"text": HELLO}).status_code == 200
    wrong: list[dict[str, str]] = [
        {HEADER: ""},
        {HEADER: csrf_of("another")},
        {"Origin": "http://elsewhere"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ]
    for headers in wrong:
        answer = mine.post(f"{V1}/announcements", json={"text": HELLO}, headers=headers)
        assert answer.status_code == 403, headers
    assert mine.get(f"{V1}/whoami", headers={HEADER: ""}).json()["person"] == "soan"


def test_stop_is_for_everybody_who_is_signed_in(
    calls: BenchCalls, client: Browser, tokens: dict[Role, str]
) -> None:
    for role in PEOPLE:
        assert client.post(f"{V1}/stop", headers=bearer(tokens[role])).status_code == 200
    assert calls.stopped[-4:] == list(PEOPLE.values())
    assert client.post(f"{V1}/stop").status_code == 401


# --- what is taken --------------------------------------------------------------------------------


def test_the_same_key_is_the_same_announcement(client: Browser, tokens: dict[Role, str]) -> None:
    headers = {**bearer(tokens[Role.EDITOR]), "Idempotency-Key": "one"}
    made = [client.post(f"{V1}/announcements", json={"text": HELLO}, headers=headers) for _ in "12"]
    assert made[0].json()["id"] == made[1].json()["id"]
    other = {**headers, "Idempotency-Key": "two"}
    again = client.post(f"{V1}/announcements", json={"text": HELLO}, headers=other)
    assert again.json()["id"] != made[0].json()["id"]


def test_lists_come_in_pages(client: Browser, tokens: dict[Role, str]) -> None:
    headers = bearer(tokens[Role.EDITOR])
    for _ in range(5):
        client.post(f"{V1}/announcements", json={"text": HELLO}, headers=headers)
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = client.get(f"{V1}/announcements?limit=2&offset={offset}", headers=headers).json()
        assert len(page["items"]) <= 2
        seen += [row["occurrence"] for row in page["items"]]
        offset = page["next"]
    assert len(seen) == len(set(seen)) >= 5


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"text": "x"}', "text/plain", 415),
        (b'{"text": "x"}', "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"text": NaN}', "application/json", 400),
        (b'{"text": "x", "as": "duyet"}', "application/json", 400),
        (b'{"text": "x", "op": "approve"}', "application/json", 400),
        (b'{"text": "x", "session": "y"}', "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 400),
        (b'{"text": "x", "repeat": 1e400}', "application/json", 400),
        (b'{"text": "x", "repeat": 99999999999999999999}', "application/json", 400),
        (b'{"text": "x", "repeat": true}', "application/json", 400),
        (b'{"text": ""}', "application/json", 422),
        (b" " * (BODY_LIMIT + 1), "application/json", 413),
    ],
)
def test_what_is_no_request_is_refused_in_words(
    client: Browser, tokens: dict[Role, str], body: bytes, kind: str, status: int
) -> None:
    headers = {**bearer(tokens[Role.EDITOR]), "Content-Type": kind}
    answer = client.post(f"{V1}/announcements", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json()["detail"]


# --- what is said ---------------------------------------------------------------------------------


def test_a_refusal_says_what_the_command_line_says(
    client: Browser, tokens: dict[Role, str]
) -> None:
    answer = client.get(f"{V1}/announcements/0000", headers=bearer(tokens[Role.VIEWER]))
    told = answer.json()
    assert (answer.status_code, told["code"], told["exit"]) == (404, "not_found", 5)
    assert told["type"] == "urn:loudspeaker:problem:not_found"


@pytest.mark.parametrize("leaf", LoudspeakerError.leaves.values(), ids=lambda leaf: leaf.code)
def test_every_error_has_a_status(leaf: type[LoudspeakerError]) -> None:
    error = leaf.__new__(leaf)
    if not hasattr(error, "problem"):
        error.problem = ""  # type: ignore[attr-defined]
    assert status_of(error) in {400, 401, 403, 404, 409, 422, 429, 500, 503, 507}


def test_a_station_that_is_away_is_said_to_be() -> None:
    station = FakeStation(answers={"status": ProcessUnavailable(process="station", problem="x")})
    mine = browser(app_of(station), "session-of-xem")
    answer = mine.get(f"{V1}/status")
    assert (answer.status_code, answer.json()["exit"]) == (503, 69)
    for error in (InternalError(what="x"), IntegrityFailure(what="a", where="b", problem="c")):
        station.answers["status"] = error
        assert mine.get(f"{V1}/status").status_code == 500


def test_no_address_and_no_method(client: Browser) -> None:
    nowhere = client.get(f"{V1}/nowhere")
    assert (nowhere.status_code, nowhere.headers["content-type"]) == (404, MEDIA_TYPE)
    wrong = client.delete(f"{V1}/status")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET")


def test_only_where_nobody_reads_along() -> None:
    app = app_of(FakeStation(answers={"status": {}}), proxies=frozenset({"10.0.0.2"}))
    secret = {"Cookie": f"{COOKIE}=session-of-xem"}
    far, proxy = ("192.168.1.9", 1), ("10.0.0.2", 1)
    tls = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "6.6.6.6, 192.168.1.9"}
    cases = [
        (far, "http://loa.xa", {}, 403),
        (far, "https://loa.xa", {}, 200),
        (far, "http://loa.xa", tls, 403),
        (proxy, "http://loa.xa", tls, 200),
        (proxy, "http://loa.xa", {}, 403),
        (("127.0.0.1", 1), "http://localhost", {}, 200),
        (("127.0.0.1", 1), "http://evil.example", {}, 403),
        (("127.0.0.1", 1), "http://localhost", tls, 403),
    ]
    for peer, base, more, status in cases:
        mine = browser(app, client=peer, base=base, **secret, **more)
        assert mine.get(f"{V1}/status").status_code == status, (peer, base, more)
