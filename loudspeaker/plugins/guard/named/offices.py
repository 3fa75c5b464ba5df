"""Offices, posts and callings: who has one is named in it, and that is everybody's business."""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.guard.named.words import Phrases, Said, keys_in

_ROLES: Final = """
chủ tịch|thợ điện|thợ nước|thợ sửa|thợ xây|phó chủ tịch|bí thư|phó bí thư|trưởng thôn
|trưởng bản|trưởng xóm|trưởng ấp|trưởng khu|trưởng buôn|thôn trưởng|phó thôn|phó trưởng thôn
|trưởng ban|phó ban|phó trưởng ban|trưởng phòng|phó phòng|phó trưởng phòng|trưởng trạm|phó trạm
|trạm trưởng|trạm phó|trưởng công an|phó công an|phó trưởng công an|trưởng khoa|phó khoa
|trưởng đoàn|trưởng họ|trưởng tộc|giám đốc|phó giám đốc|tổng giám đốc|hiệu trưởng|hiệu phó
|phó hiệu trưởng|tổ trưởng|tổ phó|đội trưởng|đội phó|thôn đội trưởng|thôn đội phó|xã đội trưởng
|liên đội trưởng|chi đội trưởng|lớp trưởng|chi hội trưởng|chi hội phó|phân hội trưởng
|chi cục trưởng|cục trưởng|vụ trưởng|bộ trưởng|thứ trưởng|thủ tướng|tổng bí thư|chánh văn phòng
|phó chánh văn phòng|chánh án|phó chánh án|chánh thanh tra|chỉ huy trưởng|chỉ huy phó
|chính trị viên|chính ủy|đồn trưởng|đồn phó|hạt trưởng|đại biểu|đại biểu quốc hội|ủy viên
|phó ban chỉ huy|thường trực|cán bộ|công chức|viên chức|chuyên viên|nhân viên|kế toán|thủ quỹ
|thủ kho|văn thư|thư ký|bảo vệ|cộng tác viên|tuyên truyền viên|phát thanh viên|khuyến nông viên
|khuyến nông|thú y|thú y viên|cán sự|nhân viên thú y|bác sĩ|bs|ys|bscki|bsckii|bsck1|bsck2|y sĩ
|y tá|dược sĩ|điều dưỡng|hộ lý|hộ sinh|nữ hộ sinh|cô đỡ|y tế thôn|y tế thôn bản|y tế bản
|lương y|thầy thuốc|thầy lang|đại danh y|danh y|giáo viên|giảng viên|cô giáo|thầy giáo|nhà giáo
|ngƯt|ngưt|tổng phụ trách|huấn luyện viên|giáo sư|gs|phó giáo sư|pgs|tiến sĩ|ts|thạc sĩ|ths
|kỹ sư|ks|cử nhân|luật sư|trợ giúp viên pháp lý|thẩm phán|kiểm sát viên|hội thẩm
|công chứng viên|chấp hành viên|đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá|thượng tá
|trung tá|thiếu tá|đại úy|thượng úy|trung úy|thiếu úy|thượng sĩ|trung sĩ|chiến sĩ|công an viên
|dân quân|kiểm lâm|bộ đội|cảnh sát khu vực|cảnh sát|phóng viên|biên tập viên|nhà báo|nhà văn
|nhà thơ|nhạc sĩ|ca sĩ|nghệ sĩ|nghệ sĩ ưu tú|nghệ sĩ nhân dân|nsưt|nsnd|nghệ nhân
|nghệ nhân ưu tú|họa sĩ|diễn viên|đạo diễn|tác giả|danh ca|soạn giả|mc|linh mục|cha xứ|giám mục
|mục sư|hòa thượng|thượng tọa|đại đức|sư thầy|ni sư|sư cô|trụ trì|già làng|người uy tín
|trưởng dòng họ|thầy mo|thầy cúng|chức sắc|trưởng ban trị sự|anh hùng|nữ anh hùng|liệt sĩ|vua
|tướng|tướng quân|danh tướng|danh nhân|chúa|nhà cách mạng|chí sĩ|đại thi hào|thi hào|cố nhạc sĩ
|cố nghệ sĩ|cố chủ tịch|cố bí thư|bà mẹ việt nam anh hùng|mẹ việt nam anh hùng
|anh hùng lao động|anh hùng lực lượng vũ trang nhân dân|bác hồ|trạng nguyên|hoàng đế
|vận động viên|cầu thủ|thí sinh|người dẫn chương trình|trọng tài|hòa giải viên|người phát ngôn
|đại diện lãnh đạo|phụ trách|người phụ trách|chủ nhiệm|phó chủ nhiệm|chủ nhiệm hợp tác xã
|quản lý|điều hành|trực ban|báo cáo viên|tình nguyện viên|chủ tọa|tổ công nghệ số|bưu tá
|hướng dẫn viên|chủ cơ sở|nhà hảo tâm|nhà tài trợ|mạnh thường quân|doanh nhân|chủ doanh nghiệp
|người có uy tín|bí thư chi đoàn|thủ thư|lái xe cứu thương|thành viên ban|trưởng điểm
|trưởng chi nhánh|ban quản lý|nhà khoa học|nhà nghiên cứu
"""
OFFICE_WORDS: Final = keys_in("""
ubnd hđnd mttq ủy ban nhân dân xã phường thôn bản tổ xóm ấp khu buôn hội đồng mặt trận quốc phụ nữ
nông cựu chiến binh thanh niên đoàn đảng chi bộ công an quân sự trường trạm y tế trung tâm văn hóa
phòng khoa bệnh viện phục vụ hành chính là chí đ/c ông bà anh chị cô thầy cụ viên của lâm thời
liên ngành khuyến hợp tác tỉnh huyện thành phố sở cục tiểu học thcs thpt mầm non cơ và phổ thông
nội bán trú tộc người cao tuổi chữ thập đỏ giáo dục đào tạo thường trực kinh số sách ngân hàng
giao dịch quỹ tín dụng phó trưởng huy chỉ đất đai địa tư pháp hộ tịch môi xây dựng quản lý dự án
điện nước bưu đa lớp dạy âm nhạc mừng chuyên nhi ngoại sản đội ưu tú lão quá cố vùng 1 2 3 4 5 6 7
8 9 10 11 12 biên đồn kiểm hạt
""")
"""What may stand between a post and who has it: Chủ tịch Hội Cựu chiến binh xã …."""
ROLES: Final = Phrases({"role": _ROLES, "none": "nhà văn hóa"})


def is_role(said: Said | None) -> bool:
    """Tell whether what was found is an office and not only begins like one."""
    return said is not None and said.name == "role"
