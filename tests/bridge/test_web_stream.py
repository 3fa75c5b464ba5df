"""Streams from servers that behave, and from those that do not; every limit is met."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.radio_server import (
    ICY_MP3,
    OK_MP3,
    Behaviour,
    RadioServer,
    answering,
    redirecting,
)
from loudspeaker.bridge import web_stream
from loudspeaker.bridge.web_stream import WebStream, open_stream
from loudspeaker.bridge.web_wire import Wire, dial
from loudspeaker.config.relay import RelayConfig
from loudspeaker.model.relay import LONGEST_DETAIL, RelaySource, SourceFailed
from loudspeaker.model.stream_address import StreamAddress, parse_address, parse_allowed

SOUND = b"\xff\xfb\x90\x64" + bytes(2000)


def allowing(*hosts: str, named: Sequence[str] = ("127.0.0.1",)) -> RelayConfig:
    return RelayConfig(hosts=tuple(map(parse_allowed, hosts)), addresses=tuple(named))


def source(url: str) -> RelaySource:
    return RelaySource(name="VOV1", address=str(parse_address(url)))


def content(stream: WebStream) -> bytes:
    found = b""
    while data := stream.read():
        found += data
    stream.close()
    return found


@contextmanager
def refused(problem: str) -> Iterator[None]:
    with pytest.raises(SourceFailed) as failed:
        yield
    assert failed.value.problem == problem, failed.value.detail


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_stream, "HEAD_S", 0.3)
    monkeypatch.setattr(web_stream, "ALL_HEADS_S", 0.6)


# --- what works -----------------------------------------------------------------------------------


@pytest.mark.parametrize("head", [OK_MP3, ICY_MP3])
def test_an_old_radio_server_is_heard(head: bytes) -> None:
    with RadioServer(answering(head + SOUND)) as server:
        stream = open_stream(source(server.url), allowing())
        assert (stream.reader, stream.ip) == ("mp3", "127.0.0.1")
        assert content(stream) == SOUND
        assert b"Accept-Encoding: identity" in server.requests[0]
        assert f"Host: 127.0.0.1:{server.port}\r\n".encode() in server.requests[0]


def test_chunks_and_an_unclear_type_are_understood() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"%x\r\n%s\r\n2\r\nab\r\n0\r\n\r\n" % (len(SOUND), SOUND)
    with RadioServer(answering(head + chunks + b"more")) as server:
        stream = open_stream(source(server.url), allowing())
        assert stream.reader == "mp3"
        assert content(stream) == SOUND + b"ab"


def test_a_list_and_a_redirection_are_followed_once_each() -> None:
    def behave(connection: socket.socket, target: str) -> None:
        answers = {
            "/live": b"HTTP/1.0 200 OK\r\nContent-Type: audio/x-scpls\r\n\r\nFile1=%s\n"
            % server.url.replace("live", "a").encode(),
            "/a": b"HTTP/1.0 301 X\r\nLocation: /b\r\n\r\n",
            "/b": OK_MP3 + SOUND,
        }
        connection.sendall(answers[target])

    with RadioServer(behave) as server:
        assert content(open_stream(source(server.url), allowing())) == SOUND
        assert server.asked == ["/live", "/a", "/b"]


def test_a_list_on_a_line_that_stays_open_is_read_to_its_length() -> None:
    def behave(connection: socket.socket, target: str) -> None:
        named = server.url.replace("live", "a").encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-mpegurl\r\nContent-Length: %d\r\n\r\n"
        if target == "/a":
            connection.sendall(OK_MP3 + SOUND)
            return
        connection.sendall(head % len(named) + named)
        connection.recv(1)

    begin_s = time.monotonic()
    with RadioServer(behave) as server:
        assert content(open_stream(source(server.url), allowing())) == SOUND
    assert time.monotonic() - begin_s < 2


# --- where it may lead ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("http://169.254.169.254/latest/meta-data/", "host_not_allowed"),
        ("http://[::ffff:169.254.169.254]/", "host_not_allowed"),
        ("http://listed.vn:9999/", "host_not_allowed"),
        ("http://other.vn/", "host_not_allowed"),
        ("http://10.0.0.7/", "address_not_allowed"),
        ("http://127.0.0.1:22/", "host_not_allowed"),
        ("http://127.0.0.1:1@listed.vn/", "address_person"),
        ("file:///etc/passwd", "address_scheme"),
        ("gopher://127.0.0.1/", "address_scheme"),
        ("http://2130706433/", "address_host"),
        ("", "too_many_redirections"),
    ],
)
def test_a_redirection_leads_nowhere_else(location: str, problem: str) -> None:
    with RadioServer(redirecting(location)) as server, refused(problem):
        open_stream(source(server.url), allowing("listed.vn", "10.0.0.7"))


def test_nor_does_a_list() -> None:
    named = b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpegurl\r\n\r\nhttp://10.0.0.7/x\n"
    with RadioServer(answering(named)) as server, refused("host_not_allowed"):
        open_stream(source(server.url), allowing())


def test_redirections_in_a_ring_and_lists_of_lists_end() -> None:
    with RadioServer(redirecting("/a", "/b")) as server:
        with refused("too_many_redirections"):
            open_stream(source(server.url), allowing())
        assert len(server.asked) == web_stream.MOST_HOPS
    of_lists = b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpegurl\r\n\r\n%s\n"
    with RadioServer(lambda c, _t: c.sendall(of_lists % server.url.encode())) as server:
        with refused("not_sound"):
            open_stream(source(server.url), allowing())
        assert len(server.asked) == 2


class Names:
    """Answers for every name with one list after the other."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def test_a_name_is_asked_for_once_and_its_answer_is_where_we_connect() -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    with RadioServer(answering(OK_MP3 + SOUND)) as server:
        config = allowing(f"radio.vn:{server.port}")
        url = f"http://radio.vn:{server.port}/live"
        stream = open_stream(source(url), config, dial=partial(dial, resolve=names))
        assert content(stream) == SOUND
    assert names.asked == ["radio.vn"]


