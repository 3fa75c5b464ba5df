from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from loudspeaker.errors import (
    DownloadFailure,
    FileRefused,
    HomeBusy,
    IntegrityFailure,
    SpeechFailure,
    StorageFailure,
    UsageRefused,
)
from loudspeaker.speech.cache import ClipCache
from loudspeaker.speech.client import SpeechClient
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.engines import make_engine
from loudspeaker.speech.install import install
from loudspeaker.speech.installed import (
    CONFIG_FILE,
    MODEL_FILE,
    RECORD_FILE,
    Measured,
    Record,
    is_installed,
    read_record,
    voice_folder,
    write_record,
)
from loudspeaker.speech.manifest import Voice
from loudspeaker.system.locks import hold_lock
from tests.speech.conftest import NoFileBeyond
from tests.speech.fakes import start_child
from tests.speech.voices import DATA, espeak_voice, piper_voice
from tests.speech.web import Shop, serving

MODEL = (DATA / "bench-tiny.onnx").read_bytes()
CONFIG = (DATA / "bench-tiny.onnx.json").read_bytes()
MEASURED = Measured(gain_db=3.0, real_time_factor=0.1, first_sound_ms=10.0)


class FakeChild:
    """Prepares and measures as the speech child would, or fails to."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.calls: list[str] = []
        self.failure: SpeechFailure | None = None

    def prepare(self, voice: Voice) -> bool:
        self.calls.append("prepare")
        assert is_installed(voice, read_record(voice_folder(self._home, voice.id)))
        return False

    def measure(self, voice: Voice) -> Measured:
        self.calls.append("measure")
        if self.failure:
            raise self.failure
        folder = voice_folder(self._home, voice.id)
        write_record(folder, replace(read_record(folder) or Record(voice="?"), measured=MEASURED))
        return MEASURED


class Place(NamedTuple):
    home: Path
    shop: Shop
    child: FakeChild
    seen: list[tuple[str, int, int | None]]

    def voice(self, **pins: Any) -> Voice:
        """Return a voice whose files are at the shop; ``pins`` are hashes and sizes by name."""
        voice = piper_voice("v")
        files = {
            name: {"url": self.shop.url(file), "sha256": None, "bytes": None, **pins.get(name, {})}
            for name, file in (("model", "v.onnx"), ("config", "v.onnx.json"))
        }
        return replace(voice, options={**voice.options, **files})

    def install(self, voice: Voice | None = None, source: Path | None = None) -> Record:
        return install(
            voice or self.voice(), self.home, self.child, source=source,
            progress=lambda *step: self.seen.append(step),
        )  # fmt: skip

    @property
    def folder(self) -> Path:
        return voice_folder(self.home, "v")

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} - {"install.lock"}

    def record(self) -> Record | None:
        return read_record(self.folder)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with serving(Shop(files={"v.onnx": MODEL, "v.onnx.json": CONFIG})) as shop:
        yield Place(tmp_path, shop, FakeChild(tmp_path), [])


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_voice_is_fetched_checked_prepared_and_measured(place: Place) -> None:
    record = place.install()
    assert (place.folder / MODEL_FILE).read_bytes() == MODEL
    assert record.files["model"].sha256 == sha256(MODEL)
    assert record.files["model"].size_bytes == len(MODEL)
    assert record.files["config"].trusted_by == "first_use"
    assert record.measured == MEASURED
    assert place.child.calls == ["prepare", "measure"]
    assert place.names() == {MODEL_FILE, CONFIG_FILE, RECORD_FILE}
    assert {name for name, _, _ in place.seen} == {"config", "model"}
    assert place.seen[-1] == ("model", len(MODEL), len(MODEL))


def test_known_hashes_are_held_to(place: Place) -> None:
    pins = {"model": {"sha256": sha256(MODEL), "bytes": len(MODEL)}}
    record = place.install(place.voice(**pins))
    assert record.files["model"].trusted_by == "voice_file"
    assert record.files["config"].trusted_by == "first_use"


@pytest.mark.parametrize("name", ["model", "config"])
def test_a_wrong_hash_leaves_nothing_behind(place: Place, name: str) -> None:
    with pytest.raises(IntegrityFailure, match="expected abab"):
        place.install(place.voice(**{name: {"sha256": "ab" * 32}}))
    assert place.record() is None
    assert not (place.folder / MODEL_FILE).exists()
    assert place.child.calls == []
    assert place.install().measured == MEASURED


def test_the_first_use_s_hash_is_held_to_afterwards(place: Place) -> None:
    place.install()
    (place.folder / MODEL_FILE).unlink()
    place.shop.files["v.onnx"] = MODEL + b"more"
    place.shop.etag = '"2"'
    with pytest.raises(IntegrityFailure):
        place.install()
    place.shop.files["v.onnx"] = MODEL
    place.shop.etag = '"3"'
    assert place.install().files["model"].sha256 == sha256(MODEL)


def test_what_is_installed_and_unharmed_is_not_fetched_again(place: Place) -> None:
    place.install()
    asked = len(place.shop.asked)
    assert place.install().measured == MEASURED
    assert len(place.shop.asked) == asked


def test_a_damaged_file_is_fetched_again(place: Place) -> None:
    place.install()
    (place.folder / MODEL_FILE).write_bytes(MODEL[:-1])
    place.install()
    assert (place.folder / MODEL_FILE).read_bytes() == MODEL


def test_a_damaged_record_is_made_anew(place: Place) -> None:
    place.install()
    (place.folder / RECORD_FILE).write_text("{")
    assert place.install().measured == MEASURED


def test_a_half_file_is_never_taken_for_whole_and_the_rest_is_fetched_later(place: Place) -> None:
    place.shop.cut_after = [len(CONFIG), 1000, 0, 0, 0]
    with pytest.raises(DownloadFailure) as failed:
        place.install()
    assert failed.value.received_bytes == 1000
    assert place.record() is None
    assert not (place.folder / MODEL_FILE).exists()
    with pytest.raises(Exception, match="model_missing"):
        make_engine(place.voice(), place.folder)
    place.install()
    assert (place.folder / MODEL_FILE).read_bytes() == MODEL
    assert place.shop.sent_bytes == len(MODEL) + len(CONFIG)


def test_a_server_without_ranges_will_do(place: Place) -> None:
    place.shop.ranges = False
    place.shop.cut_after = [len(CONFIG), 1000]
    place.install()
    assert (place.folder / MODEL_FILE).read_bytes() == MODEL


def test_a_portal_s_page_is_not_taken_for_a_voice(place: Place) -> None:
    page = b"<html>please log in</html>"
    place.shop.files = {"v.onnx": page, "v.onnx.json": page}
    with pytest.raises(FileRefused, match="not a Piper voice's configuration"):
        place.install()
    place.shop.files = {"v.onnx": page, "v.onnx.json": CONFIG}
    with pytest.raises(FileRefused, match="not an ONNX model"):
        place.install()
    place.shop.files = {"v.onnx": MODEL, "v.onnx.json": CONFIG}
    assert place.install().files["model"].sha256 == sha256(MODEL)


def test_a_model_that_cannot_speak_is_not_installed_nor_its_hash_trusted(place: Place) -> None:
    place.child.failure = SpeechFailure(voice="v", problem="silent")
    with pytest.raises(SpeechFailure):
        place.install()
    assert place.record() is None
    place.child.failure = None
    assert place.install().measured == MEASURED


def test_a_measurement_that_fails_later_does_not_uninstall(place: Place) -> None:
    place.install()
    place.child.failure = SpeechFailure(voice="v", problem="busy")
    with pytest.raises(SpeechFailure):
        place.install()
    assert place.record() is not None


@pytest.mark.parametrize("below", [False, True])
def test_a_folder_will_do_without_any_network(place: Place, tmp_path: Path, *, below: bool) -> None:
    stick = tmp_path / "stick"
    folder = stick / "voices" if below else stick
    folder.mkdir(parents=True)
    (folder / "v.onnx").write_bytes(MODEL)
    (folder / "v.onnx.json").write_bytes(CONFIG)
    assert place.install(source=stick).measured == MEASURED
    assert place.shop.asked == []
    shutil.rmtree(stick)
    assert (place.folder / MODEL_FILE).read_bytes() == MODEL


def test_a_folder_s_files_are_checked_too(place: Place, tmp_path: Path) -> None:
    (tmp_path / "v.onnx.json").write_bytes(CONFIG)
    (tmp_path / "v.onnx").write_bytes(MODEL)
    with pytest.raises(IntegrityFailure):
        place.install(place.voice(model={"sha256": "ab" * 32}), source=tmp_path)
    assert place.record() is None


@pytest.mark.parametrize("there", [[], ["v.onnx.json"]])
def test_what_the_folder_lacks_is_named(place: Place, tmp_path: Path, there: list[str]) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for name in there:
        (stick / name).write_bytes(CONFIG)
    with pytest.raises(FileRefused, match="missing"):
        place.install(source=stick)
    with pytest.raises(FileRefused):
        place.install(source=tmp_path / "nothing")


def test_a_full_disk_is_found_before_the_download(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(place.home)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=5_000))
    with pytest.raises(StorageFailure, match="5000 free"):
        place.install(place.voice(model={"bytes": len(MODEL)}))
    assert [path for path, _ in place.shop.asked] == ["/v.onnx.json"]


def test_a_disk_that_fills_meanwhile_is_a_storage_failure(
    place: Place, no_file_beyond: NoFileBeyond, tmp_path: Path
) -> None:
    (tmp_path / "v.onnx.json").write_bytes(CONFIG)
    (tmp_path / "v.onnx").write_bytes(MODEL)
    with no_file_beyond(len(CONFIG) + 10):
        with pytest.raises(StorageFailure):
            place.install()
        with pytest.raises(StorageFailure):
            place.install(source=tmp_path)
    assert place.record() is None


def test_two_at_once_are_refused(place: Place) -> None:
    place.folder.mkdir(parents=True)
    lock = hold_lock(place.folder / "install.lock", role="voices install", home=place.home)
    with pytest.raises(HomeBusy):
        place.install()
    lock.release()
    place.install()


def test_a_voice_without_files_needs_no_installation(place: Place) -> None:
    with pytest.raises(UsageRefused):
        place.install(espeak_voice())


@pytest.mark.slow
def test_with_the_real_child_a_voice_speaks_afterwards(place: Place) -> None:
    client = SpeechClient(
        place.home, start_child(place.home), embedded=espeak_voice(),
        cache=ClipCache(place.home / "clips"),
    )  # fmt: skip
    try:
        record = install(place.voice(), place.home, client, progress=lambda *_step: None)
    finally:
        client.close()
    assert record.measured is not None
    assert record.measured.real_time_factor < 0.5
    chunks = make_engine(place.voice(), place.folder).speak("xin chào", SpeechSettings())
    assert sum(chunk.frames for chunk in chunks) > 5_000
