"""Sentences as a commune office writes them, and how they are to be heard.

Written before the rules; a rule that reads one of them differently is wrong.
"""

from __future__ import annotations

PLAIN = [
    ("Kính thưa bà con nhân dân!", "kính thưa bà con nhân dân"),
    ("Xin trân trọng cảm ơn.", "xin trân trọng cảm ơn"),
    ("Đề nghị bà con chú ý theo dõi.", "đề nghị bà con chú ý theo dõi"),
    (
        "“Toàn dân đoàn kết xây dựng đời sống văn hóa”",
        "toàn dân đoàn kết xây dựng đời sống văn hóa",
    ),
    ("Ông Nguyễn Văn A, bà Lê Thị B.", "ông nguyễn văn a bà lê thị bê"),
    ("Mời ông/bà đến nhận giấy.", "mời ông bà đến nhận giấy"),
    ("Tham gia đông đủ; đúng giờ…", "tham gia đông đủ đúng giờ"),
    ("Thôn trưởng (hoặc thôn phó) điểm danh.", "thôn trưởng hoặc thôn phó điểm danh"),
    ("Sách vở, quần áo, v.v.", "sách vở quần áo vân vân"),
    ("Đoàn viên & hội viên", "đoàn viên và hội viên"),
]

HEADINGS = [
    ("THÔNG BÁO", "thông báo"),
    ("GIẤY MỜI HỌP", "giấy mời họp"),
    ("THÔNG BÁO VỀ VIỆC TIÊM CHỦNG", "thông báo về việc tiêm chủng"),
    ("UBND XÃ THÔNG BÁO", "ủy ban nhân dân xã thông báo"),
    (
        "LỊCH TIẾP CÔNG DÂN CỦA CHỦ TỊCH UBND XÃ",
        "lịch tiếp công dân của chủ tịch ủy ban nhân dân xã",
    ),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "cộng hòa xã hội chủ nghĩa việt nam"),
    ("BẢN TIN SỐ 12", "bản tin số mười hai"),
    ("KHẨN: PHÒNG CHỐNG BÃO SỐ 3", "khẩn phòng chống bão số ba"),
]

CARDINALS = [
    ("Có 1 hộ nghèo.", "có một hộ nghèo"),
    ("Có 4 hộ nghèo.", "có bốn hộ nghèo"),
    ("Có 5 hộ cận nghèo.", "có năm hộ cận nghèo"),
    ("Có 10 hộ.", "có mười hộ"),
    ("Có 11 điểm loa.", "có mười một điểm loa"),
    ("Có 14 cháu.", "có mười bốn cháu"),
    ("Có 15 cháu.", "có mười lăm cháu"),
    ("Có 20 suất quà.", "có hai mươi suất quà"),
    ("Có 21 suất quà.", "có hai mươi mốt suất quà"),
    ("Có 24 suất quà.", "có hai mươi tư suất quà"),
    ("Có 25 suất quà.", "có hai mươi lăm suất quà"),
    ("Có 44 hộ dân.", "có bốn mươi tư hộ dân"),
    ("Có 100 hộ.", "có một trăm hộ"),
    ("Có 101 hộ.", "có một trăm linh một hộ"),
    ("Có 104 hộ.", "có một trăm linh tư hộ"),
    ("Có 105 hộ.", "có một trăm linh năm hộ"),
    ("Có 110 hộ.", "có một trăm mười hộ"),
    ("Có 115 hộ.", "có một trăm mười lăm hộ"),
    ("Có 121 hộ.", "có một trăm hai mươi mốt hộ"),
    ("Có 555 hộ.", "có năm trăm năm mươi lăm hộ"),
    ("Có 1000 hộ.", "có một nghìn hộ"),
    ("Có 1.005 người.", "có một nghìn không trăm linh năm người"),
    ("Có 1.050 người.", "có một nghìn không trăm năm mươi người"),
    ("Toàn xã có 3.467 nhân khẩu.", "toàn xã có ba nghìn bốn trăm sáu mươi bảy nhân khẩu"),
    ("Đã trồng 12.500 cây.", "đã trồng mười hai nghìn năm trăm cây"),
    ("Cả nước có 3.321 xã.", "cả nước có ba nghìn ba trăm hai mươi mốt xã"),
    ("Có 1.000.005 cây.", "có một triệu không trăm linh năm cây"),
    ("Số liệu: 2.300.000 lượt.", "số liệu hai triệu ba trăm nghìn lượt"),
    ("Mỗi hộ cử 01 người.", "mỗi hộ cử một người"),
    ("Gồm 05 thành viên.", "gồm năm thành viên"),
    ("Gồm 09 thôn.", "gồm chín thôn"),
    ("Từ 10-15 người.", "từ mười đến mười lăm người"),
    ("Mỗi tuần 2-3 lần.", "mỗi tuần hai đến ba lần"),
    ("Trẻ em từ 6 - 24 tháng tuổi.", "trẻ em từ sáu đến hai mươi tư tháng tuổi"),
    ("2/3 số hộ đã ký cam kết.", "hai phần ba số hộ đã ký cam kết"),
    ("Kích thước 3x4.", "kích thước ba nhân bốn"),
]

