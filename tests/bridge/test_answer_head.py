"""Heads, chunks, lists and containers of streaming servers."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.bridge.answer_head import BadHead, parse_head, split_head
from loudspeaker.bridge.chunks import BadChunk, Chunks
from loudspeaker.bridge.containers import is_list, reader_of
from loudspeaker.bridge.playlists import BadList, first_address


def test_the_old_answer_of_a_radio_server_is_understood() -> None:
    found = split_head(b"ICY 200 OK\r\nicy-br:64\r\nContent-Type: Audio/MPEG; x=1\r\n\r\n\xff\xfb")
    assert found is not None
    head = parse_head(found[0])
    assert (head.status, head.kind, head.fields["icy-br"]) == (200, "audio/mpeg", "64")
    assert found[1] == b"\xff\xfb"
    assert not head.chunked
    assert head.foreign_coding is None


def test_a_head_may_end_with_bare_newlines_and_say_a_thing_twice() -> None:
    found = split_head(b"HTTP/1.0 302 Found\nLocation: /a\nLocation: /b\n\n")
    assert found is not None
    assert parse_head(found[0]).fields == {"location": "/a"}


@pytest.mark.parametrize(
    "data",
    [b"", b"HTTP/2 200 OK", b"HTTP/1.1 999 X", b"<html>", b"HTTP/1.1 200 OK\r\nbad line"],
)
def test_what_is_no_head_is_refused(data: bytes) -> None:
    with pytest.raises(BadHead):
        parse_head(data)


def test_a_head_without_an_end_is_refused_in_time() -> None:
    assert split_head(b"HTTP/1.1 200 OK\r\nA: b\r\n") is None
    with pytest.raises(BadHead):
        split_head(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 4000)
    with pytest.raises(BadHead):
        parse_head(b"HTTP/1.1 200 OK\r\n" + b"\r\n".join([b"A: b"] * 101))


@pytest.mark.parametrize(
    ("field", "coding"),
    [
        ("Content-Encoding: gzip", "gzip"),
        ("Content-Encoding: identity", None),
        ("Transfer-Encoding: chunked", None),
        ("Transfer-Encoding: gzip, chunked", "gzip, chunked"),
        ("icy-metaint: 8192", "icy-metaint"),
    ],
)
def test_a_coding_that_nobody_asked_for_is_told(field: str, coding: str | None) -> None:
    assert parse_head(f"HTTP/1.1 200 OK\r\n{field}".encode()).foreign_coding == coding


@given(st.binary())
def test_any_bytes_are_a_head_or_refused(data: bytes) -> None:
    try:
        found = split_head(data)
        head = parse_head(found[0]) if found else None
    except BadHead:
        return
    assert head is None or 100 <= head.status <= 599


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.data())
def test_chunks_come_out_whole_however_they_are_cut(
    parts: list[bytes], data: st.DataObject
) -> None:
    wire = b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    chunks, found = Chunks(), b""
    while wire:
        size = data.draw(st.integers(1, len(wire)))
        found += chunks.feed(wire[:size])
        wire = wire[size:]
    assert found == b"".join(parts)
    assert chunks.ended


@given(st.binary(max_size=400))
def test_any_bytes_are_chunks_or_refused(data: bytes) -> None:
    with suppress(BadChunk):
        assert len(Chunks().feed(data)) <= len(data)


@pytest.mark.parametrize("wire", [b"zz\r\n", b"ffffffff\r\n", b"1\r\nabc\r\n", b"\r\n", b"1" * 999])
def test_what_is_not_in_chunks_is_refused(wire: bytes) -> None:
    with pytest.raises(BadChunk):
        Chunks().feed(wire)


@pytest.mark.parametrize(
    ("data", "address"),
    [
        (b"#EXTM3U\n#EXTINF:-1,VOV\nhttps://a.vn/1\nhttps://a.vn/2\n", "https://a.vn/1"),
        (
            b"\xef\xbb\xbf[playlist]\r\nFile1 = http://a.vn:8000/x\r\nTitle1=a\r\n",
            "http://a.vn:8000/x",
        ),
    ],
)
def test_a_list_gives_its_first_address(data: bytes, address: str) -> None:
    assert first_address(data) == address


def test_a_list_of_pieces_is_told_from_one_without_address() -> None:
    with pytest.raises(BadList) as bad:
        first_address(b"#EXTM3U\n#EXT-X-VERSION:3\nhttps://a.vn/1.ts\n")
    assert bad.value.segmented
    with pytest.raises(BadList) as bad:
        first_address(b"<html>file:///etc/passwd</html>")
    assert not bad.value.segmented


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_refused(data: bytes) -> None:
    with suppress(BadList):
        assert first_address(data)


@pytest.mark.parametrize(
    ("kind", "head", "reader"),
    [
        ("audio/mpeg", b"", "mp3"),
        ("audio/aacp", b"", "aac"),
        ("", b"\xff\xfb\x90", "mp3"),
        ("application/octet-stream", b"\xff\xf1", "aac"),
        ("", b"OggS", "ogg"),
        ("", b"ID3", "mp3"),
        ("", b"RIFFxxxxWAVE", "wav"),
        ("text/html", b"\xff\xfb", None),
        ("", b"<html>", None),
        ("video/mp4", b"ID3", None),
        ("", b"", None),
    ],
)
def test_a_reader_is_named_and_never_guessed(kind: str, head: bytes, reader: str | None) -> None:
    assert reader_of(kind, head) == reader


def test_a_list_is_known_by_type_or_ending() -> None:
    assert is_list("audio/x-mpegurl", "/live")
    assert is_list("text/plain", "/live.pls?x=1")
    assert not is_list("audio/mpeg", "/live.m3u")
    assert not is_list("text/plain", "/live")
