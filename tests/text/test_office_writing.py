"""What offices write that looks like something else: each of these was once read wrongly."""

from __future__ import annotations

import pytest

from loudspeaker.text import speakable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ĐT 097 2205 418", "điện thoại không chín bảy hai hai không năm bốn một tám"),
        ("ĐT 257 qua xã", "đường tỉnh hai trăm năm mươi bảy qua xã"),
        ("theo mẫu TK1-TS", "theo mẫu tê ca một tê ét"),
        ("thụ lý số 71/TLST-HS", "thụ lý số bảy mươi mốt trên thụ lý sơ thẩm hình sự"),
        ("nhắn tin đến số 8079", "nhắn tin đến số tám không bảy chín"),
        ("Ngày Chuyển đổi số 10/10.", "ngày chuyển đổi số ngày mười tháng mười"),
        ("ngõ số 10/10", "ngõ số mười trên mười"),
        ("cao ≥ 1m57", "cao từ một mét năm mươi bảy trở lên"),
        ("nặng ≤ 43 kg", "nặng không quá bốn mươi ba ki lô gam"),
        ("súng AK ngày 27/10", "súng a ca ngày hai mươi bảy tháng mười"),
        ('hú 20", nghỉ 10".', "hú hai mươi giây nghỉ mười giây"),
        ('gọi là "bè 10"', "gọi là bè mười"),
        ("gỗ nhóm IV – VI, quý I - II", "gỗ nhóm bốn đến sáu quý một đến hai"),
        ("ngày 19 và 20/10, từ 8g - 16g",
         "ngày mười chín và hai mươi tháng mười từ tám giờ đến mười sáu giờ"),
        ("mỗi ngày uống từ 5g đến 10g", "mỗi ngày uống từ năm gam đến mười gam"),
        ("trong tháng 9,10", "trong tháng chín mười"),
        ("Tháng 11,12 cao điểm", "tháng mười một mười hai cao điểm"),
        ("trẻ từ tháng 1,5 tuổi", "trẻ từ tháng một phẩy năm tuổi"),
        ("8T/2026 đạt", "tám tháng năm hai nghìn không trăm hai mươi sáu đạt"),
        ("thu 6T đầu năm", "thu sáu tháng đầu năm"),
        ("CT 05-CT/TW", "chỉ thị năm chỉ thị trung ương"),
        ("đường cao tốc CT.07", "đường cao tốc không bảy"),
        ("gửi 6 tháng 4,9%/năm", "gửi sáu tháng bốn phẩy chín phần trăm trên năm"),
        ("họp ngày 1-6-11-16-21-26",
         "họp ngày một sáu mười một mười sáu hai mươi mốt hai mươi sáu"),
        ("mừng thọ 90, 95, 100t", "mừng thọ chín mươi chín mươi lăm một trăm tuổi"),
        ("tâm 18,5 độ VB; 110,2 độ KĐ",
         "tâm mười tám phẩy năm độ vĩ bắc một trăm mười phẩy hai độ kinh đông"),
        ("qua vòng 1/8, vào tứ kết", "qua vòng một phần tám vào tứ kết"),
        ("nghỉ từ 28 tháng Chạp - mùng 5 tháng Giêng",
         "nghỉ từ hai mươi tám tháng chạp đến mùng năm tháng giêng"),
        ("làm việc thứ Hai-thứ Sáu", "làm việc thứ hai đến thứ sáu"),
        ("công dân từ 14t", "công dân từ mười bốn tuổi"),
        ("thuốc 2,4-D, nước 2,4 m", "thuốc hai bốn dê nước hai phẩy bốn mét"),
        ("phân NPK 5-10-3, 12-5-10+TE",
         "phân nờ pê ca năm mười ba mười hai năm mười cộng te"),
        ("lệch về phía ĐĐN, gió ĐB cấp 4", "lệch về phía đông đông nam gió đông bắc cấp bốn"),
    ],
)  # fmt: skip
def test_it_is_read_as_it_was_meant(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize("unit", ["đồng", "đ", "người", "tấn", "hộ"])
@pytest.mark.parametrize("before", ["tổng số", "số", "dân số", "số tiền", "đã thu"])
def test_thousands_by_space_are_one_number(before: str, unit: str) -> None:
    said = speakable(f"{before} 2 148 950 {unit}")
    assert "hai triệu một trăm bốn mươi tám nghìn chín trăm năm mươi" in said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("thôn 4 – thôn 6 uống tại trạm", "thôn bốn đến thôn sáu uống tại trạm"),
        ("giải bóng đá: thôn 4 – thôn 6", "giải bóng đá thôn bốn thôn sáu"),
        ("mùng 9 – mùng 11", "mùng chín đến mùng mười một"),
        ("lớp 10.2 và 10.4", "lớp mười chấm hai và mười chấm bốn"),
        ("chi hội 1-5, ca 1-5", "chi hội một đến năm ca một đến năm"),
        ("lễ hội 2-9, ngày hội 1-5", "lễ hội ngày hai tháng chín ngày hội ngày một tháng năm"),
        ("lớp 17h đã đủ, lớp 7h còn", "lớp mười bảy giờ đã đủ lớp bảy giờ còn"),
        ("các lớp 7g, 7h", "các lớp bảy giê bảy hát"),
        ("14/63 tàu", "mười bốn trên sáu mươi ba tàu"),
        ("phấn đấu ≥ 200 đơn vị", "phấn đấu từ hai trăm đơn vị trở lên"),
        ("thì 3/10 ra tiêm", "thì ngày ba tháng mười ra tiêm"),
    ],
)
def test_rows_days_and_classes(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("định kỳ 3 - 6 tháng", "định kỳ ba đến sáu tháng"),
        ("thời gian 8 - 12 phút", "thời gian tám đến mười hai phút"),
        ("địa bàn 3 - 5 hộ", "địa bàn ba đến năm hộ"),
        ("tiêm phòng 2 - 3 liều", "tiêm phòng hai đến ba liều"),
        ("tổng số 12 - 15 người", "tổng số mười hai đến mười lăm người"),
        ("cửa hàng 5 - 7 xe", "cửa hàng năm đến bảy xe"),
        ("tiêm phòng 5/9", "tiêm phòng ngày năm tháng chín"),
        ("thời gian 15/11", "thời gian ngày mười lăm tháng mười một"),
        ("dân số 3/4 là", "dân số ba phần tư là"),
    ],
)
def test_the_end_of_a_longer_word_numbers_nothing(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("HỌP TẠI VĂN PHÒNG 7H SÁNG MAI", "họp tại văn phòng bảy giờ sáng mai"),
        ("HỌP Ở NHÀ 7H", "họp ở nhà bảy giờ"),
        ("MỜI CÁC LỚP 7H HỌP", "mời các lớp bảy hát họp"),
        ("họp tại nhà 7H sáng", "họp tại nhà bảy giờ sáng"),
        ("phòng 7H, số nhà 7H", "phòng bảy hát số nhà bảy hát"),
    ],
)
def test_hours_and_names(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize("pair", ["8-3", "2-9", "1-5", "3-2", "5-7"])
@pytest.mark.parametrize(
    "noun",
    ["lớp", "phòng", "tổ", "thôn", "khu", "dãy", "tầng", "cửa", "bàn", "quầy", "ghế", "lô", "gian",
     "kho", "sân", "đội", "cụm", "điểm", "tiết", "ca", "nhóm", "câu", "bài", "vòng", "cổng", "ngõ",
     "chi hội", "chi bộ", "tuyến", "trạm", "toa", "máy", "thẻ"],
)  # fmt: skip
def test_numbered_things_are_no_holidays(noun: str, pair: str) -> None:
    assert "tháng" not in speakable(f"Mời {noun} {pair} đến nhận")


@pytest.mark.parametrize("pair", ["3/4", "2/9", "12/5", "8/3"])
@pytest.mark.parametrize(
    "noun",
    ["lớp", "phòng", "tổ", "thôn", "khu", "dãy", "tầng", "cửa", "bàn", "quầy", "ghế", "gian", "nhà",
     "số", "ngõ", "lô", "khối", "kho", "căn"],
)  # fmt: skip
def test_nor_days_or_shares(noun: str, pair: str) -> None:
    said = speakable(f"Mời {noun} {pair} đến nhận")
    assert "tháng" not in said
    assert "phần" not in said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("6B 3/10 lao động", "sáu bê ngày ba tháng mười lao động"),
        ("Lớp 7/4 7/10 học", "lớp bảy trên bốn ngày bảy tháng mười học"),
        ("lớp 6B 3/4 số em", "lớp sáu bê ba phần tư số em"),
        ("lớp 12/1 -> 12/8", "lớp mười hai trên một đến mười hai trên tám"),
        ("lớp 6.1 – 6.5", "lớp sáu một đến sáu năm"),
        ("lô B3 – lô B9", "lô bê ba đến lô bê chín"),
        ("Trận 10A2 – 10A5: 0–3", "trận mười a hai mười a năm không ba"),
        ("KP3 64% số hộ, HKII", "khu phố ba sáu mươi tư phần trăm số hộ học kỳ hai"),
        ("L.9A3 19/5, mời PH", "lớp chín a ba ngày mười chín tháng năm mời phụ huynh"),
        ("lớp 5C SS 44/46", "lớp năm xê sĩ số bốn mươi tư trên bốn mươi sáu"),
        ("độ PH của nước", "độ pê hát của nước"),
    ],
)  # fmt: skip
def test_in_a_hurry(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("tổ dân phố 2/9, khu phố 3/4", "tổ dân phố hai trên chín khu phố ba trên bốn"),
        ("tổ dân phố 1-6, KP 2-9", "tổ dân phố một đến sáu khu phố hai đến chín"),
        ("phố 2/9, đường 30-4", "phố hai tháng chín đường ba mươi tháng tư"),
        ("Quốc khánh 2–9", "quốc khánh ngày hai tháng chín"),
        ("từ 1 - 4 - 2027", "từ ngày một tháng tư năm hai nghìn không trăm hai mươi bảy"),
        ("50.000đ / hộ / tháng", "năm mươi nghìn đồng trên hộ trên tháng"),
        ("thôn 2 ,0394.228.061", "thôn hai không ba chín bốn hai hai tám không sáu một"),
        ("gọi 0918–004–215", "gọi không chín một tám không không bốn hai một năm"),
        ("trường mầm non 1/6, trường 10-10", "trường mầm non một tháng sáu trường mười tháng mười"),
        ("ngót non 2/3 bể", "ngót non hai phần ba bể"),
        (
            "nhà C3-P204, lô A12-A18",
            "nhà xê ba phòng hai trăm linh tư lô a mười hai đến a mười tám",
        ),
        ("phòng 2-03, phòng 2-13", "phòng hai không ba phòng hai đến mười ba"),
        ("lớp NT 24-36T", "lớp nhà trẻ hai mươi tư đến ba mươi sáu tháng"),
        ("lợn 3kg5, rừng 2ha5", "lợn ba ki lô gam năm rừng hai héc ta năm"),
        (
            "đạt 18/19, vịt ≥ 5 ngày tuổi",
            "đạt mười tám trên mười chín vịt từ năm ngày tuổi trở lên",
        ),
        ("phòng P.2.04, P.2.14", "phòng pê hai không bốn phòng hai mười bốn"),
        ("căn 14A04, nhà 4B-104", "căn mười bốn a không bốn nhà bốn bê một trăm linh tư"),
        ("HS 9A2 và HS 6/4 nghỉ", "học sinh chín a hai và học sinh sáu trên bốn nghỉ"),
        ("khối 6/7, ki ốt 24/4", "khối sáu bảy ki ốt hai mươi tư trên bốn"),
        ("20'/chuyến, mắt 10/10", "hai mươi phút một chuyến mắt mười trên mười"),
    ],
)
def test_spaces_and_streets(written: str, read: str) -> None:
    assert speakable(written) == read
