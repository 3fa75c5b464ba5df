"""Sound as 16-bit mono out of a child: ffmpeg behind a stream, or what reads a sound input."""

from __future__ import annotations

import logging
import os
import re
import select
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

from loudspeaker.bridge.web_stream import WebStream
from loudspeaker.model.relay import SourceFailed, SourceProblem

log = logging.getLogger(__name__)
SILENT_S: Final = 6.0
"""So long a child may give nothing: what it has got is no sound, or nothing comes any more."""
_READ_BYTES: Final = 9_600
_MOST_SAID: Final = 8_192
_CODEC = re.compile(rb"Stream #0:0[^\n]*?: Audio: ([a-z0-9_]{1,32})")
_LAST_SAID: Final = 120

Start = Callable[[str], "subprocess.Popen[bytes]"]
"""Starts a child for a reader, or for a sound input, with pipes."""


class PcmSource(Protocol):
    """Where sound comes from."""

    def read(self) -> bytes:
        """Return some sound when there is some; SourceFailed when there is no more."""
        ...

    def facts(self) -> Mapping[str, Any]:
        """Return what is known of it: ``codec``, ``ip``."""
        ...

    def close(self) -> None:
        """End it."""
        ...


class _Child:
    """A child that writes sound to its standard output, and words to its standard error."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._said = b""
        self._heard = False
        self._listening = threading.Thread(target=self._listen, name="words", daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        """Take what it says, so that it is never kept waiting, and keep the beginning."""
        stream = self._process.stderr
        assert stream is not None, "started with pipes"
        with suppress(OSError, ValueError):
            while data := os.read(stream.fileno(), _MOST_SAID):
                self._said += data[: _MOST_SAID - len(self._said)]

    @property
    def codec(self) -> str | None:
        """What it decodes, as far as it has said so."""
        match = _CODEC.search(self._said)
        return match[1].decode("ascii") if match else None

    @property
    def last_word(self) -> str:
        """The last line that it has said."""
        lines = self._said.decode("utf-8", errors="replace").strip().splitlines()
        return lines[-1].strip()[:_LAST_SAID] if lines else ""

    @property
    def has_given(self) -> bool:
        """Tell whether any sound has come."""
        return self._heard

    def read(self) -> bytes:
        """Return sound, nothing at its end; SourceFailed (``no_answer``) if none comes."""
        stream = self._process.stdout
        assert stream is not None, "started with pipes"
        try:
            if not select.select([stream], [], [], SILENT_S)[0]:
                raise SourceFailed(SourceProblem.LATE)
            data = os.read(stream.fileno(), _READ_BYTES)
        except (OSError, ValueError):
            return b""
        self._heard = self._heard or bool(data)
        return data

    def feed(self, data: bytes) -> bool:
        """Give it data, waiting while it is busy; tell whether it takes any."""
        stream = self._process.stdin
        assert stream is not None, "started with pipes"
        try:
            stream.write(data)
            stream.flush()
        except (OSError, ValueError):
            return False
        return True

    def end_of_data(self) -> None:
        """Let it finish what it has."""
        with suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.close()

    def close(self) -> None:
        """End it by force."""
        self._process.kill()
        self._process.wait()
        self._listening.join(1.0)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()


class StreamSound:
    """A stream behind ffmpeg; a thread carries what comes from one to the other.

    Nothing piles up: who does not read keeps ffmpeg waiting, that the thread, that the server.
    """

    def __init__(self, stream: WebStream, start: Start) -> None:
        self._stream = stream
        try:
            self._child = _Child(start(stream.reader))
        except OSError as error:
            stream.close()
            raise SourceFailed(SourceProblem.NO_DECODER, str(error)) from error
        self._trouble: SourceFailed | None = None
        self._pump = threading.Thread(target=self._carry, name="stream", daemon=True)
        self._pump.start()

    def _carry(self) -> None:
        try:
            while (data := self._stream.read()) and self._child.feed(data):
                pass
        except SourceFailed as failed:
            self._trouble = failed
        self._child.end_of_data()

    def read(self) -> bytes:
        """Return sound; when it ends, SourceFailed with what ended it."""
        try:
            if data := self._child.read():
                return data
        except SourceFailed:
            if self._child.has_given:
                raise
        raise self._end()

    def _end(self) -> SourceFailed:
        if self._trouble is not None:
            return self._trouble
        if self._child.last_word == SourceProblem.NO_DECODER:
            return SourceFailed(SourceProblem.NO_DECODER, "ffmpeg")
        if not self._child.has_given:
            return SourceFailed(SourceProblem.NOT_SOUND, self._child.last_word)
        return SourceFailed(SourceProblem.ENDED)

    def facts(self) -> Mapping[str, Any]:
        """Return codec, address, and the host that gave it in the end."""
        codec = self._child.codec or self._stream.reader
        host = self._stream.address.authority
        return {"codec": codec, "ip": self._stream.ip, "host": host}

    def close(self) -> None:
        """End stream and child."""
        self._stream.close()
        self._child.close()
        self._pump.join(1.0)


class LineSound:
    """A sound input, read by a child of its own."""

    def __init__(self, line: str, start: Start) -> None:
        try:
            self._child = _Child(start(line))
        except OSError as error:
            raise SourceFailed(SourceProblem.LINE, str(error)) from error

    def read(self) -> bytes:
        """Return sound; SourceFailed when the input gives none any more."""
        try:
            if data := self._child.read():
                return data
        except SourceFailed as failed:
            raise SourceFailed(SourceProblem.LINE, self._child.last_word) from failed
        raise SourceFailed(SourceProblem.LINE, self._child.last_word)

    def facts(self) -> Mapping[str, Any]:
        """Return that it is no stream."""
        return {"codec": "line", "ip": None, "host": None}

    def close(self) -> None:
        """End the child."""
        self._child.close()
