"""The figures of a period: a pure function of the records and of what the points are called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from loudspeaker.model import Priority, iso
from loudspeaker.report.airings import (
    ANNOUNCEMENT,
    NO_SPEECH,
    OPEN,
    TEST,
    Airing,
    Record,
    Relayed,
    Sounding,
    airings_of,
)
from loudspeaker.report.parts import (
    UNKNOWN_ZONE,
    Approvals,
    Figure,
    RelayFigure,
    Span,
    Surroundings,
    Unheard,
)
from loudspeaker.report.period import Period

LEVELS = tuple(priority.value for priority in Priority)
NOT_HEARD = ("missed", "refused", "failed")
"""The states of what was to be heard and was not; what people cancelled is counted apart."""
_Heard = tuple[Airing, int]
"""An airing and the milliseconds of it that sounded within the period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Minutes are of sound that went out, counted on the day on which the attempt began.

    ``by_programme`` and ``by_level`` add up to ``total``, as does the sound of ``by_language`` and
    ``spans``; an airing counts in each of its languages, and in ``by_zone`` and ``by_point``
    wherever it was heard.  ``by_relay`` has the other stations.  Tests are counted in ``tests`` and
    nowhere else.
    """

    period: Period
    total: Figure
    by_programme: tuple[Figure, ...]
    by_level: tuple[Figure, ...]
    by_language: tuple[Figure, ...]
    by_zone: tuple[Figure, ...]
    by_point: tuple[Figure, ...]
    by_relay: tuple[RelayFigure, ...]
    spans: tuple[Span, ...]
    states: Mapping[str, int]
    unheard: tuple[Unheard, ...]
    cancelled: Mapping[str, int]
    approvals: tuple[Approvals, ...]
    kinds: Mapping[str, int]
    one_person: int
    proofs: Mapping[str, int]
    tests: int
    open: int


def report_of(records: Iterable[Record], period: Period, around: Surroundings) -> Report:
    """Return what the records come to in a period; others than of the period do no harm."""
    everything = airings_of(records)
    airings = [airing for airing in everything if airing.kind != TEST]
    own = [airing for airing in airings if period.has(airing.when)]
    heard = [found for airing in airings if (found := _within(airing, period))]
    counts = Counter(airing.state for airing in own)
    return Report(
        period=period,
        total=_total(own, heard),
        **_figures(own, heard, period, around),
        by_relay=_by_relay(own, heard, period),
        spans=_spans(own, heard, period),
        states={state: counts[state] for state in sorted(counts)},
        unheard=_unheard(own, around),
        cancelled=_counted(a.reason or "" for a in own if a.state == "cancelled"),
        approvals=_approvals(own),
        kinds=_counted(a.kind for a in own if a.heard and a.kind != ANNOUNCEMENT),
        one_person=sum(airing.alone for airing in own),
        proofs=_counted(airing.proof for airing in own if airing.heard),
        tests=sum(a.kind == TEST and a.heard and period.has(a.when) for a in everything),
        open=counts[OPEN],
    )


def _within(airing: Airing, period: Period) -> _Heard | None:
    ms = sum(sounding.ms for sounding in airing.soundings if period.has(sounding.began))
    return (airing, ms) if ms else None


def _counted(names: Iterable[str]) -> dict[str, int]:
    counts = Counter(names)
    return {name: counts[name] for name in sorted(counts)}


def _total(own: Iterable[Airing], heard: Iterable[_Heard]) -> Figure:
    return Figure(name="", airings=sum(a.heard for a in own), ms=sum(ms for _, ms in heard))


# --- by what, and where -------------------------------------------------------------------------


def _figures(
    own: Sequence[Airing], heard: Sequence[_Heard], period: Period, around: Surroundings
) -> dict[str, tuple[Figure, ...]]:
    def programme(airing: Airing) -> str:
        return airing.programme or around.programme_of(airing.item)

    return {
        "by_programme": _by(programme, own, heard),
        "by_level": _by(lambda airing: airing.priority, own, heard, first=LEVELS),
        "by_language": _by_language(own, heard, period),
        "by_zone": _by_zone(own, heard, period, around),
        "by_point": _by_point(own, heard, period, around),
    }


def _by(
    name_of: Callable[[Airing], str],
    own: Iterable[Airing],
    heard: Iterable[_Heard],
    *,
    first: Sequence[str] = (),
) -> tuple[Figure, ...]:
    """Return a row for each name: those of ``first`` in their order, then the longest sound."""
    airings = Counter(name_of(airing) for airing in own if airing.heard)
    sound: Counter[str] = Counter()
    for airing, ms in heard:
        sound[name_of(airing)] += ms
    rest = sorted((set(airings) | set(sound)) - set(first), key=lambda name: (-sound[name], name))
    return tuple(Figure(name=n, airings=airings[n], ms=sound[n]) for n in (*first, *rest))


_Places = Callable[[Sounding], Mapping[str, int]]
"""From an attempt to where, or in which language, it sounded, and for how long there."""


def _by_language(
    own: Iterable[Airing], heard: Iterable[_Heard], period: Period
) -> tuple[Figure, ...]:
    rows = _spread(own, heard, period, lambda sounding: sounding.languages)
    names = sorted(rows, key=lambda name: (name == NO_SPEECH, -rows[name][1], name))
    return tuple(_row(name, rows) for name in names)


def _by_point(
    own: Iterable[Airing], heard: Iterable[_Heard], period: Period, around: Surroundings
) -> tuple[Figure, ...]:
    rows = _spread(own, heard, period, lambda s: {str(n): s.ms_at(n) for n in s.points})
    known = {str(number) for number in around.plan.numbers}
    return tuple(_row(name, rows) for name in sorted(known | set(rows), key=int))


def _by_zone(
    own: Iterable[Airing], heard: Iterable[_Heard], period: Period, around: Surroundings
) -> tuple[Figure, ...]:
    zones = {zone.number: zone.name for zone in around.plan.zones}
    zone_of = {point.number: zones.get(point.zone, "") for point in around.plan.points}

    def longest(sounding: Sounding) -> dict[str, int]:
        found: dict[str, int] = {}
        for number in sounding.points:
            zone = zone_of.get(number, UNKNOWN_ZONE)
            found[zone] = max(found.get(zone, 0), sounding.ms_at(number))
        return found

    rows = _spread(own, heard, period, longest)
    names = list(dict.fromkeys(zones.values()))
    return tuple(_row(name, rows) for name in (*names, *sorted(set(rows) - set(names))))


def _by_relay(
    own: Iterable[Airing], heard: Iterable[_Heard], period: Period
) -> tuple[RelayFigure, ...]:
    def source(sounding: Sounding) -> dict[str, int]:
        return {sounding.relayed.source: sounding.ms} if sounding.relayed else {}

    rows = _spread(own, heard, period, source)
    known: defaultdict[str, list[Relayed]] = defaultdict(list)
    for airing, _ in heard:
        for sounding in airing.soundings:
            if sounding.relayed and period.has(sounding.began):
                known[sounding.relayed.source].append(sounding.relayed)
    return tuple(
        RelayFigure(
            name=name,
            airings=rows[name][0],
            ms=rows[name][1],
            source_ms=sum(each.source_ms for each in known[name]),
            fallback_ms=sum(each.fallback_ms for each in known[name]),
        )
        for name in sorted(rows, key=lambda name: (-rows[name][1], name))
    )


def _row(name: str, rows: Mapping[str, tuple[int, int]]) -> Figure:
    airings, ms = rows.get(name, (0, 0))
    return Figure(name=name, airings=airings, ms=ms)


def _spread(
    own: Iterable[Airing], heard: Iterable[_Heard], period: Period, places_of: _Places
) -> dict[str, tuple[int, int]]:
    """Return airings and milliseconds by place; an airing counts once at each of its places."""
    airings: Counter[str] = Counter()
    sound: Counter[str] = Counter()
    for airing in own:
        if airing.heard:
            airings.update({place for s in airing.soundings for place in places_of(s)})
    for airing, _ in heard:
        for sounding in airing.soundings:
            if period.has(sounding.began):
                sound.update(places_of(sounding))
    return {place: (airings[place], sound[place]) for place in airings | sound}


# --- by day -------------------------------------------------------------------------------------


def _spans(own: Iterable[Airing], heard: Iterable[_Heard], period: Period) -> tuple[Span, ...]:
    unheard = Counter(period.span_of(a.when) for a in own if a.state in NOT_HEARD)
    sound: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for airing, _ in heard:
        for sounding in airing.soundings:
            if period.has(sounding.began):
                sound[period.span_of(sounding.began)][airing.priority] += sounding.ms
    return tuple(
        Span(name=name, ms_by_level=dict(sound[name]), unheard=unheard[name])
        for name in period.spans()
    )


# --- what did not come, and who answers for what did --------------------------------------------


def _unheard(own: Iterable[Airing], around: Surroundings) -> tuple[Unheard, ...]:
    return tuple(
        Unheard(
            occurrence=airing.occurrence,
            item=airing.item,
            title=around.title_of(airing.item),
            state=airing.state,
            reason=airing.reason,
            when=iso(airing.when),
            priority=airing.priority,
            approver=airing.approver,
        )
        for airing in sorted(own, key=lambda airing: (airing.when, airing.occurrence))
        if airing.state in {*NOT_HEARD, "aired_partial"}
    )


def _approvals(own: Iterable[Airing]) -> tuple[Approvals, ...]:
    items: defaultdict[str, list[str]] = defaultdict(list)
    for airing in own:
        if airing.heard and airing.approver is not None and not airing.alone:
            items[airing.approver].append(airing.item)
    rows = (
        Approvals(person=person, airings=len(aired), announcements=len(set(aired)))
        for person, aired in items.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.airings, row.person)))
