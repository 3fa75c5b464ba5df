"""A child gives up what it does not need, as far as this machine lets it (Linux).

Nothing here is a promise: an old kernel or a container may refuse any part.  What really took
effect is returned, for the log and for ``doctor``.
"""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWUSER = 0x1000_0000  # linux/sched.h
_CLONE_NEWNET = 0x4000_0000
_PR_SET_NO_NEW_PRIVS = 38  # prctl(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What took effect; ``refused`` names each part that did not, with the reason."""

    nice: int
    memory_bytes: int | None
    cpu_seconds: int | None
    core_dumps: bool
    new_privileges: bool
    network: bool
    refused: tuple[str, ...]


def confine(
    *, nice: int, memory_bytes: int | None, cpu_seconds: int | None, network: bool
) -> Confinement:
    """Confine this process; never raises.  Call it first, while there is only one thread.

    ``memory_bytes`` bounds the address space, ``cpu_seconds`` the processor time; None leaves
    them.  ``network=False`` moves the process into a network of its own without any device.
    """
    refused: list[str] = []

    def attempt(part: str, action: Callable[[], None]) -> None:
        try:
            action()
        except (OSError, ValueError, AttributeError) as error:
            refused.append(f"{part}: {error}")

    nicer = max(nice, os.getpriority(os.PRIO_PROCESS, 0))  # never back to a higher priority
    attempt("nice", lambda: os.setpriority(os.PRIO_PROCESS, 0, nicer))
    attempt("core dumps", lambda: _limit(resource.RLIMIT_CORE, 0))
    if memory_bytes is not None:
        attempt("memory", lambda: _limit(resource.RLIMIT_AS, memory_bytes))
    if cpu_seconds is not None:
        attempt("cpu time", lambda: _limit(resource.RLIMIT_CPU, cpu_seconds))
    if not network:
        user, group = os.geteuid(), os.getegid()
        attempt("network", _leave_network)
        if os.geteuid() != user:
            attempt("identity", lambda: _keep_identity(user, group))
    attempt("new privileges", lambda: _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    return _state(tuple(refused))


def confine_further(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Leave this process no more memory than that, and so much processor time from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds)


def _limit(kind: int, value: int) -> None:
    """Lower a limit for good; one that is already lower stays."""
    _, hard = resource.getrlimit(kind)
    lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (lowest, lowest))


def _call(name: str, *arguments: int) -> None:
    function = getattr(ctypes.CDLL(None, use_errno=True), name)
    if function(*(ctypes.c_ulong(argument) for argument in arguments)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _leave_network() -> None:
    """Root may do it at once; anybody else as root of a user namespace of their own."""
    try:
        _call("unshare", _CLONE_NEWNET)
    except PermissionError:
        _call("unshare", _CLONE_NEWUSER | _CLONE_NEWNET)


def _keep_identity(user: int, group: int) -> None:
    """Be the same user inside the namespace as outside (user_namespaces(7))."""
    Path("/proc/self/setgroups").write_bytes(b"deny")
    Path("/proc/self/uid_map").write_bytes(b"%d %d 1" % (user, user))
    Path("/proc/self/gid_map").write_bytes(b"%d %d 1" % (group, group))


def _state(refused: tuple[str, ...]) -> Confinement:
    return Confinement(
        nice=os.getpriority(os.PRIO_PROCESS, 0),
        memory_bytes=_bound(resource.RLIMIT_AS),
        cpu_seconds=_bound(resource.RLIMIT_CPU),
        core_dumps=_bound(resource.RLIMIT_CORE) != 0,
        new_privileges=_may_gain_privileges(),
        network=_sees_network(),
        refused=refused,
    )


def _bound(kind: int) -> int | None:
    soft, _ = resource.getrlimit(kind)
    return None if soft == resource.RLIM_INFINITY else soft


def _may_gain_privileges() -> bool:
    try:
        return b"NoNewPrivs:\t1" not in Path("/proc/self/status").read_bytes()
    except OSError:
        return True


def _sees_network() -> bool:
    """Tell whether there is any device but the loopback; unreadable counts as yes."""
    try:
        lines = Path("/proc/self/net/dev").read_bytes().splitlines()
    except OSError:
        return True
    names = {line.partition(b":")[0].strip() for line in lines if b":" in line}
    return bool(names - {b"lo"})
