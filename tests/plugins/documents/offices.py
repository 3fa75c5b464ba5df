"""A province beside a whole station, with the line between them over real HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.plugins.documents.edxml.outgoing import write_file
from loudspeaker.plugins.documents.edxml.reader import read_file
from loudspeaker.plugins.documents.edxml.values import (
    Code,
    DocumentType,
    Message,
    PaperMessage,
    StatusMessage,
    Trace,
    Traces,
)
from loudspeaker.plugins.documents.exchange.line import MessageKind
from loudspeaker.plugins.documents.signing.authority import Authority
from loudspeaker.plugins.documents.signing.keys import FileKey, Secret
from loudspeaker.plugins.documents.signing.order import Role
from loudspeaker.plugins.documents.signing.sign import Order, sign
from tests.plugins.documents.edxml.making import PROVINCE, attachment, paper
from tests.plugins.documents.house import SETTINGS, House
from tests.plugins.documents.peer import COMMUNE, PROVINCIAL, Station, running
from tests.plugins.documents.reading.papers import make_pdf
from tests.plugins.documents.signing.papers import PASSWORD
from tests.station.bench import NOON

DOCUMENT = f"{PROVINCE},2026/11/30,15/TB-SYT"
NOTICE = """\
ỦY BAN NHÂN DÂN TỈNH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ\tĐộc lập - Tự do - Hạnh phúc
Số: 15/TB-SYT\tTỉnh lỵ, ngày 30 tháng 11 năm 2026
THÔNG BÁO
Về việc tiêm vắc xin phòng sởi cho trẻ em

Trạm Y tế xã tổ chức tiêm vắc xin phòng sởi cho trẻ từ 9 tháng đến 5 tuổi.
Thời gian: từ 7 giờ 30 phút ngày 05 tháng 12 năm 2026.
Địa điểm: Trạm Y tế xã.
Đề nghị các gia đình đưa trẻ đến tiêm đúng giờ.

Nơi nhận:\tGIÁM ĐỐC
- UBND các xã;\tNguyễn Văn A
- Lưu: VT.
"""


class Neighbour:
    """The other office: what it sends, and the statuses that it has."""

    def __init__(self, folder: Path, station: Station) -> None:
        self._folder = folder
        self._line = station.line(PROVINCIAL)
        self._fetched: set[str] = set()
        self._station = station
        self.last = b""
        folder.mkdir()

    def send(self, message: Message, *files: bytes) -> bytes:
        """Send a message; return its bytes."""
        for each in files:
            (self._folder / hashlib.sha256(each).hexdigest()).write_bytes(each)
        path = self._folder / "message.xml"
        write_file(message, path, lambda each: self._folder / each.sha256)
        kind = MessageKind.PAPER if isinstance(message, PaperMessage) else MessageKind.STATUS
        self._line.send(kind, path)
        self.last = path.read_bytes()
        return self.last

    def send_raw(self, data: bytes, kind: MessageKind = MessageKind.PAPER) -> None:
        path = self._folder / "raw.xml"
        path.write_bytes(data)
        self._line.send(kind, path)

    def received(self, kind: MessageKind = MessageKind.STATUS) -> list[Any]:
        """Return the messages that came since the last time, in their order."""
        today = self._station.clock.now.date()
        found = []
        for each in self._line.listed(kind, today - timedelta(days=1), today + timedelta(days=1)):
            if each.id not in self._fetched:
                self._fetched.add(each.id)
                path = self._folder / "fetched.xml"
                self._line.fetch(each.id, path)
                found.append(read_file(path, self._folder / "files").message)
        return found

    def statuses(self) -> list[str]:
        told = self.received()
        assert all(isinstance(each, StatusMessage) for each in told)
        return [each.code for each in told]


class Exchange:
    """A station that is on the line, and its neighbour."""

    def __init__(self, folder: Path, station: Station, extra: str = "") -> None:
        secrets = folder / "exchange.secrets"
        secrets.write_text(
            f"system_secret: {COMMUNE.secret}\ntoken_key: {COMMUNE.token_key}\n"
            f"token_secret: {COMMUNE.token_secret}\n"
        )
        secrets.chmod(0o600)
        settings = (
            f"{SETTINGS}documents:\n  exchange: {{address: '{station.address}', "
            f"system: {COMMUNE.system}, secrets_file: {secrets}, wait_s: 20}}\n{extra}"
        )
        self.house = House(folder, settings)
        self.peer = station
        self.province = Neighbour(folder / "province", station)
        self.tick()

    def tick(self) -> None:
        self.peer.clock.now = self.house.bench.clock.wall()

    def round(self) -> None:
        """Let both periodic jobs of the line run once."""
        self.tick()
        for job in self.house.jobs():
            if job.name.startswith("exchange_"):
                job.run()

    def papers(self, **asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.house.ask("list", **asked)["papers"]
        return found

    def log(self, paper: int) -> list[tuple[str, str]]:
        return [(e["name"], e["note"]) for e in self.house.ask("show", paper=paper)["log"]]


@contextmanager
def exchanging(folder: Path, extra: str = "") -> Iterator[Exchange]:
    with running(folder / "peer") as station:
        made = Exchange(folder, station, extra)
        yield made
        made.house.close()


def notice_pdf() -> bytes:
    return make_pdf([NOTICE])


def signed(content: bytes, authority: Authority, folder: Path) -> bytes:
    """Return a paper signed by person and body of the self-made authority."""
    for role, holder in ((Role.PERSON, authority.person), (Role.BODY, authority.body)):
        path = folder / f"{role.value}.p12"
        path.write_bytes(holder.to_pkcs12(PASSWORD.encode(), others=authority.chain))
        key = FileKey(path=path, password=Secret(PASSWORD))
        content = sign(content, key, Order(role=role, moment=NOON - timedelta(hours=2)))
    return content


def notice(*files: bytes, **other: Any) -> PaperMessage:
    """Return the province's notice as a message."""
    names: Sequence[str] = [f"thong-bao-{n}.pdf" for n in range(1, len(files) + 1)]
    given: dict[str, Any] = {
        "code": Code(number="15", notation="TB-SYT"),
        "document": DOCUMENT,
        "subject": "Về việc tiêm vắc xin phòng sởi cho trẻ em",
        "type": DocumentType(name="Thông báo"),
        "promulgated": date(2026, 11, 30),
        "traces": Traces(steps=(Trace(organ=PROVINCE, at=NOON),)),
        "attachments": tuple(
            attachment(data, name, number=n)
            for n, (data, name) in enumerate(zip(files, names, strict=True), 1)
        ),
    }
    return paper(**given | other)
