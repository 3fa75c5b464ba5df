"""Regular expressions that are compiled when they are first used.

The rules have some hundreds of them, and an ordinary text needs a few dozen: compiling all would be
a third of the time until the first word.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands for a pattern; after the first use its methods are the pattern's own."""

    def __init__(self, source: str, flags: re.RegexFlag) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        pattern = re.compile(self._source, self._flags)
        for method in ("search", "match", "fullmatch", "findall", "finditer", "sub", "split"):
            setattr(self, method, getattr(pattern, method))
        return getattr(pattern, name)


def regex(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return what ``re.compile`` returns, as far as it is used; an error shows at the first use."""
    return cast("re.Pattern[str]", _Late(source, flags))
