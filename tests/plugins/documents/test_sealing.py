"""Outgoing papers: signed by person and body, stamped with the time, and what is refused."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from loudspeaker.errors import EntryRefused, LoudspeakerError, NotFound
from loudspeaker.plugins.documents.signing.authority import (
    Authority,
    LocalStamper,
    make_authority,
)
from tests.plugins.documents.house import SETTINGS, House
from tests.plugins.documents.offices import notice_pdf, signed
from tests.plugins.documents.signing.http_stamper import REPLY, served
from tests.plugins.documents.signing.papers import PASSWORD
from tests.station.bench import NOON

Draft = Callable[[], dict[str, Any]]
ENTRY = {"type": "Thông báo", "subject": "Lịch tiêm phòng", "unit": "VX"}
KEYS = """\
documents:
  signing:
    persons: [{{person: duyet, file: {folder}/duyet.p12}}]
    body: {{file: {folder}/coquan.p12}}
    stamper: {stamper}
"""


@pytest.fixture(scope="module")
def authority() -> Authority:
    return make_authority(NOON - timedelta(days=2))


@contextmanager
def housed(folder: Path, authority: Authority, stamper: str) -> Iterator[House]:
    for name, holder in (("duyet", authority.person), ("coquan", authority.body)):
        content = holder.to_pkcs12(PASSWORD.encode(), others=authority.chain)
        (folder / f"{name}.p12").write_bytes(content)
    house = House(folder, SETTINGS + KEYS.format(folder=folder, stamper=stamper))
    root = folder / "root.pem"
    root.write_bytes(authority.root.pem)
    house.ask("trust_add", "quantri", file=house.deposit(root), name="CA thử nghiệm")
    yield house
    house.close()


@pytest.fixture
def house(tmp_path: Path, authority: Authority) -> Iterator[House]:
    with housed(tmp_path, authority, "http://127.0.0.1:9/stamp") as made:
        yield made


def checked_paper(house: House, folder: Path) -> dict[str, Any]:
    """Return a draft with a PDF that only waits for signatures."""
    path = folder / "thong-bao.pdf"
    path.write_bytes(notice_pdf())
    taken = house.take(path)
    paper = house.ask("draft", entry=ENTRY, files=[taken["file"]["sha256"]])
    for name in ("approve", "check"):
        house.act(paper, name, "duyet")
    return dict(paper)


def sealed(house: House, paper: dict[str, Any]) -> dict[str, Any]:
    house.ask("sign", "duyet", paper=paper["id"], act="sign", pin=PASSWORD)
    house.act(paper, "number", "soan")
    house.ask("sign", paper=paper["id"], act="seal", pin=PASSWORD)
    return shown(house, paper)


def shown(house: House, paper: dict[str, Any], **wanted: str) -> dict[str, Any]:
    """Return a paper once its signature was checked, which nobody waits for."""
    told: dict[str, Any] = house.ask("show", paper=paper["id"])
    for _ in range(200):
        if told["signature"]["verdict"] == wanted.get("verdict", "good"):
            return told
        Event().wait(0.02)
        told = house.ask("show", paper=paper["id"])
    raise AssertionError(told["signature"])


def paths_of(house: House, told: dict[str, Any], purpose: str) -> list[Path]:
    folder = house.bench.home.plugins / "documents"
    hashes = [each["sha256"] for each in told["files"] if each["purpose"] == purpose]
    return [next(folder.rglob(f"{each}*")) for each in hashes]


def test_a_person_and_then_the_body_sign_and_the_time_is_stamped_later(
    tmp_path: Path, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stamper = LocalStamper(authority, NOON + timedelta(minutes=3))
    answers: list[tuple[int, str, bytes]] = [(503, "text/plain", b"later")]

    def answer(asked: bytes) -> tuple[int, str, bytes]:
        return answers.pop() if answers else (200, REPLY, stamper.ask(asked))

    with served(answer) as address, housed(tmp_path, authority, address) as house:
        paper = checked_paper(house, tmp_path)
        (act,) = [each for each in house.ask("show", "duyet", paper=paper["id"])["acts"]
                  if each["name"] == "sign"]  # fmt: skip
        assert act["signs"]
        with pytest.raises(EntryRefused):
            house.act(paper, "sign", "duyet")
        told = sealed(house, paper)
        assert (told["state"], told["number"], told["symbol"]) == ("sealed", "01", "TB-UBND")
        assert told["stamp"]["mark"] == "chưa có dấu thời gian"
        before = paths_of(house, told, "signed")
        assert len(before) == 2
        assert before[1].read_bytes().startswith(before[0].read_bytes())
        (job,) = [each for each in house.jobs() if each.name == "stamp_times"]
        job.run()
        told = house.ask("show", paper=paper["id"])
        assert (told["stamp"]["tries"], told["stamp"]["step"]) == (1, "waiting")
        assert "503" in told["stamp"]["problem"]
        house.bench.advance(180)
        job.run()
        told = shown(house, paper)
        assert (told["stamp"]["mark"], told["stamp"]["step"]) == ("", "stamped")
        newest = paths_of(house, told, "signed")[-1]
        assert newest.read_bytes().startswith(before[1].read_bytes())
        assert len(told["signature"]["lines"]) == 2
        assert all("có dấu thời gian" in line for line in told["signature"]["lines"])
        if shutil.which("pdfsig"):
            command = ["pdfsig", "-nocert", str(newest)]
            said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            assert said.count("Signature is Valid.") == 2
        house.act(paper, "issue", "soan")
    assert PASSWORD not in caplog.text
    kept = [path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert not any(PASSWORD.encode() in content for content in kept)


def test_who_has_no_key_or_no_turn_or_a_wrong_pin_signs_nothing(
    house: House, tmp_path: Path
) -> None:
    paper = checked_paper(house, tmp_path)
    for person, act, pin in (
        ("hai-vai", "sign", PASSWORD),  # without a key
        ("duyet", "sign", "sai"),
        ("soan", "seal", PASSWORD),  # before the person
        ("soan", "sign", PASSWORD),  # not a leader
        ("duyet", "approve", PASSWORD),
    ):
        with pytest.raises(LoudspeakerError) as refusal:
            house.ask("sign", person, paper=paper["id"], act=act, pin=pin)
        assert refusal.value.code == "entry_refused", (person, act, refusal.value)
        assert pin not in str(refusal.value) or pin == "sai"
    told = house.ask("show", paper=paper["id"])
    assert told["state"] == "checked"
    assert [each["purpose"] for each in told["files"]] == ["main"]
    assert told["stamp"] is None
    with pytest.raises(NotFound):
        house.ask("stamp_again", paper=paper["id"])


def test_what_was_signed_elsewhere_is_taken_where_it_is_good(
    house: House, tmp_path: Path, authority: Authority
) -> None:
    paper = checked_paper(house, tmp_path)
    path = tmp_path / "da-ky.pdf"
    good = signed(notice_pdf(), authority, tmp_path)
    at = good.index(b"stream") + 40
    unknown = signed(notice_pdf(), make_authority(NOON - timedelta(days=2)), tmp_path)
    for bad in (notice_pdf(), good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :], unknown):
        path.write_bytes(bad)
        with pytest.raises(EntryRefused):
            house.ask(
                "bring_signed", "duyet", paper=paper["id"], act="sign", file=house.deposit(path)
            )
    path.write_bytes(good)
    house.ask("bring_signed", "duyet", paper=paper["id"], act="sign", file=house.deposit(path))
    told = shown(house, paper)
    assert (told["state"], told["files"][-1]["purpose"]) == ("signed", "signed")
    checks = [each["note"] for each in told["log"] if each["name"] == "signature_checked"]
    assert "Chữ ký số hợp lệ" in checks[-1]


def test_issuers_are_added_looked_at_and_taken_out_by_administrators(
    house: House, tmp_path: Path, authority: Authority
) -> None:
    (there,) = house.ask("trust")
    assert (there["name"], there["valid"]) == ("CA thử nghiệm", True)
    (root_list, _issuer_list) = authority.lists(NOON)
    path = tmp_path / "list.crl"
    path.write_bytes(root_list)
    told = house.ask("trust_list", "quantri", file=house.deposit(path))
    assert told["issuer"] == "CA gốc THỬ NGHIỆM"
    path.write_bytes(authority.person.pem)
    for asked in (
        {"file": house.deposit(path)},
        {"file": house.deposit(tmp_path / "root.pem"), "purposes": ["x"]},
    ):
        with pytest.raises(EntryRefused):
            house.ask("trust_add", "quantri", **asked)
    for person in ("soan", "duyet", "xem"):
        with pytest.raises(LoudspeakerError):
            house.ask("trust_remove", person, fingerprint=there["fingerprint"])
    with pytest.raises(NotFound):
        house.ask("trust_remove", "quantri", fingerprint="00" * 8)
    house.ask("trust_remove", "quantri", fingerprint=there["fingerprint"][:12])
    assert house.ask("trust") == []
