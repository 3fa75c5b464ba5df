from __future__ import annotations

import pytest

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.signing.order import (
    Kind,
    Role,
    next_field,
    next_stamp_field,
    role_of,
)

PERSON, BODY = Role.PERSON, Role.BODY


def test_persons_come_first_and_the_body_last() -> None:
    for signed, role, kind, field in (
        ((), PERSON, Kind.PAPER, "NguoiKy"),
        (("NguoiKy",), PERSON, Kind.PAPER, "NguoiKy2"),
        (("NguoiKy",), BODY, Kind.PAPER, "CoQuan"),
        (("NguoiKy", "NguoiKy2", "CoQuan"), BODY, Kind.PAPER, "CoQuan2"),
        (("NguoiKy", "DauThoiGian"), BODY, Kind.PAPER, "CoQuan"),
        ((), BODY, Kind.ANNEX, "CoQuan"),
        (("NguoiKy", "CoQuan2"), BODY, Kind.PAPER, None),
        ((), BODY, Kind.COPY, "CoQuan"),
        ((), BODY, Kind.PAPER, None),
        (("Signature1",), BODY, Kind.PAPER, None),
        (("NguoiKy", "CoQuan"), BODY, Kind.PAPER, None),
        (("NguoiKy", "CoQuan"), PERSON, Kind.PAPER, None),
        ((), PERSON, Kind.ANNEX, None),
        (("CoQuan",), BODY, Kind.COPY, None),
    ):
        if field is None:
            with pytest.raises(EntryRefused, match="chữ ký"):
                next_field(signed, role, kind)
        else:
            assert next_field(signed, role, kind) == field, (signed, role, kind)


def test_fields_of_others_have_no_role() -> None:
    found = [role_of(name) for name in ("NguoiKy", "NguoiKy12", "CoQuan", "Chu ky", "CoQuanX")]
    assert found == [PERSON, PERSON, BODY, None, None]


def test_time_stamps_are_numbered() -> None:
    assert next_stamp_field(["NguoiKy"]) == "DauThoiGian"
    assert next_stamp_field(["DauThoiGian", "DauThoiGian2"]) == "DauThoiGian3"
