"""The inventory: what a person wrote in YAML → parties and sites, or every mistake at once, each with its place and what to write instead.

FORMATS §1 is the contract, ``data/inventory.schema.json`` the same for editors. Nothing is asked of anyone here.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Container
from typing import Literal, get_args

from domaudit.beside import meant_beside
from domaudit.cleaning import visible
from domaudit.data import load
from domaudit.data.positions import MAX_BYTES, Mapping, Node, Null, Scalar, Sequence, read_tree
from domaudit.data.slips import slip_before
from domaudit.domains import RESERVED, DomainError, Registrable, has_known_ending, hostname, is_below, registrable, to_unicode
from domaudit.errors import DomauditError, InventoryError, Said, quoted, said, system
from domaudit.inventory.parties import Parties
from domaudit.model import PIPED, Acceptance, Attestation, Contract, Inventory, Lang, Location, OtherRole, Party, Request, RequestKind, Site

EXAMPLE = said("the least that works: {{client: Boulangerie Dupont, provider: Studio Pixel SARL, sites: [boulangerie-dupont.example]}}")

_TOP = ("version", "language", "parties", "client", "provider", "sites")
_SITE = ("domain", "client", "provider", "others", "contract", "challenge", "attestation", "accept", "requests")
_LANGUAGES: tuple[Lang, ...] = get_args(Lang)
_SIDES: tuple[Literal["client", "provider"], ...] = ("client", "provider")
_ROLES: tuple[OtherRole, ...] = get_args(OtherRole)
_RUNGS: tuple[RequestKind, ...] = get_args(RequestKind)
_KEYS_IN_IT = re.compile(rb"^[ \t]*(?:- +)?(?:[A-Za-z-]+ *:(?:[ \r\n]|$)|(?:%s)(?: *[:=]| ))" % "|".join(_TOP).encode(), re.MULTILINE)
_REQUEST = ("to", "from", "what", "asked", "reply-by", "kind", "answered")


def load_inventory(path: str | os.PathLike[str], *, zones: Container[str] | None = None) -> Inventory:
    """The inventory in a file.

    ``zones`` are the zones that run their own WHOIS or RDAP (A-labels); by default those of the registries data.
    Raises ``InventoryError`` with every mistake in the file, or with the one about the file itself.
    """
    file = os.fspath(path)
    try:
        with open(file, "rb") as source:
            data = source.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _about_file(
            file,
            said("there is no such file"),
            _instead_of(file),
        ) from None
    except IsADirectoryError:
        raise _about_file(file, said("this is a folder, not a file"), said("name the inventory in it, such as inventory.yaml")) from None
    except PermissionError:
        raise _about_file(file, said("the file may not be read"), said("check its permissions")) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise _about_file(file, said("the file cannot be read ({reason})", reason=system(error)), said("name another file")) from None
    return parse_inventory(data, file, zones=zones)


def parse_inventory(data: bytes, file: str, *, zones: Container[str] | None = None) -> Inventory:
    """The inventory in these bytes; ``file`` is its name, as messages and reports show it once what has no shape in it is U+FFFD.

    ``zones`` as for ``load_inventory``. Raises ``InventoryError``, and nothing else, whatever the bytes are.
    """
    file = visible(file)
    tree, mistakes = read_tree(data, file)
    if (mistakes or isinstance(tree, Scalar | Sequence)) and not isinstance(tree, Mapping) and not _KEYS_IN_IT.search(data):
        raise _a_list(file, mistakes)
    if isinstance(tree, Null):
        raise InventoryError(mistakes) if mistakes else _about_file(file, said("the inventory is empty"), EXAMPLE)
    if isinstance(tree, Scalar) and not tree.quoted and (slip := slip_before(data.decode("utf-8-sig"), tree.location.line - 1)):
        raise InventoryError([DomauditError(slip.message, where=str(Location(file, slip.line, slip.column)), hint=slip.hint)])
    reader = _Reader(file, load("registries.yaml")["zones"] if zones is None else zones)
    inventory = reader.inventory(tree)
    # What is refused as YAML (an alias, say) reads as nothing: only the cause is told, not its echo at the same place.
    told = {mistake.where for mistake in mistakes}
    mistakes += [mistake for mistake in reader.mistakes if mistake.where not in told]
    if mistakes:
        raise InventoryError(_in_order(mistakes), inventory.language)
    return inventory


def _instead_of(file: str) -> Said:
    """What to type where there is no such inventory: the file that was meant, the command for a domain, or the one that makes a first."""
    if near := meant_beside(file):
        return near
    try:
        host = hostname(file)
    except DomainError:
        host = ""
    if host and (host.rpartition(".")[2] in RESERVED or has_known_ending(host)):
        return said("to look at one domain: '{command}'", command=f"domaudit inspect {host}")
    return said("name the inventory, or make a first one: '{command}'", command="domaudit init")


def _a_list(file: str, mistakes: list[DomauditError]) -> InventoryError:
    """What cannot be read and has no key in it: whoever gives such a file mostly has a list of domains."""
    command = f"domaudit init --from {'-' if file == PIPED else shlex.quote(file)}"
    hint = said("if it is a list of domains, make an inventory of it: '{command}'", command=command)
    told = said("this is no inventory: {reason}", reason=mistakes[0].message) if mistakes else said("this is no inventory")
    return _about_file(file, told, hint)


def _about_file(file: str, message: Said, hint: Said) -> InventoryError:
    return InventoryError([DomauditError(message, where=visible(file), hint=hint)])


def _in_order(mistakes: list[DomauditError]) -> list[DomauditError]:
    """By line and column; what several sites take from one faulty line is said once."""

    def place(mistake: DomauditError) -> tuple[int, int]:
        _, line, column = (mistake.where or "").rsplit(":", 2)
        return int(line), int(column)

    return sorted({(m.where, m.message): m for m in mistakes}.values(), key=place)


class _Reader(Parties):
    """The whole file's shape."""

    top = _TOP

    def __init__(self, file: str, zones: Container[str]) -> None:
        super().__init__(zones)
        self.file = file
        self._first: dict[str, Location] = {}

    def inventory(self, tree: Node) -> Inventory:
        """The inventory, as far as it can be read (``mistakes`` tells whether it may be used)."""
        top = self.mapping(tree, said("an inventory"), _TOP)
        version = self.text(top.get("version"), "version")
        if version not in (None, "1"):
            self.fault(
                top["version"],
                said("version {version} is not known", version=quoted(version or "")),
                said("this program reads 'version: 1'"),
            )
        language = self.one_of(top.get("language"), "language", _LANGUAGES)
        if "parties" in top:
            self.read_parties(top["parties"])
        for side in _SIDES:
            if side in top:
                self.party(top[side], side)
        sites = tuple(site for node in self._site_nodes(tree, top) if (site := self._site(node, top)) is not None)
        parties = {key: party for key, party in self.parties.items() if party is not None}
        self.note_unused(top.get("parties"), sites)
        return Inventory(self.file, sites, language, parties, tuple(self.notices))

    # --- sites ---

    def _site_nodes(self, tree: Node, top: dict[str, Node]) -> tuple[Node, ...]:
        sites = top.get("sites")
        if isinstance(sites, Sequence) and sites.items:
            return sites.items
        if sites is None:
            if isinstance(tree, Mapping):
                self.fault(tree, said("no 'sites': there is nothing to check"), EXAMPLE)
        elif isinstance(sites, Sequence | Null):
            self.fault(
                sites, said("'sites' is empty: there is nothing to check"), said("write one domain a line after it, each after '- '")
            )
        else:
            self.fault(sites, said("'sites' is a list"), said("write one domain a line after it, each after '- '"))
        return ()

    def _site(self, node: Node, top: dict[str, Node]) -> Site | None:
        if isinstance(node, Null):
            self.fault(node, said("an empty entry"), said("write a domain after '- ' or remove the line"))
            return None
        if isinstance(node, Scalar):
            if self.slipped(node, _SITE):
                return None
            fields: dict[str, Node] = {"domain": node}
        else:
            fields = self.mapping(node, said("a site"), _SITE, required=("domain",))
            if not fields:
                return None
        client, provider = (self._side(node, fields, top, side) for side in _SIDES)
        if client and provider and (same := self.same_party(client, provider)):
            self.fault(fields.get("provider") or fields.get("client") or top["provider"], *same)
        found = self._domain(fields.get("domain"), provider)
        contract, attestation = self._contract(fields.get("contract")), self._attestation(fields.get("attestation"))
        others, challenge = self._others(fields.get("others")), self._challenge(fields.get("challenge"))
        accept, requests = (
            self.each(fields.get("accept"), "accept", self._acceptance),
            self.each(fields.get("requests"), "requests", self._request),
        )
        if found is None or client is None or provider is None:
            return None
        written, place, is_providers = found
        return Site(
            domain=place.domain,
            unicode=to_unicode(place.domain),
            written=written,
            client=client,
            provider=provider,
            location=node.location,
            others=others,
            contract=contract,
            challenge=challenge,
            attestation=attestation,
            accept=accept,
            requests=requests,
            parent=place.suffix if place.platform else None,
            parent_is_provider=is_providers,
        )

    def _side(self, node: Node, fields: dict[str, Node], top: dict[str, Node], side: str) -> Party | None:
        named = fields.get(side) or top.get(side)
        if named is None:
            self.fault(
                node,
                said("this site has no client") if side == "client" else said("this site has no provider"),
                said("add '{side}: …' here, or once at the top for all sites", side=side),
            )
            return None
        return self.party(named, side)

    def _domain(self, node: Node | None, provider: Party | None) -> tuple[str, Registrable, bool] | None:
        """What was written, where it stands, and whether its parent is a domain of the provider."""
        written = self.text(node, "domain")
        if written is None or node is None:
            return None
        try:
            host = hostname(written)
            parents = [domain for domain in (provider.domains if provider else ()) if is_below(host, domain)]
            place = Registrable(host, max(parents, key=len), platform=True) if parents else registrable(host, self.zones)
        except DomainError as error:
            self.fault(node, error.message, error.hint)
            return None
        if provider and place.domain in provider.domains:
            self.fault(
                node,
                said(
                    "{domain} is also among the 'domains' of the provider, {name}",
                    domain=quoted(to_unicode(place.domain)),
                    name=quoted(provider.name),
                ),
                said("the domain under audit is the client's: leave it out of the provider's 'domains'"),
            )
            return None
        first = self._first.setdefault(place.domain, node.location)
        if first is not node.location:
            named = quoted(to_unicode(place.domain))
            self.fault(
                node,
                said("duplicate domain {domain}", domain=named)
                if written == place.domain
                else said("duplicate domain {domain} ({written})", domain=named, written=quoted(written)),
                said("line {line} has it already; keep one of the two", line=first.line),
            )
            return None
        self.notice(node, place.domain)
        return written, place, bool(parents)

    def _others(self, node: Node | None) -> tuple[tuple[OtherRole, Party], ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            self.fault(
                node,
                said("'others' is written as parties with their roles"),
                said("such as 'others: {{martin: predecessor}}'; roles: {known}", known=", ".join(_ROLES)),
            )
            return ()
        read = ((self.one_of(value, "role", _ROLES), self.named(key, key.text)) for key, value in node.pairs)
        return tuple((role, party) for role, party in read if role and party)

    def _contract(self, node: Node | None) -> Contract | None:
        if node is None:
            return None
        fields = self.mapping(node, said("a contract"), ("signed", "until", "holder", "payer"))
        signed, until = self.day(fields.get("signed"), "signed"), self.day(fields.get("until"), "until")
        self.in_order(fields, "signed", signed, "until", until)
        return Contract(
            signed, until, self.one_of(fields.get("holder"), "holder", _SIDES), self.one_of(fields.get("payer"), "payer", _SIDES)
        )

    def _challenge(self, node: Node | None) -> str | None:
        text = self.text(node, "challenge")
        if text is None or node is None:
            return None
        if not text.startswith("domaudit-verify=") or text == "domaudit-verify=" or " " in text:
            self.fault(node, said("{text} is no challenge", text=quoted(text)), said("it is a line of the form 'domaudit-verify=…'"))
        return text

    def _attestation(self, node: Node | None) -> Attestation | None:
        if node is None:
            return None
        fields = self.mapping(node, said("an attestation"), ("holder", "proof", "date", "until"), required=("holder", "date"))
        dated, until = self.day(fields.get("date"), "date"), self.day(fields.get("until"), "until")
        self.in_order(fields, "date", dated, "until", until)
        holder, proof = self.one_of(fields.get("holder"), "holder", _SIDES), self.text(fields.get("proof"), "proof")
        if proof and (proof.startswith(("/", "\\", "~")) or proof[1:2] == ":"):
            self.fault(
                fields["proof"],
                said("the proof {proof} is not a relative path", proof=quoted(proof)),
                said("write it from the inventory's folder, such as proofs/account.pdf"),
            )
        return Attestation(holder, dated, until, proof) if holder and dated else None

    def _acceptance(self, node: Node, key: str) -> Acceptance | None:
        fields = self.mapping(node, said("an accepted finding"), ("rule", "reason", "until"), required=("rule", "reason"))
        rule, reason = self.kebab(fields.get("rule"), "rule", "provider-nameservers"), self.text(fields.get("reason"), "reason")
        until = self.day(fields.get("until"), "until")
        return Acceptance(rule, reason, until, node.location) if rule and reason else None

    def _request(self, node: Node, key: str) -> Request | None:
        fields = self.mapping(node, said("a request"), _REQUEST, required=("what", "asked"))
        what = self.kebab(fields.get("what"), "what", said("transfer-code or change-of-holder"))
        asked, reply_by = self.day(fields.get("asked"), "asked"), self.day(fields.get("reply-by"), "reply-by")
        self.in_order(fields, "asked", asked, "reply-by", reply_by)
        kind, answered = self.one_of(fields.get("kind"), "kind", _RUNGS), self.day(fields.get("answered"), "answered")
        self.in_order(fields, "asked", asked, "answered", answered)
        if fields and ("to" in fields) == ("from" in fields):
            self.fault(
                node,
                said("a request has either 'to' or 'from'"),
                said("'to: provider' for what you asked, 'from: client' for what was asked of you"),
            )
        to, from_ = self.text(fields.get("to"), "to"), self.text(fields.get("from"), "from")
        for end, name in (("to", to), ("from", from_)):
            if name:
                self.is_slip(fields[end], name, (*_SIDES, *self.parties))
        return Request(what, asked, to, from_, reply_by, kind, answered) if what and asked else None
