"""How a command ends that did not do what was asked."""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import UTC, datetime

from loudspeaker.cli.call import current
from loudspeaker.cli.language import _
from loudspeaker.cli.output import note, write_json
from loudspeaker.cli.sentences.telling import sentence
from loudspeaker.errors import ConfigurationRefused, InternalError, LoudspeakerError, StorageFailure

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
    if as_json:
        write_json({"error": {**error.to_message(), "message": text}})
    if not as_json or isinstance(error, ConfigurationRefused):  # editors look for file:line there
        note(text)
    return error.exit_code


def _keep_trace(error: BaseException) -> None:
    with suppress(OSError, LookupError):
        path = current().home.logs / LOG_FILE
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n")
            stream.writelines(traceback.format_exception(error))
