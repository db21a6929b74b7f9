"""Where the facts of the remedies come from: the page behind a source's id. Pure."""

from __future__ import annotations

from domaudit.data import load

_DATA = "remedies/sources.yaml"


def page(id_: str) -> str:
    """The address of the page that stands under an id in ``data/remedies/sources.yaml``. Raises ``KeyError`` for an unknown id."""
    return str(load(_DATA)[id_]["url"])


def known(id_: str) -> bool:
    """Whether an id stands there."""
    return id_ in load(_DATA)
