"""Papers, pictures and keys of the tests; all of it made anew, nothing kept in the repository."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from fpdf import FPDF
from PIL import Image, ImageDraw

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.signing.authority import Authority, Holder
from loudspeaker.plugins.documents.signing.keys import FileKey, Secret
from loudspeaker.plugins.documents.signing.stamp import font_file
from loudspeaker.plugins.documents.signing.trust import Trust

NOW = datetime(2026, 11, 23, 9, 30, 15, tzinfo=STATION_ZONE)
SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(days=400)
PASSWORD = "mật khẩu thử"
TITLE, NAME = "CHỦ TỊCH", "Họ Và Tên Thử Nghiệm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The self-made authority, and its person's and body's keys as files."""

    authority: Authority
    folder: Path
    person: FileKey
    body: FileKey

    def key_of(self, holder: Holder, name: str) -> FileKey:
        """Return a holder's key as a file."""
        path = self.folder / f"{name}.p12"
        path.write_bytes(holder.to_pkcs12(PASSWORD.encode(), others=self.authority.chain))
        return FileKey(path=path, password=Secret(PASSWORD))

    def trust(self, *, lists: tuple[bytes, ...] = ()) -> Trust:
        """Return the root as trusted for everything."""
        root = self.authority.root.der
        return Trust(signing=(root,), stamping=(root,), lists=lists)


def make_paper(pages: int = 1, text: str = "Nội dung thông báo của ủy ban.") -> bytes:
    """Return a paper as an office writes it, with title and name at its end."""
    paper = FPDF(format="A4")
    paper.set_creation_date(NOW)
    paper.add_font("office", "", font_file())
    for page in range(pages):
        paper.add_page()
        paper.set_font("office", "", 13)
        paper.multi_cell(0, 7, "\n".join([f"{text} Trang {page + 1}."] * (30 if pages > 1 else 8)))
    paper.set_xy(110, 200)
    paper.multi_cell(80, 7, "TM. ỦY BAN NHÂN DÂN", align="C", new_x="LMARGIN", new_y="NEXT")
    paper.set_x(110)
    paper.multi_cell(80, 7, TITLE, align="C", new_x="LMARGIN", new_y="NEXT")
    paper.set_xy(110, 245)
    paper.multi_cell(80, 7, NAME, align="C")
    paper.set_xy(15, 205)
    paper.cell(60, 7, "Nơi nhận: như trên; lưu VT.")
    return bytes(paper.output())


def handwriting() -> bytes:
    """Return a blue scribble on a clear background."""
    picture = Image.new("RGBA", (600, 240), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    points = [(20 + 14 * n, 120 + (90 if n % 2 else -90) * (1 - n / 45)) for n in range(40)]
    pen.line(points, fill=(20, 40, 180, 255), width=7, joint="curve")
    return _png(picture)


def seal() -> bytes:
    """Return a red ring with a star on a clear background; no letters of any body."""
    picture = Image.new("RGBA", (500, 500), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    red = (210, 20, 30, 230)
    pen.ellipse((5, 5, 495, 495), outline=red, width=14)
    pen.ellipse((60, 60, 440, 440), outline=red, width=8)
    pen.regular_polygon((250, 250, 110), 3, fill=red)
    pen.regular_polygon((250, 250, 110), 3, rotation=180, fill=red)
    return _png(picture)


def opaque() -> bytes:
    """Return a picture that would cover what is below it."""
    return _png(Image.new("RGB", (100, 100), (255, 255, 255)))


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
