"""The XML of a message as a small tree, while the bytes of attachments go past it into files.

Expat reads it without namespaces: a prefix that nobody has declared is no fault here, and a name is
what stands behind the colon.  There is no DOCTYPE, so there are no entities and nothing to fetch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Protocol
from xml.parsers import expat

from loudspeaker.plugins.documents.edxml.refusals import Limits, Reason, refused

CONTENT: Final = "contenttransferencoded"
"""The element whose text is a file."""
_SIGNATURES: Final = frozenset({"digitalsignature", "signature"})
"""What is in there has names like ours and means something else."""
_ENCODINGS: Final = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii"})
_FIRST_PIECE: Final = 512
"""Before the first element a DOCTYPE may come: little is parsed beyond it."""
_LONGEST_PROLOG: Final = 1 << 16
_PIECE: Final = 1 << 16


class Sink(Protocol):
    """Takes the text of one attachment's content."""

    def take(self, text: str) -> None:
        """Take the next piece."""
        ...

    def finish(self) -> None:
        """Be told that it was the last."""
        ...


@dataclass(slots=True, eq=False)
class Node:
    """An element; ``name`` is in small letters and with the rules' own spelling of Bussiness."""

    tag: str
    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    content: Sink | None = None

    @property
    def text(self) -> str:
        """The text of the element itself."""
        return "".join(self.pieces).strip()

    def child(self, name: str) -> Node | None:
        """Return the first child of a name."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Node]:
        """Yield the children of a name."""
        return (each for each in self.children if each.name == name)

    def under(self, name: str) -> Iterator[Node]:
        """Yield all elements of a name, this one or below it, in their order."""
        if self.name == name:
            yield self
        for each in self.children:
            yield from each.under(name)


def plain_name(tag: str) -> str:
    """Return the name by which an element is known, however it is spelled."""
    name = tag.rpartition(":")[2].lower()
    return name.replace("business", "bussiness") if name.startswith("business") else name


class _Builder:
    """Takes what expat tells."""

    def __init__(self, limits: Limits, begin: Callable[[], Sink]) -> None:
        self.root: Node | None = None
        self.silent = 0
        self.signed = False
        self._limits = limits
        self._begin = begin
        self._open: list[Node] = []
        self._skipped = 0
        self._elements = 0
        self._characters = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.silent = 0
        self._elements += 1
        if self._elements > self._limits.elements:
            raise refused(Reason.ELEMENTS)
        if len(self._open) + self._skipped >= self._limits.depth:
            raise refused(Reason.DEPTH)
        self._count(len(tag) + sum(len(name) + len(text) for name, text in attributes.items()))
        name = plain_name(tag)
        if self._skipped or name in _SIGNATURES:
            self.signed = self.signed or self._skipped > 0
            self._skipped += 1
            return
        self._add(Node(tag, name, attributes))

    def _add(self, node: Node) -> None:
        parent = self._open[-1] if self._open else None
        if parent is None:
            self.root = node
        elif parent.content is not None:
            raise refused(Reason.BASE64, detail=node.tag)
        else:
            parent.children.append(node)
        if node.name == CONTENT:
            node.content = self._begin()
        self._open.append(node)

    def end(self, _tag: str) -> None:
        self.silent = 0
        if self._skipped:
            self._skipped -= 1
            return
        node = self._open.pop()
        if node.content is not None:
            node.content.finish()

    def text(self, text: str) -> None:
        self.silent = 0
        if self._skipped:
            self._count(len(text))
            return
        node = self._open[-1]
        if node.content is not None:
            node.content.take(text)
        else:
            self._count(len(text))
            node.pieces.append(text)

    def other(self, *_told: object) -> None:
        self.silent = 0

    def doctype(self, *_told: object) -> None:
        raise refused(Reason.DOCTYPE)

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise refused(Reason.ENCODING, detail=encoding)

    def _count(self, characters: int) -> None:
        self._characters += characters
        if self._characters > self._limits.text_characters:
            raise refused(Reason.TEXT)


def _parser(builder: _Builder) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _PIECE
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.doctype
    parser.XmlDeclHandler = builder.declaration
    parser.DefaultHandler = builder.other
    return parser


@dataclass(frozen=True, slots=True)
class Tree:
    """What was read; ``signed`` where an XML signature with something in it was passed over."""

    root: Node
    signed: bool


def read_tree(
    stream: BinaryIO, begin: Callable[[], Sink], limits: Limits, seen: Callable[[bytes], None]
) -> Tree:
    """Read a message; ``begin`` gives a sink for each attachment, ``seen`` is given all bytes.

    MessageRefused; OSError of the stream.
    """
    builder = _Builder(limits, begin)
    parser = _parser(builder)
    total = 0
    while piece := stream.read(_PIECE if builder.root is not None else _FIRST_PIECE):
        total += len(piece)
        if total > limits.message_bytes:
            raise refused(Reason.TOO_LARGE, detail=f"{limits.message_bytes >> 20} MB")
        seen(piece)
        _parse(parser, piece)
        builder.silent += len(piece)
        if builder.silent > limits.silent_bytes:
            raise refused(Reason.TAG)
        if builder.root is None and total > _LONGEST_PROLOG:
            raise refused(Reason.NOT_XML)
    _parse(parser, None)
    if builder.root is None:
        raise refused(Reason.NOT_XML)
    return Tree(builder.root, builder.signed)


def _parse(parser: expat.XMLParserType, piece: bytes | None) -> None:
    try:
        parser.Parse(piece or b"", piece is None)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise refused(Reason.NOT_XML, detail=str(error)) from None
