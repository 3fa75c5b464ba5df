"""The commune's own words: added, changed and taken out at the station, in force at once."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.errors import ConfigurationRefused, NotFound, RoleMissing, WordRefused
from tests.station.bench import Bench

SCHEDULE = "title: Tin\ncron: '0 17 * * *'\ntext: Mời bà con thôn Pù Cà.\nrepeat: 1\n"


def add(bench: Bench, written: str, reading: str | None = None, **more: Any) -> dict[str, Any]:
    answer = bench.ask("lexicon_add", "soan", written=written, reading=reading, **more)
    return dict(answer)


def script(bench: Bench, text: str, **more: Any) -> str:
    return str(bench.ask("announce", "soan", text=text, **more)["script"])


def test_a_word_is_read_as_it_was_said_from_then_on(bench: Bench) -> None:
    assert script(bench, "Thôn BTXZ họp") == "thôn bê tê ích dét họp."
    answer = add(bench, "BTXZ", "Bản  trên")
    assert answer["reading"] == "bản trên"
    assert answer["conflicts"] == [{"kind": "rule", "written": "BTXZ", "reading": "bê tê ích dét"}]
    assert script(bench, "Thôn BTXZ họp") == "thôn bản trên họp."
    assert bench.ask("lexicon", "xem") == [{"written": "BTXZ", "reading": "bản trên", "sounds": {}}]


def test_a_word_outlives_a_restart(bench: Bench) -> None:
    add(bench, "BTXZ", "bản trên")
    bench.restart()
    assert script(bench, "BTXZ họp") == "bản trên họp."


def test_a_word_that_is_there_is_changed_only_on_demand(bench: Bench) -> None:
    add(bench, "Pù Cà", "pù cà")
    with pytest.raises(WordRefused, match="known"):
        add(bench, "PÙ cà", "pù ca")
    add(bench, "Pù Cà", "pù cà")
    answer = add(bench, "pù cà", "pù ca", replace=True)
    assert answer["conflicts"] == [{"kind": "same", "written": "Pù Cà", "reading": "pù cà"}]
    assert [row["reading"] for row in bench.ask("lexicon", "xem")] == ["pù ca"]


def test_a_word_is_taken_out(bench: Bench) -> None:
    add(bench, "BTXZ", "bản trên")
    add(bench, "Pù Cà", "pù ca")
    bench.ask("lexicon_remove", "duyet", written="pù cà")
    assert [row["written"] for row in bench.ask("lexicon", "xem")] == ["BTXZ"]
    with pytest.raises(NotFound):
        bench.ask("lexicon_remove", "duyet", written="pù cà")


def test_a_viewer_changes_nothing(bench: Bench) -> None:
    for op in ("lexicon_add", "lexicon_remove"):
        with pytest.raises(RoleMissing):
            bench.ask(op, "xem", written="Pù Cà")
    assert not bench.home.lexicon_file.exists()


@pytest.mark.parametrize(
    ("written", "reading", "problem"),
    [
        ("năm", "niên", "shadows_number"),
        ("5/11", "a", "no_letter_first"),
        ("Pù", "p2", "unspeakable"),
        ("", "a", "empty"),
    ],
)
def test_what_cannot_be_a_word(bench: Bench, written: str, reading: str, problem: str) -> None:
    with pytest.raises(WordRefused, match=problem):
        add(bench, written, reading)
    assert not bench.home.lexicon_file.exists()


def test_hints_go_into_the_script(bench: Bench) -> None:
    add(bench, "Bjoóc", "bi oóc", espeak="bj'O:3k")
    item = bench.ask("announce", "soan", text="Bản Bjoóc họp")
    values = bench.ask("show", "xem", id=item["id"])["script_values"]
    assert values["sounds"] == {"bi oóc": {"espeak": "bj'O:3k"}}


def test_what_is_approved_stays_and_changed_schedules_are_named(bench: Bench) -> None:
    (bench.home.schedules / "tin.yaml").write_text(SCHEDULE, "utf-8")
    bench.ask("reload", "quantri")
    (item,) = [row["id"] for row in bench.ask("schedules") if row["name"] == "tin"]
    bench.approve(item)
    once = bench.ask("announce", "soan", text="Thôn Pù Cà họp")
    bench.approve(once["id"])

    assert add(bench, "Nà Ngăm", "nà ngăm")["approve_again"] == []
    assert add(bench, "Pù Cà", "pù ca")["approve_again"] == ["tin"]
    assert bench.ask("show", "xem", id=once["id"])["script"] == "thôn pù cà họp."


# --- the file in people's hands -------------------------------------------------------------------


def test_comments_and_order_of_a_file_stay(bench: Bench) -> None:
    bench.home.lexicon_file.write_text(
        "# của xã\nwords:\n  # tên thôn\n  - written: Pù Cà\n    reading: pù ca\n"
        "  # viết tắt\n  - {written: BTXZ, reading: bản trên}\n",
        "utf-8",
    )
    bench.ask("reload", "quantri")
    add(bench, "Nà Ít", "nà ít")
    bench.ask("lexicon_remove", "soan", written="pù cà")
    assert bench.home.lexicon_file.read_text("utf-8") == (
        "# của xã\nwords:\n  # tên thôn\n"
        "  # viết tắt\n  - {written: BTXZ, reading: bản trên}\n"
        '  - written: "Nà Ít"\n    reading: "nà ít"\n'
    )


def test_a_bad_file_is_a_fault_and_the_words_before_it_stay(bench: Bench) -> None:
    add(bench, "BTXZ", "bản trên")
    bench.home.lexicon_file.write_text("words:\n  - written: năm\n    reading: niên\n", "utf-8")
    bench.ask("reload", "quantri")
    assert "lexicon" in [fault["code"] for fault in bench.ask("faults")]
    assert script(bench, "BTXZ họp") == "bản trên họp."
    with pytest.raises(ConfigurationRefused, match="line=2"):
        add(bench, "Pù Cà", "pù ca")

    bench.home.lexicon_file.unlink()
    bench.ask("reload", "quantri")
    assert "lexicon" not in [fault["code"] for fault in bench.ask("faults")]


def test_a_file_for_hands_only_is_left_alone(bench: Bench) -> None:
    text = "words: [{written: Pù Cà, reading: pù ca}]\n"
    bench.home.lexicon_file.write_text(text, "utf-8")
    bench.ask("reload", "quantri")
    with pytest.raises(ConfigurationRefused, match="dashes"):
        add(bench, "Nà Ít", "nà ít")
    assert bench.home.lexicon_file.read_text("utf-8") == text


# --- the audit and the voice's region -------------------------------------------------------------


def test_the_audit_comes_with_every_answer(bench: Bench) -> None:
    answer = bench.ask("announce", "soan", text="Họp ngày 31/11, thứ Hai 5/12 (online)")
    found = [(each["concern"], each["text"]) for each in answer["audit"]]
    assert found == [("date_impossible", "31/11"), ("weekday", "5/12"), ("foreign", "online")]
    shown = bench.ask("show", "duyet", id=answer["id"])["audit"]
    assert shown == answer["audit"]


def test_a_voice_of_the_south_says_its_own_number_words(bench: Bench) -> None:
    assert script(bench, "Có 1.004 hộ") == "có một nghìn không trăm linh tư hộ."
    assert script(bench, "Có 1.004 hộ", voice="vi-nam") == "có một ngàn không trăm lẻ tư hộ."
