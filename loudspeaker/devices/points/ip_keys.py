"""The keys of points over IP: for each point those that it surely holds."""

from __future__ import annotations

from collections.abc import Callable

from loudspeaker.radio.addressing import Address, point_label
from loudspeaker.radio.key_book import Held, KeyBook


class HeldKeys:
    """Derives keys by their labels, as a ``KeyRing`` does; the book is asked anew each time.

    The key of all is the current one: while keys change, nobody may rely on it (``changing``).
    """

    def __init__(self, book: Callable[[], KeyBook]) -> None:
        self._book = book

    @property
    def changing(self) -> bool:
        """Whether some points may still hold other keys than the others."""
        return self._book().changing

    def derive(self, label: str) -> bytes:
        """Return the key of a label."""
        kind, _, number = label.partition(":")
        book = self._book()
        ring = book.surely_in(int(number)) if kind == "point" else book.current
        return ring.derive(label)

    def for_address(self, address: Address) -> bytes:
        """Return the key that signs commands to this address."""
        return self.derive(address.key_label)

    def of_reports(self, point: int) -> tuple[bytes, ...]:
        """Return the keys with which a point may have signed: the new ones too once on a card."""
        book, label = self._book(), point_label(point)
        held = book.surely_in(point).derive(label)
        maybe = (book.current.derive(label),) if book.held_by(point) is Held.EITHER else ()
        return (held, *maybe)
