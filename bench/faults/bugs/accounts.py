"""Bugs that show when several accounts of the same week are laid beside each other."""

from __future__ import annotations

from bench.faults.planting import Mutant

_EVENING = ("--first", "2", "--slots", "1", "--ahead", "5")

MUTANTS = (
    Mutant(
        name="the report counts what was planned",
        file="loudspeaker/report/airings.py",
        original='began, ms = _moment(start.get("wall")), closing.get("pos_ms")',
        planted='began, ms = _moment(start.get("wall")), closing.get("len_ms")',
        caught_as=frozenset({"report"}),
        row="week",
        arguments=(*_EVENING, "--emergency", "2"),
    ),
    Mutant(
        name="a fallback is recorded as the other station",
        file="loudspeaker/air/relay_airing.py",
        original="self._source_frames += 0 if self.on_fallback else frames",
        planted="self._source_frames += frames",
        caught_as=frozenset({"relay"}),
        row="week",
        arguments=(*_EVENING, "--dead", "2"),
    ),
)
