"""What a programme may be."""

from __future__ import annotations

import pytest

from loudspeaker.radio.fragments import GroupForm
from loudspeaker.radio.rds_programme import Programme


def test_viet_nam_is_what_is_told_if_nothing_else_is_said() -> None:
    programme = Programme(pi=0x7001, ps="DAI XA")
    assert (programme.ecc, programme.language) == (0xF2, 0x46)
    assert programme.utc_offset_half_hours == 14


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pi", 0x10000),
        ("pi", -1),
        ("pty", 32),
        ("decoder_bits", 16),
        ("ecc", 256),
        ("language", -1),
        ("utc_offset_half_hours", 32),
        ("utc_offset_half_hours", -32),
        ("alternative_frequencies_khz", (87_500,)),
        ("alternative_frequencies_khz", tuple(range(90_000, 92_600, 100))),
    ],
)
def test_numbers_that_do_not_fit_are_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        Programme(**{"pi": 0x7001, "ps": "x", field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "announced"),
    [
        (GroupForm(), False),
        (GroupForm(kind=6, aid=0xFF01), False),
        (GroupForm(kind=11), False),
        (GroupForm(kind=11, aid=0xFF01), True),
    ],
)
def test_only_open_data_is_announced(form: GroupForm, announced: bool) -> None:
    programme = Programme(pi=0x7001, ps="x", commands=form)
    assert programme.announced_commands == (form if announced else None)
