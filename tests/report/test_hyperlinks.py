"""Links stand where the terminal is known to open them, and lead to our own addresses alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.report.hyperlinks import known, linked


@pytest.mark.parametrize(
    ("environment", "opens"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "WezTerm", "TERM": "dumb"}, False),
        ({"VTE_VERSION": "4803"}, False),
        ({"VTE_VERSION": "5000"}, False),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "²"}, False),
        ({"WT_SESSION": "1"}, True),
        ({"KITTY_WINDOW_ID": "1"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot"}, True),
        ({"WT_SESSION": "1", "FORCE_HYPERLINK": "0"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "1", "TERM": "dumb"}, False),
        ({"VTE_VERSION": "7600", "TMUX": "/tmp/tmux-1000/default,1,0"}, False),
        ({"VTE_VERSION": "7600", "TERM": "screen-256color"}, False),
        ({"TMUX": "x", "FORCE_HYPERLINK": "1"}, True),
    ],
)
def test_only_terminals_that_are_known_to(environment: dict[str, str], opens: bool) -> None:
    assert known(environment) is opens


def test_a_link_is_the_text_with_its_address_around_it() -> None:
    told = linked("afnic.fr/faq/", "https://www.afnic.fr/faq/")
    assert re.fullmatch(r"\x1b\]8;id=[0-9a-f]{8};https://www\.afnic\.fr/faq/\x1b\\afnic\.fr/faq/\x1b\]8;;\x1b\\", told)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "file:///etc/passwd", "https://x/\x1b\\", "http://x y/", "//x.fr/"])
def test_what_is_no_plain_address_is_no_link(url: str) -> None:
    assert linked("text", url) == "text"


@given(st.text())
def test_no_address_ends_the_sequence_that_it_stands_in(rest: str) -> None:
    told = linked("text", f"https://x.example/{rest}")
    assert told == "text" or (told.count("\x1b") == 4 and rest.isascii())
