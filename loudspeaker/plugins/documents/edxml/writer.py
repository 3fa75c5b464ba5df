"""Writes messages as QCVN 102:2016 has them, streamed: a file goes by without being in memory.

The root is in the default namespace and everything from ``edXML:edXMLEnvelope`` downwards has the
prefix; ``AttachmentEncoded`` has none, as some receivers take it no other way.  What is not said is
left out, so that nobody finds an empty date.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from loudspeaker.errors import IntegrityFailure
from loudspeaker.plugins.documents.edxml.checking import check_paper, check_status
from loudspeaker.plugins.documents.edxml.dates import written_moment
from loudspeaker.plugins.documents.edxml.markup import Markup, Output
from loudspeaker.plugins.documents.edxml.paper_markup import (
    write_header,
    write_manifest,
    write_organisation,
    write_response,
    write_traces,
)
from loudspeaker.plugins.documents.edxml.values import (
    NAMESPACE,
    Attachment,
    Message,
    PaperMessage,
    StatusMessage,
)
from loudspeaker.plugins.documents.whole_files import storage_errors

_PREFIX: Final = "edXML:"
_PIECE: Final = 57 * 1024
"""A multiple of three, so that pieces of base64 stand together without padding between."""

Where = Callable[[Attachment], Path]
"""Returns where the bytes of an attachment lie."""


def write_message(message: Message, stream: Output, where: Where) -> None:
    """Write a message; EntryRefused for one that no receiver should be sent.

    StorageFailure where an attachment cannot be read, IntegrityFailure where it is not what its
    hash says; what is written then is of no use.  OSError of the stream.
    """
    if isinstance(message, PaperMessage):
        check_paper(message)
    else:
        check_status(message)
    markup = Markup(stream)
    with markup.element("edXML", {"xmlns": NAMESPACE}):
        if isinstance(message, PaperMessage):
            _write_paper(markup, message, where)
        else:
            _write_status(markup, message)


def _write_paper(markup: Markup, message: PaperMessage, where: Where) -> None:
    with markup.element("edXMLEnvelope", {"xmlns:edXML": NAMESPACE}, prefix=_PREFIX):
        with markup.element("edXMLHeader"):
            write_header(markup, message)
            write_traces(markup, message)
            markup.leaf("DigitalSignature", "", needed=True)
        if message.attachments:
            write_manifest(markup, message.attachments)
    if message.attachments:
        with markup.element("AttachmentEncoded"):
            for each in message.attachments:
                _write_attachment(markup, each, where(each))


def _write_attachment(markup: Markup, attachment: Attachment, path: Path) -> None:
    with markup.element("Attachment"):
        markup.leaf("ContentType", attachment.content_type)
        markup.leaf("ContentId", f"cid:{attachment.content_id}")
        markup.leaf("Description", attachment.description)
        with markup.element("ContentTransferEncoded"):
            digest = hashlib.sha256()
            with storage_errors(path), path.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
                    markup.raw(base64.b64encode(piece))
        if digest.hexdigest() != attachment.sha256:
            raise IntegrityFailure(what="attachment", where=str(path), problem="hash")
        markup.leaf("AttachmentName", attachment.name)


def _write_status(markup: Markup, message: StatusMessage) -> None:
    with (
        markup.element("edXMLEnvelope", {"xmlns:edXML": NAMESPACE}, prefix=_PREFIX),
        markup.element("edXMLHeader"),
        markup.element("Status"),
    ):
        write_response(markup, message.about)
        write_organisation(markup, "From", message.sender)
        markup.leaf("StatusCode", message.code)
        markup.leaf("Description", message.description)
        markup.leaf("Timestamp", written_moment(message.at) if message.at else "")
        with markup.element("StaffInfo"):
            markup.leaf("Department", message.staff.department)
            markup.leaf("Staff", message.staff.staff)
