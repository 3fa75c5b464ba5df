"""What one person released, at the last gate: only what really rests on two people or the air."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.asrun import Event, Reason
from loudspeaker.model import Priority
from loudspeaker.model.release import Release, Warrant
from loudspeaker.rundown import Kind, Rundown, rundown_from_values
from tests.air.bench import Bench

REFUSED = [("refused", None, "unapproved")]
WARRANT = Warrant(template="lu", version=1, sha256="a" * 64, author="quantri", approver="duyet")
URGENT = Release(kind=Kind.ANNOUNCEMENT, warrant=WARRANT)
DRILL = Release(kind=Kind.DRILL, warrant=WARRANT)


def released(
    bench: Bench, release: Release, name: str = "e-1", *, seconds: float = 4.0, **other: object
) -> Rundown:
    urgent = release.kind is not Kind.DRILL
    made = bench.rundown(
        name,
        seconds=seconds,
        due_s=0,
        immediate=True,
        priority=Priority.EMERGENCY if urgent else Priority.PRIORITY,
    )
    values: dict[str, object] = {"kind": release.kind, "release": release, **other}
    return replace(made, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("author", ["soan", "duyet"])
def test_a_template_that_two_people_answer_for_airs_whoever_releases_it(
    bench: Bench, author: str
) -> None:
    bench.offer(released(bench, URGENT, author=author))
    bench.run(12)
    assert bench.records("e-1")[-1] == ("end", "aired", None)
    record = bench.journal.since(0)[0]
    assert (record["author"], record["approver"]) == (author, "duyet")
    assert record["release"] == WARRANT.to_values()


@pytest.mark.parametrize(
    "other",
    [
        {"release": None, "approver": "soan"},
        {"release": None, "approver": ""},
        {"release": replace(URGENT, warrant=None)},
        {"release": replace(URGENT, warrant=replace(WARRANT, author="duyet"))},
        {"release": replace(URGENT, warrant=replace(WARRANT, approver=""))},
        {"release": replace(URGENT, warrant=replace(WARRANT, sha256=""))},
        {"approver": "quantri"},
        {"author": ""},
        {"priority": Priority.NORMAL},
        {"kind": Kind.DRILL},
        {"kind": Kind.TEST},
        {"kind": Kind.CORRECTION},
        {"release": replace(URGENT, kind=Kind.DRILL)},
        {"release": replace(URGENT, corrects="a-1")},
    ],
)
def test_what_rests_on_less_is_refused(bench: Bench, other: dict[str, object]) -> None:
    bench.offer(replace(released(bench, URGENT), **other))  # type: ignore[arg-type]
    bench.run(12)
    assert bench.records("e-1") == REFUSED
    assert bench.transmitter.log == []


def test_a_drill_is_recorded_as_one_and_is_never_an_emergency(bench: Bench) -> None:
    bench.offer(released(bench, DRILL, "d-1"))
    bench.offer(released(bench, DRILL, "d-2", priority=Priority.EMERGENCY))
    bench.run(25)
    assert bench.records("d-1")[-1] == ("end", "aired", None)
    assert bench.records("d-2") == REFUSED
    assert {r["kind"] for r in bench.journal.since(0)} == {"drill"}


def test_nobody_approves_a_drill_without_a_template(bench: Bench) -> None:
    bench.offer(replace(released(bench, DRILL, "d-1"), release=None))
    bench.run(12)
    assert bench.records("d-1") == REFUSED


def test_quiet_hours_hold_for_drills_and_not_for_emergencies(tmp_path: Path) -> None:
    bench = Bench(tmp_path, hours=str(11 * 60))
    bench.offer(released(bench, DRILL, "d-1"))
    bench.offer(released(bench, URGENT))
    bench.run(15)
    assert bench.records("d-1") == [("refused", None, "quiet_hours")]
    assert bench.records("e-1")[-1] == ("end", "aired", None)
    bench.writer.close()
    bench.journal.close()


def correction(bench: Bench, corrects: str = "a-1", **other: object) -> Rundown:
    release = Release(kind=Kind.CORRECTION, corrects=corrects)
    return released(bench, release, "c-1", **{"approver": "", **other})  # type: ignore[arg-type]


def test_a_correction_of_what_was_on_air_needs_nobody_else(bench: Bench) -> None:
    bench.offer(bench.rundown("a-1", due_s=0))
    bench.run(20)
    bench.offer(correction(bench, points=(1, 3)))
    bench.run(12)
    assert bench.records("c-1")[-1] == ("end", "aired", None)
    record = bench.journal.since(0)[-1]
    assert (record["kind"], record["release"], record["approver"]) == (
        "correction",
        {"corrects": "a-1"},
        None,
    )


@pytest.mark.parametrize(
    ("corrects", "other"),
    [
        ("b-1", {}),
        ("a-1", {"points": (1, 4)}),
        ("a-1", {"seconds": 180.1}),
        ("a-1", {"priority": Priority.NORMAL}),
    ],
)
def test_a_correction_of_anything_else_is_refused(
    bench: Bench, corrects: str, other: dict[str, object]
) -> None:
    bench.offer(bench.rundown("a-1", due_s=0))
    bench.run(20)
    bench.offer(correction(bench, corrects, **other))
    bench.run(12)
    assert bench.records("c-1") == REFUSED


def test_what_never_sounded_cannot_be_corrected(bench: Bench) -> None:
    bench.offer(bench.rundown("a-1", due_s=0))
    bench.ledger.refuse(bench.accepted.all()[0], Event.MISSED, Reason.GRACE_EXCEEDED)
    bench.offer(correction(bench))
    bench.run(12)
    assert bench.records("c-1") == REFUSED


def test_it_is_the_same_after_a_restart(bench: Bench) -> None:
    rundown = released(bench, URGENT)
    assert rundown_from_values(rundown.to_values()) == rundown
    bench.offer(rundown)
    bench.reboot()
    bench.accepted.all()
    bench.run(12)
    assert bench.journal.since(0)[0]["release"] == WARRANT.to_values()


def test_journals_of_older_versions_have_neither_kind_nor_release(bench: Bench) -> None:
    values = bench.rundown().to_values()
    del values["kind"], values["release"]
    rundown = rundown_from_values(values)
    assert (rundown.kind, rundown.release) == (Kind.ANNOUNCEMENT, None)
