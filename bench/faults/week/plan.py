"""What is in the week: its hamlets, programmes and bulletins, and what happens on which day."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import numpy as np

from bench.radio_server import wav_bytes

ZONE: Final = timezone(timedelta(hours=7))
MONDAY: Final = datetime(2026, 12, 7, tzinfo=ZONE)
SLOTS: Final = 14
MORNING, EVENING = "sang", "chieu"
TIMES: Final = {MORNING: timedelta(hours=5, minutes=30), EVENING: timedelta(hours=17)}
RELAY_MINUTES: Final = {MORNING: 1, EVENING: 2}
SOURCE: Final = "VOV1"
SOURCE_HZ, FALLBACK_HZ, TAY_HZ = 2200, 1500, 3300
TONES: Final = (SOURCE_HZ, FALLBACK_HZ, TAY_HZ)
"""By these three sounds are known again at the points."""
TAY_S: Final = 9.0
TAY_ZONES: Final = (2, 5)
TAY_POINTS: Final = frozenset({3, 7})
POINTS: Final = frozenset(range(1, 12))
ZONE_OF: Final = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 8: 6, 9: 7, 10: 8, 11: 9}
OVERFULL: Final = 4
"""In this slot more bulletins wait than fit."""
OWN_AIRINGS: Final = 3
"""Each programme has so many airings of its own."""
RATE_HZ: Final = 48_000

PROGRAMMES: Final = {
    MORNING: """title: Chương trình sáng
times: hằng ngày 5h30
minutes: 5
programme:
  - tune: gong
  - greeting: Kính chào bà con. Hôm nay là {thứ}, {ngày}.
  - relay: {source: VOV1, minutes: 1, fallback: du-phong}
  - bulletins: {}
  - closing: Chương trình sáng đến đây là hết.
""",
    EVENING: """title: Chương trình chiều
times: hằng ngày 17h
minutes: 5
programme:
  - tune: rising
  - greeting: Kính chào bà con. Hôm nay là {thứ}, {ngày}.
  - bulletins: {most_minutes: 1}
  - closing: Sau đây là chương trình tiếp âm. Xin kính chào bà con.
  - relay: {source: VOV1, minutes: 2, fallback: du-phong}
""",
}
TITLES: Final = {MORNING: "Chương trình sáng", EVENING: "Chương trình chiều"}
EMERGENCY: Final = "Nước sông đang lên nhanh. Bà con ven sông khẩn trương sơ tán ngay."
_NEWS = (
    "Mời bà con đến nhà văn hóa thôn dự họp về nước sạch lúc 19 giờ tối nay.",
    "Trạm y tế xã tiêm chủng cho trẻ em vào sáng ngày mai, từ 7 giờ 30 đến 11 giờ.",
    "Ngày mai cắt điện từ 8 giờ đến 10 giờ để sửa đường dây, mong bà con thông cảm.",
    "Hạn nộp hồ sơ vay vốn trồng rừng là thứ Sáu tuần này, tại trụ sở ủy ban.",
    "Đề nghị bà con che chắn chuồng trại, giữ ấm cho trâu bò trong đợt rét đậm.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """What somebody writes for a slot."""

    text: str
    priority: str = "normal"
    tay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One programme of the week, and what befalls it."""

    number: int
    programme: str
    due: datetime
    bulletins: tuple[Bulletin, ...]
    dead_source: bool = False
    emergency: bool = False
    power_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """In which slots, counted from 1, something happens."""

    dead: frozenset[int] = field(default_factory=frozenset)
    emergency: frozenset[int] = field(default_factory=frozenset)
    cut: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of_week(cls, chance: random.Random) -> Events:
        """Choose a day without the other station, an emergency and a power cut, on three days."""
        dead, emergency, cut = chance.sample(range(1, 7), 3)
        return cls(
            dead=frozenset({2 * dead - 1, 2 * dead}),
            emergency=frozenset({2 * emergency}),
            cut=frozenset({2 * cut}),
        )


def slots(chance: random.Random, events: Events) -> list[Slot]:
    """Return the week."""
    return [_slot(number, chance, events) for number in range(1, SLOTS + 1)]


def _slot(number: int, chance: random.Random, events: Events) -> Slot:
    programme = MORNING if number % 2 else EVENING
    news = chance.sample(_NEWS, 4)
    if programme == MORNING:
        written = [Bulletin(text=news[0])]
    else:
        written = [
            Bulletin(text=news[0]),
            Bulletin(text=news[1], priority="priority", tay=True),
        ]
    if number == OVERFULL:
        written += [Bulletin(text=text) for text in (news[2], " ".join(_NEWS))]
    return Slot(
        number=number,
        programme=programme,
        due=MONDAY + timedelta(days=(number - 1) // 2) + TIMES[programme],
        bulletins=tuple(written),
        dead_source=number in events.dead,
        emergency=number in events.emergency,
        power_cut=number in events.cut,
    )


# --- the station's files --------------------------------------------------------------------------


def furnish(home: Path, hardware: Path, *, source_url: str, voice: str) -> None:
    """Write the commune's own files beside those of ``init``."""
    text = hardware.read_text(encoding="utf-8")
    for number in sorted(set(ZONE_OF.values())):
        taken = "[Tày]" if number in TAY_ZONES else "[]"
        text = text.replace(f"name: Thôn {number}}}", f"name: Thôn {number}, languages: {taken}}}")
    for folder in ("hardware", "schedules", "chimes"):
        (home / folder).mkdir(exist_ok=True)
    (home / "hardware" / "tuan.yaml").write_text(text, encoding="utf-8")
    for name, programme in PROGRAMMES.items():
        (home / "schedules" / f"{name}.yaml").write_text(programme, encoding="utf-8")
    (home / "chimes" / "du-phong.wav").write_bytes(tone(FALLBACK_HZ, seconds=7.0))
    file = home / "station.yaml"
    station = file.read_text(encoding="utf-8")
    station = station.replace('from: "00:00", to: "24:00"', 'from: "05:00", to: "21:00"')
    station = station.replace("voice: tone", f"voice: {voice}")
    station = station.replace("hardware: simulated", "hardware: tuan")
    relay = (
        f'relay: {{addresses: [127.0.0.1], sources: [{{name: {SOURCE}, stream: "{source_url}"}}]}}'
    )
    file.write_text(f"{station}clock: proved\n{relay}\n", encoding="utf-8")


def tone(hz: int, *, seconds: float, syllables: bool = False) -> bytes:
    """Return a tone as a WAV file; with ``syllables`` it comes and goes as speech does."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = 6000 * np.sin(2 * np.pi * hz * at)
    if syllables:
        wave *= np.clip(np.sin(2 * np.pi * 1.5 * at) ** 2 * 3, 0.3, 1.0)
    pcm = wave.astype("<i2").tobytes()
    head = bytearray(wav_bytes(b""))
    head[4:8] = (36 + len(pcm)).to_bytes(4, "little")
    head[40:44] = len(pcm).to_bytes(4, "little")
    return bytes(head) + pcm
