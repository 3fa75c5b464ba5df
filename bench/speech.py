"""How soon and how fast speech comes, on this machine, in one run: ratios, not absolutes.

    python -m bench.speech MODEL.onnx [--rounds 5]

MODEL.onnx is a Piper voice with its MODEL.onnx.json beside it.  Each way speaks in a process of
its own; the ways take turns, round after round, so that other load hits them alike.  The table
shows medians.  *Sentence* has 31 syllables, *bulletin* is ten of them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

from loudspeaker.speech.engine import Engine, SpeechSettings
from loudspeaker.speech.espeak import EspeakEngine, EspeakSpeech
from loudspeaker.speech.installed import (
    CONFIG_FILE,
    MODEL_FILE,
    InstalledFile,
    Record,
    write_record,
)
from loudspeaker.speech.manifest import Licence, Voice, to_message
from loudspeaker.system.files import store_content
from loudspeaker.system.worker import Worker

SENTENCE = (
    "Kính mời toàn thể bà con nhân dân trong thôn đến nhà văn hóa, vào lúc mười chín giờ ba mươi "
    "phút tối thứ bảy, để họp bàn việc làm đường."
)
BULLETIN = " ".join([SENTENCE] * 10)
FIRST_PHRASE = "Ủy ban nhân dân xã xin thông báo."
FREE = Licence(name="")
DOWNLOAD = {"url": "https://voices.example/x", "sha256": None, "bytes": None}
EMBEDDED = Voice(
    id="vi-bac", title="", language="vi", licence=FREE, engine="espeak", options={"voice": "vi"},
    gain_db=10.0,
)  # fmt: skip
PIPER = Voice(
    id="bench", title="", language="vi", licence=FREE, engine="piper",
    options={"model": DOWNLOAD, "config": DOWNLOAD}, gain_db=8.0,
)  # fmt: skip


class Times(NamedTuple):
    """Milliseconds; sound in seconds, memory in megabytes."""

    load: float
    first: float
    whole: float
    bulletin_first: float
    bulletin: float
    sound_s: float
    peak_mb: float


Speak = Callable[[str], Iterable[int]]
"""Yields the frames of each chunk as it comes."""


def main() -> None:
    """Measure and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("model", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.way:
        print(json.dumps(tried(WAYS[asked.way], asked.model)))
        return
    with tempfile.TemporaryDirectory() as folder:
        model = install(asked.model, Path(folder))
        compare(model, Path(folder), asked.rounds)


def compare(model: Path, home: Path, rounds: int) -> None:
    """Let the ways take turns and print what came out."""
    results: dict[str, list[Times]] = {name: [] for name in WAYS}
    others: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, rows in results.items():
            command = [sys.executable, "-m", "bench.speech", "--way", name, str(model)]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            rows.append(Times(*json.loads(done.stdout)))
        for voice in (EMBEDDED, PIPER):
            for name, value in (child_times(home, voice) | disk_times(home)).items():
                others.setdefault(name, []).append(value)
    print(f"{rounds} rounds, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    show(results, others)


def show(results: dict[str, list[Times]], others: dict[str, list[float]]) -> None:
    """Print medians, and the first sound as a part of the warm PiperVoice's."""
    middle = {name: Times(*map(median, zip(*rows, strict=True))) for name, rows in results.items()}
    base_ms = middle["warm PiperVoice"].first
    print("| Way | Load ms | Sentence: first / all ms | Bulletin: first / all ms | Speed "
          "| Peak MB | First sound, PiperVoice = 1 |")  # fmt: skip
    print("|---|---|---|---|---|---|---|")
    for name, it in middle.items():
        print(
            f"| {name} | {it.load:.0f} | {it.first:.1f} / {it.whole:.0f} "
            f"| {it.bulletin_first:.1f} / {it.bulletin:.0f} "
            f"| ×{1000.0 * it.sound_s / it.bulletin:.0f} | {it.peak_mb:.0f} "
            f"| {it.first / base_ms:.3f} |"
        )
    for name, values in others.items():
        print(f"\n{name}: {median(values):.1f} ms (worst {max(values):.1f})", end="")
    print()


def tried(load: Callable[[Path], tuple[Speak, int]], model: Path) -> Times:
    """Return what one way takes in this process."""
    begun = now_ms()
    speak, rate_hz = load(model)
    loaded = now_ms() - begun
    listen(speak, "một hai ba")
    first, whole, _ = listen(speak, SENTENCE)
    bulletin_first, bulletin, frames = listen(speak, BULLETIN)
    return Times(loaded, first, whole, bulletin_first, bulletin, frames / rate_hz, peak_memory_mb())


def listen(speak: Speak, text: str) -> tuple[float, float, int]:
    """Return milliseconds to the first and to the last chunk, and all frames."""
    begun, first, frames = now_ms(), 0.0, 0
    for count in speak(text):
        first = first or now_ms() - begun
        frames += count
    return first, now_ms() - begun, frames


def now_ms() -> float:
    """Return the clock for durations."""
    return time.perf_counter() * 1000.0


def peak_memory_mb() -> float:
    """Return what this process or, if larger, its largest child needed.

    Not from getrusage(2) for ourselves: its figure includes the parent's before exec.
    """
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    own_kb = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return max(own_kb, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024.0


def piper_command(model: Path) -> tuple[Speak, int]:
    """Return the ``piper`` command: a new process for each text."""
    command = [sys.executable, "-m", "piper", "-m", str(model), "--output-raw"]

    def speak(text: str) -> Iterator[int]:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(text.encode())
            process.stdin.close()
            while data := os.read(process.stdout.fileno(), 1 << 16):
                yield len(data) // 2

    return speak, rate_of(model)


def warm_piper_voice(model: Path) -> tuple[Speak, int]:
    """Return a loaded PiperVoice."""
    from piper import PiperVoice, SynthesisConfig  # noqa: PLC0415  its load is measured

    voice = PiperVoice.load(model)
    wish = SynthesisConfig(normalize_audio=False)

    def speak(text: str) -> Iterator[int]:
        return (len(chunk.audio_float_array) for chunk in voice.synthesize(text, wish))

    return speak, voice.config.sample_rate


def whole_graph(model: Path) -> tuple[Speak, int]:
    """Return our engine without the split graphs."""
    from loudspeaker.speech.piper import PiperEngine, PiperFiles, PiperSpeech  # noqa: PLC0415

    files = PiperFiles(model=model, config=model.with_name(CONFIG_FILE))
    return from_engine(PiperEngine("bench", PiperSpeech(), files))


def split_graph(model: Path) -> tuple[Speak, int]:
    """Return our engine as it is installed."""
    from loudspeaker.speech.piper import make  # noqa: PLC0415

    return from_engine(make(PIPER, model.parent))


def embedded(_model: Path) -> tuple[Speak, int]:
    """Return the embedded northern voice."""
    return from_engine(EspeakEngine(EspeakSpeech(voice="vi")))


def from_engine(engine: Engine) -> tuple[Speak, int]:
    """Load an engine."""
    engine.load()

    def speak(text: str) -> Iterator[int]:
        return (chunk.frames for chunk in engine.speak(text, SpeechSettings()))

    return speak, engine.rate_hz


WAYS: dict[str, Callable[[Path], tuple[Speak, int]]] = {
    "`piper` command": piper_command,
    "warm PiperVoice": warm_piper_voice,
    "our engine, whole graph": whole_graph,
    "our engine, split graph": split_graph,
    "embedded espeak": embedded,
}


def rate_of(model: Path) -> int:
    """Return the rate a model speaks at."""
    config = json.loads(model.with_name(CONFIG_FILE).read_bytes())
    return int(config["audio"]["sample_rate"])


def child_times(home: Path, voice: Voice) -> dict[str, float]:
    """Return milliseconds from the request to the first phrase on disk."""
    script = "import sys; from pathlib import Path; from loudspeaker.speech.child import main\n"
    command = [sys.executable, "-c", f"{script}main(Path(sys.argv[1]))", str(home)]
    args = {
        "voice": to_message(voice), "settings": {}, "mode": "phrases",
        "phrases": [{"text": FIRST_PHRASE, "pause_ms": 300}], "out_dir": str(home),
    }  # fmt: skip
    found = {}
    with closing(Worker(
        lambda: subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE), "bench"
    )) as worker:  # fmt: skip
        for state in ("fresh", "warm", "warm", "warm"):
            begun = now_ms()
            worker.request("render", args, timeout_s=60.0)
            found[f"8 syllables on disk, {voice.engine}, {state} child"] = now_ms() - begun
    return found


def disk_times(folder: Path) -> dict[str, float]:
    """Return milliseconds to keep 2 s of sound, with and without fsync."""
    data = os.urandom(192_044)
    begun = now_ms()
    store_content(folder, data, ".wav")
    durable = now_ms() - begun
    begun = now_ms()
    (folder / "plain.wav").write_bytes(data)
    return {"2 s of sound fsynced": durable, "the same without fsync": now_ms() - begun}


def install(model: Path, home: Path) -> Path:
    """Install the voice by hand in a home and return its model there."""
    from loudspeaker.speech.piper_split import make_split  # noqa: PLC0415  needs onnx

    folder = home / "voices" / PIPER.id
    folder.mkdir(parents=True)
    origins = {MODEL_FILE: model, CONFIG_FILE: model.with_name(f"{model.name}.json")}
    files = {}
    for key, (name, origin) in zip(("model", "config"), origins.items(), strict=True):
        shutil.copyfile(origin, folder / name)
        sha256 = hashlib.sha256(origin.read_bytes()).hexdigest()
        files[key] = InstalledFile(sha256=sha256, size_bytes=0, trusted_by="first_use")
    write_record(folder, Record(voice=PIPER.id, files=files))
    make_split(folder / MODEL_FILE, files["model"].sha256)
    return folder / MODEL_FILE


if __name__ == "__main__":
    main()
