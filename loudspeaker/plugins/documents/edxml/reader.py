"""Reads a message as it comes: streamed, so that a large file passes by without being in memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from loudspeaker.plugins.documents.edxml.attachments import Files, contents, references_of
from loudspeaker.plugins.documents.edxml.checking import STATUS_CODES
from loudspeaker.plugins.documents.edxml.common import (
    note_unusual_organ,
    organisation_of,
    response_of,
    staff_of,
)
from loudspeaker.plugins.documents.edxml.fields import Fields
from loudspeaker.plugins.documents.edxml.header import paper_of
from loudspeaker.plugins.documents.edxml.notices import Notes, Notice, Oddity
from loudspeaker.plugins.documents.edxml.refusals import Limits, Reason, refused
from loudspeaker.plugins.documents.edxml.shelf import Shelf
from loudspeaker.plugins.documents.edxml.tree import Node, Tree, read_tree
from loudspeaker.plugins.documents.edxml.values import NAMESPACE, Message, StatusMessage

_OTHERS: Final = "http://www.w3.org/"
"""Namespaces of XML's own, which say nothing about the message."""
_CODE_DIGITS: Final = 2
_DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message, what was unusual, and the hash and size of the bytes that were read."""

    message: Message
    notices: tuple[Notice, ...]
    sha256: str
    size: int


def read_file(path: Path, folder: Path, limits: Limits = _DEFAULT_LIMITS) -> Received:
    """Read a message from a file, as ``read_message``; OSError where the file cannot be read."""
    with path.open("rb") as stream:
        return read_message(stream, folder, limits)


def read_message(stream: BinaryIO, folder: Path, limits: Limits = _DEFAULT_LIMITS) -> Received:
    """Read a message, and put its files into a folder under their hashes.

    MessageRefused (an EntryRefused) for one that is not taken, StorageFailure where the files
    cannot be written; then none of them is there.
    """
    digest, size = hashlib.sha256(), 0

    def seen(piece: bytes) -> None:
        nonlocal size
        size += len(piece)
        digest.update(piece)

    notes = Notes()
    with Shelf(folder) as shelf:
        tree = read_tree(stream, contents(shelf, limits), limits, seen)
        _note_the_frame(tree.root, notes)
        files = Files(shelf, notes, limits)
        message = message_of(tree, files, notes)
        shelf.keep(files.kept)
    return Received(message=message, notices=notes.all(), sha256=digest.hexdigest(), size=size)


def message_of(tree: Tree, files: Files | None, notes: Notes) -> Message:
    """Return the message of a tree, without files where there is nothing to put them; refused."""
    root = tree.root
    status = _parent_of(root, "statuscode")
    header = next(root.under("messageheader"), None)
    told = Fields(header, notes)
    has_files = bool(references_of(root)) or any(root.under("attachment"))
    if status is not None:
        if has_files or (status is not header and told.line("Subject")):
            raise refused(Reason.BOTH_KINDS)
        return _status_of(status, root, notes)
    if header is None:
        raise refused(Reason.NOT_EDXML, detail=root.tag)
    return paper_of(
        told,
        Fields(next(root.under("traceheaderlist"), None), notes),
        notes,
        has_signature=tree.signed,
        attachments=files.all(root) if files else (),
    )


def _parent_of(node: Node, name: str) -> Node | None:
    if node.child(name) is not None:
        return node
    found = (_parent_of(each, name) for each in node.children)
    return next((each for each in found if each is not None), None)


def _status_of(node: Node, root: Node, notes: Notes) -> StatusMessage:
    """Return a status: its parts stand beside the code, or elsewhere in the header."""
    near = Fields(node, notes)

    def part(name: str) -> Fields:
        return near.sub(name) or Fields(next(root.under(name.lower()), None), notes)

    about, sender = response_of(part("ResponseFor")), organisation_of(part("From"))
    if not sender.code:
        raise refused(Reason.NO_SENDER)
    note_unusual_organ(sender.code, "From", notes)
    if not about.document and not (about.code and about.organ):
        raise refused(Reason.NO_DOCUMENT)
    return StatusMessage(
        about=about,
        sender=sender,
        code=_status_code(near.line("StatusCode"), notes),
        description=near.lines("Description"),
        at=near.moment("Timestamp"),
        staff=staff_of(part("StaffInfo")),
    )


def _status_code(text: str, notes: Notes) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= _CODE_DIGITS):
        raise refused(Reason.STATUS, "StatusCode", text)
    code = text.zfill(_CODE_DIGITS)
    if code != text:
        notes.add(Oddity.STATUS_FORM, "StatusCode", text)
    if code not in STATUS_CODES:
        notes.add(Oddity.STATUS, "StatusCode", text)
    return code


def _note_the_frame(root: Node, notes: Notes) -> None:
    if root.tag != "edXML":
        notes.add(Oddity.ROOT, found=root.tag)
    envelope = next(root.under("edxmlenvelope"), None)
    header = next(root.under("edxmlheader"), None)
    for node in (envelope, header, *(header.children if header else ())):
        if node is not None and not node.tag.startswith("edXML:"):
            notes.add(Oddity.PREFIX, found=node.tag)
            break
    spaces = [space for space in _namespaces(root) if not space.startswith(_OTHERS)]
    if NAMESPACE not in spaces:
        notes.add(Oddity.NAMESPACE, found=spaces[0] if spaces else "")


def _namespaces(node: Node) -> list[str]:
    own = [text for tag, text in node.attributes.items() if tag.partition(":")[0] == "xmlns"]
    return own + [space for each in node.children for space in _namespaces(each)]
