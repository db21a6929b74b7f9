"""What a site has to do; where a long report would say the same thousands of times, once for all the sites that have it to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from domaudit.model import SiteReport, Step, Text
from domaudit.report import stepping
from domaudit.report.html.markup import address
from domaudit.report.masking.masks import Mask
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
    ask: str = ""
    link: str = ""
    source: str = ""
    sure: bool = True
    later: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """The words in the place of a domain, and of its client's name (None: the name stays), in a plan of many."""

    domain: str
    client: str | None


@dataclass
class Plan:
    """The steps of one kind of case, told with a word in the domain's place; ``number`` is its name, ``sites`` how many have it."""

    number: int
    first: SiteReport
    sites: int = 0


@dataclass
class Plans:
    """The plans of a long report: sites whose steps differ by their domain and their client alone have one together."""

    known: dict[Kind, Plan] = field(default_factory=dict)

    def of(self, site: SiteReport, steps: Sequence[tuple[str, Step]]) -> Plan | None:
        """The plan of one more site, by its steps; None where it has nothing to do."""
        if not steps:
            return None
        kind = tuple(_kind(step, site) for _, step in steps)
        plan = self.known.setdefault(kind, Plan(len(self.known) + 1, site))
        plan.sites += 1
        return plan


def steps(teller: Teller, site: SiteReport, mask: Mask, shared: Shared | None = None) -> Iterator[ToldStep]:
    """The steps of a site in their order, those for later last; where many sites share them, with words in its own names' places."""
    ordered = stepping.steps(teller, site)
    now = {id(step) for _, step in stepping.later(teller, ordered)[0]}
    for number, (day, step) in enumerate(sorted(ordered, key=lambda pair: id(pair[1]) not in now), 1):
        link = address(step.link)
        source = address(step.source)
        yield ToldStep(
            number,
            day,
            teller.say(_named(step.text, site, shared), mask),
            say(step.cost, teller.lang) if step.cost else "",
            ", ".join(say(_named(one, site, shared), teller.lang) for one in step.attach),
            stepping.letter(teller, shared.domain if shared else site.site.unicode, step) if step.letter and not teller.apart else "",
            stepping.command(teller, site, step) if teller.apart else "",
            link,
            source if source != link else "",
            step.confidence in (None, "high"),
            id(step) not in now,
        )


def shared(teller: Teller) -> Shared:
    """What stands in the places of the names in a plan of many; the client's own, where it is the same for all."""
    client = tell("html.plan.client", teller.lang) if teller.several_clients else None
    return Shared(tell("html.plan.domain", teller.lang), client)


def _named(text: Text, site: SiteReport, names: Shared | None) -> Text:
    return text if names is None else replace(text, values={key: _hole(value, site, names) for key, value in text.values.items()})


def _hole(value: str, site: SiteReport, names: Shared) -> str:
    if value in (site.site.unicode, site.site.domain):
        return names.domain
    return names.client if names.client is not None and value and value == site.site.client.name else value


_ANY = Shared("", "")


def _kind(step: Step, site: SiteReport) -> Kind:
    values = tuple(_hole(value, site, _ANY) for value in step.text.values.values())
    return step.text.id, values, step.deadline, step.start, step.source, step.letter, len(step.attach)
