"""What everybody may see: procedures, totals, a card, and one dossier for who has its secret."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from loudspeaker.errors import NotFound
from loudspeaker.hookspecs import Lookup, LookupField
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.clock import Standing, local_day
from loudspeaker.plugins.dossiers.cases.codes import LONGEST_CODE, Code
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.counting.public import FEWEST, Cell
from loudspeaker.plugins.dossiers.lookup.asking import Told, ask
from loudspeaker.plugins.dossiers.parts import Parts
from loudspeaker.plugins.dossiers.procedures.values import Paper, Procedure, limit_text
from loudspeaker.plugins.dossiers.totals import MonthTotals
from loudspeaker.plugins.dossiers.uses.telling import STANDINGS
from loudspeaker.public.pages import Block, BlockKind, Card, PublicChange, PublicPage, Timed

LOOKUP_NAME: Final = "ho-so"
INDEX, TOTALS = "thu-tuc", "so-lieu"
AT_ONCE: Final = 400
"""Pages in one change; the station asks on."""
_HIDDEN: Final = f"dưới {FEWEST}"
LOOKUPS: Final = (
    Lookup(
        name=LOOKUP_NAME,
        title="Tra cứu hồ sơ một cửa",
        about="Cần mã hồ sơ và số bí mật trên phiếu kèm giấy hẹn (hoặc 6 số cuối điện thoại của "
        "người nộp). Trang này chỉ cho biết hồ sơ đang ở bước nào, không hiện tên và nội dung.",
        fields=(
            LookupField(
                name="code", label="Mã hồ sơ", longest=LONGEST_CODE,
                hint="Ghi trên giấy hẹn, như H03.12.25-261201-0001",
            ),
            LookupField(
                name="secret", label="Số bí mật", longest=20, secret=True,
                hint="6 số trên phiếu mã tra cứu, hoặc 6 số cuối điện thoại của người nộp",
            ),
        ),
    ),
)  # fmt: skip


# --- pages ----------------------------------------------------------------------------------------


def public_change(parts: Parts, since: str) -> PublicChange | None:
    """Return what has changed of procedures and totals, in pieces."""
    now = parts.now()
    procedures = parts.catalogue.valid(now.date())
    mark = _mark(procedures, parts.totals.now)
    whole, _dot, done = since.partition(".")
    begin = int(done) if whole == mark and done.isdigit() else 0
    if whole == mark and not done:
        return None
    piece = procedures[begin : begin + AT_ONCE]
    pages = [page_of(each, now) for each in piece]
    if begin == 0:
        pages = [
            *([index_of(procedures, now)] if procedures else []),
            *_totals_page(parts.totals.now, procedures, now),
            *pages,
        ]
    more = begin + AT_ONCE < len(procedures)
    gone = () if begin else _gone(parts, procedures)
    return PublicChange(
        mark=f"{mark}.{begin + AT_ONCE}" if more else mark, pages=tuple(pages), gone=gone
    )


def _mark(procedures: Sequence[Procedure], totals: MonthTotals | None) -> str:
    said = [(each.code, each.version) for each in procedures]
    month = (totals.year, totals.month) if totals else None
    return hashlib.sha256(repr((said, month)).encode()).hexdigest()[:32]


def _gone(parts: Parts, procedures: Sequence[Procedure]) -> tuple[str, ...]:
    """Return the pages of procedures that were once in force and are no more."""
    held = {each.code for each in procedures}
    over = [_name(code) for code in parts.catalogue.codes() if code not in held][:AT_ONCE]
    listed = [] if procedures else [INDEX]
    return (*listed, *([] if _has_rows(parts.totals.now) else [TOTALS]), *over)


def _has_rows(totals: MonthTotals | None) -> bool:
    return totals is not None and bool(totals.rows)


def _name(code: str) -> str:
    return f"{INDEX}-{code.replace('.', '-')}"


def index_of(procedures: Sequence[Procedure], now: datetime) -> PublicPage:
    """Return the page that lists all procedures by domain."""
    domains: dict[str, list[Procedure]] = {}
    for each in procedures:
        domains.setdefault(each.domain_name, []).append(each)
    blocks: list[Block] = []
    for domain in sorted(domains):
        rows = tuple(
            (f"{each.code} {each.name} ({limit_text(each.limit)})",) for each in domains[domain]
        )
        blocks.append(Block(kind=BlockKind.HEADING, text=domain))
        blocks += [
            Block(kind=BlockKind.LIST, rows=rows[start : start + 100])
            for start in range(0, len(rows), 100)
        ]
    told = f"Có {len(procedures)} thủ tục."
    begin = Block(kind=BlockKind.PARAGRAPH, text=f"{told} Gõ tên ở ô tìm để xem từng thủ tục.")
    return PublicPage(
        name=INDEX, title="Thủ tục hành chính", blocks=(begin, *blocks), changed=now,
        spoken=told, listed=True,
    )  # fmt: skip


def page_of(procedure: Procedure, now: datetime) -> PublicPage:
    """Return the page of one procedure, as people go through it."""
    return PublicPage(
        name=_name(procedure.code),
        title=procedure.name[:200],
        blocks=tuple(_blocks(procedure)),
        changed=now,
        spoken=f"{procedure.name}. Thời hạn {limit_text(procedure.limit)}.",
    )


def _blocks(procedure: Procedure) -> Iterator[Block]:
    facts = [
        ("Mã thủ tục", procedure.code), ("Lĩnh vực", procedure.domain_name),
        ("Thời hạn giải quyết", limit_text(procedure.limit)),
        ("Nhận trong ngày", f"trước {procedure.cut_off:%H:%M}; sau giờ đó tính từ ngày làm việc "
                            "tiếp theo" if procedure.cut_off else ""),
        ("Phí, lệ phí", procedure.fee), ("Kết quả", procedure.result),
        ("Cơ quan thực hiện", procedure.agency), ("Cấp thực hiện", procedure.level),
    ]  # fmt: skip
    rows = tuple((name, value) for name, value in facts if value)
    yield Block(kind=BlockKind.TABLE, head=("Mục", "Nội dung"), rows=rows)
    if procedure.papers:
        yield Block(kind=BlockKind.HEADING, text="Giấy tờ cần mang theo")
        yield Block(kind=BlockKind.LIST, rows=tuple((_paper(each),) for each in procedure.papers))
    if procedure.steps:
        yield Block(kind=BlockKind.HEADING, text="Các bước")
        steps = [
            f"{n}. {each.name}" + (f" ({limit_text(each.limit)})" if each.limit else "")
            for n, each in enumerate(procedure.steps, 1)
        ]
        yield Block(kind=BlockKind.LIST, rows=tuple((each,) for each in steps))
    for title, text in (
        ("Cách nộp", procedure.ways), ("Yêu cầu, điều kiện", procedure.conditions),
        ("Căn cứ pháp lý", procedure.basis),
    ):  # fmt: skip
        if text:
            yield Block(kind=BlockKind.HEADING, text=title)
            yield from (Block(kind=BlockKind.PARAGRAPH, text=line) for line in text.splitlines())


def _paper(paper: Paper) -> str:
    counts = [f"{n} {word}" for n, word in
              ((paper.original, "bản chính"), (paper.copies, "bản sao")) if n]  # fmt: skip
    return f"{paper.name}: {', '.join(counts)}" if counts else paper.name


def _totals_page(
    totals: MonthTotals | None, procedures: Sequence[Procedure], now: datetime
) -> list[PublicPage]:
    if totals is None or not totals.rows:
        return []
    names = {each.domain: each.domain_name for each in procedures}
    rows = [(names.get(domain, domain), _cell(cell)) for domain, cell in totals.rows]
    if totals.total is not None:
        rows.append(("Tổng", str(totals.total)))
    period = f"tháng {totals.month}/{totals.year}"
    told = f"Hồ sơ tiếp nhận trong {period}. Ô dưới {FEWEST} hồ sơ không ghi số."
    table = Block(kind=BlockKind.TABLE, head=("Lĩnh vực", "Tiếp nhận"), rows=tuple(rows))
    return [
        PublicPage(
            name=TOTALS, title="Số liệu hồ sơ một cửa", changed=now, spoken=told, listed=True,
            blocks=(Block(kind=BlockKind.PARAGRAPH, text=told), table),
        )
    ]  # fmt: skip


def _cell(cell: Cell) -> str:
    return _HIDDEN if cell is None else str(cell)


def cards_of(parts: Parts, now: datetime) -> list[Card]:
    """Return the card that leads to the procedures."""
    local = now.astimezone(STATION_ZONE)
    count = len(parts.catalogue.valid(local.date()))
    if not count:
        return []
    begins = local.replace(hour=0, minute=0, second=0, microsecond=0)
    told = f"{count} thủ tục: giấy tờ cần mang, thời hạn, lệ phí."
    return [Card(name=INDEX, title="Thủ tục hành chính", timed=(Timed(since=begins, text=told),))]


# --- one dossier ----------------------------------------------------------------------------------


def looked_up(parts: Parts, name: str, fields: Mapping[str, str]) -> list[Block] | None:
    """Return how a dossier stands to who has its code and its secret, None to everybody else."""
    if name != LOOKUP_NAME:
        return None
    found = ask(
        fields.get("code", ""),
        fields.get("secret", ""),
        hashes=parts.register.hashes,
        dossier=lambda code: _known(parts, code),
        key=parts.keys.secrets,
        now=parts.now(),
    )
    return list(_answer(found)) if found else None


def _known(parts: Parts, code: Code) -> tuple[Dossier, str]:
    dossier = parts.register.get(code)
    try:
        held = parts.catalogue.holding(dossier.procedure, local_day(dossier.registered))
    except NotFound:
        return dossier, dossier.procedure
    return dossier, held.name


def _answer(told: Told) -> Iterator[Block]:
    rows = [("Mã hồ sơ", told.code), ("Thủ tục", told.procedure), ("Tình trạng", told.state)]
    if told.standing not in {Standing.ENDED, Standing.NOT_STARTED}:
        rows.append(("So với hẹn", STANDINGS[Standing(told.standing)]))
    for label, at in (
        ("Nhận hồ sơ", told.received), ("Hẹn trả kết quả", told.due), ("Xong", told.ended),
        ("Đã trả kết quả", told.returned),
    ):  # fmt: skip
        if at:
            rows.append((label, f"{at.astimezone(STATION_ZONE):%H:%M %d/%m/%Y}"))
    yield Block(kind=BlockKind.TABLE, head=("Mục", "Nội dung"), rows=tuple(rows))
