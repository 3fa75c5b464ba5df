"""The pages of papers at the desk, from a file that is brought to an announcement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.plugins.documents.signing.authority import make_authority
from loudspeaker.sentences.language import Language, speak
from tests.plugins.documents.notices import notice_pdf
from tests.plugins.documents.offices import signed
from tests.plugins.documents.pages import AT, PaperDesk, inputs, went
from tests.plugins.documents.test_whole import NOTICE
from tests.station.bench import NOON

HOSTILE = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
BASIS = "Căn cứ Kế hoạch số 10/KH-UBND ngày 01 tháng 11 năm 2026 của Ủy ban nhân dân tỉnh;\n"
FILE = ("thông báo.txt", NOTICE.replace("Trạm Y tế xã tổ", BASIS + "Trạm Y tế xã tổ").encode())


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[PaperDesk]:
    speak(Language.VIETNAMESE)
    made = PaperDesk(tmp_path)
    yield made
    made.close()
    speak(Language.ENGLISH)


def entered(pages: PaperDesk, **changed: str) -> int:
    """Bring the notice and enter it as it says of itself, but for what is changed."""
    path = went(pages.bring(FILE))
    form = {**inputs(pages.see(path)), "subject": "Về việc tiêm vắc xin phòng sởi"}
    place = went(pages.send(path, do="enter", **(form | changed)))
    return int(place.split("/")[-1].split("?")[0])


def test_from_a_file_to_an_announcement_that_is_heard(pages: PaperDesk) -> None:
    assert "Chưa có văn bản nào" in pages.see()
    path = went(pages.bring(FILE))
    proposal = pages.see(path)
    assert inputs(proposal)["symbol"] == "TB-SYT"
    assert inputs(proposal)["issued_on"] == "23/11/2026"
    assert "ỦY BAN NHÂN DÂN TỈNH" in proposal
    opened = pages.of("soan").get(f"{AT}{path}/xem")
    assert opened.content == FILE[1]
    paper = entered(pages)
    assert "Đã vào sổ." in pages.see(f"/van-ban/{paper}?xong=vao-so")
    for name, person, form in (
        ("present", "soan", {}),
        ("direct", "duyet", {"note": "Thông báo cho nhân dân"}),
        ("assign", "duyet", {"whom": "soan", "others": "", "due_on": "4/12/2026"}),
        ("start", "soan", {}),
    ):
        assert went(pages.act(paper, name, person, **form)) == f"/van-ban/{paper}?xong=viec"
    text = pages.see(f"/van-ban/{paper}")
    for said in ("số đến 1/2026", "Đang giải quyết", "Cho ý kiến chỉ đạo. Thông báo cho nhân dân",
                 "Báo cáo tiến độ", "Không có tệp PDF"):  # fmt: skip
        assert said in text
    listed = pages.see()
    assert "Quá hạn và đến hạn trong 7 ngày" in listed
    assert "hạn 4/12/2026" in listed
    loud = pages.see(f"/van-ban/{paper}/phat-loa")
    assert "Trang 1</th>" in loud
    assert "Không đọc" in loud
    form = {"title": "Tiêm sởi", "text": "Mời các gia đình đưa trẻ đi tiêm.", "where": "het"}
    gone = went(pages.send(f"/van-ban/{paper}/phat-loa", key="a", when="ngay", **form))
    assert gone == f"/van-ban/{paper}?xong=trinh"
    (link,) = pages.house.ask("show", paper=paper)["announcements"]
    assert f'href="/desk/tin/{link["announcement"]}"' in pages.see(gone)
    pages.house.bench.approve(link["announcement"])
    pages.house.bench.advance(120)
    pages.house.bench.parts.plugin_events.offer()
    assert "Thông báo đã phát" in pages.see(f"/van-ban/{paper}")


def test_what_was_typed_stays_and_what_is_wrong_is_said_at_its_field(pages: PaperDesk) -> None:
    path = went(pages.bring(FILE))
    form = {**inputs(pages.see(path)), "subject": "Tiêm sởi", "issued_on": "32/13/2026"}
    answer = pages.send(path, do="enter", **form)
    assert answer.status_code == 422
    assert 'id="e-issued_on">' in answer.text
    assert inputs(answer.text)["issued_on"] == "32/13/2026"
    assert 'aria-invalid="true" aria-describedby="e-issued_on h-issued_on"' in answer.text
    paper = entered(pages)
    answer = pages.act(paper, "return", "soan", note="")
    assert answer.status_code == 422
    assert 'id="en-return">' in answer.text
    went(pages.act(paper, "present", "soan"))
    answer = pages.send(
        f"/van-ban/{paper}", "duyet", what="act", act="direct", seen="1", note="Ý kiến của tôi"
    )
    assert answer.status_code == 422  # somebody else was faster
    assert "Ý kiến của tôi" in answer.text
    loud = f"/van-ban/{paper}/phat-loa"
    for wrong, said in (
        ({"text": ""}, "e-text"),
        ({"text": "Lời tôi sửa", "where": "chon"}, "e-points"),
        ({"text": "Lời tôi sửa", "where": "chon", "points": "99"}, "e-points"),
        ({"text": "Lời tôi sửa", "where": "chon", "zone": "Không có"}, "e-points"),
        ({"text": "Lời tôi sửa", "when": "luc", "time": ""}, "e-at"),
        ({"text": "Lời tôi sửa", "when": "luc", "day": "2020-01-01", "time": "07:00"}, "e-at"),
    ):
        answer = pages.send(loud, **wrong)
        assert answer.status_code == 422
        assert f'id="{said}">' in answer.text
        assert wrong["text"] in answer.text


def test_the_same_paper_again_is_told_and_can_be_another(pages: PaperDesk) -> None:
    entered(pages)
    path = went(pages.bring(FILE))
    page = pages.see(path)
    assert "Có vẻ văn bản này đã vào sổ" in page
    form = {**inputs(page), "subject": "Tiêm sởi"}
    refused = pages.send(path, do="enter", **form)
    assert 'id="e-duplicate">' in refused.text
    assert went(pages.send(path, do="enter", duplicate="1", **form)) == "/van-ban/2?xong=vao-so"


def test_files_are_brought_together_dropped_added_opened_and_kept(pages: PaperDesk) -> None:
    assert went(pages.bring(FILE, ("phụ lục.txt", b"Bieu mau"))) == "/nhan?xong=nhan"
    waiting = {each["name"]: each["sha256"] for each in pages.house.ask("waiting")}
    path = f"/nhan/{waiting[FILE[0]]}"
    form = {**inputs(pages.see(path)), "subject": "Tiêm sởi", "cung": waiting["phụ lục.txt"]}
    place = went(pages.send(path, do="enter", **form)).partition("?")[0]
    page = pages.see(place)
    assert "phụ lục.txt" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert went(pages.bring(("thêm.txt", b"them"), path=f"{place}/tep", seen=seen)) == (
        f"{place}?xong=tep"
    )
    answer = pages.of("duyet").get(f"{AT}{place}/tep/3")
    assert answer.content == b"them"
    assert answer.headers["content-disposition"].startswith("inline")
    kept = pages.of("duyet").get(f"{AT}{place}/tep/3?tai=1")
    assert kept.headers["content-disposition"].startswith("attachment")
    path = went(pages.bring(("bỏ.txt", b"khong can")))
    assert went(pages.send(path, do="drop")) == "/nhan?xong=bo"
    assert pages.house.ask("waiting") == []
    assert pages.bring().status_code == 422
    assert pages.bring(*[(f"{n}.txt", b"x") for n in range(6)]).status_code == 422
    secret = NOTICE.replace("Số: 15", "MẬT\nSố: 15").encode()
    answer = pages.bring(("mật.txt", secret))
    assert answer.status_code == 422
    assert "mật.txt: " in answer.text


def test_edited_published_searched_and_printed(pages: PaperDesk) -> None:
    paper = entered(pages)
    form = inputs(pages.see(f"/van-ban/{paper}/sua"))
    assert form["number"] == "15"
    seen = pages.house.ask("show", paper=paper)["change"]
    edit = {**form, "subject": "Tiêm vắc xin sởi đợt hai", "seen": str(seen)}
    assert went(pages.send(f"/van-ban/{paper}/sua", **edit)) == f"/van-ban/{paper}?xong=sua"
    assert pages.send(f"/van-ban/{paper}/sua", **edit).status_code == 422  # seen is an older one
    for shown, done in (("1", "cong-khai"), ("0", "thoi-cong-khai")):
        seen = pages.house.ask("show", paper=paper)["change"]
        answer = pages.send(f"/van-ban/{paper}", what="publish", shown=shown, seen=str(seen))
        assert went(answer).endswith(done)
    found = pages.see("?q=tiem+vac+xin&so=in&nam=2026&tt=registered")
    assert "<mark>Tiêm</mark> <mark>vắc</mark>" in found or "<mark>Tiêm vắc xin</mark>" in found
    assert "Không có văn bản nào như vậy" in pages.see("?q=lũ+quét")
    assert "Không có văn bản nào như vậy" in pages.see("?qua-han=1")
    assert pages.of("soan").get(f"{AT}?tt=khong-co").status_code == 422
    for form_of, kind in (("pdf", "application/pdf"), ("xlsx", "application/vnd.open")):
        answer = pages.of("soan").get(f"{AT}/so/tai?so=incoming&nam=2026&dang={form_of}")
        assert answer.headers["content-type"].startswith(kind)
    assert "Sổ đăng ký văn bản đến" in pages.see("/so")
    assert pages.of("soan").get(f"{AT}/so/tai?so=khong").status_code == 422


def test_a_draft_of_our_own_goes_out_step_by_step(pages: PaperDesk) -> None:
    form = {"type": "Thông báo", "issuer": "Ủy ban nhân dân xã", "subject": "Lịch tiếp công dân"}
    answer = pages.bring(("bản thảo.txt", b"Lich tiep cong dan"), path="/soan", type="Không có",
                         issuer=form["issuer"], subject=form["subject"])  # fmt: skip
    assert answer.status_code == 422
    assert 'id="e-type">' in answer.text
    kept = answer.text.split('name="kept" value="')[1].split('"')[0]
    place = went(pages.bring(path="/soan", kept=kept, organ="UBND", **form)).partition("?")[0]
    paper = int(place.rsplit("/", 1)[-1])
    for name, person in (("approve", "duyet"), ("check", "duyet"), ("sign", "duyet"),
                         ("number", "soan")):  # fmt: skip
        went(pages.act(paper, name, person))
    text = pages.see(place)
    assert "số đi 1/2026" in text
    assert "01/TB-UBND" in text
    assert "bản thảo.txt" in text


def test_what_people_typed_is_shown_as_text_on_every_page(pages: PaperDesk) -> None:
    names = ("subject", "issuer", "signer_post", "recipients", "note")
    paper = entered(pages, **{name: HOSTILE[:90] for name in names if name != "subject"})
    seen = pages.house.ask("show", paper=paper)["change"]
    pages.house.ask(
        "edit", paper=paper, seen=seen,
        entry={"type": HOSTILE[:90], "issuer": HOSTILE, "subject": HOSTILE, "signer": HOSTILE[:45],
               "signer_post": HOSTILE, "recipients": HOSTILE, "note": HOSTILE},
    )  # fmt: skip
    pages.house.act({"id": paper}, "present", "soan")
    pages.house.act({"id": paper}, "direct", "duyet", note=HOSTILE)
    pages.house.act({"id": paper}, "assign", "duyet", whom=[HOSTILE])
    pages.bring((f"{HOSTILE.replace('/', '')}.txt", HOSTILE.encode()))
    (waiting,) = pages.house.ask("waiting")
    at = f"/van-ban/{paper}"
    for path in ("", "?q=script", "/nhan", f"/nhan/{waiting['sha256']}", at, f"{at}/sua",
                 f"{at}/tep", f"{at}/phat-loa"):  # fmt: skip
        page = pages.see(path)
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "49}}" not in page
        assert "&lt;" in page, path
    refused = pages.send(at, what="act", act=HOSTILE, note=HOSTILE, whom=HOSTILE)
    assert "<script>alert" not in refused.text


def test_a_viewer_sees_no_papers_and_nothing_is_there_that_is_not(pages: PaperDesk) -> None:
    assert pages.of("xem").get(AT).status_code == 422
    away = ("/van-ban/99", "/van-ban/x", "/nhan/x", "/van-ban/99/phat-loa", "/van-ban/1/tep/1")
    for path in away:
        answer = pages.of("soan").get(AT + path)
        assert answer.status_code == 422, path
        assert "Không có " in answer.text
        assert "loudspeaker queue" not in answer.text


def test_an_unknown_signature_is_to_be_seen_first_and_a_broken_one_is_not_read_out(
    pages: PaperDesk, tmp_path: Path
) -> None:
    pdf = signed(notice_pdf(), make_authority(NOON), tmp_path)
    paths = [went(pages.bring(("thông báo.pdf", pdf)))]
    paths.append(went(pages.bring(("bị sửa.pdf", pdf.replace(b"/Type /Page\n", b"/Type /Page ")))))
    for path, number in zip(paths, ("15", "16"), strict=True):
        form = {**inputs(pages.see(path)), "subject": "Tiêm sởi", "number": number}
        went(pages.send(path, do="enter", **form))
    loud = "/van-ban/1/phat-loa"
    assert 'name="seen"' in pages.see(loud)
    refused = pages.send(loud, text="Lời tôi sửa")
    assert 'id="e-seen">' in refused.text
    assert "Lời tôi sửa" in refused.text
    assert went(pages.send(loud, text="Lời tôi sửa", seen="1")) == "/van-ban/1?xong=trinh"
    broken = pages.see("/van-ban/2/phat-loa")
    assert "Văn bản này không phát loa được" in broken
    assert "Trình duyệt</button>" not in broken
    assert pages.send("/van-ban/2/phat-loa", text="Vẫn phát", seen="1").status_code == 422
    assert 'class="notice bad"><strong>Chữ ký số:' in pages.see("/van-ban/2")


def test_a_paper_is_put_into_a_file_which_is_closed_and_handed_over(pages: PaperDesk) -> None:
    paper = entered(pages)
    went(pages.act(paper, "present", "soan"))
    went(pages.act(paper, "take_note", "duyet"))
    wrong = pages.send("/ho-so", notation="05.VX", title="Tiêm chủng", retention="lâu")
    assert wrong.status_code == 422
    assert 'id="e-retention">' in wrong.text
    form = {"notation": "05.VX", "title": HOSTILE, "retention": "20 năm"}
    assert went(pages.send("/ho-so", **form)) == "/ho-so/1?xong=ho-so"
    at = f"/van-ban/{paper}"
    assert "&lt;script&gt;" in pages.see(at)
    assert went(pages.send(at, what="put", file="1")) == f"{at}?xong=ho-so"
    went(pages.act(paper, "file", "soan"))
    file = pages.see("/ho-so/1")
    assert "1. <a" in file
    assert "<script>alert" not in file
    printed = pages.of("soan").get(f"{AT}/so/tai?so=papers_of_file&ho-so=1&dang=pdf")
    assert printed.content.startswith(b"%PDF")
    seen = file.split('name="seen" value="')[1].split('"')[0]
    over = pages.send("/ho-so/1", what="over", seen=seen)
    assert over.status_code == 422  # it has not ended
    edit = {**form, "what": "edit", "seen": seen, "ended_on": "30/11/2026"}
    went(pages.send("/ho-so/1", **edit))
    assert "Nộp lưu trữ trước" in pages.see("/ho-so/1")
    seen = pages.see("/ho-so/1").split('name="seen" value="')[1].split('"')[0]
    went(pages.send("/ho-so/1", what="over", seen=seen))
    assert "Đã nộp lưu trữ" in pages.see("/ho-so/1")
    assert pages.send("/ho-so/1", what="out", paper="1").status_code == 422
    assert "Đã nộp lưu trữ" in pages.see("/ho-so?nam=2026")
    assert pages.of("soan").get(f"{AT}/ho-so/7").status_code == 422
