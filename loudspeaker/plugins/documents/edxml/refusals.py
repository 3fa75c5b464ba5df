"""Why a message is not taken, and how much one may be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from loudspeaker.errors import EntryRefused


class Reason(Enum):
    """A reason, in words for people."""

    TOO_LARGE = "lớn hơn mức cho phép"
    NOT_XML = "không phải XML đúng quy cách"
    DOCTYPE = "có khai báo DOCTYPE, thông điệp giữa các cơ quan không được có"
    ENCODING = "không viết bằng UTF-8"
    DEPTH = "các phần tử lồng nhau quá sâu"
    ELEMENTS = "có quá nhiều phần tử"
    TEXT = "có quá nhiều chữ ngoài tệp đính kèm"
    TAG = "có một thẻ dài quá mức"
    NOT_EDXML = "không phải thông điệp edXML"
    BOTH_KINDS = "vừa là văn bản vừa là trạng thái, không biết là loại nào"
    NO_SENDER = "không nói cơ quan nào gửi"
    NO_DOCUMENT = "không có mã văn bản, cũng không đủ số, ký hiệu và ngày để suy ra"
    STATUS = "mã trạng thái không đọc được"
    PURPOSE = "không rõ là văn bản mới, thu hồi, cập nhật hay thay thế"
    ATTACHMENTS = "có quá nhiều tệp đính kèm"
    BASE64 = "nội dung tệp không phải base64"
    FILE_TYPE = "loại tệp không được nhận"
    FILE_BYTES = "nội dung không đúng với loại tệp ghi trong thông điệp"
    ZIP = "tệp nén hỏng, có mật khẩu, hoặc chứa nhiều hơn một tệp"
    BOMB = "tệp nén bung ra quá lớn"


class MessageRefused(EntryRefused):
    """A message that is not taken; ``where`` names the part of it that is the reason."""

    reason: Reason


def refused(reason: Reason, where: str = "thông điệp edXML", detail: str = "") -> MessageRefused:
    """Return the error for a reason; ``detail`` is what was found, shortened."""
    found = " ".join("".join(c if c.isprintable() else " " for c in detail).split())[:120]
    problem = f"{reason.value} ({found})" if found else reason.value
    error = MessageRefused(where=where[:120], problem=problem)
    error.reason = reason
    return error


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a message may be."""

    message_bytes: int = 100 << 20
    attachments: int = 50
    depth: int = 32
    elements: int = 20_000
    text_characters: int = 1 << 19
    """Of all text outside attachments, with names and attributes."""
    silent_bytes: int = 1 << 20
    """So long a single tag, or whatever else tells nothing until its end, may be."""
    unpacked_bytes: int = 100 << 20
    """Of all files that came packed, together; a DOCX or a ZIP itself is not unpacked here."""
    zip_ratio: int = 200
    zip_entries: int = 10_000
