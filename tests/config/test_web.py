"""Where the pages are served, as ``station.yaml`` says it."""

from __future__ import annotations

import pytest

from loudspeaker.config.station import parse_station
from loudspeaker.config.web import DEFAULT_WEB, TlsConfig, WebConfig
from loudspeaker.errors import ConfigurationRefused

PAIR = "certificate: /etc/loa.pem, key: /etc/loa.key"


def web(text: str) -> WebConfig:
    return parse_station(f"name: Xã thử\nweb: {text}\n", file="station.yaml").web


def test_by_default_this_machine_alone() -> None:
    assert parse_station("name: Xã thử\n", file="station.yaml").web == DEFAULT_WEB
    assert (DEFAULT_WEB.address, DEFAULT_WEB.port, DEFAULT_WEB.tls) == ("127.0.0.1", 8080, None)


def test_a_certificate_of_our_own() -> None:
    found = web(f"{{address: 0.0.0.0, tls: {{{PAIR}}}}}")
    assert found.tls == TlsConfig(certificate="/etc/loa.pem", key="/etc/loa.key", port=8443)
    assert web(f"{{tls: {{{PAIR}, port: 443}}}}").tls == TlsConfig(
        certificate="/etc/loa.pem", key="/etc/loa.key", port=443
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{tls: {certificate: /etc/loa.pem}}", "key"),
        ("{tls: {key: /etc/loa.key}}", "certificate"),
        ("{tls: {certificate: loa.pem, key: /etc/loa.key}}", "certificate"),
        ("{tls: {certificate: /etc/../loa.pem, key: /etc/loa.key}}", "certificate"),
        (f"{{port: 8443, tls: {{{PAIR}}}}}", "port"),
        (f"{{tls: {{{PAIR}, port: 0}}}}", "port"),
        (f"{{tls: {{{PAIR}, port: 65536}}}}", "port"),
        ("{tls: true}", "tls"),
        ("{address: loa.example.vn}", "address"),
        ("{public_address: 'ftp://loa.example.vn'}", "public_address"),
        ("{proxies: [caddy]}", "proxies"),
    ],
)
def test_what_is_wrong_is_named(text: str, key: str) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        web(text)
    assert key in caught.value.key
