"""A file that ``station`` has laid ready for who asked: given once, as what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from loudspeaker.errors import FileRefused
from loudspeaker.model.fields import file_name

BLOCK_BYTES: Final = 1 << 16
TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xml": "application/xml",
    "zip": "application/zip",
}
"""By the ending of the name; anything else is only to be kept."""
INLINE: Final = frozenset({"pdf", "png", "jpg", "jpeg", "txt"})
_HANDLE: Final = re.compile(r"[0-9a-f]{32}")


def given(folder: Path | None, row: Any, *, inline: bool = False) -> Response:
    """Return the file of an answer, which is then gone; FileRefused if it is none or over."""
    handle = row.get("handle") if isinstance(row, Mapping) else None
    name = file_name(str(row.get("name", ""))) if isinstance(row, Mapping) else None
    if folder is None or name is None or not _HANDLE.fullmatch(str(handle)):
        raise FileRefused(path="?", problem="missing")
    stream, size = _opened(folder / str(handle), name)
    kind = name.rpartition(".")[2].casefold()
    return StreamingResponse(
        _blocks(stream),
        media_type=TYPES.get(kind, "application/octet-stream"),
        headers={
            "Content-Length": str(size),
            "Content-Disposition": disposition(name, inline=inline and kind in INLINE),
            "Cache-Control": "no-store",
        },
    )


def disposition(name: str, *, inline: bool) -> str:
    """Return how a browser is to take a file, with its name (RFC 6266)."""
    how = "inline" if inline else "attachment"
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}"


def _opened(path: Path, name: str) -> tuple[BinaryIO, int]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise FileRefused(path=name, problem="missing") from error
    with suppress(OSError):
        path.unlink()
    return stream, stream.seek(0, 2)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        stream.seek(0)
        while block := stream.read(BLOCK_BYTES):
            yield block