@given(st.lists(st.ip_addresses(v=4).filter(lambda ip: not ip.is_global), max_size=4))
def test_a_name_that_stands_for_something_inside_is_refused(inside: list[object]) -> None:
    names = Names([*map(str, inside), "::1", "fe80::1"])
    with refused("address_not_allowed"):
        dial(parse_address("http://radio.vn/"), [], resolve=names)


def test_a_name_that_is_none_and_a_port_where_nobody_is() -> None:
    with refused("name_not_found"):
        dial(parse_address("http://radio.invalid/"), [], resolve=Names([]))
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with refused("unreachable"):
        dial(parse_address(f"http://127.0.0.1:{port}/"), ["127.0.0.1"])


@pytest.fixture
def nobodys_certificate(tmp_path: Path) -> ssl.SSLContext:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -out {certificate}"
    command = ["openssl", *made.split(), "-keyout", str(key)]
    subprocess.run(command, capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate")
def test_a_certificate_of_nobody_is_refused(nobodys_certificate: ssl.SSLContext) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with suppress(OSError), connection:
                nobodys_certificate.wrap_socket(connection, server_side=True).close()

        threading.Thread(target=serve, daemon=True).start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        with refused("certificate"):
            dial(parse_address(url), ["127.0.0.1"])


def hops() -> st.SearchStrategy[str]:
    hosts = st.sampled_from(
        ["a.vn", "b.a.vn", "evil.vn", "127.0.0.1", "[::1]", "169.254.169.254", "8.8.8.8"]
    )
    schemes = st.sampled_from(["http://", "https://", "//", "file://", ""])
    ports = st.sampled_from(["", ":80", ":443", ":22", ":8000"])
    return st.builds(lambda s, h, p: f"{s}{h}{p}/x", schemes, hosts, ports)


@given(st.lists(hops(), min_size=1, max_size=6))
def test_however_it_is_led_only_allowed_hosts_are_dialled(locations: list[str]) -> None:
    dialled: list[StreamAddress] = []
    left = list(locations)

    class Leading:
        ip = "8.8.4.4"

        def send(self, data: bytes) -> None:
            assert data.startswith(b"GET /")

        def receive(self, within_s: float) -> bytes:
            assert within_s > 0
            location = left.pop(0) if left else "/"
            return f"HTTP/1.1 302 X\r\nLocation: {location}\r\n\r\n".encode()

        def close(self) -> None: ...

    def note(address: StreamAddress, _named: Collection[str]) -> Wire:
        dialled.append(address)
        return Leading()

    config = allowing("a.vn", "*.a.vn", named=())
    with suppress(SourceFailed):
        open_stream(source("http://a.vn:8000/"), config, dial=note)
    assert 1 <= len(dialled) <= web_stream.MOST_HOPS
    assert {address.host for address in dialled} <= {"a.vn", "b.a.vn"}
    assert {address.port for address in dialled} <= {80, 443, 8000}


# --- what takes too long, or too much -------------------------------------------------------------


def endless_head(connection: socket.socket, _target: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: more\r\n" * 100)


def slow_head(connection: socket.socket, _target: str) -> None:
    for byte in OK_MP3 * 10:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def slow_list(connection: socket.socket, _target: str) -> None:
    connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpegurl\r\n\r\n")
    while True:
        connection.sendall(b"#\n")
        time.sleep(0.05)


def slow_sound(connection: socket.socket, _target: str) -> None:
    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
    for byte in SOUND:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def silence(connection: socket.socket, _target: str) -> None:
    connection.recv(1)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("behave", "problem"),
    [
        (endless_head, "no_web_server"),
        (slow_head, "no_answer"),
        (slow_list, "no_answer"),
        (slow_sound, "no_answer"),
        (silence, "no_answer"),
        (answering(b""), "no_web_server"),
        (answering(b"SSH-2.0-x\r\n\r\n"), "no_web_server"),
        (answering(b"HTTP/1.1 404 X\r\n\r\n"), "status"),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"), "not_sound"),
        (answering(OK_MP3.replace(b"icy-br: 64", b"Content-Encoding: gzip")), "coding"),
        (
            answering(
                b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpegurl\r\n\r\n#EXTM3U\n#EXT-X-VERSION:3"
            ),
            "segmented",
        ),
        (answering(b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpegurl\r\n\r\nnothing"), "list"),
    ],
)
def test_what_is_no_stream_is_refused_in_time(behave: Behaviour, problem: str) -> None:
    begin_s = time.monotonic()
    with RadioServer(behave) as server, refused(problem):
        open_stream(source(server.url), allowing())
    assert time.monotonic() - begin_s < 2


def test_what_a_server_says_of_itself_is_told_short_and_without_hidden_characters() -> None:
    kind = b"\x1b[2Jx/" + b"y" * 10_000
    named = b"HTTP/1.0 200 OK\r\nContent-Type: %s\r\n\r\n<html>" % kind
    with RadioServer(answering(named)) as server, pytest.raises(SourceFailed) as failed:
        open_stream(source(server.url), allowing())
    assert failed.value.detail.startswith("?[2jx/yyy")
    assert len(failed.value.detail) <= LONGEST_DETAIL
    assert str(failed.value) == f"not_sound {failed.value.detail}"


def test_a_stream_that_stops_is_noticed() -> None:
    def stop(connection: socket.socket, _target: str) -> None:
        connection.sendall(OK_MP3 + SOUND)
        connection.recv(1)

    with RadioServer(stop) as server:
        stream = open_stream(source(server.url), allowing())
        assert stream.read(1.0)
        with refused("no_answer"):
            while stream.read(0.1):
                pass
        stream.close()
