"""Point commands one behind the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from loudspeaker.cli.workbench.order_train import Due, GroupSource, OrderTrain
from loudspeaker.radio.addressing import EVERYONE
from loudspeaker.radio.command_log import CommandLog, Tag
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.counters import counter_at
from loudspeaker.radio.fragments import IN_HOUSE
from loudspeaker.radio.key_book import Reach
from loudspeaker.radio.rds import Group
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_schedule import GroupScheduler
from tests.radio.profile_s import KEYS, PI

BEGIN = datetime(2026, 11, 28, 8, 0, 7, tzinfo=UTC)
RATE_HZ = 2375  # two samples a bit
GROUP_SAMPLES = 208
PROGRAMME = Programme(pi=PI, ps="DAI XA")


def due(count: int) -> list[Due]:
    reached = Reach(address=EVERYONE, keys=KEYS)
    return [
        Due(operation=Operation.VOLUME, argument=n % 101, reached=reached) for n in range(count)
    ]


def run(train: OrderTrain, *, groups: int, samples: int | None = None) -> list[Group]:
    """Return so many groups of a signal of that length."""
    source = GroupSource(
        GroupScheduler(PROGRAMME),
        train,
        begins=BEGIN,
        rate_hz=RATE_HZ,
        samples=groups * GROUP_SAMPLES if samples is None else samples,
    )
    sent = [source(number * GROUP_SAMPLES) for number in range(groups)]
    assert source.groups <= groups
    return sent


def volumes(groups: Sequence[Group]) -> list[int]:
    """Return the arguments of the commands in groups, in the order of hearing."""
    log = CommandLog(forms=[IN_HOUSE], rings=[KEYS])
    heard = [log.hear(group, number * 87_578_947) for number, group in enumerate(groups)]
    found = [one for one in heard if one is not None]
    assert {one.tag for one in found} <= {Tag.RIGHT}
    return [one.command.argument for one in found if one.command is not None]


@pytest.mark.parametrize("copies", [1, 3])
def test_each_goes_out_in_its_turn(copies: int) -> None:
    train = OrderTrain(due(20), PROGRAMME, copies=copies)
    groups = run(train, groups=20 * 7 * copies)

    assert volumes(groups) == list(range(20))
    assert sum(group.type == 6 for group in groups) == 20 * copies * 4
    assert train.unsent == 0
    assert [sent.command.argument for sent in train.whole] == list(range(20))


def test_counters_are_those_of_the_moment_and_rise() -> None:
    train = OrderTrain(due(120), PROGRAMME, copies=1)
    run(train, groups=120 * 7)
    counters = [sent.command.counter for sent in train.whole]

    assert counters == sorted(set(counters))
    assert all(abs(sent.command.counter - counter_at(sent.starts_at)) <= 1 for sent in train.whole)
    assert train.whole[-1].starts_at - BEGIN > timedelta(seconds=40)


@pytest.mark.parametrize(("missing", "unsent"), [(0, 0), (1, 1)])
def test_a_command_cut_off_by_the_end_has_not_gone_out(missing: int, unsent: int) -> None:
    whole = OrderTrain(due(1), PROGRAMME, copies=1)
    groups = run(whole, groups=20)
    last = max(number for number, group in enumerate(groups) if group.type == 6)

    train = OrderTrain(due(1), PROGRAMME, copies=1)
    run(train, groups=20, samples=(last + 1) * GROUP_SAMPLES - missing)

    assert train.unsent == unsent


def test_without_commands_there_are_none() -> None:
    train = OrderTrain((), PROGRAMME, copies=3)

    assert volumes(run(train, groups=100)) == []
    assert (train.unsent, train.whole) == (0, [])
