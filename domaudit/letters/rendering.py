"""Templates and facts made into documents."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from domaudit import texts
from domaudit.letters import markup
from domaudit.letters.blocks import Document, Lang
from domaudit.letters.values import Blank, Values, lines

if TYPE_CHECKING:
    from jinja2 import Environment


def render(name: str, lang: Lang, facts: Mapping[str, object]) -> Document:
    """The document that ``templates/LANG/NAME.j2`` makes of facts.

    A fact is a text, a whole number, a date, ``None`` or False (for the template to test), a ``Blank``, or a sequence, mapping or frozen
    object of such. In a template ``{{ blank("your address") }}`` is a visible gap, ``{{ address or blank("your address") }}`` one where
    the fact is empty, and ``> {{ address|lines }}`` shows a text of several lines, or a sequence of them, as lines; everywhere else a
    value is one line. A date is written in words.

    Raises ``jinja2.UndefinedError`` where the template asks for a fact that was not given, ``TypeError`` where a value is none that can
    be shown, and ``jinja2.TemplateNotFound``: mistakes of the program, not of its user.
    """
    values = Values(lang)
    environment = _environment(lang).overlay(finalize=values.refer)  # an overlay has a cache of its own: no template outlives its values
    return markup.document(environment.get_template(f"{name}.j2").render(facts), values, lang)


def templates_folder(lang: Lang) -> Traversable:
    """Where the templates of a language lie."""
    return resources.files(__package__).joinpath("templates", lang)


@cache
def _environment(lang: Lang) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # late: few commands write letters

    folder = templates_folder(lang)

    def read(name: str) -> str | None:
        file = folder.joinpath(name)
        return file.read_text(encoding="utf-8") if file.is_file() else None

    # No autoescape: what is rendered is our own markup, in which values are references (``Values``); each writer escapes for its format.
    found = Environment(
        loader=FunctionLoader(read),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (see above: no value is in what is rendered)
    )
    found.globals["blank"] = Blank
    found.filters["lines"] = lines
    found.tests["elided"] = texts.begins_with_vowel  # French: d{% if name is elided %}'{% else %}e {% endif %}{{ name }}
    return found
