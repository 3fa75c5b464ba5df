"""What is a person's own, in the words of announcements; a table a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loudspeaker.plugins.guard.kinds import Kind
from loudspeaker.plugins.guard.named.words import Phrases

_MATTER: Final = """
gặp thôn trưởng|gặp trưởng thôn|mời làm việc|lên phòng|thửa|đứng tên|phân định|thương lượng
|phá lúa|phá hoại|ký nhận|lên ký|ký giấy|đến ký|ra ký|phúc tra|đất rừng|đất ở|đất vườn|lối đi
|bờ ruộng|thân chủ|còn thiếu|được cấp|được phê duyệt|phê duyệt|danh sách nhận|danh sách hưởng
|ra khỏi danh sách|nhận gạo|gạo cứu đói|bờ rào|tường rào|hàng rào|lối đi chung|nước thải
|tiếng ồn|gây mất trật tự|mất trật tự|mất an ninh|karaoke|xây nhà|cơi nới|khai thác|vận chuyển
|buôn bán|cố ý|quấy rối|chửi bới|xúc phạm|vu khống|bôi nhọ|xuất cảnh|vượt biên trái phép
|giấy ra viện|viện kiểm sát|chưa ký|không ký|yêu cầu ông|yêu cầu bà|yêu cầu anh|yêu cầu chị
|yêu cầu hộ|yêu cầu gia đình|đề nghị hộ ông|đề nghị hộ bà|đề nghị hộ anh|đề nghị hộ chị
|làm việc với|có mặt tại trụ sở|có mặt tại ủy ban|có mặt tại ubnd|có mặt tại xã|quốc tịch
|bị loại khỏi|quản thúc|theo dõi|vụ kiện|phiên tòa|phiên xử|hầu kiện|thu hồi danh hiệu|chia đất
|bán đất trái phép|mua bán đất|giấy tay|cầm dao|gây sự|quá hạn|sai quy hoạch|buộc|kiểm dịch
|ngừng kinh doanh|chung sống|phòng tư pháp|tư pháp xã|làm rõ|đền tiền|bàn giao mặt bằng
|trả lại hiện trạng|làm giấy tờ|chuyển khẩu|nhập khẩu về|cắt khẩu|tách hộ|nhập hộ|bằng lái
|giấy phép lái xe|khám xét|bảo lãnh|giám định|ra tòa|hầu tòa|nguyên đơn|bị đơn|người làm chứng
|cấm đi khỏi nơi cư trú|quản chế|ngược đãi|đe dọa|ghen tuông|ăn trộm|chứa chấp|vụ án|vụ việc
|giấy báo|giấy báo nhập ngũ|gọi nhập ngũ|giao đất|thuê đất|mất sổ|nhận tiền|lĩnh tiền|tiền tuất
|mai táng phí|tiền mai táng|chế độ mai táng|hỗ trợ mai táng|chi phí mai táng|lương hưu
|giải quyết|thẩm định|thẩm tra|xác minh|điều tra|hộ chính sách|di sản|cấp sổ|làm sổ|lấy sổ
|nhận sổ|làm thẻ|nhận thẻ|đến tòa|xin hoãn|nhắc nhở|phê bình|chấp hành|không chấp hành
|bàn giao đất|mất tích|tranh cãi|xích mích|đánh người|giật đồ|bị lừa|vay mượn|thách cưới|bắt vợ
|kéo vợ|sinh con thứ ba|bị cấm|bị tố|bị kiện|bị đình chỉ|bị thu hồi|bị từ chối|bị trả lại
|trả lại hồ sơ|bác đơn|rút đơn|nộp đơn|đơn xin|tờ khai|biên lai|hồ sơ|đơn|đơn thư|đơn từ
|thủ tục|giấy hẹn|kết quả giải quyết|nhận kết quả|trả kết quả|kết quả đăng ký|kết quả hồ sơ
|trễ hẹn|quá hẹn|thụ lý|bổ sung giấy tờ|thiếu giấy tờ|bổ sung giấy|bộ phận một cửa|một cửa
|tiếp nhận và trả kết quả|trung tâm phục vụ hành chính công|giấy tờ còn thiếu|giấy chứng nhận
|sổ đỏ|sổ hồng|quyền sử dụng đất|tách thửa|hợp thửa|chuyển nhượng|sang tên|thừa kế|di chúc
|đo đạc|mốc giới|ranh giới|tranh chấp|lấn chiếm|lấn đất|lấn ranh|thu hồi đất|đền bù|bồi thường
|giải phóng mặt bằng|giải tỏa|chuyển mục đích|cấp đất|mục đích sử dụng|thửa đất|thửa số
|xây dựng trái phép|xây trái phép|xây nhà trái phép|không phép|sai phép|trái phép|giấy phép
|cấp phép|xin phép|tháo dỡ|di dời|cưỡng chế|đăng ký kinh doanh|hộ kinh doanh|đăng ký kết hôn
|kết hôn|li hôn|ly hôn|ly thân|chia tài sản|quyền nuôi con|cấp dưỡng|khai sinh|khai tử|chứng tử
|cải chính|hộ tịch|hộ khẩu|tạm trú|tạm vắng|tình trạng hôn nhân|xác nhận độc thân|nhận con nuôi
|giám hộ|chứng thực|công chứng|lý lịch tư pháp|làm căn cước|cấp căn cước|thẻ căn cước
|làm định danh|lệnh gọi|khám nghĩa vụ quân sự|trốn nghĩa vụ|nghĩa vụ quân sự|khám tuyển
|tạm hoãn|miễn gọi nhập ngũ|trốn khám|giấy gọi|xử phạt|nộp phạt|tiền phạt|bị phạt|phạt tiền
|phạt hành chính|vi phạm|biên bản|tạm giữ|thu giữ|giữ xe|tịch thu|kỷ luật|cảnh cáo|khiển trách
|kiểm điểm|đình chỉ|kiểm tra hành chính|khiếu nại|tố cáo|khiếu kiện|kiến nghị|phản ánh|tố giác
|trình báo|đối chất|hòa giải|mâu thuẫn|kiện|khởi kiện|tòa án|tòa|triệu tập|xét xử|bị cáo|bị can
|khởi tố|bị bắt|bắt giữ|bắt quả tang|truy nã|truy tìm|tạm giam|ra tù|mãn hạn tù|đi tù|tù treo
|án treo|án tù|phạm tội|tiền án|tiền sự|cải tạo|giáo dục tại xã|đầu thú|tự thú|ra trình diện
|trình diện|cai nghiện|đánh bạc|cờ bạc|trộm|trộm cắp|lừa đảo|gây thương tích|đánh nhau
|hành hung|gây rối|bạo lực|bạo hành|đánh vợ|đánh đập|ngoại tình|tảo hôn|mua bán người|phá rừng
|đốt rừng|chặt rừng|chặt phá|buôn lậu|tàng trữ|sử dụng ma túy trái phép|nồng độ cồn|say rượu
|mại dâm|đốt pháo|pháo nổ|đổ rác|xả rác|xả thải|gây ô nhiễm|thả rông|săn bắt|kích điện
|thi hành án|kê biên|hộ nghèo|cận nghèo|thoát nghèo|nghèo|tái nghèo|diện nghèo|bình xét
|xét duyệt|trợ cấp|trợ giúp xã hội|bảo trợ|bảo trợ xã hội|cứu trợ|cứu đói|nhận hỗ trợ
|được hỗ trợ|hỗ trợ|nhà tạm|nhà dột nát|đại đoàn kết nhà|nhà đại đoàn kết|nhà tình thương
|nhà tình nghĩa|chế độ|người có công|hưởng chế độ|tiền hỗ trợ|nhận trợ cấp|cắt chế độ
|thu hồi quyết định|hưởng sai|trục lợi|đủ điều kiện|không đủ điều kiện|được duyệt|được xét
|bị loại|làm việc về|để làm việc|đến làm việc|lên làm việc|có mặt tại công an|giải trình
|giấy mời làm việc|giấy triệu tập|lên trụ sở|lên ủy ban|lên ubnd|lên công an|đến trụ sở
|đến công an|đến ủy ban|đến ubnd|đến bộ phận|ra công an|ra trụ sở|ra ủy ban|ra ubnd|lên xã
|tại công an xã|gặp công an|gặp cán bộ địa chính|gặp cán bộ tư pháp|gặp cán bộ|nhận quyết định
|nhận giấy|lấy giấy|quyết định|hoàn cảnh khó khăn|thất nghiệp|bảo hiểm thất nghiệp|mất sức
|chính sách|xin xác nhận|xác nhận|cam kết|bỏ nhà|bỏ đi khỏi địa phương|bỏ trốn|đề nghị cấp
|xin cấp|cấp lại|cấp đổi|gia hạn|thu hồi|hoàn cảnh|neo đơn|khó khăn
"""
_HEALTH: Final = """
đến trạm|ra trạm|lên trạm|đến bệnh viện|vào viện|ra viện|sức yếu|truyền dịch|thuốc thang
|ngã gãy|ngã từ|ngã xuống|ngã ở|ngã xe|té ngã|ngã giàn|cắn|bị húc|bị trâu húc|bị bò húc
|tiêm mũi|mũi nhắc|hạch|chờ sinh|lá lách|tổn thương|chụp phim|chụp phổi|siêu âm|bất tỉnh
|chưa tỉnh|kiệt sức|bị ngất|bị đau|bị sốt|khỏi bệnh|bị ốm|phát ban|nhiễm sán|gãy|trật khớp
|bó bột|khó thở|co giật|bại xuội|phù nề|sức khỏe|nằm một chỗ|nằm liệt|tê liệt|thai nhi|sinh con
|sinh mổ|sinh đôi|bảo hiểm y tế|khám|đi khám|đau|đau ốm|đau yếu|mắc|hội chứng|down|ngất
|nhiễm độc|nhiễm khuẩn|nhiễm trùng|rối loạn|chậm nói|suy nhược|vết thương|khối u|thở oxy
|thấp khớp|vắc xin|mũi tiêm|tiêm phòng|xuất huyết|đau lưng|bệnh lạ|trợ cấp khuyết tật|hồi sức
|bệnh|mắc bệnh|bị bệnh|ốm|ốm nặng|ốm đau|bệnh nặng|bệnh hiểm nghèo|lao|bệnh lao|ung thư|u não
|u gan|ung bướu|hiv|aids|covid|covid-19|cúm|cúm a|sởi|sốt rét|sốt xuất huyết|sốt|tay chân miệng
|bạch hầu|ho gà|thủy đậu|quai bị|dại|bị dại|chó dại cắn|chó cắn|rắn cắn|viêm gan|viêm gan b
|viêm phổi|viêm não|viêm|lậu|giang mai|hủi|bệnh phong|tiểu đường|đái tháo đường|huyết áp
|cao huyết áp|tăng huyết áp|tim|mổ tim|tim mạch|tim bẩm sinh|suy tim|suy thận|suy gan|xơ gan
|chạy thận|lọc máu|thận|gan|dạ dày|tai biến|đột quỵ|liệt|bị liệt|liệt nửa người|bại liệt
|bại não|parkinson|động kinh|tâm thần|thần kinh|loạn thần|trầm cảm|tự kỷ|tự tử|tự sát
|uống thuốc sâu|hoang tưởng|điên|mất trí|lẫn|bị lẫn|lú lẫn|mất trí nhớ|trí nhớ|sa sút
|khuyết tật|tàn tật|dị tật|tật nguyền|thiểu năng|chậm phát triển|mù|mù lòa|bị mù|khiếm thị
|khiếm thính|câm|điếc|câm điếc|cụt chân|cụt tay|gãy chân|gãy tay|bỏng|chấn thương|bị thương
|thương tật|hôn mê|tai nạn|nguy kịch|cấp cứu|nhập viện|nằm viện|điều trị|chữa bệnh|chạy chữa
|phẫu thuật|mổ|ca mổ|ghép thận|xạ trị|hóa trị|truyền máu|nhóm máu|máu hiếm|xuất viện
|chuyển viện|chuyển tuyến|tuyến trên|đi viện|nằm điều trị|bệnh viện tỉnh|bệnh tình|bệnh án
|bệnh nhân|sức khỏe yếu|xét nghiệm|kết quả xét nghiệm|dương tính|âm tính|nghi mắc|nghi nhiễm
|nhiễm|lây nhiễm|f0|f1|ca bệnh|tiếp xúc gần|cách ly|khám lại|tái khám|sàng lọc|khám thai
|mang thai|có thai|có bầu|mang bầu|thai|thai kỳ|sảy thai|phá thai|nạo thai|thai sản|sinh non
|chuyển dạ|đẻ|đẻ rơi|đẻ khó|sắp sinh|sau sinh|vô sinh|hiếm muộn|kế hoạch hóa|triệt sản|đặt vòng
|tránh thai|nghiện|nghiện rượu|nghiện ma túy|ma túy|methadone|sốc thuốc|ngộ độc|ngộ độc rượu
|suy dinh dưỡng|dị ứng|hen|hen suyễn|da cam|chất độc da cam|uống thuốc|lấy thuốc|đơn thuốc
|nhận thuốc|thuốc điều trị|thuốc lao|thuốc arv|arv|máu trắng|bạch cầu|thiếu máu|tan máu
|thalassemia|bướu cổ|phổi|lao phổi|cột sống|thoát vị|thoái hóa|viêm khớp|gút|gout|sỏi thận
|đục thủy tinh thể|mổ mắt|bị ngã|bị cắn|bị điện giật|tiêm phòng dại|ghẻ|trĩ|sa dạ con|phụ khoa
|lở loét|xe lăn|chân giả|bệnh xá|trạm xá|chăm sóc đặc biệt|yếu sức|sức khỏe tâm thần|lệch lạc
|đi lại khó khăn|mất khả năng|bệnh tật
"""
_DEBT: Final = """
chưa ủng hộ|chưa ủng hộ quỹ|nộp muộn|chưa hoàn thành|còn phải nộp|phải nộp|phải trả|phải đóng
|truy đòi|bồi hoàn|nộp lại tiền|nợ sản|khoản đóng góp|nghĩa vụ đóng góp|chưa nộp quỹ
|còn thiếu tiền|còn thiếu phí|tiền phạt chưa nộp|thiếu học phí|đóng thiếu tiền|đọng
|thanh lý hợp đồng|chậm lãi|khất|khất lần|tiền hàng|còn treo|ghi nợ|trừ nợ|gán nợ|xù nợ|quỵt
|quỵt nợ|quỵt tiền|thiếu hụt quỹ|chưa trả đủ|chưa đóng đủ|chưa nộp đủ|nộp chậm|đóng chậm
|trả chậm|chưa góp|không góp|chưa đóng góp|nghĩa vụ tài chính|tồn đọng|giải ngân|thu hồi vốn
|hoàn vốn|trả vốn|trả góp|chưa chuyển tiền|chơi hụi|khoản tiền|nợ lại|thiếu nợ|nợ lãi
|chưa tất toán|tất toán|lãi vay|tiền vay|nợ|còn nợ|nợ nần|khoản nợ|món nợ|nợ đọng|nợ thuế
|nợ xấu|nợ quá hạn|trả nợ|đòi nợ|thu nợ|khất nợ|vỡ nợ|con nợ|chủ nợ|thu hồi nợ|chưa nộp
|chưa đóng|chưa trả|chưa thanh toán|chưa hoàn trả|chưa chịu nộp|không nộp|không đóng|không trả
|không chịu nộp|không chịu đóng|chậm nộp|chậm đóng|chậm trả|chậm trễ nộp|trốn thuế|thiếu tiền
|thiếu tiền điện|nộp thiếu|đóng thiếu|nộp nốt|đóng nốt|trả nốt|nộp đủ|nộp bù|truy thu|truy nộp
|hoàn trả|đến hạn|quá hạn nộp|quá hạn trả|vay|vay vốn|khoản vay|vay tiền|vay nóng|vay lãi
|vay nặng lãi|tín dụng đen|lãi suất|đóng lãi|tiền lãi|trả lãi|trả gốc|gốc và lãi|cầm cố
|thế chấp|phát mại|bán đấu giá tài sản|kê biên|siết nợ|xiết nợ|vỡ hụi|giật hụi|hụi|họ hụi
|nợ tiền|tiền điện|tiền nước|tiền thuế|nộp thuế|thuế đất|thuế|thủy lợi phí|tiền thuê
|tiền vệ sinh|phí vệ sinh|phí rác|tiền rác|học phí|tiền học|nộp phí|lệ phí|đóng góp còn thiếu
|đóng quỹ|nộp quỹ|quỹ phòng chống thiên tai|bị cắt điện|sẽ cắt điện|bị cắt nước|sẽ cắt nước
|ngừng cấp điện|ngừng cấp nước|phá sản|mất khả năng thanh toán|mất khả năng trả|mượn tiền
|tiền phân bón|tiền giống|đối chiếu công nợ|công nợ|dư nợ|nhắc nợ|chây ì|trây ì|khê đọng
|nợ đóng|sản lượng khoán|tiền thầu|ki ốt chợ còn|thanh toán|đóng tiền|nộp tiền|trả tiền|nộp sản
|nộp khoán
"""
_ETHNICITY: Final = """
lính ngụy|gia đình mông|gia đình dao|gia đình tày|gia đình nùng|gia đình thái|nhà thờ|cơ đốc
|phục lâm|giê hô va|nhân chứng|minh sư|tịnh độ|hầu đồng|lên đồng|giáo lý|thánh thất|thánh đường
|đi đạo|ngoại đạo|vô thần|đa nguyên|biểu ngữ|phản đối|là mông|là dao|là tày|là nùng|là thái
|là mường|là kinh|tộc người|sắc tộc|người sán chí|nói xấu đảng|nói xấu lãnh đạo|quan điểm
|đối lập|trái phép tôn giáo|chức việc|tà giáo|ăn chay|mộ đạo|ngoan đạo|tu sĩ|dòng tu
|người sán chỉ|người hán|người xá phó|người pa dí|người thu lao|người xạ phang|người dân tộc
|người thượng|thành phần|địa chủ|lý lịch|cực đoan|chia rẽ|không tham gia bầu cử|bỏ thờ|thờ phật
|thờ chúa|cầu kinh|niệm phật|kinh thánh|theo phật|theo chúa|tin chúa|hồi giáo|bàlamôn|bà la môn
|không ủng hộ đảng|phê phán|chỉ trích|tuyên truyền xấu|tổ chức phản động|đi nhóm|cúng ma
|bỏ cúng|đọc kinh|cầu nguyện|hà nhì|la chí|lô lô|pà thẻn|sán dìu|sán chay|khơ mú|xinh mun|la hủ
|si la|pu péo|cờ lao|phù lá|ê đê|ba na|gia rai|xơ đăng|cơ ho|cơ tu|raglai|vân kiều|tà ôi|khmer
|h'mông|m'nông|dao đỏ|dao tiền|mông hoa|mông xanh|mông đen|mông trắng|gốc mông|gốc dao|gốc tày
|gốc hoa|hộ mông|hộ dao|hộ tày|hộ nùng|hộ kinh|hộ thái|hộ mường|tín ngưỡng|nhập đạo|giữ đạo
|giáo phái|đạo giáo|giáo hội|giáo xứ|giáo họ|quy y|không đi bầu|không đi bỏ phiếu
|bỏ phiếu chống|tẩy chay|bất mãn|đa đảng|phản đối chủ trương|chống chính quyền|chống nhà nước
|tuyên truyền chống|đảng tịch|xin ra khỏi|sinh hoạt đảng|lễ phật|nhóm họp|dân tộc
|dân tộc thiểu số|đồng bào|thiểu số|người mông|người h'mông|người hmông|người dao|người tày
|người nùng|người thái|người mường|người kinh|người hoa|người khmer|người chăm|người ê đê
|người êđê|người gia rai|người jrai|người ba na|người xơ đăng|người giáy|người lự|người lô lô
|người la chí|người hà nhì|người la hủ|người khơ mú|người kháng|người xinh mun|người cơ ho
|người cơ tu|người pa cô|người vân kiều|người raglai|người ra glai|người m'nông|người mnông
|người sán chay|người sán dìu|người cao lan|người cống|người si la|người pà thẻn|người pu péo
|người bố y|người cờ lao|người ngái|người thổ|người chứt|người ơ đu|người mảng|người phù lá
|người co|người hrê|người giẻ triêng|người brâu|người rơ măm|người mạ|người chu ru|người xtiêng
|người chơ ro|người lào|người tà ôi|theo đạo|bỏ đạo|đạo lạ|tà đạo|truyền đạo|học đạo|vào đạo
|cải đạo|đạo|tôn giáo|tín đồ|giáo dân|con chiên|đạo tin lành|tin lành|công giáo|thiên chúa giáo
|thiên chúa|phật giáo|phật tử|cao đài|hòa hảo|bà ni|rửa tội|điểm nhóm|nhóm đạo|tín hữu
|hội thánh|pháp luân công|giê sùa|bà cô dợ|hà mòn|dương văn mình|vàng chứ|mê tín|bàn thờ
|thánh lễ|lễ nhà thờ|đức chúa trời|thờ cúng|tu tại gia|đi tu|sinh hoạt đạo|tin theo|đảng viên
|khai trừ|ra khỏi đảng|kết nạp đảng|vào đảng|bỏ sinh hoạt đảng|quần chúng|chính trị
|quan điểm chính trị|phản động|chống phá|chống đối|nói xấu|chế độ cũ|ngụy quân|ngụy quyền
|xuyên tạc|tư tưởng|lập trường|bất đồng chính kiến|đảng phái|việt tân|ly khai|vượt biên
|biểu tình|lương giáo|lấy chồng người|lấy vợ người|nhà nước mông|vương quốc mông|xưng vua
"""
_CHILDREN: Final = """
lên trường|gặp giáo viên chủ nhiệm|gặp cô chủ nhiệm|gặp thầy chủ nhiệm|gặp cô giáo
|đến trường gặp|đón con|đón cháu|thi lại|lưu ban|học trò|đang học lớp|con đang học|có con
|con mới|con chưa|cho con|con bị|con học|con trai|con gái|con đầu|đứa con|hai con|bé gái
|bé trai|cháu bé|cháu gái|cháu trai|con gái anh|con gái chị|con gái ông|con gái bà|con trai anh
|con trai chị|con trai ông|con trai bà|con anh|con chị|con ông|con bà|con út|cháu nội
|cháu ngoại|con trai út|con gái út|con dại|mồ côi|bỏ học|nghỉ học|thôi học|xâm hại|dâm ô
|hiếp dâm|bị bỏ rơi|bỏ rơi|con ngoài giá thú|ngoài giá thú|đuối nước|bỏ bê con|không cho con
|con nhỏ|cho con đi học|đưa con đi|đưa con đến|đưa cháu đi|đưa cháu đến|đưa con ra|các con
|bạo hành trẻ|con còn nhỏ|suy dinh dưỡng|chưa tiêm|tiêm sởi|tiêm bù|tiêm chủng cho con|trẻ bị
|học kém|học yếu|ở lại lớp|học bạ|trốn học|vắng học|bán trú|nhận con nuôi|con nuôi|đỡ đầu
|bố mẹ ly hôn|bố mẹ bỏ|trẻ em lang thang|lang thang
"""
_YOUNG: Final = """
lớp|học sinh|trẻ em|trẻ|các cháu|các em|thiếu nhi|trẻ chưa|nhà trẻ|phụ huynh|mẫu giáo|mầm non
|em nhỏ
"""
_HARMLESS: Final = """
trang phục dân tộc|áo dân tộc|nhạc cụ dân tộc|văn hóa dân tộc|món ăn dân tộc|các dân tộc
|toàn dân tộc|ban dân tộc|phòng dân tộc|dân tộc nội trú|dân tộc bán trú|quần áo dân tộc
|dệt thổ cẩm|xin lỗi|bánh dân tộc|trò chơi dân tộc|điệu múa dân tộc|đại hội dân tộc|ngã ba
|ngã tư|ngã rẽ|phòng siêu âm|bị mất|bị cháy|bị lạc|bị rơi|bị tốc mái|bị hỏng|bị ngập|bị sập
|bị trộm|bị vùi|bị cuốn trôi|bị lũ|bị đổ|bị thiệt hại|bị cô lập|bị sạt|bị sét|bị chết|bị nứt
|đơn hàng|ván cờ quyết định|trận quyết định|hội đồng hòa giải|tổ hòa giải|ban hòa giải
|ủng hộ người nghèo|quỹ vì người nghèo|vì người nghèo|tháng thanh niên|nhóm máu anh em
|lãi suất thấp|nhà thờ họ|nhà trẻ em|chi trả trợ cấp|đồng bào cả nước|bão lụt|lao động
|người lao động|phong trào|phong cảnh|phong tục|phong phú|tiên phong|gan dạ|tim đập|đạo đức
|lãnh đạo|chỉ đạo|nhân đạo|đạo diễn|chữ thập đỏ|mặt trận tổ quốc|sốt sắng|sốt đất|cơn sốt
|đẻ trứng|vận động viên|đại đoàn kết|đạo ôn|viêm vú|bệnh trên|lao vào|lao xuống|lao ra
|quyết định khen thưởng|quyết định bổ nhiệm|quyết định bầu|khó khăn gian khổ|xác nhận kết quả
|mổ lợn|mổ trâu|mổ bò|mổ gà|cao lan|mù cang chải|phong thổ|gan lì|dạy nghề|đơn vị|đơn giản
|cô đơn|hóa đơn|đồng đạo|ngày hội|phong lan|phong bì|niêm phong|không lai|lai tạo|bò lai
|ngô lai|lúa lai|lợn lai|giống lai|tương lai|tiền tuyến|phong quang|tâm đắc|trẻ trung|trẻ tuổi
|tuổi trẻ|lực lượng trẻ|cán bộ trẻ|mặt bằng chung|đạo luật|nguồn gốc|gốc cây|thuế suất
|học phí hỗ trợ|xóa đói giảm nghèo|giảm nghèo|tòa soạn|tòa nhà|tài chính|hành chính|phong cách
|phong tỏa|xung phong|chi phí|thiếu tá|thiếu úy|gốc rễ|phong tặng|phong sát|phong hàm|hải phòng
|thái nguyên|hồ sơ dự thi|đơn dự thi|đơn ca|phản ánh kịp thời
"""

HARMLESS: Final = "harmless"
"""The table of what only looks like a matter."""
TABLES: Final[Mapping[str, str]] = {
    HARMLESS: _HARMLESS,
    "young": _YOUNG,
    Kind.CHILDREN.value: _CHILDREN,
    Kind.HEALTH.value: _HEALTH,
    Kind.DEBT.value: _DEBT,
    Kind.ETHNICITY.value: _ETHNICITY,
    Kind.MATTER.value: _MATTER,
}
MATTERS: Final = Phrases(TABLES)
