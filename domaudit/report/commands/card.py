"""A domain in eight lines: who holds it first, as a sentence; then what stands behind the answer, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domaudit import hosts
from domaudit.domains import RESERVED
from domaudit.model import Contact, Holder, Key, Outcome, Report, Role, SiteReport, Source, Text, Verdict
from domaudit.report import words
from domaudit.report.telling import Teller, silent
from domaudit.texts import COLON, capital, heard, say_date, small, tell

MOST = 8
"""Lines of a domain on a screen of 80 columns; where they would be more, a long line is cut instead of broken."""

_WIDE = 80
_CONTACTS = (Key.ADMINISTRATIVE, Key.TECHNICAL, Key.BILLING)
_SERVERS = (Key.NAMESERVERS, Key.MAIL, Key.WEB)
_NAMED = (Holder.CLIENT, Holder.PROVIDER, Holder.THIRD_PARTY)
_GRAVE = ("resolve", "restore")
"""What a status must stop to be worth a line; one that ends a registration stops neither, and is known by its name."""
_ENDING = ("pendingdelete", "pendingtransfer", "pendingrestore")


@dataclass(frozen=True, slots=True)
class InShort:
    """One domain as ``teller`` says it on so many columns."""

    site: SiteReport
    teller: Teller
    width: int

    def lines(self) -> list[str]:
        """The answer, and the few lines that it rests on."""
        answer = self.answer()
        return [*answer, *self._laid_out(MOST - len(answer) if self.width >= _WIDE else None)]

    def answer(self) -> list[str]:
        """The domain, and who holds it, as one sentence."""
        site = self.site.site
        named = site.unicode if site.unicode == site.domain else f"{site.unicode} ({site.domain})"
        first, *more = words.wrap(self.teller.value(named) + COLON[self.teller.lang] + self._held(), self.width - 2)
        return [first, *(f"  {line}" for line in more)]

    def registrants(self) -> str:
        """Every registrant, the organisation first: "Boulangerie Dupont SARL, Jo Dupont"."""
        mask = self.teller.mask(self.site)

        def told(one: Contact) -> str:
            names = dict.fromkeys(name for name in (one.organization, one.name) if name)
            return ", ".join(self.teller.value(name, mask) for name in names)

        return " | ".join(said for one in self.site.registration.contacts.get(Role.REGISTRANT, ()) if (said := told(one)))

    def _held(self) -> str:
        lang, verdict = self.teller.lang, self.site.verdict
        if verdict is Verdict.NO_OWN_DOMAIN:
            return tell("inspect.platform", lang, parent=self.teller.value(self.site.site.parent or ""))
        if verdict is Verdict.NOT_REGISTERED:
            reserved = any(seen.record is not None and seen.record.reserved for seen in self.site.observed.registration)
            return tell("inspect.reserved" if reserved else "inspect.free", lang)
        if self._disagree:
            return tell("inspect.disagree", lang)
        held = self.site.keys.get(Key.REGISTRANT)
        if held is not None and held.holder in _NAMED:
            return tell("inspect.held", lang, holder=self.registrants() or self._shown(Key.REGISTRANT))
        if held is not None and held.holder is Holder.HIDDEN and held.shown:
            return tell("inspect.hidden", lang, words=self.teller.quoted(self._shown(Key.REGISTRANT)))
        if verdict is Verdict.HIDDEN:
            return tell("inspect.hidden.plainly" if held is not None and held.holder is Holder.HIDDEN else "inspect.absent", lang)
        if for_examples(self.site):
            return tell("inspect.for-examples", lang, zone=self.site.site.domain.rpartition(".")[2])
        return tell("inspect.none", lang)

    def _laid_out(self, most: int | None = None) -> Iterator[str]:
        """The lines below the answer; where they would be more than ``most``, values are cut to one line, from the top."""
        rows = list(self._rows())
        label = words.widest(said for said, _ in rows)
        room = self.width - label - 4
        values = [words.wrap(value, room) for _, value in rows]
        for place, (_, value) in enumerate(rows):
            if most is not None and sum(map(len, values)) > most:
                values[place] = [words.shorten(value, room)]
        for (said, _), (first, *more) in zip(rows, values, strict=True):
            yield f"  {said}{' ' * (label - words.width(said))}  {first}"
            yield from (" " * (label + 4) + line for line in more)

    def _rows(self) -> Iterator[tuple[str, str]]:
        lang, record, mask = self.teller.lang, self.site.registration, self.teller.mask(self.site)
        yield from self._registrant()
        if held := self._shown(Key.REGISTRAR_ACCOUNT) or (self.teller.value(record.registrar, mask) if record.registrar else ""):
            reseller = self.teller.value(record.reseller, mask) if record.reseller else ""
            told = tell("inspect.resold", lang, registrar=held, reseller=reseller) if reseller and reseller not in held else held
            yield tell("inspect.registrar", lang), told
        if contacts := self._contacts():
            yield tell("inspect.contacts", lang), contacts
        if servers := {key: self._shown(key) for key in _SERVERS if self._shown(key)}:
            yield capital(", ".join(tell(f"inspect.{key}", lang) for key in servers)), " · ".join(map(_brand, servers.values()))
        yield from self._dates()
        if status := self._status():
            yield tell("inspect.status", lang), status
        yield from self._sources()

    def _registrant(self) -> Iterator[tuple[str, str]]:
        """Who, with the mailbox; the mailbox alone where nobody is named."""
        lang, mail = self.teller.lang, self._shown(Key.REGISTRANT_EMAIL)
        if self._disagree:
            yield tell("inspect.registrant", lang), self._each()
            return
        held = self.site.keys.get(Key.REGISTRANT)
        named = (self.registrants() or self._shown(Key.REGISTRANT)) if held is not None and held.holder in _NAMED else ""
        if named:
            yield tell("inspect.registrant", lang), ", ".join(filter(None, (named, mail)))
        elif mail:
            yield tell(f"key.{Key.REGISTRANT_EMAIL}", lang), mail

    @property
    def _disagree(self) -> bool:
        return any(found.rule == "sources-disagree" for found in self.site.findings)

    def _each(self) -> str:
        """Whom each source names, where they name several."""
        mask, sources = self.teller.mask(self.site), self.site.observed.sources
        told: dict[str, dict[str, None]] = {}
        for place, one in self.site.observed.contacts(Role.REGISTRANT):
            if name := one.organization or one.name:
                told.setdefault(self.teller.value(name, mask), {})[self.teller.value(sources[place].server)] = None
        return " | ".join(f"{name} ({', '.join(servers)})" for name, servers in told.items())

    def _contacts(self) -> str:
        """The other contacts, those that are not the registrant once more."""
        registrant = self.site.keys.get(Key.REGISTRANT)
        same = registrant.shown if registrant is not None else None
        places: dict[str, list[str]] = {}
        for key in _CONTACTS:
            held = self.site.keys.get(key)
            if held is not None and held.shown and held.shown != same:
                places.setdefault(self._shown(key), []).append(tell(f"inspect.{key}", self.teller.lang))
        return ", ".join(f"{shown} ({', '.join(roles)})" for shown, roles in places.items())

    def _dates(self) -> Iterator[tuple[str, str]]:
        lang, record = self.teller.lang, self.site.registration
        told = []
        if record.created is not None:
            told.append((tell("inspect.created", lang), self._day(record.created)))
        if record.expires is not None:
            past = record.expires.date() < self.teller.today
            day = self._day(record.expires)
            told.append((tell("inspect.expires", lang), tell("inspect.past", lang, day=day) if past else day))
        if told:
            (label, first), *more = told
            yield label, ", ".join([first, *(f"{small(said)} {day}" for said, day in more)])

    def _status(self) -> str:
        """What stands in the way, or lacks: a name that is taken out of the DNS or about to go, or one without a lock."""
        mask = self.teller.mask(self.site)
        grave = [
            self.teller.status(status, mask)
            for status in hosts.gravest_first(self.site.registration.statuses)
            if set(_GRAVE) & set(hosts.blocks(status)) or hosts.normalise_status(status) in _ENDING
        ]
        if any(found.rule == "no-transfer-lock" for found in self.site.findings):
            grave.append(small(tell("rule.no-transfer-lock.title", self.teller.lang)))
        return ", ".join(dict.fromkeys(grave))

    def _sources(self) -> Iterator[tuple[str, str]]:
        """Who answered and when, in one line; and who did not, those that failed alike together."""
        lang, sources = self.teller.lang, [seen.source for seen in self.site.observed.registration]
        spoke = [one for one in sources if one.asked_at is not None and one.outcome in (Outcome.ANSWERED, Outcome.NOT_REGISTERED)]
        if spoke:
            newest = max(one.asked_at for one in spoke if one.asked_at is not None)
            yield tell("inspect.source", lang), f"{self._servers(spoke)}, {self.moment(newest)}"
        groups: dict[tuple[Outcome, str], list[Source]] = {}
        for one in silent(sources):
            untold = one.outcome in (Outcome.NO_SOURCE, Outcome.NOT_ASKED)  # the outcome says it all
            groups.setdefault((one.outcome, "" if untold else one.error or ""), []).append(one)
        for (outcome, error), those in groups.items():
            told = outcome.value + ".many" * (len({one.server for one in those}) > 1)
            values = {"outcome": told, "error": self.teller.value(heard(error, lang), self.teller.mask(self.site))}
            yield tell("inspect.silent", lang), tell("inspect.answer", lang, server=self._servers(those, kinds=False), **values)

    def moment(self, at: datetime) -> str:
        """A day and a time, in UTC."""
        at = at.astimezone(UTC)
        return f"{say_date(at.date(), self.teller.lang, short=True)}, {at:%H:%M} UTC"

    def _servers(self, sources: Sequence[Source], *, kinds: bool = True) -> str:
        told: dict[str, list[str]] = {}
        for one in sources:
            told.setdefault(one.kind.upper(), []).append(self.teller.value(one.server))
        return ", ".join(f"{', '.join(dict.fromkeys(names))}{f' ({kind})' if kinds else ''}" for kind, names in told.items())

    def _day(self, at: datetime) -> str:
        return say_date(at.date(), self.teller.lang, short=True)

    def _shown(self, key: Key) -> str:
        held = self.site.keys.get(key)
        return self.teller.shown(key, held, self.teller.mask(self.site), 0) if held is not None and held.shown else ""


def _brand(shown: str) -> str:
    """``Google Workspace`` of ``Google Workspace (aspmx.l.google.com)``."""
    name, bracket, _ = shown.partition(" (")
    return name if bracket and shown.endswith(")") else shown


def for_examples(site: SiteReport) -> bool:
    """Whether a domain has an ending that no registry will ever serve, and nobody answered for it here."""
    sources = [seen.source for seen in site.observed.registration]
    return site.site.domain.rpartition(".")[2] in RESERVED and all(one.outcome is Outcome.NO_SOURCE for one in sources)


def remarks(report: Report, *, judged: bool) -> Iterator[Text]:
    """What to say of a domain that is nobody's own: a mail service's, or one for examples (unless ``judged``, the card says that)."""
    for site in report.sites:
        domain, shown = site.site.domain, site.site.unicode
        if hosts.public_mailbox(domain):
            yield Text("inspect.public-mailbox", {"domain": shown})
        elif judged and for_examples(site):
            yield Text("inspect.for-examples.notice", {"domain": shown, "zone": domain.rpartition(".")[2]})


def next_step(report: Report, teller: Teller, width: int) -> list[str]:
    """What to type next: the same with the client's name, an inventory where there are several, the doctor where nobody was reached.

    One line where there is room; a command is never broken in two: it is there to be copied.
    """
    lang, sources = teller.lang, [seen.source for site in report.sites for seen in site.observed.registration]
    verdicts = {site.verdict for site in report.sites}
    if sources and all(source.outcome is Outcome.UNREACHABLE for source in sources):
        why, command = tell("inspect.next.unreached", lang), "domaudit doctor"
    elif len(report.sites) == 1 and not verdicts & {Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN, Verdict.UNDETERMINED}:
        parties = " ".join(f'--{party} "{tell(f"inspect.next.{party}", lang)}"' for party in ("client", "provider"))
        why, command = tell("inspect.next.judged", lang), f"domaudit inspect {report.sites[0].site.unicode} {parties}"
    else:
        why, command = tell("inspect.next.other", lang), "domaudit init"
    one = f"{why} {command}"
    return [one] if words.width(one) <= width else [*words.wrap(why, width), command]
