"""Broken files made of whole ones: bytes changed, cut, repeated, parts of other files put in."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PDF_WORDS = (
    b"/FlateDecode", b"/LZWDecode", b"/Length 999999999", b"/Count -1", b"/Kids[1 0 R]", b"endobj",
    b"stream\n", b"endstream", b"/Encrypt 1 0 R", b"/Prev 0", b"/ObjStm", b"xref", b"startxref",
    b"/MediaBox[0 0 1e9 1e9]", b"/Rotate 90", b"/Font<<>>", b"BT", b"Tj", b"Do", b"<<" * 50,
    b"[" * 200, b"\xff\xfe", b"-1", b"9" * 40, b"/Parent 3 0 R", b"/Contents 3 0 R",
)  # fmt: skip
XML_WORDS = (
    b"<w:tbl>", b"</w:tc>", b"<w:p/>", b"<w:sectPr/>", b"<!DOCTYPE a>", b"&amp;", b"&b;", b"\0",
    b'w:val=""', b"<w:t>", b"<w:sdt>" * 300, b"\xff", b"<?x?>", b"<!-- -->", b"<w:vanish/>",
)  # fmt: skip
MOST_CHANGES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A file and how it came about."""

    data: bytes
    made: str


def mutant(seed: int, pdfs: Sequence[bytes], docx: Sequence[bytes]) -> Mutant:
    """Return the mutant of a seed: always the same one."""
    chance = random.Random(seed)
    kinds: Sequence[tuple[str, Callable[[random.Random], bytes]]] = (
        ("pdf", lambda r: changed(r, r.choice(pdfs), PDF_WORDS)),
        ("pdf streams", lambda r: with_streams_changed(r, r.choice(pdfs))),
        ("docx", lambda r: changed(r, r.choice(docx), (b"PK\x03\x04", b"PK\x01\x02"))),
        ("docx parts", lambda r: with_parts_changed(r, r.choice(docx))),
        ("spliced", lambda r: spliced(r, [*pdfs, *docx])),
        ("noise", noise),
    )
    name, make = chance.choices(kinds, weights=(5, 4, 2, 5, 1, 1))[0]
    return Mutant(data=make(chance), made=f"{name} {seed}")


def changed(chance: random.Random, data: bytes, words: Sequence[bytes]) -> bytes:
    """Return data with a few changes."""
    out = bytearray(data)
    for _ in range(chance.randint(1, MOST_CHANGES)):
        at = chance.randrange(len(out) + 1)
        to = min(len(out), at + chance.choice((1, 4, 40, 400)))
        change = chance.randrange(5)
        if change == 0:
            out[at:to] = chance.randbytes(to - at)
        elif change == 1:
            del out[at:to]
        elif change == 2:
            out[at:at] = chance.choice(words)
        elif change == 3:
            out[at:at] = out[at:to] * chance.randint(1, 20)
        elif chance.random() < 0.2:
            del out[at:]
    return bytes(out)


def with_streams_changed(chance: random.Random, data: bytes) -> bytes:
    """Return a PDF whose packed streams are changed inside and packed again."""
    parts = data.split(b"stream\n")
    for n in range(1, len(parts)):
        body, mark, rest = parts[n].rpartition(b"\nend")
        if mark and chance.random() < 0.5:
            try:
                inner = zlib.decompress(body)
            except zlib.error:
                continue
            parts[n] = zlib.compress(changed(chance, inner, PDF_WORDS)) + mark + rest
    return b"stream\n".join(parts)


def with_parts_changed(chance: random.Random, data: bytes) -> bytes:
    """Return a DOCX some of whose parts are changed, left out or renamed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            part, name = source.read(entry), entry.filename
            dice = chance.random()
            if dice < 0.02:
                continue
            if dice < 0.04:
                name = "../" + name
            if dice > (0.6 if "document.xml" in name else 0.85):
                part = changed(chance, part, XML_WORDS)
            target.writestr(name, part)
    return out.getvalue()


def spliced(chance: random.Random, files: Sequence[bytes]) -> bytes:
    """Return the beginning of one file and the end of another."""
    first, second = chance.choice(files), chance.choice(files)
    return first[: chance.randrange(len(first))] + second[chance.randrange(len(second)) :]


def noise(chance: random.Random) -> bytes:
    """Return random bytes, often with a known beginning."""
    heads = (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0", b"{\\rtf")
    return chance.choice(heads) + chance.randbytes(chance.randrange(3_000))
