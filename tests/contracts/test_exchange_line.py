"""What every line between offices keeps to, with a network and without."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import StorageFailure
from loudspeaker.plugins.documents.edxml.values import Business, Purpose
from loudspeaker.plugins.documents.edxml.writer import write_message
from loudspeaker.plugins.documents.exchange.line import Line, LineRefused, MessageKind
from loudspeaker.plugins.documents.exchange.local_line import LocalLine
from loudspeaker.plugins.documents.exchange.peer import Account
from tests.plugins.documents.edxml.making import DOCUMENT, NOW, OURS, PROVINCE, paper
from tests.plugins.documents.peer import COMMUNE, NEIGHBOUR, PROVINCIAL, running

TODAY = NOW.date()
Lines = Callable[[Account], Line]


@pytest.fixture(params=["http", "local"])
def lines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lines]:
    with running(tmp_path / "peer") as station:
        if request.param == "http":
            yield station.line
        else:
            yield lambda who: LocalLine(station.peer, who)


def message(folder: Path, number: int = 1) -> Path:
    withdrawal = Business(purpose=Purpose.WITHDRAW, reason=f"Lần {number}", document=DOCUMENT)
    stream = io.BytesIO()
    write_message(paper(business=withdrawal, attachments=()), stream, lambda _each: folder)
    path = folder / f"{number}.xml"
    path.write_bytes(stream.getvalue())
    return path


def test_what_is_sent_is_listed_and_fetched(lines: Lines, tmp_path: Path) -> None:
    sent = lines(PROVINCIAL).send(MessageKind.PAPER, message(tmp_path))
    (listed,) = lines(COMMUNE).listed(MessageKind.PAPER, TODAY - timedelta(days=1), TODAY)
    assert (listed.id, listed.kind, listed.sender, listed.receiver) == (
        sent,
        "edoc",
        PROVINCE,
        OURS,
    )
    lines(COMMUNE).fetch(sent, tmp_path / "in")
    assert (tmp_path / "in").read_bytes() == (tmp_path / "1.xml").read_bytes()


def test_who_sends_twice_has_sent_once(lines: Lines, tmp_path: Path) -> None:
    line, file = lines(PROVINCIAL), message(tmp_path)
    assert line.send(MessageKind.PAPER, file) == line.send(MessageKind.PAPER, file)
    assert len(lines(COMMUNE).listed(MessageKind.PAPER, TODAY, TODAY)) == 1


def test_many_send_at_once(lines: Lines, tmp_path: Path) -> None:
    files = [message(tmp_path, number) for number in range(6)] * 2
    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(lambda file: lines(PROVINCIAL).send(MessageKind.PAPER, file), files))
    assert names[:6] == names[6:]
    listed = lines(COMMUNE).listed(MessageKind.PAPER, TODAY, TODAY)
    assert {each.id for each in listed} == set(names)
    assert len(listed) == 6


def test_each_sees_its_own_alone(lines: Lines, tmp_path: Path) -> None:
    sent = lines(PROVINCIAL).send(MessageKind.PAPER, message(tmp_path))
    assert lines(NEIGHBOUR).listed(MessageKind.PAPER, TODAY, TODAY) == []
    for name in (sent, "no", "../x", ""):
        with pytest.raises(LineRefused):
            lines(NEIGHBOUR).fetch(name, tmp_path / "in")
    assert not (tmp_path / "in").exists()
    with pytest.raises(LineRefused):
        lines(NEIGHBOUR).send(MessageKind.PAPER, tmp_path / "1.xml")


def test_what_is_no_message_is_refused(lines: Lines, tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text("<x/>")
    with pytest.raises(LineRefused):
        lines(PROVINCIAL).send(MessageKind.PAPER, tmp_path / "x.xml")
    with pytest.raises(StorageFailure):
        lines(PROVINCIAL).send(MessageKind.PAPER, tmp_path / "no.xml")
