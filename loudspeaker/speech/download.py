"""One file by HTTP into a part file that survives: what is there is not fetched again."""

from __future__ import annotations

import http.client
import json
import logging
import os
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from loudspeaker.errors import DownloadFailure
from loudspeaker.system.files import storage_errors

log = logging.getLogger(__name__)

LARGEST_BYTES = 1 << 30
FRUITLESS_TRIES = 3
TIMEOUT_S = 30.0
_BLOCK_BYTES = 1 << 16
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_PARTIAL, _RANGE_REFUSED = 206, 416

Progress = Callable[[int, int | None], None]
"""Takes the bytes that are there and those there will be, if known."""


def download(url: str, part: Path, *, progress: Progress) -> None:
    """Fetch ``url`` into ``part``, going on where an earlier try ended if the server lets us.

    Raises DownloadFailure (the part stays) and StorageFailure.
    """
    _check_address(url)
    fruitless = 0
    while True:
        before = _size(part)
        try:
            if _Try(url, part, progress).run():
                return
            problem = "cut off"
        except HTTPError as error:
            raise DownloadFailure(
                url=url, problem=f"HTTP {error.code}", received_bytes=_size(part)
            ) from error
        except (URLError, http.client.HTTPException, OSError) as error:
            problem = str(getattr(error, "reason", "") or error)
        fruitless = 0 if _size(part) > before else fruitless + 1
        log.info("%s: %s after %d bytes", url, problem, _size(part))
        if fruitless >= FRUITLESS_TRIES:
            raise DownloadFailure(url=url, problem=problem, received_bytes=_size(part))


def forget(part: Path) -> None:
    """Remove a part and what is known of it."""
    for path in (part, _validator_file(part)):
        with storage_errors(path):
            path.unlink(missing_ok=True)


class _Try:
    """One connection."""

    def __init__(self, url: str, part: Path, progress: Progress) -> None:
        self._url = url
        self._part = part
        self._progress = progress

    def run(self) -> bool:
        """Fetch what is missing; tell whether the file is whole now."""
        validator = _read_validator(self._part, self._url)
        start = _size(self._part) if validator else 0
        headers = {"Accept-Encoding": "identity", "User-Agent": "loudspeaker"}
        if validator:
            headers |= {"Range": f"bytes={start}-", "If-Range": validator}
        request = urllib.request.Request(self._url, headers=headers)  # noqa: S310  checked above
        try:
            with _OPENER.open(request, timeout=TIMEOUT_S) as response:
                return self._receive(response, start)
        except HTTPError as error:
            if error.code != _RANGE_REFUSED or not start:
                raise
            error.close()
            if error.headers.get("Content-Range") == f"bytes */{start}":
                return True  # it was whole already
            forget(self._part)
            return False

    def _receive(self, response: Any, start: int) -> bool:
        begin = start if response.status == _PARTIAL else 0
        if begin and not _starts_at(response, begin):
            forget(self._part)
            raise _Cut("the server sent another part")
        length = response.headers.get("Content-Length")
        total = begin + int(length) if length and length.isdigit() else None
        if total is not None and total > LARGEST_BYTES:
            raise DownloadFailure(url=self._url, problem=f"{total} bytes are too many")
        _write_validator(self._part, self._url, response.headers)
        with storage_errors(self._part), self._part.open("r+b" if begin else "wb") as stream:
            stream.seek(begin)
            stream.truncate()
            done = self._copy(response, stream, begin, total)
            stream.flush()
            os.fsync(stream.fileno())
        return total is None or done == total

    def _copy(self, response: Any, stream: IO[bytes], done: int, total: int | None) -> int:
        self._progress(done, total)
        while block := _read(response):
            if done + len(block) > LARGEST_BYTES:
                raise DownloadFailure(url=self._url, problem="too many bytes")
            stream.write(block)
            done += len(block)
            self._progress(done, total)
        return done


class _Cut(http.client.HTTPException):
    """The connection ended; not to be taken for a failure of the disk."""


def _read(response: Any) -> bytes:
    try:
        block: bytes = response.read(_BLOCK_BYTES)
    except http.client.IncompleteRead as error:
        raise _Cut("cut off") from error
    except OSError as error:
        raise _Cut(str(error)) from error
    return block


def _starts_at(response: Any, start: int) -> bool:
    return str(response.headers.get("Content-Range", "")).startswith(f"bytes {start}-")


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects only where the first address might have pointed itself."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        _check_address(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_SafeRedirects)


def _check_address(url: str) -> None:
    """Take https, and http on this machine; raise DownloadFailure for anything else."""
    try:
        parts = urlsplit(url)
        local = parts.scheme == "http" and parts.hostname in _THIS_MACHINE
        if (parts.scheme == "https" and parts.hostname) or local:
            return
    except ValueError:
        pass
    raise DownloadFailure(url=url, problem="not an https address")


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except OSError:
        return 0


def _validator_file(part: Path) -> Path:
    return part.with_name(f"{part.name}.validator")


def _read_validator(part: Path, url: str) -> str | None:
    """Return what tells whether the server still has the same file (RFC 9110, section 13.1.5)."""
    try:
        known = json.loads(_validator_file(part).read_bytes())
        return str(known["validator"]) if known["url"] == url and _size(part) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _write_validator(part: Path, url: str, headers: Any) -> None:
    etag = headers.get("ETag", "")
    strong = etag if etag.startswith('"') else None
    validator = strong or headers.get("Last-Modified")
    path = _validator_file(part)
    with storage_errors(path):
        if validator is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(json.dumps({"url": url, "validator": validator}), "utf-8")
