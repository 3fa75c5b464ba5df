"""Which paper is which on the line: what came under which code, and what went to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.documents.exchange.changing import State

MIGRATIONS: Final = (
    """
    CREATE TABLE exchange_paper (
        paper INTEGER PRIMARY KEY REFERENCES paper, document TEXT NOT NULL UNIQUE,
        organ TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL,
        replaced_by TEXT NOT NULL);
    CREATE TABLE exchange_sent (
        message INTEGER NOT NULL REFERENCES exchange_message (id), organ TEXT NOT NULL,
        paper INTEGER NOT NULL REFERENCES paper, document TEXT NOT NULL, purpose INTEGER NOT NULL,
        PRIMARY KEY (message, organ)) WITHOUT ROWID;
    CREATE INDEX exchange_sent_paper ON exchange_sent (paper);
    CREATE INDEX exchange_sent_document ON exchange_sent (document);
    CREATE TABLE exchange_handled (
        message INTEGER PRIMARY KEY REFERENCES exchange_message (id)) WITHOUT ROWID;
    CREATE TABLE exchange_round (
        one INTEGER PRIMARY KEY CHECK (one = 1), followed INTEGER NOT NULL, fetched TEXT);
    INSERT INTO exchange_round VALUES (1, 0, NULL);
    """,
)
_WITHDRAWALS: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A paper that came over the line: its code there, from whom, and what its sender did to it."""

    paper: int
    document: str
    organ: str
    state: State = State.OPEN
    version: int = 1
    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A paper of ours that went to an office, under which code and for what."""

    paper: int
    organ: str
    document: str
    purpose: int


class KnownPapers:
    """Keeps them, and how far acts were followed; StorageFailure."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    # --- what came ------------------------------------------------------------------------------

    def put(self, arrived: Arrived) -> None:
        """Keep a paper that came, or what its sender has done to it."""
        told = (
            arrived.paper, arrived.document, arrived.organ, arrived.state.value, arrived.version,
            arrived.replaced_by,
        )  # fmt: skip
        query = "INSERT OR REPLACE INTO exchange_paper VALUES (?, ?, ?, ?, ?, ?)"
        with self._database.transaction() as connection:
            connection.execute(query, told)

    def arrived(self, paper: int) -> Arrived | None:
        """Return what is known of a paper that came over the line, None for another one."""
        return self._arrived("paper = ?", paper)

    def by_document(self, document: str) -> Arrived | None:
        """Return the paper that came under a code, None for none."""
        return self._arrived("document = ?", document)

    def _arrived(self, where: str, value: object) -> Arrived | None:
        query = f"SELECT * FROM exchange_paper WHERE {where}"  # noqa: S608 - our own text
        row = self._database.row(query, [value])
        if row is None:
            return None
        told = {name: row[name] for name in ("paper", "document", "organ", "version")}
        return Arrived(**told, state=State(row["state"]), replaced_by=row["replaced_by"])

    # --- what went ------------------------------------------------------------------------------

    def put_sent(self, message: int, sent: Sent) -> None:
        """Keep that a message takes a paper to an office."""
        told = (message, sent.organ, sent.paper, sent.document, sent.purpose)
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO exchange_sent VALUES (?, ?, ?, ?, ?)", told)

    def sent(self, paper: int) -> list[Sent]:
        """Return where a paper of ours went, the oldest first; withdrawals are among them."""
        return self._sent("paper = ?", paper)

    def sent_document(self, document: str) -> list[Sent]:
        """Return where what we sent under a code went."""
        return self._sent("document = ?", document)

    def receivers(self, paper: int) -> list[str]:
        """Return the offices that have a paper of ours, each once."""
        sent = self.sent(paper)
        gone = {each.organ for each in sent if each.purpose == _WITHDRAWALS}
        return list(dict.fromkeys(each.organ for each in sent if each.organ not in gone))

    def _sent(self, where: str, value: object) -> list[Sent]:
        query = f"SELECT * FROM exchange_sent WHERE {where} ORDER BY message, organ"  # noqa: S608 - our own text
        names = ("paper", "organ", "document", "purpose")
        rows = self._database.rows(query, [value])
        return [Sent(**{name: row[name] for name in names}) for row in rows]

    # --- how far --------------------------------------------------------------------------------

    def unhandled(self) -> list[int]:
        """Return the messages that came and of which nothing was made yet, the oldest first."""
        query = (
            "SELECT id FROM exchange_message WHERE direction = 'in' AND state != 'refused'"
            " AND id NOT IN (SELECT message FROM exchange_handled) ORDER BY id LIMIT 100"
        )
        return [row["id"] for row in self._database.rows(query)]

    def handled(self, message: int) -> None:
        """Note that everything was made of a message that there is to make."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO exchange_handled VALUES (?)", (message,))

    def followed(self) -> int:
        """Return the number of the last act that senders were told of."""
        row = self._database.row("SELECT followed FROM exchange_round")
        return int(row["followed"]) if row else 0

    def set_followed(self, act: int) -> None:
        """Note how far senders were told of acts."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE exchange_round SET followed = ?", (act,))

    def fetched(self) -> datetime | None:
        """Return when everything was fetched for the last time, None for never."""
        row = self._database.row("SELECT fetched FROM exchange_round")
        return from_iso(row["fetched"]) if row and row["fetched"] else None

    def set_fetched(self, at: datetime) -> None:
        """Note that everything was fetched."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE exchange_round SET fetched = ?", (iso(at),))
