"""What officials do at the desk, on a real station."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from openpyxl import load_workbook

from loudspeaker.errors import ProcessUnavailable, SpeechFailure
from loudspeaker.station import record_desk
from loudspeaker.web.guarding import HEADER
from tests.station.bench import NOON, Bench
from tests.web.desk.conftest import Office
from tests.web.house import BenchCalls, Browser, browser

HOUR = timedelta(hours=1)
TEXT = "UBND xã mời họp lúc 7h30."
FORM = {"text": TEXT, "where": "het", "when": "ngay", "level": "normal", "repeat": "1"}


def send(visitor: Browser, path: str, values: Any = (), **more: Any) -> httpx.Response:
    """Send a form as a browser does, names more than once where they are."""
    pairs = list(values.items()) if isinstance(values, dict) else list(values)
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    return visitor.post(path, content=urlencode(pairs).encode(), headers=head, **more)


def draft(office: Office, **changes: str) -> str:
    answer = send(office.of("soan"), "/desk/soan", {**FORM, **changes})
    assert answer.status_code == 303, answer.text
    return re.fullmatch(r"/desk/tin/(\w+)\?xong=gui", answer.headers["location"])[1]  # type: ignore[index]


def shown(bench: Bench, item: str) -> dict[str, Any]:
    answer: dict[str, Any] = bench.ask("show", id=item)
    return answer


# --- writing --------------------------------------------------------------------------------------


def test_a_draft_is_submitted_as_typed(office: Office) -> None:
    item = draft(office, title="Họp", when="luc", day="2026-12-02", time="17:00", repeat="3")
    row = shown(office.bench, item)
    assert (row["title"], row["text"], row["repeat"]) == ("Họp", TEXT, 3)
    assert (row["due"], row["state"]) == ("2026-12-02T17:00:00.000+07:00", "draft")
    assert row["author"] == "soan (web session)"


def test_hamlets_and_points_are_taken_together(office: Office) -> None:
    zones = office.bench.ask("choices")["zones"]
    values = [*FORM.items(), ("where", "chon"), ("zone", zones[0]["name"]), ("point", "11")]
    values = [pair for pair in values if pair != ("where", "het")]
    answer = send(office.of("soan"), "/desk/soan", values)
    item = answer.headers["location"].split("/")[-1].split("?")[0]
    assert shown(office.bench, item)["points"] == sorted({*zones[0]["points"], 11})


def test_the_same_form_sent_twice_is_one_draft(office: Office) -> None:
    first, second = draft(office, key="abc"), draft(office, key="abc")
    assert first == second


def test_an_answer_that_was_lost_makes_no_second_draft(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The station has taken it, and only its answer did not arrive."""
    ask = BenchCalls.call

    async def lost(self: BenchCalls, action: str, **more: Any) -> Any:
        answer = await ask(self, action, **more)
        if action == "announce":
            raise ProcessUnavailable(process="station")
        return answer

    monkeypatch.setattr(BenchCalls, "call", lost)
    page = send(office.of("soan"), "/desk/soan", {**FORM, "key": "abc"})
    assert page.status_code == 503
    key = re.search(r'name="key" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    monkeypatch.setattr(BenchCalls, "call", ask)
    assert TEXT in page.text
    draft(office, key=key)
    assert len([row for row in office.bench.ask("queue") if row["state"] == "draft"]) == 1


def test_a_hamlet_that_is_gone_is_nowhere_and_not_everywhere(office: Office) -> None:
    pairs = [pair for pair in FORM.items() if pair[0] != "where"]
    page = send(office.of("soan"), "/desk/soan", [*pairs, ("where", "chon"), ("zone", "Thôn xưa")])
    assert page.status_code == 422
    assert "Không còn thôn Thôn xưa" in page.text
    assert office.bench.ask("queue") == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"text": "  "}, "text", "Chưa có nội dung"),
        ({"text": "…"}, "text", ""),
        ({"where": "chon"}, "points", "Chưa chọn nơi nào"),
        ({"when": "luc"}, "at", "Chưa có giờ phát"),
        ({"when": "luc", "time": "03:00", "day": "2026-12-02"}, "at", ""),
        ({"when": "luc", "time": "09:00", "day": "2026-12-01"}, "at", "đã qua"),
        ({"when": "luc", "time": "17:00", "level": "emergency"}, "at", "khẩn cấp"),
        ({"repeat": "99"}, "repeat", "từ 1 đến 10"),
        ({"repeat": "hai"}, "repeat", "phải là một số"),
        ({"voice": "khong-co"}, "voice", "khong-co"),
    ],
)
def test_an_error_stands_at_its_field_and_what_was_typed_stays(
    office: Office, changes: dict[str, str], field: str, words: str
) -> None:
    answer = send(office.of("soan"), "/desk/soan", {**FORM, "title": "Tên đã gõ", **changes})
    assert answer.status_code == 422
    problem = re.search(rf'<p class="field-error" id="e-{field}">([^<]+)', answer.text)
    if field == "at" and problem is None:
        problem = re.search(r'<p class="field-error" id="e-at">([^<]+)', answer.text)
    assert problem is not None, answer.text
    assert words in problem[1]
    assert "loudspeaker" not in problem[1]
    assert "Tên đã gõ" in answer.text
    assert office.bench.queue() == []


