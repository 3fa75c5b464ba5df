"""The report in words: what each part says, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from loudspeaker.model.shown import visible
from loudspeaker.report import Figure, Period, Report
from loudspeaker.sentences.language import N_, _, ngettext
from loudspeaker.sentences.moments import moment, short_moment
from loudspeaker.sentences.reasons import because
from loudspeaker.sentences.words import (
    AIRING_KINDS,
    PRIORITIES,
    PROOF_WORDS,
    STATES,
    person,
    word,
)
from loudspeaker.sheets.reporting.document import Cell, Document, Head, Part
from loudspeaker.sheets.reporting.gathering import Gathered

CHART_BEHIND = "sums"
"""The part behind which the picture stands."""


def document_of(gathered: Gathered) -> Document:
    """Return the report in the language in use."""
    period = period_in_words(gathered.report.period)
    name = visible(gathered.station)
    return Document(
        station=name,
        title=_("BROADCAST REPORT"),
        subtitle=period
        if gathered.finished
        else _("{period} (not over yet)").format(period=period),
        parts=tuple(_parts(gathered)),
        made=_("Made on {moment}").format(moment=f"{gathered.made_at:%d/%m/%Y %H:%M}"),
        signatures=(
            (_("MADE BY"), _("(signature, full name)")),
            (_("HEAD OF THE UNIT"), _("(signature, stamp, full name)")),
        ),
        footer=f"{name} · {period}",
    )


def period_in_words(period: Period) -> str:
    """Return ``month 7 of 2026``."""
    if period.month is None:
        return _("Year {year}").format(year=period.year)
    return _("Month {month} of {year}").format(month=period.month, year=period.year)


def _parts(gathered: Gathered) -> Iterator[Part]:
    report = gathered.report
    yield _sums(gathered)
    yield _figures("programme", _("By programme"), _("Programme"), report.by_programme, _programme)
    yield _figures("level", _("By level"), _("Level"), report.by_level, _level)
    yield _languages(report)
    if report.by_relay:
        yield _relays(report)
    yield _places("zone", _("By zone"), _("Zone"), report.by_zone, _zone)
    yield _places("point", _("By point"), _("Point"), report.by_point, _PointNames(gathered).name)
    yield _unheard(report)
    yield _approvals(report)
    yield _proof(gathered)


# --- sums ---------------------------------------------------------------------------------------


def _sums(gathered: Gathered) -> Part:
    report = gathered.report
    rows: list[tuple[Cell, Cell]] = [
        (_("Airings that were heard"), report.total.airings),
        (_("Sound that went out"), _length(report.total.ms)),
        (_("Heard only in part"), report.states.get("aired_partial", 0)),
        *((_(text), report.states.get(state, 0)) for state, text in _NOT_HEARD.items()),
        (_("Let go on air by one person"), report.one_person),
        *((word(AIRING_KINDS, kind).capitalize(), n) for kind, n in report.kinds.items()),
        (_("Tests of points (not counted above)"), report.tests),
    ]
    if report.open:
        rows.append((_("On air, or to be aired again"), report.open))
    columns = (Head(text=_("What"), share=75), Head(text=_("Figure"), share=25, right=True))
    heading = _("Summary")
    return Part(name="sums", heading=heading, sentences=tuple(_remarks(gathered)), columns=columns,
                rows=tuple(rows))  # fmt: skip


_NOT_HEARD: Mapping[str, str] = {
    "missed": N_("Missed"),
    "refused": N_("Refused by the station's rules"),
    "failed": N_("Failed"),
    "cancelled": N_("Cancelled by people"),
}


def _remarks(gathered: Gathered) -> Iterator[str]:
    if not gathered.audit_passed:
        yield _(
            "WARNING: the log is not as it was written, so these figures prove nothing."
            " What is wrong: loudspeaker audit verify"
        )
    if not gathered.finished:
        yield _("The period is not over: the figures are what they are up to now.")
    for wall in gathered.restored:
        yield _(
            "On {moment} the station was restored from a backup: what was aired between that backup"
            " and then is not in these figures."
        ).format(moment=moment(wall))


# --- tables of figures --------------------------------------------------------------------------


def _length(ms: int) -> timedelta:
    return timedelta(milliseconds=ms)


def _columns(what: str) -> tuple[Head, ...]:
    return (
        Head(text=what, share=60),
        Head(text=_("Airings"), share=16, right=True),
        Head(text=_("Length (h:mm:ss)"), share=24, right=True),
    )


def _rows(figures: Iterable[Figure], name_of: Callable[[str], str]) -> tuple[tuple[Cell, ...], ...]:
    return tuple((name_of(row.name), row.airings, _length(row.ms)) for row in figures)


def _figures(
    name: str, heading: str, what: str, figures: tuple[Figure, ...], name_of: Callable[[str], str]
) -> Part:
    last: tuple[Cell, ...] = (
        _("Sum"),
        sum(row.airings for row in figures),
        _length(sum(row.ms for row in figures)),
    )
    rows = _rows(figures, name_of)
    return Part(name=name, heading=heading, columns=_columns(what), rows=rows, last=last)


def _places(
    name: str, heading: str, what: str, figures: tuple[Figure, ...], name_of: Callable[[str], str]
) -> Part:
    note = _("An airing counts at every place where it was heard, so these rows have no sum.")
    rows = _rows(figures, name_of)
    return Part(name=name, heading=heading, sentences=(note,), columns=_columns(what), rows=rows)


def _languages(report: Report) -> Part:
    note = _("An airing counts in each of its languages.")
    part = _places("language", _("By language"), _("Language"), report.by_language, _language)
    return replace(part, sentences=(note,) * (len(report.by_language) > 1))


def _relays(report: Report) -> Part:
    """Return the stations that were relayed, each with its own sound and what was heard instead."""
    rows = tuple(
        (
            visible(row.name),
            row.airings,
            _length(row.ms),
            _length(row.source_ms),
            _length(row.fallback_ms),
        )
        for row in report.by_relay
    )
    columns = (
        Head(text=_("Station"), share=34),
        Head(text=_("Airings"), share=12, right=True),
        Head(text=_("Length (h:mm:ss)"), share=18, right=True),
        Head(text=_("Its own sound"), share=18, right=True),
        Head(text=_("Fallback instead"), share=18, right=True),
    )
    return Part(
        name="relay",
        heading=_("Relays of other stations"),
        sentences=(_relay_note(report),),
        columns=columns,
        rows=rows,
    )


def _relay_note(report: Report) -> str:
    unknown = sum(row.ms - row.source_ms - row.fallback_ms for row in report.by_relay)
    note = _("These lengths are also in the programmes above.")
    if unknown < _MARKED_MS:
        return note
    cut = _("What is missing to the length was cut by a crash or a power cut.")
    return f"{note} {cut}"


_MARKED_MS = 1000


def _programme(name: str) -> str:
    return visible(name) if name else _("Single announcements")


def _level(name: str) -> str:
    return word(PRIORITIES, name)


def _language(name: str) -> str:
    return word(_LANGUAGES, name) if name else _("Chimes, tunes and rests")


# BCP 47, as recordings are marked; the languages' own names need no translation.
_LANGUAGES: Mapping[str, str] = {
    "vi": N_("Vietnamese"),
    "tyz": "Tày",
    "nut": "Nùng",
    "ium": "Dao (Ưu Miền)",
    "mji": "Dao (Kìm Mùn)",
    "mtq": "Mường",
    "hmn": "Mông",
}


def _zone(name: str) -> str:
    return visible(name) if name else _("(points that are no longer listed)")


class _PointNames:
    """Names of points by their number."""

    def __init__(self, gathered: Gathered) -> None:
        self._names = gathered.point_names

    def name(self, number: str) -> str:
        """Return number and name."""
        known = self._names.get(number)
        return (
            f"{number}. {visible(known)}" if known else _("{n} (no longer listed)").format(n=number)
        )


# --- misses, people, proof ----------------------------------------------------------------------


def _unheard(report: Report) -> Part:
    heading = _("What was not heard, or not to its end, and why")
    if not report.unheard:
        return Part(name="unheard", heading=heading, sentences=(_("Nothing was missed."),))
    columns = (
        Head(text=_("Time"), share=15),
        Head(text=_("Announcement"), share=37),
        Head(text=_("What became of it"), share=16),
        Head(text=_("Why"), share=32),
    )
    rows = tuple(
        (
            short_moment(row.when),
            f"{visible(row.title)} ({visible(row.item)})",
            word(STATES, row.state),
            because(row.reason),
        )
        for row in report.unheard
    )
    return Part(name="unheard", heading=heading, columns=columns, rows=rows)


def _approvals(report: Report) -> Part:
    heading = _("Who approved")
    columns = (
        Head(text=_("Person"), share=52),
        Head(text=_("Announcements"), share=24, right=True),
        Head(text=_("Airings heard"), share=24, right=True),
    )
    rows = tuple((person(row.person), row.announcements, row.airings) for row in report.approvals)
    alone = ngettext(
        "{n} airing was let go on air by one person alone.",
        "{n} airings were let go on air by one person alone.",
        report.one_person,
    )
    sentences = (alone.format(n=report.one_person),) if report.one_person else ()
    if not rows:
        sentences = (*sentences, _("Nothing that was heard had been approved by anybody."))
        return Part(name="approvals", heading=heading, sentences=sentences)
    return Part(name="approvals", heading=heading, sentences=sentences, columns=columns, rows=rows)


def _proof(gathered: Gathered) -> Part:
    return Part(
        name="proof",
        heading=_("How this can be checked"),
        sentences=tuple(_proof_sentences(gathered)),
    )


def _proof_sentences(gathered: Gathered) -> Iterator[str]:
    yield _(
        "Lengths are of sound that really went out, from the sealed as-run log; each attempt counts"
        " on the day on which it began, in Vietnam's time."
    )
    proofs = gathered.report.proofs
    if proofs:
        counted = "; ".join(f"{word(PROOF_WORDS, name)}: {n}" for name, n in proofs.items())
        yield _("How sure the airings are: {counted}.").format(counted=counted)
    if gathered.audit_passed:
        n = gathered.audit_records
        yield ngettext(
            "The log was checked when this report was made: {n} record, nothing changed.",
            "The log was checked when this report was made: {n} records, nothing changed.",
            n,
        ).format(n=n)
    if gathered.head is not None:
        head = f"{gathered.head.seq}:{gathered.head.hash}"
        text = (
            _("The end of the log, published on {day}: {head}")
            if gathered.published
            else _("The end of the log when this report was made: {head}")
        )
        yield text.format(day=_day(gathered.published), head=head)
        text = _("To check later that nothing was changed up to there: {command}")
        yield text.format(command=f"loudspeaker audit verify --head {head}")


def _day(day: str | None) -> str:
    year, _dash, rest = str(day).partition("-")
    month, _dash, number = rest.partition("-")
    return f"{number}/{month}/{year}" if number else visible(day)
