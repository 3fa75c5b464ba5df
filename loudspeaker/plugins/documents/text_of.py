"""What a file says of itself, read in the limited process; a file that cannot be read is told."""

from __future__ import annotations

from typing import Any, Final

from loudspeaker.errors import EntryRefused, LoudspeakerError, PluginFailed, ProcessUnavailable
from loudspeaker.hookspecs import PluginFolder
from loudspeaker.hookspecs.intake import Intake
from loudspeaker.plugins.documents.register.attachments import Attached

READING_S: Final = 12.0


def text_of(file: Attached, *, folder: PluginFolder, intake: Intake) -> dict[str, Any]:
    """Return what the reader says (``pages``, ``proposal``, ``notices``); never refuses a file."""
    suffix = file.name[file.name.rfind(".") + 1 :].lower()
    try:
        asked = {"path": str(folder.path(file.sha256)), "kind": suffix}
        return intake("read_paper", asked, READING_S)
    except (EntryRefused, ProcessUnavailable, PluginFailed) as error:
        return {"notices": [{"code": "unread", "says": _why(error)}], "proposal": None}


def _why(error: LoudspeakerError) -> str:
    problem = getattr(error, "problem", "")
    return f"Không đọc được nội dung: {problem or 'tệp hỏng hoặc quá lớn'}. Hãy tự điền."
