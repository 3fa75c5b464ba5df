"""A second receiver of profile S, written by another maker from point-protocol.md alone.

It shares nothing with ``loudspeaker``, so that what both decide is what the page says.  Rules are
numbered as on the page; times are integer nanoseconds of the receiver's own oscillator.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

S = 1_000_000_000
QUARTER = S // 4
WINDOW = RUN_AGE = 10 * S
RUN_SLACK = 2 * S
RUN_PAUSE = 60 * S
RUN_SILENCE = 10 * S
FRAGMENT_AGE = 4 * S
HOLD_TIME = 6 * S
CARRIER_TIME = S // 5
TTL_STEP = 4 * S
BACK_DIVISOR = 4096

OPEN, VOLUME, CLOSE, HOLD, TEST, TIME, KEY_CHANGE, ALL_STOP = 1, 2, 3, 4, 5, 6, 7, 15
ARGUMENTS = {
    OPEN: range(1, 256),
    VOLUME: range(101),
    CLOSE: range(1),
    HOLD: range(1),
    TEST: range(1),
    TIME: range(1),
    ALL_STOP: range(1),
}
"""Operation → arguments that are defined."""
GROUPS = {"5A", "6A", "7A", "8A", "9A", "11A", "12A", "13A"}

Blocks = tuple[int, int, int, int]
Ok = tuple[bool, bool, bool, bool]


def derive(master: bytes, label: str) -> bytes:
    """Return the key of a label."""
    return hashlib.blake2s(
        label.encode("ascii"), key=master, person=b"LSP-KDF1", digest_size=16
    ).digest()


def tag_of(key: bytes, pi: int, head: bytes) -> bytes:
    """Return the tag of eight bytes."""
    message = pi.to_bytes(2, "big") + head
    return hashlib.blake2s(message, key=key, person=b"LSP-CMD1", digest_size=8).digest()


def crc16(data: bytes) -> int:
    """Return the check of a card's text."""
    register = 0xFFFF
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            high = register & 0x8000
            register = ((register << 1) ^ 0x1021 if high else register << 1) & 0xFFFF
    return register ^ 0xFFFF


def crc8(data: bytes) -> int:
    """Return the check of what is typed."""
    register = 0
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = ((register << 1) ^ 0x07 if register & 0x80 else register << 1) & 0xFF
    return register


# ---------------------------------------------------------------- the card


class CardError(ValueError):
    """This is no card."""


_DECIMAL = r"(0|[1-9][0-9]*)"
_CARD = re.compile(
    rf"LSP1:([0-9A-F]{{4}}):{_DECIMAL}:{_DECIMAL}:([0-9]+A):([0-9A-F]{{4}}|-):{_DECIMAL}:{_DECIMAL}"
    r":([0-9A-F]{32}):([0-9A-F]{32}):([0-9A-F]{32}):([0-9A-F]{4})"
)


@dataclass(frozen=True)
class Card:
    """What a receiver is given."""

    pi: int
    point: int
    zone: int
    group: str
    volume: int
    key_all: bytes
    key_zone: bytes
    key_point: bytes
    epoch: int = 1

    def __post_init__(self) -> None:
        """Refuse what is outside the page's ranges."""
        if not (1 <= self.point <= 16383 and 1 <= self.zone <= 16383):
            raise CardError("number")
        if self.group not in GROUPS or self.volume > 100 or not 1 <= self.epoch <= 999_999:
            raise CardError("group, volume or epoch")

    @property
    def group_type(self) -> int:
        """The four bits of block 2."""
        return int(self.group[:-1])


def parse_card(text: str) -> Card:
    """Read a card's text."""
    found = _CARD.fullmatch(text)
    if not found:
        raise CardError("form")
    if int(found[11], 16) != crc16(text[:-4].encode("ascii")):
        raise CardError("check")
    keys = [bytes.fromhex(found[at]) for at in (8, 9, 10)]
    return Card(
        pi=int(found[1], 16),
        point=int(found[2]),
        zone=int(found[3]),
        group=found[4],
        volume=int(found[6]),
        key_all=keys[0],
        key_zone=keys[1],
        key_point=keys[2],
        epoch=int(found[7]),
    )


