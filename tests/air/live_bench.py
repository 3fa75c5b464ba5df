"""A speaker beside the bench, whose blocks come at the pace of the standing clock."""

from __future__ import annotations

import base64
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from loudspeaker.devices.sound.base import BLOCK_FRAMES, RATE_HZ
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import Caller, Priority, Role
from loudspeaker.model.live import Live
from loudspeaker.rundown import Kind, Rundown
from tests.air.bench import Bench

SOAN = Caller(name="soan", roles=frozenset({Role.EDITOR}))
LIVE = Live(longest_min=1, reason="Nước lên nhanh")
BLOCK_NS = BLOCK_FRAMES * 1_000_000_000 // RATE_HZ


def block(value: int = 4000) -> bytes:
    """Return 20 ms of a square wave: as loud as speech, and easy to find again."""
    return array("h", [value if at // 24 % 2 else -value for at in range(BLOCK_FRAMES)]).tobytes()


def live(bench: Bench, name: str = "l-1", **changes: Any) -> Rundown:
    """Return a live airing that may begin at once: two seconds are said first."""
    made = bench.rundown(
        name, seconds=2.0, due_s=0, immediate=True, priority=Priority.EMERGENCY, value=1
    )
    return replace(made, **{"kind": Kind.LIVE, "live": LIVE, **changes})


@dataclass
class Speaker:
    """Sends a block every 20 ms of the clock while ``present``; ``says`` gives what is in it."""

    bench: Bench
    occurrence: str = "l-1"
    says: Callable[[int], bytes] = lambda _seq: block()
    talking: bool = True
    present: bool = True
    answers: list[dict[str, Any]] = field(default_factory=list)
    refused: LoudspeakerError | None = None
    token: str = ""
    seq: int = 0
    _sent_ns: int = 0

    def begin(self, caller: Caller = SOAN) -> Speaker:
        answer = self.bench.playout.microphones.begin(caller, self.occurrence)
        self.token, self._sent_ns = answer["token"], self.bench.clock.mono_ns()
        self.bench.clock.watchers.append(self._pump)
        return self

    def _pump(self) -> None:
        while self.bench.clock.mono_ns() - self._sent_ns >= BLOCK_NS:
            self._sent_ns += BLOCK_NS
            if self.present and self.refused is None:
                self.send(self.says(self.seq))

    def send(self, pcm: bytes) -> None:
        coded = base64.b64encode(pcm).decode()
        try:
            answer = self.bench.playout.microphones.sound(self.token, self.seq, coded, self.talking)
        except LoudspeakerError as error:
            self.refused = error
            return
        self.answers.append(answer)
        self.seq += 1

    def end(self) -> None:
        self.bench.playout.microphones.end(self.token)

    @property
    def states(self) -> list[str]:
        """Every state it was told, each once, in order."""
        return list(dict.fromkeys(answer["state"] for answer in self.answers))

    def at(self, seconds: float, action: Callable[[], object]) -> None:
        self.bench.events.at(seconds, action)
