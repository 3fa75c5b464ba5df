"""Every command: its module, what it does in a line, an example.  Nothing is imported here.

A command is one function in ``loudspeaker/cli/<noun>.py`` that returns an exit status or None (0);
a group of commands is a Typer object named ``app`` there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from loudspeaker.sentences.language import N_

GROUP = "app"
DAILY = N_("Every day")
LOOKING = N_("Looking")
STATION = N_("The station")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A line of the table; ``bare`` commands have no arguments of their own and need no parser.

    ``alone`` is the module of what is done when nothing stands behind it, ``by_number`` the
    command that a number behind it is for.
    """

    module: str
    does: str
    example: str
    panel: str
    function: str = ""
    bare: bool = False
    alone: str = ""
    by_number: str = ""

    @property
    def is_group(self) -> bool:
        """Tell whether further commands stand below this one."""
        return self.function == GROUP

    def load(self) -> Any:
        """Import the command's module, and nothing else, and return its function or group."""
        module = import_module(f"loudspeaker.cli.{self.module}")
        return getattr(module, self.function or self.module)

    def load_bare(self) -> Any:
        """Return what runs without a parser when nothing stands behind the command, or None."""
        if self.alone:
            return getattr(import_module(f"loudspeaker.cli.{self.alone}"), self.alone)
        return self.load() if self.bare else None

    def spelled_out(self, behind: Sequence[str]) -> list[str]:
        """Return the arguments behind the command with the word that a number stands for."""
        if self.by_number and behind and behind[0].isdigit():
            return [self.by_number, *behind]
        return list(behind)


