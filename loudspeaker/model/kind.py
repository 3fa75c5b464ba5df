"""What an airing is for, as the record of it says."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Something for people to hear, or what must not be taken for that.

    ``test`` finds out whether points play (``trial``), ``drill`` is an emergency that is rehearsed,
    ``correction`` takes back what was aired, ``live`` opens a microphone, ``relay`` carries another
    station.  A ``canary`` never sounds: it goes the way of an announcement to just before the
    carrier.
    """

    ANNOUNCEMENT = "announcement"
    TEST = "test"
    DRILL = "drill"
    CORRECTION = "correction"
    LIVE = "live"
    RELAY = "relay"
    CANARY = "canary"
