"""The report as people read it in a terminal: ``page`` from top to bottom, ``site`` one site of it, ``lines`` what a terminal can show."""

from domaudit.report.terminal.page import write as write
