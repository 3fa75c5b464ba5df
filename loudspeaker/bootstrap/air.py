"""What ``air`` is made of."""

from __future__ import annotations

import logging
import os

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.control import Control
from loudspeaker.air.deck import Deck
from loudspeaker.air.interlock import Limits
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.orders import Orders
from loudspeaker.air.playout import Playout
from loudspeaker.air.point_control import PointControl, Reception
from loudspeaker.air.positions import PositionWriter
from loudspeaker.air.process import AirProcess, Pulse
from loudspeaker.air.records import Stamp
from loudspeaker.air.register import Register
from loudspeaker.air.relay_feed import RelayFeed
from loudspeaker.air.relays import OpenLink
from loudspeaker.air.volumes import Volumes
from loudspeaker.air.watch import Watch
from loudspeaker.bootstrap.decks import (
    all_maybe_open,
    apart_deck,
    lead_in_of,
    mixed_deck,
)
from loudspeaker.bootstrap.devices import make_ip_points, make_programme, sound_rate
from loudspeaker.bootstrap.secrets import read_key, read_key_book
from loudspeaker.bootstrap.settings import LiveSettings, clock_trust
from loudspeaker.bootstrap.tones import TONES, report_unauthenticated
from loudspeaker.bootstrap.transmitters import make_transmitter
from loudspeaker.config.hardware import PointsConfig
from loudspeaker.devices.points.keys import KeyStore
from loudspeaker.devices.sound.metered import Meter, Metered
from loudspeaker.devices.source_link import SourceLink
from loudspeaker.model.relay import Relay
from loudspeaker.rundown import Rundown
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.reserve import Reserve
from loudspeaker.system.server import Server
from loudspeaker.system.sockets import bind_unix
from loudspeaker.system.stopping import Signals
from loudspeaker.system.time import SystemTime, boot_id
from loudspeaker.system.watched_clock import WatchedClock

log = logging.getLogger(__name__)
LOCK_WAIT_S = 4.0  # the air of a killed run needs up to 2 s to end


class _Later:
    """Lets the deck ask playout, which is made after it."""

    playout: Playout

    def breaks_in(self, on_air: Rundown) -> bool:
        return self.playout.selection.breaks_in(on_air)


def run_air(home: Home) -> int:
    """Be ``air`` until told to end."""
    live = LiveSettings(home)

    def renew() -> None:
        process.control.renew()

    signals = Signals(reload=renew)
    lock = hold_lock(home.lock("air"), role="air", home=home.root, wait_s=LOCK_WAIT_S)
    Reserve(home.reserve).let_start()
    process = build(home, live)
    server, thread = process.start()
    process.control.look_at_people()
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
    time, boot = SystemTime(), boot_id()
    hardware, simulated = live.now.hardware, live.now.station.simulated
    is_commanded = hardware.points.driver.driver not in ("wired", TONES)
    journal = Journal(home.journal, read_key(home.seal_key))
    accepted, faults = Accepted(journal, time), Faults(time)
    stamp = Stamp(time=time, boot_id=boot)
    clock = WatchedClock(clock_trust(home, live, time, boot), faults)
    ledger = Ledger(journal, accepted, stamp, faults, wall=clock.trust.wall)
    keys = KeyStore(home.master_key, read_key_book(home.master_key))
    report_unauthenticated(hardware.points, faults)
    later = _Later()
    driver, sound = make_programme(
        hardware,
        home,
        time,
        store=journal,
        keys=lambda: keys.book,
        trusted=clock.trust.wall,
        simulated=simulated,
    )
    meter = Meter(time, rate=sound_rate())
    deck = Deck(
        transmitter=make_transmitter(hardware.transmitter, home, time),
        points=driver,
        sound=Metered(sound, meter),
        level_db=meter.level_db,
        time=time,
        clock=clock,
        orders=Orders(home.stop_file),
        positions=PositionWriter(journal),
        clips=home.clips,
        tapes=home.tapes,
        limits=lambda: _limits(live),
        breaks_in=later.breaks_in,
        points_state=all_maybe_open(hardware.points.plan.numbers, keep_time=is_commanded),
        volumes=Volumes(journal, time),
        lead_in=lead_in_of(hardware.points, lambda: keys.book),
        notice=faults.set,
    )
    apart = None
    ip = make_ip_points(
        hardware, home, time, store=journal, keys=lambda: keys.book, trusted=clock.trust.wall
    )
    if ip is not None:
        deck, apart = mixed_deck(deck, driver, ip), apart_deck(deck, ip, meter)
    watch = Watch(deck, journal, faults)
    later.playout = Playout(
        deck, accepted, ledger, journal, watch, faults, apart=apart, sources=_sources(home)
    )
    register = Register(
        journal, time, people=lambda: live.now.station.people, trusted=clock.trust.wall
    )
    control = Control(
        register=register,
        playout=later.playout,
        accepted=accepted,
        journal=journal,
        ledger=ledger,
        watch=watch,
        deck=deck,
        faults=faults,
        points=PointControl(
            plan=hardware.points.plan,
            reception=_reception(hardware.points),
            commanded=is_commanded,
            volumes=deck.volumes,
            keys=keys,
            journal=journal,
            time=time,
            station=lambda: live.now.station,
        ),
        station=lambda: live.now.station,
        reload=live.reload,
        owner_uid=home.root.stat().st_uid,
    )
    return AirProcess(
        deck=deck,
        journal=journal,
        playout=later.playout,
        control=control,
        ledger=ledger,
        make_room=Reserve(home.reserve).let_start,
        open_server=lambda: Server(bind_unix(home.air_socket), control.handle, name="air"),
    )


def _sources(home: Home) -> OpenLink:
    """Return what has the sound of another station brought by ``bridge``."""

    def opened(relay: Relay, feed: RelayFeed) -> SourceLink:
        return SourceLink(home.relay_socket, relay.source, relay.address, feed)

    return opened


def _limits(live: LiveSettings) -> Limits:
    now = live.now
    return Limits(hours=now.hours, budget=now.station.day_budget, mourning=now.station.mourning)


def _reception(points: PointsConfig) -> Reception | None:
    """Return what receivers are told of the radio; None where the driver has no PI."""
    values = points.driver.settings
    if values.get("pi") is None:
        return None
    return Reception(pi=values["pi"], group=values.get("group", "6A"), aid=values.get("aid"))
