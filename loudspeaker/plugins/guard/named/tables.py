"""Vietnamese words that tell names: surnames, forms of address, and what only looks like a name."""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.guard.named.words import Phrases, keys_in

# Kinh, Tày, Nùng, Thái, Mường, Mông, Dao, Giáy, Khmer, Chăm and peoples of the highlands.
SURNAMES: Final = keys_in("""
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh mai đoàn lương
trương hà cao phùng tạ tô tống thái châu lưu lâm kiều quách chu vương thân doãn đào đàm đậu đồng
khổng khúc kim la lại lã lục lữ mạc nghiêm nhữ ninh phí phó quan quản tăng thạch tiêu tôn từ ung
văn vi xa âu ân an bành bạch cung cù cát chử diệp đái giang giáp hàn hạ hứa hình kha khuất lộc mã
mẫn ngọc nhâm ngụy nông ôn phương sái sầm sử thang thiều thẩm tòng triệu trang trà ma bế bàn hoa
dìu lăng long lò quàng lường cà cầm lù vì bạc điêu đèo lô ngân vang vừ giàng sùng thào vàng lầu
mùa hạng hầu cứ ly lì má cháng chang chá tráng thò hờ mua và dình phàng khang xồng xìn sình seo
thao cự dế vàn vù ví lỳ chảo tẩn phàn phù lừu lồ tải ló vạn sơn danh kiên chau neang néang thiên
qua bá chế ksor rơ rcom rahlan siu kpă kpa nay rơmah rmah hiao niê mlô kbuôr ayun êban byă ktla
adrơng ktul hdok eban chamaléa katơr pinăng pi bling zơrâm alăng bhling coor bríu arất pơloong
đống đới chìu chúng cồ đằng lãnh liềng lềnh nùng sạch sần thền tờ ngải nịnh voòng tằng chíu tưởng
thi tất tào tiết quán mang phìn pờ khoàng giá po hù lùng lèng sò lỗ lỏ phà hoả tả kon alê bnướch
chẻo tsằn sằn slần
""")
# Surnames that begin no sentence as ordinary words and hardly a place: two words are a name.
SURE_SURNAMES: Final = keys_in("""
nguyễn trần phạm huỳnh phan đặng bùi ngô trịnh quách giàng sùng thào vừ quàng lường sầm
""")
ADDRESS: Final = keys_in("""
ông bà anh chị em cháu cụ cô chú bác thầy dì cậu mợ thím bạn bé đ/c mế bủ lão nàng thằng cu trò
ông/bà
anh/chị chị/anh bà/ông
""")
_OTHERS: Final = """
tên là hộ vợ chồng con trai gái dân sinh nhân tượng niên mẹ bố cha phụ_huynh huynh chí chủ tịch
thương binh đẻ nữ nam trẻ nhà đình của với gồm
"""
WEAK_ADDRESS: Final = keys_in(_OTHERS)
"""Words before a name that need a surname behind them: con trai Lê Văn …, công dân Trần …."""
CHILD_ADDRESS: Final = keys_in("cháu em bé trẻ thằng cu trò")
CHILD_WORDS: Final = frozenset({("học", "sinh"), ("nữ", "sinh"), ("nam", "sinh"), ("thiếu", "nhi"),
    ("con", "trai"), ("con", "gái"), ("thiếu", "niên"), ("cậu", "bé"), ("cô", "bé")})  # fmt: skip
# A capital letter behind ông, bà … that begins no name.
NO_NAME: Final = keys_in("việt mẹ táo noel và ubnd hđnd mttq ban tổ khu hội mặt")
PLACES: Final = Phrases(
    {
        "place": """
xã|phường|thôn|bản|xóm|buôn|làng|ấp|tổ|khu|phố|đường|ngõ|ngách|hẻm|cầu|chợ|kênh|núi|đồi|suối
|sông|hồ|đèo|đảo|dốc|huyện|tỉnh|quận|thị trấn|thị xã|thành phố|quốc lộ|tỉnh lộ|trường|quỹ
|bệnh viện|đền|chùa|đình|đình làng|miếu|lăng|bức tượng|pho tượng|tượng đài|đài|công viên
|quảng trường|ngã ba|ngã tư|bến|ga|cảng|rạp|sân|giải|cúp|đội|câu lạc bộ|phong trào|chiến dịch
|ca khúc|bài hát|bài thơ|truyện|phim|vở kịch|vở chèo|cuốn sách|huy hiệu|nghĩa trang|trạm|khối
|khóm|cụm|hang|động|thác|đập|đồn|hội trường|hợp tác xã|htx|công ty|doanh nghiệp|cửa hàng|quán
|siêu thị|khách sạn|lâm trường|nông trường|trang trại|thủy điện|mỏ|vua|chúa|tướng|anh hùng
|liệt sĩ|dòng họ|nhà thờ|nhà máy|nhà văn hóa|học bổng|khu di tích|giáo xứ|lớp|chi đoàn|chi đội
|liên đội
|tiểu đoàn|trung đoàn|sư đoàn|bảo tàng|thư viện|ngân hàng|khu phố|tuyến phố|tuyến đường|đại lộ
""",
        "none": """
gia đình|lao động|vận động|hoạt động|cơ động|bộ đội|quân đội|chủ quán|xã viên|tổ viên|dân bản
|dân làng|dân thôn|người xã|ra quán
""",
    }
)
_FILLERS: Final = """
tiểu học và thcs thpt mầm non trung cơ sở số phổ thông dân tộc nội bán trú bóng đá hữu nghị bổng
khuyến cấp liên khám đa khoa quốc tế sinh hoạt cư di tích lịch sử anh hùng liệt sĩ thanh niên
thiếu nhi mang tên khối thi đua văn hóa chính trị hồ ký ca truyền thống
"""
FILLERS: Final = keys_in(_FILLERS)
"""Words between a place's kind and its name: Trường Tiểu học và THCS …."""
NO_PERSONS: Final = Phrases({
    "place": "hà nhì|la chí|la hủ|lô lô|hoàng liên sơn|hoàng su phì|vàng ma chải|hà nội"
    "|hà giang|cao bằng|hồ chí minh|trường sơn"
    "|lâm đồng|sơn la|lai châu"
    "|kim bôi|mai châu|lương sơn|lục ngạn|lục yên|đồng văn|trần phú|hùng vương"
})  # fmt: skip
"""What begins like a name and is a place, or was a person whom everybody knows."""
NAMED_AFTER: Final = keys_in("mang đặt đổi có ghi thật")
NO_GIVEN: Final = keys_in("hóa nghệ phòng bản thư kiện trấn xã trường sát")
"""What makes Văn or Thị before it another word: văn hóa, thị trấn."""
MIDDLE: Final = keys_in("""
văn thị a hữu đức minh quang xuân ngọc thanh đình công duy bảo seo mí láo tả mùi quốc thế trọng
viết bá hồng thu kim gia anh y tuấn hoài khánh thùy phương sành tòn
""")
CAPITAL_ENDS: Final = keys_in("""
và bị ở đã lớp thôn bản xã là có đến lên ra về còn chưa nợ nộp ký phải được nhận con sinh trú vì
để mời xin đang vừa tổ xóm mắc nhiễm với cùng không làm trong do theo cho tại vay thuộc
""")
