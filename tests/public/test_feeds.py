"""Feeds are valid, and whatever was said stays text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from loudspeaker.public.calendar import calendar_of
from loudspeaker.public.entries import Said
from loudspeaker.public.feeds import Channel, Enclosure, guid_of, json_feed, rss
from tests.public.entries import NOON, coming, said

HOSTILE = "]]></description><script>alert(1)</script>&nbsp;\0\x0b\ud800\ufffe\r\nBEGIN:VEVENT"
ANY = st.text(st.characters(), max_size=80)
CHANNEL = Channel(
    station="Đài xã Trung Lý",
    about="Những gì loa đã phát",
    home_url="http://tram.example/",
    feed_url="http://tram.example/feed.xml",
    page=lambda entry: f"http://tram.example/{entry.id}",
    sound=lambda entry: Enclosure(
        url=f"http://tram.example/{entry.id}.mp3",
        media_type="audio/mpeg",
        size_bytes=12345,
        length_s=61.6,
    ),
)


def silent(_entry: Said) -> None:
    return None


def test_rss_has_what_podcast_programs_need() -> None:
    root = ET.fromstring(rss(CHANNEL, [said()], now=NOON))
    channel = root.find("channel")
    assert root.get("version") == "2.0"
    assert channel is not None
    for name in ("title", "link", "description"):
        assert channel.findtext(name)
    item = channel.find("item")
    assert item is not None
    assert item.findtext("title") == "Sạt lở đường"
    guid = item.find("guid")
    assert guid is not None
    assert (guid.text, guid.get("isPermaLink")) == ("urn:loudspeaker:7k3m", "false")
    assert parsedate_to_datetime(str(item.findtext("pubDate"))) == NOON
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib == {
        "url": "http://tram.example/7k3m.mp3",
        "length": "12345",
        "type": "audio/mpeg",
    }


def test_the_guid_does_not_depend_on_what_may_change() -> None:
    other = replace(said(), title="Khác", airings=9, last_aired=NOON + timedelta(days=9))
    assert guid_of(other) == guid_of(said())


def test_what_is_withdrawn_is_in_no_feed() -> None:
    entry = said(withdrawn=True)
    assert b"7k3m" not in rss(CHANNEL, [entry], now=NOON)
    assert json.loads(json_feed(CHANNEL, [entry]))["items"] == []


def test_without_sound_there_is_no_enclosure() -> None:
    quiet = replace(CHANNEL, sound=silent)
    assert b"<enclosure" not in rss(quiet, [said()], now=NOON)
    (item,) = json.loads(json_feed(quiet, [said()]))["items"]
    assert "attachments" not in item


@given(ANY)
def test_rss_holds_any_text(text: str) -> None:
    root = ET.fromstring(rss(CHANNEL, [said(text, title=text)], now=NOON))
    (item,) = root.iter("item")
    assert {child.tag for child in item}.isdisjoint({"script", "b"})


def test_hostile_text_stays_text() -> None:
    document = rss(CHANNEL, [said(HOSTILE)], now=NOON)
    assert b"<script" not in document
    (item,) = ET.fromstring(document).iter("item")
    assert "<script>alert(1)</script>&nbsp;" in str(item.findtext("description"))


@given(ANY)
def test_json_feed_holds_any_text(text: str) -> None:
    feed = json.loads(json_feed(CHANNEL, [said(text, title=text)]))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = feed["items"]
    assert isinstance(item["id"], str)
    assert "content_text" in item
    assert datetime.fromisoformat(item["date_published"]) == NOON
    (attachment,) = item["attachments"]
    assert attachment["mime_type"] == "audio/mpeg"


@given(ANY)
def test_the_calendar_holds_any_title(title: str) -> None:
    file = calendar_of([coming(title)], station="Xã", now=NOON)
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event.decoded("DTSTART") == NOON
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=10)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))


@pytest.mark.parametrize("title", [HOSTILE, "a\r\nEND:VCALENDAR\r\n"])
def test_a_title_cannot_write_lines_of_the_calendar(title: str) -> None:
    file = calendar_of([coming(title)], station=title, now=NOON)
    assert file.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    assert file.count(b"END:VCALENDAR\r\n") == 1 or file.endswith(b"END:VCALENDAR\r\n")


def test_one_airing_keeps_its_uid() -> None:
    def uid(**other: object) -> str:
        (event,) = Calendar.from_ical(
            calendar_of([coming(**other)], station="Xã", now=NOON)  # type: ignore[arg-type]
        ).walk("VEVENT")
        return str(event["UID"])

    assert uid() == uid(title="Khác")
    assert uid() != uid(due=NOON + timedelta(days=1))
