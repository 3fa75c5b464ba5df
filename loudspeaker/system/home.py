"""Where everything of one station lies: nothing outside this folder is touched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder given by ``--home`` and the names inside it."""

    root: Path

    @property
    def station_file(self) -> Path:
        """Who the station is: written by people."""
        return self.root / "station.yaml"

    @property
    def lexicon_file(self) -> Path:
        """The commune's own words and how they are read."""
        return self.root / "lexicon.yaml"

    @property
    def clock_file(self) -> Path:
        """Who said that the clock was right: worth nothing after the machine has restarted."""
        return self.root / "clock.json"

    @property
    def mourning_file(self) -> Path:
        """The days of mourning."""
        return self.root / "mourning.yaml"

    @property
    def run(self) -> Path:
        """Sockets, locks and readiness: worth nothing after a restart."""
        return self.root / "run"

    @property
    def clips(self) -> Path:
        """Finished sound, each file named by its hash."""
        return self.root / "clips"

    @property
    def spool(self) -> Path:
        """Announcements that came while ``station`` was down."""
        return self.root / "spool"

    @property
    def incoming(self) -> Path:
        """Recordings that people have brought and the station has not read yet."""
        return self.root / "incoming"

    @property
    def recordings(self) -> Path:
        """Recordings of announcements, each file named by its hash."""
        return self.root / "recordings"

    @property
    def tapes(self) -> Path:
        """What was said live, each file named by its hash."""
        return self.root / "live"

    @property
    def logs(self) -> Path:
        """What the processes say."""
        return self.root / "log"

    @property
    def village(self) -> Path:
        """The simulator's own folder."""
        return self.root / "village"

    @property
    def voices(self) -> Path:
        """Installed voices."""
        return self.root / "voices"

    @property
    def schedules(self) -> Path:
        """Recurring announcements: written by people."""
        return self.root / "schedules"

    @property
    def templates(self) -> Path:
        """Emergency templates: written by people."""
        return self.root / "templates"

    @property
    def chimes(self) -> Path:
        """Signature tunes: brought by people."""
        return self.root / "chimes"

    @property
    def hardware(self) -> Path:
        """Hardware files: written by people."""
        return self.root / "hardware"

    @property
    def database(self) -> Path:
        """The station's database."""
        return self.root / "station.db"

    @property
    def plugins(self) -> Path:
        """Plug-ins of one file, written by people, and the databases of all, named alike."""
        return self.root / "plugins"

    @property
    def handed_out(self) -> Path:
        """Files of plug-ins on their way to who has asked for them; worth nothing later."""
        return self.run / "handed-out"

    @property
    def public(self) -> Path:
        """What everybody may know, made by ``station`` from what it has."""
        return self.root / "public.db"

    @property
    def public_files(self) -> Path:
        """Files of the pages that everybody may see, each named by its hash; made anew."""
        return self.root / "public-files"

    @property
    def for_kiosks(self) -> Path:
        """The same, signed and in parts, for kiosks at other buildings."""
        return self.root / "for-kiosks"

    @property
    def kiosk_key(self) -> Path:
        """The key that signs what kiosks pull."""
        return self.root / "kiosks.key"

    @property
    def accounts(self) -> Path:
        """The folder that only ``station`` reads: what people sign in with."""
        return self.root / "accounts"

    @property
    def accounts_file(self) -> Path:
        """Passwords, sessions and tokens."""
        return self.accounts / "accounts.db"

    @property
    def reserve(self) -> Path:
        """Room on the disk that is kept for emergencies."""
        return self.root / ".reserve-for-emergencies"

    @property
    def asrun_log(self) -> Path:
        """The as-run log."""
        return self.root / "asrun.jsonl"

    @property
    def heads_file(self) -> Path:
        """The published ends of the as-run log, one line a day."""
        return self.root / "asrun-heads.jsonl"

    @property
    def air(self) -> Path:
        """The folder that only ``air`` reads."""
        return self.root / "air"

    @property
    def journal(self) -> Path:
        """The journal of ``air``."""
        return self.air / "journal.db"

    @property
    def seal_key(self) -> Path:
        """The key that seals records."""
        return self.air / "seal.key"

    @property
    def master_key(self) -> Path:
        """The key from which the receivers' keys are derived."""
        return self.air / "points.key"

    @property
    def control_socket(self) -> Path:
        """Where ``station`` answers."""
        return self.run / "control.sock"

    @property
    def air_socket(self) -> Path:
        """Where ``air`` answers."""
        return self.run / "air.sock"

    @property
    def bridge_socket(self) -> Path:
        """Where ``bridge`` waits for playout."""
        return self.run / "bridge.sock"

    @property
    def relay_socket(self) -> Path:
        """Where ``bridge`` gives the sound of other stations."""
        return self.run / "relay.sock"

    @property
    def stop_file(self) -> Path:
        """Left by ``stop`` when ``air`` does not answer."""
        return self.run / "stop"

    @property
    def ready_file(self) -> Path:
        """Tells that ``run`` is ready, and its processes."""
        return self.run / "ready.json"

    @property
    def web_file(self) -> Path:
        """Tells where the pages are served."""
        return self.run / "web.json"

    @property
    def web_sounds(self) -> Path:
        """Sound files that ``web`` has made from clips; they may be lost."""
        return self.run / "web-sounds"

    @property
    def pairing_file(self) -> Path:
        """At a kiosk: which station it shows, and by which key it knows it."""
        return self.root / "kiosk.json"

    @property
    def taken_file(self) -> Path:
        """At a kiosk: the newest that it has taken, and when that was."""
        return self.root / "taken.json"

    @property
    def pulled_parts(self) -> Path:
        """At a kiosk: parts that wait for the others."""
        return self.root / "parts"

    @property
    def pulling_file(self) -> Path:
        """At a kiosk: how pulling goes."""
        return self.run / "kiosk.json"

    @property
    def sidecar(self) -> Path:
        """The sound index of the simulated profile."""
        return self.run / "sidecar"

    def lock(self, role: str) -> Path:
        """Return the lock of one role."""
        return self.run / f"{role}.lock"
