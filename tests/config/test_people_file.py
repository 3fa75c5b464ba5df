"""People changed in the file: nothing else of it moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.config.people_file import PeopleFile, spelled_out, written
from loudspeaker.config.station import StationConfig, parse_station
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model import Person, Role

HEAD = "# Đầu tệp\nname: Xã   # tên\n"
TAIL = "\n# Máy phát\nhardware: simulated # mô phỏng\n"
LINES = """\
people:
  # Người soạn, cô nói 😀
  - {name: Lan, roles: [editor], os_user: lan}   # thay cô Hoa
  - {name: "Bình: A, B", roles: approver}

  # Quản trị
  - {name: Dũng, roles: [admin]}
"""
BLOCKS = """\
people:
- name: Lan
  # cô Lan
  roles:
    - editor   # chỉ soạn
  os_user: lan
- name: "Bình: A, B"
  roles: [approver]
- name: Dũng
  roles: [admin] # hết
"""
FLOW = "people: [{name: Lan, roles: [editor], os_user: lan}, {name: 'Bình: A, B', roles: approver},\n  {name: Dũng, roles: [admin]}]\n"  # noqa: E501
STYLES = {"lines": LINES, "blocks": BLOCKS, "flow": FLOW}
FIRST = [HEAD + people + TAIL for people in STYLES.values()]
LAST = [HEAD + TAIL + people for people in STYLES.values()]
CUT = [text.rstrip("\n") for text in LAST]
TEXTS = [*FIRST, *LAST, *CUT]

names = st.text("aăđ :,#{}[]'\"-😀", min_size=1, max_size=12).map(str.strip).filter(bool)
roles = st.frozensets(st.sampled_from(Role), min_size=1)
persons = st.builds(Person, name=names, roles=roles, os_user=st.none() | names)


def read(text: str) -> StationConfig:
    return parse_station(text, file="station.yaml")


def check(text: str, change: Callable[[PeopleFile], str], people: tuple[Person, ...]) -> str:
    """Check that a change gives exactly these people and leaves every comment outside of them."""
    after = change(PeopleFile(text, file="station.yaml"))
    assert replace(read(after), warnings=()) == replace(read(text), warnings=(), people=people)
    for comment in (
        "# Đầu tệp",
        "name: Xã   # tên",
        "# Máy phát",
        "hardware: simulated # mô phỏng",
    ):
        assert comment in after
    return after


@pytest.mark.parametrize("text", TEXTS)
@given(new=persons)
def test_entering(text: str, new: Person) -> None:
    people = read(text).people
    if any(new.name.casefold() == each.name.casefold() for each in people):
        return
    if new.os_user is not None and new.os_user.casefold() == "lan":
        return
    after = check(text, lambda file: file.with_person(new), (*people, new))
    lines = after.splitlines()
    assert all(line in lines for line in text.splitlines()[:-1] if "Dũng" not in line)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("number", [0, 1, 2])
@given(wanted=roles)
def test_other_roles(text: str, number: int, wanted: frozenset[Role]) -> None:
    people = read(text).people
    changed = replace(people[number], roles=wanted)
    after = (*people[:number], changed, *people[number + 1 :])
    check(text, lambda file: file.with_roles(changed.name, wanted), after)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("number", [0, 1, 2])
def test_another_account(text: str, number: int) -> None:
    people = read(text).people
    changed = replace(people[number], os_user="no: one")
    after = (*people[:number], changed, *people[number + 1 :])
    check(text, lambda file: file.with_account(changed.name, "no: one"), after)


@pytest.mark.parametrize("text", TEXTS)
def test_taking_out_one_after_the_other(text: str) -> None:
    for number in (1, 0, 0):
        people = read(text).people
        text = check(
            text,
            lambda file, name=people[number].name: file.without_person(name),  # type: ignore[misc]
            (*people[:number], *people[number + 1 :]),
        )
    new = Person(name="Mới", roles=frozenset({Role.ADMIN}))
    check(text, lambda file: file.with_person(new), (new,))


def test_a_person_keeps_the_comments_of_the_line() -> None:
    text = HEAD + LINES
    after = PeopleFile(text, file="x").with_roles("Lan", {Role.EDITOR, Role.APPROVER})
    assert "os_user: lan}   # thay cô Hoa\n" in after
    assert after == text.replace("[editor]", "[editor, approver]")


def test_people_that_no_file_names_are_written_out() -> None:
    shipped = read(HEAD).people
    text = spelled_out(HEAD, shipped)
    assert read(text) == read(HEAD)
    assert text.startswith(HEAD)
    assert text.splitlines()[-3] == f"  - {written(shipped[0])}"


@pytest.mark.parametrize("people", ["people:\n", "people: nobody\n", "people: [Lan]\n"])
def test_what_is_no_list_of_people_is_for_hands(people: str) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        PeopleFile(HEAD + people, file="x").with_person(
            Person(name="Mới", roles=frozenset({Role.ADMIN}))
        )
    assert (caught.value.key, caught.value.line) == ("people", 3)


@pytest.mark.parametrize("text", ["name: &a Xã\n", "name: [\n", "a: 1\na: 2\n"])
def test_what_the_reader_refuses_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationRefused):
        PeopleFile(text, file="x")
