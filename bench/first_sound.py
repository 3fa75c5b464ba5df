"""From the approval that releases an announcement to its first sound.

    python -m bench.first_sound [--voice vi-bac] [--piper-model FILE] [--runs 30] [--no-heard]

Two figures, never mixed: (a) *speech latency*, until the first speech sample is handed to the sound
driver, on a station without radio points and chime; (b) *heard latency*, until the first sample at
the village's points, with the lead-in that opens them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.faults.station import Station
from bench.station import APPROVER, WRITER, Bench, running, summary

MS = 1e6
MODEL_VOICE = "bench-model"
MANIFEST = """\
title: A model to measure
engine: piper
language: vi-VN
licence: {name: none, commercial: false}
model: {url: "https://voices.example/bench-model.onnx"}
config: {url: "https://voices.example/bench-model.onnx.json"}
"""


def texts(runs: int) -> list[str]:
    """Return texts that are not in any cache."""
    return [
        f"Lần thứ {number + 1}, kính mời bà con thôn {number % 9 + 1} đến nhà văn hóa dự họp "
        f"lúc 19 giờ {number % 60} phút ngày mai."
        for number in range(runs)
    ]


def speech_latency_ms(bench: Bench, text: str) -> float:
    """Return figure (a) for one announcement."""
    filed = bench.announce(text)
    released_ns = bench.approve(filed["id"])
    occurrence = filed["occurrence"]
    while True:
        try:
            handed_ns = bench.handed_over_ns(occurrence)
            break
        except LookupError:
            time.sleep(0.02)
    bench.client.call("cancel", id=filed["id"], **APPROVER)
    bench.wait_until_over(occurrence)
    time.sleep(0.3)
    return (handed_ns - released_ns) / MS


def heard_latency_ms(bench: Bench, text: str, priority: str) -> tuple[float, float]:
    """Return figure (b), and the lead-in: from carrier on to the first sample heard."""
    filed = bench.announce(text, priority=priority)
    released_ns = bench.approve(filed["id"])
    time.sleep(2.5)
    heard_ns = bench.heard_ns(filed["occurrence"])
    events = (bench.home / "village" / "events.jsonl").read_bytes().split(b"\n")[:-1]
    keyed = [json.loads(line)["mono_ns"] for line in events if b'"carrier_on"' in line]
    bench.client.call("cancel", id=filed["id"], **APPROVER)
    bench.wait_until_over(filed["occurrence"])
    time.sleep(2.0)
    return (heard_ns - released_ns) / MS, (heard_ns - max(k for k in keyed if k < heard_ns)) / MS


def measure_speech(voice: str, runs: int, before: Callable[[Station], None]) -> dict[str, Any]:
    """Return figure (a) for fresh texts and for the same texts again (ready clips)."""
    with running(voice=voice, hardware="bench", before=before) as bench:
        wanted = texts(runs)
        fresh = [speech_latency_ms(bench, text) for text in wanted]
        whole = bench.announce(wanted[0])
        bench.approve(whole["id"])
        bench.wait_until_over(whole["occurrence"])
        ready = [speech_latency_ms(bench, wanted[0]) for _ in range(runs)]
        depth = {"queued_ms": bench.queued_ms(), "pipe_bytes": bench.pipe_bytes()}
    return {"fresh_ms": summary(fresh), "ready_ms": summary(ready), **depth}


def measure_heard(voice: str, runs: int) -> dict[str, Any]:
    """Return figure (b) for ordinary announcements and emergencies."""
    found: dict[str, Any] = {}
    with running(voice=voice) as bench:
        for priority in ("normal", "emergency"):
            pairs = [heard_latency_ms(bench, text, priority) for text in texts(runs)]
            found[priority] = {
                "heard_ms": summary([heard for heard, _ in pairs]),
                "lead_in_ms": summary([lead_in for _, lead_in in pairs]),
            }
        breaking_in = [break_in_ms(bench, text) for text in texts(runs)]
        found["emergency_while_another_plays"] = {"heard_ms": summary(breaking_in)}
    return found


def break_in_ms(bench: Bench, text: str) -> float:
    """Return figure (b) of an emergency that breaks into an ordinary announcement."""
    playing = bench.announce(" ".join([text] * 8))
    bench.approve(playing["id"])
    time.sleep(4.0)
    urgent = bench.announce(text, priority="emergency")
    released_ns = bench.approve(urgent["id"])
    time.sleep(2.5)
    heard_ns = bench.heard_ns(urgent["occurrence"])
    for filed in (urgent, playing):
        bench.client.call("cancel", id=filed["id"], **APPROVER)
        bench.wait_until_over(filed["occurrence"])
    time.sleep(2.0)
    return (heard_ns - released_ns) / MS


def released_ms(bench: Bench, number: int) -> tuple[float, float]:
    """Return how long until the first tone of a template is heard: from the command, the request.

    The first is what a person waits who types it with its word; the second leaves out the start of
    the command line.
    """
    values = {"song": f"suối số {number}", "gio": "17:30", "muc_nuoc": "3,5", "noi": "thôn 2"}
    typed_ns = time.monotonic_ns()
    fields = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
    filed = bench.station.ask("emergency", "lu", *fields, "--confirm", "lu")
    from_command = _first_tone_ms(bench, filed, typed_ns)
    asked_ns = time.monotonic_ns()
    filed = bench.client.call("emergency", template="lu", values=values, confirm="lu", **WRITER)
    return from_command, _first_tone_ms(bench, filed, asked_ns)


def _first_tone_ms(bench: Bench, filed: dict[str, Any], since_ns: int) -> float:
    time.sleep(3.0)
    heard_ns = bench.heard_ns(filed["occurrence"])
    bench.client.call("cancel", id=filed["id"], **APPROVER)
    bench.wait_until_over(filed["occurrence"])
    time.sleep(2.0)
    return (heard_ns - since_ns) / MS


def measure_released(voice: str, runs: int) -> dict[str, Any]:
    """Return how fast one person is on air with an approved template."""
    with running(voice=voice) as bench:
        item = next(t["id"] for t in bench.client.call("templates") if t["name"] == "lu")
        bench.approve(item)
        pairs = [released_ms(bench, number) for number in range(runs)]
    return {
        "from_command_ms": summary([command for command, _ in pairs]),
        "from_request_ms": summary([request for _, request in pairs]),
    }


def installs(model: Path) -> Callable[[Station], None]:
    """Return what puts a Piper model (with its .json beside it) into a home as a voice."""

    def install(station: Station) -> None:
        with tempfile.TemporaryDirectory() as stick:
            for suffix in ("", ".json"):
                shutil.copy(f"{model}{suffix}", f"{stick}/bench-model.onnx{suffix}")
            voices = station.home / "voices"
            voices.mkdir(exist_ok=True)
            (voices / f"{MODEL_VOICE}.yaml").write_text(MANIFEST, encoding="utf-8")
            station.ask("voices", "install", MODEL_VOICE, "--from", stick)

    return install


def _nothing(_station: Station) -> None:
    pass


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", default="vi-bac")
    parser.add_argument("--piper-model", type=Path, help="install this model and use it")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--no-heard", action="store_true")
    chosen = parser.parse_args()
    voice: str = chosen.voice
    before: Callable[[Station], None] = _nothing
    if chosen.piper_model:
        voice, before = MODEL_VOICE, installs(chosen.piper_model)
    result = {"voice": voice, "speech": measure_speech(voice, chosen.runs, before)}
    if not (chosen.no_heard or chosen.piper_model):
        result["heard"] = measure_heard(chosen.voice, max(5, chosen.runs // 3))
        result["released"] = measure_released(chosen.voice, max(5, chosen.runs // 3))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
