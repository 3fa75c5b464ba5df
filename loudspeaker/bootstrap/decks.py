"""The decks of playout: of the radio alone, of radio and IP together, of IP alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from loudspeaker.air.deck import Deck, LeadIn, PointsState
from loudspeaker.bootstrap.tones import TONES, tone_lead_in
from loudspeaker.config.hardware import PointsConfig
from loudspeaker.devices.points.base import PointCommands
from loudspeaker.devices.points.mixed import MixedPoints
from loudspeaker.devices.sound.clocked import ClockedSound
from loudspeaker.devices.sound.metered import Meter, Metered
from loudspeaker.devices.transmitter.absent import NoTransmitter
from loudspeaker.radio.key_book import KeyBook

if TYPE_CHECKING:
    from loudspeaker.devices.points.ip import IpPoints

LEAD_IN_MARGIN_S = 0.1
IP_LEAD_IN = LeadIn(copies=1, normal_s=1.5, command_s=0.05, least_s=1.4, least_urgent_s=0.5)
"""Commands are there at once; the time is for clips that points may still have to fetch."""


def all_maybe_open(numbers: Iterable[int], *, keep_time: bool = True) -> PointsState:
    """Return that any of these points may be open: what is known after a start."""
    return PointsState(maybe_open=frozenset(numbers), keep_time=keep_time)


def lead_in_of(points: PointsConfig, keys: Callable[[], KeyBook]) -> LeadIn:
    """Return how the points of the driver are opened, by commands or by tones."""
    return tone_lead_in(points) if points.driver.driver == TONES else radio_lead_in(points, keys)


def radio_lead_in(points: PointsConfig, keys: Callable[[], KeyBook]) -> LeadIn:
    """Return how the points of the driver are opened."""
    plan = points.plan.part(over_ip=False)
    over_ip = frozenset(points.plan.part(over_ip=True).numbers)
    return LeadIn(
        copies=points.copies,
        normal_s=max(0.0, points.lead_in_s - LEAD_IN_MARGIN_S),
        addresses=lambda numbers: len(keys().reach(set(numbers) - over_ip, plan)),
    )


def mixed_deck(radio: Deck, driver: PointCommands, ip: IpPoints) -> Deck:
    """Return the deck on which IP points hear with radio points."""
    return replace(radio, points=MixedPoints(driver, ip, over_ip=ip.numbers), players=ip)


def apart_deck(radio: Deck, ip: IpPoints, meter: Meter) -> Deck:
    """Return the deck of IP points alone: neither transmitter nor sound card takes part."""
    return replace(
        radio,
        transmitter=NoTransmitter(),
        points=ip,
        sound=Metered(ClockedSound(radio.time, rate=ip.rate), meter),
        points_state=all_maybe_open(ip.numbers),
        lead_in=IP_LEAD_IN,
        players=ip,
    )
