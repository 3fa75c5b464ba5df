"""What sounds there are by name, for those who must not load numpy to know it."""

from __future__ import annotations

from typing import Final

CHIME_NAMES: Final = ("ding_dong", "gong", "rising")
