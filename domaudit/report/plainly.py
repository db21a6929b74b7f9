"""What the forms for other programs say of a site, a line at a time: masked, on one line each, with nothing invisible in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC

from domaudit.cleaning import clean as cleaned
from domaudit.model import Finding, Key, SiteReport, Source, Step, Verdict
from domaudit.report import news, stepping
from domaudit.report.telling import Teller
from domaudit.texts import joined, tell


def clean(text: str) -> str:
    """A text without control characters, escapes and bidirectional overrides: also where a report was not made from answers."""
    return cleaned(text)[0]


def message(teller: Teller, site: SiteReport, found: Finding) -> str:
    """The sentence of a finding."""
    return clean(teller.say(found.message, teller.mask(site)))


def evidence(teller: Teller, site: SiteReport, found: Finding, most: int = 3) -> list[str]:
    """The lines of the record that a finding rests on, each with when it was read and the answer's hash."""
    sources, mask = site.observed.sources, teller.mask(site)
    told = [teller.evidence(line, sources, mask) for line in found.evidence[:most]]
    lines = [clean(joined(parts, teller.lang)) for parts in told if parts]
    more = len(found.evidence) - most
    return [*lines, tell("report.more-values", teller.lang, n=str(more))] if more > 0 else lines


def steps(teller: Teller, found: Finding) -> tuple[list[tuple[str, Step]], str]:
    """What to do about one finding, each step with its day in words, up to the next rung of the ladder; then what would come after."""
    every = found.remedy.steps if found.remedy is not None and found.accepted is None else ()
    dated = any(step.deadline is not None for step in every)
    return stepping.later(teller, [(stepping.day(teller, step) if dated else "", step) for step in every])


def step(teller: Teller, site: SiteReport, step: Step) -> str:
    """The words of one step."""
    return clean(stepping.words_of(teller, site, step))


def beside(teller: Teller, site: SiteReport, step: Step) -> list[str]:
    """Where to go for a step, where its fact comes from, and the command that writes its letter."""
    return [line for line in (*stepping.addresses(teller, step), stepping.command(teller, site, step)) if line]


def finding(teller: Teller, site: SiteReport, found: Finding) -> Iterator[str]:
    """All that is said of one finding: what the record says, the lines it rests on, what to do."""
    yield message(teller, site, found)
    yield from (f"> {line}" for line in evidence(teller, site, found))
    todo, after = steps(teller, found)
    for number, (day, one) in enumerate(todo, 1):
        yield f"{number}. {f'{day} · ' if day else ''}{step(teller, site, one)}"
        yield from (f"   {line}" for line in beside(teller, site, one))
    if after:
        yield after


def remark(teller: Teller, site: SiteReport, found: Finding) -> str:
    """A lesser finding, or one that was accepted and why, in one line."""
    if found.accepted is None:
        return tell("table.remark", teller.lang, text=message(teller, site, found))
    reason = clean(teller.free(found.accepted.reason, teller.mask(site)))
    return tell("table.accepted", teller.lang, reason=reason, text=message(teller, site, found))


def party(teller: Teller, site: SiteReport, who: str) -> str:
    """The client's or the provider's name, or the word for it."""
    return clean(teller.parties(site)[who])


def keys(teller: Teller, site: SiteReport) -> Mapping[Key, str]:
    """What the record shows for each key."""
    mask = teller.mask(site)
    return {key: clean(teller.short(held.shown, mask.shown(key, held))) for key, held in site.keys.items() if held.shown}


def deciding(site: SiteReport) -> Source | None:
    """The source that a site's verdict rests on: where the registrant is read, else its finding; else the first answer of all."""
    own = [found for found in site.findings if found.rule == site.verdict] or list(site.findings)
    held = site.keys.get(Key.REGISTRANT)
    lines = [*(held.evidence if held is not None else ()), *(line for found in own for line in found.evidence)]
    sources = site.observed.sources
    if site.verdict is not Verdict.UNDETERMINED:
        for line in lines:
            if 0 <= line.source < len(sources):
                return sources[line.source]
    answers = [seen.source for seen in site.observed.registration if seen.source.sha256]
    return answers[0] if answers else None


def reference(teller: Teller, source: Source | None) -> str:
    """An answer in a few words, to be found again in the evidence file: its server, its time, its hash."""
    if source is None:
        return ""
    told = [f"{teller.value(source.server)} ({source.kind.upper()})"]
    if source.asked_at is not None:
        told.append(f"{source.asked_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
    if source.sha256:
        told.append(f"SHA-256 {source.sha256[:12]}")
    return clean(", ".join(told))


def gone(teller: Teller, domains: Sequence[str]) -> str:
    """The domains that the inventory has no longer, in a sentence."""
    return clean(news.gone_line(teller, domains))
