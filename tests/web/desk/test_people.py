"""Changing people and delegating at the desk, on a real station."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.desk.conftest import Office
from tests.web.desk.test_work import send

NEW = {"name": "Lò Thị Mai", "role": "editor"}


def people(office: Office) -> dict[str, list[str]]:
    return {row["name"]: row["roles"] for row in office.bench.ask("users")["people"]}


def test_an_administrator_enters_somebody_gives_other_roles_and_takes_them_out(
    office: Office,
) -> None:
    admin = office.of("quantri")
    assert send(admin, "/desk/nguoi/them", NEW).headers["location"].endswith("xong=nguoi-them")
    assert people(office)["Lò Thị Mai"] == ["editor"]
    both = [("name", "Lò Thị Mai"), ("role", "editor"), ("role", "viewer")]
    assert send(admin, "/desk/nguoi/vai-tro", both).status_code == 303
    assert people(office)["Lò Thị Mai"] == ["editor", "viewer"]
    assert "Lò Thị Mai" in admin.get("/desk/nguoi").text
    assert send(admin, "/desk/nguoi/bo", {"name": "Lò Thị Mai"}).status_code == 303
    assert "Lò Thị Mai" not in people(office)


@pytest.mark.parametrize("what", ["them", "vai-tro", "bo"])
@pytest.mark.parametrize("name", ["soan", "duyet", "xem"])
def test_nobody_else_changes_people(office: Office, name: str, what: str) -> None:
    before = people(office)
    answer = send(office.of(name), f"/desk/nguoi/{what}", {**NEW, "name": "xem"})
    assert answer.status_code == 422
    assert people(office) == before
    assert "Thêm người" not in office.of(name).get("/desk/nguoi").text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "xem", "role": "editor"}, "Đã có"),
        ({"name": "Mai"}, "vai trò"),
        ({"name": "", "role": "editor"}, ""),
        ({"name": "Mai", "role": "vua"}, ""),
        ([("name", "Mai"), ("role", "admin"), ("role", "approver")], "một trong hai"),
    ],
)
def test_what_was_typed_is_shown_again(office: Office, values: Any, words: str) -> None:
    page = send(office.of("quantri"), "/desk/nguoi/them", values)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert words in page.text
    assert f'value="{dict(values)["name"]}" maxlength="60"' in page.text


def test_the_last_who_can_do_something_goes_only_if_somebody_is_sure(office: Office) -> None:
    admin, ask = office.of("quantri"), {"name": "quantri", "role": "viewer"}
    page = send(admin, "/desk/nguoi/vai-tro", ask)
    assert page.status_code == 422
    assert "Tôi chắc chắn" in page.text
    assert "--yes" not in page.text
    assert people(office)["quantri"] == ["admin"]
    assert send(admin, "/desk/nguoi/vai-tro", {**ask, "sure": "1"}).status_code == 303
    assert people(office)["quantri"] == ["viewer"]


def test_an_approver_delegates_and_takes_it_back(office: Office) -> None:
    duyet, values = office.of("duyet"), {"name": "soan", "until": "2026-12-05", "why": "Nghỉ phép"}
    assert "Ủy quyền cho người khác" in duyet.get("/desk/nguoi").text
    assert send(duyet, "/desk/nguoi/uy-quyen", values).status_code == 303
    assert "Thôi ủy quyền cho soan" in duyet.get("/desk/nguoi").text
    assert "Thôi ủy quyền cho soan" not in office.of("hai-vai").get("/desk/nguoi").text
    assert send(duyet, "/desk/nguoi/thoi-uy-quyen", {"name": "soan"}).status_code == 303
    assert office.bench.ask("users")["delegations"] == []


@pytest.mark.parametrize("until", ["", "hôm kia", "2020-01-01", "2029-01-01"])
def test_a_delegation_without_an_end_that_can_be_is_refused(office: Office, until: str) -> None:
    page = send(office.of("duyet"), "/desk/nguoi/uy-quyen", {"name": "soan", "until": until})
    assert page.status_code == 422
    assert office.bench.ask("users")["delegations"] == []
