"""What a PDF would unpack to, looked at before it is opened: bombs, chains of filters, objects.

Streams cannot stand inside each other, so a look at the raw bytes sees all of them.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Callable
from itertools import islice
from typing import BinaryIO, Final

from loudspeaker.plugins.documents.reading.opened import refused
from loudspeaker.plugins.documents.reading.values import Limits

_STREAM: Final = re.compile(rb"stream\r?\n")
_OBJECT: Final = re.compile(rb"\d\s+obj\b")
_FILTER: Final = re.compile(rb"/(?:\w+Decode|Fl|LZW|A85|AHx|RL)\b")
_DEFLATED: Final = re.compile(rb"/(?:FlateDecode|Fl)\b")
_PICTURE: Final = re.compile(rb"/Subtype\s*/Image\b")
_DICTIONARY: Final = 2048
_PIECE: Final = 1 << 18


def check_pdf(stream: BinaryIO, limits: Limits, *, late: Callable[[], bool]) -> None:
    """Raise EntryRefused for a file that would need more than the limits when it is unpacked."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        _check_objects(data, limits)
        total = 0
        for found in _STREAM.finditer(data):
            head = bytes(data[max(0, found.start() - _DICTIONARY) : found.start()])
            head = head[head.rfind(b"obj") :] if b"obj" in head else head
            if head.endswith(b"end"):
                continue
            total += _unpacked(data, found.end(), head, limits)
            if total > limits.streams_bytes or late():
                raise refused("tệp PDF bung ra quá lớn; có thể là tệp phá hoại")


def _check_objects(data: mmap.mmap, limits: Limits) -> None:
    more = next(islice(_OBJECT.finditer(data), limits.pdf_objects, None), None)
    if more is not None:
        raise refused(f"tệp PDF có hơn {limits.pdf_objects} đối tượng; không mở")


def _unpacked(data: mmap.mmap, start: int, head: bytes, limits: Limits) -> int:
    """Return how many bytes a stream has when unpacked, as far as that can be told cheaply."""
    if len(_FILTER.findall(head)) > limits.filters:
        raise refused("tệp PDF có luồng nén lồng nhau quá nhiều lớp; không mở")
    layers = len(_DEFLATED.findall(head))
    if not layers:
        return 0
    most = limits.picture_bytes if _PICTURE.search(head) else limits.stream_bytes
    return _inflated(data, start, layers, most)


def _inflated(data: mmap.mmap, start: int, layers: int, most: int) -> int:
    """Inflate through all layers at once, keeping nothing; what is broken ends there."""
    inflaters = [zlib.decompressobj() for _ in range(layers)]
    count = 0
    while start < len(data) and not inflaters[0].eof:
        given = bytes(data[start : start + _PIECE])
        start += _PIECE
        try:
            for inflater in inflaters:
                given = inflater.decompress(given, most + 1)
        except zlib.error:
            return count
        count += len(given)
        if count > most or any(each.unconsumed_tail for each in inflaters):
            raise refused("tệp PDF bung ra quá lớn; có thể là tệp phá hoại")
    return count
