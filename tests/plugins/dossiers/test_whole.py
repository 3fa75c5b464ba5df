"""A dossier's way through a whole station: received, asked for more, finished, looked up, heard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from loudspeaker.bootstrap.backup_parts import belongs, parts_of
from loudspeaker.errors import (
    EntryOutdated,
    EntryRefused,
    FileRefused,
    NotFound,
    PluginFailed,
    RoleMissing,
)
from loudspeaker.model import STATION_ZONE, from_iso
from loudspeaker.plugins.dossiers.counting.counts import FIELDS, Counts
from loudspeaker.store.public_reader import PublicReader
from tests.plugins.dossiers.house import PROCEDURES, SETTINGS, WHY, House, applicant

START = datetime(2026, 12, 1, 9, 0, tzinfo=STATION_ZONE)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, start=START)
    yield made
    made.close()


def test_a_dossier_from_the_counter_to_the_air(house: House) -> None:
    house.catalogue()
    got = house.receive(key="một lần")
    code, pin = got["code"], got["pin"]
    assert (code, got["due"]) == ("H03.12.25-261201-0001", "2026-12-04T09:00:00.000+07:00")
    again = house.receive(key="một lần")
    assert (again["code"], again["pin"]) == (code, "")
    assert house.file(house.ask("print", code=code, form="receipt")).startswith(b"%PDF")

    house.act(code, "start")
    house.bench.advance(3600)
    asked = house.act(code, "supplement", reason="Thiếu bản chính giấy chứng sinh")
    assert (asked["due"], asked["left_hours"], asked["message"]) == (None, 23.0, True)
    house.bench.advance(2 * 86_400)
    back = house.act(code, "resume")
    assert back["due"] == "2026-12-08T09:00:00.000+07:00"  # 23 hours from 10:00 on the 3rd
    assert house.file(house.ask("print", code=code, form="supplement")).startswith(b"%PDF")
    done = house.act(code, "finish")
    assert (done["state_label"], done["result"]) == ("Đã xử lý xong", "trước hạn")

    wrong = [house.look_up(code, "000000" if pin != "000000" else "111111"),
             house.look_up("H03.12.25-261201-0002", pin)]  # fmt: skip
    assert wrong[0] == wrong[1]
    assert not wrong[0]["found"]
    for secret in (pin, "345678"):
        found = house.look_up(code.lower(), secret)
        assert found["found"]
        assert "Đã xử lý xong" in str(found)
        assert "Người Nộp Đầu" not in str(found)

    told = house.ask("weekly")
    assert told["state"] == "draft"
    assert not re.search(r"\d{6}|Người Nộp|khai sinh|\b1 kết quả", told["text"])
    assert house.ask("weekly")["announcement"] == told["announcement"]
    house.bench.approve(told["announcement"])
    house.bench.advance(3600)
    assert house.bench.ends(told["announcement"]) == ["aired"]

    house.bench.restart()  # what was on its way is still there
    assert house.bench.parts.plugins.threads()["dossiers"].wait_ready(20.0)
    (call,) = house.ask("calls", reason="gọi báo kết quả")
    assert (call["name"], call["to"], call["channel"]) == ("Người Nộp Đầu", "0912345678", "call")
    assert code in call["text"]
    assert "khai sinh" not in call["text"].lower()
    house.ask("called", message=call["id"], result="đã gọi")
    assert house.ask("calls", reason="gọi báo kết quả") == []
    house.act(code, "return")
    with pytest.raises(EntryRefused):
        house.ask("weekly_draft")


def test_statistics_agree_with_an_independent_recount(house: House) -> None:
    house.catalogue()
    codes = [house.receive(f"Người {n}", procedure=p)["code"] for n, p in
             enumerate(("1.001193", "2.000815", "2.000815", "1.001193", "2.000815"))]  # fmt: skip
    house.act(codes[0], "start", "finish")
    house.act(codes[1], "start", "finish", "return")
    house.act(codes[3], "withdraw", reason="Người nộp xin rút")
    house.act(codes[4], "start")
    house.act(codes[4], "supplement", reason="thiếu giấy")
    online = house.receive("Người Sáu", channel="online", online=True)["code"]
    house.act(online, "refuse", reason="Không thuộc thẩm quyền")
    house.bench.advance(2 * 86_400)
    house.act(codes[2], "start", "finish")
    told = house.ask("statistics", "duyet")
    assert _recounted(house, [*codes, online]) == {n: told["total"][n] for n in FIELDS}
    assert told["total"]["late"] == 1
    assert sum(each["received"] for each in told["lines"]) == 5
    assert all(Counts(**{n: each[n] for n in FIELDS}).balance == 0 for each in told["lines"])
    assert house.file(house.ask("statistics_sheet", "duyet")).startswith(b"PK")
    house.ask("rate", question="Thái độ phục vụ", score=3)
    (rating,) = house.ask("statistics", "duyet")["ratings"]
    assert (rating["very_good"], rating["voters"]) == (1, 1)


def _recounted(house: House, codes: list[str]) -> dict[str, int]:
    """Count by the logs alone, as the show of each dossier tells them."""
    found = dict.fromkeys(FIELDS, 0)
    now = house.bench.clock.wall()
    for code in codes:
        shown = house.ask("show", code=code)
        states = [line["after"] for line in shown["log"]]
        due = from_iso(shown["log"][-1]["due"]) if shown["log"][-1]["due"] else None
        found["received"] += 2 in states
        if states[-1] in {9, 10}:
            end = next(from_iso(line["at"]) for line in shown["log"] if line["after"] == 9)
            assert due is not None
            name = "late" if end > due else "early" if end.date() < due.date() else "on_time"
        else:
            name = {3: "refused", 7: "withdrawn", 8: "halted", 5: "waiting", 6: "waiting"}.get(
                states[-1], "overdue" if due and due < now else "in_time"
            )
        found[name] += 1
    return found


def test_people_are_seen_with_a_reason_alone_and_it_is_kept(house: House) -> None:
    house.catalogue()
    code = house.receive()["code"]
    plain = house.ask("show", code=code)
    assert (plain["people"], plain["views"], plain["forgotten"]) == (None, [], False)
    seen = house.ask("show", code=code, reason=WHY)
    assert seen["people"]["applicant"]["identity"] == "001099000001"
    (found,) = house.ask("find", phone="0912345678", reason="trả lời người nộp")
    assert (found["code"], found["name"]) == (code, "Người Nộp Đầu")
    assert house.ask("find", name="nguoi nop", reason=WHY)[0]["code"] == code
    reasons = [each["reason"] for each in house.ask("show", code=code)["views"]]
    assert reasons == [WHY, "trả lời người nộp", WHY]
    for asked in ({"reason": " ", "name": "x"}, {"reason": WHY}, {"reason": WHY, "name": " "}):
        with pytest.raises(EntryRefused):
            house.ask("find", **asked)
    for person in ("duyet", "xem", "quantri"):
        with pytest.raises(RoleMissing):
            house.ask("show", person, code=code, reason=WHY)
    exported = house.ask("export_person", identity="001099000001", reason="người dân yêu cầu")
    assert "001099000001" in house.file(exported).decode()
    with pytest.raises(EntryRefused):
        house.ask("forget", code=code)
    house.act(code, "start", "finish", "return")
    house.ask("forget", code=code)
    assert house.ask("show", code=code, reason=WHY)["forgotten"]
    assert house.ask("calls", reason=WHY) == []
    with pytest.raises(EntryRefused):
        house.ask("print", code=code, form="receipt")
    assert house.ask("statistics")["total"]["received"] == 1


def test_named_clerks_alone_see_dossiers(tmp_path: Path) -> None:
    house = House(tmp_path, extra=SETTINGS + "dossiers: {clerks: [hai-vai]}\n", start=START)
    try:
        with pytest.raises(RoleMissing):
            house.catalogue()
        given = house.deposit(PROCEDURES.encode(), "thu-tuc.csv")
        house.ask("import_procedures", "hai-vai", file=given)
        values: Any = {"procedure": "1.001193", "applicant": applicant()}
        code = house.ask("receive", "hai-vai", **values)["code"]
        with pytest.raises(RoleMissing):
            house.ask("show", "soan", code=code, reason=WHY)
        assert house.ask("queue", "soan")["due"][0]["code"] == code
    finally:
        house.close()


def test_late_dossiers_lead_the_queue_and_are_apologised_for_and_handed_over(
    house: House,
) -> None:
    house.catalogue()
    first, second = (house.receive(f"Người {n}", procedure="2.000815")["code"] for n in (1, 2))
    house.act(first, "start")
    queue = house.ask("queue", "duyet")
    assert ([each["code"] for each in queue["due"]], queue["late"]) == ([first, second], 0)
    seen = house.ask("show", code=first)["lines"]
    for day in ("5/12/2026", "32/1/2026", "1/12/2025"):  # Saturday, no day, over
        with pytest.raises(EntryRefused):
            house.ask("apologise", code=first, day=day, reason="chờ xác minh")
    told = house.ask("apologise", code=first, day="4/12/2026", reason="chờ xác minh", seen=seen)
    assert told["promised"] == "2026-12-04T17:00:00.000+07:00"
    with pytest.raises(EntryOutdated):
        house.ask("act", code=first, act="finish", seen=seen)
    assert house.file(house.ask("print", code=first, form="apology")).startswith(b"%PDF")
    handed = house.ask("hand_over", codes=[first, second, "H03.12.25-261201-0099", "rác"],
                       taker="Tư pháp")  # fmt: skip
    assert [each["code"] for each in handed["done"]] == [first, second]
    assert len(handed["refused"]) == 2
    again = house.ask("hand_over", codes=[first], taker="Lãnh đạo")
    assert "hồ sơ đang ở Tư pháp" in again["refused"][0]["says"]
    third = house.receive("Người Ba")["code"]
    house.bench.advance(2 * 86_400)
    late = house.ask("hand_over", codes=[third], taker="Tư pháp")["done"]
    assert late == [{"code": third, "pace": "quá hạn"}]  # the first step has one hour
    assert [each["standing"] for each in house.ask("due")] == ["overdue"] * 2
    for form in ("control", "receipt"):
        assert house.file(house.ask("print", code=third, form=form)).startswith(b"%PDF")
    for form in ("halt", "refusal", "apology", "register", "x"):
        with pytest.raises(EntryRefused):
            house.ask("print", code=third, form=form)
    sheet = house.ask("print_register", begins="1/12/2026", ends="2026-12-31")
    assert (sheet["dossiers"], house.file(sheet)[:4]) == (3, b"%PDF")


def test_a_table_of_procedures_is_taken_whole_or_as_far_as_it_is_right(house: House) -> None:
    broken = PROCEDURES + "1.99,Sai,HT,Hộ tịch,15 ngày,1/7/2025,,,\n"
    told = house.catalogue(broken)
    assert (told["kept"], told["new"], told["wrong"]) == (False, 2, 1)
    assert told["errors"][0]["row"] == 4
    assert house.ask("procedures", "xem") == []
    assert house.catalogue(broken, trial=True, manner="rest")["kept"] is False
    assert house.catalogue(broken, manner="rest")["kept"]
    (found,) = house.ask("procedures", "xem", words="khai sinhh")
    assert found["code"] == "1.001193"
    assert house.ask("procedure", "xem", procedure="1.001193")["versions"][0]["version"] == 1
    with pytest.raises(NotFound):
        house.ask("procedure", "xem", procedure="9.999999")
    with pytest.raises(EntryRefused):
        house.catalogue(manner="x")
    with pytest.raises(FileRefused):
        house.catalogue("rác")
    assert len(house.ask("procedures", "xem")) == 2


WRONG: tuple[dict[str, Any], ...] = (
    {"procedure": "9.999999"}, {"procedure": "rác"}, {"channel": "fax"},
    {"applicant": applicant(name=" ")}, {"applicant": applicant(identity="12")}, {"applicant": {}},
    {"papers": ["Tờ khai | hai bản"]}, {"papers": ["Tờ khai"] * 61}, {"fees": ["Lệ phí | -1"]},
    {"fees": ["Lệ phí"]}, {"fees": ["Lệ phí | 8000 | cho"]}, {"code": "rác"},
    {"delegate": {"name": ""}},
)  # fmt: skip


def test_what_cannot_be_kept_is_refused_and_takes_no_number(house: House) -> None:
    house.catalogue()
    for asked in WRONG:
        with pytest.raises(EntryRefused):
            house.receive(**asked)
    got = house.receive(
        papers=["Tờ khai | 1 bản chính, 2 bản sao"], fees=["Lệ phí | 8.000 đồng | đã thu"],
        delegate=applicant("Người Thay", acting="Giấy ủy quyền"), channel="post",
    )  # fmt: skip
    assert got["code"].endswith("-0001")
    people = house.ask("show", code=got["code"], reason=WHY)["people"]
    assert people["matter"]["papers"] == [["Tờ khai", 1, 2]]
    assert people["matter"]["fees"] == [["Lệ phí", 8000, True]]
    assert people["delegate"]["name"] == "Người Thay"


def test_the_file_of_the_exchange_goes_out_and_comes_in_once(house: House, tmp_path: Path) -> None:
    house.catalogue()
    code = house.receive()["code"]
    days = {"begins": "1/12/2026", "ends": "1/12/2026", "reason": "đồng bộ"}
    given = house.file(house.ask("export_dossiers", **days))
    (tmp_path / "other").mkdir()
    other = House(tmp_path / "other", start=START)
    try:
        other.catalogue()
        told = other.ask("import_dossiers", file=other.deposit(given, "ho-so.json"))
        assert (told["new"], told["wrong"]) == (1, 0)
        again = other.ask("import_dossiers", file=other.deposit(given, "ho-so.json"))
        assert (again["new"], again["same"]) == (0, 1)
        people = other.ask("show", code=code, reason=WHY)["people"]
        assert people["applicant"]["name"] == "Người Nộp Đầu"
        half = other.deposit(given[: len(given) // 2], "ho-so.json")
        with pytest.raises(FileRefused):
            other.ask("import_dossiers", file=half)
    finally:
        other.close()


def test_a_new_pin_voids_the_old_one_and_tries_are_limited(house: House) -> None:
    house.catalogue()
    got = house.receive()
    assert house.file(house.ask("new_pin", code=got["code"])).startswith(b"%PDF")
    assert not house.look_up(got["code"], got["pin"])["found"]
    both = house.file(house.ask("print", code=got["code"], form="receipt", pin=True))
    text = [page.get_textpage().get_text_range() for page in PdfDocument(both)]
    assert len(text) == 2
    found = re.search(r"Số bí mật: (\d{6})", text[1])
    assert found is not None
    assert found[1] not in text[0]
    assert house.look_up(got["code"], found[1])["found"]
    assert house.look_up(got["code"], "345678")["found"]
    for n in range(4):
        assert not house.look_up(got["code"], "000001", f"192.0.2.{n + 2}")["found"]
    with pytest.raises(EntryRefused, match="thử lại sau"):
        house.look_up(got["code"], "345678", "192.0.2.99")


def test_procedures_and_totals_are_shown_to_everybody_and_small_numbers_are_not(
    house: House,
) -> None:
    house.bench.parts.publishing.update()
    reader = PublicReader(house.bench.home.public)
    assert [page.title for page in reader.listed_pages()] == []
    house.catalogue()
    for n in range(5):
        house.receive(f"Người {n}")
    house.receive("Người Sáu", procedure="2.000815")
    try:
        house.bench.parts.publishing.update()
        assert "Thủ tục hành chính" in [page.title for page in reader.listed_pages()]
        assert reader.pages_found("khai sinh")[0].title == "Đăng ký khai sinh"
        (card,) = [each for each in reader.cards() if each.plugin == "dossiers"]
        assert card.timed[0].text.startswith("2 thủ tục")
        house.bench.until(datetime(2027, 1, 4, 8, tzinfo=STATION_ZONE))
        for job in house.bench.parts.plugins.threads()["dossiers"].jobs:
            job.run()
        house.bench.parts.publishing.update()
        page = reader.page("dossiers", "so-lieu")
        assert page is not None
        (table,) = [block for block in page.blocks if block.rows]
        assert table.rows == (("Chứng thực", "dưới 5"), ("Hộ tịch", "5"))
    finally:
        reader.close()


def test_many_procedures_are_shown_in_pieces_and_go_when_their_time_is_over(house: House) -> None:
    rows = [
        f"9.{n:06d},Thủ tục thứ {n},HT,Hộ tịch,3 ngày làm việc,1/7/2025,,,," for n in range(450)
    ]
    rows += ["8.000001,Sắp hết hạn,HT,Hộ tịch,3 ngày làm việc,1/7/2025,,,,31/12/2026"]
    house.catalogue("\n".join([f"{PROCEDURES.splitlines()[0]},valid_to", *rows]))
    reader = PublicReader(house.bench.home.public)
    try:
        house.bench.parts.publishing.update()
        for name in ("thu-tuc-9-000000", "thu-tuc-9-000449", "thu-tuc-8-000001"):
            assert reader.page("dossiers", name) is not None, name
        house.bench.until(datetime(2027, 1, 1, 8, tzinfo=STATION_ZONE))
        house.bench.parts.publishing.update()
        assert reader.page("dossiers", "thu-tuc-8-000001") is None
        assert reader.page("dossiers", "thu-tuc-9-000449") is not None
    finally:
        reader.close()
    assert "plugins" not in house.bench.fault_codes()


def test_the_key_is_in_no_backup_and_is_never_made_anew(house: House) -> None:
    house.catalogue()
    key = house.bench.home.plugins / "dossiers" / "keys" / "identity.key"
    assert key.stat().st_mode & 0o077 == 0
    found = parts_of(house.bench.home, with_sound=True)
    name = "plugins/dossiers/keys/identity.key"
    assert name in found.left_out
    assert name not in found.files
    assert not belongs(name)
    kept = key.read_bytes()
    key.unlink()
    house.bench.restart()
    assert house.bench.parts.plugins.threads()["dossiers"].wait_ready(20.0)
    with pytest.raises(PluginFailed):
        house.ask("queue")
    assert not key.exists()
    key.write_bytes(kept)
    key.chmod(0o600)
    house.bench.restart()
    assert house.bench.parts.plugins.threads()["dossiers"].wait_ready(20.0)
    assert house.ask("queue")["late"] == 0
