"""What must be true of a station that comes back after a power cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from bench.faults.disk.recovery import Recovered
from bench.faults.disk.session import Told

WITH_STATION = frozenset({"planned", "rendering", "ready", "flagged"})
RELEASED = "approved"
LET_GO = frozenset({"cancelled", "rejected"})


def judge_image(
    found: Recovered,
    told: Sequence[Told],
    heard: Mapping[str, Sequence[float]],
    *,
    at_s: float,
    emergencies: AbstractSet[str],
) -> dict[str, list[str]]:
    """Return what is wrong after a power cut at ``at_s``, by kind; ``told`` is all of it."""
    problems: dict[str, list[str]] = defaultdict(list)
    problems["corrupt"] += found.broken
    if not found.broken:
        for answers in _by_item(told).values():
            known = [answer for answer in answers if answer.at_s <= at_s]
            if known:
                allowed = {answer.state for answer in answers[len(known) - 1 :]}
                problems["lost"] += _lost(found, known[-1], allowed)
                problems["phantom"] += _phantom(found, known[-1])
        for occurrence, times in heard.items():
            full = sum(time <= at_s for time in times)
            problems["doubled"] += _doubled(found, occurrence, full, occurrence in emergencies)
    return {kind: each for kind, each in problems.items() if each}


def _by_item(told: Sequence[Told]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    for answer in told:
        found[answer.item].append(answer)
    return found


def _lost(found: Recovered, known: Told, allowed: AbstractSet[str]) -> list[str]:
    state = found.items.get(known.item)
    if state is None:
        spooled = known.item in found.spooled
        return [] if spooled else [f"{known.item}: told {known.state}, is not there"]
    if state not in allowed:
        return [f"{known.item}: told {known.state}, is {state}"]
    if state != RELEASED or known.occurrence in found.terminal | dict.fromkeys(found.to_air):
        return []
    open_state = found.occurrences.get(known.occurrence)
    if open_state in WITH_STATION or known.occurrence in found.unmade:
        return []
    return [f"{known.occurrence}: {open_state}, not ended, and not at playout"]


def _phantom(found: Recovered, known: Told) -> list[str]:
    if known.state in LET_GO and known.occurrence in found.to_air:
        return [f"{known.occurrence}: told {known.state}, will be aired"]
    return []


def _doubled(found: Recovered, occurrence: str, full: int, is_emergency: bool) -> list[str]:  # noqa: FBT001
    if full < (2 if is_emergency else 1):
        return []
    event = found.terminal.get(occurrence)
    if event is None:
        return [f"{occurrence}: heard in full {full} times, not ended"]
    if event != "end" and not is_emergency:
        return [f"{occurrence}: heard in full, ended as {event}"]
    return []
