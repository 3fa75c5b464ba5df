"""The line to a real peer on loopback: what arrives, and what each way of failing becomes."""

from __future__ import annotations

import hashlib
import io
import logging
import ssl
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from loudspeaker.errors import EntryRefused, StorageFailure, from_message
from loudspeaker.plugins.documents.edxml.writer import write_message
from loudspeaker.plugins.documents.exchange import client
from loudspeaker.plugins.documents.exchange.line import (
    LineDown,
    LineRefused,
    MessageKind,
    listed_of,
)
from loudspeaker.plugins.documents.exchange.peer import TOKEN_S
from tests.plugins.documents.edxml.making import NOW, OURS, PDF, PROVINCE, paper, put, status
from tests.plugins.documents.peer import (
    COMMUNE,
    NEIGHBOUR,
    PROVINCIAL,
    SHORT_S,
    Station,
    account,
    running,
)

TODAY = NOW.date()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with running(tmp_path / "peer") as made:
        yield made


@pytest.fixture
def message(tmp_path: Path) -> Path:
    return written(tmp_path)


def written(tmp_path: Path, subject: str = "Tiêm phòng") -> Path:
    put(tmp_path / "files", PDF)
    stream = io.BytesIO()
    write_message(paper(subject=subject), stream, lambda each: tmp_path / "files" / each.sha256)
    path = tmp_path / "out.xml"
    path.write_bytes(stream.getvalue())
    return path


def told(tmp_path: Path) -> Path:
    stream = io.BytesIO()
    write_message(status(), stream, lambda _each: tmp_path)
    path = tmp_path / "status.xml"
    path.write_bytes(stream.getvalue())
    return path


def test_a_paper_arrives_as_it_was_and_its_status_comes_back(
    station: Station, message: Path, tmp_path: Path
) -> None:
    province, commune = station.line(PROVINCIAL), station.line(COMMUNE)
    sent = province.send(MessageKind.PAPER, message)
    (listed,) = commune.listed(MessageKind.PAPER, TODAY, TODAY)
    assert (listed.id, listed.kind, listed.sender, listed.receiver) == (
        sent,
        "edoc",
        PROVINCE,
        OURS,
    )
    commune.fetch(listed.id, tmp_path / "in.xml")
    assert (tmp_path / "in.xml").read_bytes() == message.read_bytes()

    commune.send(MessageKind.STATUS, told(tmp_path))
    (answer,) = province.listed(MessageKind.STATUS, TODAY, TODAY)
    assert (answer.sender, answer.status) == (OURS, "03")
    (listed,) = commune.listed(MessageKind.PAPER, TODAY, TODAY)
    assert listed.status == "03"


def test_who_sends_twice_has_sent_once(station: Station, message: Path) -> None:
    line = station.line(PROVINCIAL)
    assert line.send(MessageKind.PAPER, message) == line.send(MessageKind.PAPER, message)
    assert len(station.line(COMMUNE).listed(MessageKind.PAPER, TODAY, TODAY)) == 1


def test_only_what_is_for_us_and_of_these_days_is_listed(station: Station, message: Path) -> None:
    sent = station.line(PROVINCIAL).send(MessageKind.PAPER, message)
    commune = station.line(COMMUNE)
    assert commune.listed(MessageKind.STATUS, TODAY, TODAY) == []
    for days in (-1, 1):
        other = TODAY + timedelta(days=days)
        assert commune.listed(MessageKind.PAPER, other, other) == []
    neighbour = station.line(NEIGHBOUR)
    assert neighbour.listed(MessageKind.PAPER, TODAY, TODAY) == []
    with pytest.raises(LineRefused):
        neighbour.fetch(sent, message.with_name("stolen.xml"))
    assert not message.with_name("stolen.xml").exists()


def test_nobody_sends_for_another(station: Station, message: Path) -> None:
    with pytest.raises(LineRefused) as caught:
        station.line(NEIGHBOUR).send(MessageKind.PAPER, message)
    assert "403" in caught.value.problem


