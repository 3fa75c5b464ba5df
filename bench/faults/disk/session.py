"""A station at work, every operation on its files recorded."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.faults.disk.images import Image
from bench.faults.disk.operations import Operation, Sent
from bench.faults.disk.recorders import Recorder, recorder
from bench.faults.disk.strace import read_trace
from bench.faults.judge import FULL_SHARE, TERMINAL, read_json_lines
from bench.faults.station import Station

TEXT = "mời bà con đến nhà văn hóa thôn dự họp về nước sạch "
NOT_ON_THE_DISK = ("village", "log", "run")
PATIENCE_S = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The station has told somebody that an announcement is in a state."""

    at_s: float
    item: str
    occurrence: str
    state: str


@dataclass(slots=True, kw_only=True)
class Recording:
    """A session from the first start to the end: what was there, done, told and heard."""

    home: Path
    base: Image
    folders: tuple[str, ...]
    operations: list[Operation] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    heard: dict[str, list[float]] = field(default_factory=dict)
    """Occurrence → when it had been heard in full, each time (seconds since 1970)."""
    emergencies: frozenset[str] = frozenset()


def files_of(home: Path) -> Image:
    """Return the files of a home that a power cut matters to."""
    return {
        str(path): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.relative_to(home).parts[0] not in NOT_ON_THE_DISK
    }


class Session:
    """Plays one station through what an official does in a day, in half a minute."""

    def __init__(self, folder: Path, *, source: Path, rate: float, by: str) -> None:
        self._folder = folder
        self._by = by
        self._traces = [folder / "run.trace"]
        watched = self._recorder()
        self.by = watched.name
        self.station = Station(folder / "home", source=source, rate=rate)
        self.station.launcher = ["env", *(f"{k}={v}" for k, v in watched.env.items())]
        self.station.launcher += watched.words
        self._emergencies: set[str] = set()
        self._spooled: list[Told] = []
        self._offset_s = time.time() - time.monotonic()

    def record(self, chance: random.Random, *, short: bool = False) -> Recording:
        """Play a session and return what was recorded."""
        station = self.station
        station.init()
        station.start_village()
        home = station.home
        recording = Recording(
            home=home,
            base=files_of(home),
            folders=tuple(str(p.relative_to(home)) for p in home.rglob("*") if p.is_dir()),
        )
        station.start()
        try:
            self._play(chance, short=short)
        finally:
            station.end()
            station.end_village()
        time.sleep(0.5)  # strace writes its last lines after the end
        return self._read(recording)

    def _recorder(self) -> Recorder:
        """Return what records into the newest trace."""
        home = self._folder / "home"
        return recorder(self._by, self._traces[-1], home=home, folder=self._folder)

    # --- what people do -------------------------------------------------------------------------

    def _play(self, chance: random.Random, *, short: bool) -> None:
        acts = [self._spool, self._now, self._later, self._let_go, self._change, self._emergency]
        if short:
            acts = [self._now, self._let_go, self._emergency]
        else:
            chance.shuffle(acts)
        for act in acts:
            act(chance)
            time.sleep(chance.uniform(0.0, 0.0 if short else 2.0))
        deadline = time.monotonic() + PATIENCE_S
        while self._open() and time.monotonic() < deadline:
            time.sleep(0.2)

    def _open(self) -> set[str]:
        records = list(read_json_lines(self.station.home / "asrun.jsonl"))
        ended = {record["occurrence"] for record in records if record["event"] in TERMINAL}
        queued = self.station.ask("queue")
        return {row["occurrence"] for row in queued if row["state"] != "draft"} - ended

    def _announce(self, *options: str) -> Mapping[str, Any]:
        filed: Mapping[str, Any] = self.station.ask("announce", TEXT, *options, "--as", "soan")
        return filed

    def _approve(self, filed: Mapping[str, Any]) -> None:
        self.station.ask("approve", filed["id"], "--as", "duyet", "--yes")

    def _now(self, _chance: random.Random) -> None:
        self._approve(self._announce("--now", "--key", "once"))
        self._announce("--now", "--key", "once")

    def _later(self, chance: random.Random) -> None:
        due = time.time() + chance.uniform(5.0, 9.0)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(due))
        self._approve(self._announce("--at", stamp))

    def _let_go(self, _chance: random.Random) -> None:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 30))
        filed = self._announce("--at", stamp)
        self._approve(filed)
        self.station.ask("cancel", filed["id"], "--as", "duyet")

    def _change(self, _chance: random.Random) -> None:
        filed = self._announce("--now")
        self.station.ask("edit", filed["id"], "--text", f"{TEXT} lúc tối", "--as", "soan")
        self.station.ask("reject", filed["id"], "--why", "sai giờ", "--as", "duyet")
        self._announce("--now")

    def _emergency(self, _chance: random.Random) -> None:
        filed = self._announce("--priority", "emergency")
        self._emergencies.add(filed["occurrence"])
        self._approve(filed)

    def _spool(self, _chance: random.Random) -> None:
        """Write an announcement while the station is down; that, too, is recorded."""
        station = self.station
        killed = station.pids()["station"]
        station.signal("run", signal.SIGSTOP)
        station.signal("station", signal.SIGKILL)
        self._traces.append(self._folder / f"spool-{len(self._traces)}.trace")
        watched = self._recorder()
        env = {**station.env, **watched.env}
        words = [
            *watched.waiting_words,
            sys.executable,
            "-m",
            "loudspeaker",
            "announce",
            TEXT,
            "--now",
            "--as",
            "soan",
        ]
        words += ["--home", str(station.home), "--json"]
        try:
            done = subprocess.run(words, env=env, capture_output=True, check=False)
            at_s = time.time()
        finally:
            station.signal("run", signal.SIGCONT)
        deadline = time.monotonic() + PATIENCE_S
        while station.pids().get("station", killed) == killed and time.monotonic() < deadline:
            time.sleep(0.05)
        if done.returncode:
            raise RuntimeError(f"spooling: {done.stdout.decode()} {done.stderr.decode()[-500:]}")
        filed = json.loads(done.stdout)
        told = Told(at_s=at_s, item=filed["id"], occurrence=filed["occurrence"], state="draft")
        self._spooled.append(told)

    # --- what was recorded ----------------------------------------------------------------------

    def _read(self, recording: Recording) -> Recording:
        operations = read_trace(self._traces, under=recording.home)
        kept = tuple(str(recording.home / name) + "/" for name in NOT_ON_THE_DISK)
        recording.told = sorted(
            [*self._spooled, *_told(op for op in operations if isinstance(op, Sent))],
            key=lambda told: told.at_s,
        )
        recording.operations = [
            op
            for op in operations
            if not isinstance(op, Sent)
            and not getattr(op, "path", getattr(op, "new", "")).startswith(kept)
        ]
        events = list(read_json_lines(recording.home / "village" / "events.jsonl"))
        records = list(read_json_lines(recording.home / "asrun.jsonl"))
        recording.heard = heard_in_full(events, records, offset_s=self._offset_s)
        recording.emergencies = frozenset(self._emergencies)
        return recording


