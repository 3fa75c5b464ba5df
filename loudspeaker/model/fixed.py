"""Sentences whose wording the program answers for: nobody's own words may change how they are read.

A test, a drill and a correction are aired by one person *because* of what they always say.
"""

from __future__ import annotations

from typing import Final

DRILL_OPENING: Final = "Đây là diễn tập, không phải báo động thật."
DRILL_CLOSING: Final = "Vừa rồi là diễn tập, không phải báo động thật. Đây là diễn tập."
CORRECTION_NAMED: Final = "Đính chính. Về thông báo “{title}” phát lúc {time}:"
CORRECTION_PREPARED: Final = (
    "nội dung đó là không đúng. Đề nghị bà con không làm theo thông báo đó. "
    "Nội dung đúng sẽ được thông báo sau. Xin lỗi bà con."
)
TEST_OF_ONE: Final = "Đây là thử loa điểm {number}. Bà con không cần làm gì."
TEST_OF_ALL: Final = "Đây là thử loa tất cả các điểm. Bà con không cần làm gì."

FIXED_SENTENCES: Final = (
    DRILL_OPENING,
    DRILL_CLOSING,
    CORRECTION_NAMED.format(title="", time="7 giờ 30 phút ngày 1/2/2026"),
    CORRECTION_PREPARED,
    TEST_OF_ONE.format(number=1),
    TEST_OF_ALL,
)
"""Each with something in its gaps, to be read."""
