"""Questions to a time-stamper and its answers, as RFC 3161 writes them."""

from __future__ import annotations

import secrets
from typing import ClassVar, Final

from asn1crypto import cms, core, tsp

from loudspeaker.errors import EntryRefused

DIGEST: Final = "sha256"
_WHERE: Final = "dấu thời gian"
_NONCE_BITS: Final = 63
_GRANTED: Final = frozenset({"granted", "granted_with_mods"})


def request_for(digest: bytes) -> bytes:
    """Return a request (RFC 3161, 2.4.1) for a digest, with certificates and a nonce."""
    imprint = {"hash_algorithm": {"algorithm": DIGEST}, "hashed_message": digest}
    request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": imprint,
            "nonce": core.Integer(secrets.randbits(_NONCE_BITS)),
            "cert_req": True,
        }
    )
    return bytes(request.dump())


class _Answer(core.Sequence):  # type: ignore[misc]
    """``TimeStampResp`` of RFC 3161, 2.4.2; a refusal has no token."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def token_in(answer: bytes, request: bytes) -> bytes:
    """Return the token (DER) of an answer to this very request; EntryRefused.

    RFC 3161, 2.4.2: status, digest, and nonce are looked at; the signature is by whoever verifies.
    """
    try:
        return _token(answer, tsp.TimeStampReq.load(request))
    except EntryRefused:
        raise
    except Exception:  # noqa: BLE001 - the library lets through whatever its parts raise
        raise EntryRefused(where=_WHERE, problem="câu trả lời không đọc được") from None


def _token(answer: bytes, asked: tsp.TimeStampReq) -> bytes:
    given = _Answer.load(answer, strict=True)
    status = str(given["status"]["status"].native)
    if status not in _GRANTED:
        said = "; ".join(given["status"]["status_string"].native or [])[:120]
        problem = f"nơi cấp từ chối ({status})" + (f": {said}" if said else "")
        raise EntryRefused(where=_WHERE, problem=problem)
    token = given["time_stamp_token"]
    info = _info(token)
    same = info["message_imprint"].native == asked["message_imprint"].native
    if not same or info["nonce"].native != asked["nonce"].native:
        raise EntryRefused(where=_WHERE, problem="câu trả lời không phải cho văn bản này")
    return bytes(token.dump())


def _info(token: cms.ContentInfo) -> tsp.TSTInfo:
    return token["content"]["encap_content_info"]["content"].parsed
