"""Fetching clips over real HTTP, from a server that may be wrong in every way."""

from __future__ import annotations

import hashlib
import queue
from array import array
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from loudspeaker.audio.wav_header import build_header
from loudspeaker.radio.point_status import Refusal
from loudspeaker.village import ip_shelf
from loudspeaker.village.ip_shelf import ClipShelf, Fetched, Wanted

FRAMES = 4_800
CLIP = build_header(frames=FRAMES, rate_hz=48_000) + array("h", range(FRAMES)).tobytes()
SLOWER = build_header(frames=FRAMES, rate_hz=44_100) + array("h", range(FRAMES)).tobytes()
NOT_SOUND = b"<html>" * 100


class Shop:
    """An HTTP server that gives what it is told to, and counts."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.answers: list[int] = []
        self.asked: list[str] = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shop.asked.append(self.path)
                status = shop.answers.pop(0) if shop.answers else 200
                data = shop.files.get(self.path, b"") if status == 200 else b""
                self.send_response(status if data or status != 200 else 404)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}/clips/"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def sell(self, data: bytes, *, under: bytes | None = None, frames: int = FRAMES) -> Wanted:
        sha256 = hashlib.sha256(data if under is None else under).digest()
        self.files[f"/clips/{sha256.hex()}.wav"] = data
        return Wanted(sha256=sha256, url=f"{self.base}{sha256.hex()}.wav", frames=frames)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    yield made
    made.close()


class Shelf:
    """A shelf and what it tells."""

    def __init__(self, directory: Path) -> None:
        self.done: queue.SimpleQueue[Fetched] = queue.SimpleQueue()
        self.shelf = ClipShelf(12, directory, self.done.put)

    def fetch(self, wanted: Wanted) -> Refusal:
        self.shelf.want(wanted)
        fetched = self.done.get(timeout=10)
        self.shelf.settle(fetched)
        assert (fetched.point, fetched.wanted) == (12, wanted)
        return fetched.refusal


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setattr(ip_shelf, "_RETRY_S", 0.01)
    made = Shelf(tmp_path / "12")
    yield made
    made.shelf.close()


def test_a_clip_is_fetched_once(shop: Shop, shelf: Shelf) -> None:
    wanted = shop.sell(CLIP)
    assert not shelf.shelf.has(wanted.sha256)
    assert shelf.fetch(wanted) is Refusal.NONE
    assert shelf.shelf.has(wanted.sha256)
    assert shelf.shelf.read(wanted.sha256, 10, 3) == array("h", [10, 11, 12]).tobytes()
    assert shelf.shelf.read(wanted.sha256, FRAMES - 1, 10) == array("h", [FRAMES - 1]).tobytes()
    assert shelf.fetch(wanted) is Refusal.NONE
    assert len(shop.asked) == 1


def test_a_server_that_stumbles_is_asked_again(shop: Shop, shelf: Shelf) -> None:
    shop.answers = [503, 404, 500]
    assert shelf.fetch(shop.sell(CLIP)) is Refusal.NONE
    assert len(shop.asked) == 4


def test_what_is_not_there(shop: Shop, shelf: Shelf) -> None:
    wanted = Wanted(sha256=bytes(32), url=f"{shop.base}{'00' * 32}.wav", frames=FRAMES)
    assert shelf.fetch(wanted) is Refusal.FETCH
    assert len(shop.asked) == ip_shelf.ATTEMPTS
    nowhere = Wanted(sha256=bytes(32), url="http://127.0.0.1:1/x.wav", frames=FRAMES)
    assert shelf.fetch(nowhere) is Refusal.FETCH


@pytest.mark.parametrize("url", ["", "http://", "ftp://x/y", "http://[", "http://a:b/c"])
def test_what_is_no_address(shelf: Shelf, url: str) -> None:
    assert shelf.fetch(Wanted(sha256=bytes(32), url=url, frames=1)) is Refusal.FETCH


def test_something_else_under_its_name_is_never_heard(shop: Shop, shelf: Shelf) -> None:
    wanted = shop.sell(CLIP[:-2] + b"\xff\xff", under=CLIP)
    assert shelf.fetch(wanted) is Refusal.HASH
    assert not shelf.shelf.has(wanted.sha256)
    assert shelf.shelf.read(wanted.sha256, 0, 10) == b""


@pytest.mark.parametrize(
    ("data", "frames"), [(NOT_SOUND, FRAMES), (SLOWER, FRAMES), (CLIP, FRAMES + 1)]
)
def test_what_is_no_clip_of_that_length(shop: Shop, shelf: Shelf, data: bytes, frames: int) -> None:
    assert shelf.fetch(shop.sell(data, frames=frames)) is Refusal.CLIP


def test_what_is_too_large_is_left(
    shop: Shop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ip_shelf, "LARGEST_BYTES", 1000)
    assert shelf.fetch(shop.sell(CLIP)) is Refusal.FETCH


def test_the_oldest_make_room(shop: Shop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ip_shelf, "KEPT_CLIPS", 2)
    clips = [
        build_header(frames=n, rate_hz=48_000) + array("h", [n] * n).tobytes() for n in (1, 2, 3)
    ]
    wanted = [shop.sell(data, frames=n) for n, data in enumerate(clips, 1)]
    for each in wanted:
        assert shelf.fetch(each) is Refusal.NONE
    assert sum(shelf.shelf.has(each.sha256) for each in wanted) == 2


def test_what_is_on_its_way_is_not_asked_for_again(shop: Shop, shelf: Shelf) -> None:
    wanted = shop.sell(CLIP)
    for _ in range(5):
        shelf.shelf.want(wanted)
    assert shelf.done.get(timeout=10).refusal is Refusal.NONE
    assert shelf.done.empty()
    assert len(shop.asked) == 1
