"""The station's master keys and who holds keys of which: changed one receiver after the other.

FM is one-way, so nobody can tell a receiver on its pole to take other keys.  After a change every
point is commanded under the old key until a card with its new keys has been made, under both while
that card is on its way, and under the new one alone once the fitter has been there.  An address
never reaches over that border: it is covered for each key by itself
(docs/decisions/0008-keys-change-point-by-point.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from loudspeaker.model import PointPlan
from loudspeaker.radio.addressing import EVERYONE, Address, cover, point_address
from loudspeaker.radio.commands import MASTER_BYTES, KeyRing

FIRST_EPOCH = 1


class Held(StrEnum):
    """Which keys a receiver has, as far as the station knows."""

    CURRENT = "current"
    OLD = "old"
    EITHER = "either"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """An address and the keys under which it is to be signed."""

    address: Address
    keys: KeyRing


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeyBook:
    """The current master key, and the one before for as long as a receiver may need it.

    ``epoch`` counts the changes from 1.  ``old`` are the points whose receivers hold the old keys,
    ``either`` those whose new keys are on a card and perhaps in the receiver.  No representation:
    keys are in no log.
    """

    master: bytes
    epoch: int = FIRST_EPOCH
    old_master: bytes | None = None
    old: frozenset[int] = frozenset()
    either: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Refuse with ValueError what no change of keys leads to."""
        for master in (self.master, self.old_master or self.master):
            if len(master) != MASTER_BYTES:
                raise ValueError(f"a master key has {MASTER_BYTES} bytes")
        if min((self.epoch, *self.old, *self.either)) < 1 or self.old & self.either:
            raise ValueError("numbers from 1 on, and each point in one list")
        if bool(self.old | self.either) != (self.old_master is not None):
            raise ValueError("an old key and its points belong together")

    @property
    def changing(self) -> bool:
        """Whether receivers may still need the old key."""
        return self.old_master is not None

    def held_by(self, point: int) -> Held:
        """Return which keys a point's receiver has."""
        if point in self.old:
            return Held.OLD
        return Held.EITHER if point in self.either else Held.CURRENT

    @property
    def current(self) -> KeyRing:
        """The keys that go into receivers from now on."""
        return KeyRing(self.master)

    def surely_in(self, point: int) -> KeyRing:
        """Return the keys that a point's receiver holds for certain, new ones once enrolled."""
        if self.old_master is None or self.held_by(point) is Held.CURRENT:
            return self.current
        return KeyRing(self.old_master)

    # --- the change -----------------------------------------------------------------------------

    def changed(self, master: bytes, points: Collection[int]) -> KeyBook:
        """Return the book with a new master key that no receiver of ``points`` has yet.

        ValueError while another change is under way: a third key would be one too many.
        """
        if self.changing:
            raise ValueError("a change of keys is under way")
        return KeyBook(
            master=master,
            epoch=self.epoch + 1,
            old_master=self.master if points else None,
            old=frozenset(points),
        )

    def card_made(self, point: int) -> KeyBook:
        """Return the book after a card with the current keys of a point was given out."""
        if point not in self.old:
            return self
        return replace(self, old=self.old - {point}, either=self.either | {point})

    def enrolled(self, point: int) -> KeyBook:
        """Return the book after a card's keys were written in; the last one ends the old key."""
        return self.without([point])

    def without(self, points: Iterable[int]) -> KeyBook:
        """Return the book for which these points need the old key no more."""
        gone = frozenset(points)
        old, either = self.old - gone, self.either - gone
        old_master = self.old_master if old or either else None
        return replace(self, old=old, either=either, old_master=old_master)

    # --- commands -------------------------------------------------------------------------------

    @property
    def everyone(self) -> tuple[Reach, ...]:
        """All receivers: one address, under each key that is in use."""
        return tuple(Reach(address=EVERYONE, keys=keys) for keys in self._rings())

    def _rings(self) -> Sequence[KeyRing]:
        if self.old_master is None:
            return (self.current,)
        return (self.current, KeyRing(self.old_master))

    def reach(self, points: Collection[int], plan: PointPlan) -> tuple[Reach, ...]:
        """Return the fewest addresses with their keys that reach exactly these points.

        Numbers that the plan does not have are addressed one by one under the current key.
        """
        if self.old_master is None:
            return tuple(Reach(address=a, keys=self.current) for a in cover(points, plan))
        known, wanted = set(plan.numbers), set(points)
        with_current, with_old = known - self.old, known & (self.old | self.either)
        current, old = self._rings()
        return (
            *(Reach(address=point_address(n), keys=current) for n in sorted(wanted - known)),
            *_covered(wanted & with_current, _part(plan, with_current), current),
            *_covered(wanted & with_old, _part(plan, with_old), old),
        )


def _part(plan: PointPlan, numbers: Collection[int]) -> PointPlan:
    return replace(plan, points=tuple(p for p in plan.points if p.number in numbers))


def _covered(points: Collection[int], plan: PointPlan, keys: KeyRing) -> list[Reach]:
    return [Reach(address=address, keys=keys) for address in cover(points, plan)]


# --- as text ------------------------------------------------------------------------------------


def to_text(book: KeyBook) -> str:
    """Return the content of the key file: the master key, and what a change has added to it."""
    lines = [book.master.hex()]
    if book.epoch > FIRST_EPOCH:
        lines.append(f"epoch {book.epoch}")
    if book.old_master is not None:
        lines += [f"old {book.old_master.hex()}"]
        lines += [f"held {_listed(book.old)}"] * bool(book.old)
        lines += [f"card {_listed(book.either)}"] * bool(book.either)
    return "".join(f"{line}\n" for line in lines)


def from_text(text: str) -> KeyBook:
    """Read what ``to_text`` wrote; ValueError for anything else."""
    first, *rest = text.split("\n")
    values = dict(_named(line) for line in rest if line)
    if not set(values) <= {"epoch", "old", "held", "card"}:
        raise ValueError("unknown line")
    return KeyBook(
        master=bytes.fromhex(first.strip()),
        epoch=int(values.get("epoch", FIRST_EPOCH)),
        old_master=bytes.fromhex(values["old"]) if "old" in values else None,
        old=_numbers(values.get("held", "")),
        either=_numbers(values.get("card", "")),
    )


def _named(line: str) -> tuple[str, str]:
    name, _, value = line.strip().partition(" ")
    return name, value


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(str(number) for number in sorted(numbers))


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(",") if part)
