"""Groups that never left the station's antenna so: changed, put together, or signed by others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bench.faults.radio.tape import (
    OTHER_ZONE,
    TTL_STEPS,
    VICTIM,
    Played,
    Tape,
    any_toggle,
    groups_of,
    missed_open,
    once,
)
from bench.faults.sent import KEYS, PI
from loudspeaker.radio.addressing import EVERYONE, bitmap_address, point_address, zone_address
from loudspeaker.radio.commands import (
    FRAME_BYTES,
    SIGNED_BYTES,
    TAG_BYTES,
    Command,
    KeyRing,
    Operation,
    tag_of,
)
from loudspeaker.radio.rds import Group, from_bits, to_bits


def _with_bytes(signed: bytes, at: int, new: bytes) -> bytes:
    return signed[:at] + new + signed[at + len(new) :]


# --- changed -------------------------------------------------------------------------------------


def bits_flipped(tape: Tape) -> Iterable[Played]:
    """Flip one to eight bits of command or tag; check words are made anew."""
    signed = bytearray(tape.opening(tape.missed_at_s()))
    for bit in tape.chance.sample(range(SIGNED_BYTES * 8), tape.chance.randint(1, 8)):
        signed[bit // 8] ^= 1 << bit % 8
    return once(tape, groups_of(bytes(signed), toggle=any_toggle(tape)))


def bits_flipped_on_the_way(tape: Tape) -> Iterable[Played]:
    """Flip bits on the air, up to a long burst; the check words are those that were sent."""
    groups = []
    for group in missed_open(tape):
        burst = tape.chance.getrandbits(tape.chance.randint(1, 30)) << tape.chance.randrange(70)
        groups.append(from_bits(to_bits(group) ^ (burst or 1)))
    return once(tape, groups)


def fields_edited(tape: Tape) -> Iterable[Played]:
    """Give a command that is at hand another operation, address, argument or counter."""
    at_s = tape.chance.uniform(-30.0, 3.0)
    source = tape.chance.choice([Operation.HOLD, Operation.CLOSE, Operation.TEST, Operation.OPEN])
    signed = tape.signed(source, tape.chance.choice([tape.victims(), tape.others()]), at_s)
    edited = _with_bytes(signed, 0, bytes([0x11]))
    for at, new in (
        (1, tape.victims().word.to_bytes(2, "big")),
        (3, bytes([TTL_STEPS])),
        (4, tape.counter(tape.missed_at_s() + 1.0).to_bytes(4, "big")),
    ):
        if edited == signed or tape.chance.random() < 0.7:
            edited = _with_bytes(edited, at, new)
    return () if edited == signed else once(tape, groups_of(edited, toggle=any_toggle(tape)))


def tags_invented(tape: Tape) -> Iterable[Played]:
    """Put zeros, ones, noise or another command's tag behind an open."""
    frame, tag = tape.opening(tape.missed_at_s())[:FRAME_BYTES], bytes(TAG_BYTES)
    other = tape.signed(Operation.HOLD, EVERYONE, tape.missed_at_s())[FRAME_BYTES:]
    tags = [tag, b"\xff" * TAG_BYTES, tape.chance.randbytes(TAG_BYTES), other, other[::-1]]
    return once(tape, groups_of(frame + tape.chance.choice(tags), toggle=any_toggle(tape)))


def other_versions_and_operations(tape: Tape) -> Iterable[Played]:
    """Turn an open into a version that there is not, or an operation that is not assigned."""
    signed = tape.opening(tape.missed_at_s())
    first = tape.chance.choice([byte for byte in range(256) if byte != signed[0]])
    return once(tape, groups_of(_with_bytes(signed, 0, bytes([first])), toggle=any_toggle(tape)))


def indices_permuted(tape: Tape) -> Iterable[Played]:
    """Put every part, right in itself, in another's place."""
    groups = missed_open(tape)
    order = tape.chance.choice([[1, 0, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1], [0, 2, 1, 3]])
    return once(tape, [_with_tail(group, index=order[n]) for n, group in enumerate(groups)])


def toggles_mixed(tape: Tape) -> Iterable[Played]:
    """Send copies in which no toggle has all four parts."""
    groups = missed_open(tape)
    copies = tape.chance.randint(1, 4)
    flipped = tape.chance.choice([[0], [1, 3], [0, 1, 2], [2]])
    mixed = [
        _with_tail(group, toggle=(n in flipped) ^ bool(group.tail & 4))
        for n, group in enumerate(groups)
    ]
    return once(tape, mixed * copies)


def _with_tail(group: Group, *, index: int | None = None, toggle: bool | None = None) -> Group:
    tail = group.tail if index is None else group.tail & ~3 | index
    tail = tail if toggle is None else tail & ~4 | toggle << 2
    one, two, three, four = group.blocks
    return replace(group, blocks=(one, two & ~0x1F | tail, three, four))


def other_programme(tape: Tape) -> Iterable[Played]:
    """Put another PI around our command, or ours around one that was signed for another."""
    other = tape.chance.choice([0x7002, 0x7F2B, 0, 0xFFFF])
    if any_toggle(tape):
        signed = tape.opening(tape.missed_at_s())
        return once(tape, groups_of(signed, toggle=any_toggle(tape), pi=other))
    signed = tape.opening(tape.missed_at_s(), pi=other)
    return once(tape, groups_of(signed, toggle=any_toggle(tape)))


