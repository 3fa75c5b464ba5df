"""Recordings of an announcement: made in the browser, or brought as files, and left for station."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import (
    FileRefused,
    LoudspeakerError,
    ProcessUnavailable,
    SoundRefused,
    WrongState,
)
from loudspeaker.model.languages import NAMES
from loudspeaker.system.files import write_durable
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import Frame, go
from loudspeaker.web.desk.plain import told
from loudspeaker.web.guarding import Person
from loudspeaker.web.headers import OWN_SOUND

ROWS: Final = 4
LARGEST_BYTES: Final = 128 * 1024 * 1024
LONGEST_UPLOAD: Final = 2 * LARGEST_BYTES
UPLOAD_TYPE: Final = "multipart/form-data"
FIRST_LANGUAGES: Final = ("tyz", "nut", "ium", "mtq")
"""What is chosen at first, row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the form; ``file`` is None where nothing was brought."""

    number: int
    language: str
    title: str = ""
    transcript: str = ""
    file: UploadFile | None = None
    error: str = ""


def rows_of(form: FormData) -> list[Row]:
    """Return the rows as they were typed; a file that is empty is none."""
    return [_row(form, number) for number in range(ROWS)]


def _row(form: FormData, number: int) -> Row:
    file = form.get(f"file-{number}")
    brought = file if isinstance(file, UploadFile) and file.size else None
    language = _text(form, f"language-{number}") or FIRST_LANGUAGES[number]
    title = _text(form, f"title-{number}").strip()
    return Row(
        number=number,
        language=language,
        title=title,
        transcript=_text(form, f"transcript-{number}"),
        file=brought,
        error=_problem(brought, title),
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _problem(file: UploadFile | None, title: str) -> str:
    if file is not None and not title:
        return "Chưa ghi bản này nói gì. Hãy ghi một dòng bằng tiếng Việt cho người duyệt."
    if file is None and title:
        return "Chưa có tiếng. Hãy ghi âm hoặc chọn tệp; tệp đã chọn trước đó phải chọn lại."
    if file is not None and (file.size or 0) > LARGEST_BYTES:
        return "Tệp quá lớn: tối đa 128 MB."
    return ""


class RecordingPages:
    """A page with its form; ``station`` measures what was brought, and keeps it or says why not."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        assert frame.parts.incoming is not None, "where a station is"
        self._incoming = frame.parts.incoming

    async def form(self, request: Request, person: Person) -> Response:
        """Show the recordings there are and a form for others, or take these."""
        item = await guarding.ask(request, "show", id=str(request.path_params["item"]))
        if request.method in guarding.SAFE_METHODS:
            rows = [Row(number=n, language=each) for n, each in enumerate(FIRST_LANGUAGES)]
            return await self._shown(request, person, item, rows)
        form = await request.form()
        rows = rows_of(form)
        has_any = any(row.file is not None for row in rows)
        if not has_any or any(row.error for row in rows):
            error = "" if has_any else "Chưa có bản ghi nào. Hãy ghi âm hoặc chọn tệp."
            return await self._shown(request, person, item, rows, error=error)
        return await self._take(request, person, item, rows, _text(form, "seen"))

    async def _take(
        self, request: Request, person: Person, item: dict[str, Any], rows: list[Row], seen: str
    ) -> Response:
        prefix, brought = secrets.token_hex(8), [row for row in rows if row.file is not None]
        asked = {row.number: f"{prefix}-{row.number}" for row in brought}
        try:
            with left(self._incoming, asked.values()):
                for row in brought:
                    await self._leave(row, asked[row.number])
                values = [_request(row, asked[row.number]) for row in brought]
                await guarding.ask(
                    request, "edit", id=item["id"], recordings=values, content_sha256=seen
                )
        except ProcessUnavailable:
            raise
        except WrongState as error:
            text = _MEANWHILE if error.state == "changed" else told(error)
            return await self._shown(request, person, item, rows, error=text)
        except LoudspeakerError as error:
            named = _named(error, asked, rows)
            return await self._shown(request, person, item, rows, error=f"{named}{told(error)}")
        return go(f"/desk/tin/{item['id']}", "ban-ghi")

    async def _leave(self, row: Row, name: str) -> None:
        assert row.file is not None, "brought"
        data = await row.file.read()
        await run_in_threadpool(write_durable, self._incoming / name, data)

    async def _shown(
        self,
        request: Request,
        person: Person,
        item: dict[str, Any],
        rows: list[Row],
        *,
        error: str = "",
    ) -> Response:
        bad = bool(error) or any(row.error for row in rows)
        answer = await self._frame.page(
            request,
            person,
            "recordings",
            422 if bad else 200,
            item=item,
            kept=[part for part in item["parts"] if part["kind"] == "recording"],
            rows=rows,
            languages=NAMES,
            error=error,
        )
        answer.headers["Content-Security-Policy"] = OWN_SOUND
        return answer


_MEANWHILE: Final = (
    "Trong lúc đó có người đã sửa thông báo. Hãy xem lại bản mới rồi gửi lại bản ghi."
)


def _request(row: Row, name: str) -> dict[str, str]:
    known = {"language": row.language, "title": row.title, "transcript": row.transcript}
    return {"recording": name, **known}


def _named(error: LoudspeakerError, asked: dict[int, str], rows: list[Row]) -> str:
    """Return which row an error is about, and name the file in it as its owner does."""
    if not isinstance(error, SoundRefused | FileRefused):
        return ""
    for row in rows:
        if row.file is not None and asked[row.number] == Path(error.path).name:
            error.path = row.file.filename or "ghi âm"
            return f"Bản ghi {row.number + 1}: "
    return ""


@contextmanager
def left(folder: Path, names: Iterable[str]) -> Iterator[None]:
    """Take away again what was left under these names if it is refused."""
    try:
        yield
    except LoudspeakerError as error:
        if not isinstance(error, ProcessUnavailable):
            for name in names:
                with suppress(OSError):
                    (folder / name).unlink()
        raise
