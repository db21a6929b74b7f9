"""What a site has to do; where a long report would say the same thousands of times, once for all the sites that have it to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from domaudit.model import SiteReport, Step, Text
from domaudit.report import stepping
from domaudit.report.html.markup import address
from domaudit.report.masking import Mask
from domaudit.report.telling import Teller
from domaudit.texts import say, tell

WHOLE = 150
"""Sites up to which every card tells its own steps in full."""

Kind: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One step in words: when, what, and where its fact comes from. ``later``: it is wanted only if those before did not help."""

    number: int
    day: str
    words: str
    cost: str = ""
    attach: str = ""
    command: str = ""
    link: str = ""
    source: str = ""
    sure: bool = True
    later: bool = False


@dataclass
class Plan:
    """The steps of one kind of case, told with a word in the domain's place; ``number`` is its name, ``sites`` how many have it."""

    number: int
    first: SiteReport
    sites: int = 0


@dataclass
class Plans:
    """The plans of a long report: sites whose steps differ by their domain alone have one together."""

    known: dict[Kind, Plan] = field(default_factory=dict)

    def of(self, site: SiteReport, steps: Sequence[tuple[str, Step]]) -> Plan | None:
        """The plan of one more site, by its steps; None where it has nothing to do."""
        if not steps:
            return None
        kind = tuple(_kind(step, site) for _, step in steps)
        plan = self.known.setdefault(kind, Plan(len(self.known) + 1, site))
        plan.sites += 1
        return plan


def steps(teller: Teller, site: SiteReport, mask: Mask, name: str = "") -> Iterator[ToldStep]:
    """The steps of a site in their order, those for later last; ``name`` stands in the place of its domain where many sites share them."""
    ordered = stepping.steps(teller, site)
    now = {id(step) for _, step in stepping.later(teller, ordered)[0]}
    for number, (day, step) in enumerate(sorted(ordered, key=lambda pair: id(pair[1]) not in now), 1):
        link = address(step.link)
        source = address(step.source)
        yield ToldStep(
            number,
            day,
            teller.say(_named(step.text, site, name), mask),
            say(step.cost, teller.lang) if step.cost else "",
            ", ".join(say(_named(one, site, name), teller.lang) for one in step.attach),
            stepping.letter(teller, name or site.site.unicode, step) if step.letter else "",
            link,
            source if source != link else "",
            step.confidence in (None, "high"),
            id(step) not in now,
        )


def placeholder(teller: Teller) -> str:
    """What stands in the place of a domain in a plan of many."""
    return tell("html.plan.domain", teller.lang)


def _named(text: Text, site: SiteReport, name: str) -> Text:
    return text if not name else replace(text, values={key: _hole(value, site, name) for key, value in text.values.items()})


def _hole(value: str, site: SiteReport, name: str) -> str:
    return name if value in (site.site.unicode, site.site.domain) else value


def _kind(step: Step, site: SiteReport) -> Kind:
    values = tuple(_hole(value, site, "") for value in step.text.values.values())
    return step.text.id, values, step.deadline, step.start, step.source, step.letter, len(step.attach)
