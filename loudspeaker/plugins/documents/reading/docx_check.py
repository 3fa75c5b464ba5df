"""What a DOCX would unpack to, looked at before it is opened: bombs and entities."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO, Final

from loudspeaker.plugins.documents.reading.opened import refused
from loudspeaker.plugins.documents.reading.values import Limits

_ENCRYPTED: Final = 0x1
_SMALL: Final = 1 << 20
"""What stays below may be packed as densely as it likes."""
_PIECE: Final = 1 << 20
# In UTF-8 and in both kinds of UTF-16, of which a parser would take the file's own word.
_DECLARATIONS: Final = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_OPENING: Final = re.compile(rb"<(?:\x00)?\w")
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError
)  # fmt: skip


def check_docx(stream: BinaryIO, limits: Limits) -> None:
    """Raise EntryRefused for a bomb, an encrypted or broken file, or XML with declarations.

    Sizes are counted while unpacking: what the archive says of itself may be a lie.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            _check(archive, limits)
    except _BROKEN as error:
        raise refused("tệp DOCX bị hỏng") from error
    finally:
        stream.seek(0)


def _check(archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise refused(f"tệp DOCX có hơn {limits.zip_entries} mục bên trong; không mở")
    if len({entry.filename for entry in entries}) < len(entries):
        raise refused("tệp DOCX có hai mục cùng tên; không mở")
    total = 0
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise refused("tệp DOCX có mật khẩu; hãy xin bản không có mật khẩu")
        total += _check_entry(archive, entry, limits, limits.zip_bytes - total)


def _check_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, left: int
) -> int:
    is_xml = entry.filename.lower().endswith((".xml", ".rels"))
    most = min(left, limits.xml_bytes) if is_xml else left
    most = min(most, max(_SMALL, limits.zip_ratio * max(1, entry.compress_size)))
    size, elements, kept = 0, 0, b""
    with archive.open(entry) as source:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > most:
                raise refused("tệp DOCX bung ra quá lớn; có thể là tệp phá hoại")
            if is_xml:
                elements += len(_OPENING.findall(piece))
                kept = _check_xml(kept + piece, elements, limits)
    return size


def _check_xml(data: bytes, elements: int, limits: Limits) -> bytes:
    """Refuse declarations and too many elements; return the end, which may be half a word."""
    if any(word in data for word in _DECLARATIONS):
        raise refused("tệp DOCX có khai báo thực thể XML; không mở")
    if elements > limits.xml_elements:
        raise refused(f"tệp DOCX có hơn {limits.xml_elements} phần tử; không mở")
    return data[-max(map(len, _DECLARATIONS)) :]