def _told(sent: Iterable[Sent]) -> Iterable[Told]:
    """Yield what the answers to commands say of announcements."""
    for op in sent:
        result = json.loads(op.data).get("result")
        if isinstance(result, dict) and {"id", "occurrence", "state", "version"} <= set(result):
            yield Told(
                at_s=op.begun_s,
                item=result["id"],
                occurrence=result["occurrence"],
                state=_of_item(result["state"]),
            )


def _of_item(state: str) -> str:
    """Return the state of an announcement by that of its occurrence: else it is approved."""
    return state if state in ("draft", "cancelled", "rejected") else "approved"


def heard_in_full(
    events: Iterable[Mapping[str, Any]], records: Sequence[Mapping[str, Any]], *, offset_s: float
) -> dict[str, list[float]]:
    """Return when each occurrence had been heard to nine tenths at some point, each time."""
    lengths = {r["occurrence"]: r["len_ms"] for r in records if r.get("len_ms")}
    run: dict[tuple[str, int], tuple[float, float]] = {}
    found: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        name = event.get("occurrence")
        if event.get("ev") != "audio" or not event["n"] or name is None or not event["carrier"]:
            continue
        place = name, event["n"]
        end_ms, covered_ms = run.get(place, (event["pos_ms"], 0.0))
        if not -5.0 <= event["pos_ms"] - end_ms <= 250.0:
            covered_ms = 0.0
        full_ms = FULL_SHARE * lengths.get(name, float("inf"))
        if covered_ms < full_ms <= covered_ms + event["len_ms"]:
            at_s = event["mono_ns"] / 1e9 + event["len_ms"] / 1e3 + offset_s
            found[name][event["n"]].append(at_s)
        run[place] = event["pos_ms"] + event["len_ms"], covered_ms + event["len_ms"]
    return {name: max(at.values(), key=len) for name, at in found.items()}
