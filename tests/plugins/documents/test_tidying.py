"""Files that nobody enters go after a month; those of papers stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.plugins.documents.checks import Checked
from loudspeaker.plugins.documents.signing.outcome import Verdict
from loudspeaker.plugins.documents.taken import KEPT, Taken, Waiting
from loudspeaker.plugins.documents.tidying import Tidying
from loudspeaker.store.plugin_folder import PluginFolder
from tests.plugins.documents.bench import NOW, Desk, a_file, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    with made.database.transaction() as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS taken (sha256 TEXT PRIMARY KEY, name TEXT, size INTEGER,"
            " kind TEXT, pages TEXT, told TEXT, by TEXT, at TEXT)"
        )
    yield made
    made.database.close()


def test_what_waited_too_long_goes_and_what_is_used_stays(desk: Desk, tmp_path: Path) -> None:
    folder = PluginFolder(tmp_path / "own", limit_bytes=lambda: 1 << 20)
    waiting = Waiting(desk.database)
    kept = {name: folder.keep(name.encode()) for name in ("old", "used", "new")}
    for name, sha256 in kept.items():
        at = NOW if name == "new" else NOW - KEPT - timedelta(hours=1)
        waiting.put(Taken(file=a_file(sha256=sha256)), by="soan", now=at)
    tidying = Tidying(
        desk.register, waiting, folder, is_used=lambda sha: sha == kept["used"], now=lambda: NOW
    )
    tidying.run()
    tidying.run()
    assert [each["sha256"] for each in waiting.waiting()] == [kept["new"]]
    assert folder.path(kept["used"]).exists()
    with pytest.raises(NotFound):
        folder.path(kept["old"])


def test_what_a_withdrawn_key_signed_is_refused_like_what_was_changed() -> None:
    for verdict, result in ((Verdict.BROKEN, "broken"), (Verdict.UNVERIFIED, "revoked")):
        told = {"signatures": [{"result": "good"}, {"result": result}]}
        with pytest.raises(EntryRefused):
            Checked(verdict=verdict, sentence="x", told=told).require_not_broken()
    told = {"signatures": [{"result": "unknown_issuer"}]}
    Checked(verdict=Verdict.UNVERIFIED, sentence="x", told=told).require_not_broken()
