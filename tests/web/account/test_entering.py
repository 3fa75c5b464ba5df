"""Signing in and out through the pages, on a real station whose clock is the test's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.station import sign_in
from loudspeaker.web.guarding import COOKIE, own_path
from tests.station.bench import Bench
from tests.station.test_sign_in import WORDS, enter, link
from tests.web.house import BenchCalls, Browser, app_of, browser
from tests.whole import WHOLE


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "home")
    yield made
    made.kill()


def visit(bench: Bench, session: str | None = None) -> Browser:
    return browser(app_of(BenchCalls(bench=bench)), session)


def test_a_link_is_shown_as_often_as_one_likes_and_used_once(bench: Bench) -> None:
    mine, path = visit(bench), f"/link/{link(bench)}"
    for _ in range(3):
        assert "duyet" in mine.get(path).text
    wrong = mine.post(path, data={"password": WORDS, "again": "x"})
    assert wrong.status_code == 422
    weak = mine.post(path, data={"password": "123456789012", "again": "123456789012"})
    assert weak.status_code == 422
    done = mine.post(path, data={"password": WORDS, "again": WORDS})
    assert (done.status_code, done.headers["location"]) == (303, "/desk")
    assert mine.get(path).status_code == 404
    assert mine.get("/account").status_code == 200


def test_the_cookie_is_out_of_reach(bench: Bench) -> None:
    enter(bench)
    typed = {"name": "duyet", "password": WORDS, "next": "/desk/queue?x=1"}
    answer = visit(bench).post("/login", data=typed)
    assert answer.headers["location"] == "/desk/queue?x=1"
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/"))
    assert "secure" not in cookie
    app = app_of(BenchCalls(bench=bench))
    tls = browser(app, client=("192.168.1.9", 1), base="https://loa.xa")
    assert "secure" in tls.post("/login", data=typed).headers["set-cookie"].lower()


def test_what_was_typed_is_kept_but_the_password(bench: Bench) -> None:
    enter(bench)
    answer = visit(bench).post("/login", data={"name": '"><script>', "password": "sai mật khẩu"})
    assert answer.status_code == 401
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "sai mật khẩu" not in answer.text


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://elsewhere"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_form_of_another_site_is_refused(bench: Bench, headers: dict[str, str]) -> None:
    session = enter(bench)
    typed = {"name": "duyet", "password": WORDS}
    assert visit(bench).post("/login", data=typed, headers=headers).status_code == 403
    mine = visit(bench, session)
    assert mine.post("/logout", data={}, headers=headers).status_code == 403
    assert mine.post("/logout", data={}, headers={"X-CSRF-Token": "x"}).status_code == 403


@pytest.mark.parametrize(
    "path", ["//evil", "/\\evil", "https://evil", "", None, "/a\r\nb", "/a\\b", "javascript:x"]
)
def test_nobody_is_sent_to_another_site(path: str | None) -> None:
    assert own_path(path, "/desk") == "/desk"


def test_who_is_not_signed_in_comes_back_to_where_they_were(bench: Bench) -> None:
    answer = visit(bench).get("/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/account")


def test_signing_out_ends_the_session(bench: Bench) -> None:
    session = enter(bench)
    mine = visit(bench, session)
    assert mine.post("/logout", data={}).headers["location"] == "/login"
    assert visit(bench, session).get("/account").status_code == 303


@pytest.mark.slow
def test_of_ten_thousand_tries_in_an_hour_thirty_reach_the_hash(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(bench)
    hashed: list[str] = []
    monkeypatch.setattr(sign_in, "is_password", lambda *_: hashed.append("x"))
    calls = BenchCalls(bench=bench)
    app = app_of(calls)
    visitors = [browser(app, client=(f"10.0.{n}.1", 1), base="https://loa.xa") for n in range(50)]
    refused, tries = 0, 10_000 if WHOLE else 2_500
    for each in range(tries):
        answer = visitors[each % 50].post("/login", data={"name": "duyet", "password": "x" * 12})
        refused += answer.status_code == 429
        bench.clock.advance_s(3600 / tries)
    assert refused + len(hashed) == tries
    assert len(hashed) <= 30


def test_a_code_is_switched_on_by_a_picture_and_wanted_from_then_on(bench: Bench) -> None:
    mine = visit(bench, enter(bench))
    begun = mine.post("/account/code", data={"password": WORDS})
    assert "<svg" in begun.text
    secret = re.search(r"Khóa: <code>([^<]+)</code>", begun.text)
    assert secret is not None
    assert COOKIE in str(mine.cookies)


def test_a_token_is_told_once(bench: Bench) -> None:
    mine = visit(bench, enter(bench))
    made = mine.post(
        "/account/token", data={"label": "Cổng <b>", "role-approver": "1", "until": "31/12"}
    )
    assert made.status_code == 200, made.text
    assert "chỉ hiện một lần" in made.text
    shown = mine.get("/account").text
    assert "Cổng &lt;b&gt;" in shown
    assert "chỉ hiện một lần" not in shown
