"""The plug-ins of a station, asked one by one; what one does or leaves undone costs no other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final

from loudspeaker.hookspecs import Services
from loudspeaker.model.review import NOT_CHECKED, Announcement, Concern, Part, Severity
from loudspeaker.station.plugin_thread import (
    HUNG_S,
    Job,
    OwnData,
    PluginFailure,
    PluginLate,
    PluginThread,
)
from loudspeaker.system.faults import Faults

LOOKING_S: Final = 0.05
"""How long people who only look wait for a plug-in."""
APPROVING_S: Final = 1.0
"""How long an approval waits, so that a busy machine does not make it an unchecked one."""
_MOST_CONCERNS: Final = 200
_LONGEST_LINE: Final = 300
_REVIEW: Final = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a plug-in comes from: ``load`` returns the module or object with its hooks."""

    load: Callable[[], object]
    settings: Callable[[], Mapping[str, Any]] = dict


class Plugins:
    """Those of ``sources``, which tells what the configuration wants now.

    ``base`` is what all may use; ``open_data`` opens the database of the one that is named,
    ``equip`` adds to its services what is its own; both are called in its thread.
    """

    def __init__(
        self,
        sources: Callable[[], Mapping[str, Source]],
        faults: Faults,
        *,
        base: Services | None = None,
        open_data: Callable[[str, Sequence[str], int | None], OwnData] | None = None,
        equip: Callable[[str, Services], Services] = lambda _name, services: services,
    ) -> None:
        self._sources = sources
        self._faults = faults
        self._base = base or Services(settings=dict)
        self._open_data = open_data
        self._equip = equip
        self._turn = threading.Lock()
        self._telling = threading.Lock()
        self._threads: dict[str, PluginThread] = {}
        self._problems: dict[tuple[str, str], str] = {}

    def load(self) -> None:
        """Begin with what is wanted and is not there, let go of what is not wanted any more.

        One that could not be loaded is tried again.  What is loaded stays as it is: a changed
        plug-in needs a new start of the station.
        """
        wanted = self._sources()
        with self._turn:
            gone = [n for n, t in self._threads.items() if n not in wanted or t.refused]
            for name in gone:
                self._threads.pop(name).close()
                self._problems = {key: t for key, t in self._problems.items() if key[0] != name}
            for name, source in wanted.items():
                if name not in self._threads:
                    self._threads[name] = self._begun(name, source)
        self._tell()

    def _begun(self, name: str, source: Source) -> PluginThread:
        thread = PluginThread(
            name,
            source.load,
            replace(self._base, settings=source.settings),
            open_data=partial(self._open_data, name) if self._open_data else None,
            equip=partial(self._equip, name),
            ready=self._tell,
        )
        thread.start()
        return thread

    def threads(self) -> dict[str, PluginThread]:
        """Return the plug-ins that are wanted, by name."""
        with self._turn:
            return dict(self._threads)

    def ask(
        self,
        name: str,
        what: str,
        work: Callable[[Any], Any],
        *,
        patience_s: float,
        may_take_s: float = HUNG_S,
        waits: bool = False,
    ) -> Any:
        """Return what ``work`` makes of one plug-in's hooks, waiting so long; PluginFailure.

        A failure stands in the fault until the same thing (``what``) works again.  To be late
        behind work that may take long is none; with ``waits`` its end is waited for, too.
        """
        thread = self.threads().get(name)
        if thread is None:
            raise PluginFailure("is switched off")
        others_s = thread.long_work_s()
        job = thread.begin(work, may_take_s=may_take_s)
        try:
            answer = thread.end(job, patience_s=patience_s + (others_s if waits else 0.0))
        except PluginFailure as failure:
            if not others_s or job.has_begun or not isinstance(failure, PluginLate):
                self.note(name, what, str(failure))
            raise
        self.note(name, what, None)
        return answer

    def note(self, name: str, what: str, problem: str | None) -> None:
        """Keep or forget what is wrong with one plug-in."""
        self._keep(name, what, problem)
        self._tell()

    def _keep(self, name: str, what: str, problem: str | None) -> None:
        with self._turn:
            if problem is None:
                self._problems.pop((name, what), None)
            elif name in self._threads:
                self._problems[name, what] = problem

    def review(
        self, announcement: Announcement, *, patience_s: float = LOOKING_S
    ) -> tuple[Concern, ...]:
        """Return every concern, by its place; one that says so for a plug-in that did not look."""

        def ask(hooks: Any) -> Any:
            return hooks.review_announcement(announcement=announcement)

        threads = {n: t for n, t in self.threads().items() if t.reviews is not False}
        jobs = {name: thread.begin(ask) for name, thread in threads.items()}
        concerns = [
            concern
            for name, job in jobs.items()
            for concern in self._answered(name, threads[name], job, announcement, patience_s)
        ]
        self._tell()
        return tuple(sorted(concerns, key=_place))

    def close(self) -> None:
        """Ask no more."""
        with self._turn:
            for thread in self._threads.values():
                thread.close()
            self._threads.clear()

    def _answered(
        self,
        name: str,
        thread: PluginThread,
        job: Job,
        announcement: Announcement,
        patience_s: float,
    ) -> list[Concern]:
        try:
            answers = thread.end(job, patience_s=patience_s)
            found = list(_taken(answers, announcement))
        except PluginFailure as failure:
            is_late = isinstance(failure, PluginLate)
            has_waited = is_late and not job.has_begun and thread.long_work_s() > 0
            if not has_waited and (not is_late or patience_s >= APPROVING_S):
                self._keep(name, _REVIEW, str(failure))
            return [Concern(code=NOT_CHECKED, severity=Severity.WARN, plugin=name)]
        self._keep(name, _REVIEW, None)
        return [replace(concern, plugin=name) for concern in found]

    def _tell(self) -> None:
        told: dict[str, None] = {}
        with self._telling:  # else what was known before could be told behind what is known now
            with self._turn:
                refused = {(n, ""): t.refused for n, t in self._threads.items() if t.refused}
                for (name, _), problem in sorted({**self._problems, **refused}.items()):
                    told[f"{name} {problem}"] = None
            self._faults.set("plugins", "; ".join(told) or None)


