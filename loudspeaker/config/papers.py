"""The keys ``documents: exchange:`` and ``documents: signing:`` of ``station.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from loudspeaker.config.problems import Problem
from loudspeaker.config.reader import Section, check_unique
from loudspeaker.model.settings import (
    ListOf,
    Misfit,
    Scalar,
    Setting,
    Table,
    line_of_text,
    number,
    whole,
)

CODE: Final = re.compile(
    r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(?:\.[0-9]{1,3}){0,4}"
)
_ADDRESS: Final = re.compile(
    r"(?:https://[A-Za-z0-9.-]+|http://(?:localhost|127\.0\.0\.1))(?::[0-9]{1,5})?(?:/[!-~]{0,500})?"
)
_STAMPER: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!-~]{0,500})?")
_LONGEST_PATH, _LONGEST_LABEL, _MOST_KEYS = 200, 80, 50
_MOST_MINUTES: Final = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeConfig:
    """Where the line to other offices goes, and by which names it is spoken to.

    ``organ`` is our own code on it, empty for that of the organisation.
    """

    address: str
    system: str
    secrets_file: str
    organ: str = ""
    ca_file: str | None = None
    system_header: str = "X-System-Id"
    secret_header: str = "X-System-Secret"  # noqa: S105 - the name of a header
    paths: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 10.0
    limit_s: float = 600.0
    every_minutes: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyConfig:
    """A key that signs, in a ``file`` or in a token that a driver (``library``) reaches.

    A file is PKCS#12, or PEM with ``certificate`` beside it.  ``person`` is whose it is, empty for
    the body's.
    """

    person: str = ""
    file: str = ""
    certificate: str = ""
    library: str = ""
    token: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningConfig:
    """The keys that sign, and who vouches for the time (empty for nobody)."""

    persons: tuple[KeyConfig, ...] = ()
    body: KeyConfig | None = None
    stamper: str = ""


def code() -> Scalar:
    """Return the kind of a code of an organisation, as QĐ 20/2020 and QĐ 09/2025 write them."""
    return _fitting(CODE, "a code such as H03.12.25 or 000.17.22.H56")


def _fitting(pattern: re.Pattern[str], expected: str) -> Scalar:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return text

    return Scalar(expected, read)


def _file() -> Scalar:
    pattern = re.compile(rf"/[^\0-\x1f]{{1,{_LONGEST_PATH}}}")
    return _fitting(pattern, "a file by its whole path, such as /etc/loudspeaker/secrets")


def _path() -> Scalar:
    pattern = re.compile(r"(?:/[A-Za-z0-9._~{}-]+){1,10}")
    return _fitting(pattern, "a path such as /messages")


def _header() -> Scalar:
    return _fitting(re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}"), "the name of a header")


def _one_place(values: Mapping[str, Any]) -> Misfit | None:
    if bool(values["file"]) is not bool(values["library"]):
        return None
    return Misfit("file", "either file or library")


_KEY: Final = (
    Setting("file", _file(), default=""),
    Setting("certificate", _file(), default=""),
    Setting("library", _file(), default=""),
    Setting("token", line_of_text(_LONGEST_LABEL), default=""),
    Setting("label", line_of_text(_LONGEST_LABEL), default=""),
)
EXCHANGE_KEYS: Final = Table(
    (
        Setting("address", _fitting(_ADDRESS, "https://… (http:// on this machine)")),
        Setting("system", _fitting(re.compile(r"[!-~]{1,100}"), "a name without spaces")),
        Setting("secrets_file", _file()),
        Setting("organ", code(), default=""),
        Setting("ca_file", _file(), default=None),
        Setting("system_header", _header(), default="X-System-Id"),
        Setting("secret_header", _header(), default="X-System-Secret"),
        Setting(
            "paths",
            Table(
                tuple(
                    Setting(name, _path(), default=None)
                    for name in ("token", "send", "list", "fetch")
                )
            ),
            default=None,
        ),
        Setting("wait_s", number(1, 120), default=10.0),
        Setting("limit_s", number(10, 3600), default=600.0),
        Setting("every_minutes", whole(1, _MOST_MINUTES), default=5),
    )
)
SIGNING_KEYS: Final = Table(
    (
        Setting(
            "persons",
            ListOf(
                item=Table((Setting("person", line_of_text(60)), *_KEY), _one_place),
                most=_MOST_KEYS,
            ),
            default=(),
        ),
        Setting("body", Table(_KEY, _one_place), default=None),
        Setting("stamper", _fitting(_STAMPER, "http:// or https:// and a host"), default=""),
    )
)


def read_exchange(row: Section | None) -> ExchangeConfig | None:
    """Return the settings of the line, None where nothing is exchanged; ConfigurationRefused."""
    if row is None:
        return None
    told: dict[str, Any] = dict(row)
    paths = told.pop("paths")
    named = {} if paths is None else {n: paths[n] for n in paths if paths[n] is not None}
    if "{id}" not in named.get("fetch", "{id}"):
        raise paths.refused(Problem.WRONG_VALUE, "fetch", expected="a path with {id}")
    return ExchangeConfig(**told, paths=named)


def read_signing(row: Section | None) -> SigningConfig | None:
    """Return the keys that sign, None for none; ConfigurationRefused."""
    if row is None:
        return None
    body: Section | None = row["body"]
    check_unique(row["persons"], "person")
    return SigningConfig(
        persons=tuple(KeyConfig(**each) for each in row["persons"]),
        body=None if body is None else KeyConfig(**body),
        stamper=row["stamper"],
    )
