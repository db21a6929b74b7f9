"""What changed since an earlier report (``--since``), in words: of one site, and of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC
from itertools import chain

from domaudit import hosts, texts
from domaudit.changes import comparing
from domaudit.model import WITHHELD, Change, Report, Since, SiteReport
from domaudit.report import words
from domaudit.report.masking.masks import OPEN, Mask
from domaudit.report.telling import Teller
from domaudit.texts import Lang, count, tell

MOST = 6
"""Values that are told of one change."""


def heading(teller: Teller, report: Report) -> str:
    """``What changed since 15 Nov 2026``; nothing where there is no earlier report."""
    return tell("news.title", teller.lang, d=_day(report.since)) if report.since is not None else ""


def lines(teller: Teller, site: SiteReport, of: Callable[[Change], bool] = lambda change: True) -> list[str]:
    """What changed of one site, a sentence each; none where nothing did (``of`` it), or where there is no earlier report."""
    if site.since is None:
        return []
    if site.since.state != "compared":
        return [tell(f"news.{site.since.state}", teller.lang)]
    mask = teller.mask(site)
    return list(chain.from_iterable(_told(teller, site, change, mask) for change in site.since.changes if of(change)))


def gone(teller: Teller, report: Report) -> list[str]:
    """The domains of the earlier report that this inventory has no longer."""
    if report.since is None:
        return []
    mask = OPEN if teller.personal_data else Mask(elsewhere=teller.people)  # a file of that name may hold anything
    return [teller.free(domain, mask) for domain in report.since.gone]


def gone_line(teller: Teller, domains: Sequence[str], most: int | None = None) -> str:
    """Which domains the inventory has no longer, in a sentence; of many only the first ``most``."""
    listed = ", ".join(domains) if most is None else words.listed(domains, most, teller.lang)
    return count("news.gone", len(domains), teller.lang, list=listed)


def of_sites(teller: Teller, sites: Iterable[SiteReport]) -> Iterator[tuple[SiteReport, list[str]]]:
    """The sites of which there is news, each with its lines."""
    return ((site, lines(teller, site)) for site in sites if site.since is not None and site.since.is_news)


def of_all(teller: Teller, report: Report) -> list[str]:
    """What is to be told beside the single sites: which are gone, how many could not be compared, or that nothing has changed."""
    unseen = news = 0
    for site in report.sites:
        unseen += site.since is not None and site.since.state == "unseen"
        news += site.since is not None and site.since.is_news
    left = gone(teller, report)
    told = [gone_line(teller, left, MOST)] if left else []
    told += [tell("news.nothing", teller.lang)] if not news and not left else []
    return [*told, count("news.unseen.count", unseen, teller.lang)] if unseen else told


def summary(teller: Teller, since: Since | None, changes: int) -> str:
    """One sentence: on how many domains there is news; nothing where there is no earlier report."""
    if since is None:
        return ""
    day = _day(since)
    return count("news.summary", changes, teller.lang, d=day) if changes else tell("news.summary.none", teller.lang, d=day)


def own_word(change: Change, value: str, lang: Lang) -> str | None:
    """A value that is a word of ours, or a date, as people say it; None for one that came from the record."""
    if change.what == "verdict":
        return tell(f"verdict.{value}", lang)
    if change.what == "expires":
        return texts.say_date(value, lang)
    if change.what == "dnssec" or (value == WITHHELD and change.what in ("registrant", "registrant-email")):
        return tell(f"changes.{value}", lang)
    return None


def _day(since: Since) -> str:
    return since.audited_at.astimezone(UTC).date().isoformat()


def _told(teller: Teller, site: SiteReport, change: Change, mask: Mask) -> Iterator[str]:
    if change.what == "status":
        yield from _statuses(teller, change, mask)
    elif change.what == "finding":
        for which, rules in (("new", change.new), ("gone", change.old)):
            yield from (tell(f"news.finding.{which}", teller.lang, title=_title(teller, site, rule, mask)) for rule in rules)
    else:
        old, new = (_shown(teller, change, values, mask) for values in (change.old, change.new))
        label = f"changes.{change.what}"
        if change.what == "expires" and change.old and change.new:
            label = f"news.expires.{'later' if change.new > change.old else 'earlier'}"
        what = tell(label, teller.lang)
        yield tell("changes.line", teller.lang, what=texts.capital(what), old=old, new=new)
        if comparing.is_first_seen(change):
            yield tell("news.first-seen", teller.lang)


def _statuses(teller: Teller, change: Change, mask: Mask) -> Iterator[str]:
    """What the statuses mean that came and went; a lock that one status took over from another was neither lifted nor set."""
    then, now = ({hosts.normalise_status(status): status for status in values} for values in (change.old, change.new))
    went = [status for key, status in then.items() if key not in now]
    came = [status for key, status in now.items() if key not in then]
    locked, lock = hosts.is_locked(change.old), hosts.is_locked(change.new)
    if locked != lock:
        about = [status for status in (went if locked else came) if hosts.is_locked([status])]
        told = words.listed([teller.status(status, mask) for status in about], _most(teller, about), teller.lang)
        yield tell("news.lock.lifted" if locked else "news.lock.set", teller.lang, status=told)
        went, came = ([status for status in some if not hosts.is_locked([status])] for some in (went, came))
    came, went = hosts.gravest_first(came), hosts.gravest_first(went)
    for status in came[: _most(teller, came)]:
        meaning, shown = hosts.plain(status, teller.lang), teller.status(status, mask)
        if meaning is None:
            yield tell("news.status.new", teller.lang, status=shown)
        else:
            yield tell("news.status.new.meaning", teller.lang, status=shown, meaning=texts.typeset(meaning, teller.lang))
    yield from _rest(teller, came, "news.status.new.more")
    for status in went[: _most(teller, went)]:
        yield tell("news.status.gone", teller.lang, status=teller.status(status, mask))
    yield from _rest(teller, went, "news.status.gone.more")


def _most(teller: Teller, values: Sequence[str]) -> int:
    """How many of some values are told: all where the report is verbose."""
    return len(values) if teller.verbose else MOST


def _rest(teller: Teller, values: Sequence[str], id_: str) -> Iterator[str]:
    """How many were not told."""
    if (more := len(values) - _most(teller, values)) > 0:
        yield count(id_, more, teller.lang)


def _title(teller: Teller, site: SiteReport, rule: str, mask: Mask) -> str:
    """What a rule is about; of a coming expiry with its day. A rule of another version is told by its id."""
    if not texts.has(f"rule.{rule}.title"):
        return teller.free(rule, mask)
    title = tell(f"rule.{rule}.title", teller.lang)
    day = next((found.message.values.get("expires") for found in site.findings if found.rule == rule), None)
    return tell("news.finding.dated", teller.lang, title=title, expires=day) if day else title


def _shown(teller: Teller, change: Change, values: tuple[str, ...], mask: Mask) -> str:
    if not values:
        return tell("changes.none", teller.lang)
    told = []
    for value in values:
        if (word := own_word(change, value, teller.lang)) is not None:
            told.append(word)
        elif change.what == "registrant-email":
            told.append(teller.short(value, mask.mailbox(value)))
        else:
            told.append(teller.value(value, mask))
    return words.listed(told, _most(teller, told), teller.lang)