def parse_key_group(letter: str, number: int, text: str) -> bytes:
    """Read one typed group of four bytes."""
    found = re.fullmatch(r"([0-9A-Fa-f]{8})-?([0-9A-Fa-f]{2})", text)
    if not found:
        raise CardError("form")
    part = bytes.fromhex(found[1])
    if crc8(f"{letter}{number}".encode("ascii") + part) != int(found[2], 16):
        raise CardError("check")
    return part


def parse_typed(heading: str, check: str, groups: list[list[str]], last: str) -> Card:
    """Read what was typed: heading and its check, four groups for each key, CHECK of the text."""
    if crc8(heading.encode("ascii")) != int(check, 16):
        raise CardError("check")
    keys = (
        b"".join(parse_key_group(letter, number, text) for number, text in enumerate(row))
        for letter, row in zip("ABC", groups, strict=True)
    )
    text = f"LSP1:{heading}:" + "".join(f"{key.hex().upper()}:" for key in keys)
    return parse_card(text + last)


# ---------------------------------------------------------------- the receiver


@dataclass
class Memory:
    """What survives a power cut, besides the card."""

    counter: int = 0
    volume: int = 80


@dataclass(frozen=True)
class Event:
    """``kind`` is accepted, overheard, refused (``what``: why) or gate (on, off)."""

    t: int
    kind: str
    what: str


@dataclass
class _Run:
    first_t: int
    first_counter: int
    last_t: int
    last_counter: int


