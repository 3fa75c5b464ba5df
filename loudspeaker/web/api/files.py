"""Files inside a request of the API, as base64, and files as its answer."""

from __future__ import annotations

import base64
import binascii
from io import BytesIO
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from loudspeaker.errors import UsageRefused
from loudspeaker.model.fields import LARGEST_BY_API, LONGEST_BASE64, MOST_FILES, Field, Kind
from loudspeaker.web.api.table import Endpoint
from loudspeaker.web.left import Left, sent

BODY_LIMIT: Final = LONGEST_BASE64 + (1 << 20)


def checked(field: Field, value: Any) -> Any:
    """Return a field's value, of which a file is not left yet; UsageRefused."""
    if not field.kind.of_files:
        return field.checked(value)
    rows = [value] if field.kind is Kind.FILE else value
    if not isinstance(rows, list) or len(rows) > MOST_FILES:
        raise UsageRefused(option=field.name, problem="not a list of files")
    decoded = [_decoded(field, row) for row in rows]
    return decoded[0] if field.kind is Kind.FILE else decoded


def _decoded(field: Field, row: Any) -> tuple[str, bytes]:
    if not isinstance(row, dict) or set(row) != {"name", "base64"}:
        raise UsageRefused(option=field.name, problem="name and base64")
    if not all(isinstance(each, str) for each in row.values()):
        raise UsageRefused(option=field.name, problem="not text")
    try:
        return row["name"], base64.b64decode(row["base64"], validate=True)
    except (binascii.Error, ValueError):
        raise UsageRefused(option=field.name, problem="not base64") from None


async def with_files(row: Endpoint, arguments: dict[str, Any], left: Left) -> dict[str, Any]:
    """Return the arguments with their files left; EntryRefused, StorageFailure."""
    names = {each.argument for each in row.fields if each.kind.of_files}
    return {
        name: await run_in_threadpool(_left, value, left) if name in names else value
        for name, value in arguments.items()
    }


def _left(value: Any, left: Left) -> Any:
    if isinstance(value, list):
        return [_left(each, left) for each in value]
    name, content = value
    return sent(left.add(BytesIO(content), name, most_bytes=LARGEST_BY_API))
