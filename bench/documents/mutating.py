"""Messages between offices, spoiled: the hand-made ones of the tests with bytes and elements moved.

``spoiled(chance)`` yields without end, the same for the same chance.
"""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Iterator
from typing import Final

from tests.plugins.documents.edxml.making import DOCX, PDF, zip_of
from tests.plugins.documents.edxml.variants import VARIANTS

SEEDS: Final = [each.data for each in VARIANTS if len(each.data) < 1 << 16]
SCRAPS: Final = (
    b"<!DOCTYPE a>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml", b"?>", b"&amp;", b"&x;",
    b"&#0;", b"&#x10FFFF;", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"</edXML>", b"<a b='c'>", b"<",
    b">", b"=", b"=====", b"PK\x03\x04", b"cid:", b"xmlns:edXML=''", b"edXML:", b"\xed\xa0\x80",
    "ạ\u0323\u202e".encode(), b"9" * 40, b"-1", b"2026/02/30", b"1e999", b" " * 300,
    b'<?xml version="1.0" encoding="rot13"?>', b'encoding="shift_jis"', b'encoding="utf-7"',
)  # fmt: skip
_ELEMENT: Final = re.compile(rb"<([A-Za-z:]+)>[^<]*</\1>")
_TAG: Final = re.compile(rb"</?[A-Za-z:]+>")
_CONTENT: Final = re.compile(rb"(?<=<ContentTransferEncoded>)[^<]*")
_NAME: Final = re.compile(rb"(?<=AttachmentName>)[^<]+")

Spoil = Callable[[bytes, random.Random], bytes]


def flip(data: bytes, chance: random.Random) -> bytes:
    """Change single bytes."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def insert(data: bytes, chance: random.Random) -> bytes:
    """Put something in that means something."""
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(SCRAPS) * chance.choice((1, 1, 1, 50)) + data[at:]


def cut(data: bytes, chance: random.Random) -> bytes:
    """Take a stretch out."""
    start = chance.randint(0, len(data))
    return data[:start] + data[start + chance.randint(0, 400) :]


def double(data: bytes, chance: random.Random) -> bytes:
    """Say a stretch again, some times."""
    start = chance.randint(0, len(data))
    end = start + chance.randint(0, 300)
    return data[:end] + data[start:end] * chance.randint(1, 30) + data[end:]


def move(data: bytes, chance: random.Random) -> bytes:
    """Move an element elsewhere, or take it out."""
    found = list(_ELEMENT.finditer(data))
    if not found:
        return data
    element = chance.choice(found)
    rest = data[: element.start()] + data[element.end() :]
    places = [each.end() for each in _TAG.finditer(rest)]
    at = chance.choice([len(rest), *places])
    return rest[:at] + element[0] * chance.randint(0, 3) + rest[at:]


def retell(data: bytes, chance: random.Random) -> bytes:
    """Put another text into an element."""
    found = list(_ELEMENT.finditer(data))
    if not found:
        return data
    element, other = chance.choice(found), chance.choice(found)[0]
    text = chance.choice((chance.choice(SCRAPS), other, b"", other.partition(b">")[2]))
    start = element.start() + element[0].index(b">") + 1
    return data[:start] + text + data[element.end() - len(element[1]) - 3 :]


def repack(data: bytes, chance: random.Random) -> bytes:
    """Send another file: packed, spoiled, named otherwise."""
    inside = chance.choice((PDF, DOCX, b"", b"MZ", bytes(chance.randint(0, 300))))
    packed = chance.choice((inside, zip_of({"a.pdf": inside}), zip_of({"a": inside, "b": b"x"})))
    packed = chance.choice((flip, cut, double, lambda each, _chance: each))(packed, chance)
    name = chance.choice((b"a.docx", b"a.pdf", b"a.txt", b"../a.zip", b"", b"a" * 300, b"\\..\\"))
    encoded = base64.b64encode(packed)
    return _NAME.sub(lambda _found: name, _CONTENT.sub(lambda _found: encoded, data))


WAYS: Final[tuple[Spoil, ...]] = (flip, insert, cut, double, move, retell, repack)


def spoiled(chance: random.Random) -> Iterator[bytes]:
    """Yield spoiled messages without end."""
    while True:
        data = chance.choice(SEEDS)
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            data = chance.choice(WAYS)(data, chance)
        yield data
