"""The station's keys on a sheet of their own: never in a backup, and nothing is worth much without.

A backup lies on a stick that is carried about.  Who has the keys can open the loudspeakers and
write a log that looks true; so they go into a file of their own, for a safe, or on paper.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from loudspeaker.bootstrap.backup import fingerprint
from loudspeaker.bootstrap.secrets import KEY_BYTES, read_key, read_key_book
from loudspeaker.config.station import load_station
from loudspeaker.errors import FileRefused
from loudspeaker.radio.key_book import from_text, to_text
from loudspeaker.system.files import new_secret, reading
from loudspeaker.system.home import Home

FORM = "loudspeaker keys"
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Keys:
    """The keys as their files hold them; no representation: keys are in no log.

    ``kiosks`` is there only once the station has given something out for kiosks.
    """

    seal: str
    points: str
    kiosks: str | None = None

    def fingerprints(self, home: Home) -> dict[str, str]:
        """Return by which a backup knows them again."""
        return {
            home.seal_key.name: fingerprint(self.seal.split("\n")[0]),
            home.master_key.name: fingerprint(self.points.split("\n")[0]),
        }


def write_sheet(home: Home, path: Path) -> None:
    """Write the keys into a new file that only its owner reads.

    ConfigurationRefused for who may not read them, FileRefused (``exists``), StorageFailure.
    """
    keys = keys_in(home)
    values = {
        "form": FORM,
        "station": load_station(home.root).name,
        "seal": keys.seal.strip(),
        "points": keys.points.splitlines(),
        **({"kiosks": keys.kiosks.strip()} if keys.kiosks else {}),
    }
    with new_secret(path) as stream:
        stream.write(json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n")


def keys_in(home: Home) -> Keys:
    """Return the keys of a home; ConfigurationRefused for who may not read them."""
    seal = f"{read_key(home.seal_key).hex()}\n"
    kiosks = f"{read_key(home.kiosk_key).hex()}\n" if home.kiosk_key.exists() else None
    return Keys(seal=seal, points=to_text(read_key_book(home.master_key)), kiosks=kiosks)


def read_sheet(path: Path) -> Keys:
    """Read what ``write_sheet`` wrote; FileRefused (``not_keys``) for anything else."""
    with reading(path) as source:
        data = source.read(_MOST_BYTES)
    try:
        values = json.loads(data)
        seal, points = str(values["seal"]), "".join(f"{line}\n" for line in values["points"])
        kiosks = None if values.get("kiosks") is None else str(values["kiosks"])
        keys = (seal, *((kiosks,) if kiosks is not None else ()))
        right = values["form"] == FORM and all(len(bytes.fromhex(k)) == KEY_BYTES for k in keys)
        from_text(points)
    except (ValueError, KeyError, TypeError, RecursionError):
        right = False
    if not right:
        raise FileRefused(path=str(path), problem="not_keys") from None
    return Keys(seal=f"{seal}\n", points=points, kiosks=f"{kiosks}\n" if kiosks else None)