DECIMALS = [
    ("Dài 1,5 km.", "dài một phẩy năm ki lô mét"),
    ("Sản lượng 0,05 tấn.", "sản lượng không phẩy không năm tấn"),
    ("Tăng 3,25%.", "tăng ba phẩy hai mươi lăm phần trăm"),
    ("Đạt 98,5 % kế hoạch.", "đạt chín mươi tám phẩy năm phần trăm kế hoạch"),
    ("Diện tích 1.234,5 ha.", "diện tích một nghìn hai trăm ba mươi tư phẩy năm héc ta"),
    ("Phiên bản 2.1", "phiên bản hai chấm một"),
]

MONEY = [
    ("Thu 50.000đ/hộ.", "thu năm mươi nghìn đồng trên hộ"),
    ("Hỗ trợ 500.000 đồng.", "hỗ trợ năm trăm nghìn đồng"),
    ("Hỗ trợ 1.500.000 đ.", "hỗ trợ một triệu năm trăm nghìn đồng"),
    ("Kinh phí 2 tỷ đồng.", "kinh phí hai tỷ đồng"),
    ("Kinh phí 1.250.000.000 đồng.", "kinh phí một tỷ hai trăm năm mươi triệu đồng"),
    ("Mức đóng 1500000 đồng.", "mức đóng một triệu năm trăm nghìn đồng"),
    ("Giá 25.000 VNĐ/kg.", "giá hai mươi lăm nghìn đồng trên ki lô gam"),
    ("Ủng hộ 100 USD.", "ủng hộ một trăm đô la mỹ"),
]

UNITS = [
    ("Nhiệt độ 35°C.", "nhiệt độ ba mươi lăm độ xê"),
    ("Nhiệt độ xuống -2°C.", "nhiệt độ xuống âm hai độ xê"),
    ("Nhiệt độ từ 8-12°C.", "nhiệt độ từ tám đến mười hai độ xê"),
    ("Tốc độ 40km/h.", "tốc độ bốn mươi ki lô mét trên giờ"),
    ("Cách 500m.", "cách năm trăm mét"),
    ("Rộng 200 m2.", "rộng hai trăm mét vuông"),
    ("Rộng 200m².", "rộng hai trăm mét vuông"),
    ("Đổ 15 m3 bê tông.", "đổ mười lăm mét khối bê tông"),
    ("Mưa 120mm.", "mưa một trăm hai mươi mi li mét"),
    ("Cao 1m65.", "cao một mét sáu mươi lăm"),
    ("Cấp 10 kg gạo.", "cấp mười ki lô gam gạo"),
    ("Bón 5kg đạm.", "bón năm ki lô gam đạm"),
    ("Cấy 30 ha lúa.", "cấy ba mươi héc ta lúa"),
    ("Đường dây 110 kV.", "đường dây một trăm mười ki lô vôn"),
    ("Dùng 50 kWh điện.", "dùng năm mươi ki lô oát giờ điện"),
    ("Pha 20 ml với 10 lít nước.", "pha hai mươi mi li lít với mười lít nước"),
    ("Đạt 100% kế hoạch.", "đạt một trăm phần trăm kế hoạch"),
    ("Tiêm 0,5 ml.", "tiêm không phẩy năm mi li lít"),
    ("Loa phát trên tần số 98,5 MHz.", "loa phát trên tần số chín mươi tám phẩy năm mê ga héc"),
]

