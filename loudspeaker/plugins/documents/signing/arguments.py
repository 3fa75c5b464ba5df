"""Arguments of jobs as they come in JSON; UsageRefused for what is not as it should be."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from loudspeaker.errors import UsageRefused
from loudspeaker.plugins.documents.signing.certificates import load_certificate
from loudspeaker.plugins.documents.signing.files import read_file
from loudspeaker.plugins.documents.signing.keys import FileKey, Key, Secret, TokenKey
from loudspeaker.plugins.documents.signing.trust import Trust, TrustStore

_MOST_BYTES: Final = 100 << 20
_PAPER: Final = "tệp PDF"
_Kind = TypeVar("_Kind", bound=StrEnum)


def key_in(arguments: dict[str, Any]) -> Key:
    """Return ``key`` with its ``pin``, which no text shows from here on."""
    given = arguments.get("key")
    secret = Secret(text_of(arguments, "pin"))
    if not isinstance(given, dict):
        raise UsageRefused(option="key", problem="not a key")
    if given.get("library"):
        return TokenKey(
            library=path_of(given, "library"),
            pin=secret,
            token=text_of(given, "token"),
            label=text_of(given, "label"),
        )
    beside = path_of(given, "certificate") if given.get("certificate") else None
    return FileKey(path=path_of(given, "path"), password=secret, certificate=beside)


def trust_in(arguments: dict[str, Any]) -> Trust:
    """Return what the store at ``trust`` trusts."""
    return TrustStore(path_of(arguments, "trust")).trust()


def certificate_at(path: object) -> bytes:
    """Return the certificate in a file, DER; EntryRefused."""
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - heavy

    content = file_of({"others": path}, "others", most=1 << 20)
    return load_certificate(content, most=1 << 20, where="chứng thư").public_bytes(Encoding.DER)


def content_of(arguments: dict[str, Any], name: str) -> bytes:
    """Return the paper at a path, at most 100 MB."""
    return file_of(arguments, name, most=_MOST_BYTES)


def file_of(arguments: dict[str, Any], name: str, *, most: int) -> bytes:
    """Return what is in the file at a path."""
    return read_file(path_of(arguments, name), most=most, where=_PAPER)


def path_of(arguments: dict[str, Any], name: str) -> Path:
    """Return a path."""
    given = arguments.get(name)
    if not isinstance(given, str) or not given or "\0" in given:
        raise UsageRefused(option=name, problem="not a path")
    return Path(given)


def moment_of(arguments: dict[str, Any]) -> datetime:
    """Return ``moment``, which has its offset."""
    try:
        moment = datetime.fromisoformat(str(arguments.get("moment")))
    except ValueError:
        raise UsageRefused(option="moment", problem="not a time") from None
    if moment.utcoffset() is None:
        raise UsageRefused(option="moment", problem="a time without its offset")
    return moment


def text_of(arguments: dict[str, Any], name: str) -> str:
    """Return a text, empty where there is none."""
    given = arguments.get(name) or ""
    if not isinstance(given, str):
        raise UsageRefused(option=name, problem="not a text")
    return given


def whole_of(arguments: dict[str, Any], name: str) -> int:
    """Return a number of bytes."""
    given = arguments.get(name)
    if not isinstance(given, int) or given < 0:
        raise UsageRefused(option=name, problem="not a number")
    return given


def bytes_of(arguments: dict[str, Any], name: str) -> bytes:
    """Return what is given in base64."""
    try:
        return base64.b64decode(text_of(arguments, name), validate=True)
    except binascii.Error:
        raise UsageRefused(option=name, problem="not base64") from None


def choice_of(arguments: dict[str, Any], name: str, kinds: type[_Kind]) -> _Kind:
    """Return one of the values that there are."""
    try:
        return kinds(str(arguments.get(name)))
    except ValueError:
        known = ", ".join(each.value for each in kinds)
        raise UsageRefused(option=name, problem=f"one of {known}") from None
