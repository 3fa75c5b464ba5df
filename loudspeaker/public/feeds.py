"""Feeds of what was heard: RSS 2.0 with sound for podcast programs, and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from loudspeaker.model import iso
from loudspeaker.public.entries import Said

_ATOM: Final = "http://www.w3.org/2005/Atom"
_ITUNES: Final = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Whatever production 2 of XML 1.0 leaves out."""
register_namespace("atom", _ATOM)
register_namespace("itunes", _ITUNES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A sound file that a feed names; its address is complete."""

    url: str
    media_type: str
    size_bytes: int
    length_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Whose feed it is; addresses are complete.

    ``page`` gives the address of an announcement's page, ``sound`` its sound or None.
    """

    station: str
    about: str
    home_url: str
    feed_url: str
    page: Callable[[Said], str]
    sound: Callable[[Said], Enclosure | None]


def guid_of(said: Said) -> str:
    """Return what tells an announcement from every other, for ever, wherever the pages lie."""
    return f"urn:loudspeaker:{said.id}"


def rss(channel: Channel, entries: Iterable[Said], *, now: datetime) -> bytes:
    """Return the RSS 2.0 document; what is withdrawn is not in it."""
    root = Element("rss", {"version": "2.0"})
    top = SubElement(root, "channel")
    _leaf(top, "title", channel.station)
    _leaf(top, "link", channel.home_url)
    _leaf(top, "description", channel.about)
    _leaf(top, "language", "vi")
    _leaf(top, "lastBuildDate", format_datetime(now))
    link = {"href": channel.feed_url, "rel": "self", "type": "application/rss+xml"}
    SubElement(top, f"{{{_ATOM}}}link", link)
    _leaf(top, f"{{{_ITUNES}}}explicit", "false")
    for said in _shown(entries):
        _rss_item(SubElement(top, "item"), said, channel)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _rss_item(item: Element, said: Said, channel: Channel) -> None:
    _leaf(item, "title", said.title)
    _leaf(item, "link", channel.page(said))
    _leaf(item, "description", said.text)
    _leaf(item, "pubDate", format_datetime(said.first_aired))
    _leaf(item, "guid", guid_of(said)).set("isPermaLink", "false")
    _leaf(item, "category", said.level)
    sound = channel.sound(said)
    if sound is not None:
        length = str(sound.size_bytes)
        told = {"url": _clean(sound.url), "length": length, "type": sound.media_type}
        SubElement(item, "enclosure", told)
        _leaf(item, f"{{{_ITUNES}}}duration", str(round(sound.length_s)))


def _leaf(parent: Element, name: str, text: str) -> Element:
    leaf = SubElement(parent, name)
    leaf.text = _clean(text)
    return leaf


def _clean(text: str) -> str:
    """Return the text without what XML 1.0 has no way to write."""
    return _NOT_XML.sub("", text)


def json_feed(channel: Channel, entries: Iterable[Said]) -> bytes:
    """Return the JSON Feed 1.1 document; what is withdrawn is not in it."""
    document = {
        "version": _JSON_FEED,
        "title": channel.station,
        "description": channel.about,
        "home_page_url": channel.home_url,
        "feed_url": channel.feed_url,
        "language": "vi",
        "items": [_json_item(said, channel) for said in _shown(entries)],
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _json_item(said: Said, channel: Channel) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": guid_of(said),
        "url": channel.page(said),
        "title": said.title,
        "content_text": said.text or said.title,
        "date_published": iso(said.first_aired),
        "tags": [said.level, *said.hamlets],
    }
    sound = channel.sound(said)
    if sound is not None:
        told = {"url": sound.url, "mime_type": sound.media_type, "size_in_bytes": sound.size_bytes}
        item["attachments"] = [{**told, "duration_in_seconds": sound.length_s}]
    return item


def _shown(entries: Iterable[Said]) -> Sequence[Said]:
    return [said for said in entries if not said.withdrawn]