DATES = [
    ("Ngày 5/11/2026", "ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu"),
    ("ngày 05/11/2026", "ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu"),
    ("ngày 05-11-2026", "ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu"),
    ("ngày 5.11.2026", "ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu"),
    ("ngày 5/11", "ngày năm tháng mười một"),
    ("ngày 20/4", "ngày hai mươi tháng tư"),
    ("Thứ sáu, 6/11/2026", "thứ sáu ngày sáu tháng mười một năm hai nghìn không trăm hai mươi sáu"),
    ("sáng 7/11", "sáng ngày bảy tháng mười một"),
    ("tháng 5/2026", "tháng năm năm hai nghìn không trăm hai mươi sáu"),
    ("tháng 4 năm 2026", "tháng tư năm hai nghìn không trăm hai mươi sáu"),
    ("ngày 1 tháng 1 năm 2027", "ngày một tháng một năm hai nghìn không trăm hai mươi bảy"),
    ("năm 2025", "năm hai nghìn không trăm hai mươi lăm"),
    ("năm 1945", "năm một nghìn chín trăm bốn mươi lăm"),
    ("năm 2000", "năm hai nghìn"),
    (
        "năm học 2026-2027",
        "năm học hai nghìn không trăm hai mươi sáu đến hai nghìn không trăm hai mươi bảy",
    ),
    (
        "giai đoạn 2021 – 2025",
        "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm",
    ),
    ("từ ngày 5-7/11", "từ ngày năm đến bảy tháng mười một"),
    ("từ ngày 28/10 đến ngày 3/11", "từ ngày hai mươi tám tháng mười đến ngày ba tháng mười một"),
    (
        "từ 28/10 - 3/11/2026",
        (
            "từ ngày hai mươi tám tháng mười đến ngày ba tháng mười một"
            " năm hai nghìn không trăm hai mươi sáu"
        ),
    ),
    ("dịp lễ 30/4 - 1/5", "dịp lễ ngày ba mươi tháng tư đến ngày một tháng năm"),
    ("Quốc khánh 2/9", "quốc khánh ngày hai tháng chín"),
    ("quý III/2026", "quý ba năm hai nghìn không trăm hai mươi sáu"),
    ("thứ 2 và thứ 4 hằng tuần", "thứ hai và thứ tư hằng tuần"),
    ("thứ 7", "thứ bảy"),
    ("kỳ họp thứ 1", "kỳ họp thứ nhất"),
    ("lần thứ 15", "lần thứ mười lăm"),
    ("ngày 31/12/2026", "ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm hai mươi sáu"),
    ("sinh năm 1960", "sinh năm một nghìn chín trăm sáu mươi"),
]

