"""Whatever a clerk types is kept as it is shown, or refused with the field."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.dossiers.uses.receiving import filing_of
from tests.plugins.dossiers.making import procedure

TEXTS = st.text(max_size=40)
LINES = st.one_of(
    TEXTS,
    st.builds("{} | {} bản chính, {} bản sao".format, TEXTS, st.integers(0, 2000), st.integers()),
    st.builds("{} | {} | đã thu".format, TEXTS, st.integers()),
)
SOME = st.dictionaries(
    st.sampled_from(["kind", "identity", "phone", "email", "address", "told", "acting"]),
    st.one_of(TEXTS, st.sampled_from(["citizen", "business", "call", "0912345678"])),
    max_size=2,
)
PARTY = st.builds(lambda name, more: {"name": name, **more}, st.just("Người Nộp") | TEXTS, SOME)


@settings(max_examples=80, deadline=None)
@given(PARTY, PARTY | st.none(), st.lists(LINES, max_size=4), st.lists(LINES, max_size=4), TEXTS)
@example({"name": "A"}, None, ["Tờ khai | 1 bản chính"], ["Lệ phí | 8.000 đ | đã thu"], "")
def test_what_is_typed_is_kept_or_refused(
    applicant: dict[str, str],
    delegate: dict[str, str] | None,
    papers: list[str],
    fees: list[str],
    subject: str,
) -> None:
    asked: dict[str, Any] = {
        "applicant": applicant, "delegate": delegate, "papers": papers, "fees": fees,
        "subject": subject,
    }  # fmt: skip
    try:
        filing = filing_of(asked, procedure())
    except EntryRefused:
        return
    told = [each.to_values() for each in filing.parties] + [filing.matter.to_values()]
    assert json.loads(json.dumps(told)) == told
    assert len(filing.matter.papers) == len([line for line in papers if line])
    assert all(paper.name for paper in filing.matter.papers)
    assert all(fee.dong >= 0 for fee in filing.matter.fees)


def test_what_is_left_out_is_what_the_procedure_says() -> None:
    filing = filing_of({"applicant": {"name": "A"}}, procedure())
    assert filing.matter.subject == procedure().name
    assert filing.delegate is None
