"""Sixteen bytes in four groups, with losses, copies and other people's groups between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.fragments import (
    Assembler,
    Fragment,
    GroupForm,
    fragment_in,
    fragments_of,
    group_form,
    to_groups,
)
from loudspeaker.radio.rds import Group, radio_text

from .profile_s import PI, SECOND

VOLUME = bytes.fromhex("12C000140A000001e97b6579de8f102a")
HOLD = bytes.fromhex("14C0000033DE84036cdebe45f56dbe43")
signed_bytes = st.binary(min_size=16, max_size=16)


def _hex(groups: tuple[Group, ...]) -> list[str]:
    return [" ".join(f"{block:04X}" for block in group.blocks) for group in groups]


def test_vector_in_11a() -> None:
    groups = to_groups(VOLUME, pi=PI, toggle=True, form=group_form("11A"), pty=3)
    assert _hex(groups) == [
        "7001 B064 12C0 0014",
        "7001 B065 0A00 0001",
        "7001 B066 E97B 6579",
        "7001 B067 DE8F 102A",
    ]


def test_vector_in_6a() -> None:
    assert _hex(to_groups(HOLD, pi=PI, toggle=True, pty=3)) == [
        "7001 6064 14C0 0000",
        "7001 6065 33DE 8403",
        "7001 6066 6CDE BE45",
        "7001 6067 F56D BE43",
    ]


@pytest.mark.parametrize(
    ("name", "kind", "code"), [("6A", 6, 12), ("11A", 11, 22), ("13A", 13, 26)]
)
def test_group_forms(name: str, kind: int, code: int) -> None:
    form = group_form(name, aid=0xFF01)
    assert (form.kind, form.code, form.aid) == (kind, code, 0xFF01)


@pytest.mark.parametrize("name", ["", "A", "6B", "2A", "14A", "6", "06A", "۶A"])
def test_groups_that_cannot_carry_commands_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot travel"):
        group_form(name)


def test_only_whole_groups_of_ours_are_fragments() -> None:
    group = to_groups(HOLD, pi=PI, toggle=True)[2]
    assert fragment_in(group, pi=PI) == fragments_of(HOLD, toggle=True)[2]
    assert fragment_in(group, pi=0x7002) is None
    assert fragment_in(group, pi=PI, form=GroupForm(kind=11)) is None
    assert fragment_in(Group(blocks=group.blocks, ok=(True, True, False, True)), pi=PI) is None
    assert fragment_in(radio_text(pi=PI, text=b"Thon", segment=0), pi=PI) is None
    other_class = Group(blocks=(PI, group.blocks[1] | 0x08, *group.blocks[2:]))
    assert fragment_in(other_class, pi=PI) is None


def test_a_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        fragments_of(VOLUME[:15], toggle=False)


def _add(assembler: Assembler, *fragments: Fragment, start: int = 0) -> list[bytes]:
    given_out = (
        assembler.add(fragment, mono_ns=start + at * SECOND // 11)
        for at, fragment in enumerate(fragments)
    )
    return [signed for signed in given_out if signed is not None]


def test_what_one_copy_lost_comes_from_another() -> None:
    a, b, c, d = fragments_of(HOLD, toggle=True)
    assert _add(Assembler(), a, c, b, d) == [HOLD]
    assert _add(Assembler(), a, b, d, a, c) == [HOLD]
    assert _add(Assembler(), a, b, d, a, b, d) == []


def test_copies_are_given_once() -> None:
    assert _add(Assembler(), *fragments_of(HOLD, toggle=True) * 3) == [HOLD]


def test_parts_of_different_toggles_never_meet() -> None:
    a, b, _, _ = fragments_of(HOLD, toggle=True)
    _, _, c, d = fragments_of(HOLD, toggle=False)
    assert _add(Assembler(), a, b, c, d, a, b) == []


def test_a_mixture_is_replaced_by_the_next_copy() -> None:
    old, new = fragments_of(HOLD, toggle=True), fragments_of(VOLUME, toggle=True)
    given_out = _add(Assembler(), *old[:2], *new[2:], *new[:1], *new)
    assert given_out[-1] == VOLUME
    assert HOLD not in given_out


def test_after_a_right_command_other_parts_begin_a_new_one() -> None:
    assembler = Assembler()
    assert _add(assembler, *fragments_of(HOLD, toggle=True)) == [HOLD]
    assembler.settle()
    assert _add(assembler, *fragments_of(HOLD, toggle=True)) == []
    assert _add(assembler, *fragments_of(VOLUME, toggle=True)) == [VOLUME]


def test_old_parts_are_forgotten() -> None:
    a, b, c, d = fragments_of(HOLD, toggle=True)
    assembler = Assembler()
    assert _add(assembler, a, b, c) == []
    assert _add(assembler, d, start=5 * SECOND) == []
    assert _add(assembler, a, b, c, start=6 * SECOND) == [HOLD]


fragments = st.builds(
    Fragment,
    toggle=st.booleans(),
    index=st.integers(0, 3),
    data=st.binary(min_size=4, max_size=4),
)


@given(st.lists(fragments, max_size=40), signed_bytes)
def test_after_any_rubbish_one_clean_copy_suffices(rubbish: list[Fragment], command: bytes) -> None:
    assembler = Assembler()
    last = _add(assembler, *rubbish)[-1:]
    given_out = _add(assembler, *fragments_of(command, toggle=True), start=4 * SECOND)
    assert given_out[-1:] == [command] or last == [command]


@given(signed_bytes, st.data())
def test_any_order_with_losses_in_three_copies(command: bytes, data: st.DataObject) -> None:
    copies = list(fragments_of(command, toggle=False) * 3)
    kept = data.draw(st.lists(st.sampled_from(copies), max_size=12))
    whole = {fragment.index for fragment in kept} == {0, 1, 2, 3}
    assert _add(Assembler(), *kept) == ([command] if whole else [])
