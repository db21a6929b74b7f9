"""Templates, style and script made into a page: every value is escaped, and nothing runs but what the page's own policy names."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from domaudit.texts import Lang, count, say_date, tell

if TYPE_CHECKING:
    from jinja2 import Environment

PIECES = 2000
"""Parts of the page that are joined before they are written."""

# What can change how the page around it is read: control characters, and those that turn the direction of writing.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def pieces(name: str, lang: Lang, **values: object) -> Iterator[str]:
    """The page that a template makes of values, piece by piece."""
    stream = _environment(lang).get_template(name).stream(**values)
    stream.enable_buffering(PIECES)
    return iter(stream)


@cache
def word(id_: str, lang: Lang) -> str:
    """A word or sentence that takes no values: a long report says it thousands of times."""
    return tell(id_, lang)


@cache
def text_of(name: str) -> str:
    """A file of this package, such as the style or the script."""
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8").strip()


@cache
def policy() -> str:
    """What the page may do: show its own style and run its own script, known by their hashes, and nothing else."""
    style, script = (_hash(text_of(name)) for name in ("page.css", "page.js"))
    return f"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"


def address(url: str | None) -> str:
    """An address that may stand in a link; empty where it leads anywhere but to a web page."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return url or "" if parts.scheme in ("http", "https") and parts.hostname else ""


def host(url: str) -> str:
    """The host of an address, as the words of a link."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def seen(value: Any) -> Any:
    """A value as it may be shown: without the characters that nobody sees."""
    return value if type(value) is not str or value.isprintable() else _UNSEEN.sub("", value)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment(lang: Lang) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # late: most runs write no page
    from markupsafe import Markup

    environment = Environment(
        loader=FunctionLoader(lambda name: text_of(f"{name}.j2")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=seen,
    )
    environment.globals |= {
        "lang": lang,
        "tell": lambda id_, **values: tell(id_, lang, **values) if values else word(id_, lang),
        "count": lambda id_, number, **values: count(id_, number, lang, **values),
        "policy": policy,
        "ours": lambda name: Markup(text_of(name)),  # noqa: S704 (our own files, which hold no value)
        "host": host,
        "say_day": lambda day: say_date(day, lang, short=True),
    }
    return environment