def test_the_reading_is_shown_while_it_is_typed(office: Office) -> None:
    answer = send(office.of("soan"), "/desk/doc-thu", FORM)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<del>UBND</del> <mark>ủy ban nhân dân</mark>" in answer.text
    assert 'href="/desk/tu-dien?tu=UBND"' in answer.text


def test_without_scripts_a_button_reads_it_back_and_keeps_what_was_typed(office: Office) -> None:
    answer = send(office.of("soan"), "/desk/soan", {**FORM, "doc-thu": "1", "title": "Giữ"})
    assert "<mark>ủy ban nhân dân</mark>" in answer.text
    assert 'value="Giữ"' in answer.text
    assert office.bench.queue() == []


def test_personal_data_stands_out_before_it_is_sent(office: Office) -> None:
    text = "Ông A, số căn cước 001099012345, đến nhận quà."
    answer = send(office.of("soan"), "/desk/doc-thu", {**FORM, "text": text})
    assert "Không được nói trên loa" in answer.text


def test_two_who_change_the_same_draft_are_shown_the_difference(office: Office) -> None:
    item = draft(office)
    form = office.of("soan").get(f"/desk/soan/{item}").text
    seen = re.search(r'name="seen" value="(\w+)"', form)[1]  # type: ignore[index]
    other = send(
        office.of("hai-vai"),
        f"/desk/soan/{item}",
        {**FORM, "text": "Họp lúc chín giờ.", "seen": seen},
    )
    assert other.headers["location"] == f"/desk/tin/{item}?xong=sua"
    mine = {**FORM, "text": "Họp lúc mười giờ.", "seen": seen}
    answer = send(office.of("soan"), f"/desk/soan/{item}", mine)
    assert answer.status_code == 409
    assert "<del>chín</del> <ins>mười</ins>" in answer.text
    assert shown(office.bench, item)["text"] == "Họp lúc chín giờ."
    newer = re.search(r'name="seen" value="(\w+)"', answer.text)[1]  # type: ignore[index]
    assert send(office.of("soan"), f"/desk/soan/{item}", {**mine, "seen": newer}).status_code == 303
    assert shown(office.bench, item)["text"] == "Họp lúc mười giờ."


# --- listening ------------------------------------------------------------------------------------


def test_a_text_is_heard_by_who_typed_it_alone(office: Office) -> None:
    answer = send(office.of("soan"), "/desk/nghe", {"text": "Một. Hai."})
    address = answer.headers["location"]
    sound = office.of("soan").get(address)
    assert sound.headers["content-type"] == "audio/wav"
    assert sound.content[:4] == b"RIFF"
    assert len(sound.content) > 44
    assert office.of("hai-vai").get(address).status_code == 404


def test_an_announcement_is_heard_before_it_is_approved(office: Office) -> None:
    item = draft(office)
    assert office.of("duyet").get(f"/desk/nghe/tin/{item}.wav").content[:4] == b"RIFF"


def test_a_voice_that_fails_is_said(office: Office) -> None:
    office.bench.speech.fails[office.bench.live.now.station.voice] = SpeechFailure(
        voice="x", problem="crashed"
    )
    answer = office.of("duyet").get(f"/desk/nghe/tin/{draft(office)}.wav")
    assert (answer.status_code, "RIFF" in answer.text) == (422, False)


