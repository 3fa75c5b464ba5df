"""Addresses of streams: one usual form, hosts that are allowed, redirections."""

from __future__ import annotations

import string
from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loudspeaker.model.stream_address import (
    BadAddress,
    StreamAddress,
    followed,
    parse_address,
    parse_allowed,
)

LABEL = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8).map("a{}".format)
HOST = st.lists(LABEL, min_size=1, max_size=4).map(".".join)
PORT = st.integers(1, 65_535)
TARGET = st.text(string.ascii_letters + string.digits + "/._~-%=&", max_size=30).map("/{}".format)


@given(st.sampled_from(["http", "https"]), HOST, PORT, TARGET)
def test_what_was_read_is_read_again_from_its_own_writing(
    scheme: str, host: str, port: int, target: str
) -> None:
    address = parse_address(f"{scheme}://{host}:{port}{target}")
    assert (address.host, address.port, address.target) == (host, port, target)
    assert parse_address(str(address)) == address


def read_or_none(text: str) -> StreamAddress | None:
    with suppress(BadAddress):
        return parse_address(text)
    return None


@given(st.text(max_size=60))
@example("http://a@127.0.0.1/")
@example("http://127.0.0.1\\@example.vn/")
@example("http://[::1")
def test_anything_else_is_refused_with_a_word(text: str) -> None:
    for written in (text, f"http://{text}", f"https://a.vn{text}"):
        address = read_or_none(written)
        if address is not None:
            assert address.scheme in ("http", "https")
            assert "@" not in address.host


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("ftp://a.vn/", "address_scheme"),
        ("file:///etc/passwd", "address_scheme"),
        ("//a.vn/", "address_scheme"),
        ("concat:http://a.vn/", "address_scheme"),
        ("http://user:word@a.vn/", "address_person"),
        ("http://a.vn@127.0.0.1/", "address_person"),
        ("http://a.vn/#x", "address_form"),
        ("http://a.vn/\r\nHost: b", "address_form"),
        ("http://a.vn/ b", "address_form"),
        ("http:///x", "address_form"),
        ("http://đài.vn/", "address_form"),
        ("http://a.vn:0/", "address_port"),
        ("http://a.vn:70000/", "address_port"),
        ("http://127.1/", "address_host"),
        ("http://2130706433/", "address_host"),
        ("http://0x7f000001/", "address_host"),
        ("http://0177.0.0.1/", "address_host"),
        ("http://127.0.0.1./", "address_host"),
        ("http://a..vn/", "address_host"),
        ("http://-a.vn/", "address_host"),
        ("http://[::1%25eth0]/", "address_form"),
        ("http://" + "a" * 2000, "address_form"),
    ],
)
def test_what_is_refused_and_why(written: str, problem: str) -> None:
    with pytest.raises(BadAddress) as bad:
        parse_address(written)
    assert bad.value.problem == problem


@given(st.ip_addresses())
def test_an_ip_address_is_kept_in_one_form(ip: object) -> None:
    text = str(ip)
    host = f"[{text}]" if ":" in text else text
    address = parse_address(f"http://{host}:8000/live")
    assert address.literal == ip_address(text)
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b", "https://a.vn/b"),
        ("b?c=1", "https://a.vn/live/b?c=1"),
        ("//b.vn/x", "https://b.vn/x"),
        ("https://b.vn:8443", "https://b.vn:8443/"),
    ],
)
def test_a_redirection_is_read_from_where_it_was_found(location: str, leads_to: str) -> None:
    assert str(followed(parse_address("https://a.vn/live/stream"), location)) == leads_to


@pytest.mark.parametrize(
    "location", ["http://a.vn/", "file:///etc/passwd", "https://u@a.vn/", "x y"]
)
def test_a_redirection_out_of_https_or_with_a_person_is_refused(location: str) -> None:
    with pytest.raises(BadAddress):
        followed(parse_address("https://a.vn/"), location)


@pytest.mark.parametrize(
    ("rule", "address", "allowed"),
    [
        ("a.vn", "https://a.vn/x", True),
        ("a.vn", "http://a.vn/x", True),
        ("a.vn", "http://a.vn:8000/x", False),
        ("a.vn:8000", "http://a.vn:8000/x", True),
        ("a.vn:8000", "http://a.vn/x", False),
        ("a.vn", "http://b.a.vn/", False),
        ("*.a.vn", "http://b.a.vn/", True),
        ("*.a.vn", "http://c.b.a.vn/", True),
        ("*.a.vn", "http://a.vn/", False),
        ("*.a.vn", "http://xa.vn/", False),
        ("192.168.1.20:8000", "http://192.168.1.20:8000/", True),
        ("[fd00::1]", "http://[fd00:0::1]/", True),
    ],
)
def test_a_host_is_allowed_by_its_name_and_port(rule: str, address: str, allowed: bool) -> None:
    assert parse_allowed(rule).allows(parse_address(address)) is allowed


@pytest.mark.parametrize(
    "rule", ["*", "*.vn", "*.1.2.3.4", "a.vn/x", "http://a.vn", "a b", "", "*a.vn"]
)
def test_a_rule_that_allows_too_much_is_refused(rule: str) -> None:
    with pytest.raises(BadAddress):
        parse_allowed(rule)
