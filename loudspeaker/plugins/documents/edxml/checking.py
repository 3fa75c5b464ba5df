"""What a message must say before it is sent to anybody (EntryRefused)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.edxml.identity import is_organ, parsed_document
from loudspeaker.plugins.documents.edxml.kinds import claimed_kinds
from loudspeaker.plugins.documents.edxml.names import base_name, ending_of
from loudspeaker.plugins.documents.edxml.values import (
    MOST_URGENT,
    PaperMessage,
    Purpose,
    StatusMessage,
)

STATUS_CODES: Final = frozenset({"01", "02", "03", "04", "05", "06", "13", "15", "16"})
_NEED_REASON: Final = frozenset({"02", "16"})
_ORGAN: Final = "mã cơ quan không đúng dạng, ví dụ H03.12.25"
_DOCUMENT: Final = "mã văn bản viết như H03.12.25,2026/11/23,15/QĐ-UBND"


class _Check(NamedTuple):
    """Whether something is wrong, where, and how that is told."""

    is_wrong: bool
    where: str
    problem: str


def check_paper(message: PaperMessage) -> None:
    """Refuse a paper's message that no receiver should be sent."""
    _refuse(_header(message))
    _refuse(_lists(message))
    _refuse(_business(message))
    _refuse(_attachments(message))


def check_status(message: StatusMessage) -> None:
    """Refuse a status that says too little."""
    needs_reason = message.code in _NEED_REASON and not message.description.strip()
    about = message.about
    _refuse(
        iter(
            (
                _Check(message.code not in STATUS_CODES, "StatusCode", "không có mã này"),
                _Check(not is_organ(message.sender.code), "From", _ORGAN),
                _Check(not is_organ(about.organ), "ResponseFor", _ORGAN),
                _Check(parsed_document(about.document) is None, "DocumentId", _DOCUMENT),
                _Check(message.at is None, "Timestamp", "chưa có thời điểm"),
                _Check(needs_reason, "Description", "từ chối thì phải nói lý do"),
            )
        )
    )


def _refuse(checks: Iterator[_Check]) -> None:
    for check in checks:
        if check.is_wrong:
            raise EntryRefused(where=check.where, problem=check.problem)


def _header(message: PaperMessage) -> Iterator[_Check]:
    codes = [each.code for each in message.receivers]
    own, code, other = parsed_document(message.document), message.code, message.other
    amounts = [each for each in (other.copies, other.pages) if each is not None]
    yield _Check(not is_organ(message.sender.code), "From", _ORGAN)
    yield _Check(not codes, "To", "chưa có nơi nhận")
    yield _Check(len(set(codes)) < len(codes), "To", "một nơi nhận ghi hai lần")
    yield _Check(not all(map(is_organ, codes)), "To", _ORGAN)
    yield _Check(not (code.number and code.notation), "Code", "thiếu số hoặc ký hiệu")
    yield _Check(message.promulgated is None, "PromulgationDate", "chưa có ngày ban hành")
    yield _Check(not message.type.name.strip(), "TypeName", "chưa có tên loại văn bản")
    yield _Check(not message.subject.strip(), "Subject", "chưa có trích yếu")
    yield _Check(not 0 <= other.urgency <= MOST_URGENT, "Priority", "từ 0 đến 3")
    yield _Check(any(each < 0 for each in amounts), "OtherInfo", "số lượng không thể âm")
    yield _Check(message.steering not in (0, 1), "SteeringType", "0 hoặc 1")
    yield _Check(own is None or own.day is None, "DocumentId", _DOCUMENT)


def _lists(message: PaperMessage) -> Iterator[_Check]:
    for response in message.responses:
        wrong = bool(response.organ) and not is_organ(response.organ)
        yield _Check(wrong, "ResponseFor", _ORGAN)
        wrong = bool(response.document) and parsed_document(response.document) is None
        yield _Check(wrong, "ResponseFor", _DOCUMENT)
    yield _Check(not message.traces.steps, "TraceHeader", "chưa có cơ quan nào trên đường đi")
    for step in message.traces.steps:
        yield _Check(not is_organ(step.organ), "TraceHeader", _ORGAN)
        yield _Check(step.at is None, "TraceHeader", "chưa có thời điểm")


def _business(message: PaperMessage) -> Iterator[_Check]:
    business = message.business
    changes = business.purpose in (Purpose.WITHDRAW, Purpose.UPDATE)
    is_change, replaces = business.purpose is not Purpose.NEW, business.replacements
    target, replacing = business.document, business.purpose is Purpose.REPLACE
    no_reason = is_change and not business.reason.strip()
    wrong_target = bool(target) and parsed_document(target) is None
    yield _Check(no_reason, "BussinessDocReason", "phải nói lý do")
    yield _Check(changes and not target, "Bussiness/DocumentId", "chưa nói văn bản nào")
    yield _Check(wrong_target, "Bussiness/DocumentId", _DOCUMENT)
    yield _Check(replacing and not replaces, "ReplacementInfoList", "chưa nói thay văn bản nào")
    for each in replaces:
        yield _Check(parsed_document(each.document) is None, "ReplacementInfo", _DOCUMENT)
        yield _Check(not all(map(is_organ, each.organs)), "ReplacementInfo", _ORGAN)
    for receiver in business.info.receivers:
        yield _Check(not receiver.kind, "ReceiverType", "chưa có")
        yield _Check(not is_organ(receiver.organ), "Receiver", _ORGAN)


def _attachments(message: PaperMessage) -> Iterator[_Check]:
    """Yield what is checked of the files; only a withdrawal may have none."""
    found = message.attachments
    needs_one = message.business.purpose is not Purpose.WITHDRAW
    twice = len({each.content_id for each in found}) < len(found)
    yield _Check(needs_one and not found, "Attachment", "chưa có tệp nào")
    yield _Check(twice, "Attachment", "hai tệp cùng một mã")
    for each in found:
        is_name = bool(each.name) and base_name(each.name, "") == each.name
        kinds = claimed_kinds(ending_of(each.name), each.content_type)
        is_typed = len(kinds) == 1 and each.content_type in kinds[0].types
        yield _Check(not each.content_id, "Attachment", "tệp chưa có mã")
        yield _Check(not is_name, "Attachment", f"tên tệp không dùng được: {each.name[:80]}")
        yield _Check(not is_typed, "Attachment", f"loại tệp không được gửi: {each.name}")
