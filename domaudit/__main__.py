"""``python -m domaudit``."""

from domaudit.cli import entry

entry()
