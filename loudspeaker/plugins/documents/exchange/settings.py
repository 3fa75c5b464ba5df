"""``documents: exchange:`` of ``station.yaml``, and the file of secrets that it names."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from loudspeaker.errors import EntryRefused

_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ORGAN: Final = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(\.\d{1,3}){0,4}", re.ASCII)
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")
_PATH: Final = re.compile(r"(/[A-Za-z0-9._~{}-]+)+")
_SECRETS: Final = ("system_secret", "token_key", "token_secret")
_MOST_SECRET_BYTES: Final = 4096
_OF_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_NUMBERS: Final = {"wait_s": (1, 120), "limit_s": (10, 3600), "every_minutes": (1, 1440)}
PATHS: Final = {
    "token": "/token",
    "send": "/messages",
    "list": "/messages",
    "fetch": "/messages/{id}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What only the two sides know; never shown."""

    system_secret: str = field(repr=False)
    token_key: str = field(repr=False)
    token_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSettings:
    """Where the line goes to, and by which names it is spoken to."""

    address: str
    organ: str
    system: str
    secrets_file: Path
    ca_file: Path | None = None
    system_header: str = "X-System-Id"
    secret_header: str = "X-System-Secret"  # noqa: S105 - the name of a header
    paths: Mapping[str, str] = field(default_factory=lambda: dict(PATHS))
    wait_s: float = 10.0
    """So long the other side may say nothing."""
    limit_s: float = 600.0
    """So long one message may take: 100 MB over a slow line."""
    every_minutes: int = 5
    """So often it is looked for what is new."""


def settings_of(table: Mapping[str, Any]) -> ExchangeSettings | None:
    """Return the settings of a table, None for an empty one; EntryRefused."""
    if not table:
        return None
    _check_names(table)
    given: dict[str, Any] = {**table, "address": _address(table["address"])}
    if not _ORGAN.fullmatch(table["organ"]):
        raise _refused("organ", "mã cơ quan không đúng dạng, ví dụ H03.12.25")
    if not (table["system"].isascii() and table["system"].isprintable()):
        raise _refused("system", "chỉ gồm chữ không dấu")
    for name in ("system_header", "secret_header"):
        if name in given and not _HEADER.fullmatch(str(given[name])):
            raise _refused(name, "tên tiêu đề chỉ gồm chữ, số và dấu -")
    for name in ("secrets_file", "ca_file"):
        if given.get(name):
            given[name] = Path(str(given[name]))
    given["paths"] = _paths(given.get("paths", {}))
    _check_numbers(given)
    return ExchangeSettings(**given)


def _check_names(table: Mapping[str, Any]) -> None:
    known = sorted(ExchangeSettings.__dataclass_fields__)
    for name in table:
        if name not in known:
            raise _refused(str(name)[:60], f"không có mục này, chỉ có: {', '.join(known)}")
    for name in ("address", "organ", "system", "secrets_file"):
        if not table.get(name) or not isinstance(table[name], str):
            raise _refused(name, "chưa có")


def _address(text: str) -> str:
    """Return an address without a slash at its end: https, or http on this machine."""
    try:
        parts = urlsplit(text.strip())
        local = parts.scheme == "http" and parts.hostname in _THIS_MACHINE
        fits = (parts.scheme == "https" or local) and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.query or parts.fragment or "@" in parts.netloc:
        raise _refused("address", "địa chỉ phải bắt đầu bằng https://")
    return text.strip().rstrip("/")


def _paths(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping) or set(given) - set(PATHS):
        raise _refused("paths", f"chỉ có: {', '.join(PATHS)}")
    for name, path in given.items():
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            raise _refused(f"paths.{name}", "viết như /messages")
    paths = {**PATHS, **given}
    if "{id}" not in paths["fetch"]:
        raise _refused("paths.fetch", "phải có {id}")
    return paths


def _check_numbers(given: Mapping[str, Any]) -> None:
    for name, least, most in (
        ("wait_s", 1, 120),
        ("limit_s", 10, 3600),
        ("every_minutes", 1, 1440),
    ):
        value = given.get(name, least)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not (least <= value <= most)
        ):
            raise _refused(name, f"từ {least} đến {most}")


def read_secrets(path: Path) -> Secrets:
    """Return the secrets of a file of mode 0600 with a line ``name: value`` for each; EntryRefused.

    The error never tells what stands in it.
    """
    where = str(path)
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(_MOST_SECRET_BYTES)
        lines = data.decode("utf-8").splitlines()
    except OSError as error:
        raise _refused(where, f"không đọc được: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _refused(where, "không viết bằng UTF-8") from None
    if mode & _OF_OTHERS:
        raise _refused(where, "người khác cũng đọc được, cần quyền 0600")
    pairs = (line.partition(":") for line in lines if line.strip() and line[0] != "#")
    found = {name.strip(): value.strip() for name, _colon, value in pairs}
    for name in _SECRETS:
        if not found.get(name) or not found[name].isascii() or not found[name].isprintable():
            raise _refused(where, f"thiếu {name}, hoặc có ký tự lạ")
    return Secrets(**{name: found[name] for name in _SECRETS})


def _refused(where: str, problem: str) -> EntryRefused:
    return EntryRefused(where=f"documents.exchange: {where}", problem=problem)
