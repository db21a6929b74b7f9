"""The plan of a handover: what to do for this name, at this ending, in an order in which neither site nor mail goes down. Pure.

Copies come first, the old accesses last. The steps of a finding's own remedy (told to the provider) are used where it has them: an expiry
that is near, a name that nobody has registered, a site that has no domain of its own, what the record needs to know of the client. What
an ending asks of its holders comes from the same facts as the remedies, where things are at the registrar from its guide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domaudit import families
from domaudit.data import load
from domaudit.guides import Guide, guide
from domaudit.handover import records
from domaudit.hosts import bare_status, is_locked, plain
from domaudit.model import Holder, Key, SiteReport, Step, Text, Verdict
from domaudit.remedies import policies, sources

RENEWAL = ("in-redemption", "expired", "expires-soon")
"""The rules whose steps come before everything else."""

_DATA = "handover.yaml"
_NEEDED = "remedy.provider.data"  # what the record needs to know of the client
NO_NAME_YET = (Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN)
"""The verdicts with which there is no name to pass on."""
_NAME = {
    Verdict.HELD_BY_PROVIDER: "provider",
    Verdict.IN_NAME_ONLY: "mailbox",
    Verdict.HELD_BY_CLIENT: "client",
    Verdict.HELD_BY_THIRD_PARTY: "third",
}


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of the plan, and its steps in order."""

    title: Text
    steps: tuple[Step, ...]


def plan(site: SiteReport, today: date) -> tuple[Phase, ...]:
    """The phases for one site, first things first; every one has steps. ``today`` is the day of the audit."""
    told = _Plan(site, today)
    own = site.verdict in NO_NAME_YET
    phases = {
        "urgent": told.remedies(*RENEWAL),
        "copies": told.copies(),
        "list": () if own else told.steps("list.export", "list.compare"),
        "ttl": () if own else (told.step("ttl", source=load(_DATA)["steps"]["ttl"]["source"]),),
        "account": told.account(),
        "own" if own else "name": told.remedies(site.verdict.value) if own else told.name(),
        "nameservers": () if own else told.nameservers(),
        "mail": () if own else told.mail(),
        "end": told.end(),
    }
    found = ((Text(f"handover.phase.{name}"), tuple(steps)) for name, steps in phases.items())
    return tuple(Phase(title, steps) for title, steps in found if steps)


class _Plan:
    """The steps of one site."""

    def __init__(self, site: SiteReport, today: date) -> None:
        self._site, self._today = site, today
        self._zone = site.site.domain.partition(".")[2]
        record = site.registration
        self._guide: Guide | None = guide(record.registrar, record.registrar_id) or guide(record.reseller)
        self._values = {
            "client": site.site.client.name,
            "provider": site.site.provider.name,
            "domain": site.site.unicode,
            "zone": self._zone,
            "registrar": site.registration.registrar or "",
        }

    def step(self, id_: str, *, source: str | None = None, more: Mapping[str, str] | None = None) -> Step:
        """One step; ``source`` is the id of the page that its fact comes from."""
        return Step(Text(f"handover.{id_}", {**self._values, **(more or {})}), source=sources.page(source) if source else None)

    def steps(self, *ids: str) -> tuple[Step, ...]:
        """Steps that state no fact, and so need no source."""
        return tuple(map(self.step, ids))

    def guided(self, *names: str) -> Iterator[Step]:
        """What the registrar's guide says of some things, as far as it is known there."""
        for name, fact in self._guide.facts() if self._guide else ():
            if name in names and fact is not None:
                values = {"company": self._guide.name if self._guide else "", "what": name, "read": fact.read.isoformat()}
                yield Step(Text(fact.text.id, values), source=fact.source, confidence=fact.confidence)

    def remedies(self, *rules: str) -> tuple[Step, ...]:
        """The steps that the audit gave for some of its findings, each once."""
        found: dict[str, Step] = {}
        for finding in self._site.findings:
            if finding.rule in rules and finding.accepted is None and finding.remedy is not None:
                for step in finding.remedy.steps:
                    found.setdefault(step.text.id, step)
        return tuple(found.values())

    def copies(self) -> Iterator[Step]:
        """What is put in safety before anything moves."""
        if self._site.verdict is not Verdict.NOT_REGISTERED:
            yield from self.steps("copies.site", "copies.mail")
        yield self.step("copies.evidence")
        if self._site.verdict in NO_NAME_YET:
            return
        expires = self._site.registration.expires
        if expires is None:
            yield self.step("copies.expires.unknown")
        elif expires.date() > self._today:  # a date in the past is told by its own finding
            yield self.step("copies.expires", more={"expires": expires.date().isoformat()})

    def account(self) -> Iterator[Step]:
        """Where the name is going to live."""
        yield from (step for step in self.remedies(self._site.verdict.value) if step.text.id == _NEEDED)
        yield self.step("account.open")
        if self._site.registration.registrar and self._site.verdict not in NO_NAME_YET:
            yield self.step("account.same")
            yield from self.guided("push")

    def name(self) -> Iterator[Step]:
        """The change of holder or of account, as this ending does it."""
        changes = self._site.verdict is not Verdict.HELD_BY_CLIENT
        yield self.step(f"name.{_NAME.get(self._site.verdict, 'unknown')}")
        if changes and (asked := families.step(self._zone, "eligibility")):
            yield Step(Text(asked["text"], self._values), source=sources.page(asked["source"]))
        for fact in load(_DATA)["zones"].get(families.family(self._zone) or "") or [{"text": "handover.zone.general"}]:
            days = {name: policies.days(rule, self._today) for name, rule in fact.get("policy", {}).items()}
            if (changes or fact.get("when") != "change") and None not in days.values():
                yield self.step(
                    fact["text"].removeprefix("handover."), source=fact.get("source"), more={n: str(d) for n, d in days.items()}
                )
        if changes:
            yield from self.guided("change")
        locks = dict.fromkeys(bare_status(status) for status in self._site.registration.statuses if plain(status) and is_locked([status]))
        if locks:
            yield self.step("name.lock", more={"status": ", ".join(locks)})
        yield from self.guided("unlock", "code")
        yield self.step("name.code")
        yield from self.guided("not_a_transfer", "trap")

    def nameservers(self) -> Iterator[Step]:
        """How the zone passes, and what DNSSEC asks for."""
        held, hosts = self._site.keys.get(Key.NAMESERVERS), records.nameservers(self._site)
        shown = {"nameservers": ", ".join(hosts)}
        if not hosts:
            yield self.step("nameservers.unknown")
        elif held is not None and held.holder is Holder.PROVIDER:
            yield self.step("nameservers.provider", more=shown)
        else:
            yield self.step("nameservers.other", more=shown)
        if self._site.registration.dnssec is not False:
            known = "nameservers.dnssec" if self._site.registration.dnssec else "nameservers.dnssec.unknown"
            yield self.step(known, source=load(_DATA)["steps"]["dnssec"]["source"])

    def mail(self) -> Iterator[Step]:
        """Whether the mail moves."""
        held, hosts = self._site.keys.get(Key.MAIL), records.mail_hosts(self._site)
        if not hosts:
            yield self.step("mail.none")
        else:
            with_provider = held is not None and held.holder is Holder.PROVIDER
            yield self.step("mail.provider" if with_provider else "mail.other", more={"mail": ", ".join(hosts)})

    def end(self) -> tuple[Step, ...]:
        """What is left when all has passed."""
        if self._site.verdict is Verdict.NOT_REGISTERED:
            return self.steps("end.again", "end.look", "end.sign")
        return self.steps("end.remove", "end.again", "end.look", "end.provider", "end.sign")
