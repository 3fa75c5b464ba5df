"""Sources as playout has them: over a socket of this machine, decoded in a child, at their pace."""

from __future__ import annotations

import base64
import gzip
import os
import socket
import subprocess
import sys
import threading
from array import array
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bench.radio_server import (
    OK_MP3,
    Behaviour,
    RadioServer,
    answering,
    playing,
    tone_mp3,
)
from loudspeaker.bridge import source_port
from loudspeaker.bridge.decoder_child import command_for
from loudspeaker.bridge.pace import AHEAD_S, Pace
from loudspeaker.bridge.pcm_pipe import LineSound, PcmSource, StreamSound
from loudspeaker.bridge.source_port import MOST_AT_ONCE, SourcePort
from loudspeaker.bridge.web_stream import open_stream
from loudspeaker.config.relay import RelayConfig
from loudspeaker.model.relay import RelaySource, SourceFailed
from loudspeaker.system.channel import Channel
from loudspeaker.system.processes import spawn
from loudspeaker.system.sockets import Peer, bind_unix, connect_unix
from tests.devices.pty_peer import wait_until

FRAMES_A_SECOND = 48_000
PIPE = subprocess.PIPE


class Silence:
    """A source that gives nothing for ever until it is closed."""

    def __init__(self) -> None:
        self.closed = threading.Event()

    def read(self) -> bytes:
        self.closed.wait(0.02)
        return bytes(1920)

    def facts(self) -> dict[str, Any]:
        return {"codec": "none"}

    def close(self) -> None:
        self.closed.set()


def child(role: str, home: Path, what: str) -> subprocess.Popen[bytes]:
    return spawn(role, home, [what], stdin=PIPE, stdout=PIPE, stderr=PIPE)


