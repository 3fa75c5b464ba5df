"""From a paper to a draft: by golden examples, and what holds for every paper there could be."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.plugins.documents.drafting import frames
from loudspeaker.plugins.documents.drafting.draft import draft
from loudspeaker.plugins.documents.drafting.sentences import MARK
from loudspeaker.plugins.documents.drafting.values import Confirmed, Draft, Reason
from loudspeaker.plugins.documents.reading.intake_jobs import read_file
from loudspeaker.plugins.documents.reading.values import Page, Source
from loudspeaker.text import read_text, speakable
from loudspeaker.text.audit import audit
from loudspeaker.text.findings import Concern
from loudspeaker.text.shipped import shipped_tables
from tests.plugins.documents.drafting.examples import DATA, PAPER, drafted, examples, of
from tests.plugins.documents.reading.papers import labelled, make_docx, make_pdf

EXAMPLES = list(examples())
GOLDEN = DATA / "drafts.txt"


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def told(pages: tuple[Page, ...], sources: tuple[Source, ...]) -> str:
    texts = {page.number: page.text for page in pages}
    return " ".join(texts[each.page][each.start : each.end] for each in sources)


# --- golden examples ------------------------------------------------------------------------------


def test_papers_of_eight_types_become_these_drafts() -> None:
    made = "\n\n".join(f"@@@ {each.draft.title}\n{each.draft.text}" for each in EXAMPLES) + "\n"
    assert made == GOLDEN.read_text("utf-8")
    assert len({each.type for each in EXAMPLES}) == 8
    assert len(EXAMPLES) == 11


def test_nothing_of_the_examples_is_read_oddly() -> None:
    odd = {Concern.SPELLED, Concern.STRANGE, Concern.SEVERAL_MEANINGS, Concern.NUMBER}
    for each in EXAMPLES:
        reading = read_text(each.draft.text)
        found = [f.text for f in audit(reading, shipped_tables()) if f.concern in odd]
        assert not found, each.draft.title
        assert not [note for note in each.draft.notes if "“" in note]
        assert speakable(each.draft.text)


def test_the_examples_lose_no_day_no_place_no_amount_and_no_number_for_people() -> None:
    for each in EXAMPLES:
        lost = [
            left
            for left in each.draft.left_out
            if left.reasons[0] in (Reason.PLAIN, Reason.HEADING, Reason.SAID_BY_FRAME)
        ]
        assert not [left.text for left in lost if re.search(r"\d", left.text)]


def test_the_same_drafts_come_of_the_papers_as_files(tmp_path: Path) -> None:
    for each in EXAMPLES:
        text = each.pages[0].text
        for name, data in (("a.pdf", make_pdf([text], size=8)), ("a.docx", make_docx(text))):
            (tmp_path / name).write_bytes(data)
            assert drafted(read_file(tmp_path / name).pages).text == each.draft.text, each.type


# --- what always holds ----------------------------------------------------------------------------


def check(pages: tuple[Page, ...], made: Draft) -> None:
    """Assert that every line stands on its pages word for word, or in the frame."""
    for line in made.lines:
        if line.is_frame:
            continue
        source = told(pages, line.sources)
        assert not tokens(line.text) - tokens(source), (line.text, source)
        assert not tokens(source) - tokens(line.text), (line.text, source)
        assert re.findall(r"\d+", line.text) == re.findall(r"\d+", source)
    places = [s for line in made.lines for s in line.sources]
    places += [s for left in made.left_out for s in left.sources]
    for one, other in pairwise(sorted(places, key=lambda s: (s.page, s.start))):
        assert one.page < other.page or one.end <= other.start
    kept = [line.sources[0] for line in made.lines if line.sources]
    assert kept == sorted(kept, key=lambda s: (s.page, s.start))


def test_labelled_papers_become_drafts_of_their_own_words() -> None:
    for name in ("tuned.txt", "held_out.txt"):
        for paper in labelled(name):
            made = drafted(paper.pages)
            check(paper.pages, made)
            assert paper.fields["summary"][4:].casefold() in made.text.casefold()


NUMBERS = st.integers(1, 28).map(str)
DAYS = st.builds("{}/{}/2026".format, NUMBERS, st.integers(1, 12))
PLACES = st.sampled_from(["nhà văn hóa thôn Nà Lưu", "trụ sở UBND xã", "Trường Tiểu học Bản Thầu"])
CALLS = st.sampled_from(["0206 3888 113", "1900 1234", "0206.3777.555"])
KEPT = st.one_of(
    st.builds("Thời gian: {} giờ {} ngày {}.".format, NUMBERS, NUMBERS, DAYS),
    st.builds("Bà con nộp {}.000 đồng trước ngày {} tại {}.".format, NUMBERS, DAYS, PLACES),
    st.builds("Đề nghị các hộ liên hệ số điện thoại {} để đăng ký.".format, CALLS),
    st.builds("- Thôn Bản Pục: chiều ngày {}, tại {};".format, DAYS, PLACES),
    st.builds("{}. Nghiêm cấm đi qua ngầm tràn khi nước cao trên {} cm.".format, NUMBERS, NUMBERS),
)
LEFT = st.one_of(
    st.builds("Căn cứ Quyết định số {}/QĐ-UBND ngày {} của UBND tỉnh;".format, NUMBERS, DAYS),
    st.just("Giao Phòng Kinh tế tham mưu, tổng hợp báo cáo."),
    st.just("I. MỤC ĐÍCH"),
)
PERSONAL = st.one_of(
    st.builds("Hộ ông Hoàng Văn X, sinh năm 19{}, nộp trước ngày {}.".format, NUMBERS, DAYS),
    st.builds("Người có số CCCD 0250880012{} đến nhận.".format, st.integers(10, 99)),
    st.builds("Hồ sơ H03.12.25-2605{}-0001 đã xong.".format, st.integers(10, 28)),
)


@st.composite
def papers(draw: st.DrawFn) -> tuple[Page, ...]:
    """Make pages of such sentences, the long ones over two lines."""
    pages = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        lines = []
        for _ in range(draw(st.integers(0, 7))):
            sentence = draw(st.one_of(KEPT, KEPT, LEFT, PERSONAL))
            words = sentence.split()
            at = draw(st.integers(1, len(words)))
            is_wrapped = len(" ".join(words[:at])) > 50 and words[at:] and words[at][0].islower()
            lines += [" ".join(words[:at]), " ".join(words[at:])] if is_wrapped else [sentence]
        pages.append(Page(number=number, text="\n".join(lines)))
    return tuple(pages)


@given(papers(), st.floats(0, 150))
@settings(max_examples=60, deadline=None)
def test_nothing_is_invented_altered_or_lost_unsaid(
    pages: tuple[Page, ...], wished_s: float
) -> None:
    spans = [Source(page=page.number, start=0, end=len(page.text)) for page in pages]
    made = draft(pages, spans, PAPER, wished_s=wished_s)
    check(pages, made)
    kept = [line.text for line in made.lines if not line.is_frame]
    for text in kept:
        assert not re.search("Hoàng Văn X|CCCD|H03|Căn cứ|tham mưu", text), text
    told_of = tokens(" ".join([*kept, *(each.text for each in made.left_out)]))
    lines = [line for page in pages for line in page.text.split("\n")]
    marks = tokens(" ".join(found[0] for line in lines if (found := MARK.match(line))))
    assert not tokens(" ".join(lines)) - told_of - marks
    if kept:
        assert made.duration_s <= wished_s + 2.0
    rows = list(made.rows())
    assert len(rows) == len(made.lines) + len(made.left_out)


@given(st.text(alphabet="ab Đề.:;-\n\t1/0đô", max_size=200))
@settings(max_examples=40, deadline=None)
def test_any_text_becomes_a_draft(text: str) -> None:
    made = of(text)
    check((Page(number=1, text=text),), made)
    assert made.to_values()["text"] == made.text


def test_every_word_of_the_frame_is_the_frames_or_a_fields() -> None:
    own = " ".join([*frames.LEADS.values(), frames.OTHER_LEAD, frames.GREETING, frames.THANKS])
    own += " nội dung trên theo số ngày của công văn" + frames.URGENT_GREETING
    for kind in (*frames.LEADS, "tờ trình", "giấy nghỉ phép"):
        paper = Confirmed(type=kind, issuer="Sở Y tế", summary="V/v tiêm chủng", number="5")
        for line in (*frames.before(paper), *frames.after(paper)):
            known = tokens(f"{own} {kind} Sở Y tế về việc tiêm chủng 5")
            assert set(tokens(line.text)) <= set(known), line.text


def test_what_leads_to_a_list_stays_where_it_alone_says_when_or_where() -> None:
    for lead in (
        "Trạm Y tế xã thông báo tiêm vắc xin sáng ngày 05/12/2026 tại nhà văn hóa thôn, gồm sau:",
        "Thực hiện Kế hoạch số 12/KH-UBND, Đội Điện số 3 thông báo cắt điện ngày 05/12 như sau:",
        "Ủy ban nhân dân xã hướng dẫn nhân dân đăng ký trước ngày 20/12/2026, cụ thể:",
    ):
        assert lead in of(f"{lead}\n- Trẻ từ 9 tháng tuổi.\n- Phụ nữ có thai.\n").text
    plain = "Thực hiện Thông báo số 12/TB-SYT ngày 05/01/2026, Ủy ban xã thông báo lịch như sau:"
    assert plain not in of(f"{plain}\n- Ngày 5/12: thôn Một.\n").text


def test_what_people_need_stays_though_an_office_is_named_or_it_is_polite() -> None:
    for kept in (
        "Phòng Văn hóa - Xã hội phát quà Tết cho hộ nghèo lúc 8 giờ ngày 20/01/2027.",
        "Nơi nộp: Phòng Kinh tế xã, điện thoại 0209 3871 999.",
        "Miễn phí cho người dân; kinh phí từ ngân sách tỉnh là 187,5 triệu đồng.",
        "Lưu ý: bà con không nộp tiền cho bất kỳ ai.",
        "Trân trọng kính mời bà con có mặt lúc 7 giờ ngày 03/01/2027.",
    ):
        assert kept in of(f"{kept}\n").text
    made = of("Giao Trưởng phòng Kinh tế tham mưu, báo cáo Chủ tịch trước ngày 25/12/2026.\n")
    assert "25/12" not in made.text
    assert any("câu về việc của cơ quan" in note for note in made.notes)


def test_a_heading_is_not_read_as_an_item_of_the_list_before_it() -> None:
    made = of("1. Địa điểm:\n- Ngày 12/12: trạm y tế xã.\nIV. KINH PHÍ\nV. NỘI DUNG\n")
    assert "KINH PHÍ" not in made.text
    assert "Ngày 12/12" in made.text


def test_a_place_where_people_fetch_something_does_not_end_the_paper() -> None:
    text = """\
ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ BẢN THẦU\tĐộc lập - Tự do - Hạnh phúc
Số: 81/TB-UBND\tBản Thầu, ngày 02 tháng 12 năm 2026
THÔNG BÁO
Về việc tuyển sinh lớp học nghề
1. Đối tượng: lao động nông thôn.
2. Nơi nhận hồ sơ: Bộ phận một cửa của xã.
Nơi nhận tiền hỗ trợ: Bưu điện xã.
3. Hạn nộp: trước ngày 20/12/2026, liên hệ số 0209 3871 999.
Nơi nhận:\tTM. ỦY BAN NHÂN DÂN
- Các thôn;\tCHỦ TỊCH
- Lưu: VT.
\tNguyễn Văn A
"""
    made = drafted((Page(number=1, text=text),)).text
    for kept in ("một cửa", "Bưu điện xã", "20/12/2026", "0209 3871 999"):
        assert kept in made
    assert "Các thôn" not in made


def test_what_is_asked_of_people_stays_behind_what_it_is_based_on() -> None:
    for kept in (
        "Thực hiện Công văn số 88/SNN, đề nghị bà con không thả rông trâu từ ngày 10/12/2026.",
        "Căn cứ Kế hoạch số 5, Hội đồng nghĩa vụ quân sự gọi công dân lúc 7 giờ ngày 15/12/2026.",
        "Trên đây là lịch tiêm, đề nghị bà con đưa trẻ đến trước 10 giờ ngày 05/12/2026.",
    ):
        assert kept in of(f"{kept}\n").text
    based = "Theo đề nghị của Trưởng phòng, đề nghị của Trạm trưởng tại Tờ trình ngày 05/12/2026."
    assert based not in of(f"{based}\n").text
