"""What the speech child does for its parent, one job at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from loudspeaker.audio.attention import attention
from loudspeaker.audio.chime import chime
from loudspeaker.audio.siren import blast
from loudspeaker.errors import FileRefused, UsageRefused
from loudspeaker.model.siren import SirenSound
from loudspeaker.speech.engine import Engine, SpeechSettings
from loudspeaker.speech.engines import make_engine
from loudspeaker.speech.installed import voice_folder
from loudspeaker.speech.manifest import Voice, from_message
from loudspeaker.speech.measure import measure
from loudspeaker.speech.phrases import check_phrases, from_messages
from loudspeaker.speech.render import Renderer, store
from loudspeaker.system.confine import Confinement
from loudspeaker.system.worker_child import Emit, Handler

Arguments = dict[str, Any]
Result = dict[str, Any]


class Jobs:
    """The handlers; they keep the engine of the last voice warm."""

    def __init__(self, home: Path, confinement: Confinement) -> None:
        self._home = home.resolve()
        self._confinement = confinement
        self._warm: tuple[Voice, Engine] | None = None

    def handlers(self) -> Mapping[str, Handler]:
        """Return what each operation does."""
        return {
            "attention": self.attention,
            "chime": self.chime,
            "confinement": self.confinement,
            "load": self.load,
            "measure": self.measure,
            "prepare": self.prepare,
            "render": self.render,
            "siren": self.siren,
        }

    def render(self, args: Arguments, emit: Emit) -> Result:
        """Speak phrases as one clip, or each for itself (``mode``)."""
        voice = from_message(args["voice"])
        settings = SpeechSettings(**args["settings"])
        phrases = from_messages(args["phrases"])
        check_phrases(phrases)
        renderer = Renderer(
            self._engine(voice), voice=voice.id, folder=self._inside_home(args["out_dir"])
        )
        if args["mode"] == "clip":
            clip = renderer.clip(phrases, settings, quieter_db=args.get("quieter_db", 0.0))
            facts = {name: value for name, value in asdict(clip).items() if name != "file"}
            return {**asdict(clip.file), **facts}
        if args["mode"] != "phrases":
            raise UsageRefused(option="mode", problem=str(args["mode"]))
        made: list[Result] = []
        for index, file in renderer.phrases(phrases, settings, voice.gain_db):
            made.append({"index": index, **asdict(file)})
            emit(made[-1])
        return {"phrases": made}

    def load(self, args: Arguments, _emit: Emit) -> Result:
        """Get a voice ready to speak at once."""
        return {"rate_hz": self._engine(from_message(args["voice"])).rate_hz}

    def prepare(self, args: Arguments, _emit: Emit) -> Result:
        """Split the model of a newly installed voice."""
        voice = from_message(args["voice"])
        self._warm = None
        if voice.engine != "piper":
            return {"split": False}
        module = import_module("loudspeaker.speech.prepare")
        return {"split": module.split_model(voice, voice_folder(self._home, voice.id))}

    def measure(self, args: Arguments, _emit: Emit) -> Result:
        """Find out how loud and how fast a voice is."""
        voice = from_message(args["voice"])
        return asdict(measure(self._engine(voice), voice=voice.id))

    def chime(self, args: Arguments, _emit: Emit) -> Result:
        """Make a chime's file."""
        return asdict(store(self._inside_home(args["out_dir"]), chime(args["name"])))

    def attention(self, args: Arguments, _emit: Emit) -> Result:
        """Make the file of the tone before an emergency or a drill."""
        tone = attention(args["seconds"], drill=args["drill"])
        return asdict(store(self._inside_home(args["out_dir"]), tone))

    def siren(self, args: Arguments, _emit: Emit) -> Result:
        """Make the file of one blast."""
        sound = blast(SirenSound(args["sound"]), args["seconds"])
        return asdict(store(self._inside_home(args["out_dir"]), sound))

    def confinement(self, _args: Arguments, _emit: Emit) -> Result:
        """Tell what the child gave up, for ``doctor``."""
        return asdict(self._confinement)

    def _engine(self, voice: Voice) -> Engine:
        """Return the voice's engine, loaded; another voice's is dropped first."""
        wanted = replace(voice, gain_db=None, real_time_factor=None)  # measured, not settings
        if self._warm is None or self._warm[0] != wanted:
            self._warm = None
            engine = make_engine(voice, voice_folder(self._home, voice.id))
            engine.load()
            self._warm = (wanted, engine)
        return self._warm[1]

    def _inside_home(self, folder: str) -> Path:
        path = Path(folder).resolve()
        if not path.is_relative_to(self._home):
            raise FileRefused(path=folder, problem="outside_home")
        return path