TIMES = [
    ("Vào hồi 7h30", "vào hồi bảy giờ ba mươi phút"),
    ("lúc 07:30", "lúc bảy giờ ba mươi phút"),
    ("lúc 7h", "lúc bảy giờ"),
    ("lúc 7h00", "lúc bảy giờ"),
    ("lúc 17:00", "lúc mười bảy giờ"),
    ("lúc 19 giờ 30", "lúc mười chín giờ ba mươi phút"),
    ("lúc 19 giờ 30 phút", "lúc mười chín giờ ba mươi phút"),
    ("lúc 8 giờ", "lúc tám giờ"),
    ("lúc 7h05", "lúc bảy giờ năm phút"),
    ("lúc 21h15'", "lúc hai mươi mốt giờ mười lăm phút"),
    ("từ 7h30-11h30", "từ bảy giờ ba mươi phút đến mười một giờ ba mươi phút"),
    ("từ 7h30 đến 11h", "từ bảy giờ ba mươi phút đến mười một giờ"),
    ("7h00 – 9h00", "bảy giờ đến chín giờ"),
    ("từ 13:30 - 16:30", "từ mười ba giờ ba mươi phút đến mười sáu giờ ba mươi phút"),
    ("0h ngày 1/1", "không giờ ngày một tháng một"),
    ("24h/24h", "hai mươi tư giờ trên hai mươi tư giờ"),
    ("Mất điện từ 8-11 giờ.", "mất điện từ tám đến mười một giờ"),
    ("trước 8h00 sáng", "trước tám giờ sáng"),
]

CODES = [
    ("SĐT: 0912345678", "số điện thoại không chín một hai ba bốn năm sáu bảy tám"),
    ("gọi 0912 345 678", "gọi không chín một hai ba bốn năm sáu bảy tám"),
    ("gọi 0209.3.812.345", "gọi không hai không chín ba tám một hai ba bốn năm"),
    ("gọi 0912-345-678", "gọi không chín một hai ba bốn năm sáu bảy tám"),
    ("gọi +84 912 345 678", "gọi cộng tám bốn chín một hai ba bốn năm sáu bảy tám"),
    ("tổng đài 19001234", "tổng đài một chín không không một hai ba bốn"),
    ("tổng đài 1900 9095", "tổng đài một chín không không chín không chín năm"),
    ("gọi ngay 114", "gọi ngay một một bốn"),
    ("Ai có ca cấp cứu gọi 115 trước", "ai có ca cấp cứu gọi một một năm trước"),
    ("gọi 115 hộ đến nhận gạo", "gọi một trăm mười lăm hộ đến nhận gạo"),
    ("gọi 115 để được cấp cứu", "gọi một một năm để được cấp cứu"),
    ("số điện thoại 113", "số điện thoại một một ba"),
    (
        "CCCD số 006090001234",
        "căn cước công dân số không không sáu không chín không không không một hai ba bốn",
    ),
    ("mã số 007", "mã số không không bảy"),
    ("Công văn số 123/UBND-VP", "công văn số một trăm hai mươi ba trên ủy ban nhân dân văn phòng"),
    ("Thông báo số 45/TB-UBND", "thông báo số bốn mươi lăm trên thông báo ủy ban nhân dân"),
    (
        "Nghị định số 15/2024/NĐ-CP",
        "nghị định số mười lăm trên hai nghìn không trăm hai mươi tư trên nghị định chính phủ",
    ),
    (
        "Thông tư 39/2020/TT-BTTTT",
        (
            "thông tư ba mươi chín trên hai nghìn không trăm hai mươi trên"
            " thông tư bộ thông tin và truyền thông"
        ),
    ),
    (
        "Quyết định số 1234/QĐ-UBND ngày 5/11/2026",
        (
            "quyết định số một nghìn hai trăm ba mươi tư trên quyết định ủy ban nhân dân"
            " ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu"
        ),
    ),
    ("biển số 97A-123.45", "biển số chín mươi bảy a một hai ba bốn năm"),
    ("lô B12", "lô bê mười hai"),
    ("quốc lộ 3", "quốc lộ ba"),
    ("QL3", "quốc lộ ba"),
    ("truy cập vihuong.gov.vn", "truy cập vihuong chấm gov chấm vê nờ"),
    ("thư gửi về a@b.vn", "thư gửi về a a còng bê chấm vê nờ"),
]

