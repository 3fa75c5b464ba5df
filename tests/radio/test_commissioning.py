"""The commissioning card's text and what is typed from it."""

from __future__ import annotations

import itertools
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.commands import KeyRing, ReceiverKeys
from loudspeaker.radio.commissioning import Card, card_from_payload, crc8
from tests.radio.profile_s import KEYS, MASTER, PI

CARD = Card(
    pi=PI,
    point=4,
    zone=3,
    group="6A",
    aid=None,
    volume=80,
    epoch=1,
    keys=KEYS.for_receiver(point=4, zone=3),
)
keys = st.binary(min_size=16, max_size=16)
cards = st.builds(
    Card,
    pi=st.integers(0, 0xFFFF),
    point=st.integers(1, 16383),
    zone=st.integers(1, 16383),
    group=st.sampled_from(["6A", "11A"]),
    aid=st.none() | st.integers(0, 0xFFFF),
    volume=st.integers(0, 100),
    epoch=st.integers(1, 999),
    keys=st.builds(ReceiverKeys, everyone=keys, zone=keys, point=keys),
)
ALPHANUMERIC = frozenset(string.digits + string.ascii_uppercase + " $%*+-./:")


def test_the_published_vector() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "point-protocol.md"
    assert CARD.payload in page.read_text("utf-8")
    assert CARD.payload == (
        "LSP1:7001:4:3:6A:-:80:1"
        ":C7096F098345160CD6FC42DF0B3235E0"
        f":{KeyRing(MASTER).derive('zone:3').hex().upper()}"
        ":ED613E30D5B2403852417605BDC42925"
        f":{CARD.payload[-4:]}"
    )
    assert crc8(b"123456789") == 0xF4
    (letter, groups), *_ = CARD.key_rows
    assert letter == "A"
    assert [group[:8] for group in groups] == ["C7096F09", "8345160C", "D6FC42DF", "0B3235E0"]
    assert groups[0][9:] == f"{crc8(b'A0' + bytes.fromhex('C7096F09')):02X}"


@given(cards)
def test_what_is_written_is_read_and_fits_the_small_alphabet(card: Card) -> None:
    assert card_from_payload(card.payload) == card
    assert set(card.payload) <= ALPHANUMERIC


@given(cards, st.data())
def test_a_changed_character_is_noticed(card: Card, data: st.DataObject) -> None:
    text = card.payload
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(sorted(ALPHANUMERIC - {text[place]})))
    with pytest.raises(ValueError):  # noqa: PT011 - whichever check it is that fails
        card_from_payload(text[:place] + letter + text[place + 1 :])


@given(cards, st.data())
def test_a_group_that_is_typed_wrongly_or_into_another_place_is_noticed(
    card: Card, data: st.DataObject
) -> None:
    rows = dict(card.key_rows)
    letter = data.draw(st.sampled_from("ABC"))
    number = data.draw(st.integers(0, 3))
    digits, check = rows[letter][number].split("-")
    assert _check(letter, number, digits) == check
    place, digit = data.draw(st.integers(0, 7)), data.draw(st.sampled_from("0123456789ABCDEF"))
    wrong = digits[:place] + digit + digits[place + 1 :]
    assert (_check(letter, number, wrong) == check) is (wrong == digits)


PLACES = tuple(itertools.product("ABC", range(4)))


@pytest.mark.parametrize(("typed", "place"), list(itertools.permutations(PLACES, 2)))
def test_a_group_in_any_other_groups_place_is_noticed(
    typed: tuple[str, int], place: tuple[str, int]
) -> None:
    """CRC-8 is linear: if these checks differ for one content, they differ for every content."""
    digits, check = dict(CARD.key_rows)[typed[0]][typed[1]].split("-")
    assert _check(*place, digits) != check


def _check(letter: str, number: int, digits: str) -> str:
    return f"{crc8(f'{letter}{number}'.encode() + bytes.fromhex(digits)):02X}"


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="commissioning card"):
        card_from_payload(text)


def test_numbers_have_one_form() -> None:
    text = CARD.payload.replace(":4:3:", ":04:3:")
    with pytest.raises(ValueError, match="wrong"):
        card_from_payload(text)


@pytest.mark.parametrize(
    "changes",
    [{"point": 0}, {"zone": 16384}, {"volume": 101}, {"epoch": 0}, {"group": "0A"}],
)
def test_what_no_receiver_could_be_given_is_refused(changes: dict[str, object]) -> None:
    values = {name: getattr(CARD, name) for name in Card.__slots__}
    with pytest.raises(ValueError):  # noqa: PT011 - each names its own value
        Card(**{**values, **changes})


def test_keys_never_show_in_a_representation() -> None:
    assert "C7096F09" not in repr(CARD).upper()
    assert "C7096F09" not in f"{CARD}".upper()
