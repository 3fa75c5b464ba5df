"""Which of ffmpeg's readers a stream is for, told by its server's word or by its first bytes.

ffmpeg is never left to guess: of what it can read, much names other files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_BY_KIND: Final[Mapping[str, str]] = {
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/x-mpeg": "mp3",
    "audio/aac": "aac",
    "audio/aacp": "aac",
    "audio/x-aac": "aac",
    "audio/ogg": "ogg",
    "application/ogg": "ogg",
    "audio/opus": "ogg",
    "audio/flac": "flac",
    "audio/x-flac": "flac",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/vnd.wave": "wav",
}
READERS: Final = frozenset(_BY_KIND.values())
_VAGUE: Final = frozenset({"", "application/octet-stream", "binary/octet-stream", "audio/unknown"})
_LISTS: Final = frozenset(
    {
        "audio/x-mpegurl",
        "audio/mpegurl",
        "application/x-mpegurl",
        "application/vnd.apple.mpegurl",
        "audio/x-scpls",
        "application/pls+xml",
    }
)
_LIST_ENDINGS: Final = (".m3u", ".m3u8", ".pls")


def reader_of(kind: str, head: bytes) -> str | None:
    """Return the reader of a content type, of unclear ones by the first bytes; None: no sound."""
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    return _sniffed(head) if kind in _VAGUE else None


def is_list(kind: str, target: str) -> bool:
    """Tell whether an answer is a list of addresses: by its type, else by the address's ending."""
    named = target.partition("?")[0].lower().endswith(_LIST_ENDINGS)
    return kind in _LISTS or (named and (kind in _VAGUE or kind == "text/plain"))


def _sniffed(head: bytes) -> str | None:
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:3] == b"ID3":
        return "mp3"
    return _by_sync(head)


def _by_sync(head: bytes) -> str | None:
    """Tell MPEG audio (layer 3) from ADTS by the first 16 bits (ISO 11172-3, 13818-7)."""
    word = int.from_bytes(head[:2], "big")
    if word & 0xFFF6 == 0xFFF0:  # noqa: PLR2004 - bit patterns, as the next
        return "aac"
    return "mp3" if word & 0xFFE6 == 0xFFE2 else None  # noqa: PLR2004
