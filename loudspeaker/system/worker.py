"""Requests to a child process that may crash, hang or talk nonsense.

The child (``worker_child``) is started when first needed and kept warm.  One that dies, answers
late or breaks the protocol is killed; the next request starts another.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from loudspeaker.errors import ProcessUnavailable, from_message
from loudspeaker.system.worker_pipe import ChildLate, ChildTrouble, Pipe, encode_line

log = logging.getLogger(__name__)

Start = Callable[[], "subprocess.Popen[bytes]"]
OnEvent = Callable[[dict[str, Any]], None]
Patience = float | Callable[[], float] | None

FAILURES_FORGIVEN = 4  # one text that kills the child, tried twice by two callers
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
_FAREWELL_S = 1.0


class Worker:
    """One child and the requests to it, from any thread, one at a time.

    ``start`` returns a process with pipes for standard input and output.  It is always called
    in one thread that lives as long as the worker, because the kernel sends the parent-death
    signal when the *thread* that started a child ends (prctl(2), PR_SET_PDEATHSIG).
    """

    def __init__(
        self, start: Start, name: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._start = start
        self._name = name
        self._clock = clock
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"{name}-start")
        self._turn = threading.Lock()
        self._failures = _FailureRow(clock)
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Pipe | None = None
        self._jobs = 0
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The running child, or None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def warm_up(self) -> None:
        """Start the child if it is not running; raise ProcessUnavailable."""
        with self._turn:
            self._ready_pipe()

    def request(
        self,
        op: str,
        args: dict[str, Any],
        *,
        timeout_s: float,
        reply_timeout_s: Patience = None,
        turn_timeout_s: float = -1.0,
        on_event: OnEvent | None = None,
    ) -> dict[str, Any]:
        """Return the result of one job; its progress goes to ``on_event`` in this thread.

        ``timeout_s`` limits the whole job and ``reply_timeout_s`` the time to each reply (asked
        anew for each, if it is a function); both count from when the job's turn has come, for
        which ``turn_timeout_s`` is how long to wait (negative: for ever).  Raises what the child
        refused with, or ProcessUnavailable when busy, or after killing a child that crashed, was
        late or talked nonsense.
        """
        with self._turn_within(turn_timeout_s):
            pipe = self._ready_pipe()
            self._jobs += 1
            job = str(self._jobs)
            line = encode_line({"job": job, "op": op, "args": args})
            last_s = self._clock() + timeout_s
            try:
                pipe.send(line, deadline_s=last_s)
                reply = self._last_reply(pipe, job, last_s, reply_timeout_s, on_event)
            except ChildTrouble as trouble:
                self._end_child()
                if not isinstance(trouble, ChildLate):  # waiting has been pause enough
                    self._failures.add()
                raise self._unavailable(str(trouble)) from trouble
            except BaseException:  # raised by on_event, or Ctrl-C: the rest of the job is unheard
                self._end_child()
                raise
            self._failures.forget()
        return _result_of(reply)

    def request_with_retry(
        self,
        op: str,
        args: dict[str, Any],
        *,
        timeout_s: float,
        reply_timeout_s: Patience = None,
        on_event: OnEvent | None = None,
    ) -> dict[str, Any]:
        """As ``request``, once more after a crash or hang; progress may then be heard twice."""
        once = partial(
            self.request,
            op,
            args,
            timeout_s=timeout_s,
            reply_timeout_s=reply_timeout_s,
            on_event=on_event,
        )
        try:
            return once()
        except ProcessUnavailable as trouble:
            log.warning("%s: %s failed (%s), trying once more", self._name, op, trouble.problem)
        return once()

    def kill(self) -> None:
        """Kill the child at once, from any thread; a job under way fails as if it crashed."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the child, politely if it is idle, and take no more requests."""
        self._closed = True
        idle = self._turn.acquire(blocking=False)
        if not idle:
            self.kill()
            self._turn.acquire()
        try:
            self._end_child(farewell_s=_FAREWELL_S if idle else 0.0)
        finally:
            self._turn.release()
        self._starter.shutdown(wait=False)

    @contextmanager
    def _turn_within(self, timeout_s: float) -> Iterator[None]:
        if not self._turn.acquire(timeout=timeout_s):
            raise self._unavailable("busy")
        try:
            yield
        finally:
            self._turn.release()

    def _ready_pipe(self) -> Pipe:
        if self._closed:
            raise self._unavailable("closed")
        if self._pipe is not None and self._pipe.is_open:
            return self._pipe
        self._end_child()
        if (pause_s := self._failures.pause_s()) > 0.0:
            raise self._unavailable(f"failed {self._failures.count} times, resting {pause_s:.1f} s")
        try:
            self._process = self._starter.submit(self._start).result()
        except OSError as error:
            self._failures.add()
            raise self._unavailable(str(error)) from error
        self._pipe = Pipe(self._process, clock=self._clock)
        return self._pipe

    def _last_reply(
        self,
        pipe: Pipe,
        job: str,
        last_s: float,
        reply_timeout_s: Patience,
        on_event: OnEvent | None,
    ) -> dict[str, Any]:
        while True:
            patience_s = reply_timeout_s() if callable(reply_timeout_s) else reply_timeout_s
            if patience_s is None:
                patience_s = float("inf")
            reply = pipe.receive(deadline_s=min(last_s, self._clock() + patience_s))
            if _kind_of(reply, job) != "progress":
                return reply
            if on_event is not None:
                on_event(reply["data"])

    def _end_child(self, *, farewell_s: float = 0.0) -> None:
        if self._pipe is not None:
            self._pipe.end(farewell_s=farewell_s)
            self._pipe = None

    def _unavailable(self, problem: str) -> ProcessUnavailable:
        return ProcessUnavailable(process=self._name, problem=problem)


class _FailureRow:
    """Crashes without a success between them; from the fifth on a growing rest is due."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._rest_until_s = float("-inf")
        self.count = 0

    def forget(self) -> None:
        self.count = 0
        self._rest_until_s = float("-inf")

    def add(self) -> None:
        self.count += 1
        beyond = self.count - FAILURES_FORGIVEN
        if beyond > 0:
            pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(beyond - 1, 16))
            self._rest_until_s = self._clock() + pause_s

    def pause_s(self) -> float:
        return max(0.0, self._rest_until_s - self._clock())


_SHAPES: dict[str, str] = {"progress": "data", "done": "result", "failed": "error"}


def _kind_of(reply: dict[str, Any], job: str) -> str:
    kind = reply.get("event")
    if reply.get("job") != job or not isinstance(kind, str) or kind not in _SHAPES:
        raise ChildTrouble("reply belongs to no job")
    if not isinstance(reply.get(_SHAPES[kind]), dict):
        raise ChildTrouble(f"reply without {_SHAPES[kind]}")
    return kind


def _result_of(reply: dict[str, Any]) -> dict[str, Any]:
    if reply["event"] == "failed":
        raise from_message(reply["error"])
    result: dict[str, Any] = reply["result"]
    return result
