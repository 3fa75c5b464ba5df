"""The files of a message: each is what its name and type say, or the message is not taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from loudspeaker.plugins.documents.edxml.base64_text import Base64Text
from loudspeaker.plugins.documents.edxml.fields import Fields
from loudspeaker.plugins.documents.edxml.kinds import HEAD_BYTES, FileKind, Look, claimed_kinds
from loudspeaker.plugins.documents.edxml.names import base_name, content_name, ending_of
from loudspeaker.plugins.documents.edxml.notices import Notes, Oddity
from loudspeaker.plugins.documents.edxml.refusals import Limits, Reason, refused
from loudspeaker.plugins.documents.edxml.shelf import Shelf
from loudspeaker.plugins.documents.edxml.tree import CONTENT, Node, Sink
from loudspeaker.plugins.documents.edxml.values import Attachment
from loudspeaker.plugins.documents.edxml.zips import entries, unpacked
from loudspeaker.plugins.documents.whole_files import Part, storage_errors

_MANIFESTS: Final = ("edxmlmanifest", "manifest")


class Content:
    """The content of one attachment on its way into a part."""

    def __init__(self, part: Part, where: str) -> None:
        self.part = part
        self.unpadded = False
        self._decoder = Base64Text(where)

    def take(self, text: str) -> None:
        """Take the next piece of base64."""
        self.part.write(self._decoder.decoded(text))

    def finish(self) -> None:
        """Take what is left."""
        data, self.unpadded = self._decoder.last()
        self.part.write(data)


def contents(shelf: Shelf, limits: Limits) -> Callable[[], Sink]:
    """Return what gives a content for each attachment, and not for too many."""
    count = 0

    def begin() -> Sink:
        nonlocal count
        count += 1
        if count > limits.attachments:
            raise refused(Reason.ATTACHMENTS, detail=str(limits.attachments))
        return Content(shelf.begin(), f"tệp thứ {count}")

    return begin


def references_of(root: Node) -> list[Node]:
    """Return what the manifest lists."""
    return [
        each for name in _MANIFESTS for node in root.under(name) for each in node.all("reference")
    ]


class Files:
    """Brings together what the manifest lists and what came with it."""

    def __init__(self, shelf: Shelf, notes: Notes, limits: Limits) -> None:
        self.kept: list[Part] = []
        self._shelf = shelf
        self._notes = notes
        self._limits = limits
        self._room = limits.unpacked_bytes

    def all(self, root: Node) -> tuple[Attachment, ...]:
        """Return the attachments in the order of the manifest, what is not in it behind them."""
        listed = [self._described(each, n) for n, each in enumerate(references_of(root), 1)]
        came = [
            (self._described(each, n), each) for n, each in enumerate(root.under("attachment"), 1)
        ]
        found = []
        for reference in listed:
            pair = _taken(reference, came)
            if pair is None:
                self._notes.add(Oddity.NO_CONTENT, reference.name)
                found.append(replace(reference, name=_label(reference)))
            else:
                found.append(self._file(_joined(pair[0], reference), pair[1]))
        for described, node in came:
            self._notes.add(Oddity.NOT_REFERENCED, described.name)
            found.append(self._file(described, node))
        return tuple(found)

    def _described(self, node: Node, number: int) -> Attachment:
        fields = Fields(node, self._notes)
        given = fields.line("ContentId") or fields.attribute("href")
        content_id, has_cid = content_name(given)
        if given and not has_cid:
            self._notes.add(Oddity.CID, "ContentId", given)
        written = fields.line("AttachmentName")
        name = base_name(written, "")
        if written and name != written:
            self._notes.add(Oddity.NAME, name, written)
        return Attachment(
            content_id=content_id or f"tep-{number}",
            content_type=fields.line("ContentType"),
            name=name,
            description=fields.lines("Description"),
        )

    def _file(self, described: Attachment, node: Node) -> Attachment:
        name = _label(described)
        content = node.child(CONTENT)
        sink = content.content if content else None
        if not isinstance(sink, Content) or not sink.part.size:
            self._notes.add(Oddity.NO_CONTENT, name)
            return replace(described, name=name)
        if sink.unpadded:
            self._notes.add(Oddity.UNPADDED, name)
        kind, part = self._known(described, sink.part, name)
        self.kept.append(part)
        return replace(
            described,
            name=self._named(name, kind),
            content_type=self._typed(described, kind),
            sha256=part.sha256,
            size=part.size,
        )

    def _known(self, described: Attachment, part: Part, name: str) -> tuple[FileKind, Part]:
        """Return what a part is, and the part itself or the file that was packed in it."""
        claimed = claimed_kinds(ending_of(name), described.content_type)
        if not claimed:
            raise refused(Reason.FILE_TYPE, name, described.content_type)
        look = self._look(part, name)
        kind = next((each for each in claimed if each.fits(look)), None)
        if kind is None and look.is_zip:
            part = self._unpacked(part, name)
            self._notes.add(Oddity.ZIPPED, name)
            look = self._look(part, name)
            kind = next((each for each in claimed if each.fits(look)), None)
        if kind is None:
            raise refused(Reason.FILE_BYTES, name, described.content_type)
        return kind, part

    def _look(self, part: Part, name: str) -> Look:
        look = Look(head=part.head(HEAD_BYTES))
        if not look.is_zip:
            return look
        inside = entries(part.stream, name, self._limits)
        return replace(look, names=frozenset(each.filename for each in inside))

    def _unpacked(self, part: Part, name: str) -> Part:
        inside = entries(part.stream, name, self._limits)
        if len(inside) != 1:
            raise refused(Reason.ZIP, name)
        whole = self._shelf.begin()
        left = replace(self._limits, unpacked_bytes=self._room)
        for piece in unpacked(part.stream, inside[0], name, left):
            whole.write(piece)
        self._room -= whole.size
        self._shelf.drop(part)
        with storage_errors(whole.path):
            whole.stream.flush()
        return whole

    def _named(self, name: str, kind: FileKind) -> str:
        """Return the name with an ending that tells what the file is."""
        if ending_of(name) in kind.endings:
            return name
        self._notes.add(Oddity.FILE_TYPE, name, ending_of(name))
        return f"{name}.{kind.endings[0]}"

    def _typed(self, described: Attachment, kind: FileKind) -> str:
        if described.content_type.partition(";")[0].strip().lower() not in kind.types:
            self._notes.add(Oddity.FILE_TYPE, described.name, described.content_type)
        return kind.types[0]


def _label(described: Attachment) -> str:
    """Return a file's name, or one made of its content's."""
    return described.name or base_name(described.content_id, "tep")


def _taken(
    reference: Attachment, came: list[tuple[Attachment, Node]]
) -> tuple[Attachment, Node] | None:
    """Take out what belongs to a line of the manifest: by its content's name, else the file's."""
    by_content = [pair for pair in came if pair[0].content_id == reference.content_id]
    by_name = [pair for pair in came if pair[0].name and pair[0].name == reference.name]
    for pair in (*by_content, *by_name):
        came.remove(pair)
        return pair
    return None


def _joined(came: Attachment, listed: Attachment) -> Attachment:
    return replace(
        came,
        name=came.name or listed.name,
        content_type=came.content_type or listed.content_type,
        description=came.description or listed.description,
    )