def other_groups(tape: Tape) -> Iterable[Played]:
    """Put the right words in groups that carry no commands here, or under another class."""

    def moved(group: Group, block_2: int) -> Group:
        one, _, three, four = group.blocks
        return replace(group, blocks=(one, block_2, three, four))

    kind = tape.chance.choice([0xB000, 0x6800, 0x5000, 0x7000, 0x9000])
    other_class = tape.chance.randint(1, 3) << 3
    in_kind = tape.chance.random() < 0.7
    return once(
        tape,
        [
            moved(one, kind | one.blocks[1] & 0xFFF if in_kind else one.blocks[1] | other_class)
            for one in missed_open(tape)
        ],
    )


def blocks_not_received(tape: Tape) -> Iterable[Played]:
    """Let all words be right, but at least one block have a wrong check word."""
    groups = list(missed_open(tape))
    for n in tape.chance.sample(range(4), tape.chance.randint(1, 4)):
        bad = tape.chance.randrange(4)
        one, two, three, four = (number != bad for number in range(4))
        groups[n] = replace(groups[n], ok=(one, two, three, four))
    return once(tape, groups)


# --- cut and put together ------------------------------------------------------------------------


def truncated(tape: Tape) -> Iterable[Played]:
    """Send one to three parts, over and over, in any order."""
    groups = list(missed_open(tape))
    kept = tape.chance.sample(groups, tape.chance.randint(1, 3))
    return once(tape, [tape.chance.choice(kept) for _ in range(tape.chance.randint(3, 16))])


def spliced(tape: Tape) -> Iterable[Played]:
    """Join four parts under one toggle, of two to four commands that were all sent."""
    moments = [tape.missed_at_s() + n for n in range(4)]
    sources = [
        tape.opening(moments[0]),
        tape.signed(Operation.HOLD, EVERYONE, moments[1]),
        tape.opening(-tape.chance.uniform(1.0, 60.0)),
        tape.signed(Operation.OPEN, tape.others(), moments[2], argument=TTL_STEPS),
    ]
    toggle = any_toggle(tape)
    parts = [groups_of(signed, toggle=toggle) for signed in sources]
    while True:
        chosen = [tape.chance.randrange(len(sources)) for _ in range(4)]
        mixture = [parts[source][n] for n, source in enumerate(chosen)]
        if all(mixture != list(whole) for whole in parts):
            break
    return once(tape, tape.chance.sample(mixture, 4))


def spliced_for_long(tape: Tape) -> Iterable[Played]:
    """Join three parts of an open that was missed with every fourth that the air has."""
    groups = list(missed_open(tape))
    gap, toggle = tape.chance.randrange(4), bool(groups[0].tail & 4)
    missing = groups.pop(gap)
    foreign = [
        groups_of(tape.chance.randbytes(SIGNED_BYTES), toggle=toggle)[gap],
        groups_of(tape.signed(Operation.HOLD, EVERYONE, 2.0), toggle=toggle)[gap],
        groups_of(tape.opening(-9.0), toggle=toggle)[gap],
    ]
    tries = [one for one in foreign if one.blocks != missing.blocks] * tape.chance.randint(1, 4)
    return once(tape, [*groups, *tries])


# --- with other keys -----------------------------------------------------------------------------


def wrongly_keyed(tape: Tape) -> Iterable[Played]:
    """Sign with another commune's master key, or one that is close to ours."""
    near = bytearray(range(32))
    near[tape.chance.randrange(32)] ^= 1 << tape.chance.randrange(8)
    masters = [tape.chance.randbytes(32), bytes(32), bytes(near)]
    signed = tape.opening(tape.missed_at_s(), keys=KeyRing(tape.chance.choice(masters)))
    return once(tape, groups_of(signed, toggle=any_toggle(tape)))


def keys_of_others(tape: Tape) -> Iterable[Played]:
    """Sign with a real key of this commune, but not the one for that address."""
    own, zone = point_address(VICTIM.point), zone_address(VICTIM.zone)
    everyone, some = EVERYONE, bitmap_address([VICTIM.point])
    labels = ["all", f"zone:{VICTIM.zone}", f"point:{VICTIM.point}"]
    strangers = [f"zone:{OTHER_ZONE}", "point:5", "zone:4", "point:1", "all:", "point:04"]
    address = tape.chance.choice([own, zone, everyone, some])
    wrong = [label for label in labels + strangers if label != address.key_label]
    command = Command(
        operation=Operation.OPEN,
        address=address,
        argument=TTL_STEPS,
        counter=tape.counter(tape.missed_at_s()),
    )
    frame, key = command.to_bytes(), KEYS.derive(tape.chance.choice(wrong))
    signed = frame + tag_of(frame, key=key, pi=PI)
    return once(tape, groups_of(signed, toggle=any_toggle(tape)))


def opens_of_others(tape: Tape) -> Iterable[Played]:
    """Send what was sent to open other points, as it was."""
    at_s = tape.chance.uniform(-5.0, 3.0)
    signed = tape.signed(Operation.OPEN, tape.others(), at_s, argument=TTL_STEPS)
    return once(tape, groups_of(signed, toggle=any_toggle(tape)) * tape.chance.randint(1, 3))


def holds_and_others(tape: Tape) -> Iterable[Played]:
    """Send missed commands to the victim that are right, but open nothing."""
    harmless = (Operation.HOLD, Operation.TEST, Operation.TIME, Operation.ALL_STOP, Operation.CLOSE)
    signed = tape.signed(tape.chance.choice(harmless), tape.victims(), tape.missed_at_s())
    return once(tape, groups_of(signed, toggle=any_toggle(tape)))


def noise(tape: Tape) -> Iterable[Played]:
    """Send anything at all in groups of our kind and PI."""
    words = [tape.chance.getrandbits(16) for _ in range(3)]
    groups = [
        Group(blocks=(PI, 0x6000 | tape.chance.getrandbits(3), word, tape.chance.getrandbits(16)))
        for word in words * 3
    ]
    return once(tape, groups)
