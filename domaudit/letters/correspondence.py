"""Which letters a report calls for: one per addressee for all its domains, each with the facts that its template needs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from domaudit import identity, texts
from domaudit.data import load
from domaudit.letters.addressees import Addressee, Kind, addressee, nothing_to_write
from domaudit.letters.blocks import Document, Lang
from domaudit.letters.matters import Matter, State, matter
from domaudit.letters.rendering import render
from domaudit.model import Inventory, Outcome, Party, Report, Request, RequestKind, Site, Text, Verdict
from domaudit.remedies.ladder import after, answer_days, answer_days_in
from domaudit.remedies.policies import days as days_of

_MINE: tuple[State, ...] = ("client", "mailbox")
_NAMED: tuple[State, ...] = ("provider", "third", "rental", "mailbox")
_ASKED: Mapping[State, str] = {
    "provider": "change-of-holder",
    "third": "change-of-holder",
    "rental": "end-of-contract",
    "mailbox": "registrant-email",
    "open": "who-is-holder",
    "client": "transfer-code",
}
"""What the inventory calls that which is asked: the same from rung to rung, so that they count as one ladder."""
_OFFICIAL = ("notice", "registrar", "registry", "disclosure")
_KIND = ("request", "reminder", "handover")
"""Letters between people who know each other."""
_AFTER: Mapping[str, tuple[RequestKind | None, ...]] = {"reminder": ("request",), "notice": ("request", "reminder")}
"""What counts as asked before though it was asked on this very day: the rungs below."""
_TOWN = re.compile(r"(?:[A-Z]{1,3}-)?[0-9]{4,6} ([^0-9]{2,60})(?: [0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Group:
    """Some of a letter's domains; ``names`` as a sentence has them."""

    domains: tuple[Matter, ...]
    names: str

    @property
    def one(self) -> bool:
        """Whether it is a single domain."""
        return len(self.domains) == 1


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to whom, about what, from whom, of which day, answered by when; ``earlier`` is what was asked before.

    Those that were answered count there only where the newest of them was, on the day ``replied``: the letter then thanks for the answer.
    ``due`` is the day until which the addressee still has time to answer that; None where it has passed, or none was given.
    """

    kind: Kind
    lang: Lang
    to: Addressee
    writer: Party
    matters: tuple[Matter, ...]
    today: date
    reply_by: date | None
    earlier: tuple[Request, ...]
    requests: tuple[tuple[Site, Request], ...]
    due: date | None = None
    replied: date | None = None

    @property
    def unheard(self) -> tuple[Matter, ...]:
        """Its domains about which no server gave an answer: the letter asks who the holder is, and could perhaps have said it."""
        return tuple(about for about in self.matters if about.report.verdict is Verdict.UNDETERMINED and not _answered(about))

    @property
    def domains(self) -> str:
        """The names of its domains, as a sentence has them."""
        return _group(self.matters, self.lang).names

    def document(self, *, short: bool = False) -> Document:
        """The letter itself, or as a few sentences for an e-mail or a chat."""
        return render(f"{self._template}-short" if short else self._template, self.lang, facts(self))

    @property
    def _template(self) -> str:
        if self.kind == "request" and self.to.status == "liquidation":
            return "liquidator"
        return "third" if self.kind == "request" and self.to.role == "third" else self.kind


def correspondence(report: Report, kind: Kind, lang: Lang) -> tuple[tuple[Letter, ...], tuple[Text, ...]]:
    """The letters of one kind about all sites of a report, in their order; and for each site that calls for none, why.

    They are dated by the day of the audit (UTC). ``report.inventory`` gives the parties and what was asked before.
    """
    letters: dict[tuple[str, str, Party | None, Party], list[Matter]] = {}  # by the parties themselves: two may have one name
    nothing: list[Text] = []
    for site in report.sites:
        about = matter(site, lang)
        why = nothing_to_write(about, kind)
        if why is not None:
            nothing.append(why)
            continue
        to = addressee(about, kind, lang)
        letters.setdefault((to.role, to.key, to.party, _writer(about, kind)), []).append(about)
    today = report.day
    return tuple(_letter(tuple(matters), kind, lang, today, report.inventory) for matters in letters.values()), tuple(nothing)


def _writer(about: Matter, kind: Kind) -> Party:
    """Who writes and signs: the client, never the person who runs the program; a goodbye comes from the provider."""
    site = about.report.site
    return site.provider if kind == "handover" else site.client


def _letter(matters: tuple[Matter, ...], kind: Kind, lang: Lang, today: date, inventory: Inventory) -> Letter:
    to = addressee(matters[0], kind, lang)
    days = None if kind == "handover" else _days(matters, kind, today)
    reply_by = after(today, days) if days is not None else None
    asked = [
        _standing(one for one in about.report.site.requests if _asked(one, about, kind, lang, inventory, today))
        for about in matters
        if about.state not in _MINE or kind in ("request", "reminder", "notice")
    ]
    earlier = [one for each in asked for one in each] if all(asked) else []  # else the letter would say it of a name never asked about
    replied = max((each[-1].answered for each in asked if each and each[-1].answered is not None), default=None) if earlier else None
    waited = [one for one in earlier if one.reply_by is not None and one.answered is None and kind in _AFTER]
    given = max((one.reply_by for one in waited if one.reply_by is not None), default=None)
    due = given if given is not None and given >= today else None
    if due is not None and reply_by is not None:
        reply_by = max(reply_by, due)  # what was given is not taken back
    requests: list[tuple[Site, Request]] = []
    if kind != "handover":
        requests = [(about.report.site, _request(about, kind, to, inventory, today, reply_by)) for about in matters]
    sooner_first = tuple(sorted(dict.fromkeys(earlier), key=lambda asked: asked.asked))
    return Letter(kind, lang, to, _writer(matters[0], kind), matters, today, reply_by, sooner_first, tuple(requests), due, replied)


def _answered(about: Matter) -> bool:
    return any(seen.source.outcome is Outcome.ANSWERED for seen in about.report.observed.registration)


def _days(matters: Iterable[Matter], kind: RequestKind, today: date) -> int | None:
    """How many days the letter gives: to the registrar of a registered holder as many as the endings' own rules, the longest of them."""
    given = [answer_days_in(kind, about.zone, today) if about.state in _MINE else answer_days(kind) for about in matters]
    return max((days for days in given if days is not None), default=None)


