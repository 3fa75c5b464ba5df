"""The socket of ``air``: rundowns and stop come in, records go out.

Who may ask what is in ``config.roles``: ``stop`` is for anyone who can reach the socket and is
never refused; what is for the station's own processes is for the home's owner, root and this
account.
"""

from __future__ import annotations

import itertools
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import asdict, replace
from typing import Any

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.airing import Airing
from loudspeaker.air.clip_orders import fetch_ahead
from loudspeaker.air.deck import Deck
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.playout import Playout
from loudspeaker.air.point_control import PointControl
from loudspeaker.air.records import to_ms
from loudspeaker.air.register import Register
from loudspeaker.air.relay_airing import RelayAiring
from loudspeaker.air.watch import Watch
from loudspeaker.asrun import Event, Reason
from loudspeaker.config.identity import bare, identify
from loudspeaker.config.roles import AIR_RULES, PROCESSES, permit
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import DeviceFailure, LoudspeakerError, RoleMissing, UsageRefused
from loudspeaker.model import Caller, Role, iso
from loudspeaker.rundown import CueKind, cue_from_values, rundown_from_values
from loudspeaker.system.faults import Faults
from loudspeaker.system.server import Request

log = logging.getLogger(__name__)
STOP_PATIENCE_S = 0.3
OFFAIR_FAULTS = ("dead_air", "foreign_audio", "foreign_rds", "monitor")
"""What the off-air watch may report: nothing else is its to set or clear."""
LATCH_PATIENCE_S = 0.1
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Control:
    """Answers requests; knows playout, and what playout knows."""

    def __init__(
        self,
        *,
        playout: Playout,
        accepted: Accepted,
        journal: Journal,
        ledger: Ledger,
        watch: Watch,
        deck: Deck,
        faults: Faults,
        points: PointControl,
        register: Register,
        station: Callable[[], StationConfig],
        reload: Callable[[], object],
        owner_uid: int,
    ) -> None:
        self._playout = playout
        self._accepted = accepted
        self._journal = journal
        self._ledger = ledger
        self._watch = watch
        self._deck = deck
        self._faults = faults
        self._station = station
        self._register = register
        self._reload = reload
        self._owner_uid = owner_uid
        self._actions: dict[str, Callable[[Request], Any]] = {
            "stop": self.stop,
            "resume": self.resume,
            "resume_for": self.resume_for,
            "status": self.status,
            "keys": points.listed_keys,
            "change_keys": points.change_keys,
            "card": points.card,
            "enrolled": points.enrolled,
            "backup_copy": self.backup_copy,
            "backup_seal": self.backup_seal,
            "offer": self.offer,
            "append": self.append,
            "finish": self.finish,
            "withdraw": self.withdraw,
            "note": self.note,
            "records": self.records,
            "heads": self.heads,
            "reload": self.reload,
            "points": points.points,
            "set_volume": points.set_volume,
            "people": register.people,
            "people_log": register.people_log,
            "people_note": register.people_note,
            "sounding": self.sounding,
            "offair": self.offair,
            "live_begin": self.live_begin,
            "live_sound": self.live_sound,
            "live_end": self.live_end,
        }

    def handle(self, request: Request) -> Any:
        """Answer one request."""
        answer = self._actions.get(request.op)
        if answer is None:
            raise UsageRefused(option="op", problem=f"unknown: {request.op}")
        self._admit(request)
        try:
            return answer(request)
        except (KeyError, TypeError, ValueError) as error:
            raise UsageRefused(option=request.op, problem=str(error)) from error

    def _admit(self, request: Request) -> None:
        """Raise RoleMissing or PersonUnknown for who may not ask this."""
        rule = AIR_RULES[request.op]
        if rule.anybody or (rule.processes and self._is_station(request)):
            return
        if not rule.roles:
            raise RoleMissing(person=str(request.peer.uid), action=request.op, wanted=[PROCESSES])
        permit(self._caller(request), request.op, AIR_RULES)

    def _caller(self, request: Request) -> Caller:
        chosen = request.arguments.get("as")
        caller = identify(self._station(), uid=request.peer.uid, chosen=chosen)
        if Role.APPROVER in caller.roles:  # no delegation is needed, nor the disk that has them
            return caller
        return replace(caller, acts_for=self._register.acts_for(bare(caller.name)))

    def _is_station(self, request: Request) -> bool:
        return request.peer.uid in {0, os.geteuid(), self._owner_uid}

    # --- stop -----------------------------------------------------------------------------------

    def stop(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - anyone, unconditionally
        """Latch stop-all, cut the sound, and tell whether it is cut."""
        asked_ns = self._deck.time.mono_ns()
        since = self._latch(iso(self._deck.time.wall()))
        self._deck.orders.stop(asked_ns)
        silent = self._playout.silent.wait(STOP_PATIENCE_S)
        if not silent:
            self._drop_carrier()
        return {"stopped_since": since, "silent": silent}

    def _latch(self, since: str) -> str:
        """Keep the stop on the disk; one that is slow or full does not keep the sound on."""
        latched: Future[str] = Future()

        def latch() -> None:
            try:
                latched.set_result(self._journal.latch_stop(since))
            except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                latched.set_exception(error)

        threading.Thread(target=latch, name="latch", daemon=True).start()
        try:
            return latched.result(LATCH_PATIENCE_S)
        except TimeoutError:
            log.warning("the disk is slow: stop goes on without it")
        except LoudspeakerError as error:
            self._faults.report("journal", str(error))
            self._deck.orders.leave_stop_file()
        return since

    def _drop_carrier(self) -> None:
        """Playout does not follow (sound or a port hangs): take the carrier from under it."""
        self._deck.orders.take_carrier()
        try:
            self._deck.transmitter.off()
        except DeviceFailure as failure:
            log.warning("stop: %s; the carrier falls by its dead-man", failure)

    def resume(self, request: Request) -> dict[str, Any]:
        """Lift stop-all."""
        return self._resume(self._caller(request).name)

    def resume_for(self, request: Request) -> dict[str, Any]:
        """Lift stop-all for ``by``, whom ``station`` has found to be one who may."""
        return self._resume(str(request.arguments["by"]))

    def _resume(self, by: str) -> dict[str, Any]:
        since = self._journal.stopped_since()
        self._deck.orders.take_stop_file()
        self._journal.release_stop()
        self._deck.orders.resume()
        log.info("stop lifted by %s", by)
        return {"stopped_since": since}

    # --- rundowns -------------------------------------------------------------------------------

    def offer(self, request: Request) -> dict[str, Any]:
        """Take a rundown on; the same one again is no error."""
        rundown = rundown_from_values(request.arguments["rundown"])
        acceptance = self._accepted.offer(rundown)
        fetch_ahead(self._deck.players, rundown)
        self._deck.orders.wake()
        return {"acceptance": acceptance.value}

    def append(self, request: Request) -> dict[str, Any]:
        """Add the cue number ``index`` to a rundown that is still growing."""
        occurrence = str(request.arguments["occurrence"])
        cue = cue_from_values(request.arguments["cue"])
        grown = self._accepted.append(occurrence, int(request.arguments["index"]), cue)
        if grown is not None:
            fetch_ahead(self._deck.players, grown, first_cue=len(grown.cues) - 1)
            self._playout.appended(grown)
        return {"appended": grown is not None}

    def finish(self, request: Request) -> dict[str, Any]:
        """Note that a growing rundown is whole."""
        occurrence, count = str(request.arguments["occurrence"]), int(request.arguments["count"])
        finished = self._accepted.finish(occurrence, count)
        if finished is not None:
            self._playout.appended(finished)
        return {"finished": finished is not None}

    def withdraw(self, request: Request) -> dict[str, Any]:
        """Take a rundown back: before its first sample it is as if it had never been."""
        occurrence, reason = str(request.arguments["occurrence"]), request.arguments["reason"]
        cause, rundown = Reason(reason), self._accepted.get(occurrence)
        if rundown is None:
            return {"withdrawn": "unknown"}
        self._deck.orders.withdraw(occurrence)  # first: it may be about to start
        airing = self._playout.on_air
        if airing is not None and airing.rundown.occurrence == occurrence:
            return {"withdrawn": "on_air"}
        self._ledger.refuse(rundown, Event.CANCELLED, cause)
        return {"withdrawn": "waiting"}

    def note(self, request: Request) -> dict[str, Any]:
        """Seal a record that ``station`` decided on."""
        self._ledger.note(dict(request.arguments["record"]))
        return {}

    # --- who speaks live ------------------------------------------------------------------------

    def live_begin(self, request: Request) -> dict[str, Any]:
        """Open the microphone of a live airing, for the one person it is of."""
        occurrence = str(request.arguments["occurrence"])
        opened = self._playout.microphones.begin(self._caller(request), occurrence)
        self._deck.orders.wake()
        return opened

    def live_sound(self, request: Request) -> dict[str, Any]:
        """Take 20 ms of an open microphone."""
        values = request.arguments
        return self._playout.microphones.sound(
            values["token"], values["seq"], values["pcm"], values.get("talk")
        )

    def live_end(self, request: Request) -> dict[str, Any]:
        """Close a microphone."""
        return self._playout.microphones.end(request.arguments["token"])

    # --- state ----------------------------------------------------------------------------------

    def records(self, request: Request) -> Iterator[Any]:
        """Stream records after ``since``; with ``follow`` for ever, None at first and then."""
        since = int(request.arguments.get("since", 0))
        if request.arguments.get("follow"):
            return itertools.chain([None], self._journal.follow(since))
        return iter(self._journal.since(since, limit=1_000_000))

    def heads(self, request: Request) -> list[dict[str, Any]]:  # noqa: ARG002 - no arguments
        """Return the published heads."""
        return self._journal.heads()

    def status(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - no arguments
        """Tell what plays, what waits, what is wrong."""
        reading, airing = self._watch.reading, self._playout.on_air
        return {
            "pid": os.getpid(),
            "on_air": self._on_air(),
            "waiting": [rundown.occurrence for rundown in self._accepted.all()],
            "stopped_since": self._stopped_since(),
            "faults": self._faults.listed(),
            "transmitter": asdict(reading) if reading else None,
            "carrier": carrier.stands() if (carrier := self._playout.carrier) else None,
            "level_db": self._deck.level_db(),
            "queued_ms": to_ms(airing.queued_frames) if airing else 0,
            "used_today_s": self._watch.used_today_s(),
            "canary": self._playout.rehearsal.last,
        }

    def _stopped_since(self) -> str | None:
        if not self._deck.orders.stopped:
            return None
        return self._journal.stopped_since() or iso(self._deck.time.wall())

    def _on_air(self) -> dict[str, Any] | None:
        airing = self._playout.on_air
        if airing is None:
            return None
        rundown = airing.rundown
        return {
            "occurrence": rundown.occurrence,
            "item": rundown.item,
            "title": rundown.title,
            "priority": rundown.priority.value,
            "attempt": airing.attempt,
            "points": list(rundown.points),
            "pos_ms": to_ms(airing.position),
            "len_ms": to_ms(rundown.frames),
            "relay": _relay_of(airing),
        }

    # --- the off-air watch ----------------------------------------------------------------------

    def sounding(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - no arguments
        """Tell exactly what of which sound goes out now, if it goes out on our frequency.

        What another station sends is nowhere kept: of that it is told that something goes out.
        """
        airing = self._playout.on_air
        on_frequency = airing is not None and airing.goes_to(self._deck.sound)
        relays = isinstance(airing, RelayAiring) and on_frequency
        known = airing if on_frequency and not relays else None
        return {
            "mono_ns": self._deck.time.mono_ns(),
            "airing": _sounding(known) if known is not None else None,
            "unknown": relays,
        }

    def offair(self, request: Request) -> dict[str, Any]:
        """Take what the watch finds: which of its faults there are, and airings it has heard."""
        faults = dict(request.arguments.get("faults") or {})
        for code in OFFAIR_FAULTS:
            self._faults.set(code, None if code not in faults else str(faults[code]))
        proved = [
            self._ledger.heard(
                str(heard["occurrence"]),
                int(heard["attempt"]),
                same_ms=int(heard["same_ms"]),
                ours_ms=int(heard["ours_ms"]),
            )
            for heard in request.arguments.get("heard") or ()
        ]
        return {"proved": proved}

    # --- backup ---------------------------------------------------------------------------------

    def backup_copy(self, request: Request) -> dict[str, Any]:
        """Return the journal as values, of the records those after ``since``; it has no key."""
        return self._journal.copy_since(int(request.arguments["since"]))

    def backup_seal(self, request: Request) -> dict[str, Any]:
        """Return the seal of a backup's manifest."""
        digest = str(request.arguments["digest"])
        if not _SHA256.fullmatch(digest):
            raise UsageRefused(option="digest", problem="64 hexadecimal digits")
        return {"seal": self._journal.seal_backup(digest)}

    def reload(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - no arguments
        """Read the configuration again; the old one stays if the new one is bad."""
        self.renew()
        return {}

    def renew(self) -> None:
        """Read the configuration again, and note what that changes of people."""
        self._reload()
        self.look_at_people()

    def look_at_people(self) -> None:
        """Seal what has changed of people since the last look."""
        self._register.look()


def _relay_of(airing: Airing) -> dict[str, Any] | None:
    relay = airing.rundown.relay
    if relay is None or not isinstance(airing, RelayAiring):
        return None
    return {"source": relay.source, "fallback": airing.on_fallback}


def _sounding(airing: Airing) -> dict[str, Any]:
    rundown = airing.rundown
    return {
        "occurrence": rundown.occurrence,
        "attempt": airing.attempt,
        "cues": [{"sha256": name, "frames": frames} for name, frames in _parts(airing)],
        "position": airing.position,
        "queued_frames": airing.queued_frames,
    }


def _parts(airing: Airing) -> Iterator[tuple[str | None, int]]:
    """Yield the file and the length of each part, what is being said live behind the others."""
    live = airing.live_cue
    for cue in airing.rundown.cues:
        if cue.kind is not CueKind.LIVE:
            yield cue.sha256, cue.frames
    if live is not None:
        yield live
