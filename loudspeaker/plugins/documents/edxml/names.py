"""Names of files and of contents, as they may be kept."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_BYTES: Final = 180
"""Names of files have 255 bytes at most, and more is put to them."""
_CID: Final = re.compile(r"^\s*<?\s*(?:cid:)?\s*", re.IGNORECASE)
_FORBIDDEN: Final = frozenset('<>:"|?*')
"""What a name must not have on the computers of an office."""


def base_name(text: str, fallback: str) -> str:
    """Return the last part of a path as a name that shows as what it is; never a path.

    Signs that are not seen, or that turn the direction of what is read, are taken out.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", text))[-1]
    seen = "".join(c if c.isprintable() and c not in _FORBIDDEN else " " for c in last)
    name = " ".join(seen.split()).strip(". ")
    return _shortened(name) if name else fallback


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 8 else ""  # noqa: PLR2004 - of a file
    stem = stem if ending else name
    while len((stem + ending).encode("utf-8", "replace")) > LONGEST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ") + ending


def ending_of(name: str) -> str:
    """Return what stands behind the last dot, in small letters."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def content_name(text: str) -> tuple[str, bool]:
    """Return the name of a content without ``cid:``, and whether it had that."""
    name = _CID.sub("", text, count=1).strip().rstrip(">").strip()
    return name, "cid:" in text[: len(text) - len(name)].lower()
