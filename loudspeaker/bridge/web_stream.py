"""A stream from the web: asked for, its redirections followed and checked, read as it comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from loudspeaker import __version__
from loudspeaker.bridge.answer_head import (
    OK,
    REDIRECTIONS,
    BadHead,
    Head,
    parse_head,
    split_head,
)
from loudspeaker.bridge.chunks import BadChunk, Chunks
from loudspeaker.bridge.containers import is_list, reader_of
from loudspeaker.bridge.playlists import MOST_BYTES as LARGEST_LIST
from loudspeaker.bridge.playlists import BadList, first_address
from loudspeaker.bridge.web_wire import Dial, Wire, dial, seconds
from loudspeaker.config.relay import RelayConfig
from loudspeaker.model.relay import RelaySource, SourceFailed, SourceProblem
from loudspeaker.model.stream_address import (
    BadAddress,
    StreamAddress,
    followed,
    parse_address,
)

MOST_HOPS: Final = 4
HEAD_S: Final = 6.0
ALL_HEADS_S: Final = 15.0
IDLE_S: Final = 5.0
MOST_BYTES: Final = 2 << 30
_SNIFFED: Final = 12


class WebStream:
    """The content of an answer, taken out of its chunks."""

    def __init__(self, wire: Wire, address: StreamAddress, head: Head, first: bytes) -> None:
        self._wire = wire
        self._chunks = Chunks() if head.chunked else None
        self._raw = first
        self._content = b""
        self._taken = 0
        self.address = address
        self.head = head
        self.reader = ""
        """What ffmpeg is to read it with."""

    @property
    def ip(self) -> str:
        """Where it comes from."""
        return self._wire.ip

    def read(self, within_s: float = IDLE_S) -> bytes:
        """Return what comes next, nothing at the end; SourceFailed."""
        if self._content:
            content, self._content = self._content, b""
            return content
        give_up_s = seconds() + within_s
        while not self._is_over():
            data, self._raw = self._raw, b""
            data = data or self._wire.receive(give_up_s - seconds())
            self._taken += len(data)
            if not data or (content := self._without_chunks(data)):
                return content if data else b""
        return b""

    def _is_over(self) -> bool:
        ended = self._chunks is not None and self._chunks.ended
        return ended or self._taken > MOST_BYTES

    def _without_chunks(self, data: bytes) -> bytes:
        if self._chunks is None:
            return data
        try:
            return self._chunks.feed(data)
        except BadChunk as error:
            raise SourceFailed(SourceProblem.HEAD, str(error)) from error

    def read_ahead(self, least: int, most: int, *, within_s: float) -> bytes:
        """Return the first bytes, so many if there are, without taking them; SourceFailed."""
        found, give_up_s = b"", seconds() + within_s
        while len(found) < least and (content := self.read(give_up_s - seconds())):
            found += content
        self._content = found
        return found[:most]

    def close(self) -> None:
        """End it, also from another thread."""
        self._wire.close()


def open_stream(source: RelaySource, config: RelayConfig, *, dial: Dial = dial) -> WebStream:
    """Return the sound of a source whose address is on the list; SourceFailed.

    Redirections, and the one address that a list may name, are checked like the source's own.
    """
    asking = _Asking(source, config, dial)
    stream = asking.follow(parse_address(source.address))
    if is_list(stream.head.kind, stream.address.target):
        stream = asking.follow(asking.named_in(stream))
    stream.reader = asking.finish(stream)
    return stream


class _Asking:
    """One source being asked for: its hops and its time are counted over all it leads to."""

    def __init__(self, source: RelaySource, config: RelayConfig, dial: Dial) -> None:
        self._config = config
        self._ports = config.ports_of(source)
        self._dial = dial
        self._hops = 0
        self._give_up_s = seconds() + ALL_HEADS_S

    @property
    def _left_s(self) -> float:
        """What is left of the time for all heads, lists and first bytes together."""
        return self._give_up_s - seconds()

    def follow(self, address: StreamAddress) -> WebStream:
        while True:
            stream = self._ask(address)
            if stream.head.status not in REDIRECTIONS:
                break
            stream.close()
            address = _read(lambda: followed(address, stream.head.fields.get("location", "")))  # noqa: B023 - called at once
        if stream.head.status != OK:
            stream.close()
            raise SourceFailed(SourceProblem.STATUS, f"{stream.head.status} {address.authority}")
        if coding := stream.head.foreign_coding:
            stream.close()
            raise SourceFailed(SourceProblem.CODING, coding)
        return stream

    def named_in(self, stream: WebStream) -> StreamAddress:
        """Return the address that a list names."""
        try:
            least = min(LARGEST_LIST, stream.head.length or LARGEST_LIST)
            data = stream.read_ahead(least, LARGEST_LIST, within_s=self._left_s)
            return _read(lambda: followed(stream.address, first_address(data)))
        except BadList as bad:
            problem = SourceProblem.SEGMENTED if bad.segmented else SourceProblem.LIST
            raise SourceFailed(problem) from bad
        finally:
            stream.close()

    def finish(self, stream: WebStream) -> str:
        """Return what reads it; SourceFailed for what is no sound."""
        kind = stream.head.kind
        try:
            first = stream.read_ahead(_SNIFFED, _SNIFFED, within_s=self._left_s)
            reader = reader_of(kind, first)
        except SourceFailed:
            stream.close()
            raise
        if reader is None:
            stream.close()
            raise SourceFailed(SourceProblem.NOT_SOUND, kind)
        return reader

    def _ask(self, address: StreamAddress) -> WebStream:
        if not self._config.allows(address, ports=self._ports):
            raise SourceFailed(SourceProblem.HOST, address.authority)
        self._hops += 1
        if self._hops > MOST_HOPS:
            raise SourceFailed(SourceProblem.REDIRECTIONS, str(MOST_HOPS))
        if self._left_s <= 0:
            raise SourceFailed(SourceProblem.LATE)
        wire = self._dial(address, self._config.addresses)
        try:
            wire.send(_request(address))
            head, first = self._head(wire)
        except BaseException:
            wire.close()
            raise
        return WebStream(wire, address, head, first)

    def _head(self, wire: Wire) -> tuple[Head, bytes]:
        """Return the head, however slowly it comes within its time."""
        give_up_s = min(seconds() + HEAD_S, self._give_up_s)
        data = b""
        try:
            while (found := split_head(data)) is None:
                received = wire.receive(give_up_s - seconds())
                if not received:
                    raise SourceFailed(SourceProblem.HEAD, "closed")
                data += received
            return parse_head(found[0]), found[1]
        except BadHead as error:
            raise SourceFailed(SourceProblem.HEAD, str(error)) from error


def _read(read: Callable[[], StreamAddress]) -> StreamAddress:
    try:
        return read()
    except BadAddress as bad:
        raise SourceFailed(bad.problem.value) from bad


def _request(address: StreamAddress) -> bytes:
    return (
        f"GET {address.target} HTTP/1.1\r\nHost: {address.authority}\r\n"
        f"User-Agent: Loudspeaker/{__version__}\r\nAccept: audio/*, */*;q=0.1\r\n"
        "Accept-Encoding: identity\r\nIcy-MetaData: 0\r\nConnection: close\r\n\r\n"
    ).encode("ascii")
