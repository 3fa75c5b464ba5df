"""The tables of ``station.db``, whose only writer is ``station``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from loudspeaker.model.announcement import OccurrenceState
from loudspeaker.store.sqlite import Database

_DECIDED: Final = "WHEN 'approved' THEN 'approved' WHEN 'rejected' THEN 'refused' ELSE 'cancelled'"
_OVER: Final = "'aired', 'aired_partial', 'missed', 'cancelled', 'refused', 'failed'"
_NOW: Final = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
_AIRING: Final = f"""
    INSERT INTO event (at, kind, item, version, occurrence, result, reason) VALUES ({_NOW},
        CASE WHEN NEW.state IN ('aired', 'aired_partial') THEN 'aired' ELSE 'not_aired' END,
        NEW.item, NEW.version, NEW.id, NEW.state, NEW.reason);"""  # noqa: S608 - our own constants
EVENT_TABLE: Final = f"""
    CREATE TABLE event (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL,
        item TEXT NOT NULL, version INTEGER NOT NULL, person TEXT, occurrence TEXT, result TEXT,
        reason TEXT, correction TEXT);
    CREATE TRIGGER event_of_new_item AFTER INSERT ON item BEGIN
        INSERT INTO event (at, kind, item, version, person)
            VALUES ({_NOW}, 'submitted', NEW.id, NEW.version, NEW.author);
        INSERT INTO event (at, kind, item, version, person)
            SELECT {_NOW}, 'approved', NEW.id, NEW.version, NEW.approver
            WHERE NEW.state = 'approved';
        INSERT INTO event (at, kind, item, version, person, occurrence, correction)
            SELECT {_NOW}, 'corrected', item, version, NEW.author, id, NEW.id FROM occurrence
            WHERE id = json_extract(NEW.content, '$.release.corrects');
    END;
    CREATE TRIGGER event_of_new_version AFTER UPDATE ON item
    WHEN NEW.version <> OLD.version BEGIN
        INSERT INTO event (at, kind, item, version, person)
            VALUES ({_NOW}, 'edited', NEW.id, NEW.version, NEW.author);
    END;
    CREATE TRIGGER event_of_decision AFTER UPDATE ON item
    WHEN NEW.state <> 'draft' AND (NEW.state <> OLD.state OR NEW.version <> OLD.version) BEGIN
        INSERT INTO event (at, kind, item, version, person, reason)
            VALUES ({_NOW}, CASE NEW.state {_DECIDED} END, NEW.id, NEW.version,
                CASE NEW.state WHEN 'approved' THEN NEW.approver END,
                CASE NEW.state WHEN 'rejected' THEN NEW.why END);
    END;
    CREATE TRIGGER event_of_airing AFTER UPDATE ON occurrence
    WHEN NEW.state <> OLD.state AND NEW.state IN ({_OVER}) BEGIN {_AIRING}
    END;
    CREATE TRIGGER event_of_ended_airing AFTER INSERT ON occurrence
    WHEN NEW.state IN ({_OVER}) BEGIN {_AIRING}
    END;
    """  # noqa: S608 - as above
MIGRATIONS: Final = (
    """
    CREATE TABLE item (
        id TEXT PRIMARY KEY, idempotency_key TEXT UNIQUE, version INTEGER NOT NULL,
        content TEXT NOT NULL, state TEXT NOT NULL, author TEXT NOT NULL,
        accepted_at TEXT NOT NULL, approver TEXT, approved_sha256 TEXT, why TEXT, schedule TEXT);
    CREATE INDEX item_schedule ON item (schedule);
    CREATE TABLE occurrence (
        id TEXT PRIMARY KEY, item TEXT NOT NULL REFERENCES item, due TEXT, state TEXT NOT NULL,
        reason TEXT, aired_at TEXT);
    CREATE INDEX occurrence_item ON occurrence (item);
    CREATE INDEX occurrence_open ON occurrence (due)
        WHERE state IN ('planned', 'rendering', 'ready', 'flagged', 'handed', 'on_air');
    CREATE TABLE cues (
        item TEXT NOT NULL REFERENCES item, version INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (item, version)) WITHOUT ROWID;
    CREATE TABLE owed (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    ALTER TABLE occurrence ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
    UPDATE occurrence SET version = (SELECT version FROM item WHERE item.id = occurrence.item);
    """,
    """
    CREATE TABLE point_airing (
        point INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at TEXT NOT NULL, occurrence TEXT NOT NULL,
        kind TEXT NOT NULL);
    CREATE TABLE point_proof (
        point INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at TEXT NOT NULL, proof TEXT NOT NULL);
    CREATE TABLE point_report (
        id INTEGER PRIMARY KEY, point INTEGER NOT NULL, at TEXT NOT NULL, heard TEXT NOT NULL,
        note TEXT, told_by TEXT NOT NULL, written_by TEXT NOT NULL);
    CREATE INDEX point_report_point ON point_report (point);
    CREATE TABLE point_repair (
        id INTEGER PRIMARY KEY, point INTEGER NOT NULL, note TEXT NOT NULL, opened_at TEXT NOT NULL,
        opened_by TEXT NOT NULL, closed_at TEXT, closed_by TEXT);
    CREATE UNIQUE INDEX one_open_repair ON point_repair (point) WHERE closed_at IS NULL;
    """,
    "ALTER TABLE item ADD COLUMN despite TEXT NOT NULL DEFAULT '[]';",
    """
    ALTER TABLE item ADD COLUMN approver_for TEXT;
    CREATE TABLE item_version (
        item TEXT NOT NULL REFERENCES item, version INTEGER NOT NULL, content TEXT NOT NULL,
        author TEXT NOT NULL, PRIMARY KEY (item, version)) WITHOUT ROWID;
    CREATE TABLE delegation (
        id TEXT PRIMARY KEY, giver TEXT NOT NULL, holder TEXT NOT NULL, made_at TEXT NOT NULL,
        until TEXT NOT NULL, why TEXT NOT NULL, ended_at TEXT, ended_by TEXT);
    CREATE TABLE person_seen (name TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE fault (
        id INTEGER PRIMARY KEY, process TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL,
        detail TEXT NOT NULL, since TEXT NOT NULL, count INTEGER NOT NULL, seen_at TEXT NOT NULL,
        ended_at TEXT, acknowledged_at TEXT, acknowledged_by TEXT);
    CREATE UNIQUE INDEX one_open_fault ON fault (process, code) WHERE ended_at IS NULL;
    CREATE INDEX fault_ended ON fault (ended_at);
    """,
    """
    CREATE TABLE review (
        item TEXT PRIMARY KEY REFERENCES item, due TEXT NOT NULL, reviewed_at TEXT,
        reviewed_by TEXT, note TEXT) WITHOUT ROWID;
    CREATE INDEX review_open ON review (due) WHERE reviewed_at IS NULL;
    """,
    """
    ALTER TABLE occurrence ADD COLUMN place TEXT;
    CREATE TABLE occurrence_cues (
        occurrence TEXT PRIMARY KEY REFERENCES occurrence, body TEXT NOT NULL) WITHOUT ROWID;
    """,
    EVENT_TABLE,
    """
    CREATE TABLE point_test (
        point INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at TEXT NOT NULL,
        occurrence TEXT NOT NULL);
    INSERT INTO point_test
        SELECT point, seq, at, occurrence FROM point_airing WHERE kind = 'test';
    """,
)
_OPEN = tuple(state.value for state in OccurrenceState if not state.terminal)
IS_OPEN: Final = f"state IN ({', '.join(repr(state) for state in _OPEN)})"
"""The condition for an occurrence that is not over, as the index of open ones has it."""


def open_database(path: Path) -> Database:
    """Open the station's database, made or brought to the newest form; StorageFailure.

    Raises IntegrityFailure for a file that is broken or of a newer program.
    """
    return Database(path, MIGRATIONS)
