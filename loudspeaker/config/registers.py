"""The keys ``organisation``, ``documents`` and ``dossiers`` of ``station.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from loudspeaker.config.papers import (
    EXCHANGE_KEYS,
    SIGNING_KEYS,
    ExchangeConfig,
    SigningConfig,
    code,
    read_exchange,
    read_signing,
)
from loudspeaker.config.problems import Problem, nearest
from loudspeaker.config.reader import Section
from loudspeaker.model.people import Person
from loudspeaker.model.settings import ListOf, Setting, Table, choice, flag, line_of_text

DUTIES: Final = ("clerk", "leader", "checker", "staff")
SERIES: Final = ("one", "by_type")
_LONGEST_NAME, _LONGEST_CODE, _LONGEST_SHORT = 200, 40, 30
_MOST_PERSONS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationConfig:
    """The body whose papers and dossiers these are; an empty text is not known yet.

    ``above`` is the body over it, ``short`` its abbreviation in numbers of papers, ``place`` what
    stands before a date, ``phone`` whom people call with questions.
    """

    code: str = ""
    name: str = ""
    above: str = ""
    short: str = "UBND"
    place: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsConfig:
    """Whether papers are kept here, who does what with them, and how numbers are given.

    A duty that names nobody is done by roles: editors are clerks and staff, approvers leaders and
    checkers.  Without ``exchange`` nothing is exchanged, without ``signing`` nothing signed here.
    """

    enabled: bool = True
    duties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    series: str = "one"
    exchange: ExchangeConfig | None = None
    signing: SigningConfig | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossiersConfig:
    """Whether dossiers of the one-stop desk are kept here, and who its clerks are.

    Without names all editors are.  ``desk`` is what the office where they are handed in is called.
    """

    enabled: bool = True
    clerks: tuple[str, ...] = ()
    desk: str = "Bộ phận Một cửa"


_PERSONS: Final = ListOf(item=line_of_text(60), most=_MOST_PERSONS)
ORGANISATION_KEYS: Final = Table(
    (
        Setting("code", code(), default=""),
        Setting("name", line_of_text(_LONGEST_NAME), default=""),
        Setting("above", line_of_text(_LONGEST_NAME), default=""),
        Setting("short", line_of_text(_LONGEST_SHORT), default="UBND"),
        Setting("place", line_of_text(_LONGEST_CODE), default=""),
        Setting("phone", line_of_text(_LONGEST_CODE), default=""),
    )
)
_DUTIES: Final = Table(tuple(Setting(duty, _PERSONS, default=()) for duty in DUTIES))
DOCUMENTS_KEYS: Final = Table(
    (
        Setting("enabled", flag(), default=True),
        Setting("duties", _DUTIES, default=None),
        Setting("series", choice(SERIES), default="one"),
        Setting("exchange", EXCHANGE_KEYS, default=None),
        Setting("signing", SIGNING_KEYS, default=None),
    )
)
DOSSIERS_KEYS: Final = Table(
    (
        Setting("enabled", flag(), default=True),
        Setting("clerks", _PERSONS, default=()),
        Setting("desk", line_of_text(_LONGEST_NAME), default="Bộ phận Một cửa"),
    )
)


def read_organisation(section: Section) -> OrganisationConfig:
    """Return whose papers these are."""
    row: Section | None = section["organisation"]
    return OrganisationConfig(**row) if row is not None else OrganisationConfig()


def read_documents(section: Section, people: Iterable[Person]) -> DocumentsConfig:
    """Return the settings of papers; ConfigurationRefused for a person who is not known."""
    row: Section | None = section["documents"]
    if row is None:
        return DocumentsConfig()
    told: dict[str, Any] = dict(row)
    duties: Section | None = told.pop("duties")
    named = {} if duties is None else {duty: duties[duty] for duty in duties if duties[duty]}
    if duties is not None:
        for duty in named:
            _check_known(duties, duty, people)
    exchange, keys = read_exchange(told.pop("exchange")), told.pop("signing")
    signing = read_signing(keys)
    for each in keys["persons"] if keys is not None else ():
        _check_name(each, "person", each["person"], people)
    return DocumentsConfig(duties=named, exchange=exchange, signing=signing, **told)


def read_dossiers(section: Section, people: Iterable[Person]) -> DossiersConfig:
    """Return the settings of dossiers; ConfigurationRefused for a person who is not known."""
    row: Section | None = section["dossiers"]
    if row is None:
        return DossiersConfig()
    _check_known(row, "clerks", people)
    return DossiersConfig(**row)


def _check_known(section: Section, key: str, people: Iterable[Person]) -> None:
    for name in section[key]:
        _check_name(section, key, name, people)


def _check_name(section: Section, key: str, name: str, people: Iterable[Person]) -> None:
    known = [person.name for person in people]
    if name not in known:
        expected = f"names of people, such as {', '.join(known[:5])}" if known else "no name"
        near = nearest(name, known)
        raise section.refused(Problem.UNKNOWN_NAME, key, expected=expected, nearest=near)
