"""The pages of an exit kit, each a ``Document``. Pure.

The two parties stand under the names that the inventory gives them, as in a letter; what the record shows of people is masked on the pages
as in every file, unless personal data was asked for. The DNS records stand as they are (see ``records``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domaudit import families, hosts, letters, texts
from domaudit.handover import records
from domaudit.handover.plan import NO_NAME_YET, plan
from domaudit.letters import Beside, Document, Link
from domaudit.model import Holder, Key, SiteReport, Step, Text
from domaudit.report import stepping, words
from domaudit.report.masking.masks import Mask
from domaudit.report.telling import Teller
from domaudit.texts import Lang, count, tell

PAGES = ("begin", "today", "plan", "checklist", "records", "sign")
"""The pages of a site's folder, in order; each is made by the template ``kit-PAGE``."""

FILES: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "begin": "0-begin-here",
        "today": "1-held-today",
        "plan": "2-plan",
        "checklist": "3-checklist",
        "records": "4-dns-records",
        "sign": "5-sign-off",
        "letter": "6-letter",
        "index": "index",
    },
    "fr": {
        "begin": "0-commencer-ici",
        "today": "1-etat-du-jour",
        "plan": "2-plan",
        "checklist": "3-controle",
        "records": "4-enregistrements-dns",
        "sign": "5-remise",
        "letter": "6-lettre",
        "index": "index",
    },
}
"""The names of the files, without their endings."""

