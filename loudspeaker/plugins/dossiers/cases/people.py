"""Applicants and whom they send, and what may be entered about them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from loudspeaker.errors import EntryRefused


class ApplicantKind(StrEnum):
    """Who files (the portal's *loại đối tượng*)."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    ORGANISATION = "organisation"


class Told(StrEnum):
    """By what an applicant has agreed to be told how their dossier stands."""

    NOBODY = ""
    CALL = "call"
    MESSAGE = "message"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or body; ``identity`` is a citizen's number or a tax number, empty if not given.

    ``told`` is their consent; ``acting`` says by what paper a delegate acts.
    """

    kind: ApplicantKind
    name: str
    identity: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    told: Told = Told.NOBODY
    acting: str = ""

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {each.name: str(getattr(self, each.name)) for each in fields(self)}


_LONGEST: Final[Mapping[str, tuple[str, int]]] = {
    "name": ("họ tên hoặc tên tổ chức", 200),
    "email": ("thư điện tử", 120),
    "address": ("địa chỉ", 300),
    "acting": ("giấy ủy quyền", 200),
}
_IDENTITIES: Final = {
    ApplicantKind.CITIZEN: (re.compile(r"[0-9]{12}|[0-9]{9}"), "số định danh gồm 12 chữ số"),
    ApplicantKind.BUSINESS: (re.compile(r"[0-9]{10}(?:-[0-9]{3})?"), "mã số thuế gồm 10 chữ số"),
    ApplicantKind.ORGANISATION: (re.compile(r"[0-9A-Z.-]{3,20}"), "mã gồm chữ và số"),
}
_PHONE: Final = re.compile(r"\+?[0-9]{8,15}")
_EMAIL: Final = re.compile(r"[^\s@]{1,64}@[^\s@]{1,50}\.[^\s@]{1,20}")
_BY: Final = {Told.CALL: "phone", Told.MESSAGE: "phone", Told.EMAIL: "email"}


def party_of(values: Mapping[str, Any]) -> Party:
    """Return whoever was entered (the names of ``Party``); EntryRefused names the field."""
    kind = _word(ApplicantKind, values.get("kind", ApplicantKind.CITIZEN), "loại đối tượng")
    party = Party(
        kind=kind,
        identity=_identity(kind, str(values.get("identity", ""))),
        phone=_phone(str(values.get("phone", ""))),
        told=_word(Told, values.get("told", Told.NOBODY), "đồng ý nhận tin"),
        **{name: _line(name, values) for name in _LONGEST},
    )
    if party.email and not _EMAIL.fullmatch(party.email):
        raise EntryRefused(where="thư điện tử", problem="viết như ten@example.vn")
    if party.told and not getattr(party, _BY[party.told]):
        raise EntryRefused(where="đồng ý nhận tin", problem="chưa có số điện thoại hoặc thư")
    return party


def one_line(text: str) -> str:
    """Return a text in NFC and one line, without what cannot be seen."""
    seen = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(seen.split())


def _line(name: str, values: Mapping[str, Any]) -> str:
    where, longest = _LONGEST[name]
    text = one_line(str(values.get(name, "")))
    if name == "name" and not text:
        raise EntryRefused(where=where, problem="chưa có gì")
    if len(text) > longest:
        raise EntryRefused(where=where, problem=f"dài nhất {longest} chữ")
    return text


def identity_digits(text: str) -> str:
    """Return an identity number as it is compared: without blanks, in capitals."""
    return "".join(text.split()).upper()


def _identity(kind: ApplicantKind, text: str) -> str:
    identity = identity_digits(text)
    pattern, form = _IDENTITIES[kind]
    if identity and not pattern.fullmatch(identity):
        raise EntryRefused(where="số giấy tờ", problem=form)
    return identity


def _phone(text: str) -> str:
    phone = re.sub(r"[\s.()-]", "", text)
    if phone and not _PHONE.fullmatch(phone):
        raise EntryRefused(where="số điện thoại", problem="chỉ gồm chữ số, dấu cách, dấu chấm, +")
    return phone


def _word(words: type[Any], value: object, where: str) -> Any:
    try:
        return words(str(value))
    except ValueError:
        known = ", ".join(each.value for each in words if each.value)
        raise EntryRefused(where=where, problem=f"là một trong: {known}") from None
