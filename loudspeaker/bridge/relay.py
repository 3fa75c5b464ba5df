"""Between playout's socket and the broker: signed bytes one way, reports the other.

Nothing is understood here and no key is known: this process talks to the network, so whoever
gets into it can drop messages, but neither open a loudspeaker nor say that one was heard.
"""

from __future__ import annotations

import logging
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from loudspeaker.bridge.broker import BrokerEvents, Heard

log = logging.getLogger(__name__)
TOPICS = frozenset({"cmd", "play"})
LARGEST_MESSAGE_BYTES = 16_384
LARGEST_REPORT_BYTES = 256
REPORTS_A_SECOND, REPORTS_AT_ONCE = 10.0, 40.0
LARGEST_ID = 1 << 53
STALE_NS, LARGEST_NS = 2_000_000_000, 1 << 63
_SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_CLIPS = 4096


class Publisher(Protocol):
    """The broker, as far as it is used here."""

    @property
    def problem(self) -> str | None:
        """What is wrong with it, or None."""
        ...

    def publish(self, name: str, payload: bytes, token: int) -> bool:
        """Send a message now, or return False."""
        ...


Tell = Callable[[Mapping[str, Any]], None]
"""Sends a message to playout if it is there; never waits."""


class BadMessage(ValueError):
    """Playout sent something that is no message."""


class Allowance:
    """How many reports of each point are passed on: a point, or who plays one, may say much."""

    def __init__(self, clock_ns: Callable[[], int]) -> None:
        self._clock_ns = clock_ns
        self._left: defaultdict[int, tuple[float, int]] = defaultdict(
            lambda: (REPORTS_AT_ONCE, clock_ns())
        )

    def takes(self, point: int) -> bool:
        """Count one report, or tell that it is too much."""
        left, seen_ns = self._left[point]
        now_ns = self._clock_ns()
        left = min(REPORTS_AT_ONCE, left + (now_ns - seen_ns) / 1e9 * REPORTS_A_SECOND)
        taken = left >= 1
        self._left[point] = (left - taken, now_ns)
        return taken


class Relay:
    """Passes messages on; safe from any thread."""

    def __init__(self, tell: Tell, *, clock_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._tell = tell
        self._clock_ns = clock_ns
        self._allowance = Allowance(clock_ns)
        self._served: frozenset[str] = frozenset()
        self.broker: Publisher | None = None
        self._clips_problem: str | None = None

    @property
    def events(self) -> BrokerEvents:
        """What the broker tells."""
        return BrokerEvents(
            heard=self._heard,
            acknowledged=lambda token: self._tell({"out": token}),
            changed=lambda problem: self._tell({"broker": problem}),
        )

    def is_served(self, sha256: str) -> bool:
        """Tell whether a clip is being aired."""
        return sha256 in self._served

    # --- from playout ---------------------------------------------------------------------------

    def greet(self) -> Mapping[str, Any]:
        """Return what playout is told when it has connected."""
        problem = self.broker.problem if self.broker else "not started"
        return {"broker": problem, "clips": self._clips_problem}

    def clips_are(self, problem: str | None) -> None:
        """Tell playout why no clips can be served, or that they are (None)."""
        self._clips_problem = problem
        self._tell({"clips": problem})

    def left(self) -> None:
        """Playout has gone: what it aired is not served any more."""
        self._served = frozenset()

    def take(self, message: Mapping[str, Any]) -> None:
        """Carry out what playout wants; BadMessage for anything else."""
        if "serve" in message:
            self._served = _hashes(message["serve"])
        elif "ping" in message:
            self._tell({"pong": _number(message["ping"])})
        else:
            self._send(message)

    def _send(self, message: Mapping[str, Any]) -> None:
        token, topic = _number(message.get("id")), message.get("topic")
        payload = _payload(message.get("hex"))
        if topic not in TOPICS:
            raise BadMessage("topic")
        age_ns = self._clock_ns() - _number(message.get("at_ns"), limit=LARGEST_NS)
        if age_ns > STALE_NS:  # we stood still, and it has been given up
            self._tell({"failed": token, "problem": "late"})
        elif self.broker is None or not self.broker.publish(topic, payload, token):
            problem = self.broker.problem if self.broker else None
            self._tell({"failed": token, "problem": problem or "not sent"})

    # --- from the broker ------------------------------------------------------------------------

    def _heard(self, heard: Heard) -> None:
        if len(heard.payload) <= LARGEST_REPORT_BYTES and self._allowance.takes(heard.point):
            self._tell({heard.kind: heard.point, "hex": heard.payload.hex()})


def _number(value: Any, *, limit: int = LARGEST_ID) -> int:
    if type(value) is not int or not 0 <= value < limit:
        raise BadMessage("number")
    return value


def _payload(value: Any) -> bytes:
    if not isinstance(value, str) or not 0 < len(value) <= 2 * LARGEST_MESSAGE_BYTES:
        raise BadMessage("payload")
    try:
        return bytes.fromhex(value)
    except ValueError as error:
        raise BadMessage("payload") from error


def _hashes(values: Any) -> frozenset[str]:
    if not isinstance(values, list) or len(values) > MOST_CLIPS:
        raise BadMessage("serve")
    return frozenset(_checked(values))


def _checked(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        if not isinstance(value, str) or not _SHA256.fullmatch(value):
            raise BadMessage("serve")
        yield value
