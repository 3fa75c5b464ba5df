"""Classes, rooms, groups of children and candidates, beside numbers that only look like them."""

from __future__ import annotations

import pytest

from loudspeaker.text import speakable
from loudspeaker.text.letters import spelled


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("lớp 1 - lớp 5", "lớp một đến lớp năm"),
        ("mẫu giáo 3-4T", "mẫu giáo ba đến bốn tuổi"),
        ("nhóm trẻ 24-36T", "nhóm trẻ hai mươi tư đến ba mươi sáu tháng"),
        ("phòng 201,202,204", "phòng hai trăm linh một hai trăm linh hai hai trăm linh tư"),
        ("tủ T4", "tủ tê bốn"),
        ("xuống P.Y tế", "xuống phòng y tế"),
        ("SBD 241-264.", "số báo danh hai bốn một đến hai sáu bốn"),
        ("5Đ", "năm đê"),
        ("phòng họp 3.02", "phòng họp ba không hai"),
        ("phòng P305", "phòng pê ba trăm linh năm"),
        ("quốc lộ QL3", "quốc lộ ba"),
        ("lớp 12A5 - 40 em", "lớp mười hai a năm bốn mươi em"),
        ("phòng 3.02 (T3)", "phòng ba không hai tầng ba"),
    ],
)
def test_names_with_numbers(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("7H30-10H, NGÀY 1/12", "bảy giờ ba mươi phút đến mười giờ ngày một tháng mười hai"),
        ("TỪ 7H-10H30 SÁNG", "từ bảy giờ đến mười giờ ba mươi phút sáng"),
        ("7H30–11H30", "bảy giờ ba mươi phút đến mười một giờ ba mươi phút"),
        ("đội 1 - đội 4", "đội một đội bốn"),
        ("trạm mở cửa T4", "trạm mở cửa thứ tư"),
        ("hoãn tới 3/6", "hoãn tới ngày ba tháng sáu"),
        ("thu 201,202 tấn", "thu hai trăm linh một phẩy hai trăm linh hai tấn"),
        ("thu 1,202,204 đồng", "thu một triệu hai trăm linh hai nghìn hai trăm linh tư đồng"),
    ],
)
def test_what_only_looks_like_one(written: str, read: str) -> None:
    assert speakable(written) == read


AND = [
    ", ", " và ", " + ", " & ", " - ", "-", " – ", " đến ", " tới ", " hoặc ", " gặp ", " thắng ",
    " cùng ", "; ", " → ",
]  # fmt: skip


@pytest.mark.parametrize("joined", AND)
@pytest.mark.parametrize("begin", ["lớp", "Các lớp:", "chi đội", "GVCN"])
def test_classes_with_a_slash_are_no_days(begin: str, joined: str) -> None:
    said = speakable(f"{begin} 8/1{joined}8/6")
    assert said.split()[-3:] == ["tám", "trên", "sáu"]
    assert "tám trên một" in said
    assert "tháng" not in said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("khối 9: 9/1, 9/2 học", "khối chín chín trên một chín trên hai học"),
        ("khối 9 (9/1-9/5)", "khối chín chín trên một đến chín trên năm"),
        ("khối 9: 15/3 thi", "khối chín ngày mười lăm tháng ba thi"),
        ("khối 9 có 3/4 số em", "khối chín có ba phần tư số em"),
        ("Lớp 12/4 đổi phòng với 12/6.", "lớp mười hai trên bốn đổi phòng với mười hai trên sáu"),
        ("lớp 8/1 họp ngày 8/6", "lớp tám trên một họp ngày tám tháng sáu"),
        ("ghế C14 - C18 để cho", "ghế xê mười bốn đến xê mười tám để cho"),
        ("phòng học thông minh 1.06", "phòng học thông minh một không sáu"),
        ("bãi xe P2, phòng P2", "bãi xe pê hai phòng pê hai"),
        ("học sinh K10 và K11 dự lễ", "học sinh khối mười và khối mười một dự lễ"),
        ("Hàng D, ghế 15–28; hàng E–K", "hàng dê ghế mười lăm đến hai mươi tám hàng e đến ca"),
        ("dãy B - D, khu A-B", "dãy bê đến dê khu a bê"),
        ("(lớp 1-lớp 5 tan học)", "lớp một đến lớp năm tan học"),
        ("Từ thôn 1 - thôn 5: 8h", "từ thôn một đến thôn năm tám giờ"),
        ("bãi P1, P2", "bãi pê một pê hai"),
        ("buổi tối 19g-21g.", "buổi tối mười chín giờ đến hai mươi mốt giờ"),
        ("24,8 m x rộng 1,5 m", "hai mươi tư phẩy tám mét nhân rộng một phẩy năm mét"),
        ("từ 70 - dưới 75 tuổi", "từ bảy mươi đến dưới bảy mươi lăm tuổi"),
        ("5 HCV, 3 HCB", "năm huy chương vàng ba huy chương bạc"),
        ("540 m3/h/máy", "năm trăm bốn mươi mét khối trên giờ trên máy"),
        ("kênh K10", "kênh ca mười"),
        ("cấm xe tải từ 6g đến 20g", "cấm xe tải từ sáu giờ đến hai mươi giờ"),
        ("cúp nước từ 22g", "cúp nước từ hai mươi hai giờ"),
        ("bón từ 5g đến 10g mỗi gốc", "bón từ năm gam đến mười gam mỗi gốc"),
    ],
)
def test_what_schools_and_streets_write(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize("letter", "ABCDĐEGHIKLMNPQST")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Lớp 6{} lao động", "lớp sáu {} lao động"),
        ("Các lớp 9A, 6{} và 9B", "các lớp chín a sáu {} và chín bê"),
        ("Lớp: 6{}. Giám thị: 2 cô", "lớp sáu {} giám thị hai cô"),
        ("Lớp 6{}/9B học chung", "lớp sáu {} chín bê học chung"),
        ("Trận 2: 9B gặp 6{}", "trận hai chín bê gặp sáu {}"),
        ("lớp 6{}2 và 9A3", "lớp sáu {} hai và chín a ba"),
        ("lớp 6{}2,9A3 thi", "lớp sáu {} hai chín a ba thi"),
        ("lớp 6{}9/10A2 học", "lớp sáu {} chín mười a hai học"),
        ("Lớp 6{}5-10D9 học", "lớp sáu {} năm đến mười dê chín học"),
        ("lớp 12A5-10{}9 học", "lớp mười hai a năm đến mười {} chín học"),
    ],
)
def test_any_letter_names_a_class(letter: str, written: str, read: str) -> None:
    assert speakable(written.format(letter)) == read.format(spelled(letter))


def test_hours_in_headings_are_no_classes() -> None:
    assert speakable("MỞ CỬA 7H, ĐÓNG CỬA 5H CHIỀU") == "mở cửa bảy giờ đóng cửa năm giờ chiều"
    assert speakable("ỐNG 5M, 7M") == "ống năm mét bảy mét"
