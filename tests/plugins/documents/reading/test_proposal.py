"""What a paper says of itself, measured on labelled papers, and never more than it says."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.reading.casing import sentence_case
from loudspeaker.plugins.documents.reading.folding import fold
from loudspeaker.plugins.documents.reading.marks import refuse_secret
from loudspeaker.plugins.documents.reading.proposal import (
    Proposal,
    proposal_of,
    propose,
)
from loudspeaker.plugins.documents.reading.proposed import Sure
from loudspeaker.plugins.documents.reading.values import Page
from tests.plugins.documents.reading.papers import Labelled, labelled
from tests.plugins.documents.reading.scoring import FIELDS, score

SETS = ("tuned.txt", "held_out.txt", "harder.txt")
ALL = [paper for name in SETS for paper in labelled(name)]


def of(text: str) -> Proposal:
    return propose([Page(number=1, text=text)])


def test_the_sets_have_every_type_and_layout() -> None:
    assert len(ALL) >= 60
    assert len({paper.fields["type"] for paper in ALL}) >= 28
    assert {paper.layout for paper in ALL} >= {"columns", "straight", "stacked", "noisy"}


@pytest.mark.parametrize(
    ("name", "least"), [("tuned.txt", 1.0), ("held_out.txt", 0.95), ("harder.txt", 0.9)]
)
def test_fields_are_exactly_right_as_often_as_the_docs_say(name: str, least: float) -> None:
    result = score(labelled(name))
    for field in FIELDS:
        assert result.right[field] >= least * result.there[field] - 0.01, result.wrong
    assert sum(result.false.values()) <= 1, result.wrong


def test_a_letterhead_read_straight_across_says_the_same() -> None:
    across = [
        Labelled(layout=p.layout, fields=p.fields, text=p.text.replace("\t", " "))
        for p in labelled("tuned.txt")
    ]
    result = score(across)
    for field in ("number", "symbol", "date", "type", "issuer", "urgency", "secrecy"):
        assert result.right[field] == result.there[field], result.wrong
    assert result.right["signer"] >= result.there["signer"] - 2, result.wrong


def test_every_source_stands_on_its_page_and_tells_the_value() -> None:
    for paper in ALL:
        proposal = propose(paper.pages)
        for name in FIELDS:
            found = getattr(proposal, name)
            if found is None:
                continue
            told = " ".join(paper.pages[s.page - 1].text[s.start : s.end] for s in found.sources)
            assert found.sources, name
            if name in ("number", "symbol", "summary", "signer"):
                wanted = fold(found.value).replace(" ", "")
                assert wanted in fold(told).replace(" ", ""), (name, found.value, told)


@given(st.sampled_from(ALL), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_a_torn_paper_never_raises_and_sources_stay_inside(paper: Labelled, random: object) -> None:
    text = "".join(c for c in paper.text if random.random() > 0.03)  # type: ignore[attr-defined]
    _inside(text)


@given(st.text(alphabet="Số: 1/QĐ-UBND ngày tháng năm\t\nMẬTKHẨN.-V/v Nơi nhận:", max_size=300))
@example("Số: ngày 99 tháng 99 năm 9999\nMẬT\n\t\t\nNơi nhận:\n-\n")
@example("\u0130\u1e9e\ufb01\n" * 5)
@settings(max_examples=40)
def test_any_text_is_looked_at(text: str) -> None:
    _inside(text)


def _inside(text: str) -> None:
    proposal = of(text)
    for name in FIELDS:
        found = getattr(proposal, name)
        for source in found.sources if found else ():
            assert 0 <= source.start <= source.end <= len(text)
    assert proposal_of(proposal.to_values()) == proposal


def test_nothing_is_proposed_of_nothing() -> None:
    assert propose([]) == Proposal() == of("  \n\t\n")


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "[ MẬT ]", "Độ mật: Mật", "MÂT"])
def test_secret_papers_are_refused_wherever_the_stamp_is(mark: str) -> None:
    for text in (f"UBND XÃ A\t{mark}\nSố: 1/TB-UBND", f"{mark}\nUBND XÃ A\nSố: 1/TB-UBND"):
        with pytest.raises(EntryRefused) as refused:
            refuse_secret(of(text).secrecy)
        assert refused.value.where == "độ mật"


def test_a_later_page_may_be_secret_too() -> None:
    pages = [Page(number=1, text="UBND XÃ A"), Page(number=2, text="MẬT\nPhụ lục")]
    assert propose(pages).secrecy is not None


def test_words_that_contain_the_mark_are_none() -> None:
    text = "Mật ong rừng\nMật độ 1.600 cây\nBÍ MẬT NHÀ NƯỚC\nmật\nKHẨN TRƯƠNG thực hiện"
    refuse_secret(of(text).secrecy)
    assert of(text).urgency is None


def test_what_is_not_filled_in_is_not_proposed() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ BẢN THẦU\tĐộc lập\n"
        "Số:      /TB-UBND\tBản Thầu, ngày    tháng 11 năm 2026\nTHÔNG BÁO\nVề việc họp thôn"
    )
    found = of(text)
    assert found.number is None
    assert found.date is None
    assert found.symbol is not None
    assert found.symbol.value == "TB-UBND"


def test_a_day_that_is_none_is_not_proposed() -> None:
    assert of("Số: 3/TB-UBND Bản Thầu, ngày 31 tháng 02 năm 2026\nTHÔNG BÁO").date is None


def test_title_and_symbol_that_differ_are_less_sure() -> None:
    agreed, differs = of("Số: 3/TB-UBND\nTHÔNG BÁO\nHọp"), of("Số: 3/KH-UBND\nTHÔNG BÁO\nHọp")
    assert agreed.type is not None
    assert agreed.type.sure is Sure.CERTAIN
    assert differs.type is not None
    assert differs.type.sure is Sure.LIKELY
    assert differs.type.sure.label == "có thể"


@pytest.mark.parametrize(
    "line",
    [
        "Số:\t15\t/QĐ-UBND\tBản Thầu, ngày\t23\ttháng\t11\tnăm 2026",
        "Số: 15 /QĐ-UBND\tBản Thầu, ngày 23 tháng 11 năm 2026",
        "Số:\t15/QĐ-UBND\nBản Thầu, ngày\t23 tháng 11 năm 2026",
        "Số: 15/QĐ - UBND Bản Thầu, ngày 23 tháng 11 năm 2026",
        "Số:15/QĐ-UBND\nXÃ BẢN THẦU\tBản Thầu, ngày\t23 tháng 11 năm 2026",
    ],
)
def test_a_number_and_a_day_that_were_stamped_into_their_gaps_are_found(line: str) -> None:
    found = of(f"ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{line}\nQUYẾT ĐỊNH\nHọp")
    values = [each.value if each else None for each in (found.number, found.symbol, found.date)]
    assert values == ["15", "QĐ-UBND", "2026-11-23"]


def test_a_summary_in_capitals_is_told_and_who_decides_is_none() -> None:
    found = of("Số: 3/KH-UBND\nKẾ HOẠCH\nTỔ CHỨC TẾT TRỒNG CÂY\nNĂM 2026\nI. MỤC ĐÍCH").summary
    assert found is not None
    assert found.value == "TỔ CHỨC TẾT TRỒNG CÂY NĂM 2026"
    assert of("Số: 3/QĐ-UBND\nQUYẾT ĐỊNH\nCHỦ TỊCH ỦY BAN NHÂN DÂN XÃ A").summary is None


def test_what_is_longer_than_any_field_is_cut_and_a_guess() -> None:
    found = of("Số: 3/KH-UBND\nKẾ HOẠCH\n" + "tổ chức họp " * 200).summary
    assert found is not None
    assert len(found.value) <= 500
    assert found.sure is Sure.GUESS


def test_social_insurance_is_no_commune() -> None:
    assert sentence_case("BẢO HIỂM XÃ HỘI TỈNH LÀO CAI") == "Bảo hiểm xã hội tỉnh Lào Cai"
    assert sentence_case("ỦY BAN NHÂN DÂN XÃ HỘI AN") == "Ủy ban nhân dân xã Hội An"
