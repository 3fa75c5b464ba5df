"""A signed command in four RDS groups, and back.

The tail of block 2 is class (2 bits, 00 = point command), toggle (1), fragment index (2); blocks
3 and 4 carry four of the sixteen bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.radio.commands import SIGNED_BYTES
from loudspeaker.radio.rds import Group, Version, make_group

FRAGMENTS = 4
_FRAGMENT_BYTES = SIGNED_BYTES // FRAGMENTS
_COMMAND_CLASS = 0
_FORGET_NS = 4_000_000_000  # longer than all copies of one command take


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupForm:
    """In which groups commands travel: in-house 6A, or an open data group with its ``aid``."""

    kind: int = 6
    aid: int | None = None

    @property
    def code(self) -> int:
        """The group code of UECP: type times two, version A."""
        return self.kind << 1


IN_HOUSE = GroupForm()
USABLE_KINDS = frozenset({5, 6, 7, 8, 9, 11, 12, 13})  # version B has no room for a fragment


def group_form(name: str, aid: int | None = None) -> GroupForm:
    """Read ``6A`` or ``11A``; else ValueError."""
    kind = next((kind for kind in USABLE_KINDS if name == f"{kind}A"), None)
    if kind is None:
        raise ValueError(f"commands cannot travel in groups {name!r}")
    return GroupForm(kind=kind, aid=aid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """What one group carries of a command."""

    toggle: bool
    index: int
    data: bytes

    @property
    def tail(self) -> int:
        """The five bits of block 2."""
        return _COMMAND_CLASS << 3 | self.toggle << 2 | self.index

    @property
    def block_3(self) -> int:
        """The first two bytes."""
        return int.from_bytes(self.data[:2], "big")

    @property
    def block_4(self) -> int:
        """The last two bytes."""
        return int.from_bytes(self.data[2:], "big")


def fragments_of(signed: bytes, *, toggle: bool) -> tuple[Fragment, ...]:
    """Cut 16 bytes into four fragments, in the order of sending."""
    if len(signed) != SIGNED_BYTES:
        raise ValueError(f"a signed command has {SIGNED_BYTES} bytes, not {len(signed)}")
    return tuple(
        Fragment(
            toggle=toggle,
            index=index,
            data=signed[index * _FRAGMENT_BYTES : (index + 1) * _FRAGMENT_BYTES],
        )
        for index in range(FRAGMENTS)
    )


def to_groups(
    signed: bytes, *, pi: int, toggle: bool, form: GroupForm = IN_HOUSE, pty: int = 0
) -> tuple[Group, ...]:
    """Return the four groups of a signed command."""
    return tuple(
        make_group(
            pi=pi,
            kind=form.kind,
            tail=fragment.tail,
            block_3=fragment.block_3,
            block_4=fragment.block_4,
            pty=pty,
        )
        for fragment in fragments_of(signed, toggle=toggle)
    )


def fragment_in(group: Group, *, pi: int, form: GroupForm = IN_HOUSE) -> Fragment | None:
    """Return the fragment in a group that was received whole, else None."""
    ours = group.pi == pi and (group.type, group.version) == (form.kind, Version.A)
    if not ours or not all(group.ok) or group.tail >> 3 != _COMMAND_CLASS:
        return None
    data = group.blocks[2].to_bytes(2, "big") + group.blocks[3].to_bytes(2, "big")
    return Fragment(toggle=bool(group.tail & 4), index=group.tail & 3, data=data)


class Assembler:
    """Puts fragments of the newest toggle together, across copies; holds four at the most.

    Fragments lost in one copy come from another.  Of a mixture of two commands (possible when
    everything between them was lost) the tag decides; the next copy replaces the wrong parts.
    """

    def __init__(self) -> None:
        self._toggle: bool | None = None
        self._parts: dict[int, tuple[bytes, int]] = {}
        self._given: bytes | None = None
        self._settled = False

    def add(self, fragment: Fragment, *, mono_ns: int) -> bytes | None:
        """Take a fragment; return 16 bytes when they are whole and not those given just before."""
        if fragment.toggle is not self._toggle or (self._settled and self._differs(fragment)):
            self._toggle, self._parts, self._given = fragment.toggle, {}, None
            self._settled = False
        self._parts[fragment.index] = (fragment.data, mono_ns)
        self._parts = {
            index: part for index, part in self._parts.items() if mono_ns - part[1] <= _FORGET_NS
        }
        return self._whole()

    def settle(self) -> None:
        """Tell that what was given last had a right tag: other parts belong to a new command."""
        self._settled = True

    def _differs(self, fragment: Fragment) -> bool:
        kept = self._parts.get(fragment.index)
        return kept is not None and kept[0] != fragment.data

    def _whole(self) -> bytes | None:
        if len(self._parts) < FRAGMENTS:
            return None
        signed = b"".join(self._parts[index][0] for index in range(FRAGMENTS))
        if signed == self._given:
            return None
        self._given = signed
        return signed
