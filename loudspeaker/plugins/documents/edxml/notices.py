"""What was unusual in a message that was taken all the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

MOST_NOTICES: Final = 100


class Oddity(StrEnum):
    """What can be unusual."""

    ROOT = "root"
    NAMESPACE = "namespace"
    PREFIX = "prefix"
    SPELLING = "spelling"
    DATE_FORM = "date_form"
    DATE = "date"
    NUMBER = "number"
    URGENCY = "urgency"
    ORGAN = "organ"
    STATUS_FORM = "status_form"
    STATUS = "status"
    NO_RECEIVER = "no_receiver"
    NO_SUBJECT = "no_subject"
    NO_TYPE_NAME = "no_type_name"
    NO_DOCUMENT = "no_document"
    FOREIGN_DOCUMENT = "foreign_document"
    NO_PURPOSE = "no_purpose"
    NO_ATTACHMENT = "no_attachment"
    CID = "cid"
    ZIPPED = "zipped"
    UNPADDED = "unpadded"
    NAME = "name"
    FILE_TYPE = "file_type"
    NO_CONTENT = "no_content"
    NOT_REFERENCED = "not_referenced"


SENTENCES: Final = {
    Oddity.ROOT: "Phần tử gốc không phải edXML.",
    Oddity.NAMESPACE: "Không gian tên không phải của QCVN 102:2016.",
    Oddity.PREFIX: "Các phần tử thiếu tiền tố edXML.",
    Oddity.SPELLING: "Tên phần tử viết khác quy định.",
    Oddity.DATE_FORM: "Ngày viết theo kiểu khác năm/tháng/ngày.",
    Oddity.DATE: "Ngày không đọc được, để trống.",
    Oddity.NUMBER: "Con số không đọc được, để trống.",
    Oddity.URGENCY: "Độ khẩn lạ, coi là mức cao nhất nếu lớn hơn 3, là thường nếu không đọc được.",
    Oddity.ORGAN: "Mã cơ quan không đúng dạng.",
    Oddity.STATUS_FORM: "Mã trạng thái viết thiếu số 0 ở đầu.",
    Oddity.STATUS: "Mã trạng thái không có trong quy định.",
    Oddity.NO_RECEIVER: "Không ghi nơi nhận.",
    Oddity.NO_SUBJECT: "Không có trích yếu.",
    Oddity.NO_TYPE_NAME: "Không ghi tên loại văn bản.",
    Oddity.NO_DOCUMENT: "Không có mã văn bản, đã suy ra từ cơ quan, ngày, số và ký hiệu.",
    Oddity.FOREIGN_DOCUMENT: "Mã văn bản không phải của cơ quan gửi.",
    Oddity.NO_PURPOSE: "Không nói mới, thu hồi, cập nhật hay thay thế; coi là văn bản mới.",
    Oddity.NO_ATTACHMENT: "Không có tệp nào.",
    Oddity.CID: "Mã tệp viết không có cid:.",
    Oddity.ZIPPED: "Tệp được nén, đã bung ra.",
    Oddity.UNPADDED: "Nội dung tệp thiếu dấu kết thúc base64.",
    Oddity.NAME: "Tên tệp đã được sửa lại.",
    Oddity.FILE_TYPE: "Loại tệp ghi khác với nội dung; lấy theo nội dung.",
    Oddity.NO_CONTENT: "Tệp có tên trong danh sách nhưng không kèm nội dung.",
    Oddity.NOT_REFERENCED: "Tệp kèm theo nhưng không có tên trong danh sách.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that was unusual: where, and what stood there (shortened)."""

    oddity: Oddity
    where: str = ""
    found: str = ""

    @property
    def sentence(self) -> str:
        """What people are told."""
        place = f" {self.where}:" if self.where else ""
        found = f" “{self.found}”" if self.found else ""
        return f"{SENTENCES[self.oddity]}{place}{found}".rstrip(":")

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "oddity": self.oddity.value,
            "where": self.where,
            "found": self.found,
            "sentence": self.sentence,
        }


class Notes:
    """Collects notices, each once, and not without end."""

    def __init__(self) -> None:
        self._found: dict[tuple[Oddity, str], Notice] = {}

    def add(self, oddity: Oddity, where: str = "", found: str = "") -> None:
        """Note something; the first of its kind at a place is kept."""
        if len(self._found) < MOST_NOTICES:
            notice = Notice(oddity=oddity, where=where[:80], found=found[:100])
            self._found.setdefault((oddity, notice.where), notice)

    def all(self) -> tuple[Notice, ...]:
        """Return what was noted, in the order in which it was."""
        return tuple(self._found.values())
