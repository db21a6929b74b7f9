"""Templates, style and script made into a page: every value is escaped, and nothing runs but what the page's own policy names."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from domaudit.cleaning import clean
from domaudit.texts import Lang, count, say_date, tell

if TYPE_CHECKING:
    from jinja2 import Environment

PIECES = 2000
"""Parts of the page that are joined before they are written."""

_TWO_STOPS = re.compile(r"(?<=[.…])\.(?=\s|$)")


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


def ended(sentence: str) -> str:
    """A sentence with one full stop where a name before its own ends in one (``Dupont S.A.``)."""
    return _TWO_STOPS.sub("", sentence)


def shown(lang: Lang) -> Callable[[Any], Any]:
    """Makes a value fit to be shown: without the characters that nobody sees, and a date never broken over two lines."""
    dates = _dates(lang)

    def show(value: Any) -> Any:
        if type(value) is not str:
            return value
        told = value if value.isprintable() else clean(value)[0]
        return dates.sub(_kept, told)

    return show


def _kept(found: re.Match[str]) -> str:
    return found[0].replace(" ", "\u00a0")


def _dates(lang: Lang) -> re.Pattern[str]:
    """A day, its month and its year, as one language writes them."""
    days = [date(2000, month, 2) for month in range(1, 13)]
    months = {say_date(day, lang, short=short).split(" ")[1] for day in days for short in (True, False)}
    return re.compile(rf"\b(?:\d\d?|1er) (?:{'|'.join(map(re.escape, sorted(months)))})(?: \d{{4}})?(?!\w)")


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
        finalize=shown(lang),
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
