"""A home with a month of records, long titles and hostile ones among them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from loudspeaker.asrun import GENESIS, line_of, seal_of, sealed
from loudspeaker.bootstrap.secrets import read_key
from loudspeaker.model import Priority
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.store.items import Items
from loudspeaker.store.schema import open_database
from loudspeaker.system.home import Home
from tests.report.lives import aired, at, record

LONG = (
    "Mời bà con thôn Lùng họp thôn lúc 19 giờ 30 tối nay tại nhà văn hóa để bàn việc làm đường"
    " bê tông nông thôn mới và đóng góp quỹ khuyến học"
)
TITLES = {"sang": "Bản tin sáng", "hop": LONG, "gian": '=HYPERLINK("http://x";"@tiền")', "vi": "🎉"}


def write(home: Home, records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Seal records into the home's log."""
    key, prev, chain = read_key(home.seal_key), GENESIS, []
    for seq, body in enumerate(records, 1):
        chain.append(sealed(body, seq=seq, prev=prev, key=key))
        prev = chain[-1]["hash"]
    home.asrun_log.write_text("".join(f"{line_of(each)}\n" for each in chain), encoding="utf-8")
    return chain


def publish(home: Home, chained: dict[str, Any], day: str) -> None:
    """Publish a record as the end of the log."""
    seal = seal_of(f"{day} {chained['seq']} {chained['hash']}", read_key(home.seal_key))
    head = {"day": day, "seq": chained["seq"], "hash": chained["hash"], "seal": seal}
    with home.heads_file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(head) + "\n")


RELAYED = {"source": "VOV1", "minutes": 2, "source_ms": 90_000, "fallback_ms": 30_000}


def july() -> list[dict[str, Any]]:
    """Return bodies of a month with everything in it."""
    missed = record(
        "missed", "hop-1", at(3, 9), due="2026-07-03T08:00:00+07:00", reason="unapproved"
    )
    partly = aired("gian-1", at(4), 20_000)
    partly[-1] |= {"result": "aired_partial", "reason": "operator"}
    return [
        *aired("sang-1", at(1, 5, 30), 300_000),
        *aired("sang-2", at(2, 5, 30), 310_000, priority="priority"),
        missed,
        *partly,
        record("failed", "vi-1", at(5), reason="speech_failed"),
        *aired("hop-2", at(6), 61_000, priority="emergency", points=[4, 99]),
        *aired("sang-9", at(1, 5, 30, month=8), 300_000),
        *aired(
            "sang-3", at(7, 5, 30), 120_000, kind="relay", relay=RELAYED, programme="Bản tin sáng"
        ),
    ]


def name_items(home: Home) -> None:
    """Enter what the announcements are called."""
    database = open_database(home.database)
    items = Items(database)
    for item, title in TITLES.items():
        content = Content(
            title=title, text=title, script={}, priority=Priority.NORMAL, points=(1,), repeat=1,
            voice="vi-bac",
        )  # fmt: skip
        occurrence = Occurrence(
            id=f"{item}-1", item=item, version=1, due=at(1), state=OccurrenceState.AIRED
        )
        schedule = "sang" if item == "sang" else None
        items.add(
            Item(
                id=item, version=1, content=content, state=ItemState.APPROVED, author="soan",
                approver="duyet", accepted_at=at(1), schedule=schedule,
            ),
            occurrence,
            key=None,
        )  # fmt: skip
    database.close()
