"""A message between offices as a value: the tree of QCVN 102:2016 with names of our own.

Beside each name stands the element it is.  An empty text, an empty tuple or None is "not said".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Final

NAMESPACE: Final = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


class Purpose(IntEnum):
    """What a paper's message is for (BussinessDocType)."""

    NEW = 0
    WITHDRAW = 1
    UPDATE = 2
    REPLACE = 3


MOST_URGENT: Final = 3
"""Priority: 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Who sends or receives (From, To)."""

    code: str = ""  # OrganId
    in_charge: str = ""  # OrganizationInCharge
    name: str = ""  # OrganName
    address: str = ""  # OrganAdd
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A paper's number and symbol: ``15`` and ``QĐ-UBND``."""

    number: str = ""  # CodeNumber
    notation: str = ""  # CodeNotation


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """What kind of paper; the number means another kind with each sender, so the name decides."""

    number: str = ""  # Type
    name: str = ""  # TypeName
    detail: str = ""  # TypeDetail


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who has signed (SignerInfo)."""

    competence: str = ""
    position: str = ""
    full_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherInfo:
    """How it is to be handled, and how much it is."""

    urgency: int = 0  # Priority
    sphere: str = ""  # SphereOfPromulgation
    typist: str = ""  # TyperNotation
    copies: int | None = None  # PromulgationAmount
    pages: int | None = None  # PageAmount
    appendixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The paper that is answered or told about (ResponseFor); ``code`` is number and symbol."""

    organ: str = ""  # OrganId
    code: str = ""
    promulgated: date | None = None  # PromulgationDate
    document: str = ""  # DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One office on the way (TraceHeader)."""

    organ: str = ""
    at: datetime | None = None  # Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who did it (StaffInfo)."""

    department: str = ""
    department_id: str = ""
    staff: str = ""
    staff_id: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """An office that an update adds or takes out, by a type that the sender gives."""

    kind: str = ""  # ReceiverType
    organ: str = ""  # OrganId


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessInfo:
    """What an update changes (BussinessDocumentInfo)."""

    document: str = ""  # DocumentInfo
    receiver: str = ""  # DocumentReceiver
    receivers: tuple[Receiver, ...] = ()  # ReceiverList


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A paper that this one stands for, and with whom; nobody named is everybody."""

    document: str = ""  # DocumentId
    organs: tuple[str, ...] = ()  # OrganIdList


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What the message is for (Bussiness)."""

    purpose: Purpose = Purpose.NEW  # BussinessDocType
    reason: str = ""  # BussinessDocReason
    info: BusinessInfo = BusinessInfo()  # BussinessDocumentInfo
    document: str = ""  # DocumentId: what is withdrawn or updated
    staff: Staff = Staff()  # StaffInfo
    on_paper_too: bool = False  # Paper
    replacements: tuple[Replacement, ...] = ()  # ReplacementInfoList


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The way of the message (TraceHeaderList)."""

    id: str = ""
    version: str = ""
    must_understand: str = ""
    actor: str = ""
    steps: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of the paper; its bytes lie in a folder under ``sha256``, empty where none came.

    ``name`` is a base name that may be shown and saved; ``content_id`` is without ``cid:``.
    """

    content_id: str
    content_type: str
    name: str
    description: str = ""
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMessage:
    """A paper on its way (message type ``edoc``)."""

    sender: Organisation  # From
    receivers: tuple[Organisation, ...]  # To
    code: Code
    document: str  # DocumentId
    subject: str
    type: DocumentType = DocumentType()  # DocumentType
    place: str = ""  # PromulgationInfo/Place
    promulgated: date | None = None  # PromulgationInfo/PromulgationDate
    content: str = ""
    signer: Signer = Signer()
    due: date | None = None  # DueDate
    to_places: tuple[str, ...] = ()
    other: OtherInfo = OtherInfo()
    responses: tuple[Response, ...] = ()  # ResponseFor
    steering: int = 0  # SteeringType
    traces: Traces = Traces()
    business: Business = Business()
    has_signature: bool = False  # DigitalSignature; in the kept bytes, not checked here
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMessage:
    """What has become of a paper (message type ``status``); ``code`` has two digits."""

    about: Response  # ResponseFor
    sender: Organisation  # From
    code: str  # StatusCode
    description: str = ""
    at: datetime | None = None  # Timestamp
    staff: Staff = Staff()


Message = PaperMessage | StatusMessage