COMMANDS: Mapping[str, Command] = {
    "announce": Command(
        module="announce",
        does=N_("Write an announcement; a second person approves it."),
        example='loudspeaker announce "Mời bà con họp thôn lúc 19h30." --at "mai 17:00"',
        panel=DAILY,
    ),
    "approve": Command(
        module="decide",
        function="approve",
        does=N_("Approve an announcement that somebody else wrote."),
        example="loudspeaker approve 7k3m",
        panel=DAILY,
    ),
    "reject": Command(
        module="decide",
        function="reject",
        does=N_("Send an announcement back to its author, saying why."),
        example='loudspeaker reject 7k3m --why "Sai ngày họp"',
        panel=DAILY,
    ),
    "edit": Command(
        module="edit",
        does=N_("Change an announcement; it must then be approved again."),
        example='loudspeaker edit 7k3m --at "mai 18:00"',
        panel=DAILY,
    ),
    "cancel": Command(
        module="decide",
        function="cancel",
        does=N_("Take an announcement back, also while it is on air."),
        example="loudspeaker cancel 7k3m",
        panel=DAILY,
    ),
    "emergency": Command(
        module="emergency",
        does=N_("Air an approved emergency template now, alone, by typing its word."),
        example='loudspeaker emergency lu --set song="suối Trung Lý" --set gio=17:30',
        panel=DAILY,
    ),
    "drill": Command(
        module="emergency",
        function="drill",
        does=N_("Rehearse an emergency; it always says that it is a drill."),
        example="loudspeaker drill lu --points 1,4",
        panel=DAILY,
    ),
    "correct": Command(
        module="correct",
        does=N_("Take back at once what was aired and is not right."),
        example="loudspeaker correct 7k3m",
        panel=DAILY,
    ),
    "review": Command(
        module="review",
        does=N_("Look at what one person alone has put on air (a second person)."),
        example='loudspeaker review 7k3m --note "Đúng, đã gọi thôn 2"',
        panel=DAILY,
    ),
    "live": Command(
        module="live",
        function=GROUP,
        does=N_("Speak live through the microphone: ask for it, and speak."),
        example="loudspeaker live speak 7k3m",
        panel=DAILY,
    ),
    "stop": Command(
        module="stop",
        does=N_("Stop everything at once. Anybody may."),
        example="loudspeaker stop",
        panel=DAILY,
        bare=True,
    ),
    "resume": Command(
        module="stop",
        function="resume",
        does=N_("Let the station sound again after a stop (an approver)."),
        example="loudspeaker resume",
        panel=DAILY,
        bare=True,
    ),
    "script": Command(
        module="script",
        does=N_("Show how a text will be read out."),
        example='loudspeaker script "Từ 7h30 ngày 25/12" --explain',
        panel=DAILY,
    ),
    "preview": Command(
        module="preview",
        does=N_("Make a sound file to listen to; nothing goes on air."),
        example="loudspeaker preview 7k3m --out nghe-thu.wav",
        panel=DAILY,
    ),
    "say": Command(
        module="say",
        does=N_("Speak a text on this machine's own loudspeaker, never on air."),
        example='loudspeaker say "Xin kính chào bà con"',
        panel=DAILY,
    ),
    "recording": Command(
        module="recording",
        function=GROUP,
        does=N_("Recordings of people: make one here, or measure one."),
        example="loudspeaker recording check tay.wav",
        panel=DAILY,
    ),
    "queue": Command(
        module="queue",
        does=N_("What waits, what airs, what was aired in the last day."),
        example="loudspeaker queue",
        panel=LOOKING,
        bare=True,
    ),
    "status": Command(
        module="status",
        does=N_("What is on air, and what is wrong."),
        example="loudspeaker status",
        panel=LOOKING,
        bare=True,
    ),
    "points": Command(
        module="point_verbs",
        function=GROUP,
        does=N_("The points: how they are, and what to do about them."),
        example="loudspeaker points 4",
        panel=LOOKING,
        alone="points",
        by_number="show",
    ),
    "faults": Command(
        module="fault_options",
        function="faults",
        does=N_("What is wrong right now, and what to do about it."),
        example="loudspeaker faults --all",
        panel=LOOKING,
        alone="faults",
    ),
    "why": Command(
        module="why",
        does=N_("What happened to an announcement, in one sentence."),
        example="loudspeaker why 7k3m",
        panel=LOOKING,
    ),
    "search": Command(
        module="search",
        does=N_("Find what was aired by its words, with or without marks."),
        example="loudspeaker search họp thôn",
        panel=LOOKING,
    ),
    "asrun": Command(
        module="asrun",
        does=N_("The as-run log: what really went out."),
        example="loudspeaker asrun --csv nhat-ky.csv",
        panel=LOOKING,
    ),
    "report": Command(
        module="report",
        does=N_("What a month comes to: airings, minutes, misses, approvals."),
        example="loudspeaker report 7/2026 --pdf bao-cao.pdf",
        panel=LOOKING,
    ),
    "audit": Command(
        module="audit",
        function=GROUP,
        does=N_("Prove that the as-run log is as it was written."),
        example="loudspeaker audit verify",
        panel=LOOKING,
    ),
    "schedule": Command(
        module="schedule",
        function=GROUP,
        does=N_("Announcements that recur."),
        example="loudspeaker schedule next --hours 48",
        panel=STATION,
    ),
    "template": Command(
        module="template",
        function=GROUP,
        does=N_("Templates for emergencies: list, show, check, approve."),
        example="loudspeaker template approve lu",
        panel=STATION,
    ),
    "relay": Command(
        module="relay",
        function=GROUP,
        does=N_("Other stations that are relayed: list them, try one."),
        example="loudspeaker relay test VOV1",
        panel=STATION,
    ),
    "lexicon": Command(
        module="lexicon",
        function=GROUP,
        does=N_("The commune's own words and how they are read."),
        example='loudspeaker lexicon add "Pù Cà" "pù cà"',
        panel=STATION,
    ),
    "users": Command(
        module="users",
        function=GROUP,
        does=N_("The people: who may do what, who decides for whom."),
        example="loudspeaker users",
        panel=STATION,
        alone="users",
    ),
    "voices": Command(
        module="voices",
        function=GROUP,
        does=N_("The voices: list, install, try out."),
        example="loudspeaker voices list",
        panel=STATION,
    ),
    "radio": Command(
        module="radio",
        function=GROUP,
        does=N_("Composite signals in files: make, decode, measure; for engineers."),
        example="loudspeaker radio decode thu.wav",
        panel=STATION,
    ),
    "init": Command(
        module="init",
        does=N_("Make a working home for a station."),
        example="loudspeaker init --home /srv/loa",
        panel=STATION,
    ),
    "run": Command(
        module="run",
        does=N_("Run the whole station in this window until Ctrl+C."),
        example="loudspeaker run",
        panel=STATION,
    ),
    "demo": Command(
        module="demo",
        does=N_("Show everything once, with a simulated transmitter and eleven points."),
        example="loudspeaker demo",
        panel=STATION,
    ),
    "kiosk": Command(
        module="kiosk",
        function=GROUP,
        does=N_("A screen at another building that shows what was aired."),
        example="loudspeaker kiosk run --from http://192.168.1.20:8080",
        panel=STATION,
    ),
    "clock": Command(
        module="clock",
        function=GROUP,
        does=N_("Whether the machine's time is believed; confirm it."),
        example='loudspeaker clock confirm "17:05 28/11/2026"',
        panel=STATION,
        alone="clock",
    ),
    "backup": Command(
        module="backup",
        does=N_("Put everything of the station into one file, while it works."),
        example="loudspeaker backup /media/usb/dai.tar",
        panel=STATION,
    ),
    "restore": Command(
        module="restore",
        does=N_("Make the station's home from a backup."),
        example="loudspeaker restore /media/usb/dai.tar --keys khoa.json",
        panel=STATION,
    ),
    "doctor": Command(
        module="doctor",
        does=N_("Check this machine and this station, and say what to do."),
        example="loudspeaker doctor",
        panel=STATION,
        bare=True,
    ),
    "reload": Command(
        module="reload",
        does=N_("Have the configuration read again."),
        example="loudspeaker reload",
        panel=STATION,
        bare=True,
    ),
    "village": Command(
        module="village",
        does=N_("Run the simulated transmitter and points alone."),
        example="loudspeaker village --script hong-hoc.yaml",
        panel=STATION,
    ),
}