ROMAN = [
    ("Đại hội XIV", "đại hội mười bốn"),
    ("HĐND khóa XX", "hội đồng nhân dân khóa hai mươi"),
    ("thế kỷ XXI", "thế kỷ hai mươi mốt"),
    ("I. Thành phần", "một thành phần"),
    ("IV. Kinh phí", "bốn kinh phí"),
    ("lần thứ XIX", "lần thứ mười chín"),
    ("Chương II", "chương hai"),
]

ABBREVIATIONS = [
    ("UBND xã", "ủy ban nhân dân xã"),
    ("HĐND và UBND", "hội đồng nhân dân và ủy ban nhân dân"),
    ("UBMTTQ xã", "ủy ban mặt trận tổ quốc xã"),
    ("Thẻ BHYT", "thẻ bảo hiểm y tế"),
    ("đóng BHXH tự nguyện", "đóng bảo hiểm xã hội tự nguyện"),
    ("mang theo CCCD", "mang theo căn cước công dân"),
    ("khám NVQS", "khám nghĩa vụ quân sự"),
    ("công tác PCCC", "công tác phòng cháy chữa cháy"),
    ("Trường THCS", "trường trung học cơ sở"),
    ("Trường TH&THCS", "trường tiểu học và trung học cơ sở"),
    ("ANTT, ATGT", "an ninh trật tự an toàn giao thông"),
    ("HTX nông nghiệp", "hợp tác xã nông nghiệp"),
    ("Đ/c Bí thư", "đồng chí bí thư"),
    ("TP. Thái Nguyên", "thành phố thái nguyên"),
    ("ông Nguyễn Văn B, SN 1970", "ông nguyễn văn bê sinh năm một nghìn chín trăm bảy mươi"),
    ("phòng, chống dịch Covid-19", "phòng chống dịch cô vít mười chín"),
    ("nhóm Zalo của thôn", "nhóm da lô của thôn"),
    ("Sở GD&ĐT", "sở giáo dục và đào tạo"),
    ("BCĐ thôn", "ban chỉ đạo thôn"),
    ("chương trình OCOP", "chương trình ô cốp"),
    ("xây dựng NTM", "xây dựng nông thôn mới"),
    ("T/M UBND xã", "thay mặt ủy ban nhân dân xã"),
    ("ĐVTN tham gia", "đoàn viên thanh niên tham gia"),
    ("xe của XYZ", "xe của ích i dét"),
    ("máy TCL", "máy tê xê lờ"),
]

LISTS = [
    ("- Thành phần: toàn thể nhân dân.", "thành phần toàn thể nhân dân"),
    ("1. Thời gian: 7h30.", "một thời gian bảy giờ ba mươi phút"),
    ("a) Hộ nghèo;\nb) Hộ cận nghèo.", "a hộ nghèo bê hộ cận nghèo"),
    ("• Mang theo thẻ BHYT\n• Đeo khẩu trang", "mang theo thẻ bảo hiểm y tế đeo khẩu trang"),
    ("📢 THÔNG BÁO 📢", "thông báo"),
    ("***", ""),
    ("Điều 1.\nĐiều 2.", "điều một điều hai"),
]

