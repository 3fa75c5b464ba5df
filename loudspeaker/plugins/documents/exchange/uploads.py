"""A form with one file, received piece by piece into a part (RFC 7578)."""

from __future__ import annotations

from typing import Any, Final, Protocol

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.whole_files import Part

_PIECE: Final = 1 << 16
_LONGEST_FIELD: Final = 1000
_MOST_FIELDS: Final = 20


class Readable(Protocol):
    """What a request is read from."""

    def read(self, count: int, /) -> bytes:
        """Return so many bytes, fewer at the end."""
        ...


class Body:
    """The body of a request, no further than it is said to go."""

    def __init__(self, stream: Readable, length: int) -> None:
        self._stream = stream
        self.left = length

    def read(self) -> bytes:
        """Return the next piece, empty at the end."""
        piece = self._stream.read(min(_PIECE, self.left)) if self.left else b""
        self.left -= len(piece)
        return piece

    def drain(self, most: int) -> None:
        """Read what is left, unless it is more."""
        if self.left <= most:
            while self.read():
                pass


class _Form:
    """Takes what the parser finds: short fields as texts, the field ``file`` into a part."""

    def __init__(self, part: Part) -> None:
        self.fields: dict[str, str] = {}
        self._part = part
        self._header, self._value = bytearray(), bytearray()
        self._name = ""
        self._data = bytearray()

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_ends,
            "on_part_data": self._takes,
            "on_part_end": self._ends,
        }

    def _begin(self) -> None:
        self._name = ""
        self._data.clear()
        if len(self.fields) >= _MOST_FIELDS:
            raise _bad("quá nhiều mục")

    def _header_ends(self) -> None:
        from python_multipart.multipart import parse_options_header  # noqa: PLC0415 - peer alone

        if self._header.lower() == b"content-disposition":
            _kind, options = parse_options_header(bytes(self._value))
            self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._header.clear()
        self._value.clear()

    def _takes(self, data: bytes, start: int, end: int) -> None:
        if self._name == "file":
            self._part.write(data[start:end])
        elif len(self._data) + end - start <= _LONGEST_FIELD:
            self._data += data[start:end]
        else:
            raise _bad("một mục quá dài")

    def _ends(self) -> None:
        self.fields[self._name] = self._data.decode("utf-8", "replace")


def received_form(body: Body, content_type: str, part: Part) -> dict[str, str]:
    """Return the fields of a form, its field ``file`` put into a part; EntryRefused for no form."""
    from python_multipart.exceptions import FormParserError  # noqa: PLC0415 - for the peer alone
    from python_multipart.multipart import (  # noqa: PLC0415
        MultipartParser,
        parse_options_header,
    )

    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise _bad("không phải biểu mẫu có tệp")
    form = _Form(part)
    try:
        parser = MultipartParser(boundary, form.callbacks())
        while piece := body.read():
            parser.write(piece)
        parser.finalize()
    except FormParserError:
        raise _bad("không phải biểu mẫu có tệp") from None
    if body.left:
        raise _bad("bị cắt giữa chừng")
    if "file" not in form.fields:
        raise _bad("không có tệp")
    return form.fields


def _bad(problem: str) -> EntryRefused:
    return EntryRefused(where="form", problem=problem)
