"""Every point command in a stream of groups, whoever it is for, with what its tag proves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.radio.commands import (
    FRAME_BYTES,
    Command,
    KeyRing,
    command_from_bytes,
    tag_is_right,
)
from loudspeaker.radio.fragments import Assembler, GroupForm, fragment_in
from loudspeaker.radio.rds import ALL_OK, Group


class Tag(StrEnum):
    """What is known of a command's tag."""

    RIGHT = "right"
    WRONG = "wrong"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overheard:
    """Sixteen bytes that were sent as a command; ``command`` None: of no profile known here."""

    pi: int
    signed: bytes
    command: Command | None
    tag: Tag

    @property
    def tag_bytes(self) -> bytes:
        """The tag as it was sent."""
        return self.signed[FRAME_BYTES:]


class CommandLog:
    """Puts the fragments of every station and form together; each command is given once.

    ``rings`` are the keys that may have signed it; without any no tag is checked.
    """

    def __init__(self, *, forms: Collection[GroupForm], rings: Sequence[KeyRing] = ()) -> None:
        self._forms = {form.kind: form for form in forms}
        self._rings = tuple(rings)
        self._assemblers: dict[tuple[int, int], Assembler] = {}

    def hear(self, group: Group, mono_ns: int) -> Overheard | None:
        """Take a group that ended at ``mono_ns``; return the command that is whole with it."""
        form = self._forms.get(group.type)
        if form is None or group.ok != ALL_OK:
            return None
        fragment = fragment_in(group, pi=group.pi, form=form)
        if fragment is None:
            return None
        assembler = self._assemblers.setdefault((group.pi, group.type), Assembler())
        signed = assembler.add(fragment, mono_ns=mono_ns)
        if signed is None:
            return None
        overheard = self._examine(signed, group.pi)
        if overheard.tag is Tag.RIGHT:
            assembler.settle()
        return overheard

    def _examine(self, signed: bytes, pi: int) -> Overheard:
        command = command_from_bytes(signed[:FRAME_BYTES])
        tag = Tag.UNCHECKED if command is None else self._tag(signed, command, pi)
        return Overheard(pi=pi, signed=signed, command=command, tag=tag)

    def _tag(self, signed: bytes, command: Command, pi: int) -> Tag:
        if not self._rings:
            return Tag.UNCHECKED
        keys = (ring.for_address(command.address) for ring in self._rings)
        right = any(tag_is_right(signed, key=key, pi=pi) for key in keys)
        return Tag.RIGHT if right else Tag.WRONG