WHOLE = [
    (
        (
            "UBND xã kính mời đại diện các hộ gia đình thôn 1, thôn 4 dự họp vào hồi 19h30"
            " ngày 6/11/2026 (thứ Sáu) tại Nhà văn hóa thôn."
        ),
        (
            "ủy ban nhân dân xã kính mời đại diện các hộ gia đình thôn một thôn bốn dự họp vào hồi"
            " mười chín giờ ba mươi phút ngày sáu tháng mười một năm hai nghìn không trăm hai mươi"
            " sáu thứ sáu tại nhà văn hóa thôn"
        ),
    ),
    (
        (
            "Trạm Y tế xã tổ chức tiêm chủng cho trẻ từ 2 - 24 tháng tuổi, từ 7h30 đến 10h30,"
            " thứ Năm, 12/11/2026. Khi đi mang theo sổ tiêm và thẻ BHYT."
        ),
        (
            "trạm y tế xã tổ chức tiêm chủng cho trẻ từ hai đến hai mươi tư tháng tuổi từ bảy giờ"
            " ba mươi phút đến mười giờ ba mươi phút thứ năm ngày mười hai tháng mười một năm hai"
            " nghìn không trăm hai mươi sáu khi đi mang theo sổ tiêm và thẻ bảo hiểm y tế"
        ),
    ),
    (
        "Điện lực thông báo tạm ngừng cấp điện từ 8h00-16h30 ngày 15/11 để sửa đường dây 35 kV.",
        (
            "điện lực thông báo tạm ngừng cấp điện từ tám giờ đến mười sáu giờ ba mươi phút ngày"
            " mười lăm tháng mười một để sửa đường dây ba mươi lăm ki lô vôn"
        ),
    ),
    (
        (
            "Mức thu thủy lợi phí 25.000đ/sào, hạn nộp trước ngày 30/11/2026; mọi thắc mắc gọi"
            " 0209 3812 345."
        ),
        (
            "mức thu thủy lợi phí hai mươi lăm nghìn đồng trên sào hạn nộp trước ngày ba mươi tháng"
            " mười một năm hai nghìn không trăm hai mươi sáu mọi thắc mắc gọi không hai không chín"
            " ba tám một hai ba bốn năm"
        ),
    ),
    (
        (
            "Do ảnh hưởng của bão số 3, từ đêm 7/9 có mưa từ 100-200mm, có nơi trên 300mm."
            " Đề nghị các hộ sống ven suối di dời trước 17h00."
        ),
        (
            "do ảnh hưởng của bão số ba từ đêm ngày bảy tháng chín có mưa từ một trăm đến hai trăm"
            " mi li mét có nơi trên ba trăm mi li mét đề nghị các hộ sống ven suối di dời trước"
            " mười bảy giờ"
        ),
    ),
]

