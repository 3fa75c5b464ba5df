"""A station that gives out, a kiosk that pulls, and the way between, which does as it is told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.audio.wav_header import build_header
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import PullFailure
from loudspeaker.public.entries import Said, Sound
from loudspeaker.pulling.clip_shelf import ClipShelf
from loudspeaker.pulling.loop import Loop
from loudspeaker.pulling.memory import Pairing, read_taken
from loudspeaker.pulling.puller import Places, Puller
from loudspeaker.pulling.station_time import StationTime
from loudspeaker.store.public_reader import PublicReader
from tests.station.test_giving_out import PINNED, House

ADDRESS = "http://dai.test:8080"


@dataclass
class Way:
    """``Fetch`` out of the station's folders; ``change`` may change or refuse what goes by."""

    folder: Path
    clips: Path
    change: Callable[[str, bytes], bytes] = lambda _path, content: content
    asked: list[str] = field(default_factory=list)
    piece: int = 1 << 30
    """So much of a clip comes at once."""

    def whole(self, path: str, *, what: str, most: int) -> bytes:
        self.asked.append(path)
        kind, _, name = path.removeprefix("/pull/").partition("/")
        file = self.folder / (f"parts/{name}" if kind == "parts" else kind)
        content = self.change(path, self._read(file, what))
        if len(content) > most:
            raise PullFailure(address=ADDRESS, what=what, problem="too_large")
        return content

    def rest(self, path: str, into: Path, *, size: int, until_ns: int) -> bool:
        del until_ns
        self.asked.append(path)
        content = self.change(path, self._read(self.clips / path.rpartition("/")[2], "clip"))
        start = into.stat().st_size if into.exists() else 0
        if len(content) > size:
            raise PullFailure(address=ADDRESS, what="clip", problem="too_large")
        with into.open("ab") as stream:
            stream.write(content[start : start + self.piece])
        return into.stat().st_size == size

    def _read(self, file: Path, what: str) -> bytes:
        try:
            return file.read_bytes()
        except FileNotFoundError:
            raise PullFailure(address=ADDRESS, what=what, problem="missing") from None

    def refuse(self, problem: str = "timeout") -> None:
        def change(_path: str, _content: bytes) -> bytes:
            raise PullFailure(address=ADDRESS, what="manifest", problem=problem)

        self.change = change

    def mend(self) -> None:
        self.change = lambda _path, content: content


class Machine:
    """The kiosk's own clock, which shows 1970 unless it is told otherwise."""

    def __init__(self, clock: StandingClock) -> None:
        self.clock = clock
        self.wrong = timedelta(days=-20_000)
        self.steered = False
        self.boot = "boot-1"
        self.booted_ns = 0

    def wall(self) -> datetime:
        return self.clock.wall() + self.wrong

    def mono_ns(self) -> int:
        return self.clock.mono_ns() - self.booted_ns

    def reboot(self) -> None:
        self.boot += "'"
        self.booted_ns = self.clock.mono_ns() - 10**10


class Post:
    """A post office, and the commune's station."""

    def __init__(self, folder: Path) -> None:
        (folder / "station").mkdir(parents=True)
        self.station = House(folder / "station")
        self.clock = self.station.clock
        self.station_clips = folder / "station" / "clips"
        self.station_clips.mkdir()
        self.way = Way(self.station.folder, self.station_clips)
        self.home = folder / "kiosk"
        self.home.mkdir()
        self.machine = Machine(self.clock)
        self.pinned = PINNED
        self.room_bytes = 1 << 30
        self.free_bytes: Callable[[Path], int] = lambda _folder: 1 << 40
        self.reader = PublicReader(self.home / "public.db")
        self.start()

    def start(self) -> None:
        """Begin as a new process does."""
        pairing = Pairing(address=ADDRESS, key=self.pinned)
        places = Places(
            public=self.home / "public.db",
            taken=self.home / "taken.json",
            parts=self.home / "parts",
        )
        taken = read_taken(places.taken, key=self.pinned)
        self.time = StationTime(
            self.machine,
            boot_id=self.machine.boot,
            mark=taken.mark if taken else None,
            is_steered=lambda: self.machine.steered,
        )
        self.shelf = ClipShelf(
            self.home / "clips",
            room_bytes=self.room_bytes,
            free_bytes=self._free,
        )
        self.puller = Puller(pairing, places, fetch=self.way, clips=self.shelf, time=self.time)
        self.loop = Loop(self.puller, self.time, self.home / "told.json")

    def _free(self, folder: Path) -> int:
        return self.free_bytes(folder)

    def restart(self, *, power_cut: bool = False) -> None:
        self.puller.close()
        if power_cut:
            self.machine.reboot()
        self.start()

    def close(self) -> None:
        self.puller.close()
        self.reader.close()
        self.station.file.close()

    def pull(self) -> None:
        """Pull until there is nothing more at once."""
        for _ in range(1000):
            if not self.puller.round():
                return
        raise AssertionError("no end")

    def clip(self, *, frames: int = 4_800, tone: int = 1) -> Sound:
        data = build_header(frames=frames, rate_hz=48_000) + bytes([tone, 0]) * frames
        name = hashlib.sha256(data).hexdigest()
        (self.station_clips / f"{name}.wav").write_bytes(data)
        return Sound(sha256=name, frames=frames)

    def publish(self, *said: Said, **now: Any) -> None:
        """Have something heard at the station, and given out."""
        from loudspeaker.public.parts import Now  # noqa: PLC0415 - beside House's own

        self.clock.advance_s(60)
        if said:
            self.station.heard(*said)
        self.station.update(Now(hamlets=("Bản Lát", "Xóm Mới"), **now))

    def shown(self) -> list[Said]:
        """Return what the kiosk shows, oldest first."""
        if not (self.home / "public.db").exists():
            return []
        return list(reversed(self.reader.newest(limit=200).entries))

    def clips(self) -> set[str]:
        return {path.name for path in (self.home / "clips").iterdir()}
