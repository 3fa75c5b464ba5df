"""A PDF opened for its signatures, with every way in which that can fail made a plain answer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from pkcs11.exceptions import PKCS11Error
from pyhanko.pdf_utils.decode_limits import (
    DecodeLimits,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from loudspeaker.errors import EntryRefused, LoudspeakerError

log = logging.getLogger(__name__)

MOST_BYTES: Final = 100 << 20
MOST_SIGNATURES: Final = 64
"""Each is compared with all that came after it; no paper of an office comes near."""
MOST_REVISIONS: Final = 256
_LIMITS: Final = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=64 << 20),
    document_budget=DocumentDecodeBudget(base_allowance=128 << 20, max_ratio=1),
)
"""So much may be unpacked; what is shown on pages need not be."""
WHERE: Final = "tệp PDF"
_HEAD: Final = 1024
"""Readers of PDF look so far for its first line (ISO 32000-1, annex H, note 13)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open paper; ``is_strict`` tells whether it keeps to the rules of PDF."""

    reader: PdfFileReader
    content: bytes
    is_strict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedField:
    """A field of the form that holds a signature; pyHanko's own objects."""

    name: str
    field: object
    kind: str
    """``/SubFilter`` of the signature, empty where it has none."""


@contextmanager
def readable(problem: str) -> Iterator[None]:
    """Make what the library raises on bad bytes a refusal; it lets through whatever its parts do.

    What only outgrew the memory is said to be too large, and never damaged.
    """
    try:
        yield
    except (LoudspeakerError, PKCS11Error):
        raise
    except MemoryError:
        raise EntryRefused(where=WHERE, problem="quá lớn so với bộ nhớ dành cho nó") from None
    except Exception as error:
        log.info("%s: %r", problem, error)
        raise EntryRefused(where=WHERE, problem=problem) from error


def open_paper(content: bytes) -> Opened:
    """Open a paper; EntryRefused where it is none, is locked or damaged, or has too much in it."""
    if len(content) > MOST_BYTES:
        raise EntryRefused(where=WHERE, problem=f"lớn hơn {MOST_BYTES >> 20} MB")
    if b"%PDF-" not in content[:_HEAD]:
        raise EntryRefused(where=WHERE, problem="không phải tệp PDF")
    opened = _opened(content)
    if opened.reader.encrypted:
        raise EntryRefused(
            where=WHERE, problem="đặt mật khẩu nên không đọc được; xin bản không khóa"
        )
    if opened.reader.xrefs.total_revisions > MOST_REVISIONS:
        raise EntryRefused(where=WHERE, problem=f"đã sửa thêm hơn {MOST_REVISIONS} lần")
    return opened


def _opened(content: bytes) -> Opened:
    """Open it by the rules, else leniently.

    Files come from anywhere, and the library lets through whatever its parts raise on bad ones.
    """
    for is_strict in (True, False):
        try:
            reader = PdfFileReader(BytesIO(content), strict=is_strict, decode_limits=_LIMITS)
            _ = reader.root, reader.encrypted, signed_fields(reader)
        except (EntryRefused, MemoryError):
            raise
        except Exception:  # noqa: BLE001, S112 - see above
            continue
        if is_strict and reader.xrefs.hybrid_xrefs_present:
            continue
        return Opened(reader=reader, content=content, is_strict=is_strict)
    raise EntryRefused(where=WHERE, problem="bị hỏng hoặc bị cắt, không mở được")


def signed_fields(reader: PdfFileReader) -> list[SignedField]:
    """Return the fields that are signed, in no order; EntryRefused for more than can be checked."""
    found: list[SignedField] = []
    if reader.encrypted:
        return found
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        if len(found) == MOST_SIGNATURES:
            raise EntryRefused(
                where=WHERE, problem=f"có hơn {MOST_SIGNATURES} chữ ký, không kiểm tra được hết"
            )
        kind = str(value.get_object().get("/SubFilter", ""))
        found.append(SignedField(name=str(name), field=field, kind=kind))
    return found


def field_names(reader: PdfFileReader) -> tuple[str, ...]:
    """Return the names of the fields that are signed."""
    return tuple(field.name for field in signed_fields(reader))
