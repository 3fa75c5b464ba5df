"""The rules are compiled by the first reading, which must not count against an example."""

from __future__ import annotations

import pytest

from loudspeaker.text import speakable


@pytest.fixture(autouse=True, scope="session")
def _rules_are_loaded() -> None:
    assert speakable("Ngày 5/11 lúc 7h30") == "ngày năm tháng mười một lúc bảy giờ ba mươi phút"
