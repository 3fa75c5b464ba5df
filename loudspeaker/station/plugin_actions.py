"""The actions of plug-ins at the control socket: checked, asked in time, answered as JSON.

One that fails, hangs or is late costs its own answer: whoever asked is told, and a fault stands
until it works again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

from loudspeaker import errors
from loudspeaker.errors import LoudspeakerError, PluginFailed, UsageRefused
from loudspeaker.hookspecs import Action
from loudspeaker.hookspecs.actions import checked
from loudspeaker.hookspecs.files import FileAnswer
from loudspeaker.model import Caller
from loudspeaker.model.rules import Rule
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.deposits import Deposits
from loudspeaker.station.plugin_thread import HUNG_S, PluginFailure, PluginLate, PluginThread
from loudspeaker.station.plugins import Plugins
from loudspeaker.system.channel import Encoded

ACTING_S: Final = 2.0
"""How long whoever asks waits for an answer, and for a plug-in that is being loaded."""
WITH_FILES_S: Final = 15.0
"""The same where files are brought, which are copied to the disk."""
LONGEST_ANSWER: Final = 1 << 20
_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_ACTIONS: Final = "actions"
_WHO: Final = "as"
_NOT_THEIRS: Final = (errors.SignInRefused, errors.ProcessUnavailable, errors.InternalError)
"""Errors by which faces do something else than tell them."""

NewWork = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class _Refused:
    """What a handler raised that is an answer."""

    error: LoudspeakerError


class PluginActions:
    """Asks; ``new_work`` lets a change be written only while there is room on the disk."""

    def __init__(
        self,
        plugins: Plugins,
        *,
        new_work: NewWork = nullcontext,
        deposits: Deposits | None = None,
    ) -> None:
        self._plugins = plugins
        self._new_work = new_work
        self._deposits = deposits
        self.changes = 0
        """Grows with every change that was asked for: there may be something new to show."""

    def clear_out(self) -> None:
        """Take away files that were laid ready and nobody came for; StorageFailure."""
        if self._deposits is not None:
            self._deposits.clear_out()

    def rules(self) -> dict[str, Rule]:
        """Return who may, for every action of every plug-in that works."""
        return {
            action.name: action.rule
            for thread in self._plugins.threads().values()
            if thread.refused is None
            for action in thread.actions.values()
        }

    def named(self, op: str) -> tuple[Callable[[Caller, Arguments], Encoded], Mapping[str, Rule]]:
        """Return what does an action, and who may; UsageRefused, PluginFailed."""
        name = op.partition(".")[0]
        thread = self._plugins.threads().get(name)
        if thread is None:
            raise PluginFailed(plugin=name, problem="off", detail="not switched on")
        if not thread.wait_ready(ACTING_S):
            self._plugins.note(name, _ACTIONS, "hangs")
            raise PluginFailed(plugin=name, problem="late", detail="hangs")
        if thread.refused is not None:
            raise PluginFailed(plugin=name, problem="off", detail=thread.refused)
        action = thread.actions.get(op)
        if action is None:
            raise UsageRefused(option="op", problem=f"unknown: {op}")
        return self._doing(action, thread), {op: action.rule}

    def _doing(
        self, action: Action[Any], thread: PluginThread
    ) -> Callable[[Caller, Arguments], Encoded]:
        def do(caller: Caller, arguments: Arguments) -> Encoded:
            given = checked(action, {n: v for n, v in arguments.items() if n != _WHO})
            if not action.changes:
                return self._asked(action, thread, caller, given)
            with self._new_work():
                return self._asked(action, thread, caller, given)

        return do

    def _asked(
        self, action: Action[Any], thread: PluginThread, caller: Caller, given: dict[str, Any]
    ) -> Encoded:
        takes_long = action.takes_files or action.slow
        try:
            answer = self._plugins.ask(
                thread.name,
                _ACTIONS,
                lambda _hooks: self._handled(thread.name, action, caller, given),
                patience_s=WITH_FILES_S if takes_long else ACTING_S,
                may_take_s=WITH_FILES_S if takes_long else HUNG_S,
                waits=True,
            )
        except PluginLate as failure:
            raise PluginFailed(plugin=thread.name, problem="late", detail=str(failure)) from failure
        except PluginFailure as failure:
            raise PluginFailed(
                plugin=thread.name, problem="fails", detail=str(failure)
            ) from failure
        if isinstance(answer, _Refused):
            raise answer.error
        return Encoded(str(answer))

    # --- in the plug-in's thread ----------------------------------------------------------------

    def _handled(
        self, plugin: str, action: Action[Any], caller: Caller, given: dict[str, Any]
    ) -> Any:
        try:
            with self._with_files(plugin, action, given) as arguments:
                answer = action.handler(caller, action.takes(**arguments))
                return encoded(self._with_file(plugin, answer))
        except LoudspeakerError as error:
            if not is_answer(error):
                raise
            return _Refused(error)
        finally:
            if action.changes:
                self.changes += 1

    def _with_files(
        self, plugin: str, action: Action[Any], given: dict[str, Any]
    ) -> AbstractContextManager[dict[str, Any]]:
        if self._deposits is None or not action.takes_files:
            return nullcontext(given)
        return self._deposits.taken(plugin, action, given)

    def _with_file(self, plugin: str, answer: Any) -> Any:
        if self._deposits is None or not isinstance(answer, FileAnswer):
            return answer
        return self._deposits.handed_out(plugin, answer)


def encoded(answer: Any) -> str:
    """Return an answer as JSON; TypeError, ValueError for what is none."""
    to_values = getattr(answer, "to_values", None)
    values = to_values() if callable(to_values) else answer
    if not isinstance(values, dict | list):
        raise TypeError("neither a table nor a list")
    parts, length = [], 0
    for part in _JSON.iterencode(values):  # in steps: others may run, and a long one ends early
        parts.append(part)
        length += len(part)
        if length > LONGEST_ANSWER:
            raise ValueError("too long")
    text = "".join(parts)
    text.encode()
    return text


def is_answer(error: LoudspeakerError) -> bool:
    """Tell whether an error of a handler is one of the project's own that people can be told."""
    if isinstance(error, _NOT_THEIRS) or not type(error).__module__.startswith(errors.__name__):
        return False
    try:
        json.dumps(error.to_message(), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False
    return True
