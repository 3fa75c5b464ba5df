"""What a peer answers to those who do not ask as our client does."""

from __future__ import annotations

import base64
import json
import socket
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.exchange.multipart import form_of
from loudspeaker.plugins.documents.exchange.peer import TOKEN_S
from loudspeaker.plugins.documents.exchange.uploads import Body, received_form
from loudspeaker.plugins.documents.whole_files import new_part
from tests.plugins.documents.edxml.variants import HANDMADE
from tests.plugins.documents.peer import COMMUNE, PROVINCIAL, Station, account, running

OFFICE = account("so", "000.00.10.H56")


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with running(tmp_path / "peer", OFFICE) as made:
        yield made


def ask(
    station: Station, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", station.server.server_port, timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, json.loads(data)


def signed(station: Station, who: Any = OFFICE) -> dict[str, str]:
    pair = base64.b64encode(f"{who.token_key}:{who.token_secret}".encode()).decode()
    _status, told = ask(station, "POST", "/token", {"Authorization": f"Basic {pair}"})
    return {
        "Authorization": f"Bearer {told['access_token']}",
        "X-System-Id": who.system,
        "X-System-Secret": who.secret,
    }


def body_of(data: bytes, **fields: str) -> tuple[str, bytes]:
    form = form_of(fields, name="file", filename="message.xml", file_type="application/xml")
    return form.content_type, form.head + data + form.tail


@pytest.mark.parametrize("given", ["", "Basic", "Basic *", "Basic eHg=", "Bearer x", "Basic /w=="])
def test_no_token_without_the_key(given: str, station: Station) -> None:
    status, told = ask(station, "POST", "/token", {"Authorization": given})
    assert (status, told["error_code"]) == (401, 401)


def test_a_token_is_worth_nothing_to_others_or_later(station: Station) -> None:
    mine = signed(station)
    listing = "/messages?type=edoc&from=2026/11/24&to=2026/11/24"
    assert ask(station, "GET", listing, mine) == (200, {"error_code": 0, "data": []})
    for change in (
        {"X-System-Id": "xa"},
        {"X-System-Secret": "x"},
        {"Authorization": "Bearer x"},
        {"Authorization": ""},
        {"X-System-Id": "", "X-System-Secret": ""},
    ):
        assert ask(station, "GET", listing, {**mine, **change})[0] == 401
    other = {**signed(station, PROVINCIAL), "Authorization": mine["Authorization"]}
    assert ask(station, "GET", listing, other)[0] == 401
    station.clock.ns += TOKEN_S * 10**9
    assert ask(station, "GET", listing, mine)[0] == 401


def test_what_is_no_question(station: Station) -> None:
    mine = signed(station)
    assert ask(station, "GET", "/messages?type=edoc&from=x&to=2026/11/24", mine)[0] == 400
    assert ask(station, "GET", "/messages?type=edoc", mine)[0] == 400
    for path in ("/messages/", "/messages/x", "/messages/..%2f..%2fx", "/x", "/"):
        assert ask(station, "GET", path, mine)[0] == 404
    assert ask(station, "POST", "/x", mine, b"x" * 300_000)[0] == 404


def test_what_is_no_message(station: Station) -> None:
    mine, whole = signed(station), HANDMADE.encode()
    good_type, good = body_of(whole, type="edoc")
    bad = {
        "no form": ("text/plain", b"x"),
        "no boundary": ("multipart/form-data", good),
        "another boundary": ("multipart/form-data; boundary=other", good),
        "no type": body_of(whole),
        "another type": body_of(whole, type="mail"),
        "a status that is a paper": body_of(whole, type="status"),
        "no message": body_of(b"<x/>", type="edoc"),
        "a long field": body_of(whole, type="edoc", x="y" * 2000),
        "many fields": body_of(whole, type="edoc", **{f"f{n}": "" for n in range(30)}),
        "no file": (good_type, good.replace(b'name="file"', b'name="other"')),
        "cut off": (good_type, good[:-40]),
        "nothing": (good_type, b""),
    }
    for name, (kind, body) in bad.items():
        status, told = ask(station, "POST", "/messages", {**mine, "Content-Type": kind}, body)
        assert (name, status) == (name, 400)
        assert told["error_message"]
    assert list(station.peer.folder.iterdir()) == []
    told_type = {**mine, "Content-Type": good_type}
    assert ask(station, "POST", "/messages", told_type, good)[0] == 200


def test_a_body_beyond_all_is_not_waited_for(station: Station) -> None:
    with socket.create_connection(("127.0.0.1", station.server.server_port), timeout=20) as line:
        line.sendall(b"POST /messages HTTP/1.0\r\nContent-Length: 99999999999\r\n\r\n")
        assert b" 413 " in line.recv(4000)


def test_a_connection_that_ends_is_nothing(station: Station) -> None:
    mine = signed(station)
    head = "".join(f"{name}: {text}\r\n" for name, text in mine.items())
    kind, body = body_of(HANDMADE.encode(), type="edoc")
    with socket.create_connection(("127.0.0.1", station.server.server_port), timeout=20) as line:
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall(f"POST /messages HTTP/1.0\r\n{head}".encode() + body[:500])
        line.shutdown(socket.SHUT_WR)
        assert b" 400 " in line.recv(4000)
    assert list(station.peer.folder.iterdir()) == []


def test_our_own_mistake_is_told_as_such(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError

    mine = signed(station)
    monkeypatch.setattr(station.peer, "listed", broken)
    listing = "/messages?type=edoc&from=2026/11/24&to=2026/11/24"
    assert ask(station, "GET", listing, mine)[0] == 500


def test_secrets_of_accounts_are_not_shown() -> None:
    assert COMMUNE.secret not in repr(COMMUNE)
    assert COMMUNE.token_secret not in repr(COMMUNE)


class Stream:
    """Gives bytes in small pieces."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, count: int) -> bytes:
        piece, self._data = self._data[: min(count, 50)], self._data[min(count, 50) :]
        return piece


@settings(max_examples=60)
@for_all(st.binary(max_size=300), st.integers(0, 600), st.binary(max_size=4))
def test_any_body_is_a_form_or_refused(data: bytes, at: int, spoil: bytes) -> None:
    kind, whole = body_of(data, type="edoc")
    spoiled = whole[:at] + spoil + whole[at + len(spoil) :]
    with tempfile.TemporaryDirectory() as folder:
        part = new_part(Path(folder))
        try:
            fields = received_form(Body(Stream(spoiled), len(spoiled)), kind, part)
        except EntryRefused:
            assert spoiled != whole
        else:
            assert "file" in fields
            if spoiled == whole:
                assert (part.head(1000), fields["type"]) == (data, "edoc")
        part.drop()
