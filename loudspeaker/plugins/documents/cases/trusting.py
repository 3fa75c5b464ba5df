"""Whom the station trusts: issuers of certificates, and their lists of withdrawn ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Action, FileGiven
from loudspeaker.model import Caller, Role
from loudspeaker.model.fields import Kind
from loudspeaker.model.rules import Rule
from loudspeaker.plugins.documents.cases.common import GiveParts, Request, may, must
from loudspeaker.plugins.documents.signing.files import read_file
from loudspeaker.plugins.documents.signing.trust import (
    EVERY_PURPOSE,
    MOST_BYTES,
    MOST_LIST_BYTES,
    Purpose,
)

TRUSTING: Final = Rule(roles=frozenset({Role.ADMIN}), called="quản lý nơi cấp chứng thư tin cậy")
LOOKING: Final = Rule(
    roles=frozenset({Role.ADMIN, Role.EDITOR, Role.APPROVER}), called="xem nơi cấp tin cậy"
)


class Trusting:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def listed(self, _caller: Caller, _request: Request) -> list[dict[str, Any]]:
        """Return the trusted issuers, and whether each still holds."""
        parts = self._parts()
        now = parts.now()
        anchors = parts.checks.store().anchors()
        return [{**each.to_values(), "valid": each.is_valid(now)} for each in anchors]

    def add(self, _caller: Caller, request: Request) -> dict[str, Any]:
        """Trust an issuer."""
        parts = self._parts()
        anchor = parts.checks.store().add(
            _content(request, MOST_BYTES),
            name=request.get("name") or "",
            now=parts.now(),
            purposes=_purposes(request.get("purposes") or ()),
        )
        return anchor.to_values()

    def add_list(self, _caller: Caller, request: Request) -> dict[str, Any]:
        """Keep an issuer's list of withdrawn certificates."""
        parts = self._parts()
        issuer = parts.checks.store().add_list(_content(request, MOST_LIST_BYTES))
        parts.checks.forget()
        return {"issuer": issuer}

    def remove(self, _caller: Caller, request: Request) -> dict[str, Any]:
        """Trust an issuer no longer."""
        return self._parts().checks.store().remove(request["fingerprint"]).to_values()


def _content(request: Request, most: int) -> bytes:
    given = request["file"]
    assert isinstance(given, FileGiven)
    return read_file(given.path, most=most, where="tệp")


def _purposes(told: Sequence[str]) -> frozenset[Purpose]:
    try:
        return frozenset(map(Purpose, told)) or EVERY_PURPOSE
    except ValueError:
        known = ", ".join(Purpose)
        raise EntryRefused(where="mục đích", problem=f"là một trong: {known}") from None


def actions(cases: Trusting) -> list[Action[Any]]:
    """Return the use cases."""
    return [
        Action(
            name="documents.trust", rule=LOOKING, handler=cases.listed, path="/trust",
            about="The issuers of certificates that are trusted", method="GET",
        ),
        Action(
            name="documents.trust_add", rule=TRUSTING, handler=cases.add, path="/trust",
            about="Trust an issuer of certificates",
            fields=(
                must("file", Kind.FILE, "its certificate, PEM or DER"), may("name"),
                may("purposes", Kind.TEXTS, f"{', '.join(Purpose)}; without any: all"),
            ),
        ),
        Action(
            name="documents.trust_list", rule=TRUSTING, handler=cases.add_list,
            path="/trust/lists", about="Keep an issuer's list of withdrawn certificates (CRL)",
            fields=(must("file", Kind.FILE),),
        ),
        Action(
            name="documents.trust_remove", rule=TRUSTING, handler=cases.remove,
            path="/trust/{fingerprint}", about="Trust an issuer no longer", method="DELETE",
            fields=(must("fingerprint", about="at least 8 digits of its SHA-256"),),
        ),
    ]  # fmt: skip