def _place(concern: Concern) -> tuple[bool, int, int]:
    return concern.part is Part.TITLE, concern.start, concern.end


def _taken(answers: Sequence[Any], announcement: Announcement) -> Iterator[Concern]:
    """Yield what a plug-in said, the hard things first if it said too much; PluginFailure."""
    found = [concern for answer in answers for concern in _listed(answer)]
    if not all(_is_concern(concern, announcement) for concern in found):
        raise PluginFailure("says what is no concern")
    found.sort(key=lambda concern: concern.severity is not Severity.HARD)
    for concern in found[:_MOST_CONCERNS]:
        what, advice = concern.what[:_LONGEST_LINE], concern.advice[:_LONGEST_LINE]
        yield replace(concern, what=what, advice=advice)


def _listed(answer: Any) -> Sequence[Any]:
    if not isinstance(answer, list | tuple):
        raise PluginFailure("gives no list")
    return answer


def _is_concern(value: Any, announcement: Announcement) -> bool:
    """Tell whether what came from outside is what it is to be, down to its parts."""
    if not isinstance(value, Concern) or value.code == NOT_CHECKED:
        return False
    parts: dict[str, Any] = asdict(value)
    if not all(isinstance(parts[name], kind) for name, kind in _KINDS):
        return False
    whole = announcement.title if value.part is Part.TITLE else announcement.text
    return 0 <= value.start <= value.end <= len(whole)


_KINDS: Final = (
    ("code", str), ("what", str), ("advice", str), ("start", int), ("end", int), ("part", Part),
    ("severity", Severity),
)  # fmt: skip
