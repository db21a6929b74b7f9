"""The report as one page of HTML: for a phone, a screen or paper, with nothing fetched from anywhere and nothing lost without scripts.

``pages`` is the page from top to bottom, ``answer`` its head; ``survey`` has gone through the sites once before. ``portfolio`` tells a
site's line in the picture, ``cards`` its card; ``dates`` is the timeline, ``plans`` what many sites have to do alike. ``markup`` makes
HTML of it.
"""

from __future__ import annotations

from typing import TextIO

from domaudit.report import words
from domaudit.report.gathering import Gathered
from domaudit.report.html import markup
from domaudit.report.html.pages import Page
from domaudit.report.screens import Screen, Style, write_utf8


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write what was found as one page in UTF-8, whatever the locale says."""
    sites, concerned = words.ordered(found.report)
    page = Page(found, style, sites, len(sites) - len(concerned))
    for piece in markup.pieces("page.html", style.lang, page=page):
        write_utf8(piece, out)
