"""Every page of the desk, for each of the station's people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.station.bench import NOON
from tests.web.desk.conftest import Office
from tests.web.house import browser

PAGES = ("/desk", "/desk/duyet", "/desk/tin", "/desk/khan-cap", "/desk/lich", "/desk/nhat-ky",
         "/desk/bao-cao", "/desk/nhat-ky?kiem-tra=1", "/desk/loa", "/desk/loi", "/desk/tu-dien",
         "/desk/nguoi", "/desk/soan", "/desk/khan-cap/lu", "/desk/dien-tap/lu", "/desk/dai",
         "/desk/nhat-ky.csv", "/desk/them/office")  # fmt: skip


@pytest.mark.parametrize("name", ["soan", "duyet", "quantri", "xem"])
def test_every_page_opens(office: Office, name: str) -> None:
    item = office.bench.announce(at=NOON + timedelta(hours=1))["id"]
    for path in (*PAGES, f"/desk/tin/{item}", f"/desk/soan/{item}"):
        answer = office.of(name).get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert "cache-control" in answer.headers
        if "text/html" in answer.headers["content-type"] and path != "/desk/dai":
            assert 'action="/desk/dung"' in answer.text, path
            assert "loudspeaker " not in answer.text.replace("<code>loudspeaker", ""), path


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_shown_anything(office: Office, path: str) -> None:
    answer = browser(office.app).get(path)
    assert (answer.status_code, answer.headers["location"][:12]) == (303, "/login?next=")
