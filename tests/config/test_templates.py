"""Template files: read strictly, refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.config import shipped
from loudspeaker.config.templates import TemplateFile, check_targets, load_template
from loudspeaker.emergency.fields import FieldType
from loudspeaker.emergency.template import fill
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model import Point, PointPlan, Zone
from loudspeaker.model.siren import Siren, SirenSound
from loudspeaker.text import speakable

LEAST = "title: Lũ\nconfirm: lũ\ntext: Nước lên.\n"
FULL = """\
title: Lũ
confirm: lũ
text: Nước lên ở {noi} lúc {gio}, {so} mét, {cap}. {loi}
siren: {sound: wail, blasts: 3, blast_s: 20, gap_s: 10}
points: 1,4
repeat: 3
every_min: 15
lasts_min: 60
drill: Tập ở {noi}.
fields:
  - {name: noi, type: place, ask: Ở đâu?, example: ven suối}
  - {name: gio, type: time, ask: Mấy giờ?, example: "17:30"}
  - {name: so, type: number, ask: Bao nhiêu?, low: 0, high: 9.5, example: "3,5"}
  - {name: cap, type: level, ask: Cấp mấy?, high: 4, default: "3", example: "3"}
  - {name: loi, type: text, ask: Nói gì?, most: 200, example: Chạy đi.}
"""


def load(tmp_path: Path, text: str) -> TemplateFile:
    path = tmp_path / "lu.yaml"
    path.write_text(text, encoding="utf-8")
    return load_template(path)


def test_the_least(tmp_path: Path) -> None:
    template = load(tmp_path, LEAST).template
    assert (template.name, template.title, template.confirm) == ("lu", "Lũ", "lũ")
    assert (template.siren, template.every_min, template.lasts_min) == (None, None, 60)


def test_everything(tmp_path: Path) -> None:
    loaded = load(tmp_path, FULL)
    template = loaded.template
    assert template.siren == Siren(sound=SirenSound.WAIL, blasts=3, blast_s=20, gap_s=10)
    assert (template.points, template.repeat, template.every_min) == ((1, 4), 3, 15)
    assert [field.type for field in template.fields] == [
        FieldType.PLACE,
        FieldType.TIME,
        FieldType.NUMBER,
        FieldType.LEVEL,
        FieldType.TEXT,
    ]
    assert [field.high for field in template.fields][2:4] == [9.5, 4]
    assert loaded.sounding(Siren(sound=SirenSound.HORN)).siren == template.siren


def test_the_stations_siren_stands_in(tmp_path: Path) -> None:
    horn = Siren(sound=SirenSound.HORN)
    assert load(tmp_path, LEAST).sounding(horn).siren == horn


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ("confirm: lũ", "confirm: '!!'", "confirm", 2),
        ("{noi} lúc", "{nio} lúc", "text", 3),
        ("Tập ở {noi}", "Tập ở {nao}", "drill", 9),
        ("sound: wail", "sound: dog", "sound", 4),
        ("blast_s: 20", "blast_s: 2", "blast_s", 4),
        ("blasts: 3", "blasts: 10", "blasts", 4),
        ("every_min: 15", "every_min: 4", "every_min", 7),
        ("every_min: 15", "every_min: 90", "every_min", 7),
        ("lasts_min: 60\n", "", "every_min", 7),
        ("lasts_min: 60", "lasts_min: 1441", "lasts_min", 8),
        ("type: place", "type: dog", "type", 11),
        ("name: noi", "name: Nơi", "name", 11),
        ("name: gio", "name: noi", "name", 12),
        ("lúc {gio}", "", "name", 12),
        ('example: "17:30"', 'example: "27:30"', "example", 12),
        ("high: 9.5", "high: -1", "high", 13),
        ('example: "3,5"', 'example: "11"', "example", 13),
        ('default: "3"', 'default: "5"', "default", 14),
        ("most: 200", "most: 501", "most", 15),
        ("repeat: 3", "lap: 3", "lap", 6),
        ("points: 1,4", "points: 1,4\nzone: Thôn 1", "points", 5),
    ],
)
def test_refusals(tmp_path: Path, old: str, new: str, key: str, line: int) -> None:
    assert old in FULL
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, FULL.replace(old, new, 1))
    assert (caught.value.key, caught.value.line) == (key, line)


PLAN = PointPlan(
    points=(Point(number=1, name="A", zone=1),), zones=(Zone(number=1, name="Thôn 1"),)
)


@pytest.mark.parametrize("more", ["points: 4", "zone: Thôn 2", "voice: khong-co", "voice: tone"])
def test_targets_must_be_there(tmp_path: Path, more: str) -> None:
    loaded = load(tmp_path, LEAST + more + "\n")
    with pytest.raises(ConfigurationRefused) as caught:
        check_targets(loaded, PLAN, ("vi-bac", "tone"), is_barred=lambda voice: voice == "tone")
    assert caught.value.line == 4


def test_targets_that_are_there(tmp_path: Path) -> None:
    loaded = load(tmp_path, LEAST + "zone: thôn 1\nvoice: vi-bac\n")
    check_targets(loaded, PLAN, ("vi-bac",), is_barred=lambda _voice: False)


@pytest.mark.parametrize("name", shipped.files("templates"))
def test_what_is_shipped_can_be_said_and_drilled(name: str) -> None:
    template = load_template(shipped.find("templates", name)).template
    for text in (
        fill(template, template.examples()).text,
        fill(template, {}, drill=True).text,
    ):
        assert "{" not in text
        assert len(speakable(text).split()) > 20
    assert template.siren is not None
    assert (template.every_min is None) is (template.live_min is not None)