# --- deciding -------------------------------------------------------------------------------------


def decide(office: Office, name: str, item: str, what: str, **form: str) -> httpx.Response:
    page = office.of(name).get(f"/desk/tin/{item}").text
    seen = re.search(r'name="seen" value="(\w+)"', page)
    return send(
        office.of(name), f"/desk/tin/{item}/{what}", {"seen": seen[1] if seen else "", **form}
    )


def test_another_person_approves_what_was_shown(office: Office) -> None:
    item = draft(office)
    assert decide(office, "duyet", item, "duyet").headers["location"].endswith("?xong=duyet")
    assert shown(office.bench, item)["approver"] == "duyet (web session)"


def test_nobody_approves_what_has_become_another_text(office: Office) -> None:
    item = draft(office)
    seen = shown(office.bench, item)["content_sha256"]
    office.bench.ask("edit", id=item, text="Lời khác.")
    answer = send(office.of("duyet"), f"/desk/tin/{item}/duyet", {"seen": seen})
    assert answer.status_code == 422
    assert "Lời khác." in answer.text
    assert shown(office.bench, item)["state"] == "draft"


def test_who_wrote_it_is_told_that_another_must_approve(office: Office) -> None:
    answer = send(office.of("hai-vai"), "/desk/soan", FORM)
    path = answer.headers["location"].split("?")[0]
    page = office.of("hai-vai").get(path)
    assert "Cần người thứ hai" in page.text
    assert "Duyệt và phát ngay" not in page.text
    refused = send(office.of("hai-vai"), path + "/duyet", {"seen": ""})
    assert refused.status_code == 422
    assert "không được tự duyệt" in refused.text


def test_what_is_sent_back_carries_the_reason_to_its_author(office: Office) -> None:
    item = draft(office)
    decide(office, "duyet", item, "tra", why="Sai giờ <b>")
    page = office.of("soan").get(f"/desk/tin/{item}").text
    assert "Sai giờ &lt;b&gt;" in page
    assert f'href="/desk/soan/{item}"' in page


def test_the_difference_to_the_version_before_is_shown(office: Office) -> None:
    item = draft(office)
    office.bench.ask("edit", id=item, text="UBND xã mời họp lúc 8h30.")
    page = office.of("duyet").get(f"/desk/tin/{item}").text
    assert "<del>bảy</del>" in page
    assert "<ins>tám</ins>" in page


def test_what_was_aired_is_told_in_one_page(office: Office) -> None:
    item = draft(office, title="Họp thôn")
    decide(office, "duyet", item, "duyet")
    decide(office, "duyet", item, "huy")
    page = office.of("xem").get(f"/desk/tin/{item}").text
    for words in ("Họp thôn", TEXT, "toàn xã", "soan", "duyet", "đã hủy"):
        assert words in page
    assert send(office.of("xem"), f"/desk/tin/{item}/huy").status_code == 422


# --- stop -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["soan", "duyet", "quantri", "xem"])
def test_everybody_stops(office: Office, name: str) -> None:
    answer = send(office.of(name), "/desk/dung")
    assert answer.status_code == 200
    assert "Đã dừng phát" in answer.text
    assert office.calls.stopped == [name]


def test_stop_needs_a_session_and_our_own_form(office: Office) -> None:
    assert send(browser(office.app), "/desk/dung").headers["location"] == "/login"
    foreign = office.of("soan")
    foreign.headers["Origin"] = "http://evil.example"
    assert send(foreign, "/desk/dung").status_code == 403
    without = office.of("soan")
    without.headers.pop(HEADER)
    assert send(without, "/desk/dung").status_code == 403
    assert office.calls.stopped == []


def test_stop_is_offered_and_works_while_the_station_is_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = office.of("soan")

    async def away(*_: Any, **__: Any) -> Any:
        raise ProcessUnavailable(process="station", problem="gone")

    async def stop(**_: Any) -> dict[str, Any]:
        return {"stopped_since": "2026-12-01T12:00:00+07:00"}

    monkeypatch.setattr(office.calls, "call", away)
    monkeypatch.setattr(office.calls, "stop", stop)
    page = visitor.get("/desk/soan")
    assert page.status_code == 503
    assert 'action="/desk/dung"' in page.text
    assert "Đã dừng phát" in send(visitor, "/desk/dung").text


