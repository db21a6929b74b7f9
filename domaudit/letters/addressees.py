"""To whom a letter of each kind goes, domain by domain; and why there is nothing to write where there is none. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from domaudit import identity, texts
from domaudit.letters.blocks import Lang
from domaudit.letters.matters import Matter
from domaudit.letters.values import Blank
from domaudit.model import Authority, Party, PartyStatus, Text, Verdict

Kind: TypeAlias = Literal["request", "reminder", "notice", "registrar", "registry", "disclosure", "handover"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_TO_THE_OTHER_SIDE = ("request", "reminder", "notice")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who a letter is for. ``name`` is empty where it is not known, and ``unnamed`` is then what the reader has to find out.

    ``key`` tells addressees apart, with the party where there is one: the domains of one of them go into one letter. A registrar that is
    not known may be another one for each domain.
    """

    role: Literal["provider", "third", "registrar", "registry", "client"]
    key: str
    name: str
    unnamed: Blank
    contact: str | None = None
    address: tuple[str, ...] = ()
    status: PartyStatus = "active"
    tu: bool = False
    party: Party | None = None

    @property
    def greeted(self) -> str:
        """The person by whose name a letter greets, without what stands behind a comma: ``Jean Martin, directeur``."""
        return (self.contact or "").partition(",")[0].strip()


def nothing_to_write(matter: Matter, kind: Kind) -> Text | None:
    """Why a letter of this kind has nothing to ask about a domain; None where it has."""
    values = {"domain": matter.domain, "kind": kind, "holder": matter.holder or ""}
    why = None
    if matter.state == "free":
        why = "free"
    elif kind == "handover":
        return None
    elif matter.state == "under":
        why = "under"
    elif kind in _TO_THE_OTHER_SIDE:
        why = "client" if matter.state == "client" else "rental" if matter.state == "rental" and kind == "notice" else None
    elif kind == "disclosure" and matter.report.verdict is not Verdict.HIDDEN:
        why = "unseen" if matter.state == "open" else "named"
    return Text(f"letter.nothing.{why}", values) if why else None


def addressee(matter: Matter, kind: Kind, lang: Lang) -> Addressee:
    """To whom a letter of this kind about a domain goes."""
    site = matter.report.site
    if kind == "handover":
        return _party(site.client, "client", _blank("letter.blank.client", lang))
    if kind == "registry" or (kind == "disclosure" and matter.family.get("discloses") == "registry"):
        return _registry(matter, lang)
    if kind in ("registrar", "disclosure"):
        name = matter.registrar or ""
        return Addressee("registrar", identity.fold(name) or matter.domain, name, _blank("letter.blank.registrar", lang))
    if matter.state == "third":
        known = next((party for _, party in site.others if party.name and party is _holder(matter)), None)
        if known is not None:
            return _party(known, "third", _blank("letter.blank.holder", lang))
        return Addressee("third", identity.fold(matter.holder or ""), matter.holder or "", _blank("letter.blank.holder", lang))
    return _party(site.provider, "provider", _blank("letter.blank.provider", lang))


def _holder(matter: Matter) -> Party | None:
    return next((held.party for held in matter.report.keys.values() if held.party is not None and held.shown == matter.holder), None)


def _party(party: Party, role: Literal["provider", "third", "client"], unnamed: Blank) -> Addressee:
    return Addressee(
        role,
        party.name,
        party.name,
        unnamed,
        party.contact,
        party.address,
        party.status,
        party.form == "tu" and party.status == "active",
        party,
    )


def _registry(matter: Matter, lang: Lang) -> Addressee:
    """The registry of the domain's ending: by our data, else as its server is known, else for the reader to find out."""
    name = matter.registry.get("name", "")
    if not name:
        servers = (seen.source.server for seen in matter.report.observed.registration if seen.source.authority is Authority.REGISTRY)
        told = next((texts.say_server(server, lang) for server in servers if texts.has(f"server.{server.lower()}")), "")
        name = told.partition(" (")[0].removeprefix("l’")
    return Addressee("registry", name or matter.zone, name, _blank("letter.blank.registry", lang, zone=matter.zone))


def _blank(id_: str, lang: Lang, **values: str) -> Blank:
    return Blank(texts.tell(id_, lang, **values))