def _standing(asked: Iterable[Request]) -> tuple[Request, ...]:
    """What is still to be referred to of what was asked, the oldest first: all of it where the newest was answered, else what was not."""
    in_order = sorted(asked, key=lambda one: one.asked)
    return tuple(one for one in in_order if one.answered is None or in_order[-1].answered is not None)


def _asked(asked: Request, about: Matter, kind: Kind, lang: Lang, inventory: Inventory, today: date) -> bool:
    """Whether something was asked of the other side about a domain before this letter."""
    if asked.to is None or asked.kind not in (None, "request", "reminder", "notice"):
        return False
    if asked.asked > today or (asked.asked == today and asked.kind not in _AFTER.get(kind, ())):
        return False
    if asked.what not in _topics():  # the invoice, the pictures: another matter, which no reminder of ours may take for its own
        return False
    to, site = addressee(about, "handover" if kind == "handover" else "request", lang), about.report.site
    meant = {"provider": site.provider, "client": site.client}.get(asked.to) or inventory.parties.get(asked.to)
    return meant == to.party if meant is not None and to.party is not None else identity.fold(asked.to) == identity.fold(to.name)


@cache
def _topics() -> frozenset[str]:
    """All that the inventory may call a request about whose name a domain is."""
    return frozenset(_ASKED.values()).union(*load("remedies/steps.yaml")["about"].values())


def _request(about: Matter, kind: RequestKind, to: Addressee, inventory: Inventory, today: date, reply_by: date | None) -> Request:
    """What the inventory should say of this letter, so that the next run knows when an answer is due."""
    if to.role == "provider":
        name = "provider"
    else:
        name = next((key for key, party in inventory.parties.items() if party is to.party), to.name or to.role)
    what = "disclosure" if kind == "disclosure" else _ASKED[about.state]
    return Request(what, today, to=name, reply_by=reply_by, kind=kind)


def facts(letter: Letter) -> dict[str, object]:
    """What the templates of letters are told. What is not known is None or empty; the template makes a blank of it."""
    lang, matters, to, me = letter.lang, letter.matters, letter.to, letter.writer
    everything = _group(matters, lang)
    states: tuple[State, ...] = ("provider", "rental", "mailbox", "third", "open", "client", "under")
    named = tuple(about for about in matters if about.holder and about.state in _NAMED)
    reached = to.status in ("ceased", "unreachable")
    formal = letter.kind == "notice" or (letter.kind == "request" and (reached or to.status == "liquidation"))
    contracts = [about.report.site.contract for about in matters]
    changing = [about for about in matters if about.state in ("provider", "third", "mailbox")]
    held = _of(matters, lang, "provider", "rental" if letter.kind == "handover" else "third")
    registrars = ", ".join(dict.fromkeys(about.registrar for about in matters if about.registrar))
    dated = [asked.asked for asked in letter.earlier]
    friendly = letter.kind in _KIND and not formal and to.role != "third"
    return {
        "kind": letter.kind,
        "me": {
            "name": me.name,
            "contact": me.contact,
            "address": me.address,
            "email": _mailbox(me, matters),
            "identifiers": me.identifiers,
            "phone": me.phones[0] if me.phones else None,
            "kind": me.kind,
            "place": _town(me.address),
        },
        "you": to,
        "tu": to.tu and letter.kind in ("request", "reminder", "handover"),
        "formal": formal,
        "friendly": friendly,
        "greeted": letter.kind in _KIND and to.status != "liquidation",
        **_taken(matters, lang),
        "official": formal or letter.kind in _OFFICIAL,
        "today": letter.today,
        "reply_by": letter.reply_by,
        "first": dated[0] if dated else None,
        "earlier": tuple(dict.fromkeys(dated)),
        "replied": letter.replied,
        "last": dated[-1] if len(dated) > 1 and dated[-1] != dated[0] else None,
        "provider": _one(about.report.site.provider.name for about in matters),
        "wrote_to": _one(addressee(about, "request", lang).name for about in matters if about.state not in _MINE),
        "domains": matters,
        "names": everything.names,
        "subject": _subject(everything, lang),
        "one": everything.one,
        "groups": {state: _of(matters, lang, state) for state in states},
        "held_names": held.names,
        "held_one": held.one,
        "unseen": _group(tuple(about for about in matters if about.state == "open" and about.disagree is None), lang),
        "mine": _of(matters, lang, *_MINE),
        "others": _of(matters, lang, "provider", "rental", "third", "open"),
        "named": named,
        "seen": tuple(about for about in named if about.attested is None),
        "mailbox": _mailbox(me, matters),
        "signed": _same(contract.signed if contract else None for contract in contracts),
        "rental_until": _same(
            about.report.site.contract.until for about in matters if about.state == "rental" and about.report.site.contract
        ),
        "change": _changes(changing, lang),
        "lock_days": days_of("gtld.change-lock", letter.today),
        "code_days": days_of("gtld.code", letter.today),
        "locks": _names([about for about in changing if about.is_gtld], lang),
        "gtld_mine": _names([about for about in matters if about.is_gtld and about.state in _MINE], lang),
        "procedures": _procedures(matters if letter.kind == "registry" else held.domains, lang),
        "registrars": registrars,
        "all_registrars": registrars if all(about.registrar for about in matters) else "",
    }


