"""The station's side of speech: asks the child, keeps what was made, never waits for ever.

Imports neither numpy nor any engine.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from loudspeaker.errors import (
    IntegrityFailure,
    LoudspeakerError,
    ProcessUnavailable,
    SpeechFailure,
    StorageFailure,
)
from loudspeaker.speech.cache import ClipCache, Kept, render_key
from loudspeaker.speech.early import EarlySpeaker, EarlySpeech, OnPhrase
from loudspeaker.speech.installed import (
    Measured,
    Record,
    as_installed,
    read_record,
    voice_folder,
    write_record,
)
from loudspeaker.speech.manifest import Voice, may_start_early, to_message
from loudspeaker.speech.phrases import Phrase, check_phrases, estimate_s, to_messages
from loudspeaker.speech.rendered import RenderedClip, RenderedPhrase, SoundFile
from loudspeaker.system.files import make_directory
from loudspeaker.system.worker import Start, Worker

log = logging.getLogger(__name__)

SHORTEST_LIMIT_S = 10.0
LIMIT_FACTOR = 3.0
PREPARE_LIMIT_S = 600.0  # splitting a large model on the smallest board
SOUND_VERSION = 1  # raise it when finishing changes how clips sound: old ones are made anew


def render_limit_s(phrases: Sequence[Phrase], pace: float = 1.0) -> float:
    """Return how long rendering may take before the child counts as hung."""
    return max(SHORTEST_LIMIT_S, LIMIT_FACTOR * estimate_s(phrases, pace=pace))


class SpeechClient:
    """Speech for the station; every call may come from any thread.

    ``start`` starts a speech child.  ``embedded`` is the voice that needs no model; it speaks in
    a child of its own that is kept warm, so that it can go on where another voice failed.
    """

    def __init__(self, home: Path, start: Start, *, embedded: Voice, cache: ClipCache) -> None:
        self._home = home
        self._embedded = embedded
        self._cache = cache
        self._main = Worker(start, "speech")
        self._spare = Worker(start, "speech-spare")

    def warm_up(self, voice: Voice) -> None:
        """Load the voice, and the embedded one in the spare child; failures are only logged."""
        self._load(self._main, voice)
        self._load(self._spare, self._embedded)

    def installed(self, voice: Voice) -> Voice:
        """Return the voice with what was measured on it on this machine."""
        return as_installed(voice, self._record(voice))

    def clip(
        self,
        phrases: Sequence[Phrase],
        voice: Voice,
        *,
        pace: float = 1.0,
        quieter_db: float = 0.0,
    ) -> RenderedClip:
        """Return the whole item as one clip, from the cache if it was made before.

        ``quieter_db`` is how far it stays below announcements.
        Raises SpeechFailure (twice crashed or late, or silent), ModelMissing, TextRefused,
        StorageFailure.
        """
        check_phrases(phrases)
        level = {"quieter_db": quieter_db} if quieter_db else {}
        key = self._key("clip", phrases, replace(voice, gain_db=None), pace, **level)
        clip = _clip_of(self._cache.find(key))
        if clip is None:
            args = {**self._arguments("clip", phrases, voice, pace), **level}
            facts = self._ask("render", args, voice, render_limit_s(phrases, pace))
            file = SoundFile(sha256=facts.pop("sha256"), frames=facts.pop("frames"))
            clip = RenderedClip(file=file, **facts)
            self._keep(key, Kept(files=(file,), facts=facts))
        return clip

    def phrases(
        self,
        phrases: Sequence[Phrase],
        voice: Voice,
        on_phrase: OnPhrase,
        *,
        pace: float = 1.0,
        head_start_s: float = 0.0,
    ) -> EarlySpeech:
        """Render phrase by phrase for speech that goes on air meanwhile (``early``).

        ``on_phrase`` gets each phrase as soon as it is on disk, those of the cache at once;
        ``head_start_s`` is how long other sound plays first.  A voice that may not start early
        (``may_start_early`` as ``installed``) is replaced by the embedded one, which also goes on
        where a voice fails or is late.  Raises what that one fails with, StorageFailure, and
        TextRefused before anything is heard.
        """
        check_phrases(phrases)
        known, embedded = self.installed(voice), self.installed(self._embedded)
        key = self._key("phrases", phrases, known, pace)
        made = _early_of(self._cache.find(key))
        if made is not None:
            for phrase in made.phrases:
                on_phrase(phrase)
            return made
        speaker = EarlySpeaker(
            main=self._main, spare=self._spare, on_phrase=on_phrase, head_start_s=head_start_s
        )
        fit = may_start_early(known)
        made = speaker.speak(
            self._arguments("phrases", phrases, known, pace) if fit else None,
            self._arguments("phrases", phrases, embedded, pace),
            limit_s=render_limit_s(phrases, pace),
        )
        if made.fell_back_at is None:
            self._keep(key, _as_kept(made))
        return made

    def chime(self, name: str) -> SoundFile:
        """Return the file of a chime; raise NotFound for an unknown name."""
        return self._sound("chime", {"name": name})

    def attention(self, seconds: float, *, drill: bool = False) -> SoundFile:
        """Return the file of the tone before an emergency or a drill."""
        return self._sound("attention", {"seconds": seconds, "drill": drill})

    def siren(self, sound: str, seconds: int) -> SoundFile:
        """Return the file of one blast of a siren."""
        return self._sound("siren", {"sound": sound, "seconds": seconds})

    def prepare(self, voice: Voice) -> bool:
        """Split a newly installed model; tell whether it could be split."""
        result = self._ask("prepare", {"voice": to_message(voice)}, voice, PREPARE_LIMIT_S)
        return bool(result["split"])

    def measure(self, voice: Voice) -> Measured:
        """Find out how loud and fast the voice is on this machine, and remember it."""
        result = self._ask("measure", {"voice": to_message(voice)}, voice, PREPARE_LIMIT_S)
        measured = Measured(**result)
        folder = voice_folder(self._home, voice.id)
        make_directory(folder)
        record = self._record(voice) or Record(voice=voice.id)
        write_record(folder, replace(record, measured=measured))
        return measured

    def confinement(self) -> dict[str, Any]:
        """Return what the child gave up, for ``doctor``."""
        return self._main.request_with_retry("confinement", {}, timeout_s=SHORTEST_LIMIT_S)

    def pids(self) -> dict[str, int]:
        """Return the children that run: ``speech``, and ``speech-spare`` of the embedded voice."""
        found = {"speech": self._main.pid, "speech-spare": self._spare.pid}
        return {name: pid for name, pid in found.items() if pid is not None}

    def close(self) -> None:
        """End both children."""
        self._main.close()
        self._spare.close()

    def _load(self, worker: Worker, voice: Voice) -> None:
        try:
            worker.request("load", {"voice": to_message(voice)}, timeout_s=PREPARE_LIMIT_S)
        except LoudspeakerError as trouble:
            log.warning("speech: %s is not warm: %s", voice.id, trouble)

    def _ask(self, op: str, args: dict[str, Any], voice: Voice, limit_s: float) -> dict[str, Any]:
        try:
            return self._main.request_with_retry(op, args, timeout_s=limit_s)
        except ProcessUnavailable as trouble:
            raise SpeechFailure(voice=voice.id, problem=trouble.problem) from trouble

    def _sound(self, op: str, args: dict[str, Any]) -> SoundFile:
        key = render_key(op=op, sound_version=SOUND_VERSION, **args)
        kept = self._cache.find(key)
        if kept is None:
            wanted = {**args, "out_dir": str(self._cache.folder)}
            result = self._main.request_with_retry(op, wanted, timeout_s=SHORTEST_LIMIT_S)
            kept = Kept(files=(SoundFile(**result),))
            self._keep(key, kept)
        return kept.files[0]

    def _arguments(
        self, mode: str, phrases: Sequence[Phrase], voice: Voice, pace: float
    ) -> dict[str, Any]:
        return {
            "mode": mode,
            "phrases": to_messages(phrases),
            "voice": to_message(voice),
            "settings": {"pace": pace},
            "out_dir": str(self._cache.folder),
        }

    def _key(
        self, mode: str, phrases: Sequence[Phrase], voice: Voice, pace: float, **level: float
    ) -> str:
        record = self._record(voice)
        return render_key(
            mode=mode,
            phrases=to_messages(phrases),
            engine=voice.engine,
            options=dict(voice.options),
            files={name: file.sha256 for name, file in record.files.items()} if record else {},
            gain_db=voice.gain_db,
            pace=pace,
            sound_version=SOUND_VERSION,
            **level,
        )

    def _record(self, voice: Voice) -> Record | None:
        """Return what is known of the voice; a damaged record must not keep any from speaking."""
        try:
            return read_record(voice_folder(self._home, voice.id))
        except (IntegrityFailure, StorageFailure) as trouble:
            log.warning("speech: %s: %s", voice.id, trouble)
            return None

    def _keep(self, key: str, kept: Kept) -> None:
        """Remember a rendering; without room for that it is only made again next time."""
        try:
            self._cache.keep(key, kept)
        except StorageFailure as trouble:
            log.warning("speech: not remembered: %s", trouble)


def _clip_of(kept: Kept | None) -> RenderedClip | None:
    """Return the clip of a cache entry, None without one or if it is not of this shape."""
    try:
        return RenderedClip(file=kept.files[0], **kept.facts) if kept else None
    except TypeError:
        return None


def _early_of(kept: Kept | None) -> EarlySpeech | None:
    """Return the phrases of a cache entry, None without one or if it is not of this shape."""
    try:
        numbered = zip(kept.facts["indices"], kept.files, strict=True) if kept else None
        made = numbered and tuple(RenderedPhrase(index=i, file=file) for i, file in numbered)
    except (KeyError, TypeError, ValueError):
        return None
    return EarlySpeech(phrases=made) if made else None


def _as_kept(made: EarlySpeech) -> Kept:
    return Kept(
        files=tuple(phrase.file for phrase in made.phrases),
        facts={"indices": [phrase.index for phrase in made.phrases]},
    )
