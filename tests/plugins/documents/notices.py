"""A notice of two pages, as a PDF that an office would send."""

from __future__ import annotations

from tests.plugins.documents.reading.papers import make_pdf

FIRST = """\
ỦY BAN NHÂN DÂN TỈNH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ\tĐộc lập - Tự do - Hạnh phúc
Số: 15/TB-SYT\tThôn Một, ngày 23 tháng 11 năm 2026
THÔNG BÁO
Về việc tiêm vắc xin phòng sởi cho trẻ em

Căn cứ Kế hoạch số 10/KH-UBND ngày 01 tháng 11 năm 2026 của Ủy ban nhân dân tỉnh;
Sở Y tế thông báo tổ chức tiêm vắc xin phòng sởi cho trẻ từ 9 tháng đến 5 tuổi như sau:
1. Thời gian: từ 7 giờ 30 phút đến 11 giờ ngày 05 tháng 12 năm 2026.
2. Địa điểm: Trạm Y tế xã.
3. Trẻ đến tiêm mang theo sổ tiêm chủng và thẻ bảo hiểm y tế.
"""
SECOND = """\
4. Đề nghị các gia đình đưa trẻ đến tiêm đúng giờ; trẻ đang sốt thì hoãn tiêm.
5. Mọi thắc mắc xin gọi Trạm Y tế xã, số điện thoại 0210 3000 001.
Giao Văn phòng Sở theo dõi, tổng hợp kết quả báo cáo Giám đốc Sở trước ngày 20 tháng 12 năm 2026.

Nơi nhận:\tGIÁM ĐỐC
- UBND các xã;\tNguyễn Văn A
- Lưu: VT.
"""


def notice_pdf() -> bytes:
    """Return it."""
    return make_pdf([FIRST, SECOND])
