from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.public.entries import InForce, Sound
from loudspeaker.public.manifest import MOST_PART_BYTES, PER_PART, NotTaken, packed
from loudspeaker.public.parts import (
    ROW_PARTS,
    Now,
    Row,
    heard_of,
    heard_part,
    now_of,
    now_part,
    row_part,
    row_parts,
    rows_of,
)
from tests.public.entries import NOON, coming, said

FLOOD = InForce(
    id="e-1",
    title="Lũ",
    text="Sơ tán ngay.",
    since=NOON,
    until=NOON + timedelta(hours=1),
    points=(1, 2),
    hamlets=("Bản Lát",),
)
SAID = said(id="7k3m.1")
NOW = Now(
    coming=(coming(),),
    in_force=(FLOOD,),
    hamlets=("Bản Lát", "Xóm Mới"),
    address="https://loa.example.vn",
)
ROW = Row(plugin="gio", name="mo-cua", body="Thứ Hai")


def any_rows(content: bytes) -> tuple[Row, ...]:
    return rows_of(content, part=row_part(ROW.plugin, ROW.name))


def test_what_was_heard_comes_back_as_it_was() -> None:
    entries = [
        SAID,
        replace(SAID, id="a.1", corrected=NOON, partial=True),
        replace(SAID, id="b.1", title="", text="", sounds=(), withdrawn=True),
        replace(SAID, id="c.1", sounds=(Sound(sha256="cd" * 32, frames=1, language="tyz"),)),
    ]
    assert list(heard_of(heard_part(entries))) == entries


def test_what_is_now_comes_back_as_it_was() -> None:
    assert now_of(now_part(NOW)) == NOW


def test_rows_of_plug_ins_come_back_as_they_were() -> None:
    rows = [replace(ROW, name=f"page:{n}") for n in range(1000)]
    parts = row_parts(rows)
    assert len(parts) == ROW_PARTS
    found = [row for n, part in enumerate(parts) for row in rows_of(part, part=n)]
    assert sorted(found, key=lambda row: row.name) == sorted(rows, key=lambda row: row.name)
    changed = row_parts([*rows[:-1], replace(rows[-1], body="x")])
    assert sum(one != other for one, other in zip(parts, changed, strict=True)) == 1


def test_a_row_in_another_part_is_refused() -> None:
    number = row_part(ROW.plugin, ROW.name)
    assert rows_of(packed([ROW.to_values()]), part=number) == (ROW,)
    with pytest.raises(NotTaken):
        rows_of(packed([ROW.to_values()]), part=number ^ 1)


def test_rows_that_do_not_fit_cost_no_others() -> None:
    number = row_part(ROW.plugin, ROW.name)
    huge = replace(ROW, body="x" * MOST_PART_BYTES)
    assert rows_of(row_parts([huge, ROW])[number], part=number) == (ROW,)
    full = replace(ROW, body="x" * (MOST_PART_BYTES // 2))
    assert len(row_parts([full] * 3)[number]) <= MOST_PART_BYTES


def test_more_entries_than_a_part_holds_are_refused() -> None:
    with pytest.raises(NotTaken):
        heard_of(packed([SAID.to_values()] * (PER_PART + 1)))


WRONG: st.SearchStrategy[Any] = st.sampled_from(
    [None, -1, 1.5, float("nan"), 1 << 80, "\ud800", [[]], [{}], {}, [-1], [1]]
)


@given(name=st.sampled_from(sorted(SAID.to_values())), value=WRONG)
def test_a_field_of_another_type_is_refused(name: str, value: Any) -> None:
    if (name, value) in [("corrected", None), ("points", [1])]:
        value = -1
    with pytest.raises(NotTaken):
        heard_of(json.dumps([{**SAID.to_values(), name: value}]).encode())


@pytest.mark.parametrize("name", ["plugin", "name", "body"])
@pytest.mark.parametrize("value", [None, 1, [], "\ud800"])
def test_a_row_of_other_types_is_refused(name: str, value: Any) -> None:
    with pytest.raises(NotTaken):
        rows_of(json.dumps([{**ROW.to_values(), name: value}]).encode(), part=0)


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "//x", 1, "http://a\n"])
def test_an_address_that_is_none_is_refused(address: Any) -> None:
    with pytest.raises(NotTaken):
        now_of(json.dumps({**json.loads(now_part(NOW)), "address": address}).encode())


def test_hamlets_are_names() -> None:
    with pytest.raises(NotTaken):
        now_of(json.dumps({**json.loads(now_part(NOW)), "hamlets": [1]}).encode())


@pytest.mark.parametrize("table", ["coming", "in_force"])
@given(data=st.data(), value=WRONG)
def test_a_field_of_what_is_now_of_another_type_is_refused(
    table: str, data: st.DataObject, value: Any
) -> None:
    values = json.loads(now_part(NOW))
    name = data.draw(st.sampled_from(sorted(values[table][0])))
    if (name, value) in [("length_s", 1.5), ("points", [1])]:
        value = -1
    values[table][0][name] = value
    with pytest.raises(NotTaken):
        now_of(json.dumps(values).encode())


def test_a_clip_that_is_named_by_no_hash_is_refused() -> None:
    bad = replace(SAID, sounds=(Sound(sha256="../" * 21 + "a", frames=1),))
    with pytest.raises(NotTaken):
        heard_of(heard_part([bad]))


@pytest.mark.parametrize("name", ["author", "approver"])
def test_nothing_that_is_not_for_everybody_is_taken(name: str) -> None:
    with pytest.raises(NotTaken):
        heard_of(packed([{**SAID.to_values(), name: "x"}]))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read_and_nothing_else_happens(content: bytes) -> None:
    for read in (heard_of, now_of, any_rows):
        try:
            read(content)
        except NotTaken:
            continue


def test_a_huge_part_is_refused_before_it_is_read() -> None:
    for read in (heard_of, now_of, any_rows):
        with pytest.raises(NotTaken):
            read(b"[" + b" " * MOST_PART_BYTES + b"]")
