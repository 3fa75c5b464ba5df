"""The tables: messages once each, tries with their trace, statuses as lines that nobody changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import EntryRefused, NotFound, WrongState
from loudspeaker.plugins.documents.exchange.ledger import Ledger
from loudspeaker.plugins.documents.exchange.mailbag import Mailbag
from loudspeaker.plugins.documents.exchange.outbox import MOST_TRIES, SendState
from loudspeaker.plugins.documents.exchange.receiving import Event
from loudspeaker.plugins.documents.exchange.sending import Outcome
from loudspeaker.plugins.documents.exchange.statuses import Status
from loudspeaker.plugins.documents.exchange.tables import MIGRATIONS, Arrival, Posted
from loudspeaker.store.plugin_file import PluginDatabase, open_plugin_database
from loudspeaker.system.home import Home
from tests.plugins.documents.edxml.making import DOCUMENT, NOW, OURS, PROVINCE


@pytest.fixture
def database(tmp_path: Path) -> Iterator[PluginDatabase]:
    made = open_plugin_database(Home(tmp_path), "documents", MIGRATIONS)
    yield made
    made.close()


@pytest.fixture
def mailbag(database: PluginDatabase) -> Mailbag:
    return Mailbag(database)


@pytest.fixture
def ledger(database: PluginDatabase) -> Ledger:
    return Ledger(database)


def posted(text: str = "a", **other: Any) -> Posted:
    values = {
        "kind": "edoc",
        "document": DOCUMENT,
        "organ": PROVINCE,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "size": 10,
        "remote": f"r-{text}",
        **other,
    }
    return Posted(**values)


def test_a_message_that_comes_twice_is_here_once(mailbag: Mailbag) -> None:
    notices = [{"oddity": "cid", "sentence": "Mã tệp viết không có cid:."}]
    row, arrival = mailbag.take_in(posted(notices=notices), at=NOW, by="trục")
    assert (arrival, row.state, row.notices, row.at) == (Arrival.NEW, "new", tuple(notices), NOW)
    assert mailbag.take_in(posted(remote="r-2"), at=NOW, by="x") == (row, Arrival.DUPLICATE)
    assert [mailbag.is_here(each) for each in ("r-a", "r-2", "r-3", "")] == [
        True,
        True,
        False,
        False,
    ]
    assert mailbag.about(DOCUMENT) == [row]


def test_another_message_of_the_same_code_is_kept_and_told(mailbag: Mailbag) -> None:
    mailbag.take_in(posted("a"), at=NOW, by="trục")
    row, arrival = mailbag.take_in(posted("b"), at=NOW, by="trục")
    assert (arrival, row.state) == (Arrival.SAME_DOCUMENT, "same_document")
    for purpose in (1, 2):
        update = posted(f"c{purpose}", purpose=purpose, target=DOCUMENT)
        assert mailbag.take_in(update, at=NOW, by="trục")[1] is Arrival.NEW
    assert mailbag.take_in(posted("d", organ="H04"), at=NOW, by="x")[1] is Arrival.NEW
    assert [each.purpose for each in mailbag.orders_for(DOCUMENT)] == [1, 2]


def test_what_was_not_taken_is_kept_with_the_reason(mailbag: Mailbag) -> None:
    bad = posted(document="", organ="")
    row = mailbag.keep_refused(bad, "không phải XML đúng quy cách", at=NOW, by="trục")
    assert (row.state, row.tries.problem) == ("refused", "không phải XML đúng quy cách")
    assert mailbag.keep_refused(posted(remote="again"), "x", at=NOW, by="trục") == row
    assert mailbag.is_here("r-a")
    assert mailbag.is_here("again")


def test_what_goes_is_tried_until_it_went(mailbag: Mailbag, database: PluginDatabase) -> None:
    row = mailbag.put_out(posted(), at=NOW, by="Văn thư")
    assert mailbag.put_out(posted(), at=NOW, by="x") == row
    assert mailbag.due(NOW) == [row]
    failed = mailbag.failed(row.number, "timeout", at=NOW, jitter=0.5)
    assert failed.tries.next_try == NOW + timedelta(seconds=45)
    assert mailbag.due(NOW + timedelta(seconds=44)) == []
    assert mailbag.due(NOW + timedelta(seconds=45)) == [failed]
    went = mailbag.went(row.number, "m-1", at=NOW)
    assert (went.state, went.tries.remote, went.tries.tries) == ("sent", "m-1", 2)
    assert mailbag.due(NOW + timedelta(days=9)) == []
    with pytest.raises(WrongState):
        mailbag.send_again(row.number, at=NOW)
    states = [each["state"] for each in database.rows("SELECT state FROM exchange_try ORDER BY id")]
    assert states == ["waiting", "sent"]


def test_a_dead_letter_is_seen_and_sent_again(mailbag: Mailbag) -> None:
    row = mailbag.put_out(posted(), at=NOW, by="Văn thư")
    for _ in range(MOST_TRIES):
        assert mailbag.dead() == []
        mailbag.failed(row.number, "timeout", at=NOW, jitter=0)
    (dead,) = mailbag.dead()
    assert (dead.state, dead.tries.problem) == (SendState.DEAD, "timeout")
    no = mailbag.refused(mailbag.put_out(posted("b"), at=NOW, by="x").number, "17", at=NOW)
    assert mailbag.dead() == [no, dead]
    again = mailbag.send_again(row.number, at=NOW)
    assert mailbag.due(NOW) == [again]


def test_what_is_about_one_paper_goes_in_its_order(mailbag: Mailbag) -> None:
    rows = [mailbag.put_out(posted(f"{n}", kind="status"), at=NOW, by="x") for n in range(3)]
    other = mailbag.put_out(posted("o", kind="status", document="khác"), at=NOW, by="x")
    assert mailbag.due(NOW) == [*rows, other]
    mailbag.failed(rows[0].number, "timeout", at=NOW, jitter=0)
    assert mailbag.due(NOW) == [other]
    mailbag.refused(rows[0].number, "17", at=NOW)
    assert mailbag.due(NOW) == [*rows[1:], other]
    assert mailbag.due(NOW, most=1) == rows[1:2]


def test_no_message(mailbag: Mailbag) -> None:
    for ask in (mailbag.numbered, lambda n: mailbag.went(n, "", at=NOW)):
        with pytest.raises(NotFound):
            ask(7)
    row, _ = mailbag.take_in(posted(), at=NOW, by="x")
    with pytest.raises(WrongState):
        mailbag.went(row.number, "", at=NOW)


# --- statuses -------------------------------------------------------------------------------------


def codes(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(each.direction, each.code, each.outcome) for each in ledger.lines(DOCUMENT, PROVINCE)]


def owe(ledger: Ledger, event: Event, **other: Any) -> list[str]:
    values = {"at": NOW, "by": "Văn thư", **other}
    return [each.code for each in ledger.owe(DOCUMENT, PROVINCE, event, **values)]


def hear(ledger: Ledger, code: str, *, is_ours: bool, organ: str = PROVINCE) -> Outcome:
    _line, heard = ledger.hear(
        DOCUMENT,
        organ,
        code,
        at=NOW - timedelta(hours=1),
        noted=NOW,
        by="Văn thư tỉnh",
        description="",
        message=1,
        is_ours=is_ours,
    )
    return heard.outcome


def test_closing_owes_what_was_forgotten(ledger: Ledger, mailbag: Mailbag) -> None:
    assert owe(ledger, Event.ARRIVED) == ["01"]
    assert owe(ledger, Event.REGISTERED) == ["03"]
    assert owe(ledger, Event.CLOSED) == ["05", "06"]
    assert owe(ledger, Event.CLOSED) == []
    unsent = ledger.unsent()
    assert [each.code for each in unsent] == ["01", "03", "05", "06"]
    row = mailbag.put_out(posted("01", kind="status"), at=NOW, by="x", statuses=[unsent[0].number])
    assert [each.code for each in ledger.unsent()] == ["03", "05", "06"]
    assert ledger.lines(DOCUMENT)[0].message == row.number
    assert ledger.state(DOCUMENT, PROVINCE) is Status.DONE


def test_a_refusal_needs_a_reason_and_ends_it(ledger: Ledger) -> None:
    owe(ledger, Event.ARRIVED)
    with pytest.raises(EntryRefused):
        owe(ledger, Event.REFUSED)
    assert owe(ledger, Event.REFUSED, reason="Sai nơi nhận") == ["02"]
    assert ledger.lines(DOCUMENT)[-1].description == "Sai nơi nhận"
    with pytest.raises(EntryRefused):
        owe(ledger, Event.CLOSED)
    assert len(ledger.lines(DOCUMENT)) == 2


def test_every_status_that_comes_is_a_line_and_only_some_count(
    ledger: Ledger, mailbag: Mailbag
) -> None:
    mailbag.take_in(posted(kind="status"), at=NOW, by="x")
    heard = [hear(ledger, code, is_ours=True) for code in ("03", "01", "03", "02", "99", "06")]
    assert heard == [
        Outcome.TAKEN,
        Outcome.LATE,
        Outcome.DUPLICATE,
        Outcome.CONTRADICTS,
        Outcome.UNKNOWN,
        Outcome.TAKEN,
    ]
    assert len(ledger.lines(DOCUMENT)) == 6
    assert ledger.state(DOCUMENT, PROVINCE) is Status.DONE
    assert ledger.lines(DOCUMENT)[0].at == NOW - timedelta(hours=1)


def test_offices_do_not_mix(ledger: Ledger, mailbag: Mailbag) -> None:
    mailbag.take_in(posted(kind="status"), at=NOW, by="x")
    hear(ledger, "06", is_ours=True)
    assert hear(ledger, "01", is_ours=True, organ="H04") is Outcome.TAKEN
    assert ledger.state(DOCUMENT, "H04") is Status.ARRIVED
    assert len(ledger.lines(DOCUMENT)) == 2


def test_asking_back_and_being_asked(ledger: Ledger, mailbag: Mailbag) -> None:
    mailbag.take_in(posted(kind="status"), at=NOW, by="x")
    ledger.ask_back(DOCUMENT, OURS, at=NOW, by="Văn thư", reason="Nhầm")
    with pytest.raises(EntryRefused):
        ledger.ask_back(DOCUMENT, OURS, at=NOW, by="Văn thư", reason="Nhầm")
    assert hear(ledger, "15", is_ours=True, organ=OURS) is Outcome.TAKEN
    assert ledger.state(DOCUMENT, OURS) is Status.GIVEN_BACK

    owe(ledger, Event.REGISTERED)
    assert hear(ledger, "13", is_ours=False) is Outcome.TAKEN
    assert hear(ledger, "13", is_ours=False) is Outcome.DUPLICATE
    assert hear(ledger, "06", is_ours=False) is Outcome.CONTRADICTS
    assert owe(ledger, Event.KEPT, reason="Đã phát") == ["16"]
    assert codes(ledger) == [
        ("out", "01", "said"),
        ("out", "03", "said"),
        ("in", "13", "taken"),
        ("in", "13", "duplicate"),
        ("in", "06", "contradicts"),
        ("out", "16", "said"),
    ]
