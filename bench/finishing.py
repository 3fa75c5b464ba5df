"""Levels and speed of finishing real speech (the embedded voice).

    python -m bench.finishing

Calibrates the voice as ``voices test`` does, then finishes other sentences, each as a phrase
that starts early and all together as one item.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from loudspeaker.audio.finish import FinishedClip, Piece, calibrate, finish, finish_phrase
from loudspeaker.audio.pcm import Clip, concatenate
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.espeak import EspeakEngine, EspeakSpeech
from loudspeaker.speech.measure import SENTENCES

VOICES = {"vi": EspeakSpeech(voice="vi"), "vi+f2": EspeakSpeech(voice="vi", variant="f2")}
PAUSE_MS = 350.0
ROUNDS = 7
OTHERS = (
    "Thông báo mời họp thôn.",
    "Thời gian: mười chín giờ ba mươi phút, ngày mười hai tháng ba.",
    "Địa điểm: nhà văn hóa thôn.",
    "Nội dung: bàn về việc làm đường bê tông nông thôn, và thu quỹ phòng chống thiên tai năm nay.",
    "Mỗi hộ gia đình cử một người đại diện.",
    "Trạm y tế xã tiêm chủng cho trẻ em từ hai tháng tuổi, bắt đầu từ bảy giờ sáng.",
    "Khi đi nhớ mang theo sổ tiêm chủng.",
    "Do ảnh hưởng của mưa lớn, đập tràn ở cuối thôn bị ngập, đề nghị bà con không đi qua.",
    "Hạn chót là ngày ba mươi.",
    "Xin trân trọng cảm ơn.",
)


def main() -> None:
    """Print one block for each voice."""
    for name, voice in VOICES.items():
        report(name, EspeakEngine(voice))


def report(name: str, engine: EspeakEngine) -> None:
    """Measure one voice and print what was found."""
    engine.load()
    gain_db = calibrate([spoken(engine, text) for text in SENTENCES])
    raw = [spoken(engine, text) for text in OTHERS]
    phrases = [finish_phrase(clip, gain_db) for clip in raw]
    levels = [phrase.loudness_lufs for phrase in phrases]
    print(f"{name}: calibrated gain {gain_db:.2f} dB")
    print(f"  phrases {min(levels):.1f} to {max(levels):.1f} LUFS, {peaks(phrases)}")
    pieces = [Piece(clip=clip, pause_after_ms=PAUSE_MS) for clip in raw]
    item = finish(pieces)
    print(f"  item {item.loudness_lufs:.2f} LUFS, {peaks([item])}")
    taken_s = timed(lambda: finish(pieces))
    speed = item.clip.duration_ms / 1000 / taken_s
    print(
        f"  item of {item.clip.duration_ms / 1000:.1f} s in {taken_s * 1000:.0f} ms: x {speed:.0f}"
    )
    first_ms = 1000 * timed(lambda: finish_phrase(raw[0], gain_db))
    print(f"  first phrase of {raw[0].duration_ms / 1000:.1f} s in {first_ms:.1f} ms")


def spoken(engine: EspeakEngine, text: str) -> Clip:
    """Return a sentence as the voice speaks it."""
    chunks = list(engine.speak(text, SpeechSettings()))
    return Clip(samples=concatenate([chunk.samples for chunk in chunks]), rate_hz=engine.rate_hz)


def peaks(clips: list[FinishedClip]) -> str:
    """Return the highest true peak as text."""
    return f"true peak at most {max(clip.true_peak_dbtp for clip in clips):.2f} dBTP"


def timed(run: Callable[[], object]) -> float:
    """Return the median time of a few runs in seconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main()
