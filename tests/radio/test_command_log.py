"""Overhearing point commands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.command_log import CommandLog, Overheard, Tag
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.fragments import IN_HOUSE, GroupForm, to_groups
from loudspeaker.radio.rds import Group, basic_tuning, groups_ns, make_group
from tests.radio.profile_s import KEYS, PI, START, VECTORS, signed

OPEN_DATA = GroupForm(kind=11, aid=0xFF01)
STRANGER = KeyRing(bytes(32))
OPEN = signed(Operation.OPEN, argument=30)


def heard(log: CommandLog, *groups: Group) -> list[Overheard]:
    """Return the commands in groups that follow each other."""
    found = (log.hear(group, groups_ns(number)) for number, group in enumerate(groups))
    return [command for command in found if command is not None]


def groups_of(command: bytes, *, toggle: bool = False, pi: int = PI) -> tuple[Group, ...]:
    return to_groups(command, pi=pi, toggle=toggle)


def in_house_log(*rings: KeyRing) -> CommandLog:
    return CommandLog(forms=[IN_HOUSE], rings=rings)


def test_the_published_vectors_are_all_right() -> None:
    log = in_house_log(KEYS)
    for number, (operation, address, argument, counter, frame, tag) in enumerate(VECTORS):
        command = Command(operation=operation, address=address, argument=argument, counter=counter)
        sent = groups_of(sign(command, KEYS, PI), toggle=bool(number % 2))

        (overheard,) = heard(log, *sent)

        assert overheard == Overheard(
            pi=PI, signed=bytes.fromhex(frame + tag), command=command, tag=Tag.RIGHT
        )
        assert overheard.tag_bytes.hex() == tag


@pytest.mark.parametrize(
    ("rings", "tag"),
    [
        ((), Tag.UNCHECKED),
        ((STRANGER,), Tag.WRONG),
        ((STRANGER, KEYS), Tag.RIGHT),
    ],
)
def test_what_the_tag_proves(rings: tuple[KeyRing, ...], tag: Tag) -> None:
    (overheard,) = heard(in_house_log(*rings), *groups_of(OPEN))

    assert overheard.tag is tag
    assert overheard.command is not None


def test_the_tag_covers_the_pi() -> None:
    (overheard,) = heard(in_house_log(KEYS), *groups_of(OPEN, pi=0x7002))

    assert (overheard.pi, overheard.tag) == (0x7002, Tag.WRONG)


def test_copies_are_one_command_and_mend_each_other() -> None:
    one, two, three, four = groups_of(OPEN)
    lost = replace(two, ok=(True, True, True, False))
    other = basic_tuning(pi=PI, name=b"DAI XA  ", segment=0)

    found = heard(in_house_log(KEYS), one, lost, three, four, other, one, two, three, four)

    assert [command.tag for command in found] == [Tag.RIGHT]


def test_each_form_is_listened_to_by_itself() -> None:
    in_house = groups_of(OPEN)
    open_data = to_groups(
        signed(Operation.HOLD, counter=START + 1), pi=PI, toggle=False, form=OPEN_DATA
    )
    mixed = [group for pair in zip(in_house, open_data, strict=True) for group in pair]

    both = heard(CommandLog(forms=[IN_HOUSE, OPEN_DATA], rings=[KEYS]), *mixed)
    only_one = heard(in_house_log(KEYS), *mixed)

    assert [each.command and each.command.operation for each in both] == [
        Operation.OPEN,
        Operation.HOLD,
    ]
    assert len(only_one) == 1


def test_two_stations_do_not_mix() -> None:
    ours, theirs = groups_of(OPEN), groups_of(OPEN, pi=0x7002)
    mixed = [group for pair in zip(ours, theirs, strict=True) for group in pair]

    assert [each.pi for each in heard(in_house_log(), *mixed)] == [PI, 0x7002]


def test_a_command_of_no_known_profile() -> None:
    strange = b"\x00" + OPEN[1:]

    (overheard,) = heard(in_house_log(KEYS), *groups_of(strange))

    assert overheard.command is None
    assert overheard.tag is Tag.UNCHECKED


blocks = st.tuples(*[st.integers(0, 0xFFFF)] * 4)


@given(st.lists(st.builds(Group, blocks=blocks, ok=st.tuples(*[st.booleans()] * 4))))
def test_any_groups_are_taken(groups: list[Group]) -> None:
    heard(CommandLog(forms=[IN_HOUSE, OPEN_DATA], rings=[KEYS]), *groups)


@given(st.binary(min_size=16, max_size=16))
def test_any_sixteen_bytes_are_never_right_by_chance(data: bytes) -> None:
    for overheard in heard(in_house_log(KEYS), *groups_of(data)):
        assert overheard.tag is not Tag.RIGHT
        assert overheard.signed == data


def test_version_b_carries_no_fragment() -> None:
    group = make_group(pi=PI, kind=6, tail=0, block_4=1)
    as_b = replace(group, blocks=(PI, group.blocks[1] | 0x800, PI, 1))

    assert heard(in_house_log(), as_b, as_b, as_b, as_b) == []
