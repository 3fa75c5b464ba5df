"""All tables of the plug-in, in the order in which they came; a new script goes to the end."""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.documents import checks, links, stamping, taken
from loudspeaker.plugins.documents.exchange import tables
from loudspeaker.plugins.documents.post import known
from loudspeaker.plugins.documents.register import schema as register

MIGRATIONS: Final = (
    *register.MIGRATIONS,
    *taken.MIGRATIONS,
    *links.MIGRATIONS,
    *checks.MIGRATIONS,
    *tables.MIGRATIONS,
    *known.MIGRATIONS,
    *stamping.MIGRATIONS,
)
