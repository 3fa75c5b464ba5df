"""The key ``people`` of ``station.yaml`` changed in place: every other character stays as it is.

The file belongs to people: its comments, its order and its style are theirs.  The parser tells
where each value begins and ends, and only those stretches are replaced.  Whoever calls this reads
the result before it takes the file's place.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from loudspeaker.config.problems import Problem, refused
from loudspeaker.config.strict_yaml import parse
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model import Person, Role

KEY = "people"


class PeopleFile:
    """The text of a file, for one change.  Raises ConfigurationRefused for what only hands can."""

    def __init__(self, text: str, *, file: str) -> None:
        parse(text.encode(), file=file)
        self._text = text
        self._file = file
        self._root = yaml.compose(text, Loader=yaml.SafeLoader)
        self._people = self._value_of(self._root, KEY)

    # --- the changes ----------------------------------------------------------------------------

    def with_person(self, new: Person) -> str:
        """Return the text with one person more."""
        if self._people is None:
            return spelled_out(self._text, (new,))
        listed = self._listed()
        if _is_flow(self._people):
            last = _end(listed[-1]) if listed else self._people.end_mark.index - 1
            comma = ", " if listed else ""
            return self._replaced(last, last, f"{comma}{written(new)}")
        end = self._line_end(_end(listed[-1]))
        indent = " " * self._people.start_mark.column
        return self._replaced(end, end, f"\n{indent}- {written(new)}")

    def without_person(self, name: str) -> str:
        """Return the text without a person; comments on lines of their own stay."""
        listed = self._listed()
        number = self._number_of(name)
        if len(listed) == 1:
            return self._emptied()
        if _is_flow(self._people):
            if number:
                return self._replaced(_end(listed[number - 1]), _end(listed[number]), "")
            return self._replaced(listed[0].start_mark.index, listed[1].start_mark.index, "")
        start = self._line_start(listed[number].start_mark.index)
        return self._replaced(start, self._line_end(_end(listed[number])) + 1, "")

    def with_roles(self, name: str, roles: Iterable[Role]) -> str:
        """Return the text with other roles of a person."""
        node = self._value_of(self._listed()[self._number_of(name)], "roles")
        assert node is not None, "every person has roles"
        return self._replaced(node.start_mark.index, _end(node), _roles(roles))

    def with_account(self, name: str, os_user: str) -> str:
        """Return the text with another account of a person."""
        person = self._listed()[self._number_of(name)]
        node = self._value_of(person, "os_user")
        if node is not None:
            start, end = node.start_mark.index, _end(node)
            gap = " " * (start == end)
            return self._replaced(start, end, gap + _quoted(os_user))
        if _is_flow(person):
            end = _end(person.value[-1][1])
            return self._replaced(end, end, f", os_user: {_quoted(os_user)}")
        end = self._line_end(_end(person))
        indent = " " * person.start_mark.column
        return self._replaced(end, end, f"\n{indent}os_user: {_quoted(os_user)}")

    # --- where things stand ---------------------------------------------------------------------

    def _value_of(self, node: Node | None, key: str) -> Node | None:
        pairs = node.value if isinstance(node, MappingNode) else ()
        return next((value for name, value in pairs if name.value == key), None)

    def _listed(self) -> Sequence[MappingNode]:
        if not isinstance(self._people, SequenceNode):
            raise self._by_hand(self._people)
        for node in self._people.value:
            if not isinstance(node, MappingNode):
                raise self._by_hand(node)
        return list(self._people.value)

    def _number_of(self, name: str) -> int:
        for number, node in enumerate(self._listed()):
            found = self._value_of(node, "name")
            if isinstance(found, ScalarNode) and _line(found.value) == name:
                return number
        raise self._by_hand(self._people)

    def _emptied(self) -> str:
        """Return the text with an empty list, which stands beside its key."""
        assert self._people is not None, "somebody is listed"
        start, end = self._people.start_mark.index, _end(self._people)
        if _is_flow(self._people):
            return self._replaced(start, end, "[]")
        pairs = self._root.value if isinstance(self._root, MappingNode) else ()
        key = next(name for name, _value in pairs if name.value == KEY)
        colon = self._text.index(":", key.end_mark.index) + 1
        return f"{self._text[:colon]} []{self._text[colon:start]}{self._text[end:]}"

    def _line_start(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        end = self._text.find("\n", index)
        return len(self._text) if end < 0 else end

    def _replaced(self, start: int, end: int, new: str) -> str:
        return self._text[:start] + new + self._text[end:]

    def _by_hand(self, node: Node | None) -> ConfigurationRefused:
        return refused(
            Problem.WRONG_SHAPE,
            file=self._file,
            line=node.start_mark.line + 1 if node else 0,
            key=KEY,
            expected="a list of {name, roles, os_user}",
        )


def spelled_out(text: str, people: Iterable[Person]) -> str:
    """Return the text of a file without the list, with a list of these people at its end."""
    rows = "".join(f"  - {written(person)}\n" for person in people)
    return f"{_ended(text)}\n{KEY}:\n{rows}"


def _line(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _is_flow(node: Node | None) -> bool:
    """Tell whether a list or table is written in brackets."""
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def _end(node: Node) -> int:
    """Return where a value ends; a block's own mark stands behind the comments that follow it."""
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    index: int = node.end_mark.index
    return index


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def written(person: Person) -> str:
    """Return a person as a line of the list."""
    account = f", os_user: {_quoted(person.os_user)}" if person.os_user else ""
    return f"{{name: {_quoted(person.name)}, roles: {_roles(person.roles)}{account}}}"


def _roles(roles: Iterable[Role]) -> str:
    return f"[{', '.join(role.value for role in Role if role in set(roles))}]"


def _quoted(text: str) -> str:
    """Return a text that YAML takes for nothing else; a JSON string is a YAML string."""
    return json.dumps(text, ensure_ascii=False)
