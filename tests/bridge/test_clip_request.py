"""Requests for clips: the one thing that is served, and all that is not."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.bridge.clip_request import ClipRequest, RequestRefused, parse_request

SHA = "0a" * 32
PATH = f"/clips/{SHA}.wav"


def refusal(head: bytes) -> HTTPStatus:
    with pytest.raises(RequestRefused) as caught:
        parse_request(head)
    return caught.value.status


def get(path: str = PATH, *fields: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: dai", *fields]).encode()


def test_a_clip() -> None:
    assert parse_request(get()) == ClipRequest(sha256=SHA)
    assert parse_request(get(method="HEAD")) == ClipRequest(sha256=SHA, head_only=True)


@pytest.mark.parametrize(
    ("value", "size", "part"),
    [
        ("bytes=0-", 100, range(100)),
        ("bytes=10-19", 100, range(10, 20)),
        ("bytes=10-999999999999999999", 100, range(10, 100)),
        ("bytes=-5", 100, range(95, 100)),
        ("bytes=-500", 100, range(100)),
        ("bytes=99-99", 100, range(99, 100)),
        ("bytes=5-2", 100, range(100)),
        ("bytes=-", 100, range(100)),
        ("bytes=0-1,4-5", 100, range(100)),
        ("frames=0-1", 100, range(100)),
        ("bytes=0-1111111111111111111111111111111", 100, range(100)),
    ],
)
def test_ranges(value: str, size: int, part: range) -> None:
    assert parse_request(get(PATH, f"rAnGe:  {value} ")).part_of(size) == part


@pytest.mark.parametrize("value", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_beyond_the_end(value: str) -> None:
    request = parse_request(get(PATH, f"Range: {value}"))
    with pytest.raises(RequestRefused) as caught:
        request.part_of(100)
    assert caught.value.status is HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE


def test_two_ranges_are_none() -> None:
    request = parse_request(get(PATH, "Range: bytes=0-1", "Range: bytes=2-3"))
    assert request.wanted is None


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/clips/",
        "/clips",
        f"/clips/{SHA}",
        f"/clips/{SHA.upper()}.wav",
        f"/clips/{SHA}.wav/",
        f"/clips/{SHA}.wav?x=1",
        f"/clips/../clips/{SHA}.wav",
        f"//clips/{SHA}.wav",
        "/clips/../../air/points.key",
        "/clips/..%2f..%2fair/points.key",
        "/clips/%2e%2e/points.key",
        f"http://dai{PATH}",
        f"{PATH}%00",
    ],
)
def test_any_other_path(path: str) -> None:
    assert refusal(get(path)) is HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "PROPFIND"])
def test_any_other_method(method: str) -> None:
    assert refusal(get(method=method)) is HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"GET",
        b"get " + PATH.encode() + b" HTTP/1.1",
        b"GET " + PATH.encode() + b" HTTP/2",
        b"GET  " + PATH.encode() + b" HTTP/1.1",
        b"GET /" + b"a" * 1001 + b" HTTP/1.1",
        b"GET /clips/\xff HTTP/1.1",
        b"\x16\x03\x01",
    ],
)
def test_what_is_no_request(head: bytes) -> None:
    assert refusal(head) is HTTPStatus.BAD_REQUEST


@given(st.binary(max_size=300))
def test_anything_is_answered(head: bytes) -> None:
    try:
        request = parse_request(head)
    except RequestRefused:
        return
    assert len(request.sha256) == 64


@given(st.text(max_size=60), st.integers(1, 10**9))
def test_no_range_reaches_outside_the_file(value: str, size: int) -> None:
    head = get(PATH) + f"\r\nRange: {value}".encode()
    try:
        part = parse_request(head).part_of(size)
    except RequestRefused:
        return
    assert part
    assert 0 <= part.start < part.stop <= size
