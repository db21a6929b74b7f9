"""Which half of the recorded answers a reader may be developed on; the other half is only ever scored.

Split by top-level domain, with a seed that never changes, so that no layout is in both halves by chance of a sibling file.
"""

from __future__ import annotations

import hashlib
from typing import Literal

SEED = "domaudit-corpus-split-2026"


def half(tld: str | None) -> Literal["development", "held-out"]:
    """The half that the answers of a TLD (``fr``, ``co.uk``: the last label counts) belong to."""
    last = (tld or "none").lower().strip(".").rpartition(".")[2]
    even = int(hashlib.sha256(f"{SEED}:{last}".encode()).hexdigest(), 16) % 2 == 0
    return "development" if even else "held-out"
