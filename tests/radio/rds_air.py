"""A station on the air for tests: what it sent and when, and what is to be true of that."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from loudspeaker.radio.fragments import IN_HOUSE, GroupForm
from loudspeaker.radio.rds import Group, groups_ns, make_group
from loudspeaker.radio.rds_labels import clock_in
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_schedule import GroupScheduler

PI = 0x7001
SECOND_NS = 1_000_000_000
GROUP = timedelta(microseconds=groups_ns(1) / 1_000)
TENTH = timedelta(seconds=0.1)
BEGIN = datetime(2026, 3, 1, 23, 58, 12, 345_678, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aired:
    """A group that went out."""

    number: int
    starts_at: datetime
    group: Group
    completed: object | None

    @property
    def start_ns(self) -> int:
        """When it began, from the first group on."""
        return groups_ns(self.number)

    @property
    def ends_at(self) -> datetime:
        """When its last bit was out."""
        return self.starts_at + GROUP


class Air:
    """Runs a scheduler group after group."""

    def __init__(self, programme: Programme, *, begin: datetime = BEGIN) -> None:
        self.scheduler = GroupScheduler(programme)
        self.aired: list[Aired] = []
        self.trusted = True
        self.begin = begin

    @property
    def number(self) -> int:
        """How many groups went out."""
        return len(self.aired)

    def step(self) -> Aired:
        """Send one group."""
        starts_at = self.begin + timedelta(microseconds=groups_ns(self.number) // 1_000)
        slot = self.scheduler.next(starts_at if self.trusted else None)
        sent = Aired(
            number=self.number, starts_at=starts_at, group=slot.group, completed=slot.completed
        )
        self.aired.append(sent)
        return sent

    def run(self, count: int, before: Callable[[int], None] | None = None) -> list[Aired]:
        """Send ``count`` groups; ``before`` is called with the number of each."""
        for _ in range(count):
            if before is not None:
                before(self.number)
            self.step()
        return self.aired[-count:] if count else []


def command(number: int, *, count: int = 4, pi: int = PI) -> list[Group]:
    """Return a burst that shows its number."""
    return [
        make_group(pi=pi, kind=6, tail=place, block_3=number & 0xFFFF, block_4=0xC0DE)
        for place in range(count)
    ]


def starts(aired: Iterable[Aired], name: str) -> list[int]:
    """Return when the groups of a type began, in ns."""
    return [sent.start_ns for sent in aired if sent.group.name == name]


def longest_ns(times: Sequence[int], count: int = 1) -> int:
    """Return the longest time from any of them to the ``count``-th behind it."""
    return max(
        (later - sooner for sooner, later in zip(times, times[count:], strict=False)), default=0
    )


def fewest_in_a_second(aired: Sequence[Aired], name: str) -> int:
    """Return how many groups of a type begin in the second in which the fewest do."""
    times = starts(aired, name)
    first, last = aired[0].start_ns, aired[-1].start_ns + groups_ns(1)
    sought = [begin for begin in (first, *(t + 1 for t in times)) if begin + SECOND_NS <= last]
    return min(
        bisect_left(times, begin + SECOND_NS) - bisect_left(times, begin) for begin in sought
    )


def clock_errors(aired: Sequence[Aired]) -> list[str]:
    """Return what is wrong with the 4A of a stretch that had a trusted clock all the time."""
    wrong = [
        f"{sent.ends_at} says {heard}"
        for sent in aired
        if sent.group.type == 4
        and (
            (heard := clock_in(sent.group).get("clock")) is None
            or abs(heard - sent.ends_at) > TENTH
        )
    ]
    told = [clock_in(sent.group)["clock"] for sent in aired if sent.group.type == 4]
    wanted = minute_edges(aired[0].starts_at + 8 * GROUP, aired[-1].ends_at - TENTH)
    wrong += [f"no 4A at {edge}" for edge in wanted if edge not in told]
    return wrong + [f"twice at {edge}" for edge in set(told) if told.count(edge) > 1]


def minute_edges(first: datetime, last: datetime) -> list[datetime]:
    """Return the minute edges of a stretch of time."""
    edge = first.replace(second=0, microsecond=0) + timedelta(minutes=1)
    edges = []
    while edge <= last:
        edges.append(edge)
        edge += timedelta(minutes=1)
    return edges


frequencies = st.lists(
    st.integers(1, 204).map(lambda code: 87_500 + 100 * code), max_size=25, unique=True
).map(tuple)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=140)
programmes = st.builds(
    Programme,
    pi=st.just(PI),
    ps=texts,
    pty=st.integers(0, 31),
    tp=st.booleans(),
    ta=st.booleans(),
    music=st.booleans(),
    decoder_bits=st.integers(0, 15),
    radio_text=texts,
    long_ps=texts,
    ert=texts,
    ptyn=texts,
    ecc=st.integers(0, 255),
    language=st.integers(0, 255),
    alternative_frequencies_khz=frequencies,
    commands=st.sampled_from(
        [IN_HOUSE, GroupForm(kind=11, aid=0xFF01), GroupForm(kind=12, aid=0xFF01)]
    ),
    utc_offset_half_hours=st.integers(-24, 28),
)
FULL = Programme(
    pi=PI,
    ps="An Phú",
    radio_text="Mời bà con thôn Đông đến nhà văn hoá dự họp lúc 19 giờ 30 phút.",
    long_ps="Đài truyền thanh xã An Phú",
    ert="Mời bà con thôn Đông đến nhà văn hoá dự họp lúc 19 giờ 30 phút. " * 2,
    ptyn="Thông báo",
    alternative_frequencies_khz=(100_100, 101_100, 102_100),
    commands=GroupForm(kind=11, aid=0xFF01),
)
