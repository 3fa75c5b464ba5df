"""Numbers have no gaps when writers are killed; and the judge would see one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.documents.gaps import judge, open_file, run
from tests.plugins.documents.bench import open_desk


@pytest.mark.slow
def test_numbers_have_no_gaps_when_writers_are_killed(tmp_path: Path) -> None:
    verdict = run(tmp_path, writers=4, kills=8, seed=5)
    assert verdict.is_good, verdict
    assert verdict.lines >= 8


def test_the_judge_sees_what_is_wrong(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    desk.enter_many(3)
    desk.database.close()
    assert judge(tmp_path, ["in |3\n"], 0).is_good
    assert judge(tmp_path, ["in |3\n", "in |4\n"], 0).lost == ["in |4"]
    database = open_file(tmp_path)
    with database.transaction() as connection:
        for name in ("line_stays", "act_stays"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM line WHERE number = 2")
        connection.execute("DELETE FROM act WHERE paper = 3")
        connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    database.close()
    found = judge(tmp_path, ["in |2"], 0)
    assert (found.gaps, found.lost, found.without_act, found.not_indexed) == (
        ["in "], ["in |2"], 1, 3,
    )  # fmt: skip
    assert not found.is_good