def test_only_who_may_lets_it_sound_again(office: Office) -> None:
    office.bench.air.stopped_since = "2026-12-01T12:00:00+07:00"
    assert "Cho phát lại" in office.of("duyet").get("/desk").text
    assert "Cho phát lại" not in office.of("soan").get("/desk").text
    assert send(office.of("soan"), "/desk/phat-lai").status_code == 422
    assert send(office.of("duyet"), "/desk/phat-lai").status_code == 303


# --- emergencies ----------------------------------------------------------------------------------


def approve_template(bench: Bench, name: str = "lu") -> None:
    item = bench.ask("template", name=name)["id"]
    bench.ask("approve", "duyet", id=item)


def filled(bench: Bench, name: str = "lu") -> dict[str, str]:
    fields = bench.ask("template", name=name)["template"]["fields"]
    values = {f"v-{field['name']}": field["example"] for field in fields}
    return {**values, "zone": ""}  # as a browser sends the first choice of the list


@pytest.mark.parametrize(("path", "kind"), [("khan-cap", "announcement"), ("dien-tap", "drill")])
def test_a_template_is_seen_and_released_by_its_word(office: Office, path: str, kind: str) -> None:
    bench = office.bench
    approve_template(bench)
    values, soan = filled(bench), office.of("soan")
    plan = send(soan, f"/desk/{path}/lu", values)
    assert "Sẽ phát đúng như sau" in plan.text
    seen = re.search(r'name="seen" value="(\w+)"', plan.text)[1]  # type: ignore[index]
    wrong = send(soan, f"/desk/{path}/lu", {**values, "seen": seen, "confirm": "nhầm"})
    assert wrong.status_code == 422
    assert 'id="e-confirm"' in wrong.text
    assert bench.queue() == []
    word = bench.ask("template", name="lu")["confirm"]
    done = send(soan, f"/desk/{path}/lu", {**values, "seen": seen, "confirm": word, "key": "k"})
    item = done.headers["location"].split("/")[-1].split("?")[0]
    assert shown(bench, item)["kind"] == kind
    again = send(soan, f"/desk/{path}/lu", {**values, "seen": seen, "confirm": word, "key": "k"})
    assert again.headers["location"] == done.headers["location"]


def test_an_empty_gap_is_said_at_its_field(office: Office) -> None:
    approve_template(office.bench)
    fields = office.bench.ask("template", name="lu")["template"]["fields"]
    needed = next(field["name"] for field in fields if field["default"] is None)
    values = {**filled(office.bench), f"v-{needed}": " "}
    answer = send(office.of("soan"), "/desk/khan-cap/lu", values)
    assert answer.status_code == 422
    assert f'id="e-{needed}"' in answer.text
    kept = next(iter(value for name, value in values.items() if value.strip()))
    assert f'value="{kept}"' in answer.text


def test_what_was_aired_is_corrected_after_it_was_seen(office: Office) -> None:
    item = office.bench.approved("Họp lúc 7 giờ.", title="Họp thôn")
    office.bench.advance(60)
    soan, path = office.of("duyet"), f"/desk/tin/{item}/dinh-chinh"
    assert f'href="{path}"' in soan.get(f"/desk/tin/{item}").text
    plan = send(soan, path, {"text": "Họp lúc 8 giờ."})
    assert "họp lúc tám giờ" in plan.text
    seen = re.search(r'name="seen" value="(\w+)"', plan.text)[1]  # type: ignore[index]
    done = send(soan, path, {"text": "Họp lúc 8 giờ.", "seen": seen, "phat": "1"})
    corrected = done.headers["location"].split("/")[-1].split("?")[0]
    assert shown(office.bench, corrected)["kind"] == "correction"
    office.bench.advance(60)
    due = office.of("xem").get("/desk").text
    assert "cần người thứ hai xem lại" in due
    assert send(office.of("hai-vai"), f"/desk/tin/{corrected}/xem-lai").status_code == 303
    assert "cần người thứ hai xem lại" not in office.of("xem").get("/desk").text


# --- the record -----------------------------------------------------------------------------------


