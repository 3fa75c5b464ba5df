"""Scores of matches: two numbers without a word between them."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.ends import is_amount
from loudspeaker.text.found import CAPITAL, Found, Kind, Start, make_rule
from loudspeaker.text.measures import is_measured
from loudspeaker.text.numbers import number
from loudspeaker.text.regex import regex

_LARGEST_SCORE = 30
_NEARBY = 24
_LABEL = r"(?:thôn|tổ|xóm|đội|lớp|khối|khu|cặp|bản|nhóm|ấp|số|hiệp|ván|set|séc)"
_NUMBERED_TEAM = (
    rf"\b(?:{_LABEL} |u)[0-9]{{1,3}}\b|\b[0-9]{{1,2}}(?:[a-eđ][0-9]{{0,2}}|/[0-9]{{1,2}})\b"
)
_RESULT = "".join(f"(?<!{verb} )" for verb in ("trả", "nhận", "xem", "lấy", "báo")) + "kết quả"
_IN_SETS = " với (?:các )?(?:điểm số|điểm|tỷ số|tỉ số)"
_SCORES = regex(
    rf"\b(?:tỷ số|tỉ số|thắng|thua|hòa|hoà|dẫn|hạ|cầm hòa|ngược dòng|{_RESULT}|chung cuộc|hiệp|ván"
    r"|set|séc|lượt đi|lượt về|luân lưu|hiệu số)\b(?: [0-9]\b)?"
    rf"(?:[^,.;(0-9]|{_NUMBERED_TEAM}){{0,40}}(?:, ?)?\(?"
    rf"(?:[0-9]{{1,3}} ?[-–:] ?[0-9]{{1,3}}(?:[,;] ?| và | & | hay | hoặc | ?\(|{_IN_SETS} ))*"
    rf"(?:[0-9]{{1,3}} ?[-–:] ?[0-9]{{1,3}}(?:[,;]| và| hay| hoặc| ?\(|{_IN_SETS}))?$"
)
_GAME = regex(
    r"\b(?:bảng [a-h]|lượt [0-9]|vòng bảng|tỷ số|tỉ số|trận|tứ kết|bán kết|chung kết|séc|ván|hiệp"
    r"|bóng bàn|bóng chuyền|giao hữu|hội thao"
    r"|bóng đá|cầu lông|kéo co|đẩy gậy|cờ tướng|ném pao|đá cầu|đội ta)\b"
    r"|[0-9]-[0-9]{1,2}, [^0-9,;–-]{2,20} [-–—―] [^0-9,;–-]{2,20}$"
)
_BESIDE_A_SCORE = regex(  # a bracket, a colon, another score, the name of a team
    rf"(?:[(:;]|[0-9]{{1,2}} ?[-–] ?[0-9]{{1,2}}[,;]|(?<![^\W_]){CAPITAL}[^\W\d]+) ?$"
)
_ANOTHER_TEAM = regex(rf" ?(?:{CAPITAL}|(?:{_LABEL}|chi đoàn|đoàn) (?:[0-9]|{CAPITAL}))")
_TWO_TEAMS = regex(rf"(?:{_NUMBERED_TEAM}) ?[-–] ?(?:{_LABEL} )?[0-9]{{1,2}}[a-eđ]?[0-9]{{0,2}}:$")
_STRETCH = regex(r"\b(?:từ|mỗi [^\W\d]+)$")
_NUMBERED = regex(r"\b(?:nhiệm kỳ|giai đoạn|năm học|niên khóa|năm|tháng|quý|lớp|khối|tổ|thôn)$")
_MATCH = regex(r"trận|chung cuộc|sau loạt")


def is_match(before: str) -> bool:
    """Tell whether a score stands here, by the words of a match before it."""
    return _SCORES.search(before) is not None


def _score(found: Found) -> str | None:
    first, second = re.split(" ?[-–] ?", found.text)
    if is_measured(found) or is_amount(found.after) or _STRETCH.search(found.before):
        return None if not _MATCH.match(found.after) else _said(first, second)
    falls = _value(second) <= _value(first) < _LARGEST_SCORE  # as no stretch does
    if first == "0":
        return _said(first, second)
    is_told = is_match(found.before) or _is_in_game(found)
    if falls or first == second or (is_told and not _NUMBERED.search(found.before)):
        return _said(first, second)
    return None


def _is_in_game(found: Found) -> bool:
    """Tell a score by a match told of before or behind it."""
    start = found.match.start()
    written = found.match.string[max(0, start - _NEARBY) : start]
    end = found.match.end()
    behind = found.match.string[end : end + _NEARBY]
    is_beside = _BESIDE_A_SCORE.search(written) or _ANOTHER_TEAM.match(behind)
    if _TWO_TEAMS.search(found.before):
        return True
    return bool((_GAME.search(found.before) and is_beside) or _MATCH.match(found.after))


def _value(written: str) -> float:
    return float(written.replace(".", "").replace(",", "."))


def _said(first: str, second: str) -> str:
    return f"{number(first)} {number(second)}"


_ONE = r"(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]{1,6})(?:,[0-9]{1,2})?(?![0-9])"
SCORE: Final = make_rule(
    "score", Kind.NUMBER, Start.DIGIT,
    rf"(?<![\w.,]){_ONE} ?[-–] ?{_ONE}(?![\w/-]|[.,:][0-9]| ?%)", _score,
)  # fmt: skip
