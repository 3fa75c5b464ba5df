"""What reads and writes messages in a process of its own: JSON-able both ways, files as paths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from loudspeaker.errors import FileRefused


def read_message(arguments: dict[str, Any]) -> dict[str, Any]:
    """Read a message from ``path`` and put its files into ``folder``; the file stays as it is.

    Returns ``kind`` (``edoc`` or ``status``), ``message``, ``notices``, ``sha256`` and ``size``.
    EntryRefused, FileRefused where the file cannot be read, StorageFailure.
    """
    from loudspeaker.plugins.documents.edxml.plain import as_values  # noqa: PLC0415 - in intake
    from loudspeaker.plugins.documents.edxml.reader import read_file  # noqa: PLC0415
    from loudspeaker.plugins.documents.edxml.values import PaperMessage  # noqa: PLC0415

    path = Path(arguments["path"])
    try:
        received = read_file(path, Path(arguments["folder"]))
    except OSError as error:
        raise FileRefused(path=str(path), problem=error.strerror or str(error)) from error
    return {
        "kind": "edoc" if isinstance(received.message, PaperMessage) else "status",
        "message": as_values(received.message),
        "notices": [each.to_values() for each in received.notices],
        "sha256": received.sha256,
        "size": received.size,
    }


def write_message(arguments: dict[str, Any]) -> dict[str, Any]:
    """Write ``message`` (of ``kind``) to ``path``, its files from ``folder``, by their hashes.

    The file is there wholly or not at all.  Returns ``sha256`` and ``size``.  EntryRefused,
    StorageFailure, IntegrityFailure.
    """
    from loudspeaker.plugins.documents.edxml.outgoing import write_file  # noqa: PLC0415
    from loudspeaker.plugins.documents.edxml.plain import from_values  # noqa: PLC0415
    from loudspeaker.plugins.documents.edxml.values import (  # noqa: PLC0415
        Message,
        PaperMessage,
        StatusMessage,
    )

    message: Message = (
        from_values(PaperMessage, arguments["message"])
        if arguments["kind"] == "edoc"
        else from_values(StatusMessage, arguments["message"])
    )
    folder = Path(arguments["folder"])
    written = write_file(message, Path(arguments["path"]), lambda each: folder / each.sha256)
    return {"sha256": written.sha256, "size": written.size}


def read_address(arguments: dict[str, Any]) -> dict[str, Any]:
    """Read whose the message at ``path`` is and for whom, without its files.

    Returns ``sender``, ``receivers``, ``document`` and ``status``.  EntryRefused, FileRefused.
    """
    from loudspeaker.plugins.documents.edxml.addressing import address_of  # noqa: PLC0415
    from loudspeaker.plugins.documents.edxml.plain import as_values  # noqa: PLC0415

    path = Path(arguments["path"])
    try:
        values: dict[str, Any] = as_values(address_of(path))
    except OSError as error:
        raise FileRefused(path=str(path), problem=error.strerror or str(error)) from error
    return values
