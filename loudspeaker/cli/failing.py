"""How a command ends that did not do what was asked."""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from loudspeaker.cli.call import current
from loudspeaker.cli.output import abandon_output, note, write_json
from loudspeaker.errors import ConfigurationRefused, InternalError, LoudspeakerError, StorageFailure
from loudspeaker.sentences.language import _
from loudspeaker.sentences.telling import sentence

LOG_FILE = "cli.log"
INTERRUPTED = 130


def ended(error: BaseException, *, as_json: bool) -> int:
    """Tell people what happened, keep the trace of what should not have, return the status."""
    if isinstance(error, KeyboardInterrupt):
        note(_("Interrupted."))
        return INTERRUPTED
    if isinstance(error, OSError):
        path, problem = str(error.filename or "-"), error.strerror or str(error)
        error = StorageFailure(path=path, problem=problem)
    elif not isinstance(error, LoudspeakerError):
        _keep_trace(error)
        error = InternalError(what=f"{type(error).__name__}: {error}")
    return _refused(error, as_json=as_json)


def _refused(error: LoudspeakerError, *, as_json: bool) -> int:
    text = sentence(error)
    told = as_json and _write({"error": {**error.to_message(), "message": text}})
    if not told or isinstance(error, ConfigurationRefused):  # editors look for file:line there
        note(text)
    return error.exit_code


def _write(document: dict[str, Any]) -> bool:
    """Write a document; tell whether there was room for it."""
    try:
        write_json(document)
    except OSError:
        abandon_output()
        return False
    return True


def _keep_trace(error: BaseException) -> None:
    with suppress(OSError, LookupError):
        path = current().home.logs / LOG_FILE
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n")
            stream.writelines(traceback.format_exception(error))
