"""From a province's paper to the loudspeakers and back: what its sender is told, what people hear.

A whole station, the line over real HTTP on loopback, signatures of a self-made authority.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.edxml.values import Business, Purpose
from loudspeaker.plugins.documents.signing.authority import Authority, make_authority
from tests.plugins.documents.offices import (
    DOCUMENT,
    Exchange,
    exchanging,
    notice,
    notice_pdf,
    signed,
)
from tests.station.bench import NOON


@pytest.fixture(scope="module")
def authority() -> Authority:
    return make_authority(NOON)


@pytest.fixture(scope="module")
def pdf(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return signed(notice_pdf(), authority, tmp_path_factory.mktemp("keys"))


@pytest.fixture
def line(tmp_path: Path, authority: Authority) -> Iterator[Exchange]:
    with exchanging(tmp_path) as made:
        root = tmp_path / "root.pem"
        root.write_bytes(authority.root.pem)
        given = made.house.deposit(root)
        made.house.ask("trust_add", "quantri", file=given, name="CA thử nghiệm")
        yield made


def aired(line: Exchange) -> dict[str, object]:
    """Bring the paper that came to the air; return it as it is then."""
    house = line.house
    (paper,) = line.papers()
    house.act(paper, "register", "soan")
    house.act(paper, "present", "soan")
    house.act(paper, "direct", "duyet", note="Thông báo cho nhân dân")
    house.act(paper, "assign", "duyet", whom=["soan"])
    house.act(paper, "start", "soan")
    told = house.ask("announce", paper=paper["id"])
    house.bench.approve(told["announcement"])
    house.bench.advance(120)
    house.bench.parts.plugin_events.offer()
    return {**paper, "announcement": told["announcement"]}


def test_a_paper_is_verified_registered_announced_heard_and_its_sender_knows(
    line: Exchange, pdf: bytes
) -> None:
    house = line.house
    sent = line.province.send(notice(pdf), pdf)
    line.round()
    (paper,) = line.papers()
    assert (paper["state"], paper["line"], paper["message"]) == ("received", None, DOCUMENT)
    shown = house.ask("show", paper=paper["id"])
    assert (shown["number"], shown["symbol"], shown["type"]) == ("15", "TB-SYT", "Thông báo")
    assert [each["purpose"] for each in shown["files"]] == ["main", "message"]
    kept = house.bench.home.plugins / "documents"
    (original,) = kept.rglob(f"{hashlib.sha256(sent).hexdigest()}*")
    assert original.read_bytes() == sent
    assert shown["signature"]["verdict"] == "good"
    checked = [note for name, note in line.log(paper["id"]) if name == "signature_checked"]
    assert len(checked) == 1
    assert "Chữ ký số hợp lệ" in checked[0]
    if shutil.which("pdfsig"):
        answer = house.ask("file", paper=paper["id"], file=shown["files"][0]["number"])
        assert answer["handed_out"]["name"] == "thong-bao-1.pdf"
        (path,) = kept.rglob(f"{hashlib.sha256(pdf).hexdigest()}*")
        command = ["pdfsig", "-nocert", str(path)]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        assert said.count("Signature is Valid.") == 2

    aired_paper = aired(line)
    (link,) = house.ask("show", paper=paper["id"])["announcements"]
    assert (link["announcement"], link["state"]) == (aired_paper["announcement"], "đã phát")
    house.act(paper, "finish", "soan", note="đã thông báo trên loa")
    line.round()
    assert line.province.statuses() == ["01", "03", "04", "05", "06"]
    line.round()
    assert line.province.statuses() == []
    messages = house.ask("messages", paper=paper["id"])
    assert [each["code"] for each in messages["statuses"]] == ["01", "03", "04", "05", "06"]
    assert {each["state"] for each in messages["messages"]} == {"new", "sent"}


def test_a_tampered_copy_is_refused_with_the_reason(line: Exchange, pdf: bytes) -> None:
    at = pdf.index(b"stream") + 40
    tampered = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
    line.province.send(notice(tampered), tampered)
    line.round()
    (paper,) = line.papers()
    shown = line.house.ask("show", paper=paper["id"])
    assert shown["signature"]["verdict"] == "broken"
    assert shown["offered"]["act"] == "return"
    with pytest.raises(EntryRefused):
        line.house.ask("announce", paper=paper["id"])
    line.house.act(paper, "return", "soan", note=shown["offered"]["note"])
    line.round()
    told = line.province.received()
    assert [each.code for each in told] == ["01", "02"]
    assert "thay đổi sau khi ký" in told[-1].description


def test_a_withdrawal_after_airing_puts_a_correction_before_the_official(
    line: Exchange, pdf: bytes
) -> None:
    line.province.send(notice(pdf), pdf)
    line.round()
    paper = aired(line)
    line.province.send(
        notice(
            document="H03,2026/12/01,16/TB-SYT",
            business=Business(purpose=Purpose.WITHDRAW, reason="Sai ngày", document=DOCUMENT),
        )
    )
    line.round()
    shown = line.house.ask("show", paper=paper["id"])
    assert (shown["state"], shown["log"][-1]["name"]) == ("withdrawn", "correction")
    correction, first = shown["announcements"]
    assert (correction["state"], first["state"]) == ("đã trình duyệt", "đã phát")
    draft = line.house.bench.ask("show", id=correction["announcement"])
    assert "thu hồi" in draft["text"]
    assert "15/TB-SYT" in draft["text"]
    line.house.bench.approve(correction["announcement"])
    line.round()
    assert line.province.statuses() == ["01", "03", "04", "05", "15"]
    with pytest.raises(EntryRefused):
        line.house.act(paper, "finish", "soan", note="xong")
