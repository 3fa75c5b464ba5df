"""What shares, counts, addresses and stretches stand beside, in small letters."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.labels import WHOLE_WORD
from loudspeaker.text.regex import regex

OF_SOMETHING: Final = regex(
    r"(?:là người|số|tổng|diện tích|dân số|thời gian|ngày|giờ|chiều|quãng|lượng|kinh phí"
    r"|khối lượng|giá trị|quỹ|mức|vốn|nhân khẩu|thu nhập|sản lượng|lãnh thổ|chi phí|tài sản|thân"
    r"|đàn|cốc|bát|thìa|viên|bể|thùng|bình|chậu|xô)\b"
)
PORTION: Final = regex(r"(?:suất|khẩu phần|phần ăn|lạng|cân|viên|gói|quả|tháng)\b")
COUNTED: Final = regex(
    r"(?:hộ|vụ|khẩu|tháng|loại|tiêu chí|thôn|xã|bản|xóm|tổ|em|cháu|học sinh|học viên|đại biểu"
    r"|chỉ tiêu|phiếu|cửa xả|tổ máy"
    r"|người|điểm|thành viên|đảng viên|hội viên|đoàn viên|chi bộ|chi hội|trường|lớp|nhà|hồ sơ"
    r"|công trình"
    r"|bạn|nội dung|gia đình|cơ sở|giáo viên|cán bộ|trẻ|ca|mẫu|buổi|môn|câu|đề tài|sản phẩm|trạm"
    r"|con|cây|cái|chiếc|bộ|tàu|ao|cầu|xứ đồng|cánh đồng|mũi|cuộc|đơn|lượt|cống|cột|xe"
    r"|thuyền|đập|hồ|nvh|giống|bao|dự án|nhiệm vụ|ý kiến|km|hạng mục|cụm|đơn vị|đội|suất|thẻ|máy"
    r"|cử tri|cụ|chị|anh|thanh niên|áo phao|giường|ghế|chỗ|toa|sạp|ki ốt|kiốt|gian|chuyến|trận|ván"
    r"|bàn(?! (?:giao|bạc|về|việc))|cọc|trụ|bóng|đèn|vòi|quạt|loa|cửa|chốt|giếng|quầy|camera"
    r"|phường|khu phố|ấp|làng|sinh viên|bình chữa cháy|đồng chí|khu dân cư|hợp tác xã|htx"
    r"|doanh nghiệp|chủ hộ|phụ huynh|bệnh nhân|ngôi|căn|tờ"
    r"|sao|kỳ(?! (?:họp|thi))|đợt|tiết|liều|ngày (?:trong|mỗi|một|của) tuần)\b(?! [0-9])"
)
PAYS: Final = regex(
    r"(?:xã|huyện|tỉnh|nhà nước|gia đình|thôn|hộ|trường)"
    r" (?:hỗ trợ|tự|lo|chịu|đóng|góp|chi|vay|trả)\b"
)
# What stands between two that are named so: lớp 8/1 đến 8/6, lớp 9/2 thắng 9/4.
_AND: Final = (
    r"(?:[,;+&→–-]|[-=]>|và|đến|tới|hoặc|hay|rồi|cùng|cùng với|với|gặp|thắng|thua|hòa|hoà|đấu với"
    r"|đổi (?:phòng|chỗ|lịch|tiết) (?:với|cho))"
)
NUMBERED: Final = regex(
    r"\b(?:lớp(?: (?:học|chọn|chuyên|ghép|bán trú|mẫu giáo|mầm non|trưởng|phó))?|thôn|xóm|tổ|ấp"
    r"|đội|khu|chi đội|tập thể|gvcn|hs|ph|phòng|nhóm|dãy|căn|hẻm|kiệt|ngách|tầng|bàn|quầy|buồng"
    r"|giường|gian|sạp|ô|tủ|ngăn|toa|cửa|cổng|cụm|ghế|kho|block|ki ốt|kiốt|khu phố|dân phố|kp|tdp"
    r"|kệ|ke|tiết|câu|bến|sân|trụ|cột|lều|thang máy|quý|trang"
    r"|(?:tháng|tuần|lần|kỳ|năm|buổi|tiết|đợt|mũi) thứ)"
    rf"{WHOLE_WORD}:?(?: ?[0-9]+/[0-9]+ ?{_AND})*(?: [0-9]{{1,2}}[-–])?$"
)
OF_GRADE: Final = regex(  # khối 9: 9/1, 9/2
    rf"\b(?:khối|lớp) ([0-9]{{1,2}}) ?(?:[:(]|gồm|các lớp)+(?: ?\1/[0-9]+ ?{_AND})*$"
)
ADDRESS: Final = regex(rf"\b(?:số|khối|nhà|ngõ|ngách|hẻm|lô|tờ|thửa){WHOLE_WORD}$")
STRETCH_BEFORE: Final = regex(
    r"\b(?:lớp|thôn|tổ|khối|trang|nhóm|tiết|bài|mục|điều|tháng|cấp|số|từ|mỗi|khoảng|có|được|còn"
    r"|tầng|tuần|độ|vụ|đợt|lần|phòng|điểm|cách|trong|hơn|gần|thêm|cho|là|uống|bón|pha|xóm|loại"
    r"|chi hội|chi đoàn|chi bộ|đội|cụm|sân|bến|hàng|kho|ngõ|hẻm|cột|mốc|trạm|tuyến|tiểu đội"
    r"|vòng|ngách|kiệt|cổng|ngăn|máy|thẻ|phiếu|mẫu|căn|giống|gói|nhịp|luống|thang|bệ|bục|loa"
    r"|câu|chương|mâm|đơn vị|thửa|toa|ban|khoa|ấp|bản|km|khu|ca|kíp"
    r"|dân phố|khu phố|kp|tdp|lều|bàn|ghế|dãy|giường|kiốt|ki ốt|sạp|quầy|cổng|cửa"
    r"|buồng|hộp|tủ|lô|ô|gian|bể|nhà|xe)"
    rf"{WHOLE_WORD}$"
)
STRETCH_BEHIND: Final = regex(
    r"(?:ngày|tháng|năm|tuần|giờ|phút|lần|tuổi|triệu|nghìn|tỷ|%|con|cây|cái|mũi|bao|lít|muỗng|viên"
    r"|trang|mẫu|sào|bát|chén|kg|g|m|cm|km|ha|tấn|tạ|ml|độ|°|k|đ|đồng|giây|tiếng|buổi|đứa|đôi)\b"
)