def test_the_record_holds_what_was_aired_and_why_not(office: Office) -> None:
    bench = office.bench
    bench.approved("Họp thôn.", title="=Họp <thôn>")
    bench.advance(60)
    lost = bench.approved("Hủy đi.", title="Hủy", at=NOON + HOUR)
    bench.ask("cancel", "duyet", id=lost)
    bench.advance(5)
    xem = office.of("xem")
    shown = xem.get("/desk/nhat-ky").text
    assert "=Họp &lt;thôn&gt;" in shown
    assert "đã phát" in shown
    assert "có người cho dừng" in shown or "hủy" in shown
    only = xem.get("/desk/nhat-ky?loc=nghe").text
    assert "=Họp" in only
    assert ">Hủy<" not in only
    assert "Không có dòng nào" in xem.get("/desk/nhat-ky?den=2020-01-01").text
    assert "=Họp" in xem.get("/desk/nhat-ky?q=họp").text
    sheet = xem.get("/desk/nhat-ky.csv")
    assert sheet.content.startswith("\ufeffSố".encode())
    assert "'=Họp <thôn>" in sheet.text
    (page,) = load_workbook(io.BytesIO(xem.get("/desk/nhat-ky.xlsx?q=họp").content)).worksheets
    assert {row[4] for row in page.iter_rows(min_row=2, values_only=True)} == {"=Họp <thôn>"}
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    checked = xem.get("/desk/nhat-ky?kiem-tra=1").text  # what stands for playout here seals nothing
    assert "KHÔNG còn nguyên" in checked
    assert "<li>dòng " in checked


def test_the_record_is_looked_through_however_far_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = office.bench
    for n in range(3):
        bench.approved("Họp thôn.", title=f"Tin số {n}")
        bench.advance(60)
    whole = len(bench.ask("asrun")["records"])
    monkeypatch.setattr(record_desk, "MOST_RECORDS", 2)
    xem = office.of("xem")
    page = xem.get("/desk/nhat-ky").text
    assert page.count("<tr><td>") == whole >= 6
    assert [xem.get(f"/desk/nhat-ky?q=số+{n}").text.count(f">Tin số {n}<") for n in range(3)] == [
        page.count(f">Tin số {n}<") for n in range(3)
    ]
    assert "Không có dòng nào" in xem.get("/desk/nhat-ky?tu=2027-01-01").text
    assert xem.get("/desk/nhat-ky.csv").text.count("\n") == whole + 1


def test_an_announcement_tells_its_history(office: Office) -> None:
    item = office.bench.approved("Họp thôn.", points="1,4")
    office.bench.advance(60)
    page = office.of("xem").get(f"/desk/tin/{item}").text
    assert "đã phát trọn vẹn" in page or "đã phát" in page
    assert "loa 1, 4" in page
    assert "duyệt: duyet" in page


# --- the station ----------------------------------------------------------------------------------


def test_a_reading_is_corrected_from_the_word(office: Office) -> None:
    soan = office.of("soan")
    page = soan.get("/desk/tu-dien?tu=NTM").text
    assert 'value="NTM"' in page
    assert "nông thôn mới" in page
    send(soan, "/desk/tu-dien/them", {"written": "Pù Cà", "reading": "pù cả"})
    assert "pù cả" in soan.get("/desk/tu-dien").text
    known = send(soan, "/desk/tu-dien/them", {"written": "Pù Cà", "reading": "pù cá"})
    assert known.status_code == 422
    assert 'name="replace"' in known.text
    asked = {"written": "Pù Cà", "reading": "pù cá", "replace": "1"}
    assert send(soan, "/desk/tu-dien/them", asked).status_code == 303
    assert send(soan, "/desk/tu-dien/bo", {"written": "Pù Cà"}).status_code == 303
    assert office.bench.ask("lexicon") == []


def test_what_was_heard_at_a_point_is_kept(office: Office) -> None:
    soan = office.of("soan")
    answer = send(soan, "/desk/loa/4/bao", {"heard": "weak", "note": "xa <x>", "repair": "dây"})
    assert answer.headers["location"] == "/desk/loa?xong=bao&loa=4"
    page = soan.get("/desk/loa").text
    assert "xa &lt;x&gt;" in page
    assert send(soan, "/desk/loa/4/bao", {}).status_code == 422
    assert send(soan, "/desk/loa/99/bao", {"heard": "ok"}).status_code == 422
    assert send(soan, "/desk/loa/4/am-luong", {"volume": "đầy"}).status_code == 422


