from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.plugins.documents.signing.authority import make_authority
from loudspeaker.plugins.documents.signing.keys import FileKey, Secret
from loudspeaker.plugins.documents.signing.order import Role
from loudspeaker.plugins.documents.signing.sign import Order, sign
from tests.plugins.documents.signing.papers import NOW, PASSWORD, Keys, make_paper


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """An authority whose keys are made once for all tests."""
    folder: Path = tmp_path_factory.mktemp("keys")
    authority = make_authority(NOW)
    for name, holder in (("person", authority.person), ("body", authority.body)):
        content = holder.to_pkcs12(PASSWORD.encode(), others=authority.chain)
        (folder / f"{name}.p12").write_bytes(content)
    person, body = (
        FileKey(path=folder / f"{name}.p12", password=Secret(PASSWORD))
        for name in ("person", "body")
    )
    return Keys(authority=authority, folder=folder, person=person, body=body)


@pytest.fixture(scope="session")
def paper() -> bytes:
    return make_paper()


@pytest.fixture(scope="session")
def by_person(keys: Keys, paper: bytes) -> bytes:
    return sign(paper, keys.person, Order(role=Role.PERSON, moment=NOW))


@pytest.fixture(scope="session")
def by_both(keys: Keys, by_person: bytes) -> bytes:
    return sign(by_person, keys.body, Order(role=Role.BODY, moment=NOW))
