"""Who may sign next: persons first, then the body; nothing after its seal (facts of NĐ 30/2020)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from loudspeaker.errors import EntryRefused

_WHERE: Final = "chữ ký"
_STAMP: Final = "DauThoiGian"


class Role(StrEnum):
    """As whom a signature is made; the values name the fields in the PDF."""

    PERSON = "NguoiKy"
    BODY = "CoQuan"


class Kind(StrEnum):
    """What is signed."""

    PAPER = "paper"
    ANNEX = "annex"
    """An annex in a file of its own: the body alone signs it."""
    COPY = "copy"
    """A copy: the body that made it signs."""


def role_of(field: str) -> Role | None:
    """Return as whom a field of ours was signed; None for fields of others."""
    found = re.fullmatch(r"(NguoiKy|CoQuan)[0-9]*", field)
    return Role(found[1]) if found else None


def next_field(signed: Iterable[str], role: Role, kind: Kind = Kind.PAPER) -> str:
    """Return the name of the field for a signature, given those that are signed already.

    EntryRefused where it is not this one's turn: a body before a person, a person after a body, a
    second body where there is no second person (papers of several bodies have as many of both).
    """
    names = tuple(signed)
    persons, bodies = (sum(role_of(each) is wanted for each in names) for wanted in Role)
    problem = _alone(role, bodies) if kind is not Kind.PAPER else _turn(role, persons, bodies)
    if problem:
        raise EntryRefused(where=_WHERE, problem=problem)
    return _free(role.value, names)


def _turn(role: Role, persons: int, bodies: int) -> str:
    if role is Role.PERSON:
        return "cơ quan đã đóng dấu; không ký thêm được nữa" if bodies else ""
    if not persons:
        return "người có thẩm quyền phải ký trước, cơ quan đóng dấu sau"
    return "cơ quan đã đóng dấu văn bản này" if bodies >= persons else ""


def _alone(role: Role, bodies: int) -> str:
    if role is Role.PERSON:
        return "phụ lục riêng và bản sao chỉ do cơ quan ký"
    return "cơ quan đã ký tệp này" if bodies else ""


def next_stamp_field(signed: Iterable[str]) -> str:
    """Return the name of the field for a time-stamp over the file."""
    return _free(_STAMP, tuple(signed))


def _free(name: str, taken: tuple[str, ...]) -> str:
    number = 1
    while (found := name if number == 1 else f"{name}{number}") in taken:
        number += 1
    return found
