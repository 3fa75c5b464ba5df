"""The ``station.yaml`` that ``init`` writes, for people to read and change."""

from __future__ import annotations

import json
from typing import Final

_HEAD: Final = """\
# Cấu hình đài truyền thanh. Khóa nào viết sai tên sẽ bị từ chối kèm số dòng.
# Các khóa khác và giá trị mặc định: docs/reference/configuration.md
"""

_SIMULATED: Final = """\
name: Đài truyền thanh mô phỏng

# simulated: máy phát và loa mô phỏng, để tập và để thử. station: đài thật.
profile: simulated

# Giờ được phát bản tin thường; phát khẩn cấp không bị giới hạn.
allowed_hours:
  - {days: all, from: "05:00", to: "21:00"}

# Người của đài mô phỏng là ba vai, không phải người thật; chọn bằng --as.
people:
  - {name: soan, roles: [editor]}
  - {name: duyet, roles: [approver]}
  - {name: quantri, roles: [admin]}

hardware: simulated
"""

_STATION: Final = """\
# Tên đài, đọc được trên màn hình và trong nhật ký.
name: Đài truyền thanh xã (điền tên)

profile: station

# Giờ được phát bản tin thường; phát khẩn cấp không bị giới hạn.
# Phát trước 06:00 được phép nhưng có cảnh báo.
allowed_hours:
  - {days: all, from: "05:00", to: "21:00"}

# Tổng số phút phát bản tin thường mỗi ngày; bỏ dấu # để giới hạn.
# max_minutes_a_day: 120

# Người của đài. os_user là tài khoản đăng nhập trên máy này.
# editor soạn, approver duyệt, admin quản trị, viewer chỉ xem.
# Người soạn và người duyệt phải là hai người khác nhau.
people:
  - {name: ADMIN, roles: [admin], os_user: ADMIN}
  # - {name: Họ và tên người soạn, roles: [editor], os_user: tai_khoan_1}
  # - {name: Họ và tên người duyệt, roles: [approver], os_user: tai_khoan_2}

# Tệp trong thư mục hardware/: máy phát, bộ mã hóa RDS, các điểm loa.
hardware: vi-huong
"""


def station_text(*, simulated: bool, os_user: str = "") -> str:
    """Return the file's text; on a real station ``os_user``, who runs ``init``, becomes admin."""
    if simulated:
        return _HEAD + "\n" + _SIMULATED
    # JSON strings are YAML strings, whatever is in the account's name.
    return _HEAD + "\n" + _STATION.replace("ADMIN", json.dumps(os_user, ensure_ascii=False))
