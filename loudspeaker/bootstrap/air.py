"""What ``air`` is made of."""

from __future__ import annotations

import logging
import os

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.control import Control
from loudspeaker.air.deck import Deck, LeadIn, PointsState
from loudspeaker.air.interlock import Limits
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.orders import Orders
from loudspeaker.air.playout import Playout
from loudspeaker.air.positions import PositionWriter
from loudspeaker.air.process import AirProcess, Pulse
from loudspeaker.air.records import Stamp
from loudspeaker.air.watch import Watch
from loudspeaker.bootstrap.devices import make_programme, make_transmitter
from loudspeaker.bootstrap.secrets import read_key
from loudspeaker.bootstrap.settings import LiveSettings
from loudspeaker.bootstrap.tones import TONES, report_unauthenticated, tone_lead_in
from loudspeaker.radio.addressing import cover
from loudspeaker.rundown import Rundown
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.server import Server
from loudspeaker.system.sockets import bind_unix
from loudspeaker.system.stopping import Signals
from loudspeaker.system.time import SystemTime, boot_id

log = logging.getLogger(__name__)
LOCK_WAIT_S = 4.0  # the air of a killed run needs up to 2 s to end
LEAD_IN_MARGIN_S = 0.1


class _Later:
    """Lets the deck ask playout, which is made after it."""

    playout: Playout

    def breaks_in(self, on_air: Rundown) -> bool:
        return self.playout.breaks_in(on_air)


def run_air(home: Home) -> int:
    """Be ``air`` until told to end."""
    live = LiveSettings(home)
    signals = Signals(reload=live.reload)
    lock = hold_lock(home.lock("air"), role="air", home=home.root, wait_s=LOCK_WAIT_S)
    process = build(home, live)
    server, thread = process.start()
    notify(READY=1, X_ROLE="air", X_PID=os.getpid())
    pulse = Pulse(process.deck.orders)
    signals.wait(lambda: _check(thread.is_alive() and pulse.beats()))
    process.end(server, thread, orphaned=signals.orphaned)
    lock.release()
    return 0


def _check(alive: bool) -> None:  # noqa: FBT001 - one fact, named at the call
    """End the process when playout is gone or hangs: whoever watches over us starts another."""
    if not alive:
        log.critical("playout is gone, or hangs")
        os._exit(70)


def build(home: Home, live: LiveSettings) -> AirProcess:
    """Wire playout for a home."""
    time = SystemTime()
    hardware, simulated = live.now.hardware, live.now.station.simulated
    journal = Journal(home.journal, read_key(home.seal_key))
    accepted, faults = Accepted(journal), Faults(time)
    stamp = Stamp(time=time, boot_id=boot_id())
    ledger = Ledger(journal, accepted, stamp, faults)
    report_unauthenticated(hardware.points, faults)
    later = _Later()
    points, sound = make_programme(
        hardware,
        home,
        time,
        store=journal,
        master=read_key(home.master_key),
        simulated=simulated,
    )
    deck = Deck(
        transmitter=make_transmitter(hardware.transmitter, home, time),
        points=points,
        sound=sound,
        time=time,
        orders=Orders(home.stop_file),
        positions=PositionWriter(journal),
        clips=home.clips,
        limits=lambda: _limits(live),
        breaks_in=later.breaks_in,
        points_state=PointsState(maybe_open=frozenset(hardware.points.plan.numbers)),
        lead_in=_lead_in(live),
        notice=faults.set,
    )
    watch = Watch(deck, journal, faults)
    later.playout = Playout(deck, accepted, ledger, watch, faults)
    control = Control(
        playout=later.playout,
        accepted=accepted,
        journal=journal,
        ledger=ledger,
        watch=watch,
        deck=deck,
        faults=faults,
        station=lambda: live.now.station,
        reload=live.reload,
        owner_uid=home.root.stat().st_uid,
    )
    return AirProcess(
        deck=deck,
        journal=journal,
        playout=later.playout,
        control=control,
        open_server=lambda: Server(bind_unix(home.air_socket), control.handle, name="air"),
    )


def _limits(live: LiveSettings) -> Limits:
    station = live.now.station
    return Limits(hours=station.allowed_hours, budget=station.day_budget)


def _lead_in(live: LiveSettings) -> LeadIn:
    points = live.now.hardware.points
    if points.driver.driver == TONES:
        return tone_lead_in(points)
    normal_s = max(0.0, points.lead_in_s - LEAD_IN_MARGIN_S)
    return LeadIn(
        copies=points.copies,
        normal_s=normal_s,
        addresses=lambda numbers: len(cover(numbers, points.plan)),
    )