def test_a_volume_is_turned_and_turned_back(office: Office) -> None:
    soan = office.of("soan")
    before = office.bench.ask("point", point=4)["volume"]
    answer = send(soan, "/desk/loa/4/am-luong", {"volume": "35"})
    page = soan.get(answer.headers["location"]).text
    assert f"Trở lại {before}" in page
    assert office.bench.ask("point", point=4)["volume_wanted"] == 35
    send(soan, "/desk/loa/4/am-luong", {"volume": str(before)})
    assert office.bench.ask("point", point=4)["volume_wanted"] == before
    for forged in (
        "xong=am-luong&loa=99&truoc=5",
        "xong=am-luong&loa=4&truoc=5000",
        "loa=4&truoc=5",
    ):
        assert "Trở lại" not in soan.get(f"/desk/loa?{forged}").text
    assert "Trở lại" not in office.of("xem").get("/desk/loa?xong=am-luong&loa=4&truoc=5").text
    assert send(office.of("duyet"), "/desk/loa/4/am-luong", {"volume": "5"}).status_code == 422


@pytest.mark.parametrize(("path", "points"), [("/desk/loa/7/thu", [7]), ("/desk/loa/thu", None)])
def test_a_test_is_told_first_and_then_aired(
    office: Office, path: str, points: list[int] | None
) -> None:
    soan = office.of("soan")
    page = soan.get(path)
    assert ("Đây là thử loa điểm 7" in page.text) == (points == [7])
    assert office.bench.air.offers == []
    assert send(soan, path).headers["location"].startswith("/desk/loa?xong=thu")
    (rundown,) = office.bench.air.offers
    assert list(rundown.points) == (points or office.bench.ask("points_trial")["points"])
    office.bench.advance(30)
    row = office.bench.ask("point", point=7)
    assert row["tested_at"]
    assert "Thử lần cuối" in soan.get("/desk/loa").text


def test_a_test_that_may_not_be_is_refused_in_words(office: Office) -> None:
    office.bench.air.stopped_since = "2026-12-01T12:00:00+07:00"
    refused = send(office.of("soan"), "/desk/loa/7/thu")
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    for name in ("duyet", "xem"):
        assert "/thu" not in office.of(name).get("/desk/loa").text
        assert office.of(name).get("/desk/loa/7/thu").status_code == 422
    assert office.of("soan").get("/desk/loa/99/thu").status_code == 422


def test_a_schedule_is_held_back(office: Office) -> None:
    path = office.bench.home.schedules / "toi.yaml"
    path.write_text('title: Tối\ncron: "0 18 * * *"\ntext: "Chào."\n', "utf-8")
    office.bench.ask("reload", "quantri")
    duyet = office.of("duyet")
    assert send(duyet, "/desk/lich/tam-dung", {"name": "toi"}).status_code == 303
    assert "tạm dừng" in duyet.get("/desk/lich").text
    assert send(office.of("soan"), "/desk/lich/chay-tiep", {"name": "toi"}).status_code == 422


# --- another time ---------------------------------------------------------------------------------


def planned(office: Office, **form: str) -> str:
    return draft(office, title="Họp thôn", when="luc", day="2026-12-02", time="17:00", **form)


def test_a_move_is_shown_confirmed_and_undone(office: Office) -> None:
    item = planned(office)
    decide(office, "duyet", item, "duyet")
    soan, path = office.of("soan"), f"/desk/tin/{item}/doi-gio"
    assert f'data-move="{path}"' in soan.get("/desk/lich").text
    page = soan.get(path, params={"ngay": "2026-12-03", "gio": "18:30"}).text
    for words in ("17 giờ 00", "18 giờ 30", "đã duyệt giờ cũ", "Không trùng giờ"):
        assert words in page
    assert office.bench.state(item) != "draft"  # looking has changed nothing
    form = dict(re.findall(r'name="(seen|approver)" value="([^"]*)"', page))
    answer = send(soan, path, {**form, "ngay": "2026-12-03", "gio": "18:30"})
    assert answer.headers["location"] == f"/desk/lich?xong=chuyen&tin={item}"
    assert shown(office.bench, item)["due"] == "2026-12-03T18:30:00.000+07:00"
    assert shown(office.bench, item)["state"] == "draft"
    week = soan.get(answer.headers["location"]).text
    assert "Trở lại giờ cũ" in week
    back = dict(re.findall(r'name="(seen|ngay|gio)" value="([^"]+)"', week))
    assert send(soan, path, back).status_code == 303
    assert shown(office.bench, item)["due"] == "2026-12-02T17:00:00.000+07:00"


