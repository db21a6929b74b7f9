"""The steps of a site as a report for people tells them: in which order, with which day, and which of them in full."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from domaudit import texts
from domaudit.model import INVENTORY, Confidence, Finding, SiteReport, Step, is_file
from domaudit.report import words
from domaudit.report.telling import Teller
from domaudit.texts import tell

URGENT = ("in-redemption", "expired")
"""Rules whose steps lead: they are for today, and every day counts."""


RELAY = "remedy.ci.tell"
"""The step of a job that watches: said once where all sites stand in a line each (``brief.job``)."""


def steps(
    teller: Teller, site: SiteReport, of: Callable[[Finding], bool] = lambda found: True, first: Collection[str] = URGENT
) -> list[tuple[str, Step]]:
    """Every step of a site's findings once, each with its day in words; no words where no step has a day.

    They stand in the order of the days on which they begin or must be done; a step without a day stays behind the one that it follows.
    Of several findings those that cannot wait (``first``) lead.
    """
    seen: dict[tuple[str, ...], Step] = {}
    for found in sorted(words.counting(site), key=lambda found: found.rule not in first):
        if found.remedy is not None and of(found) and not teller.aside(site, found):
            for step in found.remedy.steps:
                seen.setdefault(name(step), step)
    dated = any(step.deadline is not None for step in seen.values())
    return [(day(teller, step) if dated else "", step) for step in (_in_order(teller, seen.values()) if dated else seen.values())]


def _in_order(teller: Teller, steps: Iterable[Step]) -> list[Step]:
    """Steps by their day, those without one behind the step before them; what is for today already, or was, is for today."""
    begins, placed = teller.today, []
    for step in steps:
        begins = max(step.start or step.deadline or begins, teller.today)
        placed.append((begins, step))
    return [step for _, step in sorted(placed, key=lambda pair: pair[0])]


def name(step: Step) -> tuple[str, ...]:
    """What makes a step the same in several findings, and in the next report: its sentence, and the day of the request that it follows."""
    asked = step.text.values.get("asked") if "asked" in texts.placeholders(step.text.id, "en") else None
    return (step.text.id, asked) if asked else (step.text.id,)


def of_people(steps: Iterable[tuple[str, Step]]) -> list[tuple[str, Step]]:
    """The steps but for the one by which a job passes the report on, which is no news of any one site."""
    return [(day, step) for day, step in steps if step.text.id != RELAY]


def _today(teller: Teller, step: Step) -> bool:
    """Whether a step is for today."""
    begins = step.start or step.deadline
    return begins is not None and begins <= teller.today


def later(teller: Teller, steps: Sequence[tuple[str, Step]]) -> tuple[list[tuple[str, Step]], str]:
    """The steps to tell in full (up to the next rung of the ladder), and the rungs after that in one sentence; ``-v`` tells all."""
    future = [step for _, step in steps if step.start is not None and step.start > teller.today]
    rungs = [step for step in future if step.rung is not None]
    if teller.verbose or len(rungs) < 2:
        return list(steps), ""
    rest = {id(step) for step in future[future.index(rungs[1]) :]}
    told = [tell("report.later.rung", teller.lang, rung=f"rung.{step.rung}", d=str(step.start)) for step in rungs[1:]]
    return [(day, step) for day, step in steps if id(step) not in rest], tell("report.later", teller.lang, list=", ".join(told))


def day(teller: Teller, step: Step) -> str:
    """When a step is due: today, from a day on, by a day, or then."""
    if step.start is not None and step.start > teller.today:
        return tell("report.from", teller.lang, d=step.start.isoformat())
    if _today(teller, step):
        return tell("report.today", teller.lang)
    return tell("report.by", teller.lang, d=step.deadline.isoformat()) if step.deadline else tell("report.then", teller.lang)


def words_of(teller: Teller, site: SiteReport, step: Step) -> str:
    """What to do in one step: its words, what it costs, and what to enclose."""
    told = [teller.say(step.text, teller.mask(site))]
    if step.cost is not None:
        told.append(tell("report.step.cost", teller.lang, cost=texts.say(step.cost, teller.lang)))
    if step.attach:
        told.append(tell("report.step.attach", teller.lang, list=", ".join(texts.say(one, teller.lang) for one in step.attach)))
    return " ".join(told)


def addresses(teller: Teller, step: Step) -> Iterator[str]:
    """Where to go for a step, and where its fact comes from, each a line with its address at the end."""
    if step.link:
        yield tell("report.step.link", teller.lang, url=step.link)
    if step.source and step.source != step.link:
        sure = step.confidence in (None, Confidence.HIGH)
        yield tell("report.step.source" if sure else "report.step.source.medium", teller.lang, url=step.source)


def command(teller: Teller, site: SiteReport, step: Step) -> str:
    """The command that writes the letter of a step, in a sentence, or whom to ask for it; nothing where a step has none."""
    if step.letter is None:
        return ""
    if teller.apart:
        return tell("report.step.letter.ask", teller.lang)
    return tell("report.step.letter", teller.lang, command=letter(teller, site.site.unicode, step))


def letter(teller: Teller, domain: str, step: Step) -> str:
    """The command that writes the letter of a step about a domain.

    It names the inventory where that is not found without, or the parties where there is none, and what this run was given to answer from.
    """
    file = teller.inventory
    given = ["--inventory", file] if is_file(file) and file != INVENTORY else [word for pair in teller.named.items() for word in pair]
    told = " ".join(shlex.quote(teller.value(word)) for word in (*given, *teller.again))
    return f"domaudit letter {domain} --kind {step.letter} {told}".rstrip()
