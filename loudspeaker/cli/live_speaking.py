"""Speaking live: from the microphone to playout block by block, with the key and what is shown."""

from __future__ import annotations

import base64
import os
import select
import sys
import termios
import time
import tty
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from loudspeaker.audio.pcm import from_int16_bytes, peak_dbfs, rms_dbfs
from loudspeaker.cli import live_input
from loudspeaker.cli.call import Call
from loudspeaker.cli.listening import settings_of
from loudspeaker.cli.live_input import Input
from loudspeaker.cli.microphone import meter_line
from loudspeaker.cli.output import note, say, show, visible
from loudspeaker.cli.sentences.fate import fate
from loudspeaker.cli.talk_key import TalkKey
from loudspeaker.errors import NotFound, UsageRefused, WrongState
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.places import points_in_words

PATIENCE_S: Final = 5.0
MADE_WITHIN_S: Final = 30.0
ENDED_WITHIN_S: Final = 10.0
_LOOK_AGAIN_S = 0.25
_ON_ITS_WAY = frozenset({"rendering", "ready", "handed"})
_SPACE, _ENDS = b" ", frozenset(b"\r\nqQ\x04")
_TOLD: Mapping[str, str] = {
    "checking": N_("Say something now: the microphone is measured for 2 seconds…"),
    "waiting": N_("The microphone is good. Waiting for its turn on air…"),
    "opening": N_("On air: the opening and the announcement sound first. Do not speak yet."),
    "open": N_("SPEAK NOW. Hold the space bar, or tap it on and off; Enter ends."),
}


def speak(call: Call, item: str, *, device: str | None, talk: bool, source: Path | None) -> int:
    """Speak in a live airing that was approved or released; return the exit status.

    Raises WrongState for what cannot be spoken in now, NotTheSpeaker, SoundRefused (the level),
    and what opening the microphone raises.
    """
    if not talk and not sys.stdin.isatty():
        raise UsageRefused(option="--talk", problem="no_terminal")
    row = _approved(call, item)
    with (
        live_input.opened(call.home, settings_of(call), device=device, source=source) as sound,
        call.air.session(timeout_s=PATIENCE_S) as ask,
        _keys() as pressed,
    ):
        opened = _begin(call, ask, row)
        note(
            _("“{title}”, points {points}.").format(
                title=visible(row["title"]), points=points_in_words(row["points"])
            )
        )
        told = _Speaking(ask, opened["token"], TalkKey(talking=talk), pressed).run(sound)
    outcome = _outcome(call, row["id"])
    show({**outcome, "level": told}, lambda document: say(document["sentence"]))
    return 0 if outcome["state"] in ("aired", "aired_partial") else WrongState.exit_code


def _approved(call: Call, item: str) -> dict[str, Any]:
    row: dict[str, Any] = call.station.call("show", id=item, **call.identity)
    if row["kind"] != "live":
        raise WrongState(item=row["id"], state="not_live", action="live")
    if row["state"] not in _ON_ITS_WAY:
        raise WrongState(item=row["id"], state=row["state"], action="live")
    return row


def _begin(call: Call, ask: Callable[..., Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Open the microphone at playout, which has the airing once its voice has been made."""
    give_up_s = time.monotonic() + MADE_WITHIN_S
    while True:
        try:
            opened: dict[str, Any] = ask(
                "live_begin", occurrence=row["occurrence"], **call.identity
            )
        except NotFound:
            if time.monotonic() > give_up_s:
                raise
            time.sleep(_LOOK_AGAIN_S)
            _approved(call, row["id"])
        else:
            return opened


class _Speaking:
    """The loop: a block from the microphone, a look at the key, a block to playout."""

    def __init__(
        self, ask: Callable[..., Any], token: str, key: TalkKey, pressed: Callable[[], bytes]
    ) -> None:
        self._ask = ask
        self._token = token
        self._key = key
        self._pressed = pressed
        self._state = ""
        self._level: dict[str, float] | None = None

    def run(self, sound: Input) -> dict[str, float] | None:
        """Speak until it is over; return what was measured beforehand."""
        try:
            for seq, pcm in enumerate(iter(sound.read, b"")):
                if self._is_to_end() or not self._send(seq, pcm):
                    break
        except KeyboardInterrupt:
            pass
        finally:
            self._new_line()
        self._ask("live_end", token=self._token)
        return self._level

    def _is_to_end(self) -> bool:
        for byte in self._pressed():
            if byte in _ENDS:
                return True
            if bytes([byte]) == _SPACE:
                self._key.press(time.monotonic())
        return False

    def _send(self, seq: int, pcm: bytes) -> bool:
        """Send a block; tell whether the airing goes on."""
        talking = self._key.look(time.monotonic())
        coded = base64.b64encode(pcm).decode("ascii")
        answer = self._ask("live_sound", token=self._token, seq=seq, pcm=coded, talk=talking)
        self._level = answer["level"] or self._level
        if answer["state"] != self._state:
            self._state = answer["state"]
            self._new_line()
            if self._state in _TOLD:
                note(_(_TOLD[self._state]))
        if seq % 5 == 0:
            self._draw(pcm, talking=talking)
        return self._state != "ended"

    def _draw(self, pcm: bytes, *, talking: bool) -> None:
        if not sys.stderr.isatty():
            return
        samples = from_int16_bytes(pcm)
        lamp = "○"
        if self._state == "open":
            lamp = _("● ON AIR") if talking else _("○ muted ")
        meter = meter_line(rms_dbfs(samples), peak_dbfs(samples))
        sys.stderr.write(f"\r{lamp} {meter}")
        sys.stderr.flush()

    def _new_line(self) -> None:
        if sys.stderr.isatty() and self._state:
            sys.stderr.write("\n")


@contextmanager
def _keys() -> Iterator[Callable[[], bytes]]:
    """Give a function that returns the keys pressed since it was last asked, without waiting."""
    if not sys.stdin.isatty():
        yield bytes
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        yield lambda: os.read(terminal, 64) if select.select([terminal], [], [], 0)[0] else b""
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _outcome(call: Call, item: str) -> dict[str, Any]:
    """Return what became of it, once that is on record."""
    give_up_s = time.monotonic() + ENDED_WITHIN_S
    while True:
        facts: dict[str, Any] = call.station.call("why", id=item, **call.identity)
        over = facts["state"] not in _ON_ITS_WAY | {"on_air"}
        if over or time.monotonic() > give_up_s:
            break
        time.sleep(_LOOK_AGAIN_S)
    aired_at = facts["occurrences"][-1]["aired_at"]
    told = {name: facts[name] for name in ("id", "occurrence", "title", "state", "reason")}
    return {**told, "sentence": fate({**facts, "aired_at": aired_at})}
