"""Somebody with time and the log's file tries to change what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.asrun import GENESIS, Head, line_of, seal_of, sealed, verify
from loudspeaker.bootstrap.secrets import read_key
from tests.cli.conftest import Terminal
from tests.cli.reporting.month import july, publish, write

Records = list[dict[str, Any]]
STOLEN, GUESSED = b"s" * 32, b"g" * 32


def chained(records: Records, key: bytes) -> Records:
    """Chain records anew, as somebody would who has a key."""
    prev, chain = GENESIS, []
    for seq, record in enumerate(records, 1):
        chain.append(sealed(record, seq=seq, prev=prev, key=key))
        prev = chain[-1]["hash"]
    return chain


def insert(records: Records) -> Records:
    return [*records[:3], {**records[2], "occurrence": "made-up"}, *records[3:]]


def delete(records: Records) -> Records:
    return [*records[:3], *records[4:]]


def edit(records: Records) -> Records:
    return [*records[:3], {**records[3], "pos_ms": 1}, *records[4:]]


def swap(records: Records) -> Records:
    return [*records[:2], records[3], records[2], *records[4:]]


@pytest.mark.parametrize("change", [insert, delete, edit, swap])
@pytest.mark.parametrize("rechain", [False, True])
def test_a_change_is_found_with_or_without_chaining_anew(
    terminal: Terminal, change: Callable[[Records], Records], *, rechain: bool
) -> None:
    records = change(write(terminal.home, july()))
    records = chained(records, GUESSED) if rechain else records
    terminal.home.asrun_log.write_text("".join(f"{line_of(each)}\n" for each in records))

    assert terminal("audit", "verify").status == 6


def forge(terminal: Terminal) -> None:
    """Change the log, put a key of one's own in place, seal everything with it, publish it."""
    forged = chained(edit(write(terminal.home, july())), STOLEN)
    terminal.home.seal_key.write_text(STOLEN.hex())
    terminal.home.asrun_log.write_text("".join(f"{line_of(each)}\n" for each in forged))
    day, last = "2026-08-01", forged[-1]
    seal = seal_of(f"{day} {last['seq']} {last['hash']}", STOLEN)
    head = {"day": day, "seq": last["seq"], "hash": last["hash"], "seal": seal}
    terminal.home.heads_file.write_text(json.dumps(head) + "\n")


def test_whoever_has_the_whole_home_is_found_by_the_head_on_a_signed_report(
    terminal: Terminal,
) -> None:
    publish(terminal.home, write(terminal.home, july())[-1], "2026-08-01")
    said = terminal("report", "2026-07").out
    (printed,) = re.findall(r"audit verify --head (\S+)", said)
    forge(terminal)

    assert terminal("audit", "verify").status == 0  # nothing in the home itself can tell
    told = terminal("audit", "verify", "--head", printed)
    assert told.status == 6
    assert "is not the one that was published" in told.out


def test_a_cut_end_is_found_though_the_heads_were_taken_away(terminal: Terminal) -> None:
    written = write(terminal.home, july())
    publish(terminal.home, written[-1], "2026-08-01")
    (printed,) = re.findall(r"--head (\S+)", terminal("report", "2026-07").out)
    write(terminal.home, july()[:5])
    terminal.home.heads_file.unlink()

    assert "Not proved: that nothing is missing at the end" in terminal("audit", "verify").out
    assert terminal("audit", "verify", "--head", printed).status == 6


def test_what_was_restored_is_not_proved(terminal: Terminal) -> None:
    restored = {
        "event": "restored",
        "occurrence": "restored-1",
        "item": "",
        "due": "2026-07-31T02:00:00+07:00",
        "wall": "2026-08-02T09:00:00+07:00",
    }
    publish(terminal.home, write(terminal.home, [*july(), restored])[-1], "2026-08-02")

    told = terminal("audit", "verify")

    assert told.status == 0
    assert "Not proved: what was aired between 02:00 on Friday 31/07/2026 and 09:00" in told.out


@settings(max_examples=60)
@given(st.data())
def test_no_rearrangement_gets_past_a_head(data: st.DataObject) -> None:
    records = chained(july(), STOLEN)
    head = Head(seq=len(records), hash=records[-1]["hash"])
    chosen = data.draw(st.lists(st.sampled_from(range(len(records))), max_size=len(records) + 2))
    forged = chained([records[number] for number in chosen], STOLEN)
    same = [each["hash"] for each in forged] == [each["hash"] for each in records]
    audit = verify([line_of(each) for each in forged], key=STOLEN, heads=[head])
    assert audit.passed == same


def test_the_key_of_the_home_is_used(terminal: Terminal) -> None:
    write(terminal.home, july())
    assert read_key(terminal.home.seal_key) != STOLEN
    terminal.home.seal_key.write_text(STOLEN.hex())
    assert terminal("audit", "verify").status == 6
