"""How loud and how fast a voice is: what ``voices test`` finds out."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from loudspeaker.audio.finish import calibrate
from loudspeaker.audio.pcm import Clip, concatenate
from loudspeaker.errors import SoundRefused, SpeechFailure
from loudspeaker.speech.engine import Engine, ModelEngine, SpeechSettings
from loudspeaker.speech.installed import Measured

# Short and long, calm and urgent: what a commune announces.
SENTENCES = (
    "Ủy ban nhân dân xã xin thông báo.",
    (
        "Kính mời toàn thể bà con nhân dân đến nhà văn hóa thôn, vào lúc mười chín giờ ba mươi "
        "phút, ngày hai mươi lăm tháng mười một, để họp bàn về việc làm đường giao thông nông thôn."
    ),
    "Trạm y tế xã tiêm chủng cho trẻ em dưới hai tuổi, từ bảy giờ ba mươi đến mười một giờ sáng.",
    "Cảnh báo lũ quét! Bà con ở khu vực ven suối khẩn trương di chuyển đến nơi an toàn.",
    "Đề nghị bà con đến đông đủ, đúng giờ. Trân trọng cảm ơn.",
)


def measure(engine: Engine, *, voice: str) -> Measured:
    """Speak the sentences and return what was found; raise SpeechFailure."""
    engine.load()
    list(engine.speak(SENTENCES[0], SpeechSettings()))  # the first run allocates
    spoken, waits_ms = [], []
    started = time.perf_counter()
    for sentence in SENTENCES:
        clip, wait_ms = _speak(engine, sentence, voice)
        spoken.append(clip)
        waits_ms.append(wait_ms)
    worked_s = time.perf_counter() - started
    try:
        gain_db = calibrate(spoken)
    except SoundRefused as refused:
        raise SpeechFailure(voice=voice, problem=refused.problem) from refused
    spoken_s = sum(clip.duration_ms for clip in spoken) / 1000.0
    return Measured(
        gain_db=round(gain_db, 2),
        real_time_factor=round(worked_s / spoken_s, 4),
        first_sound_ms=round(median(waits_ms), 2),
        **_of_model(engine),
    )


def _of_model(engine: Engine) -> dict[str, Any]:
    if not isinstance(engine, ModelEngine):
        return {}
    missing = engine.missing_phonemes(" ".join(SENTENCES))
    return {"split": engine.is_split, "missing_phonemes": missing}


def _speak(engine: Engine, sentence: str, voice: str) -> tuple[Clip, float]:
    started = time.perf_counter()
    chunks = engine.speak(sentence, SpeechSettings())
    first = next(chunks, None)
    wait_ms = 1000.0 * (time.perf_counter() - started)
    if first is None:
        raise SpeechFailure(voice=voice, problem="empty")
    samples = concatenate([first.samples, *(chunk.samples for chunk in chunks)])
    return Clip(samples=samples, rate_hz=engine.rate_hz), wait_ms
