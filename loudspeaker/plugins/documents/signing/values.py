"""What is known of signatures as JSON, for the way between processes and into the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from loudspeaker.plugins.documents.signing.outcome import (
    Coverage,
    DocumentStamp,
    Level,
    Modification,
    Reason,
    Result,
    Revocation,
    Signature,
    Signer,
    SigningTime,
    Source,
    Verification,
)


def to_values(verification: Verification) -> dict[str, Any]:
    """Return it as JSON-ready values; times are ISO 8601 with their offset."""
    return {
        "verdict": verification.verdict.value,
        "checked_at": verification.checked_at.isoformat(),
        "signatures": [_signature_values(each) for each in verification.signatures],
        "stamps": [
            {
                "field": each.field,
                "result": each.result.value,
                "reason": each.reason.value,
                "time": _iso(each.time),
                "stamper": each.stamper,
            }
            for each in verification.stamps
        ],
    }


def from_values(values: dict[str, Any]) -> Verification:
    """Rebuild what ``to_values`` gave; ValueError, KeyError or TypeError for anything else."""
    return Verification(
        checked_at=datetime.fromisoformat(values["checked_at"]),
        signatures=tuple(map(_signature, values["signatures"])),
        stamps=tuple(
            DocumentStamp(
                field=each["field"],
                result=Result(each["result"]),
                reason=Reason(each["reason"]),
                time=_moment(each["time"]),
                stamper=each["stamper"],
            )
            for each in values["stamps"]
        ),
    )


def _signature_values(signature: Signature) -> dict[str, Any]:
    signer, time = signature.signer, signature.time
    return {
        "field": signature.field,
        "result": signature.result.value,
        "reason": signature.reason.value,
        "name": signer.name,
        "organisation": signer.organisation,
        "serial": signer.serial,
        "issuer": signer.issuer,
        "claimed": _iso(time.claimed),
        "stamped": _iso(time.stamped),
        "stamper": time.stamper,
        "coverage": signature.coverage.value,
        "modification": signature.modification.value,
        "chain": list(signature.chain),
        "revocation": signature.revocation.value,
        "source": signature.source.value,
        "level": signature.level.value,
    }


def _signature(values: dict[str, Any]) -> Signature:
    return Signature(
        field=values["field"],
        result=Result(values["result"]),
        reason=Reason(values["reason"]),
        signer=Signer(
            name=values["name"],
            organisation=values["organisation"],
            serial=values["serial"],
            issuer=values["issuer"],
        ),
        time=SigningTime(
            claimed=_moment(values["claimed"]),
            stamped=_moment(values["stamped"]),
            stamper=values["stamper"],
        ),
        coverage=Coverage(values["coverage"]),
        modification=Modification(values["modification"]),
        chain=tuple(values["chain"]),
        revocation=Revocation(values["revocation"]),
        source=Source(values["source"]),
        level=Level(values["level"]),
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