# Found by reading aloud what the rules made of further texts.
SECOND_LOOK = [
    (
        "16,5 độ Vĩ Bắc; 112,3 độ Kinh Đông",
        ("mười sáu phẩy năm độ vĩ bắc một trăm mười hai phẩy ba độ kinh đông"),
    ),
    ("Gọi 115,5 điểm", "gọi một trăm mười lăm phẩy năm điểm"),
    ("Thu 115.000đ, 113 suất", "thu một trăm mười lăm nghìn đồng một trăm mười ba suất"),
    ("Tổng số: 115. Sĩ số 113", "tổng số một trăm mười lăm sĩ số một trăm mười ba"),
    ("Chiều cao: 115 cm", "chiều cao một trăm mười lăm xăng ti mét"),
    ("Cháy nhà: gọi 114 ngay", "cháy nhà gọi một một bốn ngay"),
    (
        "rộng 5 km2, 113 người/km2",
        ("rộng năm ki lô mét vuông một trăm mười ba người trên ki lô mét vuông"),
    ),
    ("sóng cao 3.0-5.0m", "sóng cao ba phẩy không đến năm phẩy không mét"),
    ("Trực: 112, 114, 115.", "trực một một hai một một bốn một một năm"),
    ("Điện thoại: (0209) 3 812 345", "điện thoại không hai không chín ba tám một hai ba bốn năm"),
    ("Nghị quyết 57-NQ/TW", "nghị quyết năm mươi bảy nghị quyết trung ương"),
    ("Chỉ thị 05-CT/TW", "chỉ thị năm chỉ thị trung ương"),
    ("QĐ số 02/QĐ-TTg", "quyết định số hai trên quyết định thủ tướng"),
    (
        "Luật số 72/2025/QH15",
        "luật số bảy mươi hai trên hai nghìn không trăm hai mươi lăm trên quốc hội mười lăm",
    ),
    ("Sở LĐ-TB&XH", "sở lao động thương binh và xã hội"),
    ("Số 15, ngõ 12/5", "số mười lăm ngõ mười hai trên năm"),
    ("Khổ 21x29,7 cm", "khổ hai mươi mốt nhân hai mươi chín phẩy bảy xăng ti mét"),
    ("Rộng 5 m x 3 m", "rộng năm mét nhân ba mét"),
    ("Rộng 5m2", "rộng năm mét vuông"),
    ("Tốc độ gió 25 m/s", "tốc độ gió hai mươi lăm mét trên giây"),
    ("38,5 ºC", "ba mươi tám phẩy năm độ xê"),
    ("từ -2 đến 3°C", "từ âm hai đến ba độ xê"),
    ("50% - 70% diện tích", "năm mươi phần trăm đến bảy mươi phần trăm diện tích"),
    ("1,5 triệu đồng/hộ/năm", "một phẩy năm triệu đồng trên hộ trên năm"),
    ("60 000 đồng", "sáu mươi nghìn đồng"),
    ("1 000 000 đồng", "một triệu đồng"),
    ("3.000-5.000 đồng", "ba nghìn đến năm nghìn đồng"),
    (
        "hạn cuối 2026-11-05",
        "hạn cuối ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu",
    ),
    ("số 13/2026", "số mười ba trên hai nghìn không trăm hai mươi sáu"),
    ("35-7/11", "ba mươi lăm đến ngày bảy tháng mười một"),
    ("TỈNH ĐẮK LẮK", "tỉnh đắk lắk"),
    ("Huyết áp 120/80", "huyết áp một trăm hai mươi trên tám mươi"),
    ("quý 4/2026", "quý bốn năm hai nghìn không trăm hai mươi sáu"),
    ("ngày 20-11", "ngày hai mươi tháng mười một"),
    ("từ ngày 5-7 tháng 11", "từ ngày năm đến bảy tháng mười một"),
    ("1/2 ngày công", "một phần hai ngày công"),
    ("trực 24/7", "trực hai mươi tư trên bảy"),
    ("ngày 24/7", "ngày hai mươi tư tháng bảy"),
    ("từ thứ Hai - thứ Sáu", "từ thứ hai đến thứ sáu"),
    ("ngày 5/11 - ngày 7/11", "ngày năm tháng mười một đến ngày bảy tháng mười một"),
    ("8h30 phút", "tám giờ ba mươi phút"),
    ("8h30p", "tám giờ ba mươi phút"),
    ("9g30", "chín giờ ba mươi phút"),
    ("lúc 5 giờ kém 15", "lúc năm giờ kém mười lăm"),
    ("I/ Nội dung", "một nội dung"),
    ("1/ Nội dung", "một nội dung"),
    ("+ Nội dung", "nội dung"),
    ("Xã Vi Hương.Đề nghị bà con", "xã vi hương đề nghị bà con"),
    ("ubnd xã, Ubnd xã", "ủy ban nhân dân xã ủy ban nhân dân xã"),
    ("facebook.com/xavihuong", "phây búc chấm com gạch chéo xavihuong"),
    ("https://vihuong.gov.vn/a", "vihuong chấm gov chấm vê nờ gạch chéo a"),
    ("quốc lộ 3B", "quốc lộ ba bê"),
    ("Cúm A/H5N1", "cúm a hát năm nờ một"),
    ("hộ nghèo ≥ 3 nhân khẩu", "hộ nghèo từ ba nhân khẩu trở lên"),
    ("½ diện tích", "một phần hai diện tích"),
    ("①②③", "một hai ba"),
    ("１２３ người", "một trăm hai mươi ba người"),
    ("mã 1234567", "mã một hai ba bốn năm sáu bảy"),
]

EXAMPLES = [
    *PLAIN,
    *HEADINGS,
    *CARDINALS,
    *DECIMALS,
    *MONEY,
    *UNITS,
    *DATES,
    *TIMES,
    *CODES,
    *ROMAN,
    *ABBREVIATIONS,
    *LISTS,
    *WHOLE,
    *SECOND_LOOK,
]
