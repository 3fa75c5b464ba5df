"""Old receivers: whoever sends the right tones opens them, and they stay open until others come.

What they hear is what is played under a carrier, so codes come out of the very samples.  There is
nothing to check: no key, no counter, no time to live.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from loudspeaker.radio.rds import Group
from loudspeaker.radio.tone_decoder import ToneDecoder
from loudspeaker.radio.tone_systems import ToneSystem
from loudspeaker.village.config import OldPointConfig
from loudspeaker.village.event_log import Log
from loudspeaker.village.line_in import RATE_HZ
from loudspeaker.village.line_server import Block
from loudspeaker.village.receivers import Hearing
from loudspeaker.village.timeline import Timeline

_GAP_NS = 50_000_000
_FULL_SCALE = 32_768.0


class OldPoint:
    """One position with such a receiver; sound settles what happened, a little later.

    Carrier and codes become known at different times: ``settle`` puts them in order.
    """

    deadline_ns: int | None = None

    def __init__(self, config: OldPointConfig, log: Log) -> None:
        self.number = config.number
        self.lost_share = 0.0  # it has no groups to lose
        self.captured = False
        self.hearing = Timeline(Hearing.NOTHING)
        self._config, self._log = config, log
        self._gate = Timeline(value=False)
        self._air = Timeline(Hearing.NOTHING)
        self._own_carrier = False
        self._settled_ns = 0

    @property
    def is_open(self) -> bool:
        """Whether its loudspeaker can be heard."""
        return self.hearing.now is not Hearing.NOTHING

    def advance(self, mono_ns: int) -> None:
        """Do nothing: nothing happens by itself."""

    def carrier(self, mono_ns: int, *, own: bool) -> None:
        """Take notice of our carrier; it squelches without any."""
        self._own_carrier = own
        source = Hearing.LINE if own else Hearing.NOTHING
        self._air.set(mono_ns, Hearing.FOREIGN if self.captured else source)

    def capture(self, mono_ns: int, *, captured: bool) -> None:
        """Let a foreign carrier take the receiver over, or let go of it."""
        self.captured = captured
        self.carrier(mono_ns, own=self._own_carrier)

    def group(self, group: Group, mono_ns: int, *, foreign: bool = False) -> None:
        """Take no notice: it has no decoder."""

    def heard_code(self, code: str, mono_ns: int) -> None:
        """Obey a code from our own signal, if that is what is received then."""
        if self._air.at(mono_ns) is not Hearing.LINE:
            return
        if any(code.endswith(own) for own in self._config.opens):
            self._gate.set(mono_ns, value=True)
        elif any(code.endswith(own) for own in self._config.closes):
            self._gate.set(mono_ns, value=False)

    def settle(self, until_ns: int) -> None:
        """Work out, and note, what could be heard up to a time; all of it is known by now."""
        changes = sorted(
            (at_ns, by)
            for timeline, by in ((self._gate, "cmd"), (self._air, "squelch"))
            for at_ns in timeline.changes_within(self._settled_ns, until_ns)
        )
        for at_ns, by in changes:
            before = self.is_open
            is_heard = self._gate.at(at_ns)
            self.hearing.set(at_ns, self._air.at(at_ns) if is_heard else Hearing.NOTHING)
            if self.is_open is not before:
                self._note(at_ns, by)
        self._settled_ns = max(self._settled_ns, until_ns - 1)

    def _note(self, mono_ns: int, by: str) -> None:
        self._log.write(
            "point",
            mono_ns,
            n=self.number,
            open=self.is_open,
            volume=self._config.volume,
            by=by,
            rejected=None,
        )


class ToneEar:
    """The tone decoder of all old receivers: they hear the same signal, so one decodes it."""

    def __init__(self, system: ToneSystem, carrier: Timeline[bool]) -> None:
        self._system, self._carrier = system, carrier
        self._decoder = ToneDecoder(system)
        self._fed = 0
        self._end_ns = 0

    def hear(self, block: Block) -> Iterator[tuple[str, int]]:
        """Yield the codes that a block of the line completes, with the time of each."""
        if abs(block.start_ns - self._end_ns) > _GAP_NS:
            self._decoder, self._fed = ToneDecoder(self._system, rate_hz=RATE_HZ), 0
        self._end_ns = block.end_ns
        samples = np.frombuffer(block.pcm, dtype="<i2").astype(np.float32) / _FULL_SCALE
        if not self._carrier.at(block.start_ns):
            samples = np.zeros_like(samples)
        first, self._fed = self._fed, self._fed + len(samples)
        for heard in self._decoder.feed(samples):
            since = heard.known_sample - first
            yield heard.code, block.start_ns + round(since * block.frame_ns)


def make_old_points(configs: Sequence[OldPointConfig], log: Log) -> tuple[OldPoint, ...]:
    """Put up the old receivers."""
    return tuple(OldPoint(config, log) for config in configs)
