"""What is inside a zip, as far as it may be looked at: the names, or the one file that is in it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from loudspeaker.plugins.documents.edxml.refusals import Limits, Reason, refused

_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_LONGEST_COMMENT: Final = 0xFFFF
_DIRECTORY_ENTRY_BYTES: Final = 200
"""Of one entry in the list of a zip, with its name, on average at most."""
_PIECE: Final = 1 << 16
_ALWAYS: Final = 1 << 20
"""What is no larger unpacked is no bomb, however well it was packed."""
_ENCRYPTED: Final = 1
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
    OSError,
)


def entries(stream: BinaryIO, where: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the files in a zip, folders left out; MessageRefused.

    The list is not read before it is known to be short.
    """
    _check_list(stream, where, limits)
    try:
        with zipfile.ZipFile(stream) as archive:
            # is_dir fails at an empty name before Python 3.12
            found = [each for each in archive.infolist() if not each.filename.endswith("/")]
    except _BROKEN as error:
        raise refused(Reason.ZIP, where, str(error)) from None
    if len(found) > limits.zip_entries:
        raise refused(Reason.BOMB, where)
    return found


def _check_list(stream: BinaryIO, where: str, limits: Limits) -> None:
    end = stream.seek(0, 2)
    start = stream.seek(max(0, end - _END_BYTES - _LONGEST_COMMENT))
    tail = stream.read(end - start)
    last = tail[-_END_BYTES:]
    plain = last.startswith(_END) and last.endswith(b"\0\0")
    at = len(tail) - _END_BYTES if plain else tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise refused(Reason.ZIP, where)
    (size,) = struct.unpack_from("<L", tail, at + 12)
    longer = b"PK\x06\x07" in tail[max(0, at - 20) : at]  # zip64: of files beyond our size
    if longer or size > limits.zip_entries * _DIRECTORY_ENTRY_BYTES:
        raise refused(Reason.BOMB, where)


def unpacked(
    stream: BinaryIO, entry: zipfile.ZipInfo, where: str, limits: Limits
) -> Iterator[bytes]:
    """Yield the bytes of a file in a zip, counted as they come; MessageRefused."""
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ):
        raise refused(Reason.ZIP, where)
    most = min(limits.unpacked_bytes, max(_ALWAYS, stream.seek(0, 2) * limits.zip_ratio))
    count = 0
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(entry) as inside:
            while piece := inside.read(_PIECE):
                count += len(piece)
                if count > most:
                    break
                yield piece
    except _BROKEN as error:
        raise refused(Reason.ZIP, where, str(error)) from None
    if count > most:
        raise refused(Reason.BOMB, where)