class Receiver:
    """From power-up on; ``events`` says what it did."""

    def __init__(self, card: Card, memory: Memory) -> None:
        self.card = card
        self.memory = memory
        self.events: list[Event] = []
        self.audible = False
        self._now = 0
        self._clock: int | None = None  # ns since 2020, at _clock_at
        self._clock_at = 0
        self._run: _Run | None = None
        self._opened = self._held = self._carrier = False
        self._open_until = self._held_until = 0
        self._carrier_lost_at: int | None = None
        self._toggle: int | None = None
        self._kept: list[tuple[bytes, int] | None] = [None] * 4
        self._tried: bytes | None = None
        self._verified = False

    # ---- what comes in

    def advance(self, now: int) -> None:
        """Let time pass; a deadline at ``now`` has passed."""
        assert now >= self._now, "time goes backwards"
        while due := [deadline for deadline in self._deadlines() if deadline[0] <= now]:
            t, name = min(due)
            if name == "time-to-live":
                self._opened = False
            elif name == "no hold":
                self._held = False
            else:
                self._carrier, self._carrier_lost_at = False, None
            self._gate(t)
        self._now = now

    def carrier(self, *, present: bool, now: int) -> None:
        """Tell that a carrier is there or has gone."""
        self.advance(now)
        if present:
            self._carrier_lost_at, self._carrier = None, True
            self._gate(now)
        elif self._carrier and self._carrier_lost_at is None:
            self._carrier_lost_at = now

    def group(self, blocks: Blocks, ok: Ok, now: int) -> None:
        """Take a group that ended now."""
        self.advance(now)
        head = blocks[1]
        ours = blocks[0] == self.card.pi and head >> 11 == self.card.group_type << 1
        if not all(ok) or not ours or head >> 3 & 3:
            return
        toggle, index = head >> 2 & 1, head & 3
        data = blocks[2].to_bytes(2, "big") + blocks[3].to_bytes(2, "big")
        old = self._kept[index]
        if toggle != self._toggle or (self._verified and old is not None and old[0] != data):
            self._kept, self._tried, self._verified = [None] * 4, None, False
            self._toggle = toggle
        self._kept[index] = (data, now)
        self._kept = [k if k and now - k[1] <= FRAGMENT_AGE else None for k in self._kept]
        whole = [k[0] for k in self._kept if k is not None]
        message = b"".join(whole)
        if len(whole) < 4 or message == self._tried:
            return
        self._tried = message
        if self._try(message, now):
            self._verified = True

    # ---- inside

    def _deadlines(self) -> list[tuple[int, str]]:
        due = []
        if self._opened:
            due.append((self._open_until, "time-to-live"))
        if self._held:
            due.append((self._held_until, "no hold"))
        if self._carrier_lost_at is not None:
            due.append((self._carrier_lost_at + CARRIER_TIME, "carrier"))
        return due

    def _gate(self, t: int) -> None:
        audible = self._opened and self._held and self._carrier
        if audible != self.audible:
            self.audible = audible
            self.events.append(Event(t, "gate", "on" if audible else "off"))

    def _reaches(self, address: int) -> tuple[bytes | None, bool]:
        """Return the key (None: not for us) and whether the command is to be followed."""
        kind, number = address >> 14, address & 0x3FFF
        card = self.card
        if kind == 0:
            return (card.key_point, True) if number == card.point else (None, False)
        if kind == 1:
            return (card.key_zone, True) if number == card.zone else (None, False)
        if kind == 2:
            return card.key_all, card.point <= 14 and bool(number >> (card.point - 1) & 1)
        return card.key_all, True

    def _try(self, message: bytes, now: int) -> bool:
        """Judge 16 bytes; tell whether the tag was right."""
        version, operation = message[0] >> 4, message[0] & 15
        address, argument = int.from_bytes(message[1:3], "big"), message[3]
        counter = int.from_bytes(message[4:8], "big")
        nobody = (address >> 14 == 3) == bool(address & 0x3FFF)
        if version != 1 or operation == 0 or 8 <= operation <= 14 or nobody:
            return self._refuse("format", now)
        key, follow = self._reaches(address)
        if key is None:
            return False
        if not hmac.compare_digest(tag_of(key, self.card.pi, message[:8]), message[8:]):
            return self._refuse("badtag", now)
        reason = self._judge(counter, now)
        if reason is not None:
            self._refuse(reason, now)
            return True
        if not follow:
            self.events.append(Event(now, "overheard", str(operation)))
        elif operation not in ARGUMENTS:
            self._refuse("operation", now)
        elif argument not in ARGUMENTS[operation]:
            self._refuse("argument", now)
        else:
            self.events.append(Event(now, "accepted", str(operation)))
            self._follow(operation, argument, now)
        return True

    def _refuse(self, reason: str, now: int) -> bool:
        self.events.append(Event(now, "refused", reason))
        return False

    def _judge(self, counter: int, now: int) -> str | None:
        """Rules 3 to 5; None means accepted, stored, and the clock set."""
        if counter <= self.memory.counter:
            return "replay"
        told = counter * QUARTER
        clock = None if self._clock is None else self._clock + now - self._clock_at
        if clock is None:
            self._clock = told
        elif abs(told - clock) <= WINDOW:
            self._clock = max(told, clock - (now - self._clock_at) // BACK_DIVISOR)
        elif self._way_back(counter, now):
            self._clock, self._run = told, None
        else:
            return "window"
        self._clock_at, self.memory.counter = now, counter
        if self._run is not None and not self._is_behind(self._run, counter, now):
            self._run = None
        return None

    def _way_back(self, counter: int, now: int) -> bool:
        run = self._run
        if run is not None and self._is_next(run, counter, now):
            run.last_t, run.last_counter = now, counter
            moved = (counter - run.first_counter) * QUARTER
            return moved >= RUN_AGE and now - run.first_t >= RUN_AGE
        if run is None or not self._is_behind(run, counter, now):
            self._run = _Run(now, counter, now, counter)
        return False

    @staticmethod
    def _ahead(run: _Run, counter: int, now: int) -> int:
        return (counter - run.first_counter) * QUARTER - (now - run.first_t)

    def _is_next(self, run: _Run, counter: int, now: int) -> bool:
        if counter <= run.last_counter or now - run.last_t > RUN_PAUSE:
            return False
        return -RUN_SLACK <= self._ahead(run, counter, now) <= RUN_SLACK

    def _is_behind(self, run: _Run, counter: int, now: int) -> bool:
        """Tell whether the run stays as it is, whatever becomes of this command."""
        if now - run.last_t > RUN_SILENCE:
            return False
        return counter <= run.last_counter or self._ahead(run, counter, now) < -RUN_SLACK

    def _follow(self, operation: int, argument: int, now: int) -> None:
        if operation == OPEN:
            self._opened, self._open_until = True, now + argument * TTL_STEP
            self._held, self._held_until = True, now + HOLD_TIME
        elif operation == HOLD and self._opened:
            self._held, self._held_until = True, now + HOLD_TIME
        elif operation in (CLOSE, ALL_STOP):
            self._opened = self._held = False
        elif operation == VOLUME:
            self.memory.volume = argument
        self._gate(now)
