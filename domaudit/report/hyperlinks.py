"""Whether a terminal opens links that hide behind a text (OSC 8), told by its environment; and what may be such a link.

A terminal that does not know them may print them as rubbish, so only those count that are known to. ``FORCE_HYPERLINK=1`` (or ``0``)
decides where that is wrong. Inside tmux and screen it is not known what stands around them: there only ``FORCE_HYPERLINK`` helps.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

_PROGRAMS = frozenset({"iterm.app", "wezterm", "vscode", "ghostty", "hyper", "tabby", "rio", "warpterminal"})
_VARIABLES = ("WT_SESSION", "KITTY_WINDOW_ID", "WEZTERM_PANE", "GHOSTTY_RESOURCES_DIR", "ALACRITTY_WINDOW_ID", "DOMTERM")
_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour")
_VTE = 5001  # 0.50.0 itself crashes on some
_TARGET = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!-~]*)?")


def known(environment: Mapping[str, str]) -> bool:
    """Whether the terminal of such an environment is known to open links."""
    term, forced = environment.get("TERM", ""), environment.get("FORCE_HYPERLINK", "")
    if term == "dumb":
        return False
    if forced:
        return forced != "0"
    if environment.get("TMUX") or environment.get("STY") or term.startswith(("screen", "tmux")):
        return False
    vte = environment.get("VTE_VERSION", "")
    return (
        environment.get("TERM_PROGRAM", "").lower() in _PROGRAMS
        or (vte.isascii() and vte.isdigit() and int(vte[:9]) >= _VTE)
        or any(environment.get(name) for name in _VARIABLES)
        or term.startswith(_TERMS)
    )


def linked(shown: str, url: str) -> str:
    """A text that opens a web address of ours, or alone where that is no plain address; the pieces of one address light up together."""
    if _TARGET.fullmatch(url) is None:
        return shown
    return f"\x1b]8;id={zlib.crc32(url.encode()):08x};{url}\x1b\\{shown}\x1b]8;;\x1b\\"
