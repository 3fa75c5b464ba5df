"""The line beside its usual way: what is sent, doubled, unknown, late, asked back, replaced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused, ProcessUnavailable, RoleMissing
from loudspeaker.plugins.documents.edxml.values import (
    Business,
    Code,
    DocumentType,
    Organisation,
    OtherInfo,
    Purpose,
    Replacement,
    Response,
    Signer,
    StatusMessage,
)
from loudspeaker.plugins.documents.exchange.line import Listed, MessageKind, listed_of
from loudspeaker.plugins.documents.post import office
from loudspeaker.plugins.documents.post.known import KnownPapers
from loudspeaker.plugins.documents.post.reading import entry_from
from loudspeaker.plugins.documents.register.register import Register
from tests.plugins.documents.edxml.making import OURS, PROVINCE, status
from tests.plugins.documents.edxml.variants import VARIANTS
from tests.plugins.documents.edxml_validator import faults
from tests.plugins.documents.house import House
from tests.plugins.documents.offices import DOCUMENT, NOTICE, Exchange, exchanging, notice
from tests.plugins.documents.reading.papers import make_pdf
from tests.station.bench import NOON

PAPER = make_pdf([NOTICE])
OTHER = make_pdf([NOTICE.replace("05 tháng 12", "06 tháng 12")])


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Exchange]:
    with exchanging(tmp_path) as made:
        yield made


def issued(house: House, folder: Path, **entry: str) -> dict[str, Any]:
    """Return a paper of ours that is issued; there are no keys, so nothing is signed."""
    path = folder / "thong-bao.pdf"
    path.write_bytes(PAPER)
    taken = house.take(path)
    values = {"type": "Thông báo", "subject": "Lịch tiêm phòng", "unit": "VX"} | entry
    paper: dict[str, Any] = house.ask("draft", entry=values, files=[taken["file"]["sha256"]])
    for name, person in (
        ("approve", "duyet"), ("check", "duyet"), ("sign", "duyet"), ("number", "soan"),
        ("seal", "soan"), ("issue", "soan"),
    ):  # fmt: skip
        paper = house.act(paper, name, person)
    return paper


def told_of(code: str, document: str, **more: Any) -> StatusMessage:
    sender = notice(PAPER).sender
    about = Response(organ=OURS, document=document)
    return status(about=about, sender=sender, code=code, at=NOON, **more)


def test_an_issued_paper_goes_and_what_becomes_of_it_stands_in_its_log(
    line: Exchange, tmp_path: Path
) -> None:
    house, province = line.house, line.province
    paper = issued(house, tmp_path)
    for receivers, person in ((["H04X"], "soan"), ([], "soan"), ([OURS], "soan"),
                              ([PROVINCE], "duyet")):  # fmt: skip
        with pytest.raises(EntryRefused):
            house.ask("send", person, paper=paper["id"], receivers=receivers)
    with pytest.raises(RoleMissing):
        house.ask("send", "xem", paper=paper["id"], receivers=[PROVINCE])
    told = house.ask("send", paper=paper["id"], receivers=[PROVINCE, PROVINCE])
    assert told["receivers"] == [PROVINCE]
    with pytest.raises(EntryRefused):
        house.ask("send", paper=paper["id"], receivers=[PROVINCE])
    line.round()
    (kept,) = line.peer.peer.folder.glob("*.xml")
    assert faults(kept.read_bytes()) == []
    (came,) = province.received(MessageKind.PAPER)
    assert (came.document, came.subject) == (f"{OURS},2026/12/01,01/TB-UBND", "Lịch tiêm phòng")
    for code in ("01", "06", "03", "02"):
        province.send(told_of(code, came.document, description=f"lần {code}"))
    unknown = province.last.replace(b">02<", b">77<")
    province.send_raw(unknown, MessageKind.STATUS)
    line.round()
    said = [note for name, note in line.log(paper["id"]) if name == "exchange_status"]
    assert ["01 đã đến" in said[0], "06" in said[1], "late" in said[2]] == [True] * 3
    assert ["contradicts" in said[3], "unknown" in said[4]] == [True] * 2

    house.act(paper, "withdraw", "soan", note="Sai ngày")
    line.round()
    (order,) = province.received(MessageKind.PAPER)
    assert (order.business.purpose, order.business.document) == (Purpose.WITHDRAW, came.document)
    province.send(told_of("15", came.document))
    line.round()
    statuses = house.ask("messages", paper=paper["id"])["statuses"]
    assert [each["outcome"] for each in statuses if each["code"] in ("13", "15")] == [
        "said", "taken",
    ]  # fmt: skip


def test_a_newer_paper_tells_what_it_replaces_and_an_update_why(
    line: Exchange, tmp_path: Path
) -> None:
    house = line.house
    old = issued(house, tmp_path)
    house.ask("send", paper=old["id"], receivers=[PROVINCE])
    house.ask("send", paper=old["id"], update="Bổ sung phụ lục")
    new = issued(house, tmp_path, subject="Lịch tiêm phòng mới")
    house.act(old, "replace", "soan", successor=new["id"])
    house.ask("send", paper=new["id"], receivers=[PROVINCE])
    line.round()
    first, update, second = line.province.received(MessageKind.PAPER)
    assert (update.business.purpose, update.business.document) == (2, first.document)
    assert second.business.purpose is Purpose.REPLACE
    assert [each.document for each in second.business.replacements] == [first.document]


def test_what_does_not_go_out_is_a_dead_letter_until_a_person_sends_it_again(
    line: Exchange, tmp_path: Path
) -> None:
    house = line.house
    paper = issued(house, tmp_path)
    house.ask("send", paper=paper["id"], receivers=[PROVINCE])
    line.peer.faults.append("error_code")
    line.round()
    (dead,) = house.ask("messages", dead=True)["messages"]
    assert (dead["state"], dead["paper"]) == ("refused", paper["id"])
    assert "Văn bản" in dead["problem"]
    assert any("không gửi đi được" in each.text for each in house.health())
    house.ask("send_again", message=dead["number"])
    line.round()
    assert house.ask("messages", dead=True)["messages"] == []
    assert len(line.province.received(MessageKind.PAPER)) == 1
    line.peer.faults.append("html")
    line.round()
    assert any("Trục liên thông:" in each.text for each in house.health())


def test_doubled_unknown_and_unreadable_messages_each_have_an_outcome(line: Exchange) -> None:
    house, province = line.house, line.province
    first = province.send(notice(PAPER), PAPER)
    province.send_raw(first)
    province.send(notice(PAPER, subject="Một bản khác"), PAPER)
    line.round()
    (paper,) = line.papers()
    log = line.log(paper["id"])
    assert "chưa có trong danh mục" in dict(log)["exchange_received"]
    assert "cùng mã văn bản" in dict(log)["exchange_again"]
    (stored, _other) = sorted(line.peer.peer.folder.glob("*.xml"))
    bad = first.replace(b"JVBERi", b"TVqQAA").replace(b"15/TB-SYT", b"16/TB-SYT")
    province.send_raw(first.replace(b"15/TB-SYT", b"16/TB-SYT"))
    newest = max(line.peer.peer.folder.glob("*.xml"))
    newest.write_bytes(bad)
    secret = make_pdf([NOTICE.replace("Số: 15", "MẬT\nSố: 17")])
    province.send(notice(secret, document=f"{PROVINCE},2026/11/30,17/TB-SYT"), secret)
    province.send(told_of("03", f"{OURS},2026/11/30,9/TB-UBND"))
    line.round()
    assert len(line.papers()) == 1
    messages = house.ask("messages")["messages"]
    refused = {each["document"]: each["problem"] for each in messages if each["state"] == "refused"}
    assert len(refused) == 2
    assert any("không đúng với loại tệp" in problem for problem in refused.values())
    line.round()
    told = [(each.code, each.about.document[-9:]) for each in province.received()]
    assert sorted(told) == [
        ("01", "15/TB-SYT"), ("01", "16/TB-SYT"), ("01", "17/TB-SYT"), ("02", "16/TB-SYT"),
        ("02", "17/TB-SYT"),
    ]  # fmt: skip
    assert stored.exists()
    before = len(messages)
    line.round()
    assert len(house.ask("messages")["messages"]) >= before
    kept = house.bench.home.plugins / "documents"
    assert list(kept.rglob(f"{hashlib.sha256(secret).hexdigest()}*")) == []


def test_a_sender_takes_back_asks_back_renews_and_replaces_only_its_own(line: Exchange) -> None:
    house, province = line.house, line.province
    province.send(notice(PAPER), PAPER)
    line.round()
    (paper,) = line.papers()
    update = notice(
        OTHER, subject="Lịch tiêm mới",
        business=Business(purpose=Purpose.UPDATE, reason="Đổi ngày", document=DOCUMENT),
    )  # fmt: skip
    province.send(update, OTHER)
    line.round()
    shown = house.ask("show", paper=paper["id"])
    assert shown["subject"] == "Lịch tiêm mới"
    assert [each["purpose"] for each in shown["files"]] == ["main", "message", "main"]
    assert house.ask("list", words="06 tháng 12")["papers"][0]["id"] == paper["id"]

    asked = told_of("13", DOCUMENT, description="Gửi nhầm")
    province.send(asked)
    line.round()
    assert "xin lấy lại: Gửi nhầm" in line.log(paper["id"])[-1][1]
    with pytest.raises(EntryRefused):
        house.ask("answer_back", paper=paper["id"], agreed=False)
    house.ask("answer_back", paper=paper["id"], agreed=False, reason="Đã vào việc")
    with pytest.raises(EntryRefused):
        house.ask("answer_back", paper=paper["id"], agreed=True)
    line.round()
    assert province.statuses() == ["01", "16"]

    newer = notice(
        PAPER, code=Code(number="18", notation="TB-SYT"),
        document=f"{PROVINCE},2026/12/01,18/TB-SYT",
        business=Business(
            purpose=Purpose.REPLACE, reason="Sửa",
            replacements=(Replacement(document=DOCUMENT), Replacement(document="H04,2026,1/QĐ")),
        ),
    )  # fmt: skip
    province.send(newer, PAPER)
    line.round()
    states = {each["number"]: each["state"] for each in line.papers()}
    assert states == {"15": "withdrawn", "18": "received"}
    assert "được thay thế bằng" in str(line.log(paper["id"]))


def test_a_withdrawal_before_its_paper_waits_for_it(line: Exchange) -> None:
    withdrawal = notice(
        document=f"{PROVINCE},2026/12/01,16/TB-SYT",
        business=Business(purpose=Purpose.WITHDRAW, reason="Gửi nhầm", document=DOCUMENT),
    )
    line.province.send(withdrawal)
    line.round()
    assert line.papers() == []
    line.province.send(notice(PAPER), PAPER)
    line.round()
    (paper,) = line.papers()
    assert paper["state"] == "withdrawn"
    line.round()
    assert line.province.statuses() == ["01", "15"]


def test_what_does_not_fit_the_register_is_shortened_and_told(line: Exchange) -> None:
    odd = notice(
        PAPER,
        subject="Về việc " + "rất dài " * 100,
        code=Code(number="15?", notation="??"),
        type=DocumentType(name="Loại " + "lạ " * 60),
        promulgated=(NOON + timedelta(days=3)).date(),
        other=OtherInfo(urgency=3, pages=5000),
    )
    line.province.send(odd, PAPER)
    line.round()
    (paper,) = line.papers()
    assert (paper["number"], paper["issued_on"], paper["urgency"]) == ("", None, 3)
    assert len(paper["subject"]) == 500
    told = dict(line.log(paper["id"]))["exchange_received"]
    for word in ("trích yếu dài quá", "không đúng dạng", "ngày sau hôm nay"):
        assert word in told


def test_without_a_line_nothing_goes_and_nobody_is_told_wrong(tmp_path: Path) -> None:
    house = House(tmp_path)
    paper = issued(house, tmp_path)
    with pytest.raises(EntryRefused, match="chưa nối"):
        house.ask("send", paper=paper["id"], receivers=[PROVINCE])
    for job in house.jobs():
        job.run()
    assert house.ask("messages") == {"messages": [], "statuses": [], "before": None, "on": False}
    assert house.health() == []
    house.close()


def test_what_is_cut_off_anywhere_is_gone_on_with_and_nothing_is_doubled(
    line: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.province.send(notice(PAPER), PAPER)
    for name in ("put", "handled"):
        with monkeypatch.context() as cut:
            cut.setattr(KnownPapers, name, _power_cut)
            with pytest.raises(KeyboardInterrupt):
                line.round()
    line.round()
    (paper,) = line.papers()
    line.round()
    assert line.province.statuses() == ["01"]
    messages = line.house.ask("messages", paper=paper["id"])
    assert [each["state"] for each in messages["messages"]] == ["new", "sent"]


def _power_cut(*_given: object) -> None:
    raise KeyboardInterrupt


def test_a_message_that_cannot_be_kept_stops_none_behind_it(
    line: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.province.send(notice(PAPER), PAPER)
    with monkeypatch.context() as spoiled:
        spoiled.setattr(Register, "receive", _refuse)
        line.round()
    (row,) = line.house.ask("messages")["messages"]
    assert (row["state"], row["problem"]) == ("refused", "không giữ được")
    line.province.send(notice(PAPER, document=f"{PROVINCE},2026/11/30,16/TB-SYT"), PAPER)
    line.round()
    assert len(line.papers()) == 1


def _refuse(*_given: object, **_more: object) -> None:
    raise EntryRefused(where="sổ", problem="không giữ được")


def test_a_limited_process_that_is_busy_loses_nothing(line: Exchange) -> None:
    run_job = line.house.bench.run_job

    def busy(*_given: Any, **_more: Any) -> dict[str, Any]:
        raise ProcessUnavailable(process="intake", problem="busy")

    line.province.send(notice(PAPER), PAPER)
    line.house.bench.run_job = busy
    line.receive()
    assert line.papers() == []
    assert "busy" in line.house.health()[0].text
    line.house.bench.run_job = run_job
    line.round()
    assert len(line.papers()) == 1
    line.house.bench.run_job = busy
    line.round()
    assert line.province.statuses() == []
    line.house.bench.run_job = run_job
    line.round()
    assert line.province.statuses() == ["01"]


def test_an_announcement_that_is_still_to_come_is_named(line: Exchange) -> None:
    line.province.send(notice(PAPER), PAPER)
    line.round()
    (paper,) = line.papers()
    line.house.act(paper, "register", "soan")
    told = line.house.ask("announce", paper=paper["id"])
    withdrawal = notice(
        document=f"{PROVINCE},2026/12/01,16/TB-SYT",
        business=Business(purpose=Purpose.WITHDRAW, reason="Gửi nhầm", document=DOCUMENT),
    )
    line.province.send(withdrawal)
    line.round()
    named = dict(line.log(paper["id"]))["exchange_announcement"]
    assert told["announcement"] in named
    assert len(line.house.ask("show", paper=paper["id"])["announcements"]) == 1


@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(st.text(max_size=700), min_size=7, max_size=7),
    urgency=st.integers(-3, 9),
    pages=st.one_of(st.none(), st.integers(-1, 10**6)),
    days=st.integers(-40000, 400),
)
def test_whatever_a_message_says_becomes_an_entry(
    texts: list[str], urgency: int, pages: int | None, days: int
) -> None:
    subject, kind, number, symbol, name, signer, place = texts
    message = notice(
        PAPER,
        subject=subject,
        type=DocumentType(name=kind),
        code=Code(number=number, notation=symbol),
        sender=Organisation(code=name, name=name),
        signer=Signer(position=signer, full_name=signer),
        to_places=(place, place),
        other=OtherInfo(urgency=urgency, pages=pages),
        promulgated=(NOON + timedelta(days=days)).date(),
        due=(NOON + timedelta(days=days)).date(),
    )
    entry, told = entry_from(message, NOON.date())
    assert entry.subject
    assert entry.issuer
    assert all(isinstance(each, str) for each in told)


class Variants:
    """A line that keeps messages of every kind for us."""

    def __init__(self, *_given: object) -> None:
        """Take the settings, which it does not need."""

    def listed(self, kind: MessageKind, _since: object, _until: object) -> list[Listed]:
        if kind is MessageKind.STATUS:
            return []
        return [listed_of({"id": str(n), "type": "edoc"}) for n in range(len(VARIANTS))]

    def fetch(self, identifier: str, into: Path) -> None:
        into.write_bytes(VARIANTS[int(identifier)].data)


def test_each_of_the_variants_met_in_the_wild_has_its_outcome(
    line: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "HttpLine", Variants)
    line.receive()
    newest, older = line.house.ask("messages"), line.house.ask("messages", before=2)
    assert older["messages"][0]["number"] == 1
    rows = {row["sha256"]: row for row in newest["messages"]}
    for variant in VARIANTS:
        row = rows[hashlib.sha256(variant.data).hexdigest()]
        assert (row["state"] == "refused") is (variant.refused is not None), variant.name
        assert bool(row["problem"]) is (variant.refused is not None), variant.name
    assert line.papers()
    line.receive()
    assert line.house.health()[0].text.startswith("Trục liên thông văn bản hoạt động")
