"""How often the off-air watch is wrong, over many random announcements of the built-in voices.

    python -m bench.offair [--rounds 40] [--seed 1]

Each round sends 40 s of speech by espeak-ng and has a receiver hear something up to 4.8 s early or
late, with hiss or silence around it.  One line a case: how many stretches of two seconds, well
inside the programme, got which verdict.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from loudspeaker.audio.attention import attention
from loudspeaker.audio.chime import chime
from loudspeaker.audio.pcm import Samples
from loudspeaker.audio.resample import resample
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.espeak import EspeakEngine, EspeakSpeech
from tests.audio import babble
from tests.audio.offair_rig import Programme, received, watch, within

RATE_HZ = babble.RATE_HZ
LENGTH_S = 40
VIETNAMESE = (
    "mời bà con thôn hai và bốn đến nhà văn hóa họp lúc chín giờ sáng mai để nhận phân bón giống"
    " lúa mới phòng chống bão lụt tiêm phòng cho gia súc vệ sinh môi trường đường làng ngõ xóm"
    " ủy ban nhân dân xã thông báo lịch cắt điện từ ngày mười lăm tháng sáu đề nghị các hộ gia đình"
)
ENGLISH = (
    "good morning this is the news from the province today the weather will be rainy with winds in"
    " the north and south farmers are asked to prepare seeds music programme continues after"
)
OURS = (("vi", None), ("vi", "f2"), ("vi", "m3"), ("vi", "f4"))
STRANGERS = (*OURS, ("en", "f3"), ("de", None))
Make = Callable[[Samples, Samples], Samples]


def _half(ours: Samples, rest: Samples) -> Samples:
    middle = len(ours) // 2
    return np.concatenate((ours[:middle], rest[middle : len(ours)]))


CASES: dict[str, Make] = {
    "clean": lambda ours, _: ours,
    "noise 10 dB": lambda ours, _: babble.noisy(ours, snr_db=10),
    "300-3400 Hz": lambda ours, _: babble.band_limited(ours),
    "300-3400 Hz, noise 10 dB": lambda o, _: babble.noisy(babble.band_limited(o), snr_db=10),
    "40 dB too quiet": lambda ours, _: ours * np.float32(0.01),
    "+200 ppm": lambda ours, _: babble.off_by(ours, 200),
    "-200 ppm": lambda ours, _: babble.off_by(ours, -200),
    "other speech": lambda _, other: other,
    "other speech over ours": lambda ours, other: ours + other,
    "hum": lambda ours, _: babble.hum(len(ours) / RATE_HZ),
    "hiss": lambda ours, _: babble.hiss(len(ours) / RATE_HZ),
    "silence": lambda ours, _: np.zeros_like(ours),
    "tone": lambda ours, _: babble.tone(len(ours) / RATE_HZ),
    "lost to hiss": lambda o, _: _half(o, babble.hiss(len(o) / RATE_HZ)),
    "lost to silence": lambda ours, _: _half(ours, np.zeros_like(ours)),
    "lost to other speech": _half,
}
IDLE: dict[str, Make] = {
    "idle, silence": lambda ours, _: np.zeros_like(ours),
    "idle, hiss": lambda ours, _: babble.hiss(len(ours) / RATE_HZ),
    "idle, hum": lambda ours, _: babble.hum(len(ours) / RATE_HZ),
    "idle, other speech": lambda _, other: other,
    "idle, tone": lambda ours, _: babble.tone(len(ours) / RATE_HZ),
}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    speakers = Speakers(random.Random(asked.seed))
    for name, make in CASES.items():
        _show(name, (on_air(make, speakers) for _ in range(asked.rounds)))
    for name, make in IDLE.items():
        _show(name, (idle(make, speakers) for _ in range(asked.rounds)))


class Speakers:
    """Recordings of each voice, of which pieces are taken at random."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._spoken = {voice: self._speak(*voice) for voice in STRANGERS}

    def _speak(self, voice: str, variant: str | None) -> Samples:
        words = (ENGLISH if voice == "en" else VIETNAMESE).split()
        text = " ".join(
            self.rng.choice(words) + (", " if n % 8 == 7 else "") for n in range(420)
        )  # fmt: skip
        engine = EspeakEngine(EspeakSpeech(voice=voice, variant=variant))
        parts = [clip.samples for clip in engine.speak(text, SpeechSettings())]
        sound = resample(np.concatenate(parts), from_hz=engine.rate_hz)
        return sound * np.float32(0.5 / np.abs(sound).max())

    def two(self) -> tuple[Samples, Samples]:
        """Return ours and a stranger's: never the same words, perhaps the same voice."""
        ours, other = self.rng.choice(OURS), self.rng.choice(STRANGERS)
        length = LENGTH_S * RATE_HZ
        first = self.rng.randrange(len(self._spoken[ours]) - 2 * length)
        sound, from_ = self._spoken[other], first + length
        if other != ours:
            from_ = self.rng.randrange(len(sound) - length)
        begin = self.rng.choice([chime("ding_dong").samples, attention(4.0).samples])
        mine = np.concatenate((begin, self._spoken[ours][first : first + length]))
        return mine, np.resize(sound[from_ : from_ + length], len(mine))


def on_air(make: Make, speakers: Speakers) -> Iterator[str]:
    """Yield the verdicts of one airing; of what is lost half way those before and after it."""
    ours, other = speakers.two()
    programme, lag_s = Programme(sound=ours), speakers.rng.uniform(-4.8, 4.8)
    around = speakers.rng.choice([np.zeros(RATE_HZ, np.float32), babble.hiss(5, rms=0.03)])
    sound = received(programme, make(ours, other), lag_s=lag_s, idle=around)
    start_s, length_s = programme.start_s + lag_s, len(ours) / RATE_HZ
    found = watch(programme, sound)
    half_s = start_s + length_s / 2
    for name, span in (
        ("first half", (start_s + 1, half_s - 1)),
        ("second half", (half_s + 1, start_s + length_s - 1)),
    ):
        yield from (f"{name} {v}" for v in within(found, *span).elements())


def idle(make: Make, speakers: Speakers) -> Iterator[str]:
    """Yield the verdicts while nothing is sent."""
    yield from (stretch.verdict.value for stretch in watch(None, make(*speakers.two())))


def _show(name: str, rounds: Iterator[Iterator[str]]) -> None:
    counted = Counter(verdict for found in rounds for verdict in found)
    print(
        f"{name:26}", ", ".join(f"{what}: {n}" for what, n in sorted(counted.items())), flush=True
    )


if __name__ == "__main__":
    main()
