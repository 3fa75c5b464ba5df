from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.errors import DownloadFailure, StorageFailure
from loudspeaker.speech import download as module
from loudspeaker.speech.download import FRUITLESS_TRIES, download, forget
from tests.speech.conftest import NoFileBeyond
from tests.speech.web import Shop, serving

DATA = os.urandom(300_000)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with serving(Shop(files={"voice.onnx": DATA})) as made:
        yield made


class Watcher:
    def __init__(self) -> None:
        self.seen: list[tuple[int, int | None]] = []

    def __call__(self, done: int, total: int | None) -> None:
        self.seen.append((done, total))


def fetch(shop: Shop, part: Path, name: str = "voice.onnx") -> Watcher:
    watcher = Watcher()
    download(shop.url(name), part, progress=watcher)
    return watcher


def test_a_file_is_fetched_and_progress_is_shown(shop: Shop, tmp_path: Path) -> None:
    seen = fetch(shop, tmp_path / "part").seen
    assert (tmp_path / "part").read_bytes() == DATA
    assert seen[0] == (0, len(DATA))
    assert seen[-1] == (len(DATA), len(DATA))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_cut_connection_is_taken_up_where_it_ended(shop: Shop, tmp_path: Path) -> None:
    shop.cut_after = [100_000, 50_000]
    fetch(shop, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == DATA
    assert [asked for _, asked in shop.asked] == [None, "bytes=100000-", "bytes=150000-"]
    assert shop.sent_bytes == len(DATA)


def test_the_next_run_goes_on_too(shop: Shop, tmp_path: Path) -> None:
    shop.cut_after = [100_000, *[0] * FRUITLESS_TRIES]
    with pytest.raises(DownloadFailure) as failed:
        fetch(shop, tmp_path / "part")
    assert failed.value.received_bytes == 100_000
    seen = fetch(shop, tmp_path / "part").seen
    assert seen[0] == (100_000, len(DATA))
    assert (tmp_path / "part").read_bytes() == DATA
    assert shop.sent_bytes == len(DATA)


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_last_modified_will_do(shop: Shop, tmp_path: Path, etag: str | None) -> None:
    shop.etag, shop.last_modified = etag, "Mon, 26 Jun 2023 10:00:00 GMT"
    shop.cut_after = [100_000]
    fetch(shop, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == DATA
    assert shop.sent_bytes == len(DATA)


@pytest.mark.parametrize("change", [{"ranges": False}, {"etag": None}, {"length": False}])
def test_servers_that_cannot_go_on_send_it_all_again(
    shop: Shop, tmp_path: Path, change: dict[str, bool | None]
) -> None:
    for name, value in change.items():
        setattr(shop, name, value)
    shop.cut_after = [] if change.get("length") is False else [100_000]
    fetch(shop, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == DATA


def test_a_server_that_sends_another_part_is_not_believed(shop: Shop, tmp_path: Path) -> None:
    shop.cut_after, shop.shift = [100_000], 7
    fetch(shop, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == DATA


def test_chunked_answers_are_whole_or_begun_again(shop: Shop, tmp_path: Path) -> None:
    shop.chunked = True
    fetch(shop, tmp_path / "whole")
    assert (tmp_path / "whole").read_bytes() == DATA
    shop.cut_after = [100_000]
    fetch(shop, tmp_path / "cut")
    assert (tmp_path / "cut").read_bytes() == DATA
    assert len(shop.asked) == 3


def test_a_file_that_changed_meanwhile_is_begun_again(shop: Shop, tmp_path: Path) -> None:
    shop.cut_after = [100_000, *[0] * FRUITLESS_TRIES]
    with pytest.raises(DownloadFailure):
        fetch(shop, tmp_path / "part")
    shop.etag, shop.files["voice.onnx"] = '"2"', b"another" * 1000
    fetch(shop, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == b"another" * 1000


def test_another_address_is_begun_anew(shop: Shop, tmp_path: Path) -> None:
    shop.files["other.onnx"] = b"other" * 1000
    fetch(shop, tmp_path / "part")
    fetch(shop, tmp_path / "part", "other.onnx")
    assert (tmp_path / "part").read_bytes() == b"other" * 1000


def test_a_whole_part_is_not_fetched_again(shop: Shop, tmp_path: Path) -> None:
    fetch(shop, tmp_path / "part")
    fetch(shop, tmp_path / "part")
    assert shop.sent_bytes == len(DATA)


def test_a_part_longer_than_the_file_is_begun_again(shop: Shop, tmp_path: Path) -> None:
    fetch(shop, tmp_path / "part")
    with (tmp_path / "part").open("ab") as stream:
        stream.write(b"too much")
    fetch(shop, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == DATA


def test_a_server_that_never_gets_further_is_given_up(shop: Shop, tmp_path: Path) -> None:
    shop.ranges = False
    shop.cut_after = [1000] * 50
    with pytest.raises(DownloadFailure, match="cut off"):
        fetch(shop, tmp_path / "part")
    assert len(shop.asked) == FRUITLESS_TRIES + 1


@pytest.mark.parametrize(("name", "status", "problem"), [
    ("missing.onnx", 200, "HTTP 404"), ("voice.onnx", 503, "HTTP 503"),
])  # fmt: skip
def test_a_refusal_is_named(
    shop: Shop, tmp_path: Path, name: str, status: int, problem: str
) -> None:
    shop.status = status
    with pytest.raises(DownloadFailure, match=problem):
        fetch(shop, tmp_path / "part", name)
    assert not (tmp_path / "part").exists()


def test_nobody_there_is_a_failure(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(DownloadFailure, match="refused"):
        download(f"http://127.0.0.1:{port}/x", tmp_path / "part", progress=Watcher())


@pytest.mark.parametrize(
    "url",
    ["http://voices.example/x", "file:///etc/passwd", "ftp://127.0.0.1/x", "", "https://",
     "http://127.0.0.1.example/x", "//127.0.0.1/x", "https://[bad/x"],
)  # fmt: skip
def test_only_safe_addresses_are_fetched(url: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailure, match="not an https address"):
        download(url, tmp_path / "part", progress=Watcher())


@pytest.mark.parametrize("target", ["http://voices.example/x", "file:///etc/passwd"])
def test_redirects_lead_nowhere_else(shop: Shop, tmp_path: Path, target: str) -> None:
    shop.redirect = target
    with pytest.raises(DownloadFailure):
        fetch(shop, tmp_path / "part")
    assert len(shop.asked) == 1


def test_a_redirect_to_this_machine_is_followed(shop: Shop, tmp_path: Path) -> None:
    with serving(Shop(redirect=shop.url("voice.onnx"))) as sign:
        fetch(sign, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == DATA


@pytest.mark.parametrize("length", [True, False])
def test_endless_files_are_not_taken(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, length: bool
) -> None:
    shop.length = length
    monkeypatch.setattr(module, "LARGEST_BYTES", 200_000)
    with pytest.raises(DownloadFailure, match="too many"):
        fetch(shop, tmp_path / "part")
    assert not (tmp_path / "part").exists() or (tmp_path / "part").stat().st_size <= 200_000


def test_a_disk_that_takes_no_more_is_a_storage_failure(
    shop: Shop, tmp_path: Path, no_file_beyond: NoFileBeyond
) -> None:
    with pytest.raises(StorageFailure), no_file_beyond(100_000):
        fetch(shop, tmp_path / "part")


def test_a_damaged_note_only_costs_a_new_start(shop: Shop, tmp_path: Path) -> None:
    shop.cut_after = [100_000, *[0] * FRUITLESS_TRIES]
    with pytest.raises(DownloadFailure):
        fetch(shop, tmp_path / "part")
    (tmp_path / "part.validator").write_text("{")
    fetch(shop, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == DATA


def test_forget_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    fetch(shop, tmp_path / "part")
    forget(tmp_path / "part")
    forget(tmp_path / "part")
    assert list(tmp_path.iterdir()) == []