def _of(matters: Iterable[Matter], lang: Lang, *states: State) -> Group:
    return _group(tuple(about for about in matters if about.state in states), lang)


def _group(matters: tuple[Matter, ...], lang: Lang) -> Group:
    return Group(matters, _names(matters, lang))


def _names(matters: Sequence[Matter], lang: Lang) -> str:
    """``a, b and c``."""
    names = [about.domain for about in matters]
    return texts.tell("letter.and", lang, first=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else "".join(names)


def _subject(group: Group, lang: Lang) -> str:
    """The names for a subject line: two at most, and how many more there are."""
    if len(group.domains) <= 2:
        return group.names
    return texts.tell("letter.more", lang, first=group.domains[0].domain, n=str(len(group.domains) - 1))


def _procedures(matters: Iterable[Matter], lang: Lang) -> str:
    """``for .fr, …; for .com, …``: what exists for the endings of some domains where the parties do not agree."""
    zones = {about.zone: about.family["procedure"][lang] for about in matters if "procedure" in about.family}
    told = (texts.tell("letter.procedure", lang, zone=zone, what=texts.typeset(what, lang)) for zone, what in zones.items())
    return texts.tell("letter.semicolon", lang).join(told)


def _changes(matters: Iterable[Matter], lang: Lang) -> list[dict[str, str]]:
    zones = {about.zone: about.family["change"][lang] for about in matters if "change" in about.family}
    return [{"zone": f".{zone}", "name": texts.typeset(name, lang)} for zone, name in zones.items()]


def _taken(matters: Iterable[Matter], lang: Lang) -> dict[str, str]:
    """What a letter takes of its addressee from the record (``name``, ``reach``, ``both``, or nothing), and from which kinds of source."""
    others = [about for about in matters if about.state not in ("client", "under")]
    names = [about for about in others if about.holder and about.attested is None and about.state not in ("mailbox", "open")]
    reached = [about for about in others if about.reach]
    what = "both" if names and reached else "name" if names else "reach" if reached else ""
    kinds = sorted({source.kind for about in (*names, *reached) for source in about.sources})
    first, last = ", ".join(kinds[:-1]), "".join(kinds[-1:])
    return {"taken": what, "taken_from": texts.tell("letter.and", lang, first=first, last=last) if first else last}


def _town(address: Sequence[str]) -> str | None:
    """The town of a postal address, as it stands after the postcode; None where none is surely one."""
    for part in reversed([part.strip() for line in address for part in line.split(",")]):
        found = _TOWN.fullmatch(part)
        if found is not None:
            town = found.group(1)
            cedex = town.upper().find(" CEDEX")
            return town[:cedex] if cedex > 0 else town
    return None


def _mailbox(me: Party, matters: Iterable[Matter]) -> str | None:
    """A mailbox of the writer that does not stop with the domains that the letter is about."""
    domains = [about.report.site.domain for about in matters]
    for email in me.emails:
        if not any(identity.under(email.rpartition("@")[2], domain) for domain in domains):
            return email
    return None


def _one(names: Iterable[str]) -> str | None:
    """The one name that all have; None where they differ or it is not known."""
    told = set(names)
    return (told.pop() or None) if len(told) == 1 else None


def _same(days: Iterable[date | None]) -> date | None:
    """The one day that all say; None where they differ or one says none."""
    told = set(days)
    return told.pop() if len(told) == 1 else None
