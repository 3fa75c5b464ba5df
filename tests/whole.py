"""Whether everything is tried, of which there is so much that a part is enough each time.

``LOUDSPEAKER_WHOLE=1 ./run test`` tries all of it.
"""

from __future__ import annotations

import os

WHOLE = os.environ.get("LOUDSPEAKER_WHOLE") == "1"
