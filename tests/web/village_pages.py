"""A made-up commune's public file and clips, and the pages over them; no other process."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from loudspeaker.audio.wav_header import build_header
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.public.entries import Coming, InForce, Said, Sound
from loudspeaker.public.pages import Block, BlockKind, Card, PublicChange, PublicPage, Timed
from loudspeaker.store.asrun_tail import Place
from loudspeaker.store.public_file import Heard, open_public
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.web.app import application
from loudspeaker.web.parts import WebParts, WebSettings
from loudspeaker.web.templating import templates
from tests.public.entries import NOON, coming, said
from tests.web.fakes import FakeStation
from tests.web.hostile import payloads

HAMLETS = ("Bản Lát", "Thôn Đông", "Xóm Mới")
STATION = "Đài truyền thanh xã Trung Lý"


class Pages:
    """The pages of one commune whose clock stands at noon."""

    def __init__(self, folder: Path, *, gives_out: bool = True, **settings: Any) -> None:
        self.folder = folder
        self.clips, self.sounds = folder / "clips", folder / "sounds"
        self.clips.mkdir(parents=True)
        self.sounds.mkdir()
        self.clock = StandingClock(NOON)
        self.file = open_public(folder / "public.db")
        self.parts = WebParts(
            reader=PublicReader(folder / "public.db"),
            clips=self.clips,
            sounds=self.sounds,
            incoming=self.sounds,
            station=FakeStation(),
            settings=WebSettings(station=STATION, hamlets=HAMLETS, **settings),
            time=self.clock,
            templates=templates(STATION),
            for_kiosks=folder / "for-kiosks" if gives_out else None,
        )
        self.app = application(self.parts)
        self._seq = 0

    def close(self) -> None:
        self.parts.reader.close()
        self.file.close()

    def clip(self, seconds: float = 1.0, tone_hz: float = 440.0) -> Sound:
        """Keep a clip; return the sound that names it."""
        frames = round(48_000 * seconds)
        wave = np.sin(np.arange(frames) * 2 * np.pi * tone_hz / 48_000) * 8000
        data = build_header(frames=frames, rate_hz=48_000) + wave.astype("<i2").tobytes()
        name = hashlib.sha256(data).hexdigest()
        (self.clips / f"{name}.wav").write_bytes(data)
        return Sound(sha256=name, frames=frames)

    def heard(self, text: str = "Đường về bản Lát bị sạt lở.", **other: Any) -> Said:
        """Have something heard; return it."""
        self._seq += 1
        values = {"id": f"a{self._seq}.1", "last_aired": NOON - timedelta(hours=1), **other}
        values.setdefault("first_aired", values["last_aired"])
        entry = said(text, **values)
        self.file.take(
            [Heard(occurrence=f"o{self._seq}", said=entry)],
            Place(offset=self._seq, seq=self._seq, hash="0" * 64),
        )
        return entry

    def again(self, entry: Said, **other: Any) -> None:
        self._seq += 1
        self.file.take(
            [Heard(occurrence=f"o{self._seq}", said=replace(entry, **other))],
            Place(offset=self._seq, seq=self._seq, hash="0" * 64),
        )

    def now(self, *, coming: Iterable[Coming] = (), in_force: Iterable[InForce] = ()) -> None:
        """Say what comes and what is in force."""
        self.file.replace_now(coming=coming, in_force=in_force, now={"station": STATION})

    def get(self, path: str, *, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask as a browser does; an answer is given whatever goes wrong inside."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(self._ask(method, path, told))

    async def _ask(self, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://loa.test") as client:
            return await client.request(method, path, headers=headers)

    def text(self, path: str, status: int = 200) -> str:
        answer = self.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:400])
        return str(answer.text)


def emergency(**other: Any) -> InForce:
    """Return an emergency that began at noon."""
    values: dict[str, Any] = {
        "id": "a1.1",
        "title": "Lũ về",
        "text": "Bà con sơ tán ngay lên nhà văn hóa.",
        "since": NOON,
        "until": NOON + timedelta(hours=1),
        "points": (1, 2),
        "hamlets": ("Bản Lát",),
        **other,
    }
    return InForce(**values)


def filled(pages: Pages) -> Pages:
    """Fill a commune with a day as it might be."""
    for n in range(30):
        day = NOON - timedelta(days=40 - n)
        pages.heard(f"Lịch tiêm chủng đợt {n} tại trạm y tế.", title=f"Tiêm chủng {n}",
                    last_aired=day, sounds=(), hamlets=("Thôn Đông",))  # fmt: skip
    pages.heard(title="Cắt điện chiều nay", text="Điện lực cắt điện từ 13 giờ đến 16 giờ.",
                hamlets=HAMLETS, sounds=(pages.clip(1.5), pages.clip(1.0, 660)))  # fmt: skip
    pages.heard(title="Họp thôn", level="priority", sounds=(pages.clip(2.0, 550),))
    pages.heard(title="Sạt lở", kind="correction", corrected=NOON, sounds=(pages.clip(1),))
    pages.heard("", title="", withdrawn=True, sounds=())
    pages.now(coming=[coming(due=NOON + timedelta(hours=5)),
                      coming("Bản tin chiều", id="s-2", due=NOON + timedelta(days=1))])  # fmt: skip
    pages.file.take_pages("office", PublicChange(mark="1", pages=(office_page(),)))
    pages.file.replace_cards("office", [office_card()])
    return pages


TIMED = (
    Timed(since=NOON - timedelta(hours=12), text="Hôm nay làm việc đến 17 giờ."),
    Timed(since=NOON + timedelta(hours=5), text="Hôm nay đã hết giờ làm việc."),
)


def office_page(text: str = "Thôn Trung tâm", **other: Any) -> PublicPage:
    """Return a page that has every kind of block."""
    kinds: dict[BlockKind, dict[str, Any]] = {
        BlockKind.TABLE: {"head": ("Ngày", "Giờ"), "rows": (("Thứ Hai", text), ("Thứ Ba",))},
        BlockKind.LIST: {"rows": ((text,), ("2/9", "nghỉ"))},
        BlockKind.CALLS: {"rows": (("Văn phòng", "0226 3868 113", text), ("Y tế", "115"), ("x",))},
        BlockKind.TIMED: {"timed": TIMED},
    }
    blocks = [Block(kind=kind, **{"text": text, **kinds.get(kind, {})}) for kind in BlockKind]
    values: dict[str, Any] = {"name": "gio-lam-viec", "title": "Giờ làm việc", "listed": True}
    values |= {"changed": NOON, "spoken": text, "plugin": "office", **other}
    return PublicPage(blocks=tuple(blocks), **values)


def office_card(**other: Any) -> Card:
    values: dict[str, Any] = {"name": "gio-lam-viec", "title": "Trụ sở UBND", "timed": TIMED}
    return Card(**{**values, "plugin": "office", **other})


def hostile(pages: Pages) -> Pages:
    """Have each of 500 texts heard that would be more than text; some more are still to come."""
    each = list(payloads())
    for text in each:
        pages.heard(text, title=text, hamlets=HAMLETS[:1])
    pages.now(
        coming=[coming(id=f"c{n}.1", title=text) for n, text in enumerate(each[:100])],
        in_force=[emergency(id="a1.1", title=each[0], text="\n".join(each[:50]))],
    )
    return pages
