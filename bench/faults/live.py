"""What rows with the real processes share: people who ask again, logs that grow, the judgement.

Nothing here knows the package: it drives a station by its command line and reads its logs.
"""

from __future__ import annotations

import json
import os
import random
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.faults.judge import TERMINAL, judge
from bench.faults.station import HARDWARE, Station
from bench.faults.tail import Tail

ROOT = Path(__file__).resolve().parents[2]
LETTERS = "mời bà con đến nhà văn hóa thôn dự họp về nước sạch và vệ sinh môi trường "
LETTERS_A_SECOND = 10
"""What the test voice says in a second."""
ASKS, PAUSE_S = 100, 0.2
DRAIN_S = 90.0
ASK_S = 30.0


class Desk:
    """Asks the station over its socket, one JSON line a request: without waiting for a shell."""

    def __init__(self, home: Path) -> None:
        self._path = home / "run" / "control.sock"

    def ask(self, op: str, person: str, **arguments: Any) -> Any:
        """Return the answer; RuntimeError if it refuses, OSError if nobody is there."""
        request = {"op": op, "as": person, **arguments}
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(ASK_S)
            connection.connect(str(self._path))
            connection.sendall(json.dumps(request).encode() + b"\n")
            answer = json.loads(b"".join(_received(connection)))
        if not answer["ok"]:
            raise RuntimeError(str(answer["error"]))
        return answer["result"]


def _received(connection: socket.socket) -> Iterator[bytes]:
    """Yield what comes, up to the end of the line."""
    while data := connection.recv(1 << 16):
        yield data
        if data.endswith(b"\n"):
            return


def text_for(seconds: float) -> str:
    """Return a text which the test voice speaks for so long."""
    count = max(10, round(seconds * LETTERS_A_SECOND))
    return (LETTERS * (count // len(LETTERS) + 1))[:count].strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What some processes hold."""

    rss_mib: float
    descriptors: int

    @classmethod
    def of(cls, pids: Iterable[int]) -> Weight:
        """Measure."""
        pages = descriptors = 0
        for pid in pids:
            folder = Path("/proc") / str(pid)
            pages += int((folder / "statm").read_text(encoding="ascii").split()[1])
            descriptors += len(list((folder / "fd").iterdir()))
        return cls(rss_mib=pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20), descriptors=descriptors)


@dataclass(slots=True, kw_only=True)
class Live:
    """A running station and what was accepted there."""

    station: Station
    chance: random.Random
    accepted: dict[str, str] = field(default_factory=dict)
    """Occurrence → priority of all that was approved."""
    asrun: Tail
    village: Tail
    _done: set[str] = field(default_factory=set)

    def insist(self, *words: str) -> Any:
        """Ask until it is answered: processes die meanwhile.  An approval twice is one."""
        last: object = None
        for _ in range(ASKS):
            try:
                answer = self.station.ask(*words)
            except RuntimeError as error:
                last = error
                if words[0] == "approve" and "wrong_state" in str(error):
                    return dict(self.station.ask("why", words[1]))
                time.sleep(PAUSE_S)
                continue
            if not (isinstance(answer, dict) and answer.get("state") == "spooled"):
                return answer
            last = answer
            time.sleep(PAUSE_S)
        raise RuntimeError(f"never answered: {words}: {last}")

    def file(self, text: str, *words: str) -> str:
        """Have an announcement written; return its id."""
        key = f"{len(self.accepted)}-{self.chance.random()}"
        return str(self.insist("announce", text, "--key", key, "--as", "soan", *words)["id"])

    def approve(self, item: str, *, priority: str = "normal") -> str:
        """Have it approved by another person; return the occurrence."""
        occurrence = str(self.insist("approve", item, "--as", "duyet", "--yes")["occurrence"])
        self.accepted[occurrence] = priority
        return occurrence

    def say(self, text: str, *words: str, emergency: bool = False) -> str:
        """Have an announcement written and approved; return the occurrence."""
        priority = "emergency" if emergency else "normal"
        item = self.file(text, *words, "--priority", priority)
        return self.approve(item, priority=priority)

    def waiting(self) -> set[str]:
        """Return what was accepted and has no terminal record yet."""
        fresh = self.asrun.look()
        self._done |= {record["occurrence"] for record in fresh if record["event"] in TERMINAL}
        return set(self.accepted) - self._done

    @property
    def desk(self) -> Desk:
        """The station's socket."""
        return Desk(self.station.home)

    def said_fast(self, text: str, *, emergency: bool = False, **wishes: Any) -> str:
        """Have an announcement written and approved over the socket; return the occurrence."""
        priority = "emergency" if emergency else "normal"
        item = self.desk.ask("announce", "soan", text=text, priority=priority, **wishes)
        occurrence = str(self.desk.ask("approve", "duyet", id=item["id"])["occurrence"])
        self.accepted[occurrence] = priority
        return occurrence

    def until(
        self, condition: Callable[[], object], limit_s: float, *, every_s: float = 0.1
    ) -> bool:
        """Wait until something holds; False if it does not in time."""
        deadline = time.monotonic() + limit_s
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(every_s)
        return True

    def carrier(self) -> bool:
        """Tell whether the carrier stands, as the village saw it last."""
        self.village.look()
        switched = (e["ev"] for e in reversed(self.village.lines) if e["ev"].startswith("carrier"))
        return next(switched, "carrier_off") == "carrier_on"

    def judged(self) -> list[str]:
        """Return what is wrong with all that was heard and recorded so far."""
        self.village.look()
        self.asrun.look()
        verdict = judge(self.village.lines, self.asrun.lines, self.accepted)
        return [f"{kind}: {one}" for kind, all_ in verdict.problems().items() for one in all_]

    def forget(self) -> None:
        """Forget what has been judged."""
        self.accepted.clear()
        self._done.clear()
        self.village.lines.clear()
        self.asrun.lines.clear()

    def problems(self, *, drain_s: float = DRAIN_S) -> list[str]:
        """Let everything finish, end the station, and return all that is wrong."""
        self.until(lambda: not self.waiting(), drain_s)
        self.station.end()
        found = self.judged()
        if self.station.command("audit", "verify", "--json").returncode:
            found.append("audit verify fails")
        return found


@contextmanager
def live(
    chance: random.Random,
    *,
    source: Path = ROOT,
    rate: float = 4.0,
    settings: str = "",
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    hardware: str = HARDWARE,
) -> Iterator[Live]:
    """Run a station in a home of its own, in ``folder`` or a scratch folder.

    ``settings`` are further lines of ``station.yaml``, ``hardware`` is a hardware file's name.
    """
    with ExitStack() as stack:
        if folder is None:
            scratch = tempfile.TemporaryDirectory(prefix="loudspeaker-row-")
            folder = Path(stack.enter_context(scratch))
        station = Station(folder / "home", source=source, rate=rate, env=environment)
        station.init(hardware=hardware)
        if settings:
            with (station.home / "station.yaml").open("a", encoding="utf-8") as file:
                file.write(settings)
        stack.callback(station.abandon)
        station.start()
        yield Live(
            station=station,
            chance=chance,
            asrun=Tail(station.home / "asrun.jsonl", torn=True),
            village=Tail(station.home / "village" / "events.jsonl", torn=True),
        )
