"""Two receivers, one page: whatever comes over the air, both must decide alike."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.commands import tag_of
from loudspeaker.radio.fragments import to_groups
from loudspeaker.radio.rds import Group, group_from_hex

from . import second_receiver as second
from .profile_s import KEYS, MASTER, PI, SECOND, START
from .receiver_pair import Pair, Said, damaged

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/point-protocol.md").read_text("utf-8")
_CARD = re.search(r"^    (LSP1:7001\S+)$", PAGE, re.MULTILINE)
assert _CARD
CARD = _CARD[1]
SLOT_NS = 87_578_947
EVERYONE, OWN_POINT, OWN_ZONE = 0xC000, 4, 0x4003
ADDRESSES = (
    *(EVERYONE, EVERYONE, OWN_POINT, OWN_ZONE, 0x8008, 0x800F, 0xA001, 5, 0x4002),
    *(0, 0x4000, 0x8000, 0xC001),
)
ARGUMENTS = {1: (0, 1, 2, 30, 255), 2: (0, 50, 100, 101)}
OPERATIONS = (*(1, 1, 1, 4, 4, 4, 4, 4, 4, 2, 3, 6), *range(16))
PAUSES_NS = tuple(tenths * SECOND // 10 for tenths in (1, 2, 5, 20, 39, 40, 41, 60, 90, 400, 3_000))
JUMPS_S = (-3_600, -15, -3, 3, 12, 600, 86_400)


def _signed(first: int, address: int, argument: int, counter: int) -> bytes:
    frame = bytes([first, *address.to_bytes(2, "big"), argument, *counter.to_bytes(4, "big")])
    label = (f"point:{address}", f"zone:{address & 0x3FFF}", "all", "all")[address >> 14]
    return frame + tag_of(frame, key=KEYS.derive(label), pi=PI)


class Session:
    """A station with losses and jumps, and somebody who records, changes and plays."""

    def __init__(self, seed: int) -> None:
        self.pair = Pair(CARD)
        self._random = random.Random(seed)
        self._now_ns = self._jump_ns = 0
        self._lost = self._random.choice((0.0, 0.1, 0.4))
        self._last_counter, self._toggle = START, False
        self._recorded: list[tuple[Group, ...]] = []

    def run(self, steps: int) -> Counter[str]:
        """Do this and that; return how often what happened."""
        self.pair.carrier(0, present=True)
        deeds = (self._command, self._play, self._spoil, self._change_carrier, self._wait)
        for _ in range(steps):
            (deed,) = self._random.choices(deeds, (12, 3, 2, 1, 3))
            deed()
            if self._random.random() < 0.02:
                self.pair.cut_power()
                self.pair.carrier(self._now_ns, present=True)
            if self._random.random() < 0.02:
                self._jump_ns += self._random.choice(JUMPS_S) * SECOND
        return self.pair.seen

    def _command(self) -> None:
        operation = self._random.choice(OPERATIONS)
        argument = self._random.choice(ARGUMENTS.get(operation, (0, 0, 0, 1)))
        running = START + (self._now_ns + self._jump_ns) // 250_000_000
        self._last_counter = max(self._last_counter + 1, running)
        version = self._random.choices((0x10, 0x20), (40, 1))[0]
        address = self._random.choice(ADDRESSES)
        signed = _signed(version | operation, address, argument, self._last_counter)
        self._toggle = not self._toggle
        groups = to_groups(signed, pi=PI, toggle=self._toggle, pty=self._random.randrange(32))
        self._recorded.append(groups)
        self._send(groups * self._random.choice((1, 2, 3)))

    def _send(self, groups: tuple[Group, ...]) -> None:
        for group in groups:
            self._now_ns += SLOT_NS
            if self._random.random() >= self._lost:
                self.pair.group(group, self._now_ns)

    def _play(self) -> None:
        if self._recorded:
            flip = self._random.choice((0, 2))
            groups = self._random.choice(self._recorded[-30:])
            self._send(tuple(damaged(g, 1, flip, noticed=False) if flip else g for g in groups))

    def _spoil(self) -> None:
        if self._recorded:
            groups = list(self._random.choice(self._recorded[-3:]))
            at, bit = self._random.randrange(4), self._random.randrange(16)
            groups[at] = damaged(
                groups[at], self._random.randrange(4), bit, noticed=self._random.random() < 0.5
            )
            self._send(tuple(groups))

    def _change_carrier(self) -> None:
        self.pair.carrier(self._now_ns, present=self._random.random() < 0.6)

    def _wait(self) -> None:
        uneven_ns = self._random.choice((0, 0, 1, SECOND // 7))
        self._now_ns += self._random.choice(PAUSES_NS) + uneven_ns
        self.pair.advance(self._now_ns)


@given(st.integers(0, 2**32))
def test_in_any_session_both_decide_alike(seed: int) -> None:
    Session(seed).run(60)


@pytest.mark.slow
def test_in_long_sessions_everything_there_is_happens_and_both_decide_alike() -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        seen += Session(seed).run(500)
    wanted = {f"accepted {operation}" for operation in (1, 2, 3, 4, 5, 6, 15)}
    reasons = ("format", "badtag", "replay", "window", "operation", "argument")
    wanted |= {f"refused {reason}" for reason in reasons} | {"gate on", "gate off", "overheard 1"}
    assert wanted <= set(seen)
    assert min(seen[what] for what in wanted) >= 20


# --- the page's vectors ---------------------------------------------------------------------------


def test_the_second_receiver_reads_the_card_and_the_typed_groups_of_the_page() -> None:
    card = second.parse_card(CARD)
    labels = (("all", card.key_all), ("zone:3", card.key_zone), ("point:4", card.key_point))
    assert all(second.derive(MASTER, label) == key for label, key in labels)
    rows = [re.findall(r"`([0-9A-F]{8}-[0-9A-F]{2})`", line) for line in PAGE.splitlines()]
    typed = [row for row in rows if len(row) == 4]
    stated = re.search(r"To check: `(\S+)` gives `(\S+)`; typed last `(\S+)`", PAGE)
    assert stated
    assert second.parse_typed(stated[1], stated[2], typed, stated[3]) == card
    typed[1][3], typed[2][3] = typed[2][3], typed[1][3]
    with pytest.raises(second.CardError):
        second.parse_typed(stated[1], stated[2], typed, stated[3])


@pytest.mark.parametrize("text", [CARD.lower(), CARD + "\n", CARD.replace(":4:", ":04:")])
def test_what_is_nearly_a_card_is_refused(text: str) -> None:
    with pytest.raises(second.CardError):
        second.parse_card(text)


def test_the_frames_of_the_page_have_their_tags() -> None:
    row = r"^\| [^|]+ \| (.+) \| `([0-9A-F ]{19})` → `([0-9a-f]{16})` \|$"
    found = re.findall(row, PAGE, re.MULTILINE)
    assert len(found) == 6
    everyone = bytes.fromhex("c7096f098345160cd6fc42df0b3235e0")
    for key, frame, tag in found:
        held = everyone if key == "that of all" else bytes.fromhex(key.strip("`"))
        assert second.tag_of(held, PI, bytes.fromhex(frame)).hex() == tag


def test_the_groups_of_the_page_are_commands() -> None:
    found = [re.findall(r"`(7001(?: [0-9A-F]{4}){3})`", line) for line in PAGE.splitlines()]
    commands = [groups for groups in found if len(groups) == 4]
    assert len(commands) == 3
    for groups in commands:
        words = [group_from_hex(text).blocks for text in groups]
        assert [blocks[1] & 3 for blocks in words] == [0, 1, 2, 3]
        signed = b"".join(word.to_bytes(2, "big") for blocks in words for word in blocks[2:])
        number = int.from_bytes(signed[1:3], "big")
        key = second.derive(MASTER, "all" if number == EVERYONE else f"point:{number}")
        assert second.tag_of(key, PI, signed[:8]) == signed[8:]


_SEQUENCE = re.findall(
    r"^\| (\d+\.\d{3}) \| ([^|]+) \| (?:`([0-9A-F ]{33})`)? ?\| ([^|]*) \| (yes|no) \| (\d+) \|$",
    PAGE,
    re.MULTILINE,
)


def test_the_sequence_of_the_page() -> None:
    pair, toggle = Pair(CARD), False
    assert len(_SEQUENCE) == 37
    for at, what, message, result, heard, volume in _SEQUENCE:
        now_ns = round(float(at) * 1000) * 1_000_000
        said: list[Said] = []
        if message:
            toggle = not toggle
            groups = to_groups(bytes.fromhex(message), pi=PI, toggle=toggle)
            for number, group in enumerate(groups):
                said += pair.group(group, now_ns - (3 - number) * SLOT_NS)
        elif what == "power cut":
            pair.cut_power()
        elif what in ("carrier", "no carrier"):
            pair.carrier(now_ns, present=what == "carrier")
        else:
            pair.advance(now_ns)
        assert (_result(said, message), pair.ours.is_open) == (result.strip(), heard == "yes"), at
        assert pair.ours.memory.volume == int(volume), at


def _result(said: list[Said], message: str) -> str:
    words = {"accepted": "followed", "overheard": "for others"}
    results = [words.get(kind, what) for _, kind, what in said if kind != "gate"]
    return results[0] if results else "nothing" if message else ""
