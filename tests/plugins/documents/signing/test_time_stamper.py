from __future__ import annotations

import socket
import threading
import time

import pytest

from loudspeaker.errors import DownloadFailure, EntryRefused
from loudspeaker.plugins.documents.signing.time_stamper import (
    MOST_BYTES,
    HttpTimeStamper,
    checked_address,
)
from tests.plugins.documents.signing.http_stamper import REPLY, served


def test_the_question_goes_out_and_the_answer_comes_back() -> None:
    with served(lambda asked: (200, REPLY, asked[::-1])) as address:
        assert HttpTimeStamper(address).ask(b"\x30abc") == b"cba\x30"


def test_what_is_no_answer_is_a_failure_that_says_which() -> None:
    for status, kind, body, problem in (
        (503, REPLY, b"", "HTTP 503"),
        (302, REPLY, b"", "HTTP 302"),
        (200, "text/html", b"<html>", "not a time-stamp: text/html"),
        (200, REPLY, b"x" * (MOST_BYTES + 1), "too_large"),
    ):

        def answering(
            _: bytes, answer: tuple[int, str, bytes] = (status, kind, body)
        ) -> tuple[int, str, bytes]:
            return answer

        with (
            served(answering) as address,
            pytest.raises(DownloadFailure, match=problem) as caught,
        ):
            HttpTimeStamper(address).ask(b"x")
        assert caught.value.url == address


def test_an_answer_drop_by_drop_is_cut_at_the_limit() -> None:
    with served(lambda _: (200, REPLY, b""), drops=threading.Event()) as address:
        began = time.monotonic()
        with pytest.raises(DownloadFailure, match="timeout"):
            HttpTimeStamper(address, limit_s=0.3).ask(b"x")
        assert time.monotonic() - began < 10


def test_silence_and_absence_are_failures() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(DownloadFailure, match="timeout"):
            HttpTimeStamper(address, limit_s=0.2).ask(b"x")
    with pytest.raises(DownloadFailure, match="download_failed"):
        HttpTimeStamper(address).ask(b"x")


def test_addresses_are_looked_at() -> None:
    for good in ("http://tsa.example.vn/stamp", "https://tsa.example.vn:8443/a?b=c"):
        assert checked_address(f" {good} ") == good
    for bad in ("", "ftp://a/b", "http://", "http://user:pass@a/", "http://a:99999/", "http://đ/"):
        with pytest.raises(EntryRefused, match="dấu thời gian"):
            HttpTimeStamper(bad)
