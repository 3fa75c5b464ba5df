"""The tables.  Times are whole seconds since 1970; what is for ever has no person in it.

``dossier``, ``log`` and ``handing`` stay: numbers are never used twice, and the statistics of a
year do not change because people are forgotten.  ``party``, ``matter``, ``secret`` and ``note``
hold people and go with time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIGRATIONS: Final = (
    """
    CREATE TABLE organisation (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
    CREATE TABLE actor (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE procedure (
        code TEXT NOT NULL, version INTEGER NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT,
        content TEXT NOT NULL, PRIMARY KEY (code, version)) WITHOUT ROWID;
    CREATE TABLE kind (
        id INTEGER PRIMARY KEY, procedure TEXT NOT NULL, version INTEGER NOT NULL,
        domain TEXT NOT NULL, amount INTEGER NOT NULL, unit TEXT NOT NULL, cut_off TEXT NOT NULL,
        UNIQUE (procedure, version, domain, amount, unit, cut_off));
    CREATE TABLE counter (
        organisation INTEGER NOT NULL REFERENCES organisation, day INTEGER NOT NULL,
        last INTEGER NOT NULL, PRIMARY KEY (organisation, day)) WITHOUT ROWID;
    CREATE TABLE dossier (
        id INTEGER PRIMARY KEY, organisation INTEGER NOT NULL REFERENCES organisation,
        day INTEGER NOT NULL, number INTEGER NOT NULL, kind INTEGER NOT NULL REFERENCES kind,
        channel INTEGER NOT NULL, state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 10),
        registered INTEGER NOT NULL, received INTEGER, due INTEGER, left_s INTEGER,
        promised INTEGER, ended INTEGER, returned INTEGER, last INTEGER NOT NULL,
        lines INTEGER NOT NULL, erased INTEGER, UNIQUE (organisation, day, number));
    CREATE INDEX dossier_due ON dossier (due) WHERE ended IS NULL AND due IS NOT NULL;
    CREATE INDEX dossier_received ON dossier (received);
    CREATE INDEX dossier_ended ON dossier (ended, received, organisation, kind, channel, erased);
    CREATE TABLE log (
        dossier INTEGER NOT NULL REFERENCES dossier, n INTEGER NOT NULL, at INTEGER NOT NULL,
        by INTEGER NOT NULL REFERENCES actor, act TEXT NOT NULL, before INTEGER,
        after INTEGER NOT NULL, due INTEGER, PRIMARY KEY (dossier, n)) WITHOUT ROWID;
    CREATE TABLE note (
        dossier INTEGER NOT NULL REFERENCES dossier,
        of TEXT NOT NULL CHECK (of IN ('log', 'handing')), n INTEGER NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (dossier, of, n)) WITHOUT ROWID;
    CREATE TABLE handing (
        dossier INTEGER NOT NULL REFERENCES dossier, n INTEGER NOT NULL,
        giver INTEGER NOT NULL REFERENCES actor, taker INTEGER NOT NULL REFERENCES actor,
        at INTEGER NOT NULL, due INTEGER, PRIMARY KEY (dossier, n)) WITHOUT ROWID;
    CREATE TABLE party (
        dossier INTEGER NOT NULL REFERENCES dossier, place INTEGER NOT NULL, kind TEXT NOT NULL,
        name TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL, address TEXT NOT NULL,
        told TEXT NOT NULL, acting TEXT NOT NULL, identity BLOB, mark BLOB,
        PRIMARY KEY (dossier, place)) WITHOUT ROWID;
    CREATE INDEX party_mark ON party (mark) WHERE mark IS NOT NULL;
    CREATE INDEX party_phone ON party (phone) WHERE phone <> '';
    CREATE VIRTUAL TABLE named USING fts5 (name, content='', tokenize='unicode61',
        detail='none', columnsize=0);
    CREATE TABLE matter (
        dossier INTEGER PRIMARY KEY REFERENCES dossier, subject TEXT NOT NULL,
        papers TEXT NOT NULL, fees TEXT NOT NULL);
    CREATE TABLE secret (
        dossier INTEGER PRIMARY KEY REFERENCES dossier, pin BLOB NOT NULL, phone BLOB NOT NULL);
    CREATE TABLE view (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, by INTEGER NOT NULL REFERENCES actor,
        dossier INTEGER NOT NULL REFERENCES dossier, reason TEXT NOT NULL);
    CREATE INDEX view_dossier ON view (dossier);
    CREATE TABLE rating (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL,
        organisation INTEGER NOT NULL REFERENCES organisation, question TEXT NOT NULL,
        score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 3));
    CREATE TABLE lock (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE sweeping (before INTEGER NOT NULL);

    CREATE TRIGGER log_stays BEFORE UPDATE ON log BEGIN SELECT raise(ABORT, 'append only'); END;
    CREATE TRIGGER log_kept BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'append only'); END;
    CREATE TRIGGER handing_stays BEFORE UPDATE ON handing
        BEGIN SELECT raise(ABORT, 'append only'); END;
    CREATE TRIGGER handing_kept BEFORE DELETE ON handing
        BEGIN SELECT raise(ABORT, 'append only'); END;
    CREATE TRIGGER dossier_kept BEFORE DELETE ON dossier
        BEGIN SELECT raise(ABORT, 'never deleted'); END;
    CREATE TRIGGER dossier_code BEFORE UPDATE OF organisation, day, number, registered ON dossier
        BEGIN SELECT raise(ABORT, 'never changed'); END;
    CREATE TRIGGER counter_grows BEFORE UPDATE ON counter WHEN new.last <= old.last
        BEGIN SELECT raise(ABORT, 'never used twice'); END;
    CREATE TRIGGER counter_kept BEFORE DELETE ON counter
        BEGIN SELECT raise(ABORT, 'never used twice'); END;
    CREATE TRIGGER note_stays BEFORE UPDATE ON note BEGIN SELECT raise(ABORT, 'append only'); END;
    CREATE TRIGGER note_kept BEFORE DELETE ON note
        WHEN (SELECT erased FROM dossier WHERE id = old.dossier) IS NULL
        BEGIN SELECT raise(ABORT, 'append only'); END;
    CREATE TRIGGER view_stays BEFORE UPDATE ON view BEGIN SELECT raise(ABORT, 'append only'); END;
    CREATE TRIGGER view_kept BEFORE DELETE ON view
        WHEN NOT EXISTS (SELECT 1 FROM sweeping WHERE old.at < before)
        BEGIN SELECT raise(ABORT, 'append only'); END;
    """,
    """
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY, dossier INTEGER NOT NULL REFERENCES dossier, made INTEGER NOT NULL,
        channel TEXT NOT NULL, text TEXT NOT NULL, done INTEGER, by INTEGER REFERENCES actor,
        result TEXT NOT NULL DEFAULT '');
    CREATE INDEX outbox_open ON outbox (made) WHERE done IS NULL;
    CREATE INDEX outbox_dossier ON outbox (dossier);
    CREATE INDEX dossier_ready ON dossier (ended) WHERE state = 9;
    CREATE INDEX dossier_waiting ON dossier (registered) WHERE ended IS NULL AND due IS NULL;
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What for a table holds people, and how long (days; None: as long as the register)."""

    table: str
    purpose: str
    days: int | None
    since: str


_YEAR: Final = 365
ENDED: Final = "ngày hồ sơ kết thúc"
RETENTIONS: Final = (
    Retention(
        table="party",
        purpose="giải quyết hồ sơ, liên hệ với người nộp",
        days=5 * _YEAR,
        since=ENDED,
    ),
    Retention(table="matter", purpose="giải quyết hồ sơ, in phiếu", days=5 * _YEAR, since=ENDED),
    Retention(table="note", purpose="lý do của từng bước giải quyết", days=5 * _YEAR, since=ENDED),
    Retention(
        table="named", purpose="tìm hồ sơ theo tên tại bộ phận một cửa", days=5 * _YEAR, since=ENDED
    ),
    Retention(
        table="secret", purpose="người nộp tự tra cứu hồ sơ của mình", days=_YEAR, since=ENDED
    ),
    Retention(
        table="outbox", purpose="báo cho người nộp đã đồng ý nhận tin", days=5 * _YEAR, since=ENDED
    ),
    Retention(
        table="view",
        purpose="biết ai đã xem dữ liệu cá nhân và vì sao",
        days=5 * _YEAR,
        since="ngày xem",
    ),
    Retention(
        table="actor",
        purpose="biết cán bộ nào đã làm bước nào (sổ theo dõi hồ sơ)",
        days=None,
        since="",
    ),
)
"""Proposals: the commune's own list of retention periods goes before them (``Sweeper``)."""
