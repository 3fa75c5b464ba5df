"""Whom a point command reaches (profile S): one point, a zone, a bitmap of points 1-14, or all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from loudspeaker.model import MAX_POINT_NUMBER, PointPlan

BITMAP_POINTS = 14
_VALUE_BITS = 14


class AddressKind(IntEnum):
    """The two highest bits of the address field."""

    POINT = 0
    ZONE = 1
    BITMAP = 2
    ALL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address field; made by ``point_address`` and its neighbours or read by ``from_word``."""

    kind: AddressKind
    value: int = 0

    @property
    def word(self) -> int:
        """The 16 bits as sent."""
        return self.kind << _VALUE_BITS | self.value

    @property
    def key_label(self) -> str:
        """The label from which the key of this address is derived; a bitmap has that of all."""
        if self.kind is AddressKind.POINT:
            return point_label(self.value)
        return zone_label(self.value) if self.kind is AddressKind.ZONE else ALL_LABEL

    def reaches(self, *, point: int, zone: int) -> bool:
        """Tell whether the point with that number, in that zone, is meant."""
        match self.kind:
            case AddressKind.POINT:
                return self.value == point
            case AddressKind.ZONE:
                return self.value == zone
            case AddressKind.BITMAP:
                return point <= BITMAP_POINTS and bool(self.value >> (point - 1) & 1)
            case AddressKind.ALL:
                return True


ALL_LABEL = "all"
EVERYONE = Address(kind=AddressKind.ALL)


def point_label(number: int) -> str:
    """Return the key label of one point."""
    return f"point:{number}"


def zone_label(number: int) -> str:
    """Return the key label of one zone."""
    return f"zone:{number}"


def from_word(word: int) -> Address | None:
    """Read an address field; None when it names nobody or has bits that must be zero."""
    kind, value = AddressKind(word >> _VALUE_BITS), word & MAX_POINT_NUMBER
    if (kind is AddressKind.ALL) == bool(value):
        return None
    return Address(kind=kind, value=value)


def _numbered(kind: AddressKind, number: int) -> Address:
    if not 1 <= number <= MAX_POINT_NUMBER:
        raise ValueError(f"number {number} is not within 1-{MAX_POINT_NUMBER}")
    return Address(kind=kind, value=number)


def point_address(number: int) -> Address:
    """Return the address of one point, 1-16383."""
    return _numbered(AddressKind.POINT, number)


def zone_address(number: int) -> Address:
    """Return the address of one zone, 1-16383."""
    return _numbered(AddressKind.ZONE, number)


def bitmap_address(numbers: Iterable[int]) -> Address:
    """Return the address of any set of points of 1-14, at least one."""
    wanted = set(numbers)
    if not wanted or not wanted <= set(range(1, BITMAP_POINTS + 1)):
        raise ValueError(f"a bitmap cannot name {sorted(wanted)}")
    return Address(kind=AddressKind.BITMAP, value=sum(1 << (number - 1) for number in wanted))


def cover(points: Iterable[int], plan: PointPlan) -> tuple[Address, ...]:
    """Return the fewest addresses that reach exactly these points of the plan.

    Numbers that the plan does not have are addressed one by one.
    """
    wanted = frozenset(points)
    if wanted and wanted >= set(plan.numbers):
        strangers = sorted(wanted - set(plan.numbers))
        return (EVERYONE, *map(point_address, strangers))
    addresses, left = _cover_above_bitmap(wanted, plan)
    if len(left) == 1:
        return (*map(point_address, left), *addresses)
    return (bitmap_address(left), *addresses) if left else tuple(addresses)


def _cover_above_bitmap(
    wanted: frozenset[int], plan: PointPlan
) -> tuple[list[Address], frozenset[int]]:
    """Address what a bitmap cannot name; return that and the points still to be addressed."""
    zone_of = {point.number: point.zone for point in plan.points}
    by_zone: defaultdict[int | None, set[int]] = defaultdict(set)
    for number in sorted(wanted):
        by_zone[zone_of.get(number)].add(number)
    addresses: list[Address] = []
    left = {number for number in wanted if number <= BITMAP_POINTS}
    for zone, numbers in by_zone.items():
        high = sorted(number for number in numbers if number > BITMAP_POINTS)
        if zone is not None and high and len(numbers) > 1 and numbers == set(plan.in_zone(zone)):
            addresses.append(zone_address(zone))
            left -= numbers
        else:
            addresses += map(point_address, high)
    return addresses, frozenset(left)
