"""The line over REST: a token that is renewed, headers for the system, forms with one file.

A no inside HTTP 200 is a no; an answer that is no JSON is taken for a broken line.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

from loudspeaker.plugins.documents.exchange.asking import Asker, Question, down, pieces, whole
from loudspeaker.plugins.documents.exchange.line import (
    LineDown,
    LineRefused,
    Listed,
    MessageKind,
    listed_of,
)
from loudspeaker.plugins.documents.exchange.multipart import form_of
from loudspeaker.plugins.documents.exchange.settings import ExchangeSettings, Secrets
from loudspeaker.plugins.documents.whole_files import replacing, storage_errors

T = TypeVar("T")
MOST_MESSAGE_BYTES: Final = 110 << 20
MOST_LISTED: Final = 10_000
_RENEW_S: Final = 60
"""A token is not used so shortly before its end."""
_TOKEN_S: Final = 1800
_LONGEST_TOKEN: Final = 8192
_NO_ERROR: Final = frozenset({"", "0", "00", "None", "False", "200"})


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    until_ns: int


class HttpLine:
    """The line to one address; for one thread."""

    def __init__(
        self, settings: ExchangeSettings, secrets: Secrets, mono_ns: Callable[[], int]
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._mono_ns = mono_ns
        self._token: _Token | None = None
        self._asker = Asker(
            settings.address,
            wait_s=settings.wait_s,
            limit_s=settings.limit_s,
            ca_file=settings.ca_file,
        )

    def send(self, kind: MessageKind, file: Path) -> str:
        """Send a message; return the name that the other side gives it."""
        form = form_of(
            {"type": kind.value}, name="file", filename="message.xml", file_type="application/xml"
        )

        def ask(token: str) -> Any:
            with storage_errors(file):
                stream = file.open("rb")
            with stream:
                length = len(form.head) + os.fstat(stream.fileno()).st_size + len(form.tail)
                headers = {"Content-Type": form.content_type, "Content-Length": str(length)}
                return self._json("POST", self._path("send"), headers, form.pieces(stream), token)

        data = self._with_token(ask)
        found = data.get("id") if isinstance(data, Mapping) else data
        if not isinstance(found, str | int) or not str(found):
            raise down("no identifier in the answer")
        return str(found)[:200]

    def listed(self, kind: MessageKind, since: date, until: date) -> list[Listed]:
        """Return what is kept for us."""
        asked = {"type": kind.value, "from": f"{since:%Y/%m/%d}", "to": f"{until:%Y/%m/%d}"}
        path = f"{self._path('list')}?{urlencode(asked)}"
        data = self._with_token(lambda token: self._json("GET", path, {}, b"", token))
        if not isinstance(data, list) or len(data) > MOST_LISTED:
            raise down("no list in the answer")
        rows = [listed_of(row) for row in data if isinstance(row, Mapping)]
        return [row for row in rows if row.id]

    def fetch(self, identifier: str, into: Path) -> None:
        """Put a message into a file, wholly or not at all."""
        path = self._path("fetch").replace("{id}", quote(identifier, safe=""))
        self._with_token(lambda token: self._fetched(path, into, token))

    # --- the answers ----------------------------------------------------------------------------

    def _fetched(self, path: str, into: Path, token: str) -> None:
        question = Question(method="GET", path=path, headers=self._headers(token))
        with self._asker.asked(question) as response:
            if "xml" not in response.headers.get("Content-Type", "").lower():
                _data_of(response.status, whole(response))
                raise down("no message in the answer")
            if response.status != HTTPStatus.OK:
                raise down(f"HTTP {response.status}")
            with replacing(into) as part:
                for piece in pieces(response, MOST_MESSAGE_BYTES):
                    part.write(piece)

    def _json(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, token: str
    ) -> Any:
        told = {**self._headers(token), **headers}
        question = Question(method=method, path=path, headers=told, body=body)
        with self._asker.asked(question) as response:
            status, data = response.status, whole(response)
        return _data_of(status, data)

    def _headers(self, token: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {token}",
            self._settings.system_header: self._settings.system,
            self._settings.secret_header: self._secrets.system_secret,
            "Accept": "application/json, application/xml",
        }

    def _path(self, name: str) -> str:
        return self._settings.paths[name]

    # --- the token ------------------------------------------------------------------------------

    def _with_token(self, ask: Callable[[str], T]) -> T:
        """Ask with a token; once more with a new one where the old one is not taken any more."""
        is_new = self._token is None or self._mono_ns() >= self._token.until_ns
        try:
            return ask(self._bearer())
        except _TokenRefused:
            self._token = None
            if is_new:
                raise
        except LineDown:
            self._token = None  # who does not take it may close the line before we are done
            raise
        return ask(self._bearer())

    def _bearer(self) -> str:
        now_ns = self._mono_ns()
        if self._token is None or now_ns >= self._token.until_ns:
            text, lasts_s = self._new_token()
            until_ns = now_ns + max(0, lasts_s - _RENEW_S) * 1_000_000_000
            self._token = _Token(text, until_ns)
        return self._token.text

    def _new_token(self) -> tuple[str, int]:
        pair = f"{self._secrets.token_key}:{self._secrets.token_secret}".encode()
        headers = {
            "Authorization": f"Basic {base64.b64encode(pair).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        body = b"grant_type=client_credentials"
        question = Question(method="POST", path=self._path("token"), headers=headers, body=body)
        with self._asker.asked(question) as response:
            status, data = response.status, whole(response)
        told = _data_of(status, data)
        text = told.get("access_token") if isinstance(told, Mapping) else None
        if not isinstance(text, str) or not _is_token(text):
            raise down("no token in the answer")
        return text, _seconds(told.get("expires_in"))


class _TokenRefused(LineRefused):
    """The token, or what it was asked with, is not taken."""


def _data_of(status: int, data: bytes) -> Any:
    """Return what an answer holds; LineRefused for a no, LineDown for what is no JSON."""
    if status == HTTPStatus.UNAUTHORIZED:
        raise _TokenRefused(where="exchange", problem="HTTP 401")
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise down(f"HTTP {status}, no JSON") from None
    if isinstance(told, Mapping):
        codes = [told.get(name) for name in ("error_code", "errorCode", "ErrorCode")]
        wrong = next((str(code) for code in codes if str(code or "0") not in _NO_ERROR), "")
        if wrong or status >= HTTPStatus.BAD_REQUEST:
            raise _no(status, wrong, told)
        return told.get("data", told)
    if status >= HTTPStatus.BAD_REQUEST:
        raise _no(status, "", {})
    return told


def _no(status: int, code: str, told: Mapping[str, Any]) -> LineRefused:
    names = ("error_message", "errorMessage", "ErrorMessage", "message", "error")
    words = next((str(told[name]) for name in names if told.get(name)), "")
    shown = " ".join("".join(c if c.isprintable() else " " for c in words).split())[:200]
    reason = f"mã lỗi {code[:20]}" if code else f"HTTP {status}"
    return LineRefused(where="exchange", problem=f"{reason}: {shown}" if shown else reason)


def _is_token(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_TOKEN and text.isascii() and text.isprintable()


def _seconds(told: Any) -> int:
    """Return how long a token lasts: what is said, or what is usual."""
    try:
        seconds = int(told)
    except (TypeError, ValueError, OverflowError):
        return _TOKEN_S
    return seconds if 0 < seconds <= 24 * 3600 else _TOKEN_S