class Bench:
    """A port whose sources are what a test says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "relay.sock"
        self.config = RelayConfig(addresses=("127.0.0.1",))
        self.made: PcmSource | None = None
        self.port: SourcePort | None = None

    def serve(self, open_source: Callable[[RelaySource, RelayConfig], PcmSource]) -> None:
        self.port = SourcePort(
            bind_unix(self.path),
            trusted=frozenset(),
            config=lambda: self.config,
            open_source=open_source,
        )
        self.port.start()

    def streams(self) -> None:
        def opened(source: RelaySource, config: RelayConfig) -> PcmSource:
            self.made = StreamSound(
                open_stream(source, config), partial(child, "decoder", self.folder)
            )
            return self.made

        self.serve(opened)

    def knows(self, address: str, name: str = "VOV1") -> None:
        self.config = RelayConfig(
            addresses=("127.0.0.1",), sources=(RelaySource(name=name, address=address),)
        )

    def ask(self, name: str = "VOV1", address: str | None = None) -> Channel:
        channel = Channel(connect_unix(self.path, timeout_s=10))
        channel.send({"source": name, "address": address})
        return channel


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    if made.port is not None:
        made.port.close()


def messages(channel: Channel) -> Iterator[dict[str, Any]]:
    while (message := channel.receive()) is not None:
        yield message


def heard(channel: Channel, seconds: float) -> tuple[array[int], dict[str, Any]]:
    """Return so much sound, and the facts told with it."""
    samples, facts = array("h"), dict[str, Any]()
    for message in messages(channel):
        facts |= message.get("facts", {})
        samples.frombytes(base64.b64decode(message.get("pcm", "")))
        if len(samples) >= seconds * FRAMES_A_SECOND:
            break
    return samples, facts


def over(channel: Channel) -> str:
    return next(str(each["over"]) for each in messages(channel) if "over" in each)


def crossings(samples: array[int]) -> int:
    return sum(1 for a, b in pairwise(samples) if a < 0 <= b)


# --- streams --------------------------------------------------------------------------------------


def test_a_stream_comes_decoded_and_its_end_is_told(bench: Bench) -> None:
    with RadioServer(playing(tone_mp3(), seconds=20)) as server:
        bench.knows(server.url)
        bench.streams()
        channel = bench.ask(address=server.url)
        samples, facts = heard(channel, 3.0)
        assert crossings(samples[FRAMES_A_SECOND : 2 * FRAMES_A_SECOND]) == pytest.approx(
            700, abs=3
        )
        assert facts["codec"] == "mp3"
        assert (facts["ip"], facts["host"]) == ("127.0.0.1", f"127.0.0.1:{server.port}")
        server.end()
        assert over(channel) == "ended"
        channel.close()


@pytest.mark.parametrize(
    "behave",
    [
        answering(OK_MP3 + b"This is no sound at all.\n" * 4000),
        answering(OK_MP3 + gzip.compress(bytes(20_000_000))),
        answering(OK_MP3 + b"#EXTM3U\nfile:///etc/passwd\n" * 100),
        answering(OK_MP3),
    ],
)
def test_what_is_called_sound_and_is_none_is_told(bench: Bench, behave: Behaviour) -> None:
    with RadioServer(behave) as server:
        bench.knows(server.url)
        bench.streams()
        channel = bench.ask()
        assert over(channel) == "not_sound"
        channel.close()


def test_who_hangs_up_ends_the_child(bench: Bench) -> None:
    with RadioServer(playing(tone_mp3(), seconds=20)) as server:
        bench.knows(server.url)
        bench.streams()
        channel = bench.ask()
        heard(channel, 0.5)
        channel.close()
        made = bench.made
        assert isinstance(made, StreamSound)
        wait_until(lambda: made._child._process.poll() is not None)


def test_the_decoder_has_no_network_and_names_no_protocol_but_the_pipe() -> None:
    code = (
        "import os, sys; from loudspeaker.bridge import decoder_child as d;"
        "os.execv = lambda path, args: print(args, open('/proc/self/net/dev').read());"
        "d.main(['mp3'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "'-protocol_whitelist', 'pipe', '-f', 'mp3', '-i', 'pipe:0'" in done.stdout
    if os.geteuid() == 0:  # anybody else may only do it where the kernel lets them
        assert "eth" not in done.stdout
    with pytest.raises(ValueError, match="concat"):
        command_for("ffmpeg", "concat")


# --- who asks for what ----------------------------------------------------------------------------


def test_only_what_is_configured_and_was_approved_is_given(bench: Bench) -> None:
    bench.serve(lambda _source, _config: Silence())
    bench.knows("https://radio.vn/live")
    for name, address, told in (
        ("VOV2", None, "unknown_source"),
        ("VOV1", "https://radio.vn/other", "source_changed"),
    ):
        channel = bench.ask(name, address)
        assert over(channel) == told
        channel.close()
    channel = bench.ask("vov1", "https://radio.vn/live")
    assert "pcm" in [
        key for each, _ in zip(messages(channel), range(3), strict=False) for key in each
    ]
    channel.close()


def test_no_more_than_a_few_at_once(bench: Bench) -> None:
    bench.serve(lambda _source, _config: Silence())
    bench.knows("https://radio.vn/live")
    held = [bench.ask() for _ in range(MOST_AT_ONCE)]
    for channel in held:
        heard(channel, 0.01)
    one_more = bench.ask()
    assert over(one_more) == "too_many_sources"
    for channel in (*held, one_more):
        channel.close()


@pytest.mark.parametrize("said", [b"\n", b"[]\n", b"{", b"x" * 9000])
def test_who_says_nothing_of_use_is_given_nothing(bench: Bench, said: bytes) -> None:
    bench.serve(lambda _source, _config: Silence())
    connection = connect_unix(bench.path, timeout_s=10)
    connection.sendall(said)
    connection.shutdown(socket.SHUT_WR)
    channel = Channel(connection)
    assert over(channel) == "unknown_source"
    channel.close()


def test_a_stranger_is_not_served(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.serve(lambda _source, _config: Silence())
    stranger = Peer(pid=1, uid=4242, gid=1)
    monkeypatch.setattr(source_port, "peer_of", lambda _connection: stranger)
    channel = Channel(connect_unix(bench.path, timeout_s=10))
    assert channel.receive() is None
    channel.close()


# --- lines and pace -------------------------------------------------------------------------------


def test_a_line_that_is_not_there_is_told_with_its_words() -> None:
    command = [sys.executable, "-c", "import sys; print('no such input', file=sys.stderr)"]
    line = LineSound("hw:9", lambda _: subprocess.Popen(command, stdout=PIPE, stderr=PIPE))
    with pytest.raises(SourceFailed) as failed:
        line.read()
    line.close()
    assert failed.value.problem == "line"


def test_sound_is_passed_on_some_seconds_ahead_and_no_more() -> None:
    pace = Pace(begin_s=100.0)
    assert pace.wait_s(round(AHEAD_S * FRAMES_A_SECOND), 100.0) == 0
    assert pace.wait_s(round((AHEAD_S + 2) * FRAMES_A_SECOND), 100.0) == pytest.approx(2)
    assert pace.wait_s(round((AHEAD_S + 2) * FRAMES_A_SECOND), 103.0) == 0
    assert Pace(begin_s=0, rate=20).wait_s(28 * FRAMES_A_SECOND, 0.0) == pytest.approx(1)
