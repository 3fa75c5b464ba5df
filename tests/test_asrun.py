"""The sealed chain finds every change."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.asrun import FIELDS, GENESIS, Head, line_of, sealed, verify

KEY = b"k" * 32


def chain(count: int, key: bytes = KEY) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    prev = GENESIS
    for seq in range(1, count + 1):
        body = {"event": "missed", "occurrence": f"o{seq}", "points": [1, 2], "author": "soạn"}
        records.append(sealed(body, seq=seq, prev=prev, key=key))
        prev = records[-1]["hash"]
    return records


def lines(records: list[dict[str, Any]]) -> list[str]:
    return [line_of(record) for record in records]


def head(records: list[dict[str, Any]], seq: int) -> Head:
    return Head(seq=seq, hash=records[seq - 1]["hash"])


def test_a_whole_log_with_its_head_is_fully_proved() -> None:
    records = chain(5)
    audit = verify(lines(records), key=KEY, heads=[head(records, 2), head(records, 5)])
    assert audit.passed
    assert audit.unproved == []
    assert audit.records == 5
    assert audit.head == head(records, 5)


def test_records_have_the_published_fields() -> None:
    assert set(FIELDS) <= set(chain(1)[0])


def test_an_empty_log_passes_and_claims_nothing() -> None:
    audit = verify([], key=KEY, heads=[])
    assert audit.passed
    assert audit.head is None
    assert audit.unproved == ["end_after:0"]


def test_what_cannot_be_proved_is_said() -> None:
    records = chain(3)
    audit = verify(lines(records), key=None, heads=[head(records, 2)])
    assert audit.passed
    assert audit.unproved == ["seals", "end_after:2"]


@pytest.mark.parametrize("field", ["result", "points", "wall", "author", "prev", "seq", "seal"])
def test_an_edit_is_found(field: str) -> None:
    records = chain(4)
    records[1][field] = "changed"
    assert not verify(lines(records), key=KEY, heads=[]).passed


def test_a_deletion_and_an_insertion_are_found() -> None:
    records = chain(4)
    assert not verify(lines(records[:1] + records[2:]), key=KEY, heads=[]).passed
    assert not verify(lines([*records[:2], records[1], *records[2:]]), key=KEY, heads=[]).passed


def test_a_chain_made_anew_without_the_key_is_found_by_its_seals() -> None:
    forged = chain(4, key=b"another")
    audit = verify(lines(forged), key=KEY, heads=[])
    assert {problem.kind for problem in audit.problems} == {"seal"}


def test_a_chain_made_anew_is_found_by_a_published_head_even_without_the_key() -> None:
    forged = chain(4, key=b"another")
    forged[0] = sealed({"event": "end"}, seq=1, prev=GENESIS, key=KEY)
    audit = verify(lines(forged), key=None, heads=[head(chain(4), 1)])
    assert any(problem.kind == "head" for problem in audit.problems)


def test_a_cut_end_is_found_by_a_later_head() -> None:
    records = chain(6)
    audit = verify(lines(records[:4]), key=KEY, heads=[head(records, 6)])
    assert [problem.kind for problem in audit.problems] == ["truncated"]


@settings(max_examples=300)
@given(st.data())
def test_no_changed_byte_goes_unnoticed(data: st.DataObject) -> None:
    text = "\n".join(lines(chain(3)))
    place = data.draw(st.integers(0, len(text) - 1))
    character = data.draw(st.characters(codec="utf-8").filter(lambda c: c != text[place]))
    changed = text[:place] + character + text[place + 1 :]
    same_values = _values(changed) == _values(text)
    assert verify(changed.split("\n"), key=KEY, heads=[]).passed == same_values


def _values(text: str) -> list[Any]:
    try:
        return [json.loads(line) for line in text.split("\n")]
    except ValueError:
        return []


@given(st.lists(st.text()))
def test_foreign_lines_never_raise(foreign: list[str]) -> None:
    audit = verify(foreign, key=KEY, heads=[])
    assert audit.passed == (not foreign)