def test_a_message_that_is_none_is_refused_with_the_reason(
    station: Station, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text("<html>")
    with pytest.raises(LineRefused) as caught:
        station.line(PROVINCIAL).send(MessageKind.PAPER, bad)
    assert "không phải XML" in caught.value.problem
    assert [each.name for each in station.peer.folder.iterdir() if each.is_file()] == []


def test_the_peer_remembers(station: Station, message: Path, tmp_path: Path) -> None:
    station.line(PROVINCIAL).send(MessageKind.PAPER, message)
    (station.peer.folder / "torn.json").write_text("{")
    with running(station.peer.folder) as again:
        (listed,) = again.line(COMMUNE).listed(MessageKind.PAPER, TODAY, TODAY)
        again.line(COMMUNE).fetch(listed.id, tmp_path / "in.xml")
    assert (tmp_path / "in.xml").read_bytes() == message.read_bytes()


# --- failing --------------------------------------------------------------------------------------

DOWN = {
    "silent": "timeout",
    "gone": "cut",
    "500": "HTTP 500, no JSON",
    "html": "HTTP 200, no JSON",
    "redirect": "redirect",
    "list": "no identifier in the answer",
    "cut_json": "cut",
    "endless": "timeout",
}
NO = {"error_code": "mã lỗi 17: Văn bản đã có", "json_500": "HTTP 500: quota"}


@pytest.mark.parametrize("fault", DOWN)
def test_what_the_network_may_be_to_blame_for_is_tried_again(
    fault: str, station: Station, message: Path
) -> None:
    short: dict[str, dict[str, float]] = {
        "silent": {"wait_s": SHORT_S},
        "endless": {"limit_s": SHORT_S},
    }
    line = station.line(PROVINCIAL, **short.get(fault, {}))
    station.faults.append(fault)
    with pytest.raises(LineDown) as caught:
        line.send(MessageKind.PAPER, message)
    if fault not in ("gone", "cut_json"):  # who writes may hear of it in several ways
        assert caught.value.problem == DOWN[fault]
    assert station.asked[-1:] == ["POST /messages"]
    assert station.line(PROVINCIAL).send(MessageKind.PAPER, message)


@pytest.mark.parametrize("fault", NO)
def test_a_no_is_a_no_also_with_200(fault: str, station: Station, message: Path) -> None:
    line = station.line(PROVINCIAL)
    station.faults.append(fault)
    with pytest.raises(LineRefused) as caught:
        line.send(MessageKind.PAPER, message)
    assert caught.value.problem == NO[fault]
    assert station.asked.count("POST /messages") == 1  # it is not asked again by itself


@pytest.mark.parametrize("fault", ["html", "500", "cut_xml", "silent", "gone", "redirect"])
def test_a_message_is_fetched_wholly_or_not_at_all(
    fault: str, station: Station, message: Path, tmp_path: Path
) -> None:
    sent = station.line(PROVINCIAL).send(MessageKind.PAPER, message)
    line = station.line(COMMUNE, **({"wait_s": SHORT_S} if fault == "silent" else {}))
    into = tmp_path / "inbox" / "in.xml"
    into.parent.mkdir()
    station.faults.append(fault)
    with pytest.raises(LineDown):
        line.fetch(sent, into)
    assert list(into.parent.iterdir()) == []
    station.line(COMMUNE).fetch(sent, into)
    assert into.read_bytes() == message.read_bytes()


def test_a_fetch_that_gets_a_no(station: Station, tmp_path: Path) -> None:
    station.faults.append("error_code")
    with pytest.raises(LineRefused):
        station.line(COMMUNE).fetch("x", tmp_path / "in.xml")
    station.faults.append("list")
    with pytest.raises(LineDown):
        station.line(COMMUNE).fetch("x", tmp_path / "in.xml")
    with pytest.raises(LineRefused):
        station.line(COMMUNE).fetch("../../etc/passwd", tmp_path / "in.xml")


def test_a_list_that_is_none(station: Station) -> None:
    station.faults.append("list")
    with pytest.raises(LineDown):
        station.line(COMMUNE).listed(MessageKind.PAPER, TODAY, TODAY)


def test_a_token_lasts_and_is_renewed(station: Station) -> None:
    line = station.line(COMMUNE)

    def tokens_after_asking() -> int:
        line.listed(MessageKind.PAPER, TODAY, TODAY)
        return station.asked.count("POST /token")

    assert (tokens_after_asking(), tokens_after_asking()) == (1, 1)
    station.clock.ns += (TOKEN_S - 61) * 10**9
    assert tokens_after_asking() == 1
    station.clock.ns += 2 * 10**9
    assert tokens_after_asking() == 2
    station.faults.append("expired")  # long before its time
    assert tokens_after_asking() == 3
    station.faults += ["denied", "denied"]
    with pytest.raises(LineRefused):
        line.listed(MessageKind.PAPER, TODAY, TODAY)
    assert station.asked.count("POST /token") == 4  # and not again and again


def test_a_wrong_secret_is_a_no_and_is_not_told_to_anybody(
    station: Station, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stranger = account("xa", OURS)
    wrong = type(stranger)(
        system="xa",
        secret="other-secret",
        token_key=stranger.token_key,
        token_secret=stranger.token_secret,
        organs=stranger.organs,
    )
    unknown = account("ai", OURS)
    for who in (wrong, unknown):
        with pytest.raises(LineRefused) as caught:
            station.line(who).listed(MessageKind.PAPER, TODAY, TODAY)
        assert isinstance(from_message(caught.value.to_message()), EntryRefused)
        for secret in (who.secret, who.token_secret):
            assert secret not in caplog.text + str(caught.value)
    station.line(COMMUNE).listed(MessageKind.PAPER, TODAY, TODAY)
    assert "GET /messages: 200" in caplog.text
    for secret in (COMMUNE.secret, COMMUNE.token_secret, COMMUNE.token_key, "Bearer"):
        assert secret not in caplog.text


def test_nobody_at_the_other_end(tmp_path: Path, message: Path) -> None:
    with running(tmp_path / "peer") as station:
        line = station.line(PROVINCIAL)
        nowhere = station.line(PROVINCIAL, address=f"https://{'a' * 70}.example")
    for each in (line, nowhere):
        with pytest.raises(LineDown):
            each.send(MessageKind.PAPER, message)


def test_our_own_file_that_is_missing(station: Station, tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        station.line(PROVINCIAL).send(MessageKind.PAPER, tmp_path / "no.xml")


def test_a_message_that_is_too_large(
    station: Station, message: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = station.line(PROVINCIAL).send(MessageKind.PAPER, message)
    monkeypatch.setattr(client, "MOST_MESSAGE_BYTES", 100)
    with pytest.raises(LineDown) as caught:
        station.line(COMMUNE).fetch(sent, tmp_path / "in.xml")
    assert caught.value.problem == "too_large"


def test_a_large_message_goes_by_in_pieces(station: Station, tmp_path: Path) -> None:
    data = PDF + bytes(8 << 20)
    put(tmp_path / "files", data)
    made = paper()
    attachment = made.attachments[0]
    large = type(attachment)(
        content_id="a",
        content_type=attachment.content_type,
        name="a.pdf",
        sha256=hashlib.sha256(data).hexdigest(),
    )
    path = tmp_path / "large.xml"
    with path.open("wb") as stream:
        write_message(
            paper(attachments=(large,)), stream, lambda each: tmp_path / "files" / each.sha256
        )
    province = station.line(PROVINCIAL)
    assert province.listed(MessageKind.STATUS, TODAY, TODAY) == []
    for fault in ("expired", "impatient"):
        station.faults.append(fault)
        try:
            sent = province.send(MessageKind.PAPER, path)
        except LineDown:  # it was cut while it was sent, and goes the next time
            sent = province.send(MessageKind.PAPER, path)
    station.line(COMMUNE).fetch(sent, tmp_path / "in.xml")
    assert (tmp_path / "in.xml").read_bytes() == path.read_bytes()


def test_rows_of_any_form() -> None:
    row = listed_of({"id": 7, "to": ["A", "B"], "messageType": "edoc", "status": None})
    assert (row.id, row.receiver, row.kind, row.status) == ("7", "A, B", "edoc", "")


# --- TLS ------------------------------------------------------------------------------------------


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return a server's context and the file that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(x509_time(date(2020, 1, 1)))
        .not_valid_after(x509_time(date(2120, 1, 1)))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public


def x509_time(day: date) -> datetime:
    return NOW.replace(year=day.year, month=day.month, day=day.day)


def test_over_tls_only_a_certificate_that_is_known_is_believed(
    tmp_path: Path, message: Path
) -> None:
    context, ca_file = certificate(tmp_path)
    with running(tmp_path / "peer", context=context, ca_file=ca_file) as station:
        assert station.address.startswith("https://")
        assert station.line(PROVINCIAL).send(MessageKind.PAPER, message)
        with pytest.raises(LineDown) as caught:
            station.line(PROVINCIAL, ca_file=None).send(MessageKind.PAPER, message)
        assert caught.value.problem.startswith("certificate")
        by_number = station.address.replace("localhost", "127.0.0.1")
        with pytest.raises(LineDown):
            station.line(PROVINCIAL, address=by_number).send(MessageKind.PAPER, message)
        with pytest.raises(LineDown):
            station.line(PROVINCIAL, ca_file=tmp_path / "no.pem").send(MessageKind.PAPER, message)
