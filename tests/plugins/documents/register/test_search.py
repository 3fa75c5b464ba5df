"""The search: what is typed, what is filtered by, what is shown, and who may see it."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import Actor, State
from loudspeaker.plugins.documents.papers.urgency import Urgency
from loudspeaker.plugins.documents.register import index, search
from loudspeaker.plugins.documents.register.query import Query, query_of
from loudspeaker.plugins.documents.register.register import Register
from loudspeaker.plugins.documents.register.rights import rights_of
from loudspeaker.plugins.documents.register.saved import MOST_SAVED, SavedSearches
from loudspeaker.plugins.documents.register.search import Found
from loudspeaker.plugins.documents.register.writing import Brought
from loudspeaker.public.terms import TOKENS
from tests.plugins.documents.bench import (
    CLERK,
    LEADER,
    OTHER,
    OUTSIDER,
    STAFF,
    Desk,
    arrived,
)

PAGES = ["Căn cứ Luật Phòng bệnh;", "Tiêm phòng dại cho đàn chó tại thôn Đồng Đăng."]


def found(desk: Desk, words: str = "", viewer: Actor = CLERK, **filters: Any) -> list[int]:
    query = query_of({"words": words, **filters})
    return [each.paper.id for each in looked(desk, query, viewer).hits]


def looked(desk: Desk, query: Query, viewer: Actor = CLERK, **more: Any) -> Found:
    return desk.search.find(query, viewer=viewer, today=desk.now.date(), **more)


def with_pages(desk: Desk, pages: list[str], **more: Any) -> int:
    brought = Brought(pages=pages)
    return desk.register.enter(arrived(**more), actor=CLERK, now=desk.now, brought=brought).id


def test_every_field_and_page_is_found_without_marks(desk: Desk) -> None:
    paper = with_pages(desk, PAGES, signer="Bà A", note="Bản giấy", recipients="Thôn Đồng Đăng")
    with_pages(desk, [], number="6", subject="Họp dân", issuer="Huyện ủy")
    for typed in ("dong dang", "ĐỒNG", '"đàn chó"', "5/QĐ-UBND", "05/qd-ubnd", "quyet dinh ba a",
                  "ban giay", "ubnd tinh", "tieng viet tiem dai"):  # fmt: skip
        assert found(desk, typed) == [paper], typed
    for typed in ("đồng dao", '"đàn dại"', "!!!", '"bệnh tiêm"', "06/QĐ-UBND phòng"):
        assert found(desk, typed) == [], typed


def test_the_newest_come_first_page_by_page(desk: Desk) -> None:
    papers = [each.id for each in desk.enter_many(7)][::-1]
    for query in (Query(words="tiem phong"), Query(), Query(state=State.REGISTERED)):
        first = looked(desk, query, limit=3)
        second = looked(desk, query, limit=3, before=first.before)
        last = looked(desk, query, limit=3, before=second.before)
        together = (*first.hits, *second.hits, *last.hits)
        assert [each.paper.id for each in together] == papers
        assert last.before is None


def test_it_is_filtered_by_what_people_know(desk: Desk) -> None:
    old = desk.enter(number="1", urgency="khẩn", due_on="2026-12-03")
    desk.now = datetime(2027, 2, 3, 9, tzinfo=STATION_ZONE)
    new = desk.assigned(STAFF.name, number="2", type="KH", issuer="Sở Y tế", due_on="2027-02-10")
    out = desk.issued()
    for filters, expected in (
        ({}, [out.id, new.id, old.id]),
        ({"book": "in"}, [new.id, old.id]),
        ({"book": "out"}, [out.id]),
        ({"year": 2026}, [old.id]),
        ({"type": "kế hoạch"}, [new.id]),
        ({"type": "KH"}, [new.id]),
        ({"issuer": "sở y TẾ"}, [new.id]),
        ({"state": "assigned"}, [new.id]),
        ({"state": "issued"}, [out.id]),
        ({"urgency": 1}, [old.id]),
        ({"urgency": 0, "book": "in"}, [new.id]),
        ({"since": "2026-12-01", "until": "2026-12-01"}, [old.id]),
        ({"since": "2026-12-02", "until": "2027-12-01"}, [out.id, new.id]),
        ({"since": "2026-12-02"}, [out.id, new.id]),
        ({"until": "2026-12-31"}, [old.id]),
        ({"since": "2027-03-01", "until": "2026-01-01"}, []),
        ({"since": "1000-01-01", "until": "2026-12-31"}, [old.id]),
        ({"number": 1}, [out.id, new.id, old.id]),
        ({"number": 1, "book": "in", "year": 2027}, [new.id]),
        ({"assigned": STAFF.name}, [new.id]),
        ({"overdue": True}, [old.id]),
    ):
        assert found(desk, **filters) == expected, filters
        assert found(desk, "tiem phong", **filters) == expected, filters
        assert found(desk, "khong co", **filters) == []
    desk.now = datetime(2027, 2, 11, 9, tzinfo=STATION_ZONE)
    assert found(desk, "tiem", overdue=True) == [new.id, old.id]
    desk.act(new, "start", STAFF)
    desk.act(new, "finish", STAFF, note="Xong")
    assert found(desk, "tiem", overdue=True) == [old.id]


def test_a_query_is_the_same_as_its_values_and_bad_ones_are_refused() -> None:
    query = Query(words="x", book=Book.OUT, year=2026, urgency=Urgency.FLASH, overdue=True,
                  state=State.ISSUED, since=date(2026, 1, 1), number=3)  # fmt: skip
    assert query_of(query.to_values()) == query
    assert query_of({}) == Query()
    typed = {"year": "2026", "urgency": "Hỏa tốc", "since": "1/1/2026", "overdue": "false"}
    assert query_of(typed) == Query(year=2026, urgency=Urgency.FLASH, since=date(2026, 1, 1))
    for bad in ({"year": "x"}, {"state": "lost"}, {"book": "x"}, {"since": "hôm qua"},
                {"number": -1}, {"urgency": 7}, {"color": "red"}, {"overdue": "x"}):  # fmt: skip
        with pytest.raises(EntryRefused):
            query_of(bad)


def test_true_letters_are_shown_where_something_was_found(desk: Desk) -> None:
    with_pages(desk, PAGES)
    (hit,) = looked(desk, Query(words="tiem phong")).hits
    assert [each.text for each in hit.subject if each.found] == ["tiêm phòng"]
    assert (hit.page, hit.excerpt) == (None, ())
    (hit,) = looked(desk, Query(words='tiem "dong dang"')).hits
    assert hit.page == 2
    assert [each.text for each in hit.excerpt if each.found] == ["Đồng Đăng"]
    assert "".join(each.text for each in hit.excerpt) == PAGES[1]


def test_opinions_are_found_and_an_edit_forgets_the_old_words(desk: Desk) -> None:
    paper = desk.assigned(STAFF.name)
    assert found(desk, "giai quyet theo") == [paper.id]
    entry = arrived(subject="Về việc cấm đường")
    desk.register.edit(paper.id, entry, actor=CLERK, now=desk.now)
    assert found(desk, "tiem phong") == []
    assert found(desk, '"cấm đường"') == [paper.id]
    desk.register.set_pages(paper.id, ["một trang"])
    desk.register.set_pages(paper.id, ["hai trang"])
    assert (found(desk, '"mot trang"'), found(desk, '"hai trang"')) == ([], [paper.id])
    checked(desk)
    with pytest.raises(NotFound):
        desk.register.set_pages(99, [])


def checked(desk: Desk) -> None:
    """The index holds exactly the terms of what the tables hold."""
    with desk.database.transaction() as connection:
        told = _vocabulary(connection, "search")
        connection.execute(
            "CREATE VIRTUAL TABLE temp.again USING fts5("
            f"words, pairs, facets, content='', columnsize=0, tokenize=\"{TOKENS}\")"
        )
        for row in connection.execute("SELECT id FROM paper").fetchall():
            terms = index.terms_for(connection, row["id"])
            values = (row["id"], terms.words, terms.pairs, terms.facets)
            query = "INSERT INTO temp.again (rowid, words, pairs, facets) VALUES (?, ?, ?, ?)"
            connection.execute(query, values)
        assert _vocabulary(connection, "again", "temp") == told
        connection.execute("DROP TABLE temp.again")


def _vocabulary(connection: sqlite3.Connection, table: str, schema: str = "main") -> list[Any]:
    connection.execute(
        f"CREATE VIRTUAL TABLE temp.seen USING fts5vocab('{schema}', '{table}', 'instance')"
    )
    rows = connection.execute("SELECT term, doc, col, offset FROM temp.seen").fetchall()
    connection.execute("DROP TABLE temp.seen")
    return sorted(tuple(row) for row in rows)


def test_nobody_finds_what_they_may_not_see(desk: Desk) -> None:
    paper, other = desk.assigned(STAFF.name), desk.enter(number="6")
    desk.register.restrict(paper.id, rights_of(["leader"], []), actor=CLERK, now=desk.now)
    for filters in ({}, {"year": 2026}, {"state": "assigned"}):
        assert paper.id in found(desk, "tiem", LEADER, **filters)
        assert paper.id in found(desk, "tiem", STAFF, **filters)
        assert paper.id not in found(desk, "tiem", OTHER, **filters)
    assert found(desk, "tiem", OTHER) == [other.id]
    assert found(desk, "tiem", OUTSIDER) == found(desk, "", OUTSIDER) == []


def test_an_index_of_another_form_is_made_anew_piece_by_piece(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [each.id for each in desk.enter_many(5)]
    monkeypatch.setattr(index, "FORM", "another")
    register = Register(desk.database)
    assert found(desk, "tiem") == []
    assert index.go_on(desk.database, most=2)
    assert found(desk, "tiem") == papers[:2:-1]
    desk.register.edit(papers[0], arrived(number="1", subject="Khác"), actor=CLERK, now=desk.now)
    papers.append(desk.enter(number="9").id)
    while register.index_more():
        pass
    assert found(desk, "tiem") == papers[:0:-1]
    checked(desk)
    assert not register.index_more()


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=60) | st.sampled_from(['"', "NEAR(", "a OR b", "-x", "words:y", "'", "*"]))
def test_anything_may_be_typed(desk: Desk, typed: str) -> None:
    if not desk.database.row("SELECT 1 FROM paper"):
        with_pages(desk, PAGES)
    for query in (Query(words=typed), Query(words=typed, type=typed, issuer=typed, year=2026)):
        for hit in looked(desk, query).hits:
            assert "".join(each.text for each in hit.subject) == hit.paper.entry.subject


def test_searches_are_kept_by_each_for_themselves(desk: Desk) -> None:
    saved = SavedSearches(desk.database)
    query = Query(words="tiêm", overdue=True)
    saved.keep("soan", "Quá  hạn", Query(), now=desk.now)
    saved.keep("soan", "Quá hạn", query, now=desk.now)
    assert saved.all("soan") == {"Quá hạn": query}
    assert saved.all("duyet") == {}
    with pytest.raises(NotFound):
        saved.drop("duyet", "Quá hạn")
    for number in range(MOST_SAVED - 1):
        saved.keep("soan", str(number), query, now=desk.now)
    with pytest.raises(EntryRefused, match="nhiều nhất"):
        saved.keep("soan", "nữa", query, now=desk.now)
    saved.drop("soan", "Quá hạn")
    assert "Quá hạn" not in saved.all("soan")


def test_a_long_paper_is_looked_through_only_so_far(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_LOOKED_AT", 2)
    with_pages(desk, ["một", "hai", "ba ba"])
    (hit,) = looked(desk, Query(words='"ba ba"')).hits
    assert (hit.page, hit.excerpt) == (None, ())


def test_of_a_long_page_the_place_is_shown_and_that_there_is_more(desk: Desk) -> None:
    page = f"{'trước ' * 400}Cấm đường từ 7 giờ {'sau ' * 400}"
    with_pages(desk, [page])
    (hit,) = looked(desk, Query(words="cam duong")).hits
    shown = "".join(each.text for each in hit.excerpt)
    assert [each.text for each in hit.excerpt if each.found] == ["Cấm đường"]
    assert (shown[:2], shown[-2:]) == ("… ", " …")
    assert shown[2:-2] in page
    assert 200 < len(shown) < 260
