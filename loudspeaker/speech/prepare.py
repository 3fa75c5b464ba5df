"""A newly installed Piper voice made ready: split, optimised, looked over.  Needs ``onnx``."""

from __future__ import annotations

import logging
from pathlib import Path

from loudspeaker.errors import ModelMissing
from loudspeaker.speech.installed import MODEL_FILE, read_record
from loudspeaker.speech.manifest import Voice
from loudspeaker.speech.piper_graph import find_split
from loudspeaker.speech.piper_split import NotSplittable, make_split

log = logging.getLogger(__name__)


def split_model(voice: Voice, folder: Path) -> bool:
    """Split the voice's model if that was not done for this machine; tell whether it is split.

    Raises ModelMissing, StorageFailure.
    """
    record = read_record(folder)
    if record is None or "model" not in record.files:
        raise ModelMissing(voice=voice.id)
    sha256 = record.files["model"].sha256
    if find_split(folder, sha256) is not None:
        return True
    try:
        make_split(folder / MODEL_FILE, sha256)
    except NotSplittable as reason:
        log.info("%s is used whole: %s", voice.id, reason)
        return False
    return True
