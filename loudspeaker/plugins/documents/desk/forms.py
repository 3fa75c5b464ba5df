"""What the pages do alike: say what was done, find the paper, take the files of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loudspeaker.errors import NotFound
from loudspeaker.hookspecs import Asked, FileSent
from loudspeaker.hookspecs.forms import number_of

DONE: Final[Mapping[str, str]] = {
    "nhan": "Đã nhận tệp. Hãy xem từng tệp rồi vào sổ.",
    "bo": "Đã bỏ tệp.",
    "vao-so": "Đã vào sổ.",
    "soan": "Đã lưu bản thảo.",
    "viec": "Đã ghi.",
    "sua": "Đã lưu thông tin văn bản.",
    "tep": "Đã thêm tệp.",
    "cong-khai": "Bà con xem được văn bản này ở trang cho bà con và màn hình bưu điện.",
    "thoi-cong-khai": "Văn bản này không còn công khai.",
    "ho-so": "Đã lưu hồ sơ.",
    "gui": "Đã nhận gửi. Trạng thái hiện ở dưới khi nơi nhận trả lời.",
    "gui-lai": "Sẽ gửi lại trong ít phút.",
    "tin-cay": "Đã lưu danh sách nơi cấp tin cậy.",
    "ky": "Đã ký số.",
    "trinh": "Đã trình duyệt thông báo. Người thứ hai duyệt xong thì mới phát.",
}
"""What is said on top of the page that a form leads to."""


def paper_of(asked: Asked) -> int:
    """Return the number of the paper that the address names; NotFound."""
    number = number_of(asked.path["paper"])
    if not number:
        raise NotFound(kind="văn bản", name=asked.path["paper"][:20], known=[])
    return number


def files_of(asked: Asked, name: str) -> tuple[FileSent, ...]:
    """Return the files of a field; a field without a file is sent as one without a name."""
    return tuple(file for file in asked.files.get(name, ()) if file.size)
