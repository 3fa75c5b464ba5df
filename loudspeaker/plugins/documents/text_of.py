"""What a file says of itself, read in the limited process; a file that cannot be read is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from loudspeaker.errors import EntryRefused, LoudspeakerError, PluginFailed, ProcessUnavailable
from loudspeaker.hookspecs import IntakeDone, PluginFolder, Services
from loudspeaker.plugins.documents.register.attachments import Attached

READING_S: Final = 12.0
OCR_S: Final = 240.0
READ_PAPER: Final = "read_paper"
Found = Callable[[dict[str, Any]], None]


class Texts:
    """Has files read."""

    def __init__(self, services: Services, folder: PluginFolder) -> None:
        self._services = services
        self._folder = folder

    def of(self, file: Attached) -> dict[str, Any]:
        """Return what the reader says at once; what it cannot open is told as a notice."""
        try:
            return self._services.intake(READ_PAPER, self._asked(file, 0), READING_S)
        except (EntryRefused, ProcessUnavailable, PluginFailed) as error:
            return {"notices": [{"code": "unread", "says": _why(error)}], "proposal": None}

    def look_for_letters(self, file: Attached, found: Found) -> None:
        """Have the letters of a scan looked for, which takes minutes; nobody waits for it."""

        def then(done: IntakeDone) -> None:
            if done.result is not None:
                found(done.result)

        self._services.later(READ_PAPER, self._asked(file, OCR_S), then, OCR_S + READING_S)

    def _asked(self, file: Attached, ocr_s: float) -> dict[str, Any]:
        suffix = file.name[file.name.rfind(".") + 1 :].lower()
        return {"path": str(self._folder.path(file.sha256)), "kind": suffix, "ocr_s": ocr_s}


def _why(error: LoudspeakerError) -> str:
    problem = getattr(error, "problem", "")
    return f"Không đọc được nội dung: {problem or 'tệp hỏng hoặc quá lớn'}. Hãy tự điền."
