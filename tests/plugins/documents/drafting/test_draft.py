"""From a paper to a draft: by golden examples, and what holds for every paper there could be."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.drafting import frames
from loudspeaker.plugins.documents.drafting.draft import draft, title
from loudspeaker.plugins.documents.drafting.sentences import MARK
from loudspeaker.plugins.documents.drafting.values import Confirmed, Draft, Reason
from loudspeaker.plugins.documents.reading.intake_jobs import read_file
from loudspeaker.plugins.documents.reading.values import Page, Source
from loudspeaker.text import make_script, read_text, speakable
from loudspeaker.text.audit import audit
from loudspeaker.text.findings import Concern
from loudspeaker.text.shipped import shipped_tables
from tests.plugins.documents.drafting.examples import DATA, drafted, examples
from tests.plugins.documents.reading.papers import labelled, make_docx, make_pdf

PAPER = Confirmed(
    type="Thông báo", issuer="Ủy ban nhân dân xã Bản Thầu", summary="Về việc họp dân",
    number="07", date="05/12/2026",
)  # fmt: skip
EXAMPLES = list(examples())
GOLDEN = DATA / "drafts.txt"


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def told(pages: tuple[Page, ...], sources: tuple[Source, ...]) -> str:
    texts = {page.number: page.text for page in pages}
    return " ".join(texts[each.page][each.start : each.end] for each in sources)


def of(text: str, *, wished_s: float = 120.0) -> Draft:
    page = Page(number=1, text=text)
    span = Source(page=1, start=0, end=len(text))
    return draft([page], [span], PAPER, wished_s=wished_s)


# --- golden examples ------------------------------------------------------------------------------


def test_papers_of_eight_types_become_these_drafts() -> None:
    made = "\n\n".join(f"@@@ {each.draft.title}\n{each.draft.text}" for each in EXAMPLES) + "\n"
    assert made == GOLDEN.read_text("utf-8")
    assert len({each.type for each in EXAMPLES}) == 8


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
        for name, data in (("a.pdf", make_pdf([text], size=9)), ("a.docx", make_docx(text))):
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


# --- length ---------------------------------------------------------------------------------------


def long_paper() -> str:
    days = "\n".join(
        f"- Thôn số {n}: ngày {n}/12/2026, tại nhà văn hóa thôn." for n in range(1, 29)
    )
    return (
        f"Lịch tiêm:\n{days}\nHạn đăng ký trước ngày 30/11/2026.\nHiện nay trời rét, bà con chú ý."
    )


@pytest.mark.parametrize("wished_s", [30.0, 60.0, 120.0])
def test_a_long_paper_fits_and_what_is_needed_least_goes_first(wished_s: float) -> None:
    made = of(long_paper(), wished_s=wished_s)
    assert made.duration_s == make_script(made.text).duration_s <= wished_s + 1
    assert any("Hạn đăng ký" in line.text for line in made.lines) or wished_s == 30.0
    gone = [each for each in made.left_out if each.reasons[0] is Reason.LENGTH]
    assert gone
    assert made.notes == (
        f"Đã bỏ {len(gone)} câu vì vượt thời lượng.",
        "Trong các câu bỏ vì thời lượng có câu nêu ngày, nơi, số tiền hoặc số điện thoại.",
    )
    later = [re.findall(r"số (\d+)", line.text) for line in made.lines if "Thôn số" in line.text]
    assert [int(n) for (n,) in later] == list(range(1, len(later) + 1))


def test_without_room_the_frame_stays_and_it_is_said() -> None:
    made = of("Thời gian: 7 giờ ngày 5/12/2026.", wished_s=1.0)
    assert [line.is_frame for line in made.lines] == [True, True, True]
    assert made.notes[0].startswith("Không chọn được câu nào")


def test_a_sentence_with_a_colon_goes_with_what_belongs_to_it() -> None:
    text = "Đề nghị bà con chuẩn bị:\n- Ông Hoàng Văn X: sinh năm 1970.\nHọp lúc 7 giờ."
    assert "chuẩn bị:" not in of(text).text
    assert "chuẩn bị:" in of(text.replace("Ông Hoàng Văn X: sinh năm 1970", "Cuốc, xẻng")).text


# --- persons --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Ông Hoàng Văn X nhận tiền ngày 5/12/2026.",
        "Nguyễn Thị Y ở thôn Nà Lưu nộp phạt 500.000 đồng.",
        "Gia đình bà Lò Thị Z thuộc hộ nghèo, đến trụ sở nhận gạo.",
        "Căn cước số 025 088 001 234 đã có, mời đến nhận.",
        "Chủ tịch xã xử phạt ông Trần Văn B vi phạm ngày 5/12/2026.",
    ],
)
def test_persons_with_their_matters_are_left_out_with_a_note(text: str) -> None:
    made = of(f"Thời gian: 7 giờ.\n{text}")
    assert made.left_out[-1].reasons == (Reason.PERSONAL,)
    assert "Đã bỏ 1 câu có thông tin cá nhân." in made.notes


@pytest.mark.parametrize(
    "text",
    [
        "Liên hệ ông Trần Văn B, Trưởng Công an xã, số điện thoại 0206 3888 113.",
        "Họp tại Trường THCS Lê Hồng Phong lúc 7 giờ.",
        "Cấm đường Nguyễn Văn Trỗi từ 7 giờ ngày 5/12/2026.",
        "Đề nghị Đoàn Thanh niên và Hội Nông dân tham gia.",
        "Bà con gọi số 0206 3888 113 trước ngày 5/12/2026.",
    ],
)
def test_offices_streets_and_schools_are_no_persons(text: str) -> None:
    assert text in of(text).text


# --- what is read beside --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Thực hiện Công văn số 5/UBND, Điện lực thông báo tạm ngừng cấp điện từ 7 giờ.", True),
        ("Thực hiện Kế hoạch số 5/KH-UBND ngày 1/2/2026 về phòng, chống dịch;", False),
        ("Kính gửi:\n- Các hộ dân thôn Nà Lưu;\n- Trạm Y tế xã.", False),
        ("Các thôn nghiêm túc thực hiện.", False),
        ("Các hộ dọn chuồng trước ngày 5/12/2026 và nghiêm túc thực hiện.", True),
        ("Nà Lưu\t7 giờ ngày 5/12/2026", True),
        ("STT\tThời gian\tThôn", False),
        ("Vậy UBND xã thông báo để nhân dân được biết và thực hiện.", False),
        ("Trong quá trình thực hiện nếu có vướng mắc, các đơn vị phản ánh về UBND xã.", False),
    ],
)
def test_what_offices_tell_each_other_is_left_out_and_what_people_need_is_not(
    text: str, kept: bool
) -> None:
    made = of(text)
    assert (len(made.lines) > 3) is kept


def test_an_abbreviation_that_would_be_spelled_is_said() -> None:
    made = of("Bà con mang phiếu QXZ đến nhà văn hóa thôn lúc 7 giờ.")
    assert any("QXZ" in note for note in made.notes)


def test_a_sentence_goes_on_over_a_page_and_keeps_both_sources() -> None:
    pages = (
        Page(number=1, text="Đề nghị bà con thôn Nà Lưu chuẩn bị đầy đủ giấy tờ và đến\n1"),
        Page(number=2, text="2\ntrụ sở lúc 7 giờ ngày 5/12/2026."),
    )
    spans = [Source(page=p.number, start=0, end=len(p.text)) for p in pages]
    made = draft(pages, spans, PAPER)
    line = next(line for line in made.lines if not line.is_frame)
    assert line.text.endswith("và đến trụ sở lúc 7 giờ ngày 5/12/2026.")
    assert [each.page for each in line.sources] == [1, 2]


@pytest.mark.parametrize("field", ["type", "issuer", "summary"])
def test_the_fields_that_the_frame_says_are_needed(field: str) -> None:
    values = {"type": "Thông báo", "issuer": "UBND xã", "summary": "Họp"}
    for wrong in (" ", "họp " * 200):
        with pytest.raises(EntryRefused) as refused:
            draft([], [], Confirmed(**{**values, field: wrong}))
        assert refused.value.where in ("loại văn bản", "cơ quan ban hành", "trích yếu")


@pytest.mark.parametrize("text", ["Bà con " + "A" * 3000, "bà con đến họp " * 200, "A" * 1400])
def test_what_nobody_can_say_is_left_out(text: str) -> None:
    made = of("\n".join([text, "Thời gian: 7 giờ.", *["- " + "B" * 1400] * 90]), wished_s=1e9)
    assert len(made.text) < 20_000
    assert "Thời gian: 7 giờ." in made.text


def test_a_title_is_cut_at_a_word_and_the_draft_says_all_of_it() -> None:
    paper = Confirmed(type="Thông báo", issuer="UBND xã", summary="Về việc " + "họp thôn " * 40)
    assert len(title(paper)) <= 200
    assert title(paper).endswith(("họp…", "thôn…"))
    assert draft([], [], paper).text.count("họp thôn") == 40


def test_a_number_alone_on_its_line_is_a_page_number_only_at_the_pages_edge() -> None:
    made = of(
        "1\nKhi thấy cháy rừng trên địa bàn xã, đề nghị bà con gọi ngay số\n114.\nHọp lúc 7 giờ.\n2"
    )
    assert "gọi ngay số 114." in made.text
    assert "2." not in made.text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("{}\n20. Sau ngày này trạm không tiêm nữa.", "trước ngày 20."),
        ("{}\n7.30 sáng mai tại trụ sở.", "ngày 7.30 sáng mai"),
        ("{}\n15/12/2026 tại trụ sở.", "ngày 15/12/2026 tại"),
        ("Nhiệt độ đêm 20/12 xuống tới\n-2 độ.", "tới -2 độ"),
        ("Gọi đường dây nóng:\n+84 206 3888 113.", "nóng: +84 206 3888 113"),
        ("Bước 1: đăng ký tại trụ sở trước ngày 5/12.", "Bước 1: đăng ký"),
    ],
)
def test_a_number_that_looks_like_the_mark_of_a_list_is_not_lost(text: str, kept: str) -> None:
    made = of(text.format("Đề nghị toàn thể bà con trong thôn đến tiêm phòng trước ngày"))
    assert kept in made.text


def test_marks_of_lists_are_not_said() -> None:
    made = of(
        "1. Thời gian: 7 giờ.\n2. Địa điểm: trụ sở xã.\na) Bà con mang theo cuốc.\n(3) Ăn tại chợ."
    )
    kept = [line.text for line in made.lines if not line.is_frame]
    assert kept[:3] == ["Thời gian: 7 giờ.", "Địa điểm: trụ sở xã.", "Bà con mang theo cuốc."]
    assert kept[3] == "Ăn tại chợ."


def test_the_rows_of_a_table_are_sentences_without_their_numbers() -> None:
    made = of(
        "TT\tThời gian\tThôn\n1\t6h00 ngày 3/12/2026\tNà Lưu\n2\t7h00 ngày 4/12/2026\tPác Ngòi"
    )
    kept = [line.text for line in made.lines if not line.is_frame]
    assert kept == ["6h00 ngày 3/12/2026, Nà Lưu.", "7h00 ngày 4/12/2026, Pác Ngòi."]