def test_a_move_tells_of_a_clash_and_is_kept_out_of_quiet_hours(office: Office) -> None:
    planned(office)
    other = draft(office, title="Tiêm", when="luc", day="2026-12-02", time="18:00")
    soan, path = office.of("soan"), f"/desk/tin/{other}/doi-gio"
    page = soan.get(path, params={"ngay": "2026-12-02", "gio": "17:00"}).text
    assert "Trùng giờ với “Họp thôn”" in page
    quiet = soan.get(path, params={"ngay": "2026-12-02", "gio": "03:00"})
    assert quiet.status_code == 422
    assert 'id="e-at"' in quiet.text
    assert "--at" not in quiet.text
    same = soan.get(path, params={"ngay": "2026-12-02", "gio": "18:00"}).text
    assert "không có gì để đổi" in same
    assert 'name="seen"' not in same
    assert 'name="seen"' not in quiet.text
    form = {"ngay": "2026-12-02", "seen": shown(office.bench, other)["content_sha256"]}
    for time in ("", "<b>", "25:99", "03:00"):
        assert send(soan, path, {**form, "gio": time}).status_code == 422
    assert shown(office.bench, other)["due"] == "2026-12-02T18:00:00.000+07:00"


def test_a_move_of_what_somebody_has_changed_is_looked_at_anew(office: Office) -> None:
    item = planned(office)
    seen = shown(office.bench, item)["content_sha256"]
    office.bench.ask("edit", id=item, text="Lời khác.")
    form = {"ngay": "2026-12-03", "gio": "18:00", "seen": seen}
    answer = send(office.of("soan"), f"/desk/tin/{item}/doi-gio", form)
    assert answer.status_code == 409
    assert "có người đã sửa" in answer.text
    assert shown(office.bench, item)["due"] == "2026-12-02T17:00:00.000+07:00"


def test_no_approval_is_lost_that_nobody_was_shown(office: Office) -> None:
    item = planned(office)
    soan, path = office.of("soan"), f"/desk/tin/{item}/doi-gio"
    page = soan.get(path, params={"ngay": "2026-12-03", "gio": "18:30"}).text
    form = dict(re.findall(r'name="(seen|approver|ngay|gio)" value="([^"]*)"', page))
    decide(office, "duyet", item, "duyet")
    answer = send(soan, path, form)
    assert answer.status_code == 409
    assert "lần duyệt ấy hết hiệu lực" in answer.text
    assert shown(office.bench, item)["approver"]


def test_who_may_not_edit_is_offered_no_move(office: Office) -> None:
    item = planned(office)
    for name in ("duyet", "xem"):
        visitor = office.of(name)
        assert "data-move" not in visitor.get("/desk/lich").text
        page = visitor.get(f"/desk/tin/{item}/doi-gio", params={"gio": "18:00"})
        assert page.status_code == 422
        assert send(visitor, f"/desk/tin/{item}/doi-gio", {"gio": "18:00"}).status_code == 422
    forged = office.of("soan").get("/desk/lich", params={"xong": "chuyen", "tin": "<b>x"})
    assert forged.status_code == 200
    assert "Trở lại giờ cũ" not in forged.text


# --- forms ----------------------------------------------------------------------------------------


def test_what_is_no_form_of_ours_is_not_read(office: Office) -> None:
    soan = office.of("soan")
    assert soan.post("/desk/soan", json=FORM).status_code == 415
    assert send(soan, "/desk/soan", {"text": "a" * 600_000}).status_code == 413


def test_only_known_words_are_said_on_top(office: Office) -> None:
    page = office.of("soan").get("/desk?xong=%3Cb%3E").text
    assert "<b>" not in page
