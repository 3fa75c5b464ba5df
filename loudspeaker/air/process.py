"""The process ``air``: in which order it comes to life and goes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from loudspeaker.air.control import Control
from loudspeaker.air.deck import Deck
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.orders import Interruption, Orders
from loudspeaker.air.playout import Playout
from loudspeaker.errors import DeviceFailure
from loudspeaker.system.server import Server

log = logging.getLogger(__name__)
END_PATIENCE_S = 6.0
HUNG_LOOKS = 15


class Pulse:
    """Tells from beside, asked about once a second, whether playout still looks at its orders.

    A write to a device that hangs never returns.  The carrier has fallen by then; what is left is
    to begin anew.  It counts its own looks, so that a process stopped as a whole is not hung.
    """

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._seen = -1
        self._looks = 0

    def beats(self) -> bool:
        """Tell whether playout has looked within the last looks of ours."""
        self._looks = self._looks + 1 if self._orders.looks == self._seen else 0
        self._seen = self._orders.looks
        return self._looks < HUNG_LOOKS


@dataclass(frozen=True, slots=True, kw_only=True)
class AirProcess:
    """The parts of playout, wired."""

    deck: Deck
    journal: Journal
    playout: Playout
    control: Control
    ledger: Ledger
    make_room: Callable[[], None]
    """Gives up the room that is kept on the disk, if it is full."""
    open_server: Callable[[], Server]

    def start(self) -> tuple[Server, threading.Thread]:
        """Carrier off before anything else; then settle the past, then take orders."""
        try:
            self.deck.transmitter.off()
        except DeviceFailure as failure:
            log.warning("carrier off at start: %s", failure)
        self.playout.recover()
        thread = threading.Thread(target=self._play, name="playout", daemon=True)
        server = self.open_server()
        server.start()
        thread.start()
        return server, thread

    def _play(self) -> None:
        try:
            self.playout.run()
        except BaseException:
            log.exception("playout has failed")
            self.deck.orders.end(Interruption.ORPHANED)
            raise

    def end(self, server: Server, thread: threading.Thread, *, orphaned: bool) -> None:
        """Finish the sentence, or nothing when the parent is gone; carrier off; close."""
        self.deck.orders.end(Interruption.ORPHANED if orphaned else Interruption.SHUTDOWN)
        thread.join(END_PATIENCE_S)
        server.close()
        try:
            self.deck.transmitter.off()
        except DeviceFailure as failure:
            log.warning("carrier off at the end: %s", failure)
        self.deck.positions.close()
        for device in (self.deck.points, self.deck.sound, self.deck.transmitter):
            device.close()
        self.ledger.close(self.make_room)
        self.journal.close()
