"""domaudit tells a business whether it really holds its own domain name.

The pipeline is a small library: ``from domaudit import audit, load_inventory``. Both are loaded when first used, so that
``import domaudit`` stays as light as an import can be.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__", "audit", "load_inventory"]

TYPE_CHECKING = False  # as typing has it; importing typing would double the time that --version takes
if TYPE_CHECKING:
    from domaudit.inventory import load_inventory
    from domaudit.pipeline import audit

_HOMES = {"audit": "domaudit.pipeline", "load_inventory": "domaudit.inventory"}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
