"""The key ``relay``: sources with names, hosts on a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.config import relay
from loudspeaker.config.relay import NO_RELAY, RelayConfig
from loudspeaker.config.station import load_station
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model.stream_address import parse_address
from tests.config.files import station_home

GOOD = """name: Đài xã
relay:
  hosts: [stream.vn, "*.cdn.vn"]
  addresses: [192.168.1.20]
  sources:
    - {name: VOV1, stream: "https://stream.vn/vov1"}
    - {name: Đài tỉnh, stream: "http://192.168.1.20:8000/live.mp3"}
    - {name: Đài huyện, line: "hw:1,0"}
"""


def load(tmp_path: Path, text: str) -> RelayConfig:
    return load_station(station_home(tmp_path, text)).relay


def test_sources_are_found_by_name_and_hosts_allowed_by_list(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    vov, tinh, line = config.sources
    assert (vov.address, line.address, line.line) == (
        "https://stream.vn/vov1",
        "line:hw:1,0",
        "hw:1,0",
    )
    assert (vov.is_line, line.is_line) == (False, True)
    assert config.source_named("ĐÀI tỉnh") == tinh
    assert config.source_named("VOV2") is None
    assert config.ports_of(tinh) == frozenset({8000})
    assert config.ports_of(line) == frozenset()
    allowed = ["https://stream.vn/x", "http://a.cdn.vn/", "http://192.168.1.20/"]
    refused = ["https://cdn.vn/", "http://192.168.1.21/", "http://stream.vn:8000/"]
    refused.append("http://192.168.1.20:22/")
    assert [config.allows(parse_address(each)) for each in allowed] == [True] * 3
    assert [config.allows(parse_address(each)) for each in refused] == [False] * 4
    assert config.allows(parse_address("http://stream.vn:8000/"), ports={8000})
    assert config.allows(parse_address("http://192.168.1.20:8000/"), ports={8000})


def test_a_station_without_relays_has_no_sources(tmp_path: Path) -> None:
    assert load(tmp_path, "name: Đài xã\n") == NO_RELAY


@pytest.mark.parametrize(
    ("before", "after", "problem", "expected", "line"),
    [
        (
            'stream: "https://stream.vn/vov1"',
            'line: a, stream: "https://stream.vn/"',
            "wrong_value",
            relay.ONE_EXPECTED,
            6,
        ),
        (', line: "hw:1,0"', "", "wrong_value", relay.ONE_EXPECTED, 8),
        (
            "https://stream.vn/",
            "https://me:word@stream.vn/",
            "wrong_value",
            relay.ADDRESS_EXPECTED,
            6,
        ),
        ("https://stream.vn/", "rtmp://stream.vn/", "wrong_value", relay.ADDRESS_EXPECTED, 6),
        ("https://stream.vn/", "https://other.vn/", "not_allowed", relay.LISTED_EXPECTED, 6),
        ("192.168.1.20:8000", "192.168.1.21:8000", "not_allowed", relay.NAMED_EXPECTED, 7),
        ("[192.168.1.20]", "[192.168.1]", "wrong_value", relay.PLACE_EXPECTED, 4),
        ("*.cdn.vn", "*.vn", "wrong_value", relay.HOST_EXPECTED, 3),
        ("Đài tỉnh", "vov1", "duplicate_name", "each once", 7),
    ],
)
def test_what_is_refused_says_what_belongs_there(
    tmp_path: Path, before: str, after: str, problem: str, expected: str, line: int
) -> None:
    assert before in GOOD
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, GOOD.replace(before, after))
    assert (caught.value.problem, caught.value.expected) == (problem, expected)
    assert caught.value.line == line
