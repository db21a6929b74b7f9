"""The data that ships with the program: YAML with a source per entry, read once per run.

This package is the only place but the inventory where YAML is read.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str) -> Any:
    """The parsed content of ``domaudit/data/NAME`` (``texts.yaml``); plain dicts, lists and scalars, to be treated as frozen.

    Raises ``FileNotFoundError`` for a name that does not ship.
    """
    return yaml.load(read(name), Loader=_Loader)  # noqa: S506 -- the C twin of SafeLoader


def read(name: str) -> bytes:
    """The bytes of ``domaudit/data/NAME``."""
    return resources.files(__name__).joinpath(name).read_bytes()