_LINES = (Key.REGISTRANT, Key.REGISTRANT_EMAIL, Key.REGISTRAR_ACCOUNT, Key.NAMESERVERS, Key.MAIL)
_WIDE = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A site as the index of all kits shows it."""

    site: SiteReport
    folder: str


def pages(site: SiteReport, teller: Teller, letter: Document | None = None) -> dict[str, Document]:
    """The pages of one site by the names of their files; ``letter`` is put beside them, where there is one."""
    names = FILES[teller.lang]
    facts = _Facts(site, teller).all()
    facts["files"] = {page: Beside(name) for page, name in names.items()} | ({"letter": None} if letter is None else {})
    made = {names[page]: letters.render(f"kit-{page}", teller.lang, facts) for page in PAGES}
    return made if letter is None else {**made, names["letter"]: letter}


def index(entries: Sequence[Entry], teller: Teller) -> Document:
    """The page that all the kits of one run begin with."""
    providers = {entry.site.site.provider.name for entry in entries}
    sites = [
        {
            "domain": entry.site.site.unicode,
            "client": entry.site.site.client.name or tell("word.client", teller.lang),
            "verdict": tell(f"verdict.{entry.site.verdict}", teller.lang),
            "folder": Beside(f"{entry.folder}/{FILES[teller.lang]['begin']}"),
        }
        for entry in entries
    ]
    facts = {
        "today": teller.today,
        "provider": providers.pop() if len(providers) == 1 else "",
        "sites": sites,
    }
    return letters.render("kit-index", teller.lang, facts)


class _Facts:
    """What the templates of one site's pages are given."""

    def __init__(self, site: SiteReport, teller: Teller) -> None:
        self._site, self._teller, self._lang = site, teller, teller.lang
        self._mask = teller.mask(site)

    def all(self) -> dict[str, Any]:
        """Every fact of every page."""
        site, registration = self._site, self._site.registration
        self._teller.masked = False
        rebuild = records.to_rebuild(site)
        left_out = len(rebuild) - records.MOST
        facts = {
            "domain": site.site.unicode,
            "client": site.site.client.name,
            "provider": site.site.provider.name,
            "today": self._teller.today,
            "verdict": self._teller.verdict(site),
            "registered": site.verdict not in NO_NAME_YET,
            "keys": list(self._keys()),
            "registrar": self._value(registration.registrar or ""),
            "expires": registration.expires.date() if registration.expires else None,
            "statuses": list(self._statuses()),
            "lines": list(dict.fromkeys(self._lines())),
            "phases": list(self._phases()),
            "dns": records.brands(records.nameservers(site), "NS"),
            "mail": records.brands(records.mail_hosts(site), "MX"),
            "tokens": records.tokens(site),
            "records": [
                {"name": one.name, "type": one.type, "value": one.value, "about": texts.say(one.about, self._lang)}
                for one in rebuild[: records.MOST]
            ],
            "more": count("handover.record.more", left_out, self._lang) if left_out > 0 else "",
            "asked": list(self._questions(records.asked(site))),
            "unheard": list(self._questions(records.silent(site))),
            "silent": self._teller.silences([site]),
        }
        return {**facts, "masked": tell("report.masked", self._lang) if self._teller.masked else ""}

    def _value(self, value: str) -> str:
        return self._teller.value(value, self._mask) if value else ""

    def _keys(self) -> Iterator[dict[str, str]]:
        for key in Key:
            held = self._site.keys.get(key)
            if held is not None and (held.shown or held.holder is not Holder.UNKNOWN):
                shown = self._teller.shown(key, held, self._mask, _WIDE)
                yield {"label": tell(f"key.{key}", self._lang), "holder": tell(words.holder(held), self._lang), "shown": shown}

    def _statuses(self) -> Iterator[str]:
        known = dict.fromkeys(self._site.registration.statuses)
        locked = any(map(hosts.blocks, known))
        generic = families.family(self._site.site.domain.partition(".")[2]) == "gtld"
        for status in known:
            if locked and hosts.plain(status) and not hosts.blocks(status):
                continue  # "active: no restriction" beside a lock
            meaning, shown = hosts.plain(status, self._lang, generic=generic), self._teller.status(status, self._mask)
            if meaning:
                yield tell("handover.status", self._lang, status=shown, meaning=texts.typeset(meaning, self._lang))
            else:
                yield tell("handover.status.plain", self._lang, status=shown)

    def _lines(self) -> Iterator[str]:
        """The lines of the record that say who holds what, each with its server, time and hash; an attestation instead where it decides."""
        if self._site.basis == "attested":
            yield self._teller.attested(self._site)
        if self._site.site.parent is not None:
            yield tell("handover.parent", self._lang, domain=self._site.site.unicode, parent=self._site.site.parent)
        for key in _LINES:
            held = self._site.keys.get(key)
            for line in held.evidence if held is not None else ():
                told = self._teller.evidence(line, self._site.observed.sources, self._mask)
                if len(told) == 2:
                    yield tell("handover.line", self._lang, said=told[0], when=told[1])
                else:
                    yield from told

    def _phases(self) -> Iterator[dict[str, Any]]:
        for phase in plan(self._site, self._teller.today):
            steps = [
                {
                    "text": self._say(step.text, self._mask),
                    "day": stepping.day(self._teller, step) if step.deadline else "",
                    "source": Link(step.source or ""),
                    "read": self._read(step),
                    "command": tell(f"{step.text.id}.command", self._lang) if texts.has(f"{step.text.id}.command") else "",
                }
                for step in phase.steps
            ]
            yield {"title": texts.say(phase.title, self._lang), "steps": steps}

    def _read(self, step: Step) -> str:
        """Of a fact from a registrar's guide: whose page it is, and when it was read."""
        if step.source and step.confidence and "read" in step.text.values:
            return tell(f"guides.source.{step.confidence}", self._lang, read=step.text.values["read"])
        return ""

    def _say(self, text: Text, mask: Mask) -> str:
        """A sentence of the plan: the parties by their names, everything else masked and shortened; a guide's with what it is about."""
        if "company" in text.values:
            what, company = tell(f"guides.{text.values['what']}", self._lang), text.values["company"]
            return tell("handover.guide", self._lang, what=what, company=company, said=texts.say(text, self._lang))
        masked = mask.text(text).values
        values = {
            name: value if name in ("client", "provider") else self._teller.short(value, masked[name])
            for name, value in text.values.items()
        }
        return texts.say(Text(text.id, values), self._lang)

    def _questions(self, found: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
        for name, types in found:
            yield tell("handover.record.asked", self._lang, name=name, types=", ".join(types))
